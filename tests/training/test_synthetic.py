"""A model that writes training pairs: reverse direction, tags, sieve, decontamination, and a kill in the middle."""

from __future__ import annotations

import json
import lzma
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from briefing.errors import ConfigError, ModelError
from briefing.training.data import load, read_pairs
from briefing.training.decontaminate import contaminated, forbidden_runs
from briefing.training.recipe import DevelopmentSet, Recipe, SyntheticSettings, parse_recipe
from briefing.values import Hypothesis

from .conftest import HELD_OUT, HELD_OUT_EN, PAIRS, settings, write_corpora

torch = pytest.importorskip("torch")

from briefing.models.boundary import load_spec  # noqa: E402
from briefing.training import synthetic  # noqa: E402
from briefing.training.evaluate import evaluate  # noqa: E402
from briefing.training.export import export  # noqa: E402
from briefing.training.likeness import likeness  # noqa: E402
from briefing.training.prepare import REPORT, prepare, read_report  # noqa: E402
from briefing.training.synthetic import chosen, refusal, sentences, synthesise  # noqa: E402
from briefing.training.train import train  # noqa: E402
from briefing.training.vocabulary import load_tokenizer  # noqa: E402
from briefing.training.writers import writer_for  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:Recommended. pip install sacremoses")

ENGLISH = tuple(english for _, english in PAIRS)
BACK = {"name": "UN debates", "kind": "back-translation", "model": "", "paths": ["mono.txt.xz"], "max_sentences": 30}


def reverse_settings(root: Path) -> dict[str, Any]:
    record = settings(root, max_steps=2, evaluate_every=2)
    record["data"] |= {"placeholders": False}
    record["vocabulary"] = {"size": 140}
    return {**record, "name": "reverse", "digest": "r", "direction": "en-vi"}


@pytest.fixture(scope="module")
def reverse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model directory that translates English to Vietnamese, trained by the same command as any other."""
    root = tmp_path_factory.mktemp("reverse")
    recipe = parse_recipe(reverse_settings(write_corpora(root / "corpora")))
    train(recipe, root / "run")
    return export(recipe, root / "run", root / "en-vi")


def with_synthetic(root: Path, **changes: Any) -> Recipe:
    held_out = [f"{HELD_OUT_EN} for the coming year.", "The Laos talks of 2025 ended.", "Too short."]
    text = "".join(f"{line}\n" for line in (*ENGLISH, *held_out, ENGLISH[0]))
    (root / "mono.txt.xz").write_bytes(lzma.compress(text.encode()))
    return parse_recipe({**settings(root), "synthetic": [{**BACK, **changes}]})


class Stub:
    """Writes a fixed Vietnamese sentence for each known English one, and counts what it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, dies_after: int = 10**9) -> None:
        self.asked: list[str] = []
        self.left = dies_after
        self.said = {english: vietnamese for vietnamese, english in PAIRS}
        monkeypatch.setattr(synthetic, "writer_for", lambda *_: self)
        monkeypatch.setattr(synthetic, "resolve", lambda _: type("Here", (), {"directory": Path()}))
        monkeypatch.setattr(synthetic, "digest", lambda _: "model")
        monkeypatch.setattr(synthetic, "CHUNK", 4)

    def __call__(self, texts: Sequence[str], seed: int) -> list[Hypothesis]:
        if self.left <= 0:
            raise KeyboardInterrupt
        self.left -= 1
        self.asked += texts
        return [Hypothesis(self.said.get(text, f"Xin chào số {seed % 2}"), -0.5) for text in texts]


def test_a_recipe_of_the_other_direction_makes_a_reverse_model(reverse: Path, corpora: Path) -> None:
    spec = load_spec(reverse)
    assert (spec.source, spec.target, spec.placeholders, spec.tone_marks) == ("en", "vi", False, "keep")
    assert dict(spec.tasks) == {"translate": ""}
    report = evaluate(reverse, [DevelopmentSet("dev", "dev")], corpora, languages=("en", "vi"))
    assert report.scores[0].sentences == 2
    perfect = evaluate(
        lambda texts, _: [vi for vi, en in PAIRS for text in texts if text == en],
        [DevelopmentSet("news", "pairs")],
        _as_lines(corpora),
        languages=("en", "vi"),
    )
    assert (perfect.scores[0].bleu, perfect.scores[0].numbers) == (pytest.approx(100), 1)


