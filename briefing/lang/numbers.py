"""Quantities in Vietnamese text: a number with its scale and its unit, as exact decimals.

Text in, `Quantity` values out, in order and without overlaps. Dots part thousands and commas decimals. Dates are not
quantities: they are found first and left out. The English side lives in `numbers_english`.
"""

from __future__ import annotations

import re
from decimal import Decimal

from briefing.lang.calendar import find_dates
from briefing.lang.text import align_nfc
from briefing.records import dataclass
from briefing.values import Span


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, or a range of numbers when `high` is set, multiplied out.

    `unit` is '' for a plain number, '%', 'percentage point', an ISO 4217 currency, 'times', 'fraction' or 'ordinal'.
    `text` is the number with its scale, and with its unit where `unit` is '%', 'percentage point' or a currency.
    """

    span: Span
    text: str
    low: Decimal
    high: Decimal | None
    unit: str


Part = tuple[int, int, Decimal, Decimal | None, str]  # start, end, low, high, unit

SCALES = {
    "nghìn tỷ": 12,
    "nghìn tỉ": 12,
    "ngàn tỷ": 12,
    "ngàn tỉ": 12,
    "triệu tỷ": 15,
    "triệu tỉ": 15,
    "tỷ": 9,
    "tỉ": 9,
    "triệu": 6,
    "nghìn": 3,
    "ngàn": 3,
    "vạn": 4,
    "trăm": 2,
}
CURRENCIES = {
    "usd": "USD",
    "$": "USD",
    "đô la mỹ": "USD",
    "đô-la mỹ": "USD",
    "đôla mỹ": "USD",
    "đô la": "USD",
    "đô-la": "USD",
    "đôla": "USD",
    "mỹ kim": "USD",
    "đồng": "VND",
    "vnd": "VND",
    "vnđ": "VND",
    "euro": "EUR",
    "eur": "EUR",
    "bảng anh": "GBP",
    "bảng": "GBP",
    "gbp": "GBP",
    "yên": "JPY",
    "yen": "JPY",
    "jpy": "JPY",
    "nhân dân tệ": "CNY",
    "cny": "CNY",
    "ndt": "CNY",
    "tệ": "CNY",
    "won": "KRW",
    "krw": "KRW",
    "kíp": "LAK",
    "kip": "LAK",
    "lak": "LAK",
    "baht": "THB",
    "bạt": "THB",
    "thb": "THB",
    "rúp": "RUB",
    "rub": "RUB",
    "rupee": "INR",
    "sgd": "SGD",
    "đô la singapore": "SGD",
    "aud": "AUD",
    "đô la australia": "AUD",
    "đô la úc": "AUD",
    "cad": "CAD",
    "đô la canada": "CAD",
    "riel": "KHR",
    "ringgit": "MYR",
    "rupiah": "IDR",
    "peso": "PHP",
    "nzd": "NZD",
    "đô la new zealand": "NZD",
    "hkd": "HKD",
    "twd": "TWD",
    "zloty": "PLN",
    "pln": "PLN",
    "krona": "SEK",
    "sek": "SEK",
    "franc thụy sĩ": "CHF",
    "chf": "CHF",
}
SYMBOLS = {"$": "USD", "US$": "USD", "USD": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "VND": "VND"}
_WEAK = frozenset({"bảng", "yên", "tệ", "yen", "kip", "kíp", "won", "đồng"})  # also ordinary words


def _words(words: dict[str, str] | dict[str, int]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


ENGLISH_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+")  # found in Vietnamese texts all the same
_NUMBER = (
    r"\d{1,3}(?:\.\d{3}){1,4}(?:,\d{1,6})?|[1-9]\d{0,2}(?:,\d{3}){2,4}|\d{1,12},\d{1,6}|\d{1,3}\.\d{1,2}(?!\d)|\d{1,12}"
)
_SCALE = f"(?:{_words(SCALES)})(?!\\w|\\s+phú)"
_UNIT = rf"điểm\s+phần\s+trăm|điểm\s*%|phần\s+trăm|%|\$|(?:{_words(CURRENCIES)})(?!\w)|lần(?!\s+thứ|\w)"
_ATTACHED = "h|tấn|tuổi|độ"  # written to the number at times, but worded in English
MEASURES = "km²|km2|km|m²|m2|m³|m3|mm|cm|kg|ha|m|g|MWp|MW|GW|kWh|kW|kV|l|kt|ml|MHz|GHz|GB|TB|°C"
_AHEAD = rf"(?![\w+]|[.,/–-]\d|:\d\d|(?-i:/[A-ZĐ]|-\w*[A-ZĐ]))|(?=(?:{MEASURES}|{_ATTACHED})(?!\w))"
_QUANTITY = re.compile(
    rf"(?<![\w/+])(?<!\w[-–.,])(?<!\d:)(?P<symbol>US\$|\$|€|£|¥|(?:USD|VND)\s?)?(?P<a>{_NUMBER})"
    rf"(?:\s?(?P<s>{_SCALE}))?(?:\s?(?P<u>{_UNIT}))?"
    rf"(?:(?P<j>\s?[-–]\s?|\s+(?:đến|tới|lên|xuống|còn|lên\s+tới|lên\s+đến|xuống\s+còn)\s+)(?P<b>{_NUMBER})(?![/\d]|[.,–-]\d)(?:\s?(?P<t>{_SCALE}))?(?:\s?(?P<v>{_UNIT}))?)?"
    rf"(?:{_AHEAD})",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"(?<![\w/.,+-])(?<!vòng )(?P<a>\d{1,2})/(?P<b>\d{1,2})(?![\w/%]|[.,]\d)")
_COMRADE = re.compile(r"\s+(?:chí|bào|đội|minh|ruộng|hồ|bằng|phạm|thời|ý|loạt|đều|nghiệp)(?!\w)", re.IGNORECASE)
_FROM = re.compile(r"(?<!\w)từ\s+(?:khoảng\s+|mức\s+|gần\s+|hơn\s+)?$", re.IGNORECASE)
_ORDINAL = re.compile(
    r"(?<!\w)(?:lần\s+thứ|thứ|khóa|khoá|đại\s+hội|kỳ\s+họp\s+thứ|đại\s+hội\s+đảng(?:\s+lần)?|hội\s+nghị\s+trung\s+ương"
    r"|trung\s+ương)\s+$",
    re.IGNORECASE,
)
_FALLS = frozenset({"xuống", "còn"})
_MOVES = _FALLS | {"lên"}
_ROMAN = re.compile(r"(?<![\w.-])(?:X{1,2}(?:IX|IV|V?I{0,3})|IX|IV|VI{0,3}|I{1,3})(?![\w-])")
_ROMAN_CUE = re.compile(
    r"(?<!\w)(?:thứ|khóa|khoá|đại\s+hội|nhiệm\s+kỳ|chu\s+kỳ|kỳ|lần|quốc\s+hội)\s+$",
    re.IGNORECASE,
)
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10}


def number(text: str) -> Decimal:
    """The value of Vietnamese digits: '1.250' is 1250, '6,5' is 6.5, and '1.12' is read as 1.12."""
    plain = text
    if plain.count(",") > 1:
        plain = plain.replace(",", "")
    elif "," in plain:
        plain = plain.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3})+", plain):
        plain = plain.replace(".", "")
    return Decimal(plain)


def roman(text: str) -> int:
    """The value of Roman digits I, V and X: 'XIV' is 14."""
    values = [_ROMAN_DIGITS[c] for c in text]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def _scaled(digits: str, scale: str | None) -> Decimal:
    power = SCALES[" ".join(scale.lower().split())] if scale else 0
    return number(digits).scaleb(power)


def _unit(raw: str | None) -> str:
    if raw is None:
        return ""
    word = " ".join(raw.lower().split())
    if word.startswith("điểm"):
        return "percentage point"
    if word in {"%", "phần trăm"}:
        return "%"
    if word == "lần":
        return "times"
    return CURRENCIES[word]


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity written with digits in Vietnamese `text`, in order, dates left out.

    'từ A đến B' gives two quantities, since it may tell a movement; 'A-B' and 'A đến B' give one range.
    """
    composed, offsets = align_nfc(text)
    return _quantities(text, composed, offsets, [d.span for d in find_dates(composed)])


