"""A person's English before the machine's: a finished point, and what is remembered for its sentences.

Points come in as the machine wrote them; they go out with a person's words where the memory holds some for exactly
these sentences, marked as such and checked anew, and with suggestions where it holds some for sentences much like them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from briefing.memory.entry import Entry, joined
from briefing.memory.fuzzy import FuzzyIndex
from briefing.memory.store import Memory
from briefing.records import dataclass
from briefing.values import BriefingPoint, Check, Citation, Suggestion

CheckPoint = Callable[[Sequence[str], str], tuple[Check, ...]]


@dataclass(frozen=True, slots=True)
class Recall:
    """The points, how many of them and of their translations are a person's, the memory's digest."""

    points: tuple[BriefingPoint, ...]
    texts: int = 0
    translations: int = 0
    digest: str = ""

    @property
    def mark(self) -> str:
        """What the memo's signature says of the memory; nothing where it is empty."""
        return f"|memory:{self.digest}" if self.digest else ""

    @property
    def words(self) -> tuple[str, ...]:
        """What the memo says of it in its method; nothing where nothing was remembered."""
        if not self.texts and not self.translations:
            return ()
        return (
            (
                f"{self.texts} of {len(self.points)} points and {self.translations} translations of cited sentences "
                "are a person's own words from earlier memos, kept in the translation memory; they stand in place of "
                "the machine's and are marked in Annex A."
            ),
        )


def prefer_titles(english: Mapping[str, str], titles: Mapping[str, str | None], memory: Memory) -> dict[str, str]:
    """English titles by article id, a person's where the memory has one for the title in `titles`."""
    known = _by_people(memory.exact([title for title in titles.values() if title], "sentence"))
    own = {key: known[title].target for key, title in titles.items() if title and title in known}
    return {**english, **own}


def prefer(points: Sequence[BriefingPoint], memory: Memory, check: CheckPoint, *, fuzzy: float = 0.8) -> Recall:
    """The points with a person's English where it is known, and suggestions from the likeness `fuzzy` (0 to 1) on.

    Entries that a machine wrote are suggested only.
    """
    entries = memory.entries()
    if not entries:
        return Recall(tuple(points))
    quotes = {one.quote for point in points for one in point.citations}
    sentences = _by_people(memory.exact(quotes, "sentence"))
    wholes = _by_people(memory.exact({joined(told_by(point)) for point in points}, "point"))
    index = {kind: FuzzyIndex(entry for entry in entries if entry.kind == kind) for kind in ("sentence", "point")}
    found = []
    for point in points:
        known = _remembered(point, sentences, wholes, check)
        offered = () if known.task == "memory" else _suggestions(known, sentences, index, fuzzy)
        found.append(replace(known, suggestions=offered))
    translations = {one.quote for point in found for one in point.citations if one.translator == "person"}
    texts = sum(point.task == "memory" for point in found)
    return Recall(tuple(found), texts, len(translations), memory.digest())


def told_by(point: BriefingPoint) -> tuple[str, ...]:
    """The sentences that the point's text was written from: those of its first article."""
    first = point.citations[0]
    return tuple(one.quote for one in point.citations if (one.path, one.record) == (first.path, first.record))


def _by_people(entries: Mapping[str, Entry]) -> dict[str, Entry]:
    return {source: entry for source, entry in entries.items() if entry.author == "person"}


def _remembered(
    point: BriefingPoint, sentences: dict[str, Entry], wholes: dict[str, Entry], check: CheckPoint
) -> BriefingPoint:
    citations = tuple(_translated(one, sentences) for one in point.citations)
    told = told_by(point)
    whole = wholes.get(joined(told))
    if whole is not None:
        return _rewritten(point, whole.target, told, citations, check)
    if any(quote in sentences for quote in told):
        by_quote = {one.quote: one.translation for one in citations}
        text = " ".join(by_quote[quote] for quote in told)
        if all(quote in sentences for quote in told):
            return _rewritten(point, text, told, citations, check)
        mixed = replace(point, text=text, citations=citations, task="translate")
        return replace(mixed, checks=check(told, text))
    return replace(point, citations=citations)


def _translated(citation: Citation, sentences: dict[str, Entry]) -> Citation:
    entry = sentences.get(citation.quote)
    return replace(citation, translation=entry.target, translator="person") if entry else citation


def _rewritten(
    point: BriefingPoint, text: str, told: Sequence[str], citations: tuple[Citation, ...], check: CheckPoint
) -> BriefingPoint:
    return replace(point, text=text, citations=citations, checks=check(told, text), task="memory")


def _suggestions(
    point: BriefingPoint, sentences: dict[str, Entry], index: dict[str, FuzzyIndex], fuzzy: float
) -> tuple[Suggestion, ...]:
    told = told_by(point)
    found = [*index["point"].suggest(joined(told), fuzzy)]
    for quote in told:
        if quote not in sentences:
            found.extend(index["sentence"].suggest(quote, fuzzy))
    return tuple(dict.fromkeys(found))
