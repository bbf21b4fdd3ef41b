"""The first pages of a memo: title block, summary, sections of numbered points. One function a block."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from briefing.renderers.arrangement import point_of
from briefing.renderers.ooxml.numbering import numbered
from briefing.renderers.ooxml.runs import VIETNAMESE, Words, paragraph, run, runs
from briefing.renderers.ooxml.xml import Element, make
from briefing.renderers.wording import (
    DRAFT,
    FLAG,
    article_id,
    check_words,
    date_words,
    file_words,
    long_date,
    period_words,
    place_words,
)
from briefing.renderers.workbench import Workbench, evidence_mark, point_mark
from briefing.values import BriefingPoint, Check, Citation, Memo, Section

# What stands in an empty field of the title block: room for a person to write.
_BLANK = "_" * 30
# Where the values of the title block stand, in twentieths of a point.
_COLUMN = "1440"


def title_block(memo: Memo, bench: Workbench) -> Iterator[Element]:
    """MEMORANDUM, the draft line, then To, From, Date, Subject (the memo's one first-level heading) and Period."""
    yield paragraph(bench.style("Title"), *runs(["MEMORANDUM"]))
    if not memo.reviewed:
        yield bench.text(Words(DRAFT, style=bench.style("Intense Emphasis")))
    header = memo.header
    yield _head_line(bench, "To", header.to)
    yield _head_line(bench, "From", header.sender)
    yield _head_line(bench, "Date", long_date(header.date) if header.date else "")
    # The heading of somebody's own template has no column for the label.
    column = [make("w:tabs", None, make("w:tab", {"w:val": "left", "w:pos": _COLUMN}))]
    column.append(make("w:ind", {"w:left": _COLUMN, "w:hanging": _COLUMN}))
    yield _head_line(bench, "Subject", header.subject or memo.title, *column, style="heading 1")
    rule = {"w:val": "single", "w:sz": "8", "w:space": "8", "w:color": "1F3864"}
    yield _head_line(bench, "Period", period_words(memo.period), make("w:pBdr", None, make("w:bottom", rule)))


def _head_line(
    bench: Workbench, label: str, value: str, *properties: Element, style: str = "Message Header"
) -> Element:
    pieces = (Words(f"{label.upper()}:\t", bold=True), Words(value or _BLANK))
    return paragraph(bench.style(style), *runs(pieces), properties=properties)


def summary(memo: Memo, bench: Workbench) -> Iterator[Element]:
    """The summary's points as short paragraphs, each leading to its numbered point."""
    if not memo.summary:
        return
    yield bench.heading("Summary", 2)
    for identifier in memo.summary:
        point = point_of(memo, identifier)
        number = bench.arrangement.points[identifier]
        yield paragraph(
            None,
            *_flag(point, bench),
            *runs([point.text, " ("]),
            bench.link(point_mark(number), f"point {number}"),
            *runs([")"]),
        )


def section(part: Section, bench: Workbench) -> Iterator[Element]:
    """A heading and its numbered points."""
    yield bench.heading(part.heading, 2)
    if not part.points:
        yield bench.text("Nothing to report in this section.")
    for point in part.points:
        yield _point(point, bench)


def _flag(point: BriefingPoint, bench: Workbench) -> list[Element]:
    """The words that mark a doubtful point; not by colour alone."""
    if not point.flagged:
        return []
    return [run(Words(FLAG, style=bench.style("Intense Emphasis"))), run(Words(" "))]


def _point(point: BriefingPoint, bench: Workbench) -> Element:
    number = bench.arrangement.points[point.id]
    text = run(Words(point.text))
    flag = _flag(point, bench)
    reference = bench.footnotes.add(_note(point, bench))
    element = paragraph(
        bench.style("List Number"),
        *flag,
        *bench.bookmark(point_mark(number), text),
        reference,
        properties=[numbered(bench.numbering)],
    )
    if flag:
        # LibreOffice 7.4 shows the wrong notes when a comment's mark stands between the first two footnotes' marks.
        last = flag[0] if number == 1 else reference
        bench.comments.add(flag[0], last, [_finding(check) for check in point.checks if check.verdict != "pass"])
    return element


def _finding(check: Check) -> list[Words]:
    said, source, end = check_words(check)
    return [Words(said), *([Words(source, VIETNAMESE)] if source else []), Words(end)]


def _note(point: BriefingPoint, bench: Workbench) -> list[Element]:
    """The footnote: every article once, with the sentences that the point was written from."""
    content: list[Element] = []
    by_article = groupby(point.citations, key=lambda each: article_id(each.path, each.record))
    for position, (_, group) in enumerate(by_article):
        citations = list(group)
        content.extend(runs([*(["; "] if position else []), *_article(citations[0])]))
        for citation in citations:
            row = bench.arrangement.row(citation)
            content.extend(runs([f", {place_words(citation)} ("]))
            content.append(bench.link(evidence_mark(row), f"evidence {row}"))
            content.extend(runs([")"]))
    return [*content, *runs(["."])]


def _article(citation: Citation) -> Iterator[Words | str]:
    """'Outlet, “Title”, January 26, 2026'; the file's name where there is no title."""
    if citation.outlet:
        yield Words(f"{citation.outlet}, ", VIETNAMESE)
    if citation.title:
        yield "“"
        yield Words(citation.title, VIETNAMESE)
        yield "”"
    else:
        yield file_words(citation.path, citation.record)
    yield f", {date_words(citation.published)}"
