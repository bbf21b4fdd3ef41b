"""`briefing evaluate` on a draft, a memo, a folder and a test set, with a model that only repeats."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Briefing
from tests.evaluation.test_testset import ARTICLES

WINTER = ("--from", "2025-12-01", "--to", "2026-02-28", "--as-of", "2026-03-02", "--model", "echo")


def figures(text: str) -> dict[str, float | None]:
    return {one["name"]: one.get("value") for one in json.loads(text)["measures"]}


def two_articles(seeds: Path, folder: Path) -> Path:
    folder.mkdir()
    for file in seeds.glob("00[12]_*.txt"):
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


def test_draft_memo_and_folder_give_the_same_figures(briefing: Briefing, seeds: Path, tmp_path: Path) -> None:
    seeds = two_articles(seeds, tmp_path / "seeds")
    assert briefing("run", seeds, *WINTER, "-o", tmp_path / "memo.docx").code == 0
    found = [
        briefing("evaluate", tmp_path / "memo.docx", "--sources", seeds, "--json"),
        briefing("evaluate", tmp_path / "memo.toml", "--sources", seeds, "--json"),
        briefing("evaluate", seeds, *WINTER, "--json"),
    ]
    assert [one.code for one in found] == [0, 0, 0], [one.err for one in found]
    assert figures(found[0].out) == figures(found[1].out) == figures(found[2].out)
    one = figures(found[0].out)
    assert one["quotations that stand in the sources"] == 1.0
    assert one["points that their sentences support"] == 0.0  # it is Vietnamese still
    assert one["articles of the period that are told"] == 1.0
    assert "period:2025-12-01..2026-02-28" in json.loads(found[0].out)["signature"]


def test_a_changed_source_costs_its_quotations(briefing: Briefing, seeds: Path, tmp_path: Path) -> None:
    sources = two_articles(seeds, tmp_path / "seeds")
    assert briefing("draft", sources, *WINTER, "-o", tmp_path / "memo.toml").code == 0
    (changed,) = sources.glob("002_*.txt")
    changed.write_bytes(changed.read_bytes().decode("utf-8").replace("a", "b").encode())
    outcome = briefing("evaluate", tmp_path / "memo.toml", "--sources", sources, "--json")
    assert outcome.code == 0, outcome.err
    assert 0.0 < (figures(outcome.out)["quotations that stand in the sources"] or 0.0) < 1.0


def test_a_test_set_and_its_comparison(briefing: Briefing, tmp_path: Path) -> None:
    outcome = briefing("evaluate", ARTICLES, "--model", "echo", "--json")
    assert outcome.code == 0, outcome.err
    one = figures(outcome.out)
    assert one["points"] == 24
    assert one["chrF2++"] is not None
    assert one["points that their sentences support"] == 0.0
    other = tmp_path / "other.json"
    other.write_text(outcome.out, encoding="utf-8")
    page = briefing("evaluate", ARTICLES, "--selection-only", "--against", other)
    assert page.code == 0
    assert "F of cited sentences, ours" in page.out
    assert len(page.out.splitlines()) < 60
    assert briefing("evaluate", ARTICLES, "--selection-only", "--limit", "2", "--markdown").out.startswith("# articles")


@pytest.mark.parametrize(
    "arguments", [("--json", "--markdown"), ("--json", "--against", "x"), ("--against", "none.json")]
)
def test_misuse_is_told_in_two_lines(briefing: Briefing, arguments: tuple[str, ...]) -> None:
    outcome = briefing("evaluate", ARTICLES, "--selection-only", *arguments)
    assert outcome.code == 2
    assert outcome.out == ""
    assert len(outcome.err.strip().splitlines()) == 2
