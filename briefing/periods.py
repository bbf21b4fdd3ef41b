"""Periods as people give them: two days, an ISO week, or the last days before a day."""

from __future__ import annotations

import re
from datetime import date, timedelta

from briefing.errors import ConfigError
from briefing.values import Period

_UNITS = {"d": 1, "w": 7}


def parse_day(text: str, what: str) -> date:
    """A day written 2026-01-31. Raises `ConfigError`; `what` names the flag."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ConfigError(f"{what}: {text!r} is not a day.", "Write it as 2026-01-31.") from None


def parse_period(first: str | None, last: str | None, week: str | None, latest: str | None, as_of: date) -> Period:
    """The period that the flags `--from/--to`, `--week` or `--last` name, both ends included.

    Exactly one way must be used; `--to` alone missing means up to `as_of`. Raises `ConfigError`.
    """
    ways = [bool(first or last), bool(week), bool(latest)]
    if sum(ways) != 1:
        problem = "No period was given." if not any(ways) else "The period was given in more than one way."
        raise ConfigError(problem, "Use --from DAY --to DAY, or --week 2026-W06, or --last 7d.")
    if week:
        return _week(week, as_of)
    if latest:
        return _latest(latest, as_of)
    if not first:
        raise ConfigError("--to was given without --from.", "Add --from DAY.")
    start = parse_day(first, "--from")
    end = parse_day(last, "--to") if last else as_of
    if start > end:
        raise ConfigError(f"The period begins on {start}, after it ends on {end}.", "Swap --from and --to.")
    return Period(start, end)


def _week(text: str, as_of: date) -> Period:
    if text == "last":
        monday = as_of - timedelta(days=as_of.weekday() + 7)
        return Period(monday, monday + timedelta(days=6))
    match = re.fullmatch(r"(\d{4})-?W(\d{1,2})", text)
    try:
        if match is None:
            raise ValueError  # noqa: TRY301 - one message for both ways to be wrong
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError:
        raise ConfigError(f"--week: {text!r} is not a week.", "Write it as 2026-W06 (ISO 8601), or 'last'.") from None
    return Period(monday, monday + timedelta(days=6))


def _latest(text: str, as_of: date) -> Period:
    match = re.fullmatch(r"(\d{1,4})([dw])", text)
    if match is None or int(match[1]) < 1:
        raise ConfigError(f"--last: {text!r} is not a length of time.", "Write it as 7d (days) or 2w (weeks).")
    return Period(as_of - timedelta(days=int(match[1]) * _UNITS[match[2]] - 1), as_of)
