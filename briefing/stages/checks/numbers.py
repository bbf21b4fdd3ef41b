"""Numbers: every quantity of the source with its value, scale, unit and direction, and no other in the English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from briefing.lang.clock import english_time, find_english_times, same_time
from briefing.lang.numbers import Quantity
from briefing.lang.numbers_english import (
    english_forms,
    ordinal_forms,
    plain,
    same_quantity,
    spell,
    times_forms,
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
from briefing.values import Check

KIND, UNSUPPORTED, DIRECTION, TIME = "number", "unsupported number", "direction", "time"
_DIGITS = re.compile(r"\d[\d.,]*\d|\d")
_CURRENCY = re.compile(r"[A-Z]{3}")
_ORDERED = re.compile(
    r"(?:số|thứ|lớp|quận|phường|vùng|khóa|khoá|lần|đợt|vòng|mạch|tổ máy|thế kỷ|điện|mùng|mồng"
    r"|tập|kỳ|phiên|hạng|giải|giai đoạn|nhiệm kỳ|cấp|bậc)\s$",
    re.IGNORECASE,
)
_SMALL = 20
_CODE = re.compile(r"\s?([A-Z]{3})(?!\w)")
_GOES_ON = re.compile(r"\s(?:lên|xuống|đến|tới|còn|và|hoặc|hay)(?!\w)|,")
_UNMARKED = frozenset({"JPY", "KRW", "LAK", "GBP", "CNY"})
"""Currencies whose Vietnamese names are ordinary words too, so that they are not read everywhere."""
_WHOLE = {
    "%": ("all", "every", "entire", "entirely", "full", "fully", "whole", "wholly", "each", "complete", "completely"),
    "": ("centenary", "century", "centennial"),
}
_RUN = re.compile(r"[\w.,/-]*\d(?:[\w/-]|[.,](?=\d))*")
_TEN_YEARS = re.compile(r"(?:mười|mươi) năm(?!\w)", re.IGNORECASE)
_HALF_YEAR = re.compile(r"nửa|rưỡi|bán|½|một phần hai", re.IGNORECASE)
_PART = re.compile(r"một phần|phần (?:hai|ba|tư|năm|mười)|1/\d", re.IGNORECASE)
_EVER_RIGHT = frozenset({Decimal(0), Decimal(1)})
_CENTURY = re.compile(r"(?:thế kỷ|khóa|khoá|hạng|cấp)\s+([IVX]+)(?!\w)")
_ROMAN = {ordinal_forms(count)[-1]: count for count in range(1, 22)}
_PLACES = {"hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
_NTH = re.compile(rf"(?<!\w)thứ ({'|'.join(_PLACES)})(?!\w)", re.IGNORECASE)
_HOURS = re.compile(r"(?<![\d.,])(\d{1,2})(?=\s*(?:đến|tới|-|–)\s*\d{1,2} (?:giờ|tiếng))")
_DECADES = frozenset(map(Decimal, range(10, 100, 10)))
_HALF_AGAIN = re.compile(r"gấp rưỡi", re.IGNORECASE)
_DOLLARS = frozenset({"AUD", "CAD", "SGD", "HKD", "NZD", "TWD"})
_DOLLAR = re.compile(r"đô[ -]?la", re.IGNORECASE)
_SPOKEN = {"USD": re.compile(r"USD|đô[ -]?la", re.IGNORECASE), "EUR": re.compile(r"euro", re.IGNORECASE)}
_FIVE = re.compile(r"(?<!\w)năm(?!\w)", re.IGNORECASE)
_DOZEN = {"chục": 10, "tá": 12, "trăm": 100, "nghìn": 1000, "ngàn": 1000, "triệu": 10**6, "tỷ": 10**9}


def check_numbers(sources: Sequence[str], english: str, *, brief: bool = False) -> tuple[Check, ...]:
    """Every quantity and every time of the day that the source states stands in the English."""
    lowered = english.lower()
    stated = stated_quantities(english)
    found = []
    for text in sources:
        for quantity in quantities((text,)):
            forms = english_forms(quantity)
            match = next((one.text for one in stated if _says(quantity, one)), None)
            match = match or first_standing((*forms, *_besides(quantity, text)), lowered)
            match = match or _with_trailing_unit(quantity, english) or _scaled_together(quantity, text, stated)
            found.append(verdict(KIND, forms[0] if forms else quantity.text, match, quantity.text, brief=brief))
    clock = find_english_times(english)
    for time in times(sources):
        match = next((one.text for one in clock if same_time(time, one)), None)
        match = match or first_standing((f"{time.hour} {word}" for word in ("hours", "o'clock")), lowered)
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
        if any(time.span.overlaps(stated.span) for time in clock) or _copied(stated, english, sources):
            continue
        if not _supported(stated, known, values, written, sources):
            found.append(Check(UNSUPPORTED, "fail", "no such number in the source", stated.text))
    for time in clock:
        if time.hour % 12 in told or not any(c.isdigit() for c in time.text):
            continue
        if not any(same_time(one, time) for one in hours):
            found.append(Check(UNSUPPORTED, "fail", "no such time in the source", time.text))
    return tuple(found)


def _says(quantity: Quantity, stated: Quantity) -> bool:
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


def _besides(quantity: Quantity, text: str) -> Iterator[str]:
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
    yield from _by_unit(quantity, text)


def _by_unit(quantity: Quantity, text: str) -> Iterator[str]:
    """Wordings that hang on the unit, or on the currency's code behind the number."""
    if quantity.low == 0 and quantity.unit == "%":
        yield from ("zero", "duty-free", "tax-free")
    code = _CODE.match(text, quantity.span.end)
    if code and quantity.unit == "":
        yield from (f"{code[1]}{form}" for form in english_forms(quantity)[:4])
        yield from (f"{code[1]} {form}" for form in english_forms(quantity)[:4])
    if quantity.low == 100 and quantity.high is None:  # noqa: PLR2004
        yield from _WHOLE.get(quantity.unit, ())
    if quantity.unit == "fraction":
        yield from _day_in_month(quantity.text)
        if quantity.text.startswith("1/"):
            yield from (f"one-{form}" for form in ordinal_forms(int(quantity.text[2:])))


