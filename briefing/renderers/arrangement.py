"""Numbers for everything that a memo refers to: points, evidence rows, sources. Pure; no file format here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from briefing.errors import RenderError
from briefing.records import dataclass
from briefing.renderers.wording import article_id, entry_id
from briefing.values import BriefingPoint, Citation, Memo


@dataclass(frozen=True, slots=True)
class Evidence:
    """One cited sentence: a row of Annex A. `points` are the numbers and ids of the points that cite it."""

    number: int
    citation: Citation
    points: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The numbering of one memo; all numbers count from 1. `labels` are the points' numbers as they are shown."""

    points: Mapping[str, int]
    evidence: tuple[Evidence, ...]
    rows: Mapping[tuple[str, int, int], int]
    sources: Mapping[str, int]
    labels: Mapping[str, str]

    def row(self, citation: Citation) -> int:
        """The evidence row of a citation."""
        return self.rows[_key(citation)]

    def source(self, citation: Citation) -> int | None:
        """The number of a citation's article in Annex B, if it is listed there."""
        return self.sources.get(article_id(citation.path, citation.record))


def arrange(memo: Memo, *, order: Sequence[str] | None = None, by_section: bool = False) -> Arrangement:
    """Number points in order, cited sentences in order of first citation, sources as listed.

    `order` names the points that a document shows, in its order; without it all of them count, as in the memo.
    `by_section` labels points 1.1, 1.2, 2.1 instead of 1, 2, 3.

    Raises RenderError for a point without a citation, two points of one id, or a summary that names no point.
    """
    numbers = _number_points(memo)
    by_id = {point.id: point for point in memo.points}
    if order is not None:
        numbers = {identifier: number for number, identifier in enumerate(order, start=1)}
    first: dict[tuple[str, int, int], Citation] = {}
    points: dict[tuple[str, int, int], list[tuple[int, str]]] = {}
    for point in (by_id[identifier] for identifier in numbers):
        for citation in point.citations:
            key = _key(citation)
            known = first.setdefault(key, citation)
            if not known.translation and citation.translation:
                first[key] = citation
            citing = points.setdefault(key, [])
            if (numbers[point.id], point.id) not in citing:
                citing.append((numbers[point.id], point.id))
    rows = {key: number for number, key in enumerate(first, start=1)}
    evidence = tuple(Evidence(number, first[key], tuple(points[key])) for key, number in rows.items())
    sources = {entry_id(entry): number for number, entry in enumerate(memo.sources, start=1)}
    return Arrangement(numbers, evidence, rows, sources, _labels(memo, numbers) if by_section else _plain(numbers))


def _plain(numbers: Mapping[str, int]) -> dict[str, str]:
    return {identifier: str(number) for identifier, number in numbers.items()}


def _labels(memo: Memo, numbers: Mapping[str, int]) -> dict[str, str]:
    """Section and place in it, of the points that are numbered at all."""
    labels: dict[str, str] = {}
    for section, part in enumerate(memo.sections, start=1):
        shown = sorted((point.id for point in part.points if point.id in numbers), key=numbers.__getitem__)
        labels |= {identifier: f"{section}.{place}" for place, identifier in enumerate(shown, start=1)}
    return labels


def in_order(memo: Memo, headings: Sequence[str]) -> Memo:
    """The memo with its sections in the order of these headings; those not named follow as they were."""
    places = {heading.casefold(): place for place, heading in enumerate(headings)}
    ordered = sorted(memo.sections, key=lambda part: places.get(part.heading.casefold(), len(places)))
    return replace(memo, sections=tuple(ordered))


def point_of(memo: Memo, identifier: str) -> BriefingPoint:
    """The point with this id."""
    return next(point for point in memo.points if point.id == identifier)


def _number_points(memo: Memo) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for number, point in enumerate(memo.points, start=1):
        if point.id in numbers:
            raise RenderError(
                f"two points of the memo have the id '{point.id}'", "Give each point of the draft its own id."
            )
        if not point.citations:
            raise RenderError(
                f"point {number} of the memo ('{point.id}') cites no sentence",
                "Give it a citation in the draft, or take it out.",
            )
        numbers[point.id] = number
    for identifier in memo.summary:
        if identifier not in numbers:
            raise RenderError(
                f"the summary names the point '{identifier}', which is not in the memo",
                "Take it out of the draft's summary, or put the point back.",
            )
    return numbers


def _key(citation: Citation) -> tuple[str, int, int]:
    return article_id(citation.path, citation.record), citation.span.start, citation.span.end
