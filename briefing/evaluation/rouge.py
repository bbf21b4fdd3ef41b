"""ROUGE for Vietnamese: how much of a reference's wording does a summary share?

Two texts in, recall, precision and F out (Lin 2004, "ROUGE: A Package for Automatic Evaluation of Summaries"). The unit
is the syllable as Vietnamese is written, whole, with its tone and vowel marks, folded in case and in the placement of
the tone ("Hoà" and "hòa" are one). The common packages cut words at every letter that is no a to z, so that "Việt"
becomes "vi" and "t"; what they report for Vietnamese compares fragments. Nothing is stemmed and no stop word left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from briefing.lang.phrases import tokens
from briefing.records import dataclass


@dataclass(frozen=True, slots=True)
class Rouge:
    """Recall and precision of units in common, each from 0 to 1."""

    recall: float
    precision: float

    @property
    def f(self) -> float:
        """The harmonic mean of recall and precision (beta = 1); 0 where nothing is in common."""
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0


def rouge_syllables(text: str) -> tuple[str, ...]:
    """The syllables and numbers of a text in the form in which they are compared.

    >>> rouge_syllables("Hoà bình, 6,5%!")
    ('hòa', 'bình', '6', '5')
    """
    return tuple(token.form for token in tokens(text) if token.word)


def rouge_n(candidate: Sequence[str], reference: Sequence[str], n: int) -> Rouge:
    """ROUGE-N: runs of `n` syllables in common, each counted at most as often as the other text has it.

    >>> rouge_n("a b c d".split(), "a b c".split(), 2)
    Rouge(recall=1.0, precision=0.6666666666666666)
    """
    ours, theirs = _runs(candidate, n), _runs(reference, n)
    common = sum((ours & theirs).values())
    return _rouge(common, sum(ours.values()), sum(theirs.values()))


def rouge_l(candidate: Sequence[str], reference: Sequence[str]) -> Rouge:
    """ROUGE-L: the longest common subsequence of the two texts, each taken as one sequence.

    >>> rouge_l("the gunman police killed".split(), "police killed the gunman".split()).f
    0.5
    """
    return _rouge(longest_common(candidate, reference), len(candidate), len(reference))


def longest_common(left: Sequence[str], right: Sequence[str]) -> int:
    """The length of the longest common subsequence, by rows of bits (Hyyrö 2004): one long integer a row."""
    places: dict[str, int] = {}
    for place, unit in enumerate(left):
        places[unit] = places.get(unit, 0) | 1 << place
    whole = (1 << len(left)) - 1
    row = whole
    for unit in right:
        matched = row & places.get(unit, 0)
        row = ((row + matched) | (row - matched)) & whole
    return len(left) - row.bit_count()


def _runs(units: Sequence[str], n: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(units[start : start + n]) for start in range(len(units) - n + 1))


def _rouge(common: int, ours: int, theirs: int) -> Rouge:
    return Rouge(common / theirs if theirs else 0.0, common / ours if ours else 0.0)
