"""Times of the day in Vietnamese ('21h40', '15h', '9 giờ 30') and in English ('9:40 p.m.', 'midnight').

Text in, `ClockTime`s out, in order. Lengths of time ('24 giờ', 'trong 3 giờ') are not times of the day.
"""

from __future__ import annotations

import re

from briefing.lang.text import align_nfc
from briefing.records import dataclass
from briefing.values import Span

_DAY, _NOON = 24, 12
_HALF = 30
_VIETNAMESE = re.compile(
    r"(?:(?<![\w.,/-])|(?<=\dh-)|(?<=h\d\d-))(?P<h>\d{1,2})\s?h(?P<m>[0-5]\d)?(?!\w)"
    r"|(?<!\w)(?:lúc|vào lúc|từ|khoảng|trước|sau|đến)\s+(?P<h2>\d{1,2}) giờ"
    r"(?:\s+(?P<m2>[0-5]?\d)(?:\s+phút)?|\s+(?P<r>rưỡi))?"
    r"(?=\s*(?:sáng|trưa|chiều|tối|đêm|ngày|hôm|[,.;)]))",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"(?<![\w.,:$-])(?P<h>\d{1,2})(?::(?P<m>[0-5]\d))?\s?(?P<p>[ap])\.?m\b\.?"
    r"|(?<![\w.,:-])(?P<h2>\d{1,2})(?::(?P<m2>[0-5]\d)|h(?P<m3>[0-5]\d)?)(?![\w:])"
    r"|(?<![\w.,:-])(?P<h3>\d{1,2}) o['’]clock|(?P<w>\b(?:midnight|noon|midday)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of the day, hours from 0 to 24 as they stand."""

    span: Span
    text: str
    hour: int
    minute: int


def find_times(text: str) -> tuple[ClockTime, ...]:
    """The times of the day in Vietnamese `text`."""
    composed, offsets = align_nfc(text)
    found = []
    for match in _VIETNAMESE.finditer(composed):
        hour, minute = int(match["h"] or match["h2"]), int(match["m"] or match["m2"] or (_HALF if match["r"] else 0))
        start, end = match.start("h") if match["h"] else match.start("h2"), match.end()
        span = Span(start, end) if offsets is None else Span(offsets[start], offsets[end])
        if hour <= _DAY:
            found.append(ClockTime(span, span.of(text), hour, minute))
    return tuple(found)


def find_english_times(text: str) -> tuple[ClockTime, ...]:
    """The times of the day in English `text`, with hours from 0 to 23."""
    found = []
    for match in _ENGLISH.finditer(text):
        if match["w"]:
            hour, minute = (0 if match["w"].lower() == "midnight" else _NOON), 0
        else:
            hour = int(match["h"] or match["h2"] or match["h3"])
            minute = int(match["m"] or match["m2"] or match["m3"] or 0)
        if match["p"]:
            hour = hour % _NOON + (_NOON if match["p"].lower() == "p" else 0)
        found.append(ClockTime(Span(*match.span()), match[0], hour, minute))
    return tuple(found)


def same_time(vietnamese: ClockTime, english: ClockTime) -> bool:
    """True when both name one time; '9 giờ' may be that of the evening."""
    return vietnamese.minute == english.minute and (vietnamese.hour - english.hour) % _NOON == 0


def english_time(time: ClockTime) -> str:
    """The house style: '9:40 p.m.', '3 p.m.'."""
    hour = time.hour % _DAY
    minutes = f":{time.minute:02d}" if time.minute else ""
    return f"{(hour - 1) % _NOON + 1}{minutes} {'p' if hour >= _NOON else 'a'}.m."
