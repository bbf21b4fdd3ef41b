"""prompts/: what is in force and from where, what is wrong in it, and that a change changes the signature."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from briefing import pipeline
from briefing.config import Config, PathSettings
from briefing.errors import ConfigError
from briefing.prompts_check import check_prompts
from briefing.resources import packaged
from briefing.steering import FILES, in_force, read_prompts
from briefing.values import Memo, Period
from tests.conftest import Briefing

WINTER = Period(date(2025, 12, 1), date(2026, 2, 28))
DAY = date(2026, 3, 2)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty prompts folder of a house, named by its configuration."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "house").mkdir()
    (tmp_path / "briefing.toml").write_text('[paths]\nprompts = "house"\n', encoding="utf-8")
    return tmp_path / "house"


def settings(folder: Path) -> Config:
    return replace(Config(), paths=PathSettings(prompts=str(folder)))


def test_what_comes_with_the_package_is_right() -> None:
    assert check_prompts(Config()) == ()


def test_each_file_says_where_it_comes_from(house: Path, briefing: Briefing, tmp_path: Path) -> None:
    shutil.copy(packaged("prompts") / "topics.toml", house)
    (house / "families").mkdir()
    shutil.copy(packaged("prompts") / "families" / "t5.toml", house / "families" / "ours.toml")
    (tmp_path / "prompts").mkdir()
    for name in ("topics.toml", "style.toml"):
        shutil.copy(packaged("prompts") / name, tmp_path / "prompts")
    shown = json.loads(briefing("prompts", "show", "--json").out)
    origins = {row["name"]: row["from"] for row in shown["files"]}
    assert set(FILES) <= set(origins)
    assert (origins["topics.toml"], origins["style.toml"], origins["glossary.csv"]) == (
        "configuration",
        "working folder",
        "package",
    )
    assert (origins["ours.toml"], origins["nllb.toml"]) == ("configuration", "package")
    (tmp_path / "flag").mkdir()
    shutil.copy(packaged("prompts") / "topics.toml", tmp_path / "flag")
    told = briefing("prompts", "show", "--prompts", "flag").out
    assert f"topics.toml  flag  {Path('flag') / 'topics.toml'}" in told
    assert "style: brief points of 12 to 32 words, US spelling, names without diacritics" in told
    assert briefing("prompts", "check").out == f"{len(origins)} files, all right\n"


# File, its text, the line that is named, words of the problem, words of the remedy.
BROKEN = [
    ("style.toml", "[points]\n\nshortst = 3\n", 3, "unknown key 'shortst'", "'shortest'"),
    ("style.toml", '[english]\nspelling = "AU"\n', 2, "'AU' is not one of", "'US', 'UK'"),
    ("style.toml", "[points]\nlongest = 3\n", 1, "not above longest", "Correct"),
    ("style.toml", "[names]\ntense = 'past'\n", 2, "unknown key 'tense'", "diacritics"),
    ("style.toml", "[points\n", 1, "cannot be read", "Correct"),
    ("topics.toml", '[[topic]]\nkey = "a"\nheading = "A"\nkeyword = 3\n', 4, "unknown entry 'keyword'", "keywords"),
    ("topics.toml", '[[topic]]\nkey = "a"\n', 1, "no heading", "heading"),
    ("topics.toml", '[[topic]]\nkey = "a"\nheading = "A"\n[topic.keywords]\n"hội đàm" = 9\n', 5, "hội đàm", "1 to 3"),
    (
        "topics.toml",
        "".join(f'[[topic]]\nkey = "{key}"\nheading = "H"\n[topic.keywords]\n"x" = 1\n' for key in "ab"),
        10,
        "again under 'b'",
        "keep it",
    ),
    ("topics.toml", "[[topic]\n", 1, "not TOML", "correct"),
    ("glossary.csv", "vi,en,alternatives,domain,note\nThủ tướng,Prime Minister\n", 2, "2 fields where 5", "quote"),
    ("spelling-uk.csv", "us,uk\ncolor,colour\n\ncolor,colour\n", 4, "stands there already", "one line"),
    ("models.toml", '[[model]]\nname = "a/b"\nfamily = "nlb"\nlicence = "MIT"\n', 3, "no family 'nlb'", "'nllb'"),
    ("models.toml", '[[model]]\nname = "a/b"\nfamily = "t5"\nlicense = "MIT"\n', 4, "'license'", "'licence'"),
]


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: f"{case[0]}: {case[3]}")
def test_what_is_wrong_is_named_with_its_line(house: Path, case: tuple[str, str, int, str, str]) -> None:
    name, text, line, problem, remedy = case
    (house / name).write_text(text, encoding="utf-8")
    (found,) = check_prompts(settings(house))
    assert (found.path.name, found.line) == (name, line)
    assert problem in found.problem
    assert remedy in found.remedy


FAMILY = (packaged("prompts") / "families" / "t5.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "problem", "remedy"),
    [
        ("one_sentence = true", "one_sentense = true", "unknown key 'one_sentense'", "'one_sentence'"),
        ("max_input_tokens = 512", 'max_input_tokens = "512"', "a whole number is expected", "whole number"),
        ("\ntasks = { translate =", "\ntasks = { transalte =", "nothing asks for the task 'transalte'", "'translate'"),
        ("{source} to {target}", "{sorce} to {target}", "nothing fills {sorce}", "'source'"),
        ('vi = "Vietnamese"\n', "", "no code for 'vi'", "vi ="),
    ],
)
def test_a_family_is_looked_over(house: Path, old: str, new: str, problem: str, remedy: str) -> None:
    assert FAMILY.count(old) == 1
    (house / "families").mkdir()
    text = FAMILY.replace(old, new)
    (house / "families" / "t5.toml").write_text(text, encoding="utf-8")
    (found,) = check_prompts(settings(house))
    assert problem in found.problem
    assert remedy in found.remedy
    assert found.line is not None
    said = text.splitlines()[found.line - 1]
    assert said == "[languages]" if not new else new.partition("=")[0].rpartition("{")[2].strip() in said


def test_all_that_is_wrong_is_told_and_strangers_too(house: Path, briefing: Briefing) -> None:
    (house / "style.toml").write_text("[names]\ndiacritic = true\n", encoding="utf-8")
    (house / "glosary.csv").write_text("vi,en\n", encoding="utf-8")
    (house / "topics.toml").write_bytes("[[topic]]\nkey = 'à'\n".encode("latin-1"))
    told = briefing("prompts", "check")
    assert told.code == 2
    lines = told.out.splitlines()
    assert lines[0].startswith(f"{Path('house') / 'topics.toml'}:2: ")
    assert "not UTF-8" in lines[0]
    assert lines[2].startswith(f"{Path('house') / 'style.toml'}:2: ")
    assert lines[4:] == [
        f"{Path('house') / 'glosary.csv'}: nothing reads glosary.csv",
        "    did you mean 'glossary.csv'?",
    ]
    assert told.err.splitlines()[0] == "3 things are wrong in prompts files."
    assert len(json.loads(briefing("prompts", "check", "--json").out)) == 3


def memo(seeds: Path, config: Config) -> Memo:
    return pipeline.draft(seeds, WINTER, DAY, replace(config, model=replace(config.model, name="echo", cache=False)))


def test_a_changed_prompt_changes_the_signature(house: Path, seeds: Path) -> None:
    signatures = [memo(seeds, Config()).signature, memo(seeds, settings(house)).signature]
    assert signatures[0] == signatures[1]
    for name, addition in (
        ("style.toml", "\n# a word\n"),
        ("topics.toml", "\n# a word\n"),
        ("glossary.csv", "từ thử nghiệm,trial word,,phrase,\n"),
    ):
        text = (packaged("prompts") / name).read_text(encoding="utf-8")
        (house / name).write_text(text + addition, encoding="utf-8")
        signatures.append(memo(seeds, settings(house)).signature)
    assert len(set(signatures)) == 4


def test_the_word_list_counts_once_it_is_used(house: Path) -> None:
    words = (packaged("prompts") / "spelling-uk.csv").read_text(encoding="utf-8")
    (house / "spelling-uk.csv").write_text(words + "zzz,yyy\n", encoding="utf-8")
    assert read_prompts(settings(house)).digest == read_prompts(Config()).digest
    (house / "style.toml").write_text('[english]\nspelling = "UK"\n', encoding="utf-8")
    british = read_prompts(settings(house)).digest
    (house / "spelling-uk.csv").write_text(words, encoding="utf-8")
    assert read_prompts(settings(house)).digest != british


def test_style_reaches_the_memo(house: Path, seeds: Path) -> None:
    (house / "style.toml").write_text("[names]\ndiacritics = true\n", encoding="utf-8")
    plain, marked = memo(seeds, Config()), memo(seeds, settings(house))
    changed = [
        (before.text, after.text)
        for before, after in zip(plain.points, marked.points, strict=True)
        if before.text != after.text
    ]
    assert changed
    assert all(len(before) == len(after) for before, after in changed)
    assert not any(check.kind == "untranslated" and check.verdict == "fail" for p in plain.points for check in p.checks)
    assert any("Tô Lâm" in after or "Lương Cường" in after for _, after in changed)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="does not exist"):
        in_force(settings(tmp_path / "none"))
