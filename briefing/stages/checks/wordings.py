"""Wordings: how English may put a number besides its own forms, by what stands around it in the Vietnamese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from briefing.lang.calendar_english import MONTHS
from briefing.lang.numbers import Quantity
from briefing.lang.numbers_english import english_forms, ordinal_forms, plain, spell, times_forms

_ORDERED = re.compile(
    r"(?:số|thứ|tầng|lớp|quận|phường|vùng|khóa|khoá|lần|đợt|vòng|mạch|tổ máy|thế kỷ|điện|mùng|mồng"
    r"|tập|kỳ|phiên|hạng|giải|giai đoạn|nhiệm kỳ|cấp|bậc)\s$",
    re.IGNORECASE,
)
_SMALL, _HUNDRED, _DAYS, _HOURS = 20, 100, 31, 24
_HOUR_BEHIND = re.compile(r" giờ(?!\w)", re.IGNORECASE)
_CODE = re.compile(r"\s?([A-Z]{3})(?!\w)")
_WHOLE = {
    "%": ("all", "every", "entire", "entirely", "full", "fully", "whole", "wholly", "each", "complete", "completely"),
    "": ("centenary", "century", "centennial"),
}
_DECADES = frozenset(map(Decimal, range(10, 100, 10)))
_SHARES = {
    10: ("a tenth", "one-tenth", "one in ten", "one in 10"),
    20: ("a fifth", "one-fifth", "one fifth", "one in five"),
    25: ("a quarter", "one-quarter", "one quarter", "one-fourth", "one in four"),
    33: ("a third", "one-third", "one third", "one in three"),
    50: ("half", "halves", "halve", "halved", "halving"),
    67: ("two-thirds", "two thirds"),
    75: ("three-quarters", "three quarters", "three-fourths", "three in four"),
}
"""Percentages that English may tell as parts."""
_FEW = {
    1: ("a", "an", "one", "another", "single", "sole", "only", "once", "each", "every", "per"),
    2: ("both", "pair", "pairs", "couple", "double", "twice", "twin", "dual", "bilateral", "two-way"),
    12: ("dozen",),
    24: ("two dozen",),
    30: ("eve",),
    36: ("three dozen",),
}
"""Small numbers that English may tell without a number."""
_ROUND = {
    Decimal(10) ** power: name for power, name in ((3, "thousand"), (6, "million"), (9, "billion"), (12, "trillion"))
}
_HALVES = {
    Decimal("0.25"): ("a quarter", "quarter-point", "quarter-percentage-point"),
    Decimal("0.5"): ("half", "half-point", "half-percentage-point"),
    Decimal("1.5"): ("one and a half", "a year and a half", "a month and a half"),
}
_ALSO_MONTH = re.compile(r"tháng \d{1,2}(?:, \d{1,2})*(?:,| và| hoặc| hay| đến) $", re.IGNORECASE)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_WEEKDAY_AHEAD = re.compile(r"thứ $", re.IGNORECASE)
_MONTH_AHEAD = re.compile(r"tháng $", re.IGNORECASE)
_PERIODS = {
    "tháng": ((12, "year"), (6, "half-year")),
    "giờ": ((24, "day"),),
    "tiếng": ((24, "day"),),
    "ngày": ((7, "week"), (30, "month"), (365, "year")),
    "phút": ((60, "hour"), (30, "half-hour")),
    "tuần": ((52, "year"),),
}
"""Lengths of time that English may count in longer units: 'sau 24 tháng' is 'after two years'."""
_PERIOD = re.compile(rf" (?P<unit>{'|'.join(_PERIODS)})(?!\w)")
_HALF_A = {6: "tháng", 30: "phút", 50: "năm", 5: "thập kỷ", 500: "g"}
"""What is half of the next unit: 'half a year', 'half an hour', 'half a century', 'half a kilogram'."""
_FORTNIGHTS = frozenset({14, 15})
_AND_A_HALF = re.compile(r" rưỡi(?!\w)", re.IGNORECASE)
_HALF_BEHIND = re.compile(r" nửa(?!\w)", re.IGNORECASE)
_SPELLED_MONTH = re.compile(r" tháng (?:giêng|một|hai|ba|tư|năm|sáu|bảy|tám|chín|mười|chạp)(?!\w)", re.IGNORECASE)
_RATES = re.compile(r"(?<!\w)(?:thuế|lãi suất|điểm)(?!\w)", re.IGNORECASE)
_COMMA_AND_THREE = re.compile(r"(?<!\d)(?P<whole>\d{1,3}),(?P<three>\d{3})(?!\d)")


def besides(quantity: Quantity, text: str) -> Iterator[str]:
    """Wordings that hang on what stands around the number."""
    before = text[: quantity.span.start]
    whole = quantity.low == quantity.low.to_integral_value() and quantity.high is None
    if whole and quantity.unit == "" and quantity.low < _SMALL * 5 and _ORDERED.search(before):
        yield from ordinal_forms(int(quantity.low))
    if quantity.high is None and (
        quantity.unit == "times" or re.search(r"gấp\s(?:\S+\s){0,2}$", before, re.IGNORECASE)
    ):
        yield from times_forms(quantity.low)
    if quantity.high is not None and max(quantity.low, quantity.high) < 100 and whole is False:  # noqa: PLR2004
        yield from _parted_range(quantity)
    if whole and quantity.unit == "" and text.startswith(" năm", quantity.span.end) and quantity.low in _DECADES:
        yield "decade" if quantity.low == 10 else f"{spell(int(quantity.low) // 10)} decades"  # noqa: PLR2004
    if quantity.high is not None and (_ORDERED.search(before) or quantity.unit == "times"):
        yield from _ordered_range(quantity)
    yield from _short_date(quantity)
    if quantity.high is None and _WEEKDAY_AHEAD.search(before) and 2 <= quantity.low <= len(_WEEKDAYS) + 1:  # noqa: PLR2004
        yield _WEEKDAYS[int(quantity.low) - 2]
    yield from _months(quantity, before)
    yield from longer_periods(quantity, text)
    if whole and quantity.unit == "" and quantity.low <= _HOURS and _HOUR_BEHIND.match(text, quantity.span.end):
        yield from _hour(int(quantity.low))
    yield from _by_unit(quantity, text)


def _hour(hour: int) -> Iterator[str]:
    """'quá 22 giờ' is 'past 10 p.m.', and 'suốt 24 giờ' 'around the clock'."""
    if hour == _HOURS:
        yield from ("around the clock", "round the clock", "round-the-clock", "midnight")
    elif hour > _HOURS // 2:
        yield from (f"{hour - _HOURS // 2} p.m.", f"{hour - _HOURS // 2} pm", f"{hour - _HOURS // 2}pm")


def _by_unit(quantity: Quantity, text: str) -> Iterator[str]:
    """Wordings that hang on the unit, or on the currency's code behind the number."""
    yield from (*_without_number(quantity, text), *_comma(quantity))
    if _AND_A_HALF.match(text, quantity.span.end):
        yield from _with_half(quantity)
    if quantity.low == 0 and quantity.unit == "%":
        yield from ("zero", "duty-free", "tax-free")
    code = _CODE.match(text, quantity.span.end)
    if code and quantity.unit == "":
        yield from (f"{code[1]}{form}" for form in english_forms(quantity)[:4])
        yield from (f"{code[1]} {form}" for form in english_forms(quantity)[:4])
    if quantity.low == 100 and quantity.high is None:  # noqa: PLR2004
        yield from _WHOLE.get(quantity.unit, ())
    if quantity.unit == "fraction":
        yield from _out_of(quantity.text)
        yield from _day_in_month(quantity.text)
        if quantity.text.startswith("1/"):
            bottom = int(quantity.text[2:])
            tenths = (f"{spell(bottom)[:-1]}ieth",) if bottom in _DECADES and bottom > _SMALL - 1 else ()
            yield from (f"{one}{form}" for form in (*ordinal_forms(bottom), *tenths) for one in ("one-", "one ", "a "))


