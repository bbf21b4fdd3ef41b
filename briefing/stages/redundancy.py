"""Redundancy: when do two sentences say the same, and what is a passage worth beside those already chosen?

Two sentences of different articles say the same when their words are alike and their figures and days agree; numbers
that differ are never the same statement, however alike the words. What merely resembles a chosen passage costs weight
(maximal marginal relevance, Carbonell and Goldstein 1998).
"""

from __future__ import annotations

from decimal import Decimal

from briefing.lang.calendar import find_dates
from briefing.lang.numbers import find_quantities
from briefing.records import dataclass
from briefing.stages.lexrank import Vector, content, cosine
from briefing.stages.salience import Weights

Amount = tuple[Decimal, str]


@dataclass(frozen=True, slots=True)
class Statement:
    """What a sentence says, as far as it can be compared without understanding it."""

    vector: Vector
    amounts: frozenset[Amount]
    days: frozenset[tuple[int | None, int | None]]
    contexts: tuple[str, ...] = ()
    """The words before each amount of money, percentage or other unit: what it measures."""
    measured: frozenset[str] = frozenset()
    """The pairs of syllables in those words."""


_PLAIN = frozenset({"", "ordinal"})
BEFORE = 8
"""How many syllables before an amount are taken to say what it measures."""


def statement(text: str, vector: Vector) -> Statement:
    """The comparable parts of a sentence; a range such as '5-10 tỷ USD' states both its ends."""
    quantities = find_quantities(text)
    amounts = {(end, one.unit) for one in quantities for end in (one.low, one.high) if end is not None}
    contexts = tuple(" ".join(text[: one.span.start].split()[-BEFORE:]) for one in quantities if one.unit not in _PLAIN)
    return Statement(
        vector=vector,
        amounts=frozenset(amounts),
        days=frozenset((date.day, date.month) for date in find_dates(text) if date.day is not None),
        contexts=contexts,
        measured=frozenset(feature for words in contexts for feature in content(words) if " " in feature),
    )


def same(left: Statement, right: Statement, weights: Weights) -> bool:
    """True when two sentences of different articles state the same."""
    if left.amounts != right.amounts:
        return False
    if left.days and right.days and left.days != right.days:
        return False
    alike = cosine(left.vector, right.vector)
    if left.measured & right.measured:
        several = len(_valued(left)) > 1
        return alike >= (weights.same_figures / 2 if several else weights.same_figures)
    return alike >= weights.same_statement


def restates(left: Statement, right: Statement) -> bool:
    """True when one of two sentences of one article names only amounts of the same measure that the other names too.

    An article's first sentence so announces what a later one tells in full.
    """
    if not left.measured & right.measured:
        return False
    ours, theirs = _valued(left), _valued(right)
    return bool(ours and theirs) and (ours <= theirs or theirs <= ours)


def fuller(left: Statement, right: Statement) -> bool:
    """True when `left` names all amounts that `right` names, and more, of the same measure."""
    return bool(left.measured & right.measured) and _valued(left) > _valued(right) > frozenset()


def _valued(one: Statement) -> frozenset[Amount]:
    return frozenset(amount for amount in one.amounts if amount[1] not in _PLAIN)
