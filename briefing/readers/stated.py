"""Days that a file states about itself: 'published: 2026-01-26' and its kin.

A value and the key it stood under come in; a `PublicationDate` goes out whose evidence quotes both. A moment with a
zone becomes the day that it was in Vietnam, because that is the day that a Vietnamese newspaper prints. What is no
date is refused, visibly: the method is then 'none' and the evidence says what stood there.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

from briefing.lang.calendar import find_dates
from briefing.values import UNDATED, PublicationDate, Span

VIETNAM = timezone(timedelta(hours=7), "UTC+7")
FIRST_YEAR, LAST_YEAR = 1945, 2100

_ISO = re.compile(
    r"(\d{4})(?P<dash>-?)(\d{2})(?P=dash)(\d{2})"
    r"(?:[T ]\s*(\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?"
)
_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?![\d/.-]*\d)")
_SHOWN = 80  # characters of a value in the evidence


def stated_date(key: str, value: object, *, spans: tuple[Span, ...] = ()) -> PublicationDate:
    """The date that `value` states in ISO 8601, with 'key: value' for evidence; nothing at all is `UNDATED`."""
    if value is None or value == "":
        return UNDATED
    text = str(value)
    return certain(iso_day(text), key, text, spans)


def certain(day: date | None, key: str, value: str, spans: tuple[Span, ...] = ()) -> PublicationDate:
    """An exact date resting on 'key: value', or its refusal where `day` is None."""
    shown = shortened(value)
    if day is None:
        return PublicationDate(None, None, "none", f"{key}: {shown} (not a date)", spans)
    moved = written_day(value)
    note = f" ({day.isoformat()} in Vietnam, UTC+7)" if moved is not None and moved != day else ""
    return PublicationDate(day, day, "metadata", f"{key}: {shown}{note}", spans)


def shortened(value: str) -> str:
    """`value` on one line, cut where it is longer than evidence should be."""
    line = " ".join(value.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def iso_day(value: str) -> date | None:
    """The Vietnamese calendar day of an ISO 8601 date or moment; a moment without a zone is taken as Vietnamese.

    >>> iso_day("2026-01-25T20:00:00Z").isoformat()
    '2026-01-26'
    """
    match = _ISO.fullmatch(value.strip())
    if match is None:
        return None
    year, _, month, day, hour, minute, second, zone = match.groups()
    if hour is None:
        return real_day(int(year), int(month), int(day))
    try:
        moment = datetime(
            int(year), int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=_zone(zone)
        ).astimezone(VIETNAM)
    except (ValueError, OverflowError):
        return None
    return real_day(moment.year, moment.month, moment.day)


def written_day(value: str) -> date | None:
    """The day as it stands written in an ISO 8601 value, whatever its zone."""
    match = _ISO.fullmatch(value.strip())
    return None if match is None else real_day(int(match[1]), int(match[3]), int(match[4]))


def numeric_days(value: str) -> tuple[date, ...]:
    """The readings of the one numeric date in `value`: the Vietnamese one (day first), then the American one.

    Empty when there is no such date or more than one; a single entry when only one order gives a real day.

    >>> [day.isoformat() for day in numeric_days("05/02/2026 14:49 GMT+7")]
    ['2026-02-05', '2026-05-02']
    """
    found = {match.groups() for match in _NUMERIC.finditer(value)}
    if len(found) != 1:
        return ()
    first, _, second, year = found.pop()
    readings = (real_day(int(year), int(second), int(first)), real_day(int(year), int(first), int(second)))
    return tuple(dict.fromkeys(day for day in readings if day is not None))


def worded_day(value: str) -> date | None:
    """The one full date in a line of Vietnamese, such as 'Thứ Hai, ngày 26 tháng 1 năm 2026'."""
    days = {
        day
        for mention in find_dates(value)
        if mention.day and mention.month and mention.year and not mention.joint
        if (day := real_day(mention.year, mention.month, mention.day)) is not None
    }
    return days.pop() if len(days) == 1 else None


def real_day(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar or a newspaper's lifetime has no such day."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _zone(text: str | None) -> timezone:
    if text is None:
        return VIETNAM
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)
