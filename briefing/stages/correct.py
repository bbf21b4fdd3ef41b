"""Putting the right form in where it is certain: one number, date or name is missing and one of its kind is too much.

A point's English and its checks come in; the English with the forms put in, and what was done, go out. Nothing is
changed that leaves a check worse than before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher

from briefing.values import Check

CheckPoint = Callable[[Sequence[str], str], tuple[Check, ...]]

_PAIRS = (("number", "unsupported number"), ("date", "unsupported date"), ("name", "unsupported name"))
_ALIKE = 0.5
"""How much of two names must agree for one to be the other misspelt."""
_UNITS = re.compile(r"[^\d.,\s]+")
_OFFICE = re.compile(
    r"(?:(?:Deputy|Vice|Prime|Party|General|State|Senior|First|Standing) )*"
    r"(?:Minister|President|Chairman|Chairwoman|Secretary|Ambassador|Governor|Director|General|Premier|Speaker)$"
)


def correct(
    sources: Sequence[str], english: str, checks: Sequence[Check], check: CheckPoint
) -> tuple[str, tuple[str, ...]]:
    """The English with certain forms put in, and each step as 'wrong -> right'."""
    steps: list[str] = []
    while step := next(_steps(sources, english, checks, check), None):
        wrong, right, english, checks = step
        steps.append(f"{wrong} -> {right}")
    return english, tuple(steps)


def _steps(
    sources: Sequence[str], english: str, checks: Sequence[Check], check: CheckPoint
) -> Iterator[tuple[str, str, str, tuple[Check, ...]]]:
    """Changes after which fewer checks fail."""
    before = _failures(checks)
    for wrong, right in (*_exchanges(checks), *_offices(checks)):
        changed = _replaced(english, wrong, right)
        if changed is None:
            continue
        after = check(sources, changed)
        if _failures(after) < before:
            yield wrong, right, changed, after


def _exchanges(checks: Sequence[Check]) -> Iterator[tuple[str, str]]:
    """(wrong, right) where exactly one thing is missing and exactly one of its kind has no source."""
    for missing, surplus in _PAIRS:
        lost = [one.expected for one in checks if one.kind == missing and one.verdict == "fail"]
        strange = [one.found for one in checks if one.kind == surplus and one.verdict == "fail"]
        if len(lost) != 1 or len(strange) != 1:
            continue
        if missing == "name" and SequenceMatcher(None, lost[0].lower(), strange[0].lower()).ratio() < _ALIKE:
            continue
        if missing == "number" and not _same_kind(lost[0], strange[0]):
            continue
        yield strange[0], lost[0]


def _same_kind(one: str, other: str) -> bool:
    """True when two amounts count alike: both in dollars, both in percent, both of nothing."""
    return {_mark(one)} == {_mark(other)}


def _mark(amount: str) -> str:
    units = " ".join(_UNITS.findall(amount)).lower()
    for scale in ("quadrillion", "trillion", "billion", "million", "thousand", "hundred"):
        units = units.replace(scale, "")
    return units.strip(" -–")


def _offices(checks: Sequence[Check]) -> Iterator[tuple[str, str]]:
    """(the wrong office, the right one) before a name."""
    for one in checks:
        if one.kind == "office" and one.verdict == "fail":
            office = _OFFICE.search(one.found)
            name = _name_in(one.expected)
            if office and name:
                yield f"{office[0]} {name}", one.expected


def _name_in(expected: str) -> str:
    """What stands behind the office in 'Prime Minister Pham Minh Chinh'."""
    match = re.search(
        r"(?:Minister|President|Chairman|Chairwoman|Secretary|Ambassador|Governor|Director|General|Premier|Speaker) "
        r"(?P<name>[^\d]+)$",
        expected,
    )
    return match["name"] if match else ""


def _replaced(english: str, wrong: str, right: str) -> str | None:
    """The English with the one place of `wrong` exchanged; None where there is no place, or more than one."""
    places = list(re.finditer(rf"(?<![\w.,]){re.escape(wrong)}(?!\w|[.,]\d)", english))
    if len(places) != 1:
        return None
    start, end = places[0].span()
    return english[:start] + right + english[end:]


def _failures(checks: Sequence[Check]) -> int:
    return sum(one.verdict == "fail" for one in checks)
