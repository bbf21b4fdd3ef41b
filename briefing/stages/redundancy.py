"""Redundancy: when do two sentences say the same, and what is a passage worth beside those already chosen?

Two sentences of different articles say the same when their words are alike and their figures and days agree; numbers
that differ are never the same statement, however alike the words. What merely resembles a chosen passage costs weight
(maximal marginal relevance, Carbonell and Goldstein 1998).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from briefing.lang.calendar import find_dates
from briefing.lang.numbers import find_quantities
from briefing.stages.lexrank import Vector, content, cosine
from briefing.stages.salience import Weights

Amount = tuple[Decimal, str]


@dataclass(frozen=True, slots=True)
class Statement:
    """What a sentence says, as far as it can be compared without understanding it."""

    vector: Vector
    amounts: frozenset[Amount]
    days: frozenset[tuple[int | None, int | None]]
    measured: frozenset[str]
    """Pairs of syllables that stand shortly before an amount: what it measures."""


BEFORE = 8
"""How many syllables before an amount are taken to say what it measures."""


def statement(text: str, vector: Vector) -> Statement:
    """The comparable parts of a sentence; a range such as '5-10 tỷ USD' states both its ends."""
    amounts: set[Amount] = set()
    measured: set[str] = set()
    for quantity in find_quantities(text):
        amounts.add((quantity.low, quantity.unit))
        if quantity.high is not None:
            amounts.add((quantity.high, quantity.unit))
        if quantity.unit not in {"", "ordinal"}:
            words = text[: quantity.span.start].split()[-BEFORE:]
            measured.update(feature for feature in content(" ".join(words)) if " " in feature)
    days = frozenset((date.day, date.month) for date in find_dates(text) if date.day is not None)
    return Statement(vector, frozenset(amounts), days, frozenset(measured))


def same(left: Statement, right: Statement, weights: Weights) -> bool:
    """True when two sentences of different articles state the same."""
    if left.amounts != right.amounts:
        return False
    if left.days and right.days and left.days != right.days:
        return False
    alike = cosine(left.vector, right.vector)
    if left.measured & right.measured:
        return alike >= weights.same_figures
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
    return frozenset(amount for amount in one.amounts if amount[1] not in {"", "ordinal"})
