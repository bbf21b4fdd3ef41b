"""Right English that words a number or a name otherwise passes; the same with one thing wrong is flagged."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from briefing.lang.glossary import Glossary, parse_glossary
from briefing.resources import find
from briefing.stages.check import check_point

TABLE = Path(__file__).parents[1] / "data" / "check" / "both_ways.tsv"


def rows() -> list[list[str]]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@cache
def glossary() -> Glossary:
    return parse_glossary(find("prompts", "glossary.csv").read_text(encoding="utf-8"))


def flagged(kinds: str, source: str, english: str, *, brief: bool) -> set[str]:
    checks = check_point([source], english, glossary(), brief=brief)
    return {f"{one.expected} | {one.found}" for one in checks if one.kind in kinds.split(";") and one.verdict != "pass"}


@pytest.mark.parametrize(("kinds", "brief", "source", "right", "wrong"), rows(), ids=lambda cell: cell[:40])
def test_both_ways(kinds: str, brief: str, source: str, right: str, wrong: str) -> None:
    assert flagged(kinds, source, right, brief=brief == "yes") == set()
    assert flagged(kinds, source, wrong, brief=brief == "yes")
