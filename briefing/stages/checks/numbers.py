"""Numbers: every quantity of the source with its value, scale, unit and direction, and no other in the English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from briefing.lang.clock import english_time, find_english_times, same_time
from briefing.lang.numbers import SCALES, Quantity
from briefing.lang.numbers_english import (
    english_forms,
    ordinal_forms,
    same_quantity,
)
from briefing.stages.checks.common import (
    dates,
    first_standing,
    names_of,
    quantities,
    spelled,
    stated_quantities,
    times,
    verdict,
)
from briefing.stages.checks.wordings import besides, longer_periods
from briefing.values import Check

KIND, UNSUPPORTED, TIME = "number", "unsupported number", "time"
_DIGITS = re.compile(r"\d[\d.,]*\d|\d")
_CURRENCY = re.compile(r"[A-Z]{3}")
_GOES_ON = re.compile(r"\s(?:lên|xuống|đến|tới|còn|và|hoặc|hay)(?!\w)|,")
_UNMARKED = frozenset({"JPY", "KRW", "LAK", "GBP", "CNY"})
"""Currencies whose Vietnamese names are ordinary words too, so that they are not read everywhere."""
_RUN = re.compile(r"[\w.,/-]*\d(?:[\w/-]|[.,](?=\d))*")
_COMMA_AND_THREE = re.compile(r"(?<![\d.,])(\d{1,3}),(\d{3})(?![\d.,]*\d)")
_TEN_YEARS = re.compile(r"(?:mười|mươi) năm(?!\w)", re.IGNORECASE)
_HALF_YEAR = re.compile(r"nửa|rưỡi|bán|½|một phần hai", re.IGNORECASE)
_PART = re.compile(r"một phần|phần (?:hai|ba|tư|năm|mười)|1/\d", re.IGNORECASE)
_EVER_RIGHT = frozenset({Decimal(0), Decimal(1)})
_CENTURY = re.compile(r"(?<![\w.])([IVX]{2,}|(?:(?<=kỷ )|(?<=khóa )|(?<=hạng )|(?<=cấp ))[IVX])(?!\w)")
_ROMAN = {ordinal_forms(count)[-1]: count for count in range(1, 22)}
_PLACES = {"hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
_NTH = re.compile(rf"(?<!\w)thứ ({'|'.join(_PLACES)})(?!\w)", re.IGNORECASE)
_HOURS = re.compile(r"(?<![\d.,])(\d{1,2})(?=\s*(?:đến|tới|-|–)\s*\d{1,2} (?:giờ|tiếng))")
_HALF_AGAIN = re.compile(r"gấp rưỡi", re.IGNORECASE)
_DOLLARS = frozenset({"AUD", "CAD", "SGD", "HKD", "NZD", "TWD"})
_DOLLAR = re.compile(r"đô[ -]?la", re.IGNORECASE)
_SPOKEN = {"USD": re.compile(r"USD|đô[ -]?la", re.IGNORECASE), "EUR": re.compile(r"euro", re.IGNORECASE)}
_FIVE = re.compile(r"(?<!\w)năm(?!\w)", re.IGNORECASE)
_SCALED = re.compile(r"illion|thousand|hundred|\d\s?(?:bn|mln|tn)", re.IGNORECASE)
_COUNTS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9}
_ROUND = re.compile(
    rf"(?<!\w)(?:(?P<count>{'|'.join(_COUNTS)})|hàng|vài|mấy|cả)?\s?(?P<unit>chục|trăm)"
    r"(?:\s(?P<scale>nghìn|ngàn|vạn|triệu|tỷ|tỉ))?(?!\w)",
    re.IGNORECASE,
)
"""'ba trăm', 'hàng chục triệu'."""
_AND_A_HALF = re.compile(
    rf"(?<!\w)(?:(?P<digits>[\d.]+)|(?P<count>{'|'.join(_COUNTS)}))\s(?P<scale>nghìn|ngàn|triệu|tỷ|tỉ) rưỡi",
    re.IGNORECASE,
)
_HALF_OF = re.compile(r"(?<!\w)nửa (nghìn|ngàn|triệu|tỷ|tỉ)(?!\w)", re.IGNORECASE)
_FULL_MOON = re.compile(r"(?<!\w)[Rr]ằm(?!\w)")
_LAST_MONTH = re.compile(r"tháng [Cc]hạp")
_LEARNED = {
    "nhị": 2,
    "lưỡng": 2,
    "tam": 3,
    "tứ": 4,
    "ngũ": 5,
    "lục": 6,
    "thất": 7,
    "bát": 8,
    "cửu": 9,
    "thập": 10,
}
"""Sino-Vietnamese numerals in the names of things: 'mâm ngũ quả' is a five-fruit tray."""
_DOTTED = re.compile(r"(\d{1,2})\.?([0-5]\d)(?=\s?(?:[ap]\.?m|GMT|UTC|local|hours))")
_CLOCK = re.compile(r"(?<![\d.,])(\d{1,2})\s?(?::|giờ|g|h)\s?([0-5]\d)(?!\d)", re.IGNORECASE)
DISEASE = re.compile(
    r"cov[iy]d|corona|đại dịch|dịch bệnh|vắc[ -]?xin|vaccine|biến thể|omicron|delta|sars"
    r"|ca (?:mắc|nhiễm|bệnh)|nhiễm|tiêm chủng|bệnh nhân",
    re.IGNORECASE,
)
_DOZEN = {"chục": 10, "tá": 12, "trăm": 100, "nghìn": 1000, "ngàn": 1000, "triệu": 10**6, "tỷ": 10**9}


def check_numbers(sources: Sequence[str], english: str, *, brief: bool = False) -> tuple[Check, ...]:
    """Every quantity and every time of the day that the source states stands in the English."""
    lowered = english.lower()
    stated = stated_quantities(english)
    found = []
    for text in sources:
        for quantity in quantities((text,)):
            forms = english_forms(quantity)
            match = next((one.text for one in stated if says(quantity, one)), None)
            match = match or first_standing((*forms, *besides(quantity, text)), lowered)
            match = match or _with_trailing_unit(quantity, english) or _scaled_together(quantity, text, stated)
            found.append(verdict(KIND, forms[0] if forms else quantity.text, match, quantity.text, brief=brief))
    clock = find_english_times(english)
    for time in times(sources):
        match = next((one.text for one in clock if same_time(time, one)), None)
        dotted = f"{time.hour % 12 or 12}.{time.minute:02d}"
        match = match or first_standing((*(f"{time.hour} {word}" for word in ("hours", "o'clock")), dotted), lowered)
        found.append(verdict(TIME, english_time(time), match, time.text, brief=brief))
    return tuple(found)


def check_unsupported_numbers(sources: Sequence[str], english: str, *, brief: bool = False) -> tuple[Check, ...]:  # noqa: ARG001
    """No number stands in the English that the source does not state."""
    known = (*quantities(sources), *spelled(sources))
    values = _values(sources, known)
    written = _written(sources)
    hours = times(sources)
    clock = find_english_times(english)
    told = {int(one.low) % 12 for one in known if one.low < 25 and re.search(r"giờ", " ".join(sources))}  # noqa: PLR2004
    found = []
    for stated in stated_quantities(english):
        if any(time.span.overlaps(stated.span) for time in clock) or _is_clock(stated, english, sources):
            continue
        if _copied(stated, english, sources):
            continue
        if not _supported(stated, known, values, written, sources):
            found.append(Check(UNSUPPORTED, "fail", "no such number in the source", stated.text))
    written_hours = {(int(hour) % 12, int(minute)) for hour, minute in _CLOCK.findall(" ".join(sources))}
    for time in clock:
        if time.hour % 12 in told or not any(c.isdigit() for c in time.text):
            continue
        if (time.hour % 12, time.minute) in written_hours:
            continue
        if not any(same_time(one, time) for one in hours):
            found.append(Check(UNSUPPORTED, "fail", "no such time in the source", time.text))
    return tuple(found)


def says(quantity: Quantity, stated: Quantity) -> bool:
    """True when the English states it, alone or as one end of a range; a bare number may have got its currency."""
    if same_quantity(quantity, stated) or _end(quantity, stated):
        return True
    alike = (quantity.low, quantity.high) == (stated.low, stated.high)
    bare = quantity.unit == "" and (stated.unit in _UNMARKED or (stated.unit == "VND" and quantity.low >= 1000))  # noqa: PLR2004
    return alike and bare


def _end(quantity: Quantity, stated: Quantity) -> bool:
    """True when the value is one end of an English range: 'từ 5 đến 10 tỷ USD' may become '$5-10 billion'."""
    ends = (stated.low, stated.high) if stated.high is not None else ()
    return quantity.high is None and quantity.low in ends and quantity.unit == stated.unit


def _with_trailing_unit(quantity: Quantity, english: str) -> str | None:
    """'3.300 m' as '3,300-m' or '3.3 km': digits that a hyphen joins to what they count."""
    if quantity.unit != "" or quantity.high is not None:
        return None
    digits = english_forms(quantity)[0]
    match = re.search(rf"(?<![\w.,$]){re.escape(digits)}-[A-Za-z]", english)
    if match:
        return match[0][:-2]
    coded = re.search(rf"(?<!\w)[A-Z]{{3}} ?{re.escape(digits)}(?![\d.,]*\d)", english)  # 'koruna' as 'CZK'
    return coded[0] if coded and quantity.low >= 1000 else None  # noqa: PLR2004


def _is_clock(stated: Quantity, english: str, sources: Sequence[str]) -> bool:
    """'9.15am' and '0300 GMT', where the source has that time."""
    match = _DOTTED.match(english, stated.span.start)
    hours = {(int(hour) % 12, minute) for hour, minute in _CLOCK.findall(" ".join(sources))}
    return match is not None and (int(match[1]) % 12, match[2]) in hours


def _copied(stated: Quantity, english: str, sources: Sequence[str]) -> bool:
    """True for a code or a telephone number that stands in the source as it does here."""
    if stated.text.startswith("EURO") and any(stated.text in text for text in sources):
        return True  # 'EURO 5', a standard
    if english[: stated.span.start].lower().endswith("covid-") and any(map(DISEASE.search, sources)):
        return True
    run = next((m for m in _RUN.finditer(english) if m.start() <= stated.span.start < m.end()), None)
    return run is not None and not run[0].isdigit() and any(run[0].strip(".,") in text for text in sources)


def _scaled_together(quantity: Quantity, text: str, stated: Sequence[Quantity]) -> str | None:
    """'từ 9,3 lên khoảng 12 triệu đồng': the scale and the currency of the second number are those of the first too."""
    if quantity.unit or quantity.high is not None or not _GOES_ON.match(text, quantity.span.end):
        return None
    return next((one.text for one in stated if one.unit and _digits(one.low) == _digits(quantity.low)), None)


def _digits(value: Decimal) -> tuple[int, ...]:
    return value.normalize().as_tuple().digits


def _values(sources: Sequence[str], known: Sequence[Quantity]) -> set[Decimal]:
    """Every plain value that the sources state in any way."""
    values = set(_EVER_RIGHT)
    for one in known:
        values |= {one.low} if one.high is None else {one.low, one.high}
        if _TEN_YEARS.search(one.text):
            values.add(one.low - 5)  # 'mười năm' is ten years more often than fifteen
        if one.unit == "fraction":
            values |= {Decimal(part) for part in one.text.split("/")} | {one.low * 100}
    for date in dates(sources):
        values |= {Decimal(part) for part in (date.day, date.month, date.year, date.last_day, date.last_year) if part}
    joined = " ".join(sources)
    values |= {Decimal(_ROMAN[found.upper()]) for found in _CENTURY.findall(joined) if found.upper() in _ROMAN}
    values |= {Decimal(_PLACES[found.lower()]) for found in _NTH.findall(joined)}
    values |= {Decimal(hour) for hour in _HOURS.findall(joined)}
    if _HALF_AGAIN.search(joined):
        values.add(Decimal("1.5"))
    values |= {Decimal(value) for word, value in _DOZEN.items() if re.search(rf"(?<!\w){word}(?!\w)", joined)}
    values |= _round_values(joined)
    if _LAST_MONTH.search(joined):
        values.add(Decimal(12))
    if _FULL_MOON.search(joined):
        values.add(Decimal(15))
    return values


def _round_values(joined: str) -> set[Decimal]:
    """What stands in words beyond `spelled`: 'ba trăm', 'hàng chục triệu', '2 triệu rưỡi', 'nửa tỷ'."""
    values = set()
    for match in _ROUND.finditer(joined):
        count = _COUNTS.get((match["count"] or "").lower(), 1)
        scale = SCALES[match["scale"].lower()] if match["scale"] else 0
        values.add(Decimal(count * _DOZEN[match["unit"].lower()]).scaleb(scale))
    for match in _AND_A_HALF.finditer(joined):
        whole = Decimal(match["digits"].replace(".", "") if match["digits"] else _COUNTS[match["count"].lower()])
        values.add((whole + Decimal("0.5")).scaleb(SCALES[match["scale"].lower()]))
    values |= {Decimal("0.5").scaleb(SCALES[scale.lower()]) for scale in _HALF_OF.findall(joined)}
    return values


def _counted(sources: Sequence[str]) -> set[Decimal]:
    """What English may count in words although the source only lists it: 'Việt Nam, Lào và Campuchia' are three."""
    joined = " ".join(sources)
    listed = joined.count(",") + joined.count(" và ") + 1
    values = {Decimal(count) for count in range(2, min(listed, 5) + 1)} if listed > 2 else set()  # noqa: PLR2004
    if _FIVE.search(joined):
        values.add(Decimal(5))  # 'năm' is a year or five
    values |= {Decimal(run) for name in names_of(sources) for run in re.findall(r"\d{1,2}$", name.text)}
    values |= {Decimal(_LEARNED[word.lower()]) for word in re.findall(r"[^\W\d_]+", joined) if word.lower() in _LEARNED}
    values |= {
        stated.low
        for text in sources
        for one in quantities((text,))
        for form in longer_periods(one, text)
        for stated in stated_quantities(form)
    }
    return values | {Decimal(2)}  # 'the two sides' need no source


def _written(sources: Sequence[str]) -> set[str]:
    """Digits that stand in the sources as part of a name, a code or a decimal, in either language's marks."""
    digits = {run for text in sources for run in _DIGITS.findall(text)}
    return (
        digits
        | {run.translate(str.maketrans(".,", ",.")) for run in digits}
        | {run for name in names_of(sources) for run in _DIGITS.findall(name.text)}
    )


