"""Sentences much like one that somebody translated before: what a person may take over, never what is used by itself.

A sentence and entries come in; out come suggestions. Likeness is counted in syllables: one less the edit distance over
the longer length. Names, dates and quantities must be the same on both sides, or, where the sentences differ in nothing
else and each English form stands exactly once in the remembered English, they are put in their places.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from briefing.lang.placeholders import Slot, mask
from briefing.lang.text import syllables
from briefing.memory.entry import Entry, key_of
from briefing.records import dataclass
from briefing.values import Suggestion

MOST = 3
"""Suggestions a sentence."""
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class _Known:
    entry: Entry
    tokens: tuple[str, ...]


class FuzzyIndex:
    """Entries by their syllables, so that a look-up compares few of them."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._known = [_Known(entry, tokens_of(entry.source)) for entry in entries]
        self._postings: dict[str, list[int]] = {}
        for number, known in enumerate(self._known):
            for token in dict.fromkeys(known.tokens):
                self._postings.setdefault(token, []).append(number)

    def suggest(self, source: str, threshold: float) -> tuple[Suggestion, ...]:
        """At most `MOST` suggestions of at least this likeness (0 to 1), a person's before a machine's, best first."""
        tokens = tokens_of(source)
        found: list[tuple[bool, float, Suggestion]] = []
        for number in self._candidates(tokens, threshold):
            known = self._known[number]
            alike = similarity(tokens, known.tokens, threshold)
            if alike < threshold or key_of(known.entry.source) == key_of(source):
                continue
            text = fitted(source, known.entry)
            if text is not None:
                found.append(
                    (known.entry.author == "person", alike, Suggestion(text, known.entry.source, round(alike, 3)))
                )
        found.sort(key=lambda each: (not each[0], -each[1], each[2].source))
        return tuple(suggestion for _, _, suggestion in found[:MOST])

    def _candidates(self, tokens: Sequence[str], threshold: float) -> list[int]:
        """Whatever shares one of the rarest syllables: an entry that shares none of them cannot be like enough.

        At most n - ceil(t·n) syllables of the query may be missing in a match, so one of the n - ceil(t·n) + 1 rarest
        must be there (prefix filter: Chaudhuri, Ganti, Kaushik 2006).
        """
        distinct = sorted(dict.fromkeys(tokens), key=lambda token: (len(self._postings.get(token, ())), token))
        counts = Counter(tokens)
        missing = len(tokens) - _least(threshold, len(tokens))
        chosen: set[int] = set()
        passed = 0
        for token in distinct:
            chosen.update(self._postings.get(token, ()))
            passed += counts[token]
            if passed > missing:
                break
        return sorted(chosen)


def _least(threshold: float, length: int) -> int:
    return -int(-threshold * length // 1)


def tokens_of(text: str) -> tuple[str, ...]:
    """The syllables that likeness is counted in: those of the normal form, in lower case."""
    return tuple(word for _, word in syllables(key_of(text).lower()))


def similarity(one: Sequence[str], two: Sequence[str], threshold: float = 0.0) -> float:
    """One less the edit distance over the longer length, in syllables; 0 where it cannot reach `threshold`."""
    longest = max(len(one), len(two))
    if not longest:
        return 1.0
    if min(len(one), len(two)) < threshold * longest:
        return 0.0
    if sum((Counter(one) & Counter(two)).values()) < threshold * longest:
        return 0.0
    return 1 - _distance(one, two) / longest


def _distance(one: Sequence[str], two: Sequence[str]) -> int:
    """Levenshtein's distance: insertions, deletions and substitutions."""
    row = list(range(len(two) + 1))
    for i, left in enumerate(one, 1):
        diagonal, row[0] = row[0], i
        for j, right in enumerate(two, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (left != right))
    return row[-1]


def fitted(source: str, entry: Entry) -> str | None:
    """The remembered English for `source`, or None where a name, date or number differs and has no certain place."""
    ours, theirs = mask(source), mask(entry.source)
    if _facts(source, ours.slots) == _facts(entry.source, theirs.slots):
        return entry.target
    same_frame = tokens_of(ours.text) == tokens_of(theirs.text) and len(ours.slots) == len(theirs.slots)
    return _substituted(entry.target, theirs.slots, ours.slots) if same_frame else None


def _facts(text: str, slots: Sequence[Slot]) -> tuple[Counter[str], Counter[str]]:
    return Counter(slot.forms[0] for slot in slots), Counter(_DIGITS.findall(text))


def _substituted(english: str, old: Sequence[Slot], new: Sequence[Slot]) -> str | None:
    """`english` with the forms of the differing slots exchanged, all at once."""
    pieces: list[tuple[int, int, str]] = []
    for before, after in zip(old, new, strict=True):
        if before.token != after.token:
            return None
        if before.forms[0] == after.forms[0]:
            continue
        places = list(_stands(before, english))
        if len(places) != 1:
            return None
        pieces.append((*places[0], after.forms[0]))
    pieces.sort()
    if any(one[1] > two[0] for one, two in pairwise(pieces)):
        return None
    for start, end, form in reversed(pieces):
        english = english[:start] + form + english[end:]
    return english


def _stands(slot: Slot, english: str) -> Iterator[tuple[int, int]]:
    """Where a form of the slot stands in the English; a shorter form inside a longer one does not count again."""
    taken: list[tuple[int, int]] = []
    for form in sorted(dict.fromkeys(slot.forms), key=len, reverse=True):
        for found in re.finditer(rf"(?<![\w$€]){re.escape(form)}(?!\w|[.,]\d)", english):
            start, end = found.span()
            if all(end <= first or start >= last for first, last in taken):
                taken.append((start, end))
    yield from sorted(taken)