def _out_of(text: str) -> Iterator[str]:
    """'7/10' as 'seven in 10'."""
    top, bottom = (int(part) for part in text.split("/"))
    if max(top, bottom) < _HUNDRED:
        for one in (str(top), spell(top)):
            yield from (
                f"{one} {joint} {two}" for two in (str(bottom), spell(bottom)) for joint in ("in", "out of", "of")
            )


def _months(quantity: Quantity, before: str) -> Iterator[str]:
    """The second of 'tháng 4 và 5', and 'tháng 3-5'."""
    low, high = quantity.low, quantity.low if quantity.high is None else quantity.high
    if quantity.unit != "" or not (1 <= low <= len(MONTHS) and 1 <= high <= len(MONTHS)):
        return
    first, last = MONTHS[int(low) - 1], MONTHS[int(high) - 1]
    if quantity.high is None and _ALSO_MONTH.search(before):
        yield first
    elif quantity.high is not None and _MONTH_AHEAD.search(before):
        yield from (f"{first}{joint}{last}" for joint in (" to ", "-", "–", " and ", " through ", " until "))


def longer_periods(quantity: Quantity, text: str) -> Iterator[str]:
    """'24 tháng' as 'two years', '6 tháng' as 'half a year', '90 phút' as 'an hour and a half'."""
    unit = _PERIOD.match(text, quantity.span.end)
    if quantity.high is not None or quantity.low != quantity.low.to_integral_value() or quantity.unit != "":
        return
    count = int(quantity.low)
    half = _HALF_A.get(count)
    if half is not None and text.startswith(f" {half}", quantity.span.end):
        yield from ("half a", "half an", "half-century", "half-hour", "half-year")
    for size, name in _PERIODS[unit["unit"]] if unit else ():
        many, rest = divmod(count, size)
        if 0 < many < _SMALL and rest == 0:
            yield from (f"{spell(many)} {name}", f"{many} {name}", f"{spell(many)}-{name}", f"{many}-{name}")
            yield from (f"a {name}", f"an {name}", f"one {name}", f"past {name}", f"a full {name}") if many == 1 else ()
        if many == 1 and rest * 2 == size:
            yield from (f"a {name} and a half", f"an {name} and a half", f"one and a half {name}")
    if unit and unit["unit"] == "ngày" and count in _FORTNIGHTS:
        yield from ("two weeks", "two-week", "fortnight")


