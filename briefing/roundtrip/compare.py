"""What changed from one draft to the next, as values and as lines for people: words taken out and put in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Literal

from briefing.records import dataclass
from briefing.values import BriefingPoint, Memo

Kind = Literal[
    "text", "deleted", "added", "moved", "accepted", "translation", "heading", "section", "summary", "header", "note"
]
_LITTLE = 0.5
_PIECE = re.compile(r"\s+|\w+(?:[.,'’-]\w+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its kind, where (a point's id, a heading, a field), and the words before and after."""

    kind: Kind
    where: str
    before: str
    after: str


def compare(before: Memo, after: Memo, renamed: Mapping[str, str] | None = None) -> tuple[Change, ...]:
    """Every change between two drafts of one memo; `renamed` gives new headings by old ones."""
    names = dict(renamed or {})
    return (
        *_header(before, after),
        *_headings(before, after, names),
        *_points(before, after, names),
        *_summary(before, after),
        *(Change("note", "memo", "", note) for note in after.notes if note not in before.notes),
    )


def word_diff(before: str, after: str) -> str:
    """'trade of [-10-]{+12+} billion': what was taken out and what was put in, word by word.

    Texts that have little in common are shown one after the other.
    """
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _LITTLE:
        return _marked(before, after)
    said: list[str] = []
    out, come = "", ""
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind == "equal" and ("".join(old[start:end]).strip() or not (out or come)):
            said += [_marked(out, come), "".join(old[start:end])]
            out = come = ""
        else:
            out += "".join(old[start:end])
            come += "".join(new[first:last])
    return "".join([*said, _marked(out, come)])


def _marked(out: str, come: str) -> str:
    return (f"[-{out}-]" if out else "") + (f"{{+{come}+}}" if come else "")


def accept(memo: Memo, ids: frozenset[str]) -> Memo:
    """The memo with the findings of these points accepted, as they stand now."""

    def settled(point: BriefingPoint) -> BriefingPoint:
        names = [check.name for check in point.findings] if point.id in ids else []
        return replace(point, accepted=(*point.accepted, *names)) if names else point

    sections = tuple(replace(each, points=tuple(map(settled, each.points))) for each in memo.sections)
    return replace(memo, sections=sections)


def _header(before: Memo, after: Memo) -> Iterator[Change]:
    if before.title != after.title:
        yield Change("header", "title", before.title, after.title)
    for label, name in (("to", "to"), ("from", "sender"), ("subject", "subject"), ("date", "date")):
        old, new = (str(getattr(memo.header, name) or "") for memo in (before, after))
        if old != new:
            yield Change("header", label, old, new)


def _headings(before: Memo, after: Memo, names: Mapping[str, str]) -> Iterator[Change]:
    old = [section.heading for section in before.sections]
    new = [section.heading for section in after.sections]
    for heading, name in names.items():
        yield Change("heading", heading, heading, name)
    now = [names.get(heading, heading) for heading in old]
    yield from (Change("section", heading, heading, "") for heading in now if heading not in new)
    yield from (Change("section", heading, "", heading) for heading in new if heading not in now)
    kept, kept_now = ([each for each in some if each in other] for some, other in ((now, new), (new, now)))
    if kept != kept_now:
        yield Change("section", "order", " · ".join(kept), " · ".join(kept_now))


def _points(before: Memo, after: Memo, names: Mapping[str, str]) -> Iterator[Change]:
    old = {point.id: point for point in before.points}
    new = {point.id: point for point in after.points}
    at, now = _places(before, names), _places(after, {})
    for identifier, point in old.items():
        if identifier not in new:
            yield Change("deleted", identifier, point.text, "")
    for identifier, point in new.items():
        if identifier not in old:
            yield Change("added", identifier, "", point.text)
            continue
        was = old[identifier]
        if was.text != point.text:
            yield Change("text", identifier, was.text, point.text)
        if at[identifier] != now[identifier]:
            yield Change("moved", identifier, at[identifier], now[identifier])
        for name in point.accepted:
            if name not in was.accepted:
                yield Change("accepted", identifier, "", name)
        yield from _citations(was, point)
        yield from (Change("note", identifier, "", note) for note in point.notes if note not in was.notes)
    yield from _order(before, after, at, now)


def _citations(was: BriefingPoint, point: BriefingPoint) -> Iterator[Change]:
    told = {(one.path, one.record, one.span): one.translation for one in was.citations}
    for one in point.citations:
        old = told.get((one.path, one.record, one.span))
        if old is not None and old != one.translation:
            yield Change("translation", point.id, old, one.translation)


def _places(memo: Memo, names: Mapping[str, str]) -> dict[str, str]:
    return {
        point.id: names.get(section.heading, section.heading) for section in memo.sections for point in section.points
    }


def _order(before: Memo, after: Memo, at: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Change]:
    """Points that changed their order within their section."""
    for section in after.sections:
        ids = [point.id for point in section.points if at.get(point.id) == section.heading]
        was = [point.id for point in before.points if point.id in ids and now[point.id] == section.heading]
        if ids != was:
            yield Change("moved", section.heading, " ".join(was), " ".join(ids))


def _summary(before: Memo, after: Memo) -> Iterator[Change]:
    if before.summary != after.summary:
        yield Change("summary", "points", " ".join(before.summary), " ".join(after.summary))
    old = {point.id: point for point in before.points}
    for point in after.points:
        was = old.get(point.id)
        if was is not None and was.summary_text != point.summary_text:
            yield Change("summary", point.id, was.in_summary, point.in_summary)
