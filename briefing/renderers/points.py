"""A point in a Word document, piece by piece: flag, English, note, links. Blocks and fields of templates share them.

The first time that a document shows a point, its English gets the bookmark and the content control by which it is
found again; the paragraph around it then gets its number and, where the point is flagged, the comment.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from briefing.renderers.coverage_words import credits_of, reported_words
from briefing.renderers.ooxml.numbering import numbered
from briefing.renderers.ooxml.runs import VIETNAMESE, Words, run, run_like, runs
from briefing.renderers.ooxml.xml import Element, name
from briefing.renderers.wording import (
    FLAG,
    article_id,
    check_words,
    date_words,
    file_words,
    place_words,
)
from briefing.renderers.workbench import Workbench, evidence_mark, point_mark, point_tag, summary_tag
from briefing.values import BriefingPoint, Check, Citation

_LIST_PROPERTIES = ("w:pStyle", "w:keepNext", "w:keepLines", "w:pageBreakBefore", "w:framePr", "w:widowControl")


def flag(point: BriefingPoint, bench: Workbench) -> list[Element]:
    """The words that mark a doubtful point; not by colour alone."""
    if not point.flagged:
        return []
    return [run(Words(FLAG, style=bench.style("Intense Emphasis"))), run(Words(" "))]


def english(point: BriefingPoint, bench: Workbench, look: Element | None = None) -> list[Element]:
    """The point's English; the first time with the marks by which it is found again, later as the summary has it."""
    if point.id in bench.shown:
        return in_summary(point, bench, look)
    bench.shown[point.id] = None
    number = bench.arrangement.points.get(point.id, 0)
    label = bench.arrangement.labels.get(point.id, "")
    text = bench.control(point_tag(point.id), f"Point {label}", run_like(look, Words(point.text)))
    return bench.bookmark(point_mark(number), text)


def in_summary(point: BriefingPoint, bench: Workbench, look: Element | None = None) -> list[Element]:
    """The point's English where it is told a second time."""
    label = bench.arrangement.labels.get(point.id, "")
    words = run_like(look, Words(point.in_summary))
    return [bench.control(summary_tag(point.id), f"Summary: point {label}", words)]


def link(point: BriefingPoint, bench: Workbench) -> list[Element]:
    """'point 7', leading there; nothing where the document does not show the point."""
    number = bench.arrangement.points.get(point.id)
    if number is None:
        return []
    return [bench.link(point_mark(number), f"point {bench.arrangement.labels[point.id]}")]


def evidence_links(point: BriefingPoint, bench: Workbench) -> list[Element]:
    """'E3, E4', leading to the rows of Annex A."""
    links: list[Element] = []
    if bench.annex and point.id in bench.arrangement.points:
        for row in dict.fromkeys(bench.arrangement.row(citation) for citation in point.citations):
            links += [*(runs([", "]) if links else []), bench.link(evidence_mark(row), f"E{row}")]
    return links


def note(point: BriefingPoint, bench: Workbench) -> Element:
    """The mark of a footnote or endnote with every article once and the sentences that the point was written from."""
    return bench.notes.add(_note(point, bench))


def _note(point: BriefingPoint, bench: Workbench) -> list[Element]:
    content: list[Element] = []
    by_article = groupby(point.citations, key=lambda each: article_id(each.path, each.record))
    for position, (_, group) in enumerate(by_article):
        citations = list(group)
        content.extend(runs([*(["; "] if position else []), *_article(citations[0], bench)]))
        for citation in citations:
            content.extend(runs([f", {place_words(citation)}"]))
            if bench.annex and point.id in bench.arrangement.points:
                row = bench.arrangement.row(citation)
                content.extend([*runs([" ("]), bench.link(evidence_mark(row), f"evidence {row}"), *runs([")"])])
    return [*content, *runs([".", *_besides(point, bench)])]


def _besides(point: BriefingPoint, bench: Workbench) -> Iterator[Words | str]:
    """Who else tells of the event, and the memo that told it before; nothing where there is neither."""
    for position, (lead, named, end) in enumerate(credits_of(point, bench.house.dates)):
        yield ("; " if position else " ") + lead
        yield Words(named, VIETNAMESE)
        yield end
    if point.credits:
        yield "."
    if point.reported:
        yield f" {reported_words(point)}."


def _article(citation: Citation, bench: Workbench) -> Iterator[Words | str]:
    """'Outlet, “Title”, January 26, 2026'; the file's name where there is no title."""
    if citation.outlet:
        yield Words(f"{citation.outlet}, ", VIETNAMESE)
    if citation.title:
        yield "“"
        yield Words(citation.title, VIETNAMESE)
        yield "”"
    else:
        yield file_words(citation.path, citation.record)
    yield f", {date_words(citation.published, bench.house.dates)}"


def finish(paragraph: Element, begun: list[BriefingPoint], bench: Workbench) -> None:
    """Number a paragraph in the list style that shows the points `begun` for the first time, and comment on doubts."""
    if not begun:
        return
    _number(paragraph, begun[0], bench)
    notes = list(paragraph.iter(name(f"w:{bench.notes.kind}Reference")))
    for point in (each for each in begun if each.flagged):
        first = _begin(paragraph, point)
        last = _last(first, notes, bench)
        bench.comments.add(first, last, [_finding(check) for check in point.findings])


def _number(paragraph: Element, point: BriefingPoint, bench: Workbench) -> None:
    properties = paragraph.find(name("w:pPr"))
    style = properties.find(name("w:pStyle")) if properties is not None else None
    if style is None or style.get(name("w:val")) != bench.style("List Number") or point.id not in bench.lists:
        return
    for each in properties.findall(name("w:numPr")):
        properties.remove(each)
    early = {name(tag) for tag in _LIST_PROPERTIES}
    position = sum(each.tag in early for each in properties)
    properties.insert(position, numbered(bench.lists[point.id]))


def _begin(paragraph: Element, point: BriefingPoint) -> Element:
    """Where the comment on a point begins: at its flag if that stands before it, else at its English."""
    tag = point_tag(point.id)
    tags = (each for each in paragraph.iter(name("w:tag")) if each.get(name("w:val")) == tag)
    control = next(tags).getparent().getparent()
    for before in control.itersiblings(preceding=True):
        if "".join(each.text or "" for each in before.iter(name("w:t"))) == FLAG:
            return before
    return control


def _last(first: Element, notes: list[Element], bench: Workbench) -> Element:
    """Where it ends: at the point's note.

    LibreOffice 7.4 shows the wrong notes when a comment's mark stands between the first two notes' marks, so in the
    paragraph of the first note the comment stays before it.
    """
    if any(each.get(name("w:id")) == bench.notes.first for each in notes):
        return first
    marks = {each.getparent() for each in notes}
    return next((each for each in first.itersiblings() if each in marks), first)


def _finding(check: Check) -> list[Words]:
    said, source, end = check_words(check)
    return [Words(said), *([Words(source, VIETNAMESE)] if source else []), Words(end)]