def _without_number(quantity: Quantity, text: str) -> Iterator[str]:
    """'25%' as 'a quarter', '2 bên' as 'both sides', '0,5 điểm phần trăm' as 'half-point', '1 triệu' as 'a million'."""
    if quantity.high is not None:
        return
    if quantity.low == quantity.low.to_integral_value() and quantity.low < _HUNDRED:
        yield from _small_number(int(quantity.low), quantity, text)
    if quantity.unit in {"", "%", "percentage point", "times"}:
        yield from _HALVES.get(quantity.low, ())
        whole, half = divmod(quantity.low, 1)
        yield from (f"{spell(int(whole))} and a half",) if half == Decimal("0.5") and 1 <= whole < _HUNDRED else ()
    if quantity.low in _ROUND:
        yield f"a {_ROUND[quantity.low]}"
    if quantity.unit == "%" and _RATES.search(text):
        yield from _points(plain(quantity.low))


def _small_number(count: int, quantity: Quantity, text: str) -> Iterator[str]:
    """What English may say for a whole number below a hundred."""
    if quantity.unit == "%":
        yield from _SHARES.get(count, ())
    if quantity.unit in {"", "times"}:
        yield from _FEW.get(count, ())
    if _HALF_BEHIND.match(text, quantity.span.end):
        yield from _SHARES[50]
    if quantity.unit == "" and _SPELLED_MONTH.match(text, quantity.span.end):
        yield from ordinal_forms(count)


def _points(shown: str) -> Iterator[str]:
    """A tax of 10% that falls by '2%' falls by two percentage points."""
    for one in (shown, *((spell(int(shown)),) if shown.isdigit() and int(shown) < _SMALL else ())):
        yield from (f"{one} percentage point", f"{one} percentage points", f"{one}-percentage-point", f"{one}-point")


def _comma(quantity: Quantity) -> Iterator[str]:
    """The two readings of a comma before three digits: '1,089' and '1.089'."""
    if match := _COMMA_AND_THREE.search(quantity.text):
        sign = "$" if quantity.unit == "USD" else ""
        yield from (f"{sign}{match['whole']}.{match['three']}", f"{sign}{match['whole']},{match['three']}")


def _with_half(quantity: Quantity) -> Iterator[str]:
    """'2 triệu rưỡi' as '2.5 million'."""
    for power, name in ((9, "billion"), (6, "million"), (3, "thousand"), (0, "")):
        amount = quantity.low.scaleb(-power)
        if amount >= 1:
            yield f"{plain(amount)}.5 {name}".strip()
            yield from (f"VND{plain(amount)}.5 {name}".strip(), f"${plain(amount)}.5 {name}".strip())
            return


def _short_date(quantity: Quantity) -> tuple[str, ...]:
    """'(14-10)' may be October 14 and no range."""
    low, high = quantity.low, quantity.high
    if quantity.unit != "" or high is None or not 1 <= high <= len(MONTHS) or not 1 <= low <= _DAYS:
        return ()
    if low != low.to_integral_value() or high != high.to_integral_value():
        return ()
    return (f"{MONTHS[int(high) - 1]} {int(low)}", f"{int(low)} {MONTHS[int(high) - 1]}")


def _parted_range(quantity: Quantity) -> Iterator[str]:
    """'five- to seven-year', '5- to 7-year'."""
    assert quantity.high is not None
    low, high = plain(quantity.low), plain(quantity.high)
    yield from (f"{low}- to {high}", f"{low} or {high}", f"{low} and {high}")
    if low.isdigit() and high.isdigit():
        yield from (f"{spell(int(low))}- to {spell(int(high))}", f"{spell(int(low))} and {spell(int(high))}")
        yield from (f"{spell(int(low))} and {high}", f"{spell(int(low))} to {high}", f"{spell(int(low))}-{high}")


def _ordered_range(quantity: Quantity) -> Iterator[str]:
    """'15-17' behind 'lần thứ' as '15th-17th', '1-2 lần' as 'once or twice'."""
    assert quantity.high is not None
    low, high = quantity.low, quantity.high
    if low == 1 and high == 2:  # noqa: PLR2004
        yield "once or twice"
    if low == low.to_integral_value() and high == high.to_integral_value():
        for one, two in zip(ordinal_forms(int(low)), ordinal_forms(int(high)), strict=False):
            yield from (f"{one}-{two}", f"{one} to {two}", f"{one} and {two}", f"{one} to the {two}")


def _day_in_month(text: str) -> Iterator[str]:
    """'1/7' may be the first of July and no fraction."""
    day, month = (int(part) for part in text.split("/"))
    if day <= 31 and month <= len(MONTHS):  # noqa: PLR2004
        yield from (f"{MONTHS[month - 1]} {day}", f"{day} {MONTHS[month - 1]}")