def _parted_range(quantity: Quantity) -> Iterator[str]:
    """'five- to seven-year', '5- to 7-year'."""
    assert quantity.high is not None
    low, high = plain(quantity.low), plain(quantity.high)
    yield from (f"{low}- to {high}", f"{low} or {high}", f"{low} and {high}")
    if low.isdigit() and high.isdigit():
        yield from (f"{spell(int(low))}- to {spell(int(high))}", f"{spell(int(low))} and {spell(int(high))}")


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
    from briefing.lang.calendar_english import MONTHS

    day, month = (int(part) for part in text.split("/"))
    if day <= 31 and month <= len(MONTHS):  # noqa: PLR2004
        yield from (f"{MONTHS[month - 1]} {day}", f"{day} {MONTHS[month - 1]}")


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


def _copied(stated: Quantity, english: str, sources: Sequence[str]) -> bool:
    """True for a code or a telephone number that stands in the source as it does here."""
    if stated.text.startswith("EURO") and any(stated.text in text for text in sources):
        return True  # 'EURO 5', a standard
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
    return values


def _counted(sources: Sequence[str]) -> set[Decimal]:
    """What English may count in words although the source only lists it: 'Việt Nam, Lào và Campuchia' are three."""
    joined = " ".join(sources)
    listed = joined.count(",") + joined.count(" và ") + 1
    values = {Decimal(count) for count in range(2, min(listed, 5) + 1)} if listed > 2 else set()  # noqa: PLR2004
    if _FIVE.search(joined):
        values.add(Decimal(5))  # 'năm' is a year or five
    values |= {Decimal(run) for name in names_of(sources) for run in re.findall(r"\d{1,2}$", name.text)}
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
    if any(_says(one, stated) or same_quantity(one, stated) for one in known):
        return True
    if any(stated.text.lower() in (form.lower() for form in english_forms(one)) for one in known):
        return True
    plain = stated.unit in {"", "times", "ordinal"}
    if plain or not digits:
        told = {stated.low} if stated.high is None else {stated.low, stated.high}
        code = bool(digits) and set(digits) <= written and len(digits) == 1 and "." not in digits[0][-3:]
        if told <= values or (not digits and told <= _counted(sources)) or code:
            return True
    if not digits and stated.unit == "":
        return bool(_PART.search(" ".join(sources)))
    # A currency or a percentage that is told once for several numbers: '2,5 và 3,1 tỷ USD'.
    joined = " ".join(sources)
    if stated.unit in _DOLLARS and _DOLLAR.search(joined):
        return any((one.low, one.high, one.unit) == (stated.low, stated.high, "USD") for one in known)
    units = {one.unit for one in known} | ({"VND"} if "đồng" in joined else set())
    units |= {unit for unit, spoken in _SPOKEN.items() if spoken.search(joined)}
    currencies = {unit for unit in units if _CURRENCY.fullmatch(unit)}
    shared = stated.unit in units or (stated.unit == "VND" and not currencies)
    mantissa = {_digits(value) for value in values}
    ends = [stated.low] if stated.high is None else [stated.low, stated.high]
    in_spelled = {one.low for one in known} | {one.high for one in known if one.high is not None}
    small = {_digits(one.low) for one in known if one.unit == "" and one.low < 1000}  # noqa: PLR2004
    small |= {
        _digits(one.low)
        for text in sources
        for one in quantities((text,))
        if one.unit == "" and _GOES_ON.match(text, one.span.end)
    }
    return shared and all(_digits(end) in mantissa and (end in in_spelled or _digits(end) in small) for end in ends)


