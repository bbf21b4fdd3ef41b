from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from briefing.errors import ConfigError, ModelError
from briefing.training.data import lines_of, load, located, read_pairs
from briefing.training.decontaminate import contaminated, forbidden_runs, runs, words
from briefing.training.recipe import DevelopmentSet, Recipe, SourceSettings, parse_recipe, read_recipe

from .conftest import HELD_OUT, HELD_OUT_EN, PAIRS, settings

ROOT = Path(__file__).parents[2]


def test_no_pair_shares_eight_words_with_held_out_text(recipe: Recipe) -> None:
    loaded = load(recipe)
    forbidden = forbidden_runs([HELD_OUT, HELD_OUT_EN], 8)
    assert not any(contaminated(text, forbidden, 8) for pair in loaded.pairs for text in (pair.source, pair.target))
    assert [report.contaminated for report in loaded.reports] == [2, 0]
    assert loaded.reports[0].read == len(PAIRS) + 2


def test_seeds_are_kept_out_whatever_their_case_and_punctuation(corpora: Path) -> None:
    seed = next(iter(sorted((ROOT / "seeds").glob("*.txt"))))
    sentence = " ".join(seed.read_text(encoding="utf-8").split()[8:30])
    news = corpora / "news"
    for language, text in (("vi", f"« {sentence.upper()} »!"), ("en", "A seed.")):
        path = news / f"train.{language}.gz"
        path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()) + f"{text}\n".encode()))
    record = settings(corpora)
    record["data"]["never_train_on"].append(str(ROOT / "seeds"))
    assert load(parse_recipe(record)).reports[0].contaminated == 3


def test_words_fold_case_punctuation_and_tone_placement() -> None:
    assert words("Hoà bình, HỢP-TÁC!") == ["hòa", "bình", "hợp", "tác"]
    assert list(runs("a b c", 2)) == [("a", "b"), ("b", "c")]
    assert list(runs("a", 2)) == []


def test_tasks_and_parts_of_our_own_format(corpora: Path) -> None:
    def part(name: str) -> list[tuple[str, str, str]]:
        setting = SourceSettings("own", "own.jsonl", "own", name)  # type: ignore[arg-type]
        return [(pair.source, pair.target, pair.task) for pair in read_pairs(setting, corpora, ("vi", "en"))]

    assert part("headlines") == [("Lào tăng đầu tư", "Laos raises investment", "translate")]
    assert part("briefs") == [(PAIRS[0][0], "A deal was signed.", "brief")]
    assert part("points") == [(f"{PAIRS[0][0]} {PAIRS[8][0]}", "Agreement signed; investment to rise.", "brief")]
    assert len(part("all")) == 5


def test_placeholders_stand_on_both_sides(recipe: Recipe) -> None:
    masked = [pair for pair in load(recipe).pairs if "⟦N1⟧" in pair.source]
    assert masked
    assert all("⟦N1⟧" in pair.target for pair in masked)
    plain = load(replace(recipe, data=replace(recipe.data, placeholders=False)))
    assert not any("⟦" in pair.source for pair in plain.pairs)


def test_unequal_lines_name_both_counts(corpora: Path, recipe: Recipe) -> None:
    path = corpora / "news" / "train.en.gz"
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()) + b"one more\n"))
    with pytest.raises(ModelError, match=f"{len(PAIRS) + 2} lines but train.en.gz has {len(PAIRS) + 3}") as caught:
        load(recipe)
    assert "align" in caught.value.remedy


