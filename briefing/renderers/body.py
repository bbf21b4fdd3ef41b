"""The first pages of a memo: title block, summary, sections of numbered points. One function a block."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.renderers import points
from briefing.renderers.arrangement import point_of
from briefing.renderers.ooxml.runs import Words, paragraph, runs
from briefing.renderers.ooxml.xml import Element, make
from briefing.renderers.wording import DRAFT, long_date, period_words
from briefing.renderers.workbench import Workbench
from briefing.values import BriefingPoint, Memo, Section

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
    yield _head_line(bench, "Date", long_date(header.date, bench.house.dates) if header.date else "")
    # The heading of somebody's own template has no column for the label.
    column = [make("w:tabs", None, make("w:tab", {"w:val": "left", "w:pos": _COLUMN}))]
    column.append(make("w:ind", {"w:left": _COLUMN, "w:hanging": _COLUMN}))
    yield _head_line(bench, "Subject", header.subject or memo.title, *column, style="heading 1")
    rule = {"w:val": "single", "w:sz": "8", "w:space": "8", "w:color": "1F3864"}
    yield _head_line(
        bench, "Period", period_words(memo.period, bench.house.dates), make("w:pBdr", None, make("w:bottom", rule))
    )


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
        reference = points.link(point, bench)
        yield paragraph(
            None,
            *points.flag(point, bench),
            *points.in_summary(point, bench),
            *([*runs([" ("]), *reference, *runs([")"])] if reference else []),
        )


def sections(memo: Memo, bench: Workbench) -> Iterator[Element]:
    """All sections with their points."""
    for part in memo.sections:
        yield from section(part, bench)


def section(part: Section, bench: Workbench) -> Iterator[Element]:
    """A heading and its numbered points."""
    yield bench.heading(part.heading, 2)
    if not part.points:
        yield bench.text("Nothing to report in this section.")
    for point in part.points:
        yield _point(point, bench)


def _point(point: BriefingPoint, bench: Workbench) -> Element:
    new = [point] if point.id not in bench.shown else []
    element = paragraph(
        bench.style("List Number"), *points.flag(point, bench), *points.english(point, bench), points.note(point, bench)
    )
    points.finish(element, new, bench)
    return element


def release(memo: Memo, bench: Workbench) -> Iterator[Element]:
    """Who gets the memo and who answers for it; only what was given."""
    header = memo.header
    lines = (("Drafted", header.drafted), ("Cleared", header.cleared), ("Approved", header.approved))
    if header.distribution:
        yield bench.heading("Distribution", 2)
        yield from (bench.text(each) for each in header.distribution)
    given = [(label, name) for label, name in lines if name]
    for label, name in given:
        yield _head_line(bench, label, name, *([make("w:keepNext")] if label != given[-1][0] else []))
