"""What of a period's articles did an earlier memo report? Sentences in, and for each that says nothing new, which memo.

A sentence was reported when it was quoted, or when it says what a quoted one says: alike words, the same figures, no
other day. Other figures are news, however alike the words: last week's price, this week's price.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from briefing.lang.common import reference_counts
from briefing.records import dataclass
from briefing.stages.lexrank import content, vector
from briefing.stages.redundancy import Statement, same, statement
from briefing.stages.salience import DEFAULT_WEIGHTS
from briefing.stages.shingles import normalised
from briefing.values import Period, Sentence

_SHARED_LEAST = 3  # pairs of syllables in common before two sentences are compared


@dataclass(frozen=True, slots=True)
class Reported:
    """A point of an earlier memo: the memo's name and period, and the sentences that the point cites."""

    memo: str
    period: Period
    quotes: tuple[str, ...]

    @property
    def words(self) -> str:
        """'briefing_2026-W10 (2026-03-02 to 2026-03-08)'."""
        return f"{self.memo} ({self.period.first} to {self.period.last})"


def find_reported(sentences: Iterable[Sentence], earlier: Sequence[Reported]) -> dict[Sentence, str]:
    """The sentences that an earlier memo reported, each with the words for that memo; the first memo wins."""
    if not earlier:
        return {}
    quotes = [(quote, point) for point in earlier for quote in point.quotes]
    known: dict[tuple[tuple[str, ...], ...], str] = {}
    holders: dict[str, list[int]] = defaultdict(list)
    for number, (quote, point) in enumerate(quotes):
        known.setdefault(normalised([quote]), point.words)
        for pair in _pairs(quote):
            holders[pair].append(number)
    statements: dict[int, Statement] = {}
    found: dict[Sentence, str] = {}
    for sentence in sentences:
        if (words := known.get(normalised([sentence.text]))) is not None:
            found[sentence] = words
            continue
        shared = Counter(number for pair in _pairs(sentence.text) for number in holders.get(pair, ()))
        own = _statement(sentence.text) if shared and max(shared.values()) >= _SHARED_LEAST else None
        for number in sorted(shared):
            if own is None or shared[number] < _SHARED_LEAST:
                continue
            said = statements.setdefault(number, _statement(quotes[number][0]))
            if same(own, said, DEFAULT_WEIGHTS):
                found[sentence] = quotes[number][1].words
                break
    return found


def _pairs(text: str) -> frozenset[str]:
    return frozenset(feature for feature in content(text) if " " in feature)


def _statement(text: str) -> Statement:
    features = content(text)
    return statement(text, vector(features, _weights(features)))


def _weights(features: Iterable[str]) -> Mapping[str, float]:
    """What the features weigh by the reference collection: what is common there says little."""
    total, counts = reference_counts()
    return {feature: math.log((1 + total) / (1 + counts.get(feature, 0))) + 1 for feature in features}
