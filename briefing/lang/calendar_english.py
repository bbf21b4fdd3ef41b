"""Dates in English: how a Vietnamese `DateMention` is worded, and which dates an English text states.

The first form is the house style ('January 26, 2026'); the others are accepted when a translation is checked.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from briefing.lang.calendar import DateMention, possible
from briefing.values import Span

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_QUARTERS = ("first", "second", "third", "fourth")
_SHORT = tuple(name[:3] for name in MONTHS)


def ordinal(number: int) -> str:
    """1 becomes '1st', 12 '12th', 23 '23rd'."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def english_date_forms(mention: DateMention) -> tuple[str, ...]:
    """The wordings of `mention` in English, the house style first, without repetitions."""
    return _forms(replace(mention, span=_NOWHERE, text=""))


_NOWHERE = Span(0, 0)


@lru_cache(maxsize=8192)
def _forms(date: DateMention) -> tuple[str, ...]:
    forms: list[str]
    if date.quarter is not None:
        forms = _quarter(date.quarter, date.year)
    elif date.month is None:
        forms = _years(date.year, date.last_year, decade=date.decade)
    elif date.day is None:
        forms = _months(date.month, date.year)
    elif date.last_day is not None:
        forms = _day_ranges(date, date.day, date.last_day, date.month)
    else:
        forms = _days(date.day, date.month, date.year)
    return tuple(dict.fromkeys(forms))


def _quarter(quarter: int, year: int | None) -> list[str]:
    word = _QUARTERS[quarter - 1]
    if year is None:
        return [f"the {word} quarter", f"{word} quarter", f"{word}-quarter", f"Q{quarter}"]
    return [
        f"the {word} quarter of {year}",
        f"{word} quarter of {year}",
        f"{word}-quarter {year}",
        f"{word} quarter {year}",
        f"Q{quarter} {year}",
        f"Q{quarter}/{year}",
        f"Q{quarter} of {year}",
        f"{word} quarter",
    ]


def _years(year: int | None, last_year: int | None, *, decade: bool) -> list[str]:
    if last_year is None:
        return [f"{year}s", f"{year}"] if decade else [f"{year}"]
    return [
        f"{year}-{last_year}",
        f"{year}–{last_year}",
        f"{year} - {last_year}",
        f"{year} – {last_year}",
        f"{year} to {last_year}",
        f"{year}-{last_year % 100:02d}",
    ]


def _months(month: int, year: int | None) -> list[str]:
    names = [MONTHS[month - 1]] + ([] if month == 5 else [f"{_SHORT[month - 1]}.", _SHORT[month - 1]])  # noqa: PLR2004
    if month == 9:  # noqa: PLR2004
        names += ["Sept.", "Sept"]
    if year is None:
        return names
    return [form for name in names for form in (f"{name} {year}", f"{name}, {year}", f"{name} of {year}")]


def _days(day: int, month: int, year: int | None) -> list[str]:
    forms: list[str] = []
    for name in _months(month, None):
        for number in (str(day), ordinal(day)):
            if year is None:
                forms += [f"{name} {number}", f"{number} {name}", f"{number} of {name}", f"{name} the {number}"]
            else:
                forms += [f"{name} {number}, {year}", f"{number} {name} {year}", f"{name} {number} {year}"]
                forms += [f"{number} {name}, {year}", f"{number} of {name}, {year}", f"{number} of {name} {year}"]
    if day < 10:  # noqa: PLR2004
        forms.append(f"{MONTHS[month - 1]} {day:02d}" + (f", {year}" if year else ""))
    tail = f"/{year}" if year else ""
    return [*forms, f"{day}/{month}{tail}", f"{month}/{day}{tail}", f"{day:02d}/{month:02d}{tail}"]


def _day_ranges(date: DateMention, day: int, last: int, month: int) -> list[str]:
    year = date.year
    name = MONTHS[month - 1]
    words = {"-": ("-", "–", " to ", " and ", " - "), "to": (" to ", "-", "–", " through ", " until ")}
    forms: list[str] = []
    for middle in words.get(date.joint, (" and ", "-", "–", " to ", " & ")):
        days = f"{day}{middle}{last}"
        ordinals = f"{ordinal(day)}{middle}{ordinal(last)}"
        if year is None:
            forms += [f"{name} {days}", f"{days} {name}", f"{name} {ordinals}", f"{_SHORT[month - 1]}. {days}"]
            forms += [f"{name} {day}{middle}{name} {last}"] if middle.startswith(" ") else []
        else:
            forms += [f"{name} {days}, {year}", f"{days} {name} {year}", f"{name} {ordinals}, {year}"]
            forms += [f"{name} {day}{middle}{name} {last}, {year}"] if middle.startswith(" ") else []
    return forms