def quantities_besides(text: str, dates: list[Span]) -> tuple[Quantity, ...]:
    """`find_quantities` for NFC `text` whose dates are already known."""
    return _quantities(text, text, None, dates)


def _quantities(text: str, composed: str, offsets: list[int] | None, dates: list[Span]) -> tuple[Quantity, ...]:
    rest = _covered(composed, dates)
    parts: list[Part] = []
    for match in _FRACTION.finditer(rest):
        top, bottom = int(match["a"]), int(match["b"])
        if 0 < top < bottom:
            parts.append((*match.span(), Decimal(top) / Decimal(bottom), None, "fraction"))
    for match in _QUANTITY.finditer(rest):
        parts.extend(_read(match, rest))
    parts.extend(
        (*match.span(), Decimal(roman(match[0])), None, "ordinal")
        for match in _ROMAN.finditer(rest)
        if _ROMAN_CUE.search(rest, max(0, match.start() - 20), match.start())
    )
    taken: list[tuple[int, int]] = []
    found: list[Quantity] = []
    for start, end, low, high, unit in parts:
        if any(start < b and a < end for a, b in taken):
            continue
        taken.append((start, end))
        span = Span(start, end) if offsets is None else Span(offsets[start], offsets[end])
        found.append(Quantity(span, span.of(text), low, high, unit))
    return tuple(sorted(found, key=lambda quantity: quantity.span))


