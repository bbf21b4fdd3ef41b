"""Dates in file names, web addresses and the stamp lines that web pages print above an article.

Strings in, days out; nothing here looks at an article's sentences. A name that holds two different days, or a day that
no calendar has, yields no day and says why.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import PurePosixPath

from briefing.stages.date_reading import calendar_day

FIRST_PRESS_YEAR = 1990  # a four-digit number below it in a file name or an address is no year of publication
_SEPARATED = re.compile(r"(?<!\d)(?P<y>\d{4})(?P<s>[-_.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(?P<d>\d{1,2})(?P<s>[-_.])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4})(?!\d)")
_COMPACT = re.compile(
    r"(?<![0-9A-Za-z])(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:(?:[Tt]?\d{4}|[Tt]?\d{6}|\d{9})[Zz]?)?(?![0-9A-Za-z])"
)
_PATH = re.compile(r"/(?P<y>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})/")
_LEADING = re.compile(r"^\s*date[:\s]+(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?!\d)", re.IGNORECASE)
_LINE_DATES = (
    re.compile(r"(?<!\d)(?P<d>\d{1,2})(?P<s>[/.-])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2}),?\s+(?:năm\s+)?(?P<y>\d{4})(?!\d)", re.IGNORECASE),
)
_DIGIT = re.compile(r"\d")
_FURNITURE = re.compile(
    r"thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|cập nhật|xuất bản|ngày|lúc|đăng|"
    r"published|posted|updated|date|gmt|utc|\b[ap]m\b|\+\s*0?7(?::00)?|"
    r"\d{1,2}\s*(?::|h|giờ|g)\s*\d{0,2}(?:\s*:\s*\d{2})?(?:\s*phút)?",
    re.IGNORECASE,
)


def days_in_name(path: str) -> tuple[date, ...]:
    """The different days in a file's name (not in its folders): '2026-02-05', '20260205', '05-02-2026', day first."""
    stem = PurePosixPath(path).stem
    return _days(stem, (_SEPARATED, _DAY_FIRST, _COMPACT))


def days_in_address(url: str) -> tuple[date, ...]:
    """The different days in a web address: '/2026/02/05/' and article numbers such as '20260205093012345'."""
    bare = re.split(r"[?#]", url, maxsplit=1)[0]
    return _days(bare, (_PATH, _SEPARATED, _COMPACT))


def stamp_in_line(line: str) -> tuple[date, str] | None:
    """The day of a line that holds a date with its year and else only weekday, time, zone and labels, and its words.

    The header 'date 2025-12-01' counts too when the text runs on behind it.
    """
    if not _DIGIT.search(line):
        return None
    match = _LEADING.match(line)
    if match:
        day = _day(match)
        return (day, match[0].strip()) if day else None
    for match in filter(None, (rule.search(line) for rule in _LINE_DATES)):
        day = _day(match)
        rest = _FURNITURE.sub(" ", f"{line[: match.start()]} {line[match.end() :]}")
        return (day, line.strip()) if day and not re.search(r"\w", rest) else None
    return None


def _days(text: str, rules: tuple[re.Pattern[str], ...]) -> tuple[date, ...]:
    found = {day for rule in rules for match in rule.finditer(text) if (day := _day(match))}
    return tuple(sorted(found))


def _day(match: re.Match[str]) -> date | None:
    year = int(match["y"])
    return calendar_day(year, int(match["m"]), int(match["d"])) if year >= FIRST_PRESS_YEAR else None
