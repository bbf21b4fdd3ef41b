"""Dates in Vietnamese text: days, months, quarters, years and periods, day before month.

Text in, `DateMention`s out, in order and without overlaps. Impossible dates are not mentions; `impossible_dates` names
them. Words such as 'hôm nay' are `relative_words`. English dates live in `calendar_english`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from briefing.lang.text import align_nfc
from briefing.records import dataclass
from briefing.values import Span

FIRST_YEAR, LAST_YEAR = 1900, 2099  # bare years outside are taken for numbers
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
_MONTH_WORDS = {
    "một": 1,
    "hai": 2,
    "ba": 3,
    "tư": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
    "mười một": 11,
    "mười hai": 12,
}


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as far as it was stated; None where it was not.

    `last_day` and `last_year` close a range ('21 đến 23/10', '2026-2030'); `joint` is '-', 'to' or 'and' there.
    `decade` marks 'những năm 1980'.
    """

    span: Span
    text: str
    day: int | None
    month: int | None
    year: int | None
    quarter: int | None = None
    last_day: int | None = None
    last_year: int | None = None
    joint: str = ""
    decade: bool = False


@dataclass(frozen=True, slots=True)
class RelativeDay:
    """A word that points from the day of writing: `offset` is in days, -1 for yesterday."""

    span: Span
    text: str
    offset: int


_ANY = re.compile(r"\d|[Tt]háng|[Qq]uý\s")
_LEFT = r"(?<![\w/.,+\-–])"
_RIGHT = r"(?![\w%])(?![/.,\-–]\d)(?!/[A-ZĐ])"
_DAY_WORD = r"(?:[Nn]gày|[Mm][ùồ]ng|NGÀY)(?:\s+(?:mùng|mồng))?"
_YEAR = r"(?:1\d{3}|20\d{2})"
_CUES = (
    "sáng|trưa|chiều|tối|đêm|khuya|hôm|từ|đến|vào|trước|sau|hết|kể từ|dịp|lễ|nay|qua|khánh|và|ngày|"
    "hai|ba|tư|năm|sáu|bảy|nhật|ngay"
)
_MONTH_NAME = "Mười [Mm]ột|Mười [Hh]ai|Mười|Một|Hai|Ba|Tư|Năm|Sáu|Bảy|Bẩy|Tám|Chín"

