"""Three drafts to one: as it was rendered, as people edited it in the memo, and as it stands now.

What only one side changed is taken from that side. Where both changed the same thing differently the edited memo wins,
because somebody asks for just that, and the other words are told and kept as a note.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from briefing.house import MemoHeader
from briefing.values import BriefingPoint, Citation, Memo, Section

T = TypeVar("T")
_Plan = tuple[tuple[str, tuple[str, ...]], ...]


def merge(base: Memo, seen: Memo, now: Memo) -> tuple[Memo, tuple[str, ...]]:
    """The draft `now` with the changes that lead from `base` to `seen`, and what both sides had changed."""
    if now == base:
        return seen, ()
    conflicts: list[str] = []
    points = _points(base, seen, now, conflicts)
    plan = _complete(_plan(base, seen, now, points, conflicts), seen, points)
    sections = tuple(Section(heading, tuple(points[each] for each in ids)) for heading, ids in plan)
    kept = {each for _, ids in plan for each in ids}
    summary = _either(base.summary, seen.summary, now.summary, "the summary", conflicts)
    merged = replace(
        now,
        title=_either(base.title, seen.title, now.title, "the title", conflicts),
        sections=sections,
        summary=tuple(each for each in summary if each in kept),
        header=_header(base.header, seen.header, now.header, conflicts),
        notes=_union(now.notes, seen.notes),
    )
    return merged, tuple(conflicts)


def _either(base: T, seen: T, now: T, what: str, conflicts: list[str]) -> T:
    if seen in (base, now):
        return now
    if now != base:
        conflicts.append(f"{what} was changed in the draft too; the memo's version is taken (the draft had: {now})")
    return seen


def _header(base: MemoHeader, seen: MemoHeader, now: MemoHeader, conflicts: list[str]) -> MemoHeader:
    return replace(
        now,
        to=_either(base.to, seen.to, now.to, "To", conflicts),
        sender=_either(base.sender, seen.sender, now.sender, "From", conflicts),
        subject=_either(base.subject, seen.subject, now.subject, "Subject", conflicts),
        date=_either(base.date, seen.date, now.date, "Date", conflicts),
        marking=_either(base.marking, seen.marking, now.marking, "the marking", conflicts),
    )


def _points(base: Memo, seen: Memo, now: Memo, conflicts: list[str]) -> dict[str, BriefingPoint]:
    """Every point of the merged draft, by id."""
    was, edited = ({point.id: point for point in memo.points} for memo in (base, seen))
    found: dict[str, BriefingPoint] = {}
    for point in now.points:
        old, new = was.get(point.id), edited.get(point.id)
        if old is not None and new is not None:
            found[point.id] = _point(old, new, point, conflicts)
        elif old is None:
            found[point.id] = point
        elif point.text != old.text:
            conflicts.append(f"point {point.id} was deleted in the memo but rewritten in the draft; it stays")
            found[point.id] = point
    mine = {point.id for point in now.points}
    for point in seen.points:
        if point.id in was and point.id not in mine and point.text != was[point.id].text:
            conflicts.append(f"point {point.id} was deleted in the draft but rewritten in the memo; it is back")
            found[point.id] = point
        elif point.id not in was:
            found.setdefault(point.id, point)
    return found


def _point(base: BriefingPoint, seen: BriefingPoint, now: BriefingPoint, conflicts: list[str]) -> BriefingPoint:
    mine: list[str] = []
    text = _either(base.text, seen.text, now.text, f"point {now.id}", mine)
    conflicts.extend(mine)
    own = _either(base.summary_text, seen.summary_text, now.summary_text, f"the summary of {now.id}", conflicts)
    notes = _union(now.notes, seen.notes, [f"the draft had: {now.text}"] if mine else [])
    citations = tuple(_citation(base, seen, one) for one in now.citations)
    machine = now.machine or seen.machine
    return replace(now, text=text, summary_text=own, notes=notes, citations=citations, machine=machine)


def _citation(base: BriefingPoint, seen: BriefingPoint, now: Citation) -> Citation:
    def place(one: Citation) -> tuple[str, int | None, int, int]:
        return one.path, one.record, one.span.start, one.span.end

    old = next((one for one in base.citations if place(one) == place(now)), None)
    new = next((one for one in seen.citations if place(one) == place(now)), None)
    if old is None or new is None or new.translation == old.translation:
        return now
    return replace(now, translation=new.translation, translator=new.translator)


def _layout(memo: Memo) -> _Plan:
    return tuple((section.heading, tuple(point.id for point in section.points)) for section in memo.sections)


def _plan(base: Memo, seen: Memo, now: Memo, points: Mapping[str, BriefingPoint], conflicts: list[str]) -> _Plan:
    """Headings and ids in order: of the side that changed them; the edited memo's where both did."""
    was, edited, mine = _layout(base), _layout(seen), _layout(now)
    if edited == was:
        return _only(mine, points)
    if mine != was:
        conflicts.append("sections or their order were changed in the draft too; the memo's order is taken")
    plan = [(heading, list(ids)) for heading, ids in _only(edited, points)]
    placed = {each for _, ids in plan for each in ids}
    for heading, ids in mine:
        missing = [each for each in ids if each in points and each not in placed]
        home = next((members for name, members in plan if name == heading), None)
        if missing and home is None:
            plan.append((heading, missing))
        elif home is not None:
            home[:] = inserted(home, ids, missing)
    return tuple((heading, tuple(ids)) for heading, ids in plan)


def inserted(members: Sequence[str], order: Sequence[str], missing: Sequence[str]) -> list[str]:
    """The ids with the missing ones put in, each behind the nearest one that precedes it in `order`."""
    found = list(members)
    for each in missing:
        before = [other for other in order[: order.index(each)] if other in found]
        found.insert(found.index(before[-1]) + 1 if before else 0, each)
    return found


def _complete(plan: _Plan, seen: Memo, points: Mapping[str, BriefingPoint]) -> _Plan:
    """The plan with every point in it that has no place yet, under the heading that the edited memo has it under."""
    placed = {each for _, ids in plan for each in ids}
    sections = {heading: list(ids) for heading, ids in plan}
    for heading, ids in _layout(seen):
        missing = [each for each in ids if each in points and each not in placed]
        if missing:
            sections.setdefault(heading, []).extend(missing)
    return tuple((heading, tuple(ids)) for heading, ids in sections.items())


def _only(plan: _Plan, points: Mapping[str, BriefingPoint]) -> _Plan:
    return tuple((heading, tuple(each for each in ids if each in points)) for heading, ids in plan)


def _union(*notes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(note for some in notes for note in some))
