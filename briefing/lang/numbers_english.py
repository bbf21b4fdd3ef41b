"""Quantities in English: how a Vietnamese `Quantity` is worded, and which quantities an English text states.

The first form is the house style ('$5-10 billion', 'VND1.25 trillion', '6.5%'); the others are accepted when a
translation is checked or aligned.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from briefing.lang.calendar_english import find_english_dates, ordinal
from briefing.lang.numbers import ENGLISH_THOUSANDS, Quantity
from briefing.lang.text import nfc
from briefing.values import Span

_SCALES = (("quadrillion", 15), ("trillion", 12), ("billion", 9), ("million", 6))
_SIGNS = {
    "USD": ("$", "US$", "USD", "USD ", "US dollars ", "U.S. $"),
    "VND": ("VND", "VND ", "VNĐ", "VNĐ "),
    "EUR": ("EUR", "€", "EUR ", "euro "),
    "GBP": ("GBP", "£", "GBP "),
    "JPY": ("JPY", "¥", "JPY ", "yen "),
    "CNY": ("CNY", "CNY ", "RMB", "RMB ", "¥"),
    "SGD": ("SGD", "SGD ", "S$"),
    "AUD": ("AUD", "AUD ", "A$"),
    "CAD": ("CAD", "CAD ", "C$"),
    "NZD": ("NZ$", "NZD", "NZD "),
    "HKD": ("HK$", "HKD", "HKD "),
}
_NOUNS = {
    "USD": ("USD", "dollars", "US dollars", "U.S. dollars", "dollar", "US dollar", "bucks", "US$"),
    "VND": ("VND", "dong", "Vietnamese dong", "đồng", "dongs", "VNĐ"),
    "EUR": ("euros", "euro", "EUR"),
    "GBP": ("pounds", "pound", "British pounds", "GBP"),
    "JPY": ("yen", "Japanese yen", "JPY"),
    "CNY": ("yuan", "renminbi", "RMB", "CNY"),
    "KRW": ("won", "South Korean won", "KRW"),
    "LAK": ("kip", "Lao kip", "LAK"),
    "THB": ("baht", "Thai baht", "THB"),
    "RUB": ("rubles", "roubles", "ruble", "RUB"),
    "INR": ("rupees", "rupee", "INR"),
    "SGD": ("Singapore dollars", "SGD"),
    "AUD": ("Australian dollars", "AUD"),
    "CAD": ("Canadian dollars", "CAD"),
    "KHR": ("riel", "riels", "KHR"),
    "MYR": ("ringgit", "MYR"),
    "IDR": ("rupiah", "IDR"),
    "PHP": ("pesos", "PHP"),
    "CHF": ("Swiss francs", "CHF"),
}


def _listed(*lines: str) -> tuple[str, ...]:
    return tuple(word for line in lines for word in line.split())


_ONES = _listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen",
    "sixteen seventeen eighteen nineteen",
)
_TENS = _listed("_ _ twenty thirty forty fifty sixty seventy eighty ninety")
_ORDINALS = _listed(
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth",
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
)
_CENTS = frozenset({"USD", "EUR", "GBP", "AUD", "CAD", "SGD", "NZD"})
_SCALE_WORD = re.compile(r"(?:tỷ|tỉ|triệu)(?!\w)", re.IGNORECASE)
_MILLION = 10**6
_JOINT = re.compile(r"[-–]|đến|tới")
_DIGITS = re.compile(r"\d[\d.,]*\d|\d")


def spell(value: int) -> str:
    """English words for 0 to 99: 'twelve', 'twenty-one'."""
    if value < len(_ONES):
        return _ONES[value]
    tens, ones = divmod(value, 10)
    return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")


def plain(value: Decimal) -> str:
    """Digits with comma thousands and no superfluous zeros: '1,250', '6.5'."""
    text = f"{value.normalize():,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _as_written(digits: str) -> str:
    """Vietnamese digits with English marks, keeping every zero that was written: '6,50' becomes '6.50'."""
    if digits.count(",") > 1:
        return digits
    whole, _, decimals = digits.partition(",")
    if not decimals and re.fullmatch(r"\d{1,3}\.\d{1,2}", whole):
        return whole
    whole = whole.replace(".", "")
    return f"{int(whole):,}" + (f".{decimals}" if decimals else "")


def english_forms(quantity: Quantity) -> tuple[str, ...]:
    """The wordings of `quantity` in English, the house style first, without repetitions."""
    return _forms(nfc(quantity.text), quantity.low, quantity.high, quantity.unit)


@lru_cache(maxsize=16384)
def _forms(text: str, low: Decimal, high: Decimal | None, unit: str) -> tuple[str, ...]:
    if unit == "fraction":
        return _fraction(text, low)
    if unit == "ordinal" or (unit == "" and text.isalpha()):
        words = (_ORDINALS[int(low)],) if low < len(_ORDINALS) else ()
        return (ordinal(int(low)), *words, *(word.capitalize() for word in words), str(low), _roman(int(low)))
    bodies = _bodies(text, low) if high is None else _range_bodies(text, low, high)
    forms = [form for body in bodies for form in _with_unit(body, unit)]
    if high is not None and unit not in {"", "times"}:
        forms += _long_ranges(text, low, high, unit)
    if unit in {"", "times"} and high is None:
        forms += _spelled(low)
    return tuple(dict.fromkeys(forms))


def _bodies(text: str, value: Decimal) -> list[str]:
    """The number alone in English, with a scale word where the Vietnamese has one or might have."""
    digits = _DIGITS.search(text)
    if digits and ENGLISH_THOUSANDS.fullmatch(digits[0]) and Decimal(digits[0].replace(",", "")) == value:
        digits = None  # '1,250 người': English digits as they stand
    scaled = bool(_SCALE_WORD.search(text)) or bool(digits and value >= _MILLION and _decimal(digits[0]) != value)
    bodies: list[str] = []
    for name, power in _SCALES:
        amount = value.scaleb(-power)
        if amount >= 1 or (scaled and amount >= Decimal("0.1")):
            shown = plain(amount)
            bodies += [f"{shown} {name}", f"{shown}-{name}"]
            if digits and amount == _decimal(digits[0]):
                bodies.insert(len(bodies) - 2, f"{_as_written(digits[0])} {name}")
    if scaled and value < _MILLION:
        bodies.reverse()
    elif scaled:
        bodies = _preferred_first(bodies, value)
    flat = [plain(value), f"{value:f}" if value == value.to_integral_value() else plain(value)]
    if digits and not scaled and _decimal(digits[0]) == value:
        flat.insert(0, _as_written(digits[0]))
        if "," in digits[0] and value < _MILLION:
            flat.append(f"{value:,.2f}")
    if 1000 <= value < _MILLION and value % 100 == 0:  # noqa: PLR2004
        flat += [f"{plain(value / 1000)} thousand"]
    return bodies + flat if scaled else flat + bodies


def _preferred_first(bodies: list[str], value: Decimal) -> list[str]:
    """The scale word at which the amount has one to three digits before the point comes first."""
    name = next(name for name, power in _SCALES if value >= Decimal(10) ** power)
    return sorted(bodies, key=lambda body: not body.endswith(f" {name}"))


def _decimal(digits: str) -> Decimal:
    return Decimal(_as_written(digits).replace(",", ""))


def _range_bodies(text: str, low: Decimal, high: Decimal) -> list[str]:
    bodies: list[str] = []
    for right in _bodies(_JOINT.split(text)[-1], high):
        number, _, scale = right.partition(" ")
        power = dict(_SCALES).get(scale, 3 if scale == "thousand" else 0)
        if "-" in number:
            continue
        left = plain(low.scaleb(-power))
        tail = f" {scale}" if scale else ""
        bodies += [f"{left}{joint}{number}{tail}" for joint in ("-", "–", " to ", " - ", " – ", " and ")]
        bodies.append(f"{left}{tail} to {number}{tail}")
    if max(low, high) < 20 and low == low.to_integral_value() and high == high.to_integral_value():  # noqa: PLR2004
        bodies += [f"{spell(int(low))}{joint}{spell(int(high))}" for joint in (" to ", "-", " or ")]
    return bodies


def _long_ranges(text: str, low: Decimal, high: Decimal, unit: str) -> list[str]:
    lows, highs = _bodies(text, low), _bodies(text, high)
    forms: list[str] = []
    for left, right in ((a, b) for a in lows[:3] for b in highs[:3]):
        for one, two in zip(_with_unit(left, unit), _with_unit(right, unit), strict=False):
            forms += [f"{one} to {two}", f"{one}-{two}", f"{one} and {two}"]
    return forms


def _with_unit(body: str, unit: str) -> list[str]:
    if unit in {"", "times"}:
        return [body]
    if unit == "%":
        return [f"{body}%", f"{body} percent", f"{body} per cent", f"{body} %", f"{body}-percent", f"{body} pct"]
    if unit == "percentage point":
        tails = ("percentage points", "percentage point", "points", "point", "%", "percent", "pp")
        words = [f"{spell(int(body))} {tail}" for tail in tails[:4]] if body.isdigit() and len(body) == 1 else []
        joined = (f"{body} {tail}".replace(" %", "%") for tail in tails)
        return [*joined, *words, f"{body}-percentage-point", f"{body}-point"]
    if unit in _CENTS and re.fullmatch(r"[\d,]+\.\d", body):
        body += "0"  # '$1.70'
    signs = [f"{sign}{body}" for sign in _SIGNS.get(unit, (unit, f"{unit} "))]
    nouns = [f"{body} {noun}" for noun in _NOUNS.get(unit, ())]
    nouns += [f"{body.replace(' ', '-')}-{noun}" for noun in _NOUNS.get(unit, ())[1:5]]
    return signs + nouns


def ordinal_forms(value: int) -> tuple[str, ...]:
    """'2nd' and 'second', 'No. 2' and 'II'."""
    words = (_ORDINALS[value],) if value < len(_ORDINALS) else ()
    return (ordinal(value), *words, f"No. {value}", f"number {value}", _roman(value))


_MULTIPLES = {
    "1.5": ("one and a half times", "half as much again", "1.5-fold"),
    "2": ("double", "doubled", "doubles", "doubling", "twice", "twofold", "two-fold"),
    "3": ("triple", "tripled", "triples", "tripling", "threefold", "three-fold", "treble", "trebled"),
    "4": ("quadruple", "quadrupled", "quadrupling", "fourfold"),
}


def times_forms(value: Decimal) -> tuple[str, ...]:
    """How English multiplies by `value`: 'fivefold', 'twice', '1.8-fold'."""
    shown = plain(value)
    words = (spell(int(shown)),) if shown.isdigit() and int(shown) < len(_ONES) else ()
    folds = tuple(form for word in words for form in (f"{word}fold", f"{word}-fold", f"{word} times"))
    return (*folds, f"{shown}-fold", f"{shown}fold", f"{shown} times", *_MULTIPLES.get(shown, ()))


def _spelled(value: Decimal) -> list[str]:
    if value != value.to_integral_value() or not 0 <= value < 100:  # noqa: PLR2004
        return []
    word = spell(int(value))
    return [word, word.capitalize()]


_PARTS = {
    2: "half",
    3: "third",
    4: "quarter",
    5: "fifth",
    6: "sixth",
    7: "seventh",
    8: "eighth",
    9: "ninth",
    10: "tenth",
}


def _fraction(text: str, value: Decimal) -> tuple[str, ...]:
    top, bottom = (int(part) for part in text.split("/"))
    forms: list[str] = []
    if bottom in _PARTS and top < len(_ONES):
        plural = _PARTS[bottom] if top == 1 else ("halves" if bottom == 2 else _PARTS[bottom] + "s")  # noqa: PLR2004
        forms += ["half"] if (top, bottom) == (1, 2) else []
        forms += [f"{_ONES[top]}-{plural}", f"{_ONES[top]} {plural}", f"{_ONES[top].capitalize()}-{plural}"]
        forms += [f"a {plural}"] if top == 1 else []
        if bottom == 4:  # noqa: PLR2004
            forms += [f"{_ONES[top]}-fourths", f"{_ONES[top]} fourths"]
    forms += [text, f"{top} out of {bottom}", f"{top} of {bottom}"]
    share = value * 100
    return (*forms, f"{plain(share)}%") if share == share.to_integral_value() else tuple(forms)


def _roman(value: int) -> str:
    parts = ((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    shown = ""
    for amount, letters in parts:
        while value >= amount:
            shown, value = shown + letters, value - amount
    return shown


_WORDS = {word: Decimal(value) for value, word in enumerate(_ONES)}
_WORDS |= {spell(value): Decimal(value) for value in range(20, 100)}
_WORD_NUMBER = "|".join(sorted(_WORDS, key=len, reverse=True))
_NUMBER = rf"\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\b(?:{_WORD_NUMBER})\b"
_ENGLISH_SCALES = {
    "quadrillion": 15,
    "trillion": 12,
    "billion": 9,
    "bn": 9,
    "million": 6,
    "mln": 6,
    "thousand": 3,
    "hundred": 2,
}
_UNITS = {noun.lower(): unit for unit, nouns in _NOUNS.items() for noun in nouns} | {
    "percentage points": "percentage point",
    "percentage point": "percentage point",
    "percentage-point": "percentage point",
    "percent": "%",
    "per cent": "%",
    "%": "%",
    "times": "times",
}
_PREFIXES = {sign.strip().lower(): unit for unit, signs in _SIGNS.items() for sign in signs if sign != "¥"}
_PREFIXES |= {unit.lower(): unit for unit in _NOUNS} | {"¥": "JPY"}
_SCALE = rf"(?:[\s-](?P<{{0}}>{'|'.join(_ENGLISH_SCALES)})(?!\w))?"
_UNIT_WORDS = "|".join(re.escape(u) for u in sorted(_UNITS, key=len, reverse=True))
_UNIT = rf"(?:[\s-]?(?P<{{0}}>{_UNIT_WORDS})(?!\w))?"
_SIGN = "|".join(re.escape(sign) for sign in sorted(_PREFIXES, key=len, reverse=True))
_ENGLISH = re.compile(
    rf"(?<![\w.,/])(?:(?P<sign>{_SIGN})\s?)?(?P<a>{_NUMBER}){_SCALE.format('s')}{_UNIT.format('u')}"
    rf"(?:(?P<j>\s?[-–]\s?|\s+(?:to|and)\s+)(?:(?:{_SIGN})\s?)?(?P<b>{_NUMBER}){_SCALE.format('t')}{_UNIT.format('v')})?"
    r"(?P<th>(?<=\d)(?:st|nd|rd|th)\b)?(?![\d%])",
    re.IGNORECASE,
)


def find_english_quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity stated in English `text`, digits or words up to ninety-nine, in order, dates left out."""
    dates = [date.span for date in find_english_dates(text)]
    found: list[Quantity] = []
    for match in _ENGLISH.finditer(text):
        stated = _english(match, text)
        found.extend(quantity for quantity in stated if not any(quantity.span.overlaps(date) for date in dates))
    return tuple(found)