def _covered(text: str, spans: list[Span]) -> str:
    """`text` with the letters of `spans` blotted out, so that no number is read across or inside them."""
    for span in spans:
        text = f"{text[: span.start]}{'x' * len(span)}{text[span.end :]}"
    return text


def _read(match: re.Match[str], text: str) -> list[Part]:
    if match["b"] is None:
        return [_single(match, text)]
    start, end = match.span()
    last, end = _checked(match["v"], match["t"], text, end, match.start("v"))
    first, _ = _checked(match["u"], match["s"], text, match.end("u"), match.start("u"))
    unit = SYMBOLS[match["symbol"].strip().upper()] if match["symbol"] else _unit(last)
    joint = match["j"].split()[-1] if match["j"].strip() else "-"
    shared = match["t"] if first is None else None
    low, high = _scaled(match["a"], match["s"] or shared), _scaled(match["b"], match["t"])
    if low >= high and match["s"] is None and joint not in _FALLS:
        low = _scaled(match["a"], None)
    score = joint in "-–" and not any((match["s"], match["t"], first, last))  # '60-40', a vote or a result
    from_to = joint not in "-–" and _FROM.search(text, max(0, start - 20), start) is not None
    moving = joint in _MOVES or from_to
    mixed = first is not None and _unit(first) != unit
    if not (moving or mixed) and (low < high or score):
        return [(start, end, low, high, unit)]
    first_end = max(match.end("a"), match.end("s"), match.end("u"))
    return [(start, first_end, low, None, _unit(first) if first else unit), (match.start("b"), end, high, None, unit)]


def _single(match: re.Match[str], text: str) -> Part:
    start, end = match.span()
    raw, end = _checked(match["u"], match["s"], text, end, match.start("u"))
    unit = SYMBOLS[match["symbol"].strip().upper()] if match["symbol"] else _unit(raw)
    if unit == "times":
        end = max(match.end("a"), match.end("s"))
    if unit == "" and match["s"] is None and match["a"].isdigit():
        end = match.end("a")
        if _ORDINAL.search(text, max(0, start - 30), start):
            unit = "ordinal"
    value = _scaled(match["a"], match["s"])
    if (
        match["s"] is None
        and unit not in {"%", "percentage point", "times"}
        and ENGLISH_THOUSANDS.fullmatch(match["a"])
    ):
        value = Decimal(match["a"].replace(",", ""))
    return (start, end, value, None, unit)


def _checked(raw: str | None, scale: str | None, text: str, end: int, unit_start: int) -> tuple[str | None, int]:
    """The unit, unless it is an ordinary word here ('12 đồng chí'), and where the quantity ends."""
    if raw is None or raw.lower() not in _WEAK:
        return raw, end
    if raw.lower() == "đồng" and (scale is not None or not _COMRADE.match(text, end)):
        return raw, end
    if raw.lower() != "đồng" and scale is not None:
        return raw, end
    if raw.lower() in {"bảng", "yên"} and re.search(r"\d\.\d{3}\s$", text[:unit_start]):
        return raw, end
    return None, len(text[:unit_start].rstrip())