_RANGE = re.compile(
    rf"{_LEFT}(?:{_DAY_WORD}\s+)?(?P<d>\d{{1,2}})(?P<j>\s*[-–]\s*|\s+(?:đến|tới|và)\s+(?:ngày\s+)?)(?P<e>\d{{1,2}})"
    rf"(?:/(?P<m>\d{{1,2}})(?:[/-](?P<y>{_YEAR}))?|\s+tháng\s+(?P<m2>\d{{1,2}})(?:(?:\s+năm\s+|/|-)(?P<y2>{_YEAR}))?)"
    rf"{_RIGHT}",
)
_ISO = re.compile(rf"{_LEFT}(?P<y>{_YEAR})-(?P<m>\d{{2}})-(?P<d>\d{{2}})(?!\w|-\d)")
_FULL = re.compile(
    rf"{_LEFT}(?:{_DAY_WORD}\s+)?(?P<d>\d{{1,2}})(?P<s>\s?[/.\-–]\s?)(?P<m>\d{{1,2}})(?P=s)(?P<y>{_YEAR}){_RIGHT}",
)
_SPELLED = re.compile(
    rf"{_LEFT}(?:(?P<w>{_DAY_WORD}|[Ss]áng|[Tt]rưa|[Cc]hiều|[Tt]ối|[Đđ]êm|[Hh]ôm)\s+)?(?P<d>\d{{1,2}})\s+tháng\s+"
    rf"(?P<m>\d{{1,2}}|{_MONTH_NAME})(?:(?:\s+năm\s+|\s*[/-]\s*|,?\s+)(?P<y>{_YEAR}))?{_RIGHT}",
)
_DAY_MONTH = re.compile(
    rf"(?:(?P<w>{_DAY_WORD})\s+)?{_LEFT}(?P<d>\d{{1,2}})(?P<s>[/.\-–])(?P<m>\d{{1,2}})(?:\s+năm\s+(?P<y>{_YEAR}))?"
    rf"{_RIGHT}",
)
_MONTH = re.compile(
    rf"(?<!\w)(?P<w>[Tt]háng\s+)(?P<m>\d{{1,2}}|{_MONTH_NAME})(?:(?:\s+năm\s+|\s*[/.\-–]\s*|\s+)(?P<y>{_YEAR}))?{_RIGHT}",
)
_MONTH_YEAR = re.compile(rf"{_LEFT}(?P<m>\d{{1,2}})(?P<s>[/-])(?P<y>{_YEAR}){_RIGHT}")
_QUARTER = re.compile(
    rf"(?<!\w)[Qq]uý\s+(?P<q>IV|I{{1,3}}|[1-4])(?:(?:\s+năm\s+|\s*[/-]\s*|\s+)(?P<y>{_YEAR}))?{_RIGHT}",
)
_PERIOD = re.compile(rf"{_LEFT}(?P<y>{_YEAR})\s?[-–]\s?(?P<z>{_YEAR}|\d{{2}}(?=\D|$)){_RIGHT}")
_YEAR_ONLY = re.compile(
    rf"(?P<w>(?P<decade>(?:những|thập niên|thập kỷ)\s+(?:năm\s+)?)?(?<!\w)[Nn]ăm\s+(?:\w+\s+){{0,1}})?"
    rf"{_LEFT}(?P<y>{_YEAR}){_RIGHT}"
    r"(?!\s*(?:%|[Mm]ã|USD|đồng|km|m|ha|tấn|người|tỷ|tỉ|triệu|nghìn|lượt|hộ|dặm|mét|chiếc|ca|trường|bệnh|quân|đơn|lính|binh|tỉ|từ|cây|suất|MW|căn))",
)
_DECADE = re.compile(r"(?:thập niên|thập kỷ|những năm)\s+(?P<y>[2-9]0)(?![\w%]|[.,/-]\d)", re.IGNORECASE)
_TENS = frozenset(f"{ten}0" for ten in range(2, 10))
_RELATIVE = re.compile(
    r"(?<!\w)(?:(?P<today>(?:hôm|sáng|trưa|chiều|tối|đêm|ngày)\s+nay)|"
    r"(?P<yesterday>(?:hôm|sáng|trưa|chiều|tối|đêm)\s+qua)|"
    r"(?P<tomorrow>(?:ngày|sáng|trưa|chiều|tối)\s+mai))(?!\w)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"[\d]+")  # in a class: searched for in half the time
_NO_START = frozenset("_/.,+-–")  # no date begins behind these, nor behind a letter
_GOES_ON = re.compile(r"\s*[-–]\s*\d|\s?[/.]\s?\d|\s+(?:đến|tới|và|tháng)\s")  # behind a day or month, in a date
_RELATIVE_TAILS = ("ôm", "áng", "rưa", "hiều", "ối", "êm", "gày")
_DAY_TAILS = ("gày", "GÀY", "ùng", "ồng")  # of the words before the number of a day
_PART_TAILS = ("áng", "rưa", "hiều", "ối", "êm", "ôm")  # of the parts of a day
_CUE_BEFORE = re.compile(rf"(?:(?<!\w)(?:{_CUES})\s+|\()$", re.IGNORECASE)
_ALWAYS = frozenset({(24, 7)})  # 'round the clock', not 24 July


def possible(day: int | None, month: int | None) -> bool:
    """True when the calendar has such a day (29 February is allowed: the year may be unknown)."""
    if month is None:
        return day is None
    if not 1 <= month <= len(_DAYS):
        return False
    return day is None or 1 <= day <= _DAYS[month - 1]


def _leap_fault(day: int | None, month: int | None, year: int | None) -> bool:
    return (day, month) == (29, 2) and year is not None and (year % 4 != 0 or (year % 100 == 0 and year % 400 != 0))


def find_dates(text: str) -> tuple[DateMention, ...]:
    """Every date stated in Vietnamese `text`, in order. `mention.span.of(text) == mention.text` always holds.

    The span of a day or month takes in 'ngày' or 'tháng'; that of a year or a period holds the digits alone.
    """
    return _scan(text)[0]


def impossible_dates(text: str) -> tuple[Span, ...]:
    """Spans that are written as dates but that no calendar has: '31/2/2025', 'ngày 32/1', 'tháng 13/2025'."""
    return _scan(text)[1]


def relative_words(text: str) -> tuple[RelativeDay, ...]:
    """Words such as 'hôm nay', 'chiều qua', 'sáng mai', with the offset in days from the day of writing."""
    composed, offsets = align_nfc(text)
    found = []
    lowered = composed.lower()
    plain = len(lowered) == len(composed) and "\u017f" not in lowered  # a long s is an s where case does not matter
    heads = _before(_RELATIVE_TAILS, lowered) if plain else range(len(composed))
    for match in _from(heads, _RELATIVE, composed):
        start, end = match.span() if offsets is None else (offsets[match.start()], offsets[match.end()])
        days = {"today": 0, "yesterday": -1, "tomorrow": 1}[match.lastgroup or "today"]
        found.append(RelativeDay(Span(start, end), text[start:end], days))
    return tuple(found)


def _scan(text: str) -> tuple[tuple[DateMention, ...], tuple[Span, ...]]:
    composed, offsets = align_nfc(text)
    taken = bytearray(len(composed))
    mentions: list[DateMention] = []
    faults: list[Span] = []
    if _ANY.search(composed) is None:
        return (), ()
    for start, end, fields in _candidates(composed):
        if any(taken[start:end]):
            continue
        taken[start:end] = b"\1" * (end - start)
        span = Span(start, end) if offsets is None else Span(offsets[start], offsets[end])
        mention = DateMention(span, span.of(text), **fields)  # type: ignore[arg-type]
        last = possible(mention.last_day, mention.month) if mention.last_day is not None else True
        if last and possible(mention.day, mention.month) and not _leap_fault(mention.day, mention.month, mention.year):
            mentions.append(mention)
        else:
            faults.append(span)
    mentions.sort(key=lambda mention: mention.span)
    return tuple(mentions), tuple(sorted(faults))


Candidate = tuple[int, int, dict[str, object]]


def _candidates(text: str) -> Iterator[Candidate]:
    """Possible dates, most specific pattern first; whoever comes first keeps the characters."""
    runs = [span for run in _DIGITS.finditer(text) if text[(span := run.span())[0] - 1 : span[0]] not in _NO_START]
    years = [start for start, end in runs if end - start == 4]  # noqa: PLR2004
    short = [start for start, end in runs if end - start <= 2 and _GOES_ON.match(text, end)]  # noqa: PLR2004
    days = sorted({*short, *_before(_DAY_TAILS, text, number=True)}) if short else []
    for match in _from(years, _ISO, text):
        yield (*match.span(), _fields(match["d"], match["m"], match["y"]))
    yield from _ranges(text, days)
    for match in _from(days, _FULL, text):
        yield (*match.span(), _fields(match["d"], match["m"], match["y"]))
    yield from _spelled(text, days)
    for match in _from(_before(("uý",), text), _QUARTER, text):
        quarter = _ROMAN.get(match["q"]) or int(match["q"])
        yield (*match.span(), {**_fields(None, None, match["y"]), "quarter": quarter})
    for match in _from(_before(("háng",), text), _MONTH, text):
        yield (*match.span(), _fields(None, match["m"], match["y"]))
    for match in _from(years, _PERIOD, text):
        last = match["z"] if len(match["z"]) > 2 else match["y"][:2] + match["z"]  # noqa: PLR2004
        if match["y"] < last and (len(match["z"]) > 2 or int(match["z"]) > len(_DAYS)):  # noqa: PLR2004
            yield (*match.span(), {**_fields(None, None, match["y"]), "last_year": int(last), "joint": "-"})
    for match in _from(short, _MONTH_YEAR, text):
        if possible(None, int(match["m"])):
            yield (*match.span(), _fields(None, match["m"], match["y"]))
    yield from _day_months(text, days)
    yield from _years(text, years, tens=any(text[start:end] in _TENS for start, end in runs))


def _before(tails: Sequence[str], text: str, *, number: bool = False) -> list[int]:
    """The places one character before each of `tails` in `text`, in order: where words begin, in capitals or not.

    With `number` those alone behind which a number may follow, or 'mùng' and then a number.
    """
    found = []
    for tail in tails:
        at = text.find(tail, 1)
        while at > 0:
            behind = at + len(tail) + 1
            if not number or not (after := text[behind : behind + 1]).isalpha() or after == "m":
                found.append(at - 1)
            at = text.find(tail, at + 1)
    return sorted(found)


def _from(starts: Sequence[int], pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What `finditer` finds of a pattern that can begin at `starts` (in order) and nowhere else, much faster."""
    end = 0
    for at in starts:
        if at >= end and (match := pattern.match(text, at)) is not None:
            yield match
            end = match.end()


def _ranges(text: str, days: Sequence[int]) -> Iterator[Candidate]:
    for match in _from(days, _RANGE, text):
        word = match["j"].strip().split()[0]
        joint = "and" if word == "và" else "to" if word in {"đến", "tới"} else "-"
        fields = _fields(match["d"], match["m"] or match["m2"], match["y"] or match["y2"])
        if possible(int(match["d"]), None if match["m"] is None else 1) or int(match["d"]) < int(match["e"]):
            yield (*match.span(), {**fields, "last_day": int(match["e"]), "joint": joint})


def _spelled(text: str, days: Sequence[int]) -> Iterator[Candidate]:
    starts = sorted({*days, *_before(_PART_TAILS, text, number=True)}) if days and "tháng" in text else []
    for match in _from(starts, _SPELLED, text):
        word = match["w"]
        if word is None and match["y"] is None and match["m"].isdigit():
            continue  # '5 tháng 10 ngày' counts months
        start = match.start() if word and word.lower().startswith(("ng", "m")) else match.start("d")
        yield (start, match.end(), _fields(match["d"], match["m"], match["y"]))


def _day_months(text: str, days: Sequence[int]) -> Iterator[Candidate]:
    for match in _from(days, _DAY_MONTH, text):
        day, month = int(match["d"]), int(match["m"])
        cued = match["w"] is not None or _CUE_BEFORE.search(text, max(0, match.start() - 12), match.start()) is not None
        if match["s"] != "/" and match["w"] is None:
            continue
        if not cued and (not possible(day, month) or day <= month or (day, month) in _ALWAYS):
            continue
        if match["w"] is None and (day, month) in _ALWAYS:
            continue
        yield (*match.span(), _fields(match["d"], match["m"], match["y"]))


def _years(text: str, years: Sequence[int], *, tens: bool) -> Iterator[Candidate]:
    lowered = text.lower() if tens else ""
    for match in _DECADE.finditer(text) if "thập " in lowered or "những năm" in lowered else ():
        yield (match.start("y"), match.end("y"), {**_fields(None, None, "19" + match["y"]), "decade": True})
    starts = sorted({*years, *_before(("hững", "hập", "ăm"), text)}) if years else []
    for match in _from(starts, _YEAR_ONLY, text):
        year = int(match["y"])
        if match["w"] is not None or FIRST_YEAR <= year <= LAST_YEAR:
            fields = {**_fields(None, None, match["y"]), "decade": bool(match["decade"])}
            yield (match.start("y"), match.end("y"), fields)


def _fields(day: str | None, month: str | None, year: str | None) -> dict[str, object]:
    number = None
    if month is not None:
        number = int(month) if month.isdigit() else _MONTH_WORDS[month.lower()]
    return {
        "day": int(day) if day else None,
        "month": number,
        "year": int(year) if year else None,
    }
