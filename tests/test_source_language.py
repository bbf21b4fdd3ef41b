"""Articles in other languages than Vietnamese: taken, divided, told and cited; what cannot be checked is said."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from briefing.stages.foreign import check_foreign, limits
from briefing.stages.segment import split_sentences
from briefing.stages.select import handled
from tests.conftest import Briefing

DATA = Path(__file__).parent / "data" / "languages"
WINTER = ("--from", "2025-12-01", "--to", "2026-02-28", "--as-of", "2026-03-02", "--model", "echo")
CHECKED = {"repetition", "empty", "cut", "confidence"}


@pytest.fixture
def folder(tmp_path: Path, seeds: Path) -> Path:
    """French, Chinese and Vietnamese articles together."""
    shutil.copytree(DATA, tmp_path / "articles")
    shutil.copy(seeds / "000_456da3bcb937796d.txt", tmp_path / "articles")
    return tmp_path / "articles"


@pytest.mark.parametrize(("code", "name"), [("fr", "French"), ("zh", "Chinese")])
def test_a_memo_from_articles_of_another_language(
    code: str, name: str, briefing: Briefing, folder: Path, tmp_path: Path
) -> None:
    target = tmp_path / "memo.docx"
    done = briefing("run", folder, *WINTER, "--source-language", code, "-o", target, "--json")
    assert done.code == 0, done.err
    manifest = json.loads(done.out)
    fates = {Path(row["path"]).name: (row["fate"], row["reason"]) for row in manifest["articles"]}
    assert fates[f"{code}.txt"][0] == "used"
    assert fates["000_456da3bcb937796d.txt"] == ("dropped", "not a handled language (detected: vi)")
    assert f"|source:{code}|" in manifest["signature"]
    points = [point for section in manifest["sections"] for point in section["points"]]
    text = (DATA / f"{code}.txt").read_text(encoding="utf-8")
    for point in points:
        assert {check["kind"] for check in point["checks"]} <= CHECKED
        for one in point["citations"]:
            assert text[one["start"] : one["end"]] == one["quote"]
    said = [line for line in manifest["method"] if f"The sources are in {name}" in line]
    assert len(said) == 1
    assert "numbers, dates, names" in said[0]
    assert "not checked" in said[0]
    assert not any("was looked for in the English" in line for line in manifest["method"])
    assert f"note: {said[0]}" in done.err
    again = briefing("render", target.with_suffix(".toml"), "-o", tmp_path / "again.docx", "--json")
    kinds = {check["kind"] for s in json.loads(again.out)["sections"] for p in s["points"] for check in p["checks"]}
    assert kinds <= CHECKED
    assert briefing("verify", target, "--sources", folder).code == 0


def test_the_configuration_says_it_too(briefing: Briefing, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text('[model]\nsource_language = "fr"\n', encoding="utf-8")
    listed = briefing("sources", folder, "--from", "2025-12-01", "--to", "2026-02-28", "--config", tmp_path / "b.toml")
    assert "dropped (select: not a handled language (detected: vi))" in listed.out
    wrong = briefing("run", folder, *WINTER, "--source-language", "français")
    assert wrong.code == 2
    assert "--source-language" in wrong.err


def test_the_embedded_model_translates_vietnamese_alone(briefing: Briefing, folder: Path, tmp_path: Path) -> None:
    done = briefing("run", folder, *WINTER[:-1], "embedded", "--source-language", "fr", "-o", tmp_path / "m.docx")
    assert done.code == 6
    assert "translates from 'vi', not from 'fr'" in done.err


def test_sentences_of_other_scripts() -> None:
    chinese = "双方交换了意见。贸易额超过二千亿美元！“我们准备好了。”他说。"
    assert [span.of(chinese) for span in split_sentences(chinese)] == [
        "双方交换了意见。",
        "贸易额超过二千亿美元！",
        "“我们准备好了。”",
        "他说。",
    ]
    french = "Le ministre a signé l'accord. « La France est prête », a-t-il dit. La hausse est de 8,5 %."
    assert len(split_sentences(french)) == 3


def test_what_is_said_of_a_language() -> None:
    assert limits("vi", "Vietnamese") == ()
    assert len(limits("fr", "French")) == 1
    assert "cannot be told from other languages" in limits("id", "Indonesian")[1]
    assert "marks no ends of sentences" in limits("th", "Thai")[-1]
    assert handled("vi") == {"vi"}
    assert handled("id") == {"id", "und"}
    assert check_foreign(["Bonjour"], "")[0].verdict == "fail"
    assert check_foreign(["Bonjour"], "Good morning.") == ()
