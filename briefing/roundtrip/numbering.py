"""The numbers that an edited memo was written with: which point and which cited sentence each stands for.

A template may arrange points and rows in an order of its own, so the numbers are taken from the memo's evidence part;
where a program dropped that, from the quotations in Annex A; and where there is no annex, from the draft's order.
"""

from __future__ import annotations

from collections.abc import Mapping

from briefing.records import dataclass
from briefing.renderers.arrangement import arrange
from briefing.renderers.carried import plain
from briefing.roundtrip.edited import Edited
from briefing.values import Citation, Memo

Place = tuple[str, int | None, int, int]
"""Where a cited sentence stands: path, record, start, end."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """Ids of points by number, citations by row of Annex A, rows by point id and by place, and the rows that the memo
    showed.
    """

    points: Mapping[int, str]
    rows: Mapping[int, Citation]
    cited: Mapping[str, frozenset[int]]
    shown: frozenset[int]
    places: Mapping[Place, int]

    def row(self, citation: Citation) -> int | None:
        """The row of a citation."""
        return self.places.get(place_of(citation))


def place_of(citation: Citation) -> Place:
    """What makes two citations the same."""
    return citation.path, citation.record, citation.span.start, citation.span.end


def read_numbering(base: Memo, edited: Edited) -> Numbering:
    """The numbering of the edited memo, as far as its points and sentences are those of the draft."""
    arrangement = arrange(base)
    own = {each.number: each.citation for each in arrangement.evidence}
    by_place = {place_of(one): one for one in own.values()}
    if edited.evidence:
        rows = {each.number: by_place[each.place] for each in edited.evidence if each.place in by_place}
        shown = frozenset(each.number for each in edited.evidence if each.shown)
    else:
        rows = _by_quotations(own, edited) or own
        shown = frozenset(rows)
    numbers = {place_of(one): number for number, one in rows.items()}
    cited = {
        point.id: frozenset(numbers[place_of(one)] for one in point.citations if place_of(one) in numbers)
        for point in base.points
    }
    points = edited.numbers or {number: identifier for identifier, number in arrangement.points.items()}
    return Numbering(points, rows, cited, shown, numbers)


def _by_quotations(own: Mapping[int, Citation], edited: Edited) -> dict[int, Citation]:
    """Rows of the annex by the number of their bookmark, told by what they quote."""
    by_quote = {plain(one.quote): one for one in own.values()}
    found = {row.number: by_quote.get(row.cells[-1]) for row in edited.rows if row.number is not None and row.cells}
    return {number: one for number, one in found.items() if one is not None}
