"""One article prepared for dating: its text in NFC, the dates in its body, and the stamps that stand alone.

An article and its cuts come in; a `Reading` goes out. All spans inside a reading are positions in its NFC text;
`Reading.source` carries them back to the article's own text, which is never rewritten. Dates inside cuts (captions,
related stories, most-read lists) are no evidence for the day of the article and are left out of `mentions`; only
`stamps` looks into them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date

from briefing.lang.calendar import DateMention, find_dates, possible
from briefing.lang.text import align_nfc
from briefing.records import dataclass
from briefing.stages.segment import split_sentences
from briefing.values import Article, Cut, Span

_MARKS = " \t\r\n\"'“”-–|,."
_REACH = 400  # characters of a sentence that are looked at on each side of a date
KEPT_REASONS = frozenset({"dateline prefix"})  # cut from the body, yet part of the dateline
_PART_OF_DAY = r"(?:[Rr]ạng sáng|[Ss]áng|[Tt]rưa|[Cc]hiều|[Tt]ối|[Đđ]êm|[Hh]ôm)(?:\s+(?:nay|qua|mai))?"
_HYPHENED = re.compile(
    rf"(?<!\w)(?:{_PART_OF_DAY}|[Nn]gày mai)\s*\(?\s*(?P<d>\d{{1,2}})[-.](?P<m>\d{{1,2}})(?![\w/.-]*\d)"
)
_STAMP = re.compile(r"(?<![\w/.,-])(?P<d>\d{1,2})(?P<s>[/.-])(?P<m>\d{1,2})(?P=s)(?P<y>(?:19|20)\d{2})(?![\w/-])")
_FULL_DATE = re.compile(r"[/.-]\d{1,2}[/.-](?:19|20)\d{2}")  # in every stamp, and soon looked for
_HYPHEN = re.compile(r"[-.]\d{1,2}(?![\w/.-]*\d)")  # in every day that stands beside its part
_BESIDE = re.compile(r"[gauimy\s(]\d{1,2}$")  # and what comes before that sign: a part of the day, or what follows it
_TOLD = re.compile(
    r"(?:ngày|hôm|sáng|trưa|chiều|tối|đêm|từ|đến|tới|trước|sau|vào|và|hết|sinh|nay|qua|mai|số|[-–(])\s*$",
    re.IGNORECASE,
)
_LUNAR = re.compile(r"^[\s,(]*(?:âm lịch|AL\b|ÂL\b)", re.IGNORECASE)
_LUNAR_NAMES = re.compile(r"mùng|mồng|giêng|chạp", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A full numeric date that stands alone, as the lists of related stories print it."""

    span: Span
    day: date


@dataclass(frozen=True, slots=True)
class Reading:
    """An article's NFC text with body pieces (paragraphs without their cuts) and body mentions."""

    article: Article
    text: str
    offsets: tuple[int, ...] | None
    pieces: tuple[Span, ...]
    mentions: tuple[DateMention, ...]

    @property
    def stamps(self) -> tuple[Stamp, ...]:
        """The stamps, looked for when a year is wanted: most articles are dated without."""
        return tuple(_stamps(self.text))

    def source(self, span: Span) -> Span:
        """The span of the article's own text that `span` of the NFC text stands for."""
        return span if self.offsets is None else Span(self.offsets[span.start], self.offsets[span.end])

    def sentence(self, span: Span) -> Span:
        """The sentence around `span`, as much of it as is looked at."""
        index = bisect_right(self.pieces, span.start, key=lambda piece: piece.start) - 1
        first, last = _sentence(self.text, self.pieces[index], span) if index >= 0 else (span.start, span.end)
        return Span(max(first, span.start - _REACH), min(last, span.end + _REACH))


