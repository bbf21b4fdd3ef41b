"""What a placeholder may stand for in a Vietnamese text: dates, times of the day, names, numbers and codes.

NFC text in; `Mention`s with their English forms out, in order and without overlaps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from briefing.lang.calendar import DateMention, find_dates
from briefing.lang.calendar_english import english_date_forms
from briefing.lang.clock import ClockTime, english_time, find_times
from briefing.lang.late import late
from briefing.lang.names import NameMention, english_name_forms, find_names
from briefing.lang.numbers import MEASURES, Quantity, quantities_besides
from briefing.lang.numbers_english import english_forms
from briefing.lang.numbers_spelled import find_spelled_quantities
from briefing.records import dataclass

Kind = Literal["P", "N", "D"]
Key = tuple[Kind, str, str]

_SMALL = 10  # counts below are spelled in English and stay text


@dataclass(frozen=True, slots=True)
class Mention:
    """A piece of text from `start` to `end` and its English forms, the preferred one first.

    A `small` number may be spelled out in English: its digits must stand in the English of a training pair. What is
    `plain` stays text when a model is asked.
    """

    start: int
    end: int
    kind: Kind
    source: str
    forms: tuple[str, ...]
    small: bool
    plain: bool = False

    @property
    def key(self) -> Key:
        """What shares one token: the same words that stand for the same form."""
        return (self.kind, self.source, self.forms[0])


def find_mentions(text: str) -> list[Mention]:
    """All mentions: dates first, then names (they may hold digits), times, codes, and numbers in digits and words."""
    dates = find_dates(text)
    taken = [(date.span.start, date.span.end) for date in dates]
    found = [_date(date) for date in dates]
    names = [name for name in find_names(text) if not touches(name.span.start, name.span.end, taken)]
    found += [_name(name) for name in names]
    taken += [(name.span.start, name.span.end) for name in names]
    for others in (_times(text), _codes(text)):
        free = [one for one in others if not touches(one.start, one.end, taken)]
        found += free
        taken += [(one.start, one.end) for one in free]
    spans = [date.span for date in dates] + [name.span for name in names]
    quantities = [one for one in quantities_besides(text, spans) if not touches(one.span.start, one.span.end, taken)]
    found += [_quantity(quantity, text) for quantity in quantities]
    taken += [(one.span.start, one.span.end) for one in quantities]
    found += [one for one in _spelled(text) if not touches(one.start, one.end, taken)]
    return sorted(found, key=lambda mention: mention.start)


def touches(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    """True when a piece of text overlaps one of those that are taken."""
    return any(start < b and a < end for a, b in taken)


def _date(date: DateMention) -> Mention:
    return Mention(date.span.start, date.span.end, "D", date.text, english_date_forms(date), small=False)


def _name(name: NameMention) -> Mention:
    return Mention(name.span.start, name.span.end, "P", name.text, english_name_forms(name), small=False)


_PART_OF_DAY = re.compile(r"\s?(sáng|trưa|chiều|tối|đêm)(?!\w)", re.IGNORECASE)
_NOON, _EVENING = 12, 6


def _times(text: str) -> Iterator[Mention]:
    for time in find_times(text):
        part = _PART_OF_DAY.match(text, time.span.end)
        end = part.end() if part else time.span.end
        forms = _time_forms(_in_part(time, part[1].lower()) if part else time)
        yield Mention(time.span.start, end, "N", text[time.span.start : end], forms, small=False)


def _in_part(time: ClockTime, part: str) -> ClockTime:
    """The time on the clock of 24 hours: '3 giờ chiều' is 15:00, '12 giờ đêm' midnight, '1 giờ đêm' as it stands."""
    late = (
        part in {"chiều", "tối"}
        or (part == "trưa" and time.hour < _EVENING)
        or (part == "đêm" and time.hour >= _EVENING)
    )
    midnight = part == "đêm" and time.hour == _NOON
    hour = 0 if midnight else time.hour + _NOON if late and time.hour < _NOON else time.hour
    return replace(time, hour=hour)


def _time_forms(time: ClockTime) -> tuple[str, ...]:
    form = english_time(time)
    variants = (form.replace(".m.", "m"), form.replace(" a.m.", "am").replace(" p.m.", "pm"))
    clock = (f"{time.hour}:{time.minute:02d}", f"{time.hour:02d}:{time.minute:02d}")
    return tuple(dict.fromkeys((form, *variants, *clock)))


_CODE = re.compile(r"(?<![\w./-])\+?\d+(?:-\d+){2,}(?![\w/-])")  # '84-981-84-84-84': a telephone, an account


def _codes(text: str) -> Iterator[Mention]:
    for match in _CODE.finditer(text):
        yield Mention(*match.span(), "N", match[0], (match[0],), small=False)


_HOUR = re.compile(r"\s?(?:giờ|h\d{0,2})(?!\w)")
_MEASURED = late(rf"\s?(?:{MEASURES})(?![\w])")  # English has digits before units: '5 km'
_DESIGNATES = late(
    r"(?:(?<!\w)(?:số|quận|phường|bậc|cấp|cấp độ|vùng|khu vực|tổ máy|vành đai|quốc lộ|cao tốc|quân khu|trung đoàn"
    r"|sư đoàn|lữ đoàn|điều|khoản|chương|nhà ga|tuyến|bến|loại|mức|lớp|hạng)\s(?:số\s)?|\(|(?<!\w)T)$",
    re.IGNORECASE,
)
_PROPER = late(r"(?<![.!?:“\"]\s)(?<!^)(?<!\w)[A-ZĐÀ-Ỹ]\w*[^\W\d_](?:\s|-)$")  # 'Rạch Miễu 2'
_LISTED = late(r"(?<!\w)\d{1,2}(?:,| và| hoặc| hay)\s$")  # 'bến số 1, 2 và 3'


def _quantity(quantity: Quantity, text: str) -> Mention:
    counted = quantity.unit in {"", "times", "ordinal"} and quantity.high is None
    small = counted and (quantity.text.isdigit() or quantity.text.isalpha())  # the letters are Roman digits
    small = small and (quantity.low < _SMALL or _of_day(quantity, text))
    plain = small and _MEASURED.match(text, quantity.span.end) is None
    if plain and quantity.unit == "" and quantity.text.isdigit():
        plain = not _designates(text, quantity.span.start)
    return Mention(
        quantity.span.start,
        quantity.span.end,
        "N",
        quantity.text,
        english_forms(quantity),
        small=small,
        plain=plain,
    )


def _designates(text: str, start: int) -> bool:
    """True for a number that names its thing and does not count: 'quận 3', 'cầu Rạch Miễu 2', '(1)'."""
    before = text[max(0, start - 24) : start]
    while listed := _LISTED.search(before):
        before = before[: listed.start()]
    return _DESIGNATES.search(before) is not None or _PROPER.search(before) is not None


def _of_day(quantity: Quantity, text: str) -> bool:
    """True for hours: English says '6 p.m.' for '18 giờ', so the model words them."""
    end = quantity.span.end
    return quantity.low <= 24 and _HOUR.match(text, end) is not None  # noqa: PLR2004


def _spelled(text: str) -> Iterator[Mention]:
    """Numbers from ten in words: 'mười hai ngày', 'hai mươi sáu hộ', 'ba triệu người'."""
    for quantity in find_spelled_quantities(text):
        start, end = quantity.span.start, quantity.span.end
        if quantity.low >= _SMALL and " " in quantity.text:
            yield Mention(start, end, "N", quantity.text, english_forms(quantity), small=False)
