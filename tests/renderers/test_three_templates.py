"""The packaged templates: what each shows, on how many pages, and that nothing is lost or invented on the way."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from briefing.house import House
from briefing.renderers.docx import DocxRenderer
from briefing.renderers.ooxml.package import read_package
from briefing.renderers.provenance import read_evidence
from briefing.renderers.templating.kinds import VOCABULARY, Kind
from briefing.values import Memo, PublicationDate, Section
from tests.renderers.large import large_memo
from tests.renderers.sample import ROOT, sample
from tests.renderers.templates import NAMES, packaged, written
from tests.renderers.tools import (
    W,
    audit,
    body,
    needs_libreoffice,
    needs_poppler,
    paragraphs,
    part,
    pdf_text,
    render,
    stories,
    style_of,
    words,
)


def wordy(points: int) -> Memo:
    """A memo whose points are as long as points can be, and some longer than any page has room for."""
    memo = large_memo(points)
    long = " ".join(["They agreed to step up cooperation in every field of common interest"] * 6)

    def said(number: int) -> str:
        return long * 20 if number % 7 == 3 else long

    sections = []
    for section in memo.sections:
        told = tuple(replace(point, text=said(n), summary_text="") for n, point in enumerate(section.points))
        sections.append(Section(section.heading, told))
    return replace(memo, sections=tuple(sections))


@pytest.mark.parametrize("name", NAMES)
def test_two_renderings_are_byte_identical(name: str) -> None:
    assert render(sample(), packaged(name)) == render(sample(), packaged(name))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "memo", [sample(sections=(), summary=()), sample(sources=(), dropped=())], ids=["empty", "no sources"]
)
def test_little_to_tell_is_told(name: str, memo: Memo, tmp_path: Path) -> None:
    data = render(memo, packaged(name))
    assert list(audit(data, tmp_path)) == []
    assert "{" not in words(body(data))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_shown_can_be_proved(name: str) -> None:
    evidence = read_evidence(render(sample(), packaged(name)))
    known = {point.id: point.text for point in sample().points}
    assert all(known[point.id] == point.text for point in evidence.points)
    assert len(evidence.points) == {"memo": 7, "brief": 6, "digest": 7}[name]
    cited = {citation.quote for point in sample().points for citation in point.citations}
    assert {row.quote for row in evidence.rows} <= cited
    proved = {each for row in evidence.rows for each in row.point_ids}
    assert proved == {point.id for point in evidence.points}


@pytest.mark.parametrize("name", NAMES)
def test_three_hundred_points_are_valid(name: str, tmp_path: Path) -> None:
    data = render(large_memo(300), packaged(name))
    assert list(audit(data, tmp_path)) == []
    shown = read_evidence(data).points
    assert len(shown) == {"memo": 300, "brief": 6, "digest": 15}[name]


def test_every_link_of_every_template_leads_somewhere() -> None:
    for name in NAMES:
        data = render(large_memo(40), packaged(name))
        marks = {each.get(f"{W}name") for each in body(data).iter(f"{W}bookmarkStart")}
        targets = {each.get(f"{W}anchor") for tree in stories(data).values() for each in tree.iter(f"{W}hyperlink")}
        assert targets <= marks


def test_a_long_memo_has_a_table_of_contents_that_asks_nothing() -> None:
    data = render(large_memo(40), packaged("memo"))
    contents = [each for each in paragraphs(data) if (style_of(each) or "").startswith("TOC")]
    headings = [words(each) for each in paragraphs(data, "Heading2")]
    assert [words(each) for each in contents] == headings
    kinds = [each.get(f"{W}fldCharType") for line in contents for each in line.iter(f"{W}fldChar")]
    assert kinds == ["begin", "separate", "end"]
    marks = {each.get(f"{W}name") for each in body(data).iter(f"{W}bookmarkStart")}
    assert {link.get(f"{W}anchor") for line in contents for link in line.iter(f"{W}hyperlink")} <= marks
    assert part(data, "word/settings.xml").find(f"{W}updateFields") is None
    assert not [
        each for each in paragraphs(render(sample(), packaged("memo"))) if (style_of(each) or "").startswith("TOC")
    ]


def test_a_table_of_contents_is_dropped_where_nothing_has_a_heading() -> None:
    assert not list(body(render(sample(), written("{{ contents }}", "{{ remaining }}"))).iter(f"{W}sdt"))


def test_the_brief_says_what_it_left_out() -> None:
    lines = [words(each) for each in paragraphs(render(sample(), packaged("brief")))]
    assert "Left out for want of room: 1 point: Defence and security 1." in lines
    assert lines[-1] == "Sources: 4 of 8 articles found: Dân trí, VnExpress, Outlet not stated."
    assert lines[lines.index("Bottom line") + 1].startswith("General Secretary To Lam will pay")


@needs_libreoffice
@needs_poppler
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_brief_is_one_page(paper: str, tmp_path: Path) -> None:
    data = DocxRenderer(House(paper=paper)).render(wordy(300), packaged("brief"))  # type: ignore[arg-type]
    text = pdf_text(data, tmp_path)
    assert "Page 1 of 1" in text
    assert "Left out for want of room" in text


def test_the_digest_goes_by_outlet_and_article_in_both_languages() -> None:
    data = render(sample(), packaged("digest"))
    styled = [(style_of(each) or "", words(each)) for each in paragraphs(data)]
    outlets = [text for style, text in styled if style == "Heading2"]
    assert outlets[:3] == ["Dân trí", "VnExpress", "Outlet not stated"]
    english = styled.index(("Heading3", "General Secretary To Lam to visit Laos"))
    assert styled[english + 1][1] == "Tổng Bí thư Tô Lâm sắp thăm Lào"
    vietnamese = next(each for each in paragraphs(data) if words(each) == "Tổng Bí thư Tô Lâm sắp thăm Lào")
    assert {each.get(f"{W}val") for each in vietnamese.iter(f"{W}lang")} == {"vi-VN"}


def test_the_chart_counts_articles_by_day_and_topic_and_says_so_in_words() -> None:
    data = render(sample(), packaged("digest"))
    said = next(body(data).iter("{*}docPr")).get("descr")
    assert said == (
        "Articles used by day and topic. December 1, 2025: Political and party relations 1; January 26, 2026: "
        "Defence and security 1; date inferred: Political and party relations 1, Economy and trade 1."
    )
    chart = part(data, "word/charts/chart1.xml")
    values = [each.text for each in chart.iter("{*}v")]
    assert "date inferred" in values
    assert sum(int(each.text) for cache in chart.iter("{*}numCache") for each in cache.iter("{*}v")) == 4
    book = zipfile.ZipFile(BytesIO(read_package(data)["word/embeddings/chart1.xlsx"]))
    assert "xl/worksheets/sheet1.xml" in book.namelist()
    assert b"Political and party relations" in book.read("xl/worksheets/sheet1.xml")


def test_more_than_a_fortnight_of_days_is_counted_by_week() -> None:
    memo = large_memo(40)
    first = memo.points[0]
    entries, points = [], []
    for number in range(20):
        day = date(2026, 1, 1) + timedelta(days=number)
        dated = PublicationDate(day, day, "header", "")
        entries.append(replace(memo.sources[0], path=f"a{number}.txt", date=dated))
        citation = replace(first.citations[0], path=f"a{number}.txt", published=dated)
        points.append(replace(first, id=f"q{number}", citations=(citation,)))
    weekly = replace(memo, summary=(), sources=tuple(entries), sections=(Section("Society", tuple(points)),))
    said = next(body(render(weekly, packaged("digest"))).iter("{*}docPr")).get("descr")
    assert said.startswith("Articles used by week and topic. week of December 29, 2025: Society 4;")


def test_the_words_for_office_workers_name_every_field() -> None:
    text = (ROOT / "docs" / "templates.md").read_text("utf-8")

    def names(kind: Kind) -> set[str]:
        own = set(kind.fields)
        for each in (*kind.fields.values(), *([kind.items] if kind.items else [])):
            own |= names(each)
        return own

    wanted = set(VOCABULARY) | {each for kind in VOCABULARY.values() for each in names(kind)}
    missing = {each for each in wanted if f"`{each}`" not in text and f".{each}`" not in text}
    assert not missing
