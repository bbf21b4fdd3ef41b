"""Adequacy: the English is about what its source is about.

How much of the English a word table can explain from the source, names, numbers and places counted as anchors. It does
not see small errors; it sees a sentence that tells something else.
"""

from __future__ import annotations

from collections.abc import Sequence

from briefing.lang.lexical import english_units, word_table
from briefing.values import Check

KIND = "adequacy"
LEAST = 0.38
"""Below this share the English is about something else; measured with `python -m bench.checks`."""
_FEW, _SOME = 3, 6  # content words: fewer decide nothing, or need only half as much


def adequacy(sources: Sequence[str], english: str) -> tuple[float, int]:
    """The share of the English content words, by weight, that the sources explain, and how many were judged."""
    explained = word_table().explained(sources, english_units(english))
    weight = sum(one[1] for one in explained)
    return (sum(one[1] * one[2] for one in explained) / weight if weight else 1.0), len(explained)


def check_adequacy(sources: Sequence[str], english: str, *, brief: bool = False) -> tuple[Check, ...]:  # noqa: ARG001
    """Enough of the English can come from the source."""
    share, judged = adequacy(sources, english)
    if judged < _FEW:
        return ()
    least = LEAST if judged >= _SOME else LEAST / 2
    shown = f"{share:.0%} of the words explained"
    return (Check(KIND, "pass" if share >= least else "fail", f"at least {least:.0%} of the words explained", shown),)
