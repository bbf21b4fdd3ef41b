"""The day that an article's own opening states: 'Hà Nội, ngày 11/9', 'TPO - Ngày 11/9, ...', 'hôm nay (26/1)'.

A `Reading` comes in, `Dateline`s go out: a day and month as written, the year if it is written, and how many days the
article was written after it. Completing the year is the business of `dates`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date

from briefing.lang.calendar import DateMention, relative_words
from briefing.lang.late import late
from briefing.records import dataclass
from briefing.stages.date_reading import Reading
from briefing.stages.date_stamps import FIRST_PRESS_YEAR
from briefing.stages.date_tense import looks_elsewhere
from briefing.values import Span

_WEEKDAYS = {"hai": 0, "2": 0, "ba": 1, "3": 1, "tư": 2, "4": 2, "năm": 3, "5": 3, "sáu": 4, "6": 4, "bảy": 5, "7": 5}
_WEEKDAY = re.compile(
    r"(?:thứ\s+(?P<n>hai|ba|tư|năm|sáu|bảy|[2-7])|(?P<s>chủ nhật))[\s,(]*(?:ngày\s+)?$", re.IGNORECASE
)
_CAPITAL = "A-ZĐÀ-ÖØ-ÝĂĨŨƠƯẠ-Ỹ"
_AGENCY = rf"(?:[\[(]?[{_CAPITAL}0-9][^\n;!?]{{0,40}}[\])]?\s*[-–—:|]\s+)?"
_PLACE = rf"(?:[Tt]ại\s+)?(?:[{_CAPITAL}][\w.]*(?:\s+|-|(?=[,(]))){{1,6}}(?:\([{_CAPITAL}\w .]+\)\s*)?,\s*"
_TIME = r"(?:(?:[Kk]hoảng|[Ll]úc|[Vv]ào(?: lúc)?)\s+)?(?:\d{1,2}\s*(?:h|g|:|giờ)\s*\d{0,2}(?:\s*phút)?,?\s*)?"
_PART = (
    r"(?:(?:[Vv]ào\s+)?(?:[Rr]ạng sáng|[Ss]áng sớm|[Ss]áng|[Tt]rưa|[Cc]hiều tối|[Cc]hiều|[Tt]ối|[Đđ]êm|[Hh]ôm)"
    r"(?:\s+nay)?\s*)?"
)
_OPENING = re.compile(
    rf"^[\s\"“'(]*{_AGENCY}(?:{_PLACE})?{_TIME}{_PART}(?:[Nn]gày\s+)?"
    r"(?:(?:[Tt]hứ\s+\w+|[Cc]hủ [Nn]hật)[\s,(]*(?:[Nn]gày\s+)?)?[\s(]*$",
)
_TELEGRAM = late(rf"^[\s\"“'(]*(?:[{_CAPITAL}][\w\s.]{{0,40}})?\([{_CAPITAL}][\w.]{{1,12}}[\s,]+(?:[Nn]gày\s+)?$")
_MEMORIAL = re.compile(
    r"^[\s,(]*(?:h[ằà]ng năm|là (?:ngày|dịp)|cách đây|năm xưa|đúng \d+ năm|tròn \d+ năm)(?!\w)",
    re.IGNORECASE,
)
_APPOSED = late(r"^[\s,(–-]*(?:(?:thứ\s+\w+|chủ nhật),?\s*)?(?:ngày\s+)?$", re.IGNORECASE)
_BEFORE_MOST = 100  # characters of agency, place and time before a date that opens a lead
_HEADLINE_WORDS = 30
_LEADS = 2  # a sapo and the lead after it


@dataclass(frozen=True, slots=True)
class Dateline:
    """A day as the article states it; it was written `later` days after that day. `words` quotes the statement."""

    day: int
    month: int
    year: int | None
    weekday: int | None
    later: int
    words: str
    span: Span


def days_beside_relative_words(reading: Reading) -> Iterator[Dateline]:
    """Days set beside a relative word: 'hôm nay 26/1', 'hôm qua (16/3)'; by itself no relative word dates anything."""
    whole = any(mention.day is not None and mention.month is not None for mention in reading.mentions)
    words = relative_words(reading.text) if whole else ()
    for mention in reading.mentions:
        at = bisect_right(words, mention.span.start, key=lambda word: word.span.end) - 1
        if at < 0 or mention.day is None or mention.month is None or mention.last_day is not None:
            continue
        between = reading.text[words[at].span.end : mention.span.start]
        if not _APPOSED.match(between):
            continue
        closed = "(" in between and reading.text.startswith(")", mention.span.end)
        yield _dateline(reading, mention, Span(words[at].span.start, mention.span.end + closed), -words[at].offset)


def day_that_opens(reading: Reading) -> Iterator[Dateline]:
    """The day that opens the lead's first sentence, unless the sentence looks ahead or back to it."""
    for piece in _leads(reading):
        mention = next((mention for mention in reading.mentions if piece.contains(mention.span)), None)
        if mention is None or mention.day is None:
            continue
        before = reading.text[piece.start : mention.span.start]
        after = reading.text[mention.span.end : reading.sentence(mention.span).end]
        opens = len(before) <= _BEFORE_MOST and (_OPENING.match(before) or _TELEGRAM.match(before))
        modern = mention.year is None or mention.year >= FIRST_PRESS_YEAR
        one_day = mention.month is not None and mention.last_day is None
        if opens and modern and one_day and not looks_elsewhere(after) and not _MEMORIAL.match(after):
            yield _dateline(reading, mention, mention.span, 0)
        return


def _leads(reading: Reading) -> Iterator[Span]:
    """The first running paragraphs of the body: short lines without a full stop above them are headlines."""
    told = 0
    for index, piece in enumerate(reading.pieces[:6]):
        line = piece.of(reading.text).strip()
        running = line.endswith((".", "!", "?", "…", '"', "”", ")", ":")) or len(line.split()) > _HEADLINE_WORDS
        dated = any(piece.contains(mention.span) for mention in reading.mentions)
        if not running and not dated and index + 1 < len(reading.pieces):
            continue
        yield piece
        told += 1
        if told == _LEADS:
            return


def _dateline(reading: Reading, mention: DateMention, span: Span, later: int) -> Dateline:
    assert mention.day is not None
    assert mention.month is not None
    source = reading.source(span)
    return Dateline(
        mention.day,
        mention.month,
        mention.year,
        weekday_before(reading.text[max(0, mention.span.start - 20) : mention.span.start]),
        later,
        source.of(reading.article.text),
        source,
    )


def weekday_before(before: str) -> int | None:
    """Monday as 0: the weekday that stands just before a date, or None."""
    match = _WEEKDAY.search(before)
    if match is None:
        return None
    return 6 if match["s"] else _WEEKDAYS[match["n"].lower()]


def falls_on(day: date, weekday: int | None) -> bool:
    """True when no weekday is stated or `day` is that weekday."""
    return weekday is None or day.weekday() == weekday
