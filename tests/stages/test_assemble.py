"""Assembling: order, summary, ids, and figures that add up."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.stages.assemble import (
    NOTHING_SELECTED,
    DraftedPoint,
    Findings,
    assemble,
    cite,
    count_sentences,
    point_id,
    summarise,
)
from briefing.stages.extract import Unused, extract
from briefing.values import (
    Article,
    BriefingPoint,
    Check,
    Citation,
    Cut,
    Dropped,
    Memo,
    Period,
    PublicationDate,
    SourceDocument,
    Span,
)
from tests.stages.extract_cases import some_seeds, topics

PERIOD = Period(date(2025, 12, 1), date(2026, 2, 28))
DAY = PublicationDate(date(2025, 12, 1), date(2025, 12, 1), "header", "date 2025-12-01")
FAIL = Check("number", "fail", "5", "none")


def article(name: str, record: int | None = None, published: PublicationDate = DAY) -> Article:
    source = SourceDocument(name, f"sha of {name}", "text/plain")
    key = name if record is None else f"{name}#{record}"
    return Article(key, source, record, "Hai bên nhất trí.", "t", None, None, None, "vi", (), published)


def citation(one: Article, paragraph: int = 1, sentence: int = 1) -> Citation:
    place = (one.source.path, one.source.sha256, one.text_sha256, one.record)
    return Citation(*place, paragraph, sentence, Span(0, 3), "Hai", one.published)


def point(
    *citations: Citation,
    topic: str = "economy",
    weight: float = 1.0,
    text: str = "A.",
    flagged: bool = False,
    key: str = "",
) -> DraftedPoint:
    checks = (FAIL,) if flagged else ()
    return DraftedPoint(BriefingPoint(key, text, citations, checks), topic, weight)


def memo(drafted: list[DraftedPoint], findings: Findings) -> Memo:
    return assemble(drafted, findings, title="T", period=PERIOD, topics=topics(), signature="s", method=("m",))


def test_the_seeds_from_passages_to_memo() -> None:
    articles, sentences = some_seeds("000", "001", "002", "003", "004")
    chosen = [one for one in articles if "/003" not in one.id]
    extraction = extract(chosen, sentences, topics())
    by_id = {one.id: one for one in articles}
    drafted = [
        DraftedPoint(
            BriefingPoint("", "English.", tuple(cite(by_id[one.article_id], one) for one in passage.sentences)),
            passage.topic,
            passage.score,
        )
        for passage in extraction.passages
    ]
    findings = Findings(
        articles=articles,
        dropped=tuple(Dropped(one.id, "select", "published 2024-09-11") for one in articles if "/003" in one.id),
        chosen=frozenset(one.id for one in chosen),
        unused=extraction.passed,
    )
    made = memo(drafted, findings)
    assert (made.coverage.found, made.coverage.in_range, made.coverage.used, made.coverage.dropped) == (5, 4, 4, 1)
    assert [point.citations for point in made.points] == [item.point.citations for item in drafted]
    assert len({one.id for one in made.points}) == len(drafted)
    for one in made.points:
        for cited in one.citations:
            assert cited.span.of(by_id[cited.path].text) == cited.quote
    assert [row.fate for row in made.sources] == ["used", "used", "used", "dropped", "used"]
    assert all(row.words > 100 for row in made.sources)


def test_points_stand_by_section_and_weight() -> None:
    a = article("a.txt")
    made = memo(
        [
            point(citation(a, 1), topic="other", weight=9, text="Last."),
            point(citation(a, 2), weight=1, text="Light."),
            point(citation(a, 3), weight=2, text="Heavy."),
            point(citation(a, 4), topic="political", weight=0, text="First."),
        ],
        Findings((a,)),
    )
    assert [section.heading for section in made.sections] == [
        "Political and party relations",
        "Economy and trade",
        "Other developments",
    ]
    assert [one.text for one in made.points] == ["First.", "Heavy.", "Light.", "Last."]
    assert made.method == ("m",)
    assert (made.title, made.signature, made.header.to) == ("T", "s", "")


def test_the_summary_prefers_unflagged_points_of_different_sections() -> None:
    a = article("a.txt")
    keys = iter("abcdef")
    points = [
        point(citation(a), topic=topic, weight=weight, flagged=flagged, key=next(keys))
        for topic, weight, flagged in [
            ("economy", 9, False),
            ("economy", 8, False),
            ("defence", 5, False),
            ("people", 7, True),
            ("political", 6, True),
        ]
    ]
    assert summarise(points) == ("a", "b", "c")
    assert summarise(points[3:]) == ("d", "e")
    assert summarise([]) == ()


def test_the_summary_holds_three_sentences() -> None:
    a = article("a.txt")
    long = [point(citation(a), text="One. Two. Three. Four.", weight=9, key="long")]
    two = [point(citation(a), text="One. Two.", weight=8 - n, key=f"two{n}", topic="people") for n in range(2)]
    one = [point(citation(a), text="One.", weight=1, key="one")]
    assert summarise(long) == ("long",)
    assert summarise([*two, *one]) == ("two0", "one")
    assert count_sentences("Trade with the U.S. reached $10 billion.") == 1
    assert count_sentences('He said "yes." Then Mr. Cuong left. It was 6.5%!') == 3


def test_ids_come_from_the_citations_and_are_unique() -> None:
    a, b = article("a.txt"), article("a.txt", 3)
    assert point_id([citation(a)]) == point_id([citation(a)])
    assert len({point_id([one]) for one in (citation(a), citation(b), citation(a, 2), citation(a, 1, 2))}) == 4
    made = memo([point(citation(a)), point(citation(a), key=point_id([citation(a)]))], Findings((a,)))
    first, second = (one.id for one in made.points)
    assert first != second
    assert first.startswith(second)
    with pytest.raises(ValueError, match="one id"):
        memo([point(citation(a), key="x"), point(citation(a), key="x")], Findings((a,)))


def test_misuse_is_an_exception() -> None:
    a = article("a.txt")
    with pytest.raises(ValueError, match=r"b\.txt"):
        memo([point(citation(article("b.txt")))], Findings((a,)))
    with pytest.raises(ValueError, match=r"a\.txt"):
        memo([point(citation(a))], Findings((a,), dropped=(Dropped("a.txt", "select", "r"),)))
    with pytest.raises(ValueError, match="sports"):
        memo([point(citation(a), topic="sports")], Findings((a,)))


def test_every_article_and_file_has_a_row_with_its_fate() -> None:
    used, unused, twin = article("a.txt"), article("list.jsonl", 1), article("b.txt")
    undated = article("u.txt", published=PublicationDate(None, None, "none", ""))
    findings = Findings(
        articles=(used, unused, twin, undated),
        documents=(SourceDocument("broken.docx", "sha of broken", "docx"), SourceDocument("list.jsonl", "s", "jsonl")),
        dropped=(
            Dropped("broken.docx", "read", "not a Word file"),
            Dropped("list.jsonl#2", "read", "no text"),
            Dropped("b.txt", "deduplicate", "near-duplicate of a.txt"),
            Dropped("u.txt", "select", "undated"),
        ),
        chosen=frozenset({"a.txt", "b.txt", "list.jsonl#1"}),
        unused=(Unused("list.jsonl#1", "nothing salient enough"),),
        duplicate_of={"b.txt": "a.txt"},
        cuts={"a.txt": (Cut(Span(0, 1), "by-line"), Cut(Span(2, 3), "by-line"), Cut(Span(1, 2), "pager"))},
        titles_en={"a.txt": "Title"},
        passed_over=2,
    )
    made = memo([point(citation(used))], findings)
    rows = {(row.path, row.record): row for row in made.sources}
    assert list(rows) == [
        ("a.txt", None),
        ("b.txt", None),
        ("broken.docx", None),
        ("list.jsonl", 1),
        ("list.jsonl", 2),
        ("u.txt", None),
    ]
    assert rows["a.txt", None].cuts == (("by-line", 2), ("pager", 1))
    assert (rows["a.txt", None].title_en, rows["a.txt", None].words) == ("Title", 4)
    assert (rows["b.txt", None].fate, rows["b.txt", None].duplicate_of) == ("dropped", "a.txt")
    assert (rows["broken.docx", None].sha256, rows["list.jsonl", 2].sha256) == ("sha of broken", "s")
    assert rows["list.jsonl", 1].fate == "unused"
    assert rows["list.jsonl", 1].reason == f"{NOTHING_SELECTED}: nothing salient enough"
    figures = made.coverage
    assert (figures.found, figures.in_range, figures.used, figures.dropped) == (6, 3, 1, 4)
    assert (figures.duplicates, figures.undated, figures.passed_over) == (1, 1, 2)


def test_a_hash_in_a_file_name_is_no_record() -> None:
    findings = Findings(
        articles=(article("a.txt"),),
        documents=(SourceDocument("tin #5", "s", "text/plain"),),
        dropped=(Dropped("tin #5", "read", "binary"),),
    )
    rows = memo([], findings).sources
    assert [(row.path, row.record) for row in rows] == [("a.txt", None), ("tin #5", None)]
    assert rows[0].reason == NOTHING_SELECTED


@given(st.lists(st.sampled_from(["used", "unused", "dropped", "duplicate", "broken"]), max_size=8))
def test_the_figures_add_up(fates: list[str]) -> None:
    named = [(f"{number}.txt", fate) for number, fate in enumerate(fates)]
    readable = tuple(article(name) for name, fate in named if fate != "broken")
    by_id = {one.id: one for one in readable}
    refused = {"dropped": "select", "duplicate": "deduplicate", "broken": "read"}
    findings = Findings(
        articles=readable,
        dropped=tuple(Dropped(name, refused[fate], "r") for name, fate in named if fate in refused),
        chosen=frozenset(name for name, fate in named if fate in {"used", "unused", "duplicate"}),
        duplicate_of={name: "0.txt" for name, fate in named if fate == "duplicate"},
    )
    made = memo([point(citation(by_id[name])) for name, fate in named if fate == "used"], findings)
    count = Counter(row.fate for row in made.sources)
    figures = made.coverage
    assert figures.found == len(fates) == count["used"] + count["unused"] + count["dropped"]
    assert (figures.used, figures.dropped) == (count["used"], count["dropped"])
    assert figures.in_range == count["used"] + count["unused"] + figures.duplicates
    assert set(made.summary) <= {one.id for one in made.points}
    assert replace(made) == made