def _as_lines(root: Path) -> Path:
    for side, language in enumerate(("vi", "en")):
        (root / f"pairs.{language}").write_text("".join(f"{pair[side]}\n" for pair in PAIRS), encoding="utf-8")
    return root


def test_our_own_format_is_turned_round_without_its_briefs(corpora: Path) -> None:
    pairs = list(read_pairs(DevelopmentSet("own", "own.jsonl", "own", "all"), corpora, ("en", "vi")))
    assert (pairs[0].source, pairs[0].target) == ("Laos raises investment", "Lào tăng đầu tư")
    assert len(pairs) == 3
    assert {pair.task for pair in pairs} == {"translate"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"direction": "vi-fr"}, "direction"),
        ({"data": {"placeholders": True}}, "placeholders"),
        ({"data": {"placeholders": False, "glossary": "terms.csv"}}, "glossary"),
        ({"sources": [{"name": "a", "path": "own.jsonl", "format": "own", "part": "briefs"}]}, "brief"),
    ],
)
def test_reverse_recipes_refuse_what_reads_vietnamese(corpora: Path, change: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        parse_recipe({**reverse_settings(corpora), **change})


@pytest.mark.parametrize(
    "change",
    [{"like": ["nothing"]}, {"paths": []}, {"max_sentences": 0}, {"min_words": 60}, {"name": "news"}, {"kind": "x"}],
)
def test_synthetic_sources_refuse_what_cannot_work(corpora: Path, change: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        with_synthetic(corpora, **change)


def test_back_translation_from_end_to_end(corpora: Path, reverse: Path, tmp_path: Path) -> None:
    lenient = {"max_ratio": 100.0, "same_numbers": False}
    recipe = with_synthetic(corpora, model=str(reverse), **lenient)
    recipe = replace(recipe, training=replace(recipe.training, max_steps=2))
    result = train(recipe, tmp_path / "run")
    assert result.steps == 2
    lines = (tmp_path / "run" / "synthetic" / "un-debates.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0])["kind"] == "back-translation"
    assert len(lines) == 31
    row = read_report(tmp_path / "run")[-1]
    assert row["name"] == "UN debates"
    assert row["read"] + sum(n for why, n in row["refused"].items() if "before" not in why) == 30


def test_synthetic_sources_are_tagged_with_one_reserved_piece(
    corpora: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Stub(monkeypatch)
    recipe = with_synthetic(corpora)
    prepared = prepare(recipe, tmp_path / "run")
    tokenizer = load_tokenizer(prepared.tokenizer)
    tag = tokenizer.convert_tokens_to_ids("▁⟦bt⟧")
    assert tag != tokenizer.unk_token_id
    corpus = prepared.corpus
    for k in range(len(corpus)):
        assert (corpus.row(k).source[0] == tag) == (corpus.origin[k] == len(recipe.sources))
    assert (corpus.origin == len(recipe.sources)).sum() >= 20
    untagged = prepare(with_synthetic(corpora, tagged=False), tmp_path / "untagged")
    assert "▁⟦bt⟧" not in json.loads((untagged.tokenizer / "vocab.json").read_text(encoding="utf-8"))


def test_vocabulary_and_real_pairs_are_the_same_without_synthetic_ones(
    corpora: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Stub(monkeypatch)
    mixed, plain = with_synthetic(corpora, tagged=False), parse_recipe(settings(corpora))
    one, other = prepare(mixed, tmp_path / "mixed"), prepare(plain, tmp_path / "plain")
    assert (one.tokenizer / "vocab.json").read_bytes() == (other.tokenizer / "vocab.json").read_bytes()
    real = np.flatnonzero(one.corpus.origin < len(plain.sources))
    assert [one.corpus.row(k).source.tolist() for k in real] == [ids.tolist() for ids in other.corpus.sources()]


def test_no_synthetic_pair_shares_eight_words_with_held_out_text(
    corpora: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub = Stub(monkeypatch)
    stub.said[ENGLISH[3]] = f"Ông nói {HELD_OUT.lower()}."  # the model may write it by itself
    recipe = with_synthetic(corpora, max_sentences=100, max_ratio=100.0, same_numbers=False)
    made = synthesise(recipe, tmp_path / "run")
    forbidden = forbidden_runs([HELD_OUT, HELD_OUT_EN], 8)
    assert not any(contaminated(text, forbidden, 8) for text in stub.asked)
    assert any(contaminated(pair.source, forbidden, 8) for pair in made[0].pairs)
    loaded = load(recipe, made)
    mine = [p for p, origin in zip(loaded.pairs, loaded.origins, strict=True) if origin == len(recipe.sources)]
    assert mine
    assert not any(contaminated(text, forbidden, 8) for pair in mine for text in (pair.source, pair.target))
    assert loaded.reports[-1].contaminated == 1
    assert loaded.reports[-1].refused["contaminated before translation"] == 1


def test_sentences_like_those_of_a_real_source_are_drawn_first(corpora: Path) -> None:
    others = ("Fish swim", "My aunts sing", "A dog runs", "Cats sleep")
    other = [f"{who} in the summer of {year}." for who in others for year in range(50)]
    recipe = with_synthetic(corpora, like=["news"], max_sentences=len(ENGLISH))
    (corpora / "mono.txt.xz").write_bytes(lzma.compress("".join(f"{t}\n" for t in (*other, *ENGLISH)).encode()))
    forbidden = forbidden_runs([HELD_OUT_EN], 8)
    texts, _ = chosen(recipe.synthetic[0], recipe, forbidden)
    assert set(texts) == set(ENGLISH)
    assert texts == chosen(recipe.synthetic[0], recipe, forbidden)[0]
    anyhow, _ = chosen(replace(recipe.synthetic[0], like=()), recipe, forbidden)
    assert set(anyhow) != set(ENGLISH)


def test_likeness_is_nats_a_word_and_neutral_where_both_are_alike() -> None:
    wanted, sample = ["the two sides agreed", "the two sides met"], ["cats sleep", "cats and dogs sleep", "dogs run"]
    near, far, nothing = likeness(wanted, ["the two sides met again", "dogs sleep", ""], sample)
    assert near > 0 > far
    assert nothing == 0
    assert likeness(wanted, sample, wanted) == [0, 0, 0]


def test_a_kill_loses_a_chunk_at_most(corpora: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = with_synthetic(corpora)
    with pytest.raises(KeyboardInterrupt):
        Stub(monkeypatch, dies_after=3) and synthesise(recipe, tmp_path / "run")
    path = tmp_path / "run" / "synthetic" / "un-debates.jsonl"
    with path.open("a", encoding="utf-8") as out:
        out.write('["half a li')
    again = Stub(monkeypatch)
    resumed = synthesise(recipe, tmp_path / "run")
    assert len(again.asked) == 30 - 12
    whole = Stub(monkeypatch)
    assert [*synthesise(recipe, tmp_path / "other")[0].pairs] == [*resumed[0].pairs]
    assert len(whole.asked) == 30
    assert path.read_bytes() == (tmp_path / "other" / "synthetic" / "un-debates.jsonl").read_bytes()
    once_more = Stub(monkeypatch)
    assert [*synthesise(recipe, tmp_path / "run")[0].pairs] == [*resumed[0].pairs]
    assert not once_more.asked


def test_outputs_of_another_model_are_not_taken_for_this_one(
    corpora: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Stub(monkeypatch)
    recipe = with_synthetic(corpora)
    synthesise(recipe, tmp_path / "run")
    monkeypatch.setattr(synthetic, "digest", lambda _: "another")
    with pytest.raises(ModelError, match="by another model") as caught:
        synthesise(recipe, tmp_path / "run")
    assert "delete it" in caught.value.remedy


def test_a_model_of_the_wrong_direction_is_refused(corpora: Path, reverse: Path, tmp_path: Path) -> None:
    recipe = with_synthetic(corpora, model=str(reverse), kind="self-training")
    with pytest.raises(ModelError, match="from 'en', not from 'vi'"):
        synthesise(recipe, tmp_path / "run")
    with pytest.raises(ModelError, match="no model directory"):
        synthesise(with_synthetic(corpora, model="nowhere/at/all"), tmp_path / "run2")


SELF = SyntheticSettings("news", "self-training", "embedded", ("x",), min_score=-3.0)
TURNED = SyntheticSettings("un", "back-translation", "x", ("x",))


@pytest.mark.parametrize(
    ("one", "text", "said", "reason"),
    [
        (SELF, "Bộ Ngoại giao đầu tư 25 triệu USD.", "The Foreign Ministry invested $25 million.", ""),
        (SELF, "Bộ Ngoại giao đầu tư 25 triệu USD.", "The Foreign Ministry invested $26 million.", "other numbers"),
        (SELF, "Chính phủ Lào ủng hộ đề xuất mới.", "The Lao Government ủng hộ the proposal.", "not translated"),
        (SELF, "Chính phủ Lào ủng hộ.", "The Lao of the plan of the plan of the plan of it.", "repeating"),
        (SELF, "Chính phủ Lào ủng hộ.", "Yes.", "of unlike length"),
        (SELF, "Chính phủ Lào ủng hộ.", "", "empty or cut off"),
        (SELF, "Chính phủ Lào ủng hộ.", "The Lao Government is [...]", "empty or cut off"),
        (TURNED, "The Lao Government supports the new proposal.", "Chính phủ Lào ủng hộ đề xuất mới.", ""),
        (TURNED, "They slowly return home.", "Họ từ từ trở về nhà.", ""),
        (
            TURNED,
            "The Lao Government supports the new proposal.",
            "Lào supports the proposal mới.",
            "not translated",
        ),
        (TURNED, "The Lao Government supports it.", "Lao Government supports it.", "not translated"),
    ],
)
def test_the_sieve(corpora: Path, one: SyntheticSettings, text: str, said: str, reason: str) -> None:
    recipe = parse_recipe(settings(corpora))
    assert refusal(one, recipe, text, Hypothesis(said, -0.5)) == reason
    if one is SELF and not reason:
        assert refusal(one, recipe, text, Hypothesis(said, -3.5)) == "unsure"


def test_articles_and_lines_are_read_sentence_by_sentence(tmp_path: Path) -> None:
    article = {"title": "Một", "abstract": "Hai.", "body": ["Ba.", "Bốn."]}
    (tmp_path / "news.jsonl.xz").write_bytes(lzma.compress((json.dumps(article) + "\n").encode()))
    assert list(sentences(tmp_path / "news.jsonl.xz")) == ["Một", "Hai.", "Ba.", "Bốn."]
    (tmp_path / "bad.jsonl").write_text("[1]\n", encoding="utf-8")
    with pytest.raises(ModelError, match="line 1 is no article"):
        list(sentences(tmp_path / "bad.jsonl"))


@pytest.mark.parametrize("gpu", [False, True], ids=["ctranslate2", "transformers"])
def test_sampling_draws_other_outputs_than_beams(reverse: Path, gpu: bool) -> None:  # noqa: FBT001
    beam = SyntheticSettings("x", "back-translation", str(reverse), ("x",))
    drawn = replace(beam, decoding="sampling", sampling_topk=50, temperature=2.0)
    texts = list(ENGLISH[:6])
    searched = [said.text for said in writer_for(beam, ("en", "vi"), None)(texts, 1)]
    write = writer_for(drawn, ("en", "vi"), None, gpu=gpu)
    first, second = ([said.text for said in write(texts, seed)] for seed in (1, 2))
    assert len(first) == 6
    assert first != searched
    assert first != second


def test_the_report_says_what_was_refused(corpora: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stub = Stub(monkeypatch)
    stub.said |= {ENGLISH[0]: "", ENGLISH[1]: "Đúng."}
    prepare(with_synthetic(corpora, max_sentences=100), tmp_path / "run")
    row = json.loads((tmp_path / "run" / REPORT).read_text(encoding="utf-8"))["sources"][-1]
    assert row["refused"]["empty or cut off"] == 1
    assert row["refused"]["of unlike length"] == 1
    assert row["kept"] == row["read"] - row["contaminated"] - row["empty"] - row["untranslated"]