def read(article: Article, cuts: Iterable[Cut]) -> Reading:
    """Prepare an article for dating. Without cuts all of its text counts as body."""
    text, offsets = align_nfc(article.text)
    removed = [_composed(cut.span, offsets) for cut in cuts if cut.reason not in KEPT_REASONS]
    pieces = tuple(_pieces(text, sorted(removed)))
    starts = [piece.start for piece in pieces]
    mentions = tuple(m for m in _mentions(text) if _inside(m.span, pieces, starts))
    return Reading(article, text, None if offsets is None else tuple(offsets), pieces, mentions)


def extent(mention: DateMention, year: int) -> tuple[date, date] | None:
    """First and last day that `mention` covers if it is read as of `year`; None when that year has no such day."""
    if mention.day is not None and mention.month is not None:
        first = calendar_day(year, mention.month, mention.day)
        last = calendar_day(year, mention.month, mention.last_day or mention.day)
        return (first, max(first, last)) if first and last else None
    if mention.quarter is not None:
        return date(year, 3 * mention.quarter - 2, 1), month_end(year, 3 * mention.quarter)
    if mention.month is not None:
        return date(year, mention.month, 1), month_end(year, mention.month)
    return date(year, 1, 1), date(year, 12, 31)


def calendar_day(year: int, month: int, day: int) -> date | None:
    """That day, or None when no calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return next(d for n in (31, 30, 29, 28) if (d := calendar_day(year, month, n)))


def _pieces(text: str, removed: list[Span]) -> Iterator[Span]:
    """The parts of each line that no removed span (in order) covers, where they hold more than marks."""
    end = 0
    for line in text.splitlines(keepends=True):
        start, end = end, end + len(line)
        if not line.strip(_MARKS):
            continue
        begin = start
        for cut in removed:
            if cut.start < end and start < cut.end:
                if cut.start > start and text[start : cut.start].strip(_MARKS):
                    yield Span(start, cut.start)
                start = max(start, cut.end)
        if start == begin or (start < end and text[start:end].strip(_MARKS)):
            yield Span(start, end)


def _sentence(text: str, piece: Span, span: Span) -> tuple[int, int]:
    """Where the sentence of `piece` that holds `span` begins and ends; `span` itself where none holds all of it."""
    start, end = span.start - piece.start, span.end - piece.start
    for sentence in split_sentences(piece.of(text).rstrip("\r\n")):
        if sentence.start <= start and end <= sentence.end:
            return piece.start + sentence.start, piece.start + sentence.end
    return span.start, span.end


def _inside(span: Span, pieces: tuple[Span, ...], starts: list[int]) -> bool:
    index = bisect_right(starts, span.start) - 1
    return index >= 0 and pieces[index].contains(span)


def _composed(span: Span, offsets: list[int] | None) -> Span:
    if offsets is None:
        return span
    return Span(bisect_left(offsets, span.start), bisect_left(offsets, span.end))


def _mentions(text: str) -> list[DateMention]:
    """The calendar's mentions, and days written 'Sáng 10-5', dates by the part of the day; no lunar days."""
    found = list(find_dates(text))
    beside = any(_BESIDE.search(text, max(0, one.start() - 3), one.start()) for one in _HYPHEN.finditer(text))
    for match in _HYPHENED.finditer(text) if beside else ():
        span = Span(match.start("d"), match.end("m"))
        day, month = int(match["d"]), int(match["m"])
        if possible(day, month) and not any(span.overlaps(mention.span) for mention in found):
            found.append(DateMention(span, span.of(text), day, month, None))
    solar = (
        mention
        for mention in found
        if not _LUNAR_NAMES.search(mention.text) and not _LUNAR.match(text[mention.span.end : mention.span.end + 12])
    )
    return sorted(solar, key=lambda mention: mention.span)


def _stamps(text: str) -> Iterator[Stamp]:
    """Full numeric dates that no word such as 'ngày', 'từ' or 'đến' introduces."""
    for match in _STAMP.finditer(text) if _FULL_DATE.search(text) else ():
        day = calendar_day(int(match["y"]), int(match["m"]), int(match["d"]))
        if day is not None and not _TOLD.search(text, max(0, match.start() - 12), match.start()):
            yield Stamp(Span(*match.span()), day)
