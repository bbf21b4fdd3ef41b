"""Dates and periods: every date of the source stands in the English, and no other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from briefing.lang.calendar import DateMention
from briefing.lang.calendar_english import english_date_forms, same_date
from briefing.lang.text import fold
from briefing.stages.checks.common import dates, first_standing, stated_dates, verdict
from briefing.values import Check

KIND, UNSUPPORTED = "date", "unsupported date"
_LUNAR = re.compile(r"\s+(?:năm\s+\S+\s+)?(?:\()?(?:âm lịch|âl\b)", re.IGNORECASE)
_NEW_YEAR = re.compile(r"Tết|năm mới|Xuân", re.IGNORECASE)  # 'Tết Bính Ngọ' is told with its year
_YEAR_BEFORE = re.compile(r"cùng kỳ|so với năm", re.IGNORECASE)
_YEAR_EARLIER = re.compile(
    r"(?:a )?year(?:-| )(?:earlier|on|ago|over)|annual(?:ly)?|previous year|last year|same period", re.IGNORECASE
)
_FIRST_MONTHS = re.compile(r"tháng đầu", re.IGNORECASE)
_SAME_DAY = re.compile(r"\b(?:the same|that) (?:day|morning|afternoon|evening|night)\b", re.IGNORECASE)
_YEAR_BEGAN = re.compile(r"đầu năm", re.IGNORECASE)
_MONTHS = (
    "giêng|một", "hai", "ba", "tư|bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai|chạp"
)  # fmt: skip
_ALSO_WORDS = frozenset({"May", "March", "August"})
_IN_MONTH = re.compile(
    r"\b(?:in|of|on|since|from|until|till|by|last|this|next|early|late|mid|between|and|to|through|before|after|during"
    r"|for|the|its|his|her|or),?[ -]$",
    re.IGNORECASE,
)
_CAPITAL_BEFORE = re.compile(r"[^\W\d_]+ $")
_FIRST_QUARTER = re.compile(r"(?:quý|ba tháng|3 tháng) đầu", re.IGNORECASE)


def check_dates(sources: Sequence[str], english: str, *, brief: bool = False) -> tuple[Check, ...]:
    """Every date that the sources state stands in the English; a year may be left to the context."""
    lowered = english.lower()
    stated = stated_dates(english)
    found = []
    for text in sources:
        for mention in dates((text,)):
            if _LUNAR.match(text, mention.span.end):
                continue  # 'the 10th day of the third lunar month' has too many wordings to be demanded
            forms = english_date_forms(mention)
            match = next((one.text for one in stated if same_date(mention, one)), None)
            if match is None and _bare_year(mention) and _YEAR_BEFORE.search(text):
                match = next((found[0] for found in _YEAR_EARLIER.finditer(english)), None)
            match = match or _in_range(mention, stated) or first_standing(forms, lowered)
            if match is None and mention.day is not None:
                match = next((one[0] for one in _SAME_DAY.finditer(english)), None)
            found.append(verdict(KIND, forms[0] if forms else mention.text, match, mention.text, brief=brief))
    return tuple(found)


def check_unsupported_dates(sources: Sequence[str], english: str, *, brief: bool = False) -> tuple[Check, ...]:  # noqa: ARG001
    """No date stands in the English that the sources do not state, at least as exactly."""
    known = dates(sources)
    joined = " ".join(sources)
    found = []
    for mention in stated_dates(english):
        if any(_covers(one, mention) for one in known) or _parts(known, mention):
            continue
        if mention.quarter == 1 and mention.day is None and _FIRST_QUARTER.search(joined):
            continue
        if english[mention.span.end : mention.span.end + 1] == "-" and mention.day is None and mention.year is None:
            continue  # 'Jun-seok', 'January-February'
        if mention.day is None and mention.year is None and _month_allowed(mention, english, joined):
            continue
        if mention.day and re.search(rf"(?<![\d/])0?{mention.day}/0?{mention.month}(?!\d)", joined):
            continue
        if _bare_year(mention) and _NEW_YEAR.search(joined):
            continue
        if _bare_year(mention) and re.search(rf"(?<!\d){mention.year}(?!\d)", joined):
            continue
        if _LUNAR.search(joined) and mention.year is None:
            continue
        found.append(Check(UNSUPPORTED, "fail", "no such date in the source", mention.text))
    return tuple(found)


def _month_allowed(mention: DateMention, english: str, source: str) -> bool:
    """True for a bare month that the source states in another way, or that is no month at all."""
    no_month = mention.text in _ALSO_WORDS and not _IN_MONTH.search(english, 0, mention.span.start)
    if no_month or _in_name(mention, english, source):
        return True  # 'May' of 'Chan May', 'March' of a march
    begins = _FIRST_MONTHS.search(source) or (mention.month == 1 and _YEAR_BEGAN.search(source))
    return bool(begins) or _month_stands(mention, source)


def _month_stands(mention: DateMention, source: str) -> bool:
    """The month behind 'tháng', also as the second of two ('tháng 4 và 5'), or behind a day ('11-14/5')."""
    if mention.month is None:
        return False
    month = rf"0?{mention.month}(?![\d.,/]*\d)"
    spelled = _MONTHS[mention.month - 1]
    listed = rf"tháng(?:[^.;]{{0,16}}[\s,-])?\s?{month}|tháng (?:{spelled})(?!\w|\s\d)"
    return re.search(rf"{listed}|\d/{month}", source, re.IGNORECASE) is not None


def _in_name(mention: DateMention, english: str, source: str) -> bool:
    """'Chan May' is a port of the source, and no month."""
    before = _CAPITAL_BEFORE.search(english, 0, mention.span.start)
    return before is not None and before[0][0].isupper() and fold(f"{before[0]}{mention.text}") in fold(source)


def _bare_year(mention: DateMention) -> bool:
    return mention.day is None and mention.month is None and mention.quarter is None


def _covers(source: DateMention, stated: DateMention) -> bool:
    """True when the English states no more than the source: 'December 2025' is covered by 'ngày 5/12/2025'."""
    pairs = (
        (source.day, stated.day),
        (source.month, stated.month),
        (source.year, stated.year),
        (source.quarter, stated.quarter),
    )
    if same_date(source, stated):
        return True
    if stated.last_day not in {None, source.last_day} or stated.last_year not in {None, source.last_year}:
        return False
    whole = all(theirs is None or mine == theirs for mine, theirs in pairs)
    ends = {source.year, source.last_year} if source.last_year else set()
    days = {source.day, source.last_day} if source.last_day else set()
    last = replace(stated, day=None, year=None)
    month = all(theirs is None or mine == theirs for mine, theirs in ((source.month, last.month),))
    return whole or (bool(ends) and _bare_year(stated) and stated.year in ends) or (month and stated.day in days)


def _parts(known: Sequence[DateMention], stated: DateMention) -> bool:
    """True when day, month and year of the English each stand in the sources, the day with its month: the year may
    have been told once for several days.
    """
    years = {one.year for one in known} | {one.last_year for one in known}
    days = {(day, one.month) for one in known for day in (one.day, one.last_day) if day}
    months = {one.month for one in known}
    quarters = {one.quarter for one in known}
    ends = [(day, stated.month) for day in (stated.day, stated.last_day) if day]
    return (
        all(day in days for day in ends)
        and (stated.month is None or stated.month in months)
        and (stated.quarter is None or stated.quarter in quarters)
        and all(year is None or year in years for year in (stated.year, stated.last_year))
    )


def _in_range(mention: DateMention, stated: Sequence[DateMention]) -> str | None:
    """'từ ngày 21/10 đến ngày 23/10' as 'October 21-23', 'từ năm 2026 đến 2030' as '2026-2030'."""
    for one in stated:
        if mention.last_day is None and mention.day is not None and one.last_day is not None:
            if mention.day in {one.day, one.last_day} and mention.month == one.month:
                return one.text
        elif _bare_year(mention) and mention.last_year is None and one.last_year is not None:
            if mention.year in {one.year, one.last_year}:
                return one.text
        elif mention.last_day is not None and one.last_day is None and one.day == mention.day:
            ends = [two for two in stated if two.day == mention.last_day and two.month in {None, mention.month}]
            if one.month == mention.month and ends:
                return f"{one.text} … {ends[0].text}"
        elif mention.last_year is not None and one.last_year is None and _bare_year(one) and one.year == mention.year:
            ends = [two for two in stated if _bare_year(two) and two.year == mention.last_year]
            if ends:
                return f"{one.text} … {ends[0].text}"
    return None