_UP = re.compile(r"(?<!\w)(?:(?:^T|t)ăng(?! tốc| cường)|(?<!áp )lên|vượt|thêm|nhích|bật|leo|nâng|cộng thêm)(?!\w)")
_DOWN = re.compile(
    r"(?<!\w)(?:(?:^G|g)iảm(?! trừ)|xuống|rớt|rơi(?! vào)"
    r"|hạ(?! tầng| viện| long| sĩ| thủy| cánh| sinh| lưu| đặt)|sụt"
    r"|lùi(?! ngày| thời| lịch)|cắt(?! băng)|tụt|hụt|bớt)(?!\w)"
)
_ENGLISH_UP = re.compile(
    r"\b(?:ris(?:e|es|en|ing)|rose|increas\w+|up|gr(?:ow|ows|ew|own|owth(?! slow)|owing)|gain\w*|expand\w*|jump\w*"
    r"|surg\w+|climb\w*|"
    r"added|advanc\w+|rais\w+|exceed\w*|soar\w*|edg\w+ up|boost\w*|lift\w*)\b",
    re.IGNORECASE,
)
_ENGLISH_DOWN = re.compile(
    r"\b(?:f(?:all|alls|ell|allen|alling)|decreas\w+|down|declin\w+|drop\w*|reduc\w+|cut|cuts|cutting|lower(?:s|ed"
    r"|ing)|shr[aiu]nk\w*|less(?! than)|slow(?:s|ed|ing)|"
    r"contract(?:ed|ion)|slump\w*|dip(?:s|ped|ping)?|los[et]\w*|plung\w+|slid\w*|eas(?:ed|ing)"
    r"|fewer(?! than)|weaken\w*|tumbl\w+)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:.!?](?!\d)|\d|\s(?:và|còn|trong khi|nhưng|song|so với)\s", re.IGNORECASE)
