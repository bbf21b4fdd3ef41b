"""What people corrected in a memo, as entries of the translation memory.

The draft before and after come in. A point that a person rewrote becomes an entry from its told sentences, and, where
it translates a single one, a sentence pair; a translation that a person rewrote in Annex A becomes a sentence pair.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefing.memory.entry import Entry, joined
from briefing.memory.prefer import told_by
from briefing.values import BriefingPoint, Memo

TOOL = "briefing draft --import"


def corrections(before: Memo, after: Memo) -> tuple[Entry, ...]:
    """Entries for everything that a person put otherwise, in the memo's order, each once."""
    return tuple(dict.fromkeys(_corrections(before, after)))


def _corrections(before: Memo, after: Memo) -> Iterator[Entry]:
    old = {point.id: point for point in before.points}
    for point in after.points:
        was = old.get(point.id)
        yield from _translations(was, point)
        if (was is None and point.task == "person") or (was is not None and was.text != point.text):
            yield from _point(point)


def _point(point: BriefingPoint) -> Iterator[Entry]:
    told = told_by(point)
    origin = point.citations[0].path
    yield Entry(joined(told), point.text, "point", "person", origin, TOOL)
    if len(told) == 1 and point.task == "translate":
        yield Entry(told[0], point.text, "sentence", "person", origin, TOOL)


def _translations(was: BriefingPoint | None, point: BriefingPoint) -> Iterator[Entry]:
    told = {(one.path, one.record, one.span): one.translation for one in was.citations} if was else {}
    for one in point.citations:
        old = told.get((one.path, one.record, one.span))
        if old is not None and one.translation != old and one.translator == "person":
            yield Entry(one.quote, one.translation, "sentence", "person", one.path, TOOL)
