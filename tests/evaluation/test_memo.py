"""Measures of a memo, on memos whose faults are known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from briefing.evaluation.memo import Proof, consistency, facts, holds, measure_memo
from briefing.evaluation.report import Measure
from briefing.lang.glossary import parse_glossary
from briefing.stages.check import check_point
from briefing.values import (
    UNDATED,
    BriefingPoint,
    Check,
    Citation,
    Coverage,
    Memo,
    Period,
    PublicationDate,
    Section,
    SourceEntry,
    Span,
)
from tests.conftest import ROOT

GLOSSARY = parse_glossary((ROOT / "prompts" / "glossary.csv").read_text(encoding="utf-8"))
TRADE = "Hai nước đặt mục tiêu kim ngạch thương mại đạt 5 tỷ USD vào năm 2027."
VISIT = "Ngày 5/2, Tổng Bí thư Tô Lâm thăm Lào."
WEEK = Period(date(2026, 2, 2), date(2026, 2, 8))


def point(identifier: str, quote: str, english: str, **more: object) -> BriefingPoint:
    cited = Citation(f"{identifier}.txt", "", "", None, 1, 1, Span(0, len(quote)), quote, UNDATED)
    made = BriefingPoint(identifier, english, (cited,), check_point([quote], english, GLOSSARY))
    return replace(made, **more)  # type: ignore[arg-type]


def entry(path: str, day: int | None, fate: str, outlet: str | None = None) -> SourceEntry:
    on = date(2026, 2, day) if day else None
    published = PublicationDate(on, on, "metadata", "") if on else UNDATED
    return SourceEntry(path, None, "", None, outlet, "vi", 100, published, fate)  # type: ignore[arg-type]


def memo(*points: BriefingPoint, sources: tuple[SourceEntry, ...] = ()) -> Memo:
    used = sum(one.fate == "used" for one in sources)
    coverage = Coverage(len(sources), len(sources), used, 0, 0, 0)
    return Memo("T", WEEK, (), (Section("S", points),), sources, (), coverage, "briefing:test")


def measured(made: Memo, proof: Proof | None = None) -> dict[str, Measure]:
    return {one.name: one for one in measure_memo(made, "memo", proof).measures}


RIGHT = point("a", TRADE, "The two countries set a target of $5 billion in trade by 2027.")
WRONG = point("b", TRADE, "The two countries set a target of $6 billion in trade by 2027.")
NAMED = point("c", VISIT, "On February 5, Party General Secretary To Lam visited Laos.")


def test_a_wrong_number_costs_its_point_and_its_number() -> None:
    figures = measured(memo(RIGHT, WRONG, NAMED))
    assert figures["points that their sentences support"].value == pytest.approx(2 / 3, abs=1e-4)
    assert figures["numbers right"].value == pytest.approx(1 / 3, abs=1e-4)  # one right; one lost and one invented
    assert figures["names right"].value == 1.0
    assert figures["dates right"].value == 1.0


def test_nothing_to_measure_has_no_value() -> None:
    figures = measured(memo())
    assert {name for name, one in figures.items() if one.unit == "share" and one.value is not None} == {
        "days of the period with an article"
    }
    assert "quotations that stand in the sources" not in figures


def test_a_person_s_word_is_told_apart() -> None:
    accepted = replace(WRONG, accepted=tuple(check.kind for check in WRONG.checks))
    assert holds(accepted)
    assert not holds(WRONG)
    assert measured(memo(accepted))["points that hold by a person's word"].value == 1


def test_a_point_without_a_citation_is_not_supported() -> None:
    assert not holds(replace(RIGHT, citations=()))


def test_proof_is_shown_where_there_is_one() -> None:
    one = measured(memo(RIGHT), Proof(4, 3))["quotations that stand in the sources"]
    assert (one.value, one.of) == (0.75, 4)


def test_repeated_points_are_counted_once_each() -> None:
    again = point("d", TRADE, "Trade is to reach $5 billion by 2027, both countries agreed.")
    figures = measured(memo(RIGHT, NAMED, again))
    assert figures["points that repeat an earlier one"].value == pytest.approx(1 / 3, abs=1e-4)
    assert figures["likeness to the nearest other point"].value > 0.5
    assert measured(memo(RIGHT, NAMED))["points that repeat an earlier one"].value == 0.0
    copied = replace(NAMED, id="e", text=RIGHT.text)
    assert measured(memo(RIGHT, copied))["points that repeat an earlier one"].value == 0.5


def test_coverage_counts_articles_days_and_outlets() -> None:
    sources = (
        entry("a.txt", 2, "used", "Báo A"),
        entry("b.txt", 2, "unused", "Báo B"),
        entry("c.txt", None, "used"),
        entry("d.txt", 20, "dropped", "Báo C"),
    )
    figures = measured(memo(RIGHT, sources=sources))
    assert figures["articles of the period that are told"].value == pytest.approx(2 / 3, abs=1e-4)
    assert figures["days of the period with an article"].value == pytest.approx(1 / 7, abs=1e-4)
    assert figures["outlets that are told"].value == 0.5


def test_one_term_in_two_renderings_is_inconsistent() -> None:
    def told(rendering: str) -> tuple[Check, ...]:
        return (Check("term", "pass", "Party General Secretary", rendering),)

    assert consistency([told("General Secretary"), told("general secretary")]) == (2, 2)
    assert consistency([told("General Secretary"), told("Party chief"), told("Party chief")]) == (2, 3)
    assert consistency([told("General Secretary")]) == (0, 0)
    assert consistency([(Check("term", "pass", "X", "left out (source: y)"),), told("General Secretary")]) == (0, 0)


def test_what_a_brief_leaves_out_is_neither_right_nor_wrong() -> None:
    brief = check_point([TRADE], "The two countries set a target for trade.", GLOSSARY, brief=True)
    figures = {one.name: one for one in facts([brief])}
    assert figures["numbers right"].of == 0
    assert figures["left out by briefs"].value > 0


def test_failures_stand_on_the_page_before_doubts() -> None:
    report = measure_memo(memo(RIGHT, WRONG), "memo")
    assert report.findings
    assert report.findings[0].startswith("point 2 (failed): ")
