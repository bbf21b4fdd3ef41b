"""The checks, on real sentences with right English and English that is broken in one known way."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from briefing.lang.glossary import parse_glossary
from briefing.resources import find
from briefing.stages.check import check_point

DATA = Path(__file__).parents[1] / "data" / "check"
SEEDS = Path(__file__).parents[2] / "seeds"


def cases() -> list[list[str]]:
    lines = (DATA / "cases.tsv").read_text(encoding="utf-8").splitlines()
    rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return [row for row in rows if not row[0].startswith("#")]


@pytest.mark.parametrize(("kind", "verdict", "source", "english"), cases())
def test_each_kind_sees_what_it_is_for(kind: str, verdict: str, source: str, english: str) -> None:
    glossary = parse_glossary(find("prompts", "glossary.csv").read_text(encoding="utf-8"))
    verdicts = {check.verdict for check in check_point([source], english, glossary) if check.kind == kind}
    if verdict == "absent":
        assert not verdicts
    else:
        assert verdict in verdicts
        if verdict == "pass":
            assert verdicts == {"pass"}


@pytest.mark.parametrize(("kind", "verdict", "source", "english"), [row for row in cases() if row[1] == "pass"])
def test_right_english_is_not_flagged(kind: str, verdict: str, source: str, english: str) -> None:
    assert {check.verdict for check in check_point([source], english)} <= {"pass"}, (kind, verdict)


def test_nothing_written_fails() -> None:
    (check,) = check_point(["Hai bên nhất trí."], "  ")
    assert (check.kind, check.verdict) == ("empty", "fail")


def test_a_failure_says_what_was_expected_and_where_it_comes_from() -> None:
    check = next(one for one in check_point(["Kim ngạch đạt 10 tỷ USD."], "Trade was high.") if one.kind == "number")
    assert check.expected == "$10 billion"
    assert check.found == "not found (source: 10 tỷ USD)"


def test_vietnamese_left_as_it_is_never_passes() -> None:
    for file in sorted(SEEDS.glob("*.txt")):
        first = next(line for line in file.read_text(encoding="utf-8").splitlines() if len(line) > 80)
        assert any(check.verdict == "fail" for check in check_point([first], first))