def _value(digits: str, scale: str | None) -> Decimal:
    value = _WORDS.get(digits.lower())
    if value is None:
        value = Decimal(digits.replace(",", ""))
    return value.scaleb(_ENGLISH_SCALES[scale.lower()]) if scale else value


def _english(match: re.Match[str], text: str) -> list[Quantity]:
    sign = _PREFIXES[match["sign"].lower()] if match["sign"] else ""
    first = sign or (_UNITS[match["u"].lower()] if match["u"] else "")
    start, end = match.span()
    if match["b"] is None:
        unit = "ordinal" if match["th"] else first
        return [Quantity(Span(start, end), text[start:end], _value(match["a"], match["s"]), None, unit)]
    unit = sign or (_UNITS[match["v"].lower()] if match["v"] else first)
    high = _value(match["b"], match["t"])
    low = _value(match["a"], match["s"] or match["t"])
    signed = text[match.end("j") : match.start("b")].strip()
    apart = bool(match["u"] and signed) or bool(match["u"] and match["v"] and first != _UNITS[match["v"].lower()])
    apart = apart or (first == "%" and not match["v"] and match["t"] is not None)  # 'fell 1.2% to 34.6 million tonnes'
    if signed and match["u"]:
        unit = _PREFIXES.get(signed.lower(), unit)
    if match["j"].strip() == "and" or low >= high or apart:
        middle = max(match.end("a"), match.end("s"), match.end("u"))
        alone = _value(match["a"], match["s"])
        other = "" if first == "%" and not match["v"] and match["t"] else unit
        return [
            Quantity(Span(start, middle), text[start:middle], alone, None, first),
            Quantity(Span(match.start("b"), end), text[match.start("b") : end], high, None, other),
        ]
    return [Quantity(Span(start, end), text[start:end], low, high, unit)]


_PLAIN_UNITS = frozenset({"", "times", "ordinal"})


def same_quantity(vietnamese: Quantity, english: Quantity) -> bool:
    """True when both state exactly the same numbers with the same unit; plain numbers, multiples and ordinals agree."""
    if vietnamese.unit == "fraction":
        return english.unit in {"%", "fraction", ""} and english.low in {vietnamese.low, vietnamese.low * 100}
    if (vietnamese.low, vietnamese.high) != (english.low, english.high):
        return False
    if vietnamese.unit in _PLAIN_UNITS:
        return english.unit in _PLAIN_UNITS
    return vietnamese.unit == english.unit