def _supported(
    stated: Quantity, known: Sequence[Quantity], values: set[Decimal], written: set[str], sources: Sequence[str]
) -> bool:
    digits = _DIGITS.findall(stated.text)
    ends = {stated.low} if stated.high is None else {stated.low, stated.high}
    if _is_stated(stated, ends, known):
        return True
    if stated.unit in {"", "times", "ordinal"} or not digits:
        code = len(digits) == 1 and digits[0] in written and "." not in digits[0][-3:]
        code = code and not _SCALED.search(stated.text)
        if ends <= values or (not digits and ends <= _counted(sources)) or code:
            return True
    if not digits and stated.unit == "":
        return _PART.search(" ".join(sources)) is not None
    return _shares_unit(stated, ends, known, values, sources)


def _is_stated(stated: Quantity, ends: set[Decimal], known: Sequence[Quantity]) -> bool:
    """True where the source states the same, or both ends of a range one by one."""
    if any(same_quantity(one, stated) or (len(ends) == 1 and says(one, stated)) for one in known):
        return True
    alike = {end for one in known if one.unit in {"", stated.unit} for end in (one.low, one.high)}
    lowered = stated.text.lower()
    return (len(ends) > 1 and ends <= alike) or any(
        lowered in (form.lower() for form in english_forms(one)) for one in known
    )