_ENGLISH_CLAUSE = re.compile(
    r"[,;:.!?](?!\d)|\d|\s(?:for|and|while|but|whereas|compared|against|from)\s", re.IGNORECASE
)
_REACH = 45  # letters
_CHANGE = re.compile(
    r"\s*(?:\w+ ){0,2}"
    r"(?:rise|increase|growth|gain|jump|surge|fall|decrease|decline|drop|reduction|cut|slump|loss|dip)s?\b"
)
"""What a number may be of: 'a 5% fall', 'a 20% annual increase'."""
_FROM_TO = re.compile(
    r"\b(?:\w+\s){1,3}from (?P<a>(?:about |nearly |some )?[\w$€£.,%-]+(?: (?:million|billion|trillion|percent))?)"
    r" to (?P<b>(?:about |nearly |some |around )?[\w$€£.,%-]+(?: (?:million|billion|trillion|percent))?)"
)


def check_direction(sources: Sequence[str], english: str, *, brief: bool = False) -> tuple[Check, ...]:  # noqa: ARG001
    """What rises by an amount in the source does not fall by it in the English, nor the other way round."""
    stated = stated_quantities(english)
    found = []
    for text in sources:
        for quantity in quantities((text,)):
            up = _direction(text, quantity, _UP, _DOWN)
            if up is None:
                continue
            for one in stated:
                if _says(quantity, one):
                    told = _english_direction(english, one)
                    if told is not None:
                        word = "up" if up else "down"
                        right = told[0] is up
                        found.append(Check(DIRECTION, "pass" if right else "fail", f"{quantity.text}: {word}", told[1]))
                    break
    return (*found, *_contradictions(sources, english))


def _contradictions(sources: Sequence[str], english: str) -> Iterator[Check]:
    """'rose from 5% to 3%' is wrong where the source tells a fall; 'rose from 65th to 59th' may be right."""
    for match in _FROM_TO.finditer(english):
        pair = stated_quantities(f"{match['a']} | {match['b']}")
        if len(pair) != 2 or pair[0].high is not None or pair[1].high is not None:  # noqa: PLR2004
            continue
        low, high = pair[0], pair[1]
        scaled = low.unit == high.unit or "" in {low.unit, high.unit}
        rises = _ENGLISH_UP.search(match[0].split(" from ")[0]) is not None
        falls = _ENGLISH_DOWN.search(match[0].split(" from ")[0]) is not None
        near = low.low != high.low and low.low.adjusted() - high.low.adjusted() in {-1, 0, 1}
        other = any((_DOWN if rises else _UP).search(text) for text in sources)
        if scaled and rises != falls and near and (high.low > low.low) is not rises and other:
            yield Check(DIRECTION, "fail", "up from less to more, down from more to less", match[0])


def _direction(text: str, quantity: Quantity, up: re.Pattern[str], down: re.Pattern[str]) -> bool | None:
    """True for up, False for down: what stands before the number in its clause, where only one of the two does."""
    before = _CLAUSE.split(text[max(0, quantity.span.start - _REACH) : quantity.span.start])[-1]
    rises, falls = up.search(before) is not None, down.search(before) is not None
    return rises if rises != falls else None


def _english_direction(english: str, stated: Quantity) -> tuple[bool, str] | None:
    """The direction in the number's own clause, before it or close behind it, and the word that says so."""
    before = _ENGLISH_CLAUSE.split(english[max(0, stated.span.start - _REACH * 2) : stated.span.start])[-1]
    behind = _ENGLISH_CLAUSE.split(english[stated.span.end : stated.span.end + 25])[0]
    noun = _CHANGE.match(behind)
    for part in (before, noun[0] if noun else ""):
        rises, falls = _ENGLISH_UP.findall(part), _ENGLISH_DOWN.findall(part)
        if bool(rises) != bool(falls):
            return bool(rises), (rises or falls)[-1]
        if rises or falls:
            return None
    return None
