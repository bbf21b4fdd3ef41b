"""Quotations: what stands in quotation marks in the English stands so in the source."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.lang.lexical import english_units, word_table
from briefing.lang.quotations import find_quotations
from briefing.lang.text import fold
from briefing.values import Check

KIND = "quotation"
LEAST_SHARE = 0.3
"""Of the weight of an English quotation's words, what the Vietnamese quotations must explain."""
_SHORT = 2


def check_quotations(sources: Sequence[str], english: str, *, brief: bool = False) -> tuple[Check, ...]:  # noqa: ARG001
    """Every English quotation comes from a Vietnamese one; a Vietnamese one may become reported speech."""
    told = find_quotations(english)
    if not told:
        return ()
    said = [one.text for text in sources for one in find_quotations(text)]
    return tuple(_judged(one.text.strip(" ,.;:!?"), said) for one in told)


def _judged(quotation: str, said: Sequence[str]) -> Check:
    expected = f"a quotation of the source ({len(said)} there)" if said else "no quotation in the source"
    if not said:
        return Check(KIND, "fail", expected, quotation)
    units = english_units(quotation)
    explained = word_table().explained(said, units)
    weight = sum(one[1] for one in explained)
    bare = fold(" ".join(said))
    copied = sum(one in bare for one in (fold(word) for word in quotation.split()))
    share = sum(one[1] * one[2] for one in explained) / weight if weight else 1.0
    right = share >= LEAST_SHARE or copied * 2 >= len(quotation.split()) or len(explained) < _SHORT
    return Check(KIND, "pass" if right else "fail", expected, quotation)