@pytest.mark.parametrize("data", ["Thủ tướng\n".encode("utf-16"), "Th\xe0nh ph\xf4\n".encode("latin-1")])
def test_a_wrong_encoding_is_named_with_its_line(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.txt").write_bytes(data)
    with pytest.raises(ModelError, match=r"not UTF-8 \(line 1\)"):
        lines_of(tmp_path / "x.txt")


def test_a_damaged_archive_and_a_missing_file(tmp_path: Path, corpora: Path, recipe: Recipe) -> None:
    (tmp_path / "x.gz").write_bytes(b"no archive")
    with pytest.raises(ModelError, match="unpacked"):
        lines_of(tmp_path / "x.gz")
    (corpora / "news" / "train.vi.gz").unlink()
    with pytest.raises(ConfigError, match="no corpus file"):
        load(recipe)


def test_an_empty_set_is_refused(corpora: Path, recipe: Recipe) -> None:
    for language in ("vi", "en"):
        (corpora / "news" / f"train.{language}.gz").write_bytes(gzip.compress(b""))
    (corpora / "own.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(ModelError, match="no training pairs"):
        load(recipe)


def test_tables_and_broken_json(tmp_path: Path) -> None:
    (tmp_path / "terms.csv").write_text('vi,en,note\n"Tổng Bí thư, Chủ tịch nước",President,x\n', encoding="utf-8")
    pairs = list(read_pairs(DevelopmentSet("t", "terms.csv", "table"), tmp_path, ("vi", "en")))
    assert [(pair.source, pair.target) for pair in pairs] == [("Tổng Bí thư, Chủ tịch nước", "President")]
    (tmp_path / "terms.tsv").write_text("source\ttarget\na\tb\n", encoding="utf-8")
    with pytest.raises(ModelError, match="no columns vi and en"):
        list(read_pairs(DevelopmentSet("t", "terms.tsv", "table"), tmp_path, ("vi", "en")))
    (tmp_path / "own.jsonl").write_text('{"title_vi": "a"}\n', encoding="utf-8")
    with pytest.raises(ModelError, match="line 1"):
        list(read_pairs(DevelopmentSet("t", "own.jsonl", "own"), tmp_path, ("vi", "en")))


def test_recipes_refuse_what_they_do_not_know(tmp_path: Path, corpora: Path) -> None:
    record = settings(corpora)
    record["training"]["peak_rat"] = 1e-3
    with pytest.raises(ConfigError, match="peak_rat") as caught:
        parse_recipe(record)
    assert "'peak_rate'" in caught.value.remedy
    with pytest.raises(ConfigError, match="no recipe"):
        read_recipe(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_text("name = ", encoding="utf-8")
    with pytest.raises(ConfigError, match="cannot read"):
        read_recipe(tmp_path / "bad.toml")


@pytest.mark.parametrize(
    ("table", "key", "value", "message"),
    [
        ("model", "heads", 3, "multiple"),
        ("training", "dropout", 1.5, "dropout"),
        ("training", "max_steps", "many", "max_steps"),
        ("data", "max_length", 500, "max_positions"),
        ("vocabulary", "model_type", "words", "model_type"),
    ],
)
def test_recipes_refuse_what_cannot_work(corpora: Path, table: str, key: str, value: object, message: str) -> None:
    record = settings(corpora)
    record[table][key] = value
    with pytest.raises(ConfigError, match=message):
        parse_recipe(record)


def test_the_recipe_that_ships_is_sound() -> None:
    recipe = read_recipe(ROOT / "briefing" / "training" / "recipes" / "vi-en-small.toml")
    assert recipe.data.decontamination_run == 8
    assert "own/dev.jsonl" in recipe.data.never_train_on
    assert not any("dev" in source.path for source in recipe.sources)


def test_every_recipe_that_ships_is_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    recipes = {path.stem: read_recipe(path) for path in (ROOT / "briefing" / "training" / "recipes").glob("*.toml")}
    small = recipes["vi-en-small"]
    assert len({recipe.digest for recipe in recipes.values()}) == len(recipes) == 4
    for name, recipe in recipes.items():
        assert recipe.name == name
        assert recipe.data.never_train_on == small.data.never_train_on
        assert not any("dev" in source.path for source in recipe.sources)
    assert recipes["en-vi-small"].languages == ("en", "vi")
    base = recipes["vi-en-small-base"]
    assert small.sources[: len(base.sources)] == base.sources
    for source in small.sources[len(base.sources) :]:
        assert located(source.path, ROOT / "nowhere") == Path(source.path), "what the base lacks lies in the project"
    assert not small.vocabulary.sampling_share


def test_a_recipe_may_be_based_on_another(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(
        'seed = 3\n[training]\nclip = 2.0\ndropout = 0.2\n[[sources]]\nname = "x"\npath = "x"\n'
        '[[sources]]\nname = "y"\npath = "y"\n',
        encoding="utf-8",
    )
    change = 'based_on = "a.toml"\nleave_out = ["x"]\n[training]\ndropout = 0.3\n[[sources]]\nname = "z"\npath = "z"\n'
    (tmp_path / "b.toml").write_text(change, encoding="utf-8")
    recipe = read_recipe(tmp_path / "b.toml")
    assert (recipe.name, recipe.seed, recipe.training.clip, recipe.training.dropout) == ("b", 3, 2.0, 0.3)
    assert [source.name for source in recipe.sources] == ["y", "z"]
    before = recipe.digest
    (tmp_path / "a.toml").write_text((tmp_path / "a.toml").read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert read_recipe(tmp_path / "b.toml").digest != before
    for text, message in ((change.replace('"x"]', '"q"]'), "leave_out"), ('based_on = "b.toml"\n', "based on itself")):
        (tmp_path / "b.toml").write_text(text, encoding="utf-8")
        with pytest.raises(ConfigError, match=message):
            read_recipe(tmp_path / "b.toml")


def test_a_corpus_may_lie_in_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    Path("words.tsv").write_text("vi\ten\nlai dắt\ttow\n", encoding="utf-8")
    setting = SourceSettings("words", "words.tsv", "table")
    assert [(one.source, one.target) for one in read_pairs(setting, tmp_path, ("vi", "en"))] == [("lai dắt", "tow")]
    (tmp_path / "words.tsv").write_text("vi\ten\nbung dù\teject\n", encoding="utf-8")
    assert [one.target for one in read_pairs(setting, tmp_path, ("vi", "en"))] == ["eject"]
    with pytest.raises(ConfigError, match="no corpus file"):
        list(read_pairs(replace(setting, path="other.tsv"), tmp_path, ("vi", "en")))