def _shares_unit(
    stated: Quantity,
    ends: set[Decimal],
    known: Sequence[Quantity],
    values: set[Decimal],
    sources: Sequence[str],
) -> bool:
    """A currency, a scale or a percentage that is told once for several numbers: '2,5 và 3,1 tỷ USD'."""
    joined = " ".join(sources)
    if stated.unit in _DOLLARS and _DOLLAR.search(joined):
        return any((one.low, one.high, one.unit) == (stated.low, stated.high, "USD") for one in known)
    units = {one.unit for one in known} | ({"VND"} if "đồng" in joined else set())
    units |= {unit for unit, spoken in _SPOKEN.items() if spoken.search(joined)}
    currencies = {unit for unit in units if _CURRENCY.fullmatch(unit)}
    if stated.unit not in units and (stated.unit != "VND" or currencies):
        return False
    told = {Decimal(one.replace(",", "")) for one in _DIGITS.findall(stated.text)}
    if told <= _thousandths(sources):
        return True
    small = {one.low for one in known if one.unit == "" and one.low < 1000}  # noqa: PLR2004
    small |= {
        one.low
        for text in sources
        for one in quantities((text,))
        if one.unit == "" and _GOES_ON.match(text, one.span.end)
    }
    stated_so = {end for one in known for end in (one.low, one.high)} | _round_values(joined)
    mantissa = {_digits(value) for value in values if value not in _EVER_RIGHT or value in stated_so}
    told_small = {_digits(one) for one in small if not told or one in told or one.scaleb(-3) in told}
    return all(_digits(end) in mantissa and (end in stated_so or _digits(end) in told_small) for end in ends)


def _thousandths(sources: Sequence[str]) -> set[Decimal]:
    """'1,089 USD' read with a decimal comma, which three digits behind it make look like a thousand."""
    return {Decimal(f"{whole}.{rest}") for text in sources for whole, rest in _COMMA_AND_THREE.findall(text)}