_NAMES = {name.lower(): number for number, name in enumerate(MONTHS, 1)}
_NAMES |= {name.lower(): number for number, name in enumerate(_SHORT, 1)} | {"sept": 9}
_MONTH = "(?:" + "|".join((*MONTHS, "Sept", *_SHORT)) + r")\b\.?"
_TAIL = r"(?:st|nd|rd|th)?"
_JOINT = r"(?P<j>\s?[-–]\s?|\s+(?:to|and|through)\s+)"
_ENGLISH = (
    re.compile(
        rf"\b(?P<m>{_MONTH})\s+(?P<d>\d{{1,2}}){_TAIL}(?:{_JOINT}(?P<e>\d{{1,2}}){_TAIL}(?!\d))?"
        rf"(?:,?\s+(?P<y>\d{{4}}))?(?![\d%]|[.,]\d)",
    ),
    re.compile(
        rf"(?<![\d.,-])(?P<d>\d{{1,2}}){_TAIL}(?:{_JOINT}(?P<e>\d{{1,2}}){_TAIL})?\s+(?:of\s+)?(?P<m>{_MONTH})"
        rf"(?:,?\s+(?P<y>\d{{4}}))?(?!\d)",
    ),
    re.compile(
        r"\b(?:Q(?P<q>[1-4])|(?P<w>first|second|third|fourth)[ -]quarter)(?:(?:\s+of|/|,)?\s*(?P<y>\d{4}))?\b",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?P<m>{_MONTH})(?:,?\s+(?:of\s+)?(?P<y>\d{{4}}))?(?!\w)"),
    re.compile(
        r"(?<![\w.,$€£-])(?P<y>1\d{3}|20\d{2})(?:\s?[-–]\s?|\s+to\s+)(?P<z>1\d{3}|20\d{2}|\d{2})(?![\w%]|[.,]\d)"
    ),
    re.compile(r"(?<![\w.,$€£])(?P<y>19\d{2}|20\d{2})(?P<s>s)?(?![\w%]|[.,]\d|\s+(?:percent|million|billion))"),
)


def find_english_dates(text: str) -> tuple[DateMention, ...]:
    """Every date stated in English `text`, in order; impossible days are left out."""
    found: list[DateMention] = []
    taken: list[Span] = []
    for pattern in _ENGLISH:
        for match in pattern.finditer(text):
            span = Span(*match.span())
            mention = _english(match, span)
            if any(span.overlaps(other) for other in taken):
                continue
            taken.append(span)
            if mention is not None:
                found.append(mention)
    return tuple(sorted(found, key=lambda mention: mention.span))


def _english(match: re.Match[str], span: Span) -> DateMention | None:
    groups = match.groupdict()
    year = int(groups["y"]) if groups.get("y") else None
    month = _NAMES[groups["m"].rstrip(".").lower()] if groups.get("m") else None
    day = int(groups["d"]) if groups.get("d") else None
    last_day = int(groups["e"]) if groups.get("e") else None
    quarter = None
    if groups.get("q") or groups.get("w"):
        quarter = int(groups["q"]) if groups.get("q") else _QUARTERS.index(groups["w"].lower()) + 1
    last_year = None
    if groups.get("z") and year is not None:
        last_year = int(groups["z"]) if len(groups["z"]) > 2 else year // 100 * 100 + int(groups["z"])  # noqa: PLR2004
        if last_year <= year:
            return None
    if not possible(day, month) or (last_day is not None and not possible(last_day, month)):
        return None
    joint = {"to": "to", "through": "to", "and": "and"}.get(
        (groups.get("j") or "").strip(), "-" if groups.get("j") else ""
    )
    return DateMention(
        span, match[0], day, month, year, quarter, last_day, last_year, joint, decade=bool(groups.get("s"))
    )


def same_date(vietnamese: DateMention, english: DateMention) -> bool:
    """True when both state the same date; a year that only one of them states is not a difference."""
    mine = (vietnamese.day, vietnamese.month, vietnamese.quarter, vietnamese.last_day, vietnamese.last_year)
    if mine != (english.day, english.month, english.quarter, english.last_day, english.last_year):
        return False
    if vietnamese.day is None and vietnamese.month is None and vietnamese.quarter is None:
        return vietnamese.year == english.year
    return vietnamese.year is None or english.year is None or vietnamese.year == english.year
