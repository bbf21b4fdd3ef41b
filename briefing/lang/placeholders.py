"""Placeholders make a small translation model exact on names, numbers and dates.

Before translation every such mention is replaced by a token that the model copies; afterwards the exact English form is
put in the token's place. `mask` and `unmask` serve inference, `mask_pair` training data. Texts are normalised to NFC:
this is a model's boundary, nothing here is ever quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from briefing.lang.calendar import DateMention, find_dates
from briefing.lang.calendar_english import english_date_forms, ordinal
from briefing.lang.glossary import NAME, Glossary
from briefing.lang.names import NameMention, english_name_forms, find_names
from briefing.lang.numbers import MEASURES, Quantity, quantities_besides
from briefing.lang.numbers_english import english_forms
from briefing.lang.text import nfc
from briefing.lang.titles import find_titled

Kind = Literal["P", "N", "D"]
LIMITS: dict[Kind, int] = {"P": 8, "N": 8, "D": 6}
OPEN, CLOSE = "⟦", "⟧"  # mathematical white square brackets: in no news text


def token(kind: Kind, number: int) -> str:
    """The placeholder of a kind and a number from 1: '⟦P1⟧'."""
    return f"{OPEN}{kind}{number}{CLOSE}"


TOKENS: tuple[str, ...] = tuple(token(kind, n) for kind, limit in LIMITS.items() for n in range(1, limit + 1))


@dataclass(frozen=True, slots=True)
class Slot:
    """What a token stands for: the Vietnamese words and their English forms, the preferred one first."""

    token: str
    source: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Masked:
    """A Vietnamese text with tokens in it, and their slots in order of first appearance."""

    text: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Unmasked:
    """An English text with its slots filled; `missing` slots had no token, `unknown` tokens had no slot."""

    text: str
    missing: tuple[Slot, ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    kind: Kind
    source: str
    forms: tuple[str, ...]
    small: bool  # a bare number that English may spell out: its digits must stand in the English of a pair
    plain: bool = False  # stays text in `mask`

    @property
    def key(self) -> _Key:
        """What shares one token: the same words that stand for the same form."""
        return (self.kind, self.source, self.forms[0])


_Key = tuple[Kind, str, str]


_BRACKETS = str.maketrans({OPEN: "[", CLOSE: "]"})
_SMALL = 10  # bare numbers below are spelled in English and stay text


def mask(text: str, glossary: Glossary | None = None) -> Masked:
    """Vietnamese `text` with its names, quantities and dates replaced by tokens.

    The same words get the same token each time. What exceeds `LIMITS`, and bare numbers below ten, stays text. With a
    `glossary`, the office before a name goes behind the name's token too.
    """
    composed = nfc(text).translate(_BRACKETS)
    mentions = [mention for mention in _mentions(composed) if not mention.plain]
    if glossary is not None:
        mentions = _spelled(composed, mentions, glossary)
    return _replace(composed, _with_titles(composed, mentions, glossary) if glossary is not None else mentions)


def _spelled(text: str, mentions: list[_Mention], glossary: Glossary) -> list[_Mention]:
    """The mentions, with the spelling that a person prefers; whom only the glossary knows is a mention too."""
    persons = [
        _Mention(one.span.start, one.span.end, "P", one.span.of(text), one.term.renderings, small=False)
        for one in glossary.find(text)
        if one.term.domain == NAME
    ]
    spans = [(one.start, one.end) for one in persons]
    rest = [one for one in mentions if not _touches(one.start, one.end, spans)]
    return sorted([*persons, *rest], key=lambda mention: mention.start)


def _with_titles(text: str, mentions: list[_Mention], glossary: Glossary) -> list[_Mention]:
    """The mentions, with titled names in the place of bare ones."""
    others = [(mention.start, mention.end) for mention in mentions if mention.kind != "P"]
    titled = [
        _Mention(one.span.start, one.span.end, "P", one.span.of(text), one.forms, small=False)
        for one in find_titled(text, find_names(text), glossary)
        if not _touches(one.span.start, one.span.end, others)
    ]
    spans = [(one.start, one.end) for one in titled]
    rest = [one for one in mentions if not _touches(one.start, one.end, spans)]
    return sorted([*titled, *rest], key=lambda mention: mention.start)


def _replace(text: str, mentions: list[_Mention]) -> Masked:
    slots: dict[_Key, Slot] = {}
    counts: dict[Kind, int] = dict.fromkeys(LIMITS, 0)
    parts: list[str] = []
    position = 0
    for mention in mentions:
        key = mention.key
        if key not in slots:
            if counts[mention.kind] == LIMITS[mention.kind]:
                continue
            counts[mention.kind] += 1
            slots[key] = Slot(token(mention.kind, counts[mention.kind]), mention.source, mention.forms)
        parts += [text[position : mention.start], slots[key].token]
        position = mention.end
    return Masked("".join([*parts, text[position:]]), tuple(slots.values()))


def _mentions(text: str) -> list[_Mention]:
    """All mentions in order, without overlaps: dates first, then names (they may hold digits), then quantities."""
    dates = find_dates(text)
    taken = [(date.span.start, date.span.end) for date in dates]
    found = [_date(date) for date in dates]
    names = [name for name in find_names(text) if not _touches(name.span.start, name.span.end, taken)]
    found += [_name(name) for name in names]
    spans = [date.span for date in dates] + [name.span for name in names]
    found += [_quantity(quantity, text) for quantity in quantities_besides(text, spans)]
    return sorted(found, key=lambda mention: mention.start)


def _touches(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    return any(start < b and a < end for a, b in taken)


def _date(date: DateMention) -> _Mention:
    return _Mention(date.span.start, date.span.end, "D", date.text, english_date_forms(date), small=False)


def _name(name: NameMention) -> _Mention:
    return _Mention(name.span.start, name.span.end, "P", name.text, english_name_forms(name), small=False)


_HOUR = re.compile(r"\s?(?:giờ|h\d{0,2})(?!\w)")
_MEASURED = re.compile(rf"\s?(?:{MEASURES})(?![\w])")  # English has digits before units: '5 km'


def _quantity(quantity: Quantity, text: str) -> _Mention:
    counted = quantity.unit in {"", "times", "ordinal"} and quantity.high is None
    small = counted and (quantity.text.isdigit() or quantity.text.isalpha())  # the letters are Roman digits
    small = small and (quantity.low < _SMALL or _of_day(quantity, text))
    return _Mention(
        quantity.span.start,
        quantity.span.end,
        "N",
        quantity.text,
        english_forms(quantity),
        small=small,
        plain=small and _MEASURED.match(text, quantity.span.end) is None,
    )


def _of_day(quantity: Quantity, text: str) -> bool:
    """True for hours: English says '6 p.m.' for '18 giờ', so the model words them."""
    end = quantity.span.end
    return quantity.low <= 24 and _HOUR.match(text, end) is not None  # noqa: PLR2004


_TOKEN = re.compile(rf"{OPEN}\s*([PND])\s*(\d)\s*{CLOSE}")
_BEFORE_MARK = re.compile(rf"({CLOSE})\s+(?=[,.;:!?%)\]”’]|['’]s\b|-\w)")
_AFTER_MARK = re.compile(rf"([(\[“$])\s+(?={OPEN})")
_GLUED_LEFT = re.compile(rf"(?<=[^\W_])(?={OPEN})|(?<=[,;:])(?={OPEN})")
_GLUED_RIGHT = re.compile(rf"(?<={CLOSE})(?!(?:st|nd|rd|th|s)\b)(?=[^\W_]|{OPEN})")
_SENTENCE_END = re.compile(r"(?:^|[.!?]\s+)[“\"]?$")
_UNITS_AFTER = (("%", re.compile(r"^\s?(?:%|percent\b|per cent\b)")),)
_SIGN_BEFORE = re.compile(r"(?:US\$|\$|USD|VND|EUR|GBP|€|£)\s?$")
_NOUN_AFTER = re.compile(r"^\s(?:US dollars?|dollars?|USD|VND|dong)\b")


def unmask(text: str, slots: tuple[Slot, ...]) -> Unmasked:
    """English `text` with the preferred form in the place of each token, and the spaces around it set right."""
    by_token = {slot.token: slot for slot in slots}
    tidy = _TOKEN.sub(lambda match: f"{OPEN}{match[1]}{match[2]}{CLOSE}", text)
    tidy = _AFTER_MARK.sub(r"\1", _BEFORE_MARK.sub(r"\1", tidy))
    tidy = _GLUED_RIGHT.sub(" ", _GLUED_LEFT.sub(" ", tidy))
    used: set[str] = set()
    unknown: list[str] = []
    result = ""
    position = 0
    for match in _TOKEN.finditer(tidy):
        result += tidy[position : match.start()]
        position = match.end()
        slot = by_token.get(match[0])
        if slot is None:
            unknown.append(match[0])
            if result.endswith(" ") and tidy[position : position + 1] in {" ", "", ",", "."}:
                result = result[:-1]
            continue
        used.add(match[0])
        result, position = _fill(result, tidy, position, slot)
    missing = tuple(slot for slot in slots if slot.token not in used)
    return Unmasked(result + tidy[position:], missing, tuple(unknown))


def _fill(before: str, tidy: str, position: int, slot: Slot) -> tuple[str, int]:
    """The text with the slot's form added; a unit that the model wrote beside the token is not doubled."""
    form = slot.forms[0]
    if slot.token[1] == "N":
        ordinal_end = _ORDINAL_END.match(tidy[position:])
        if ordinal_end:
            position += ordinal_end.end()
            form = form if _ORDINAL_END.match(form[-2:]) or not form.isdigit() else ordinal(int(form))
        if not form[0].isdigit():
            before = _SIGN_BEFORE.sub("", before)
            doubled = _NOUN_AFTER.match(tidy[position:])
            position += doubled.end() if doubled else 0
        for ending, pattern in _UNITS_AFTER:
            after = pattern.match(tidy[position:])
            if form.endswith(ending) and after:
                position += after.end()
    if slot.token[1] != "P":
        if form.startswith("the ") and before.lower().endswith("the "):
            form = form.removeprefix("the ")
        if _SENTENCE_END.search(before):
            form = form[0].upper() + form[1:]
    return before + form, position


def mask_pair(vietnamese: str, english: str) -> tuple[str, str]:
    """A training pair with tokens on both sides, for those mentions of which the English has a known form.

    A mention without its form in the English stays text on both sides. Bare numbers below ten are masked only where
    the English has digits.
    """
    source, target = nfc(vietnamese).translate(_BRACKETS), nfc(english).translate(_BRACKETS)
    claimed: list[tuple[int, int]] = []
    places: dict[_Key, list[tuple[int, int]]] = {}
    mentions = _mentions(source)
    counts: dict[_Key, int] = {}
    for mention in mentions:
        counts[mention.key] = counts.get(mention.key, 0) + 1
    for mention in sorted(mentions, key=lambda m: (m.kind == "N", -len(m.forms[0]), m.start)):
        key = mention.key
        if key in places:
            continue
        wanted = len(target) if mention.kind == "P" else counts[key]
        places[key] = _places(mention, target, claimed, wanted)
        claimed += places[key]
    masked = _replace(source, [m for m in mentions if places[m.key]])
    numbered = {(slot.token[1], slot.source, slot.forms[0]): slot.token for slot in masked.slots}
    edits = [(start, end, numbered[key]) for key, spans in places.items() if key in numbered for start, end in spans]
    for start, end, mark in sorted(edits, reverse=True):
        target = target[:start] + mark + _ORDINAL_END.sub("th", target[end:], count=1)
    return masked.text, target


_ENDING = re.compile(r"^(?:st|nd|rd|th|s)\b")
_ORDINAL_END = re.compile(r"^(?:st|nd|rd|th)\b")


def _places(
    mention: _Mention,
    target: str,
    claimed: list[tuple[int, int]],
    wanted: int,
) -> list[tuple[int, int]]:
    """Where the English has a form of `mention`, longest form first, at most `wanted` places."""
    forms = [form for form in mention.forms if form in target]
    if mention.small:
        forms = [form for form in forms if form[0].isdigit()]
    found: list[tuple[int, int]] = []
    for form in sorted(forms, key=len, reverse=True):
        for start, end in _whole(form, target):
            if len(found) < wanted and not _touches(start, end, claimed) and not _touches(start, end, found):
                found.append((start, end))
    return found


def _whole(form: str, target: str) -> Iterator[tuple[int, int]]:
    """Occurrences of `form` that are no part of a longer word or number."""
    start = target.find(form)
    while start >= 0:
        end = start + len(form)
        if not _inside(form, target, start, end):
            yield start, end
        start = target.find(form, end)


def _inside(form: str, target: str, start: int, end: int) -> bool:
    before, after = target[start - 1 : start], target[end : end + 1]
    if form[-1].isdigit() and _ENDING.match(target[end : end + 3]):
        after = ""
    if after == "s" and form.isupper() and not target[end + 1 : end + 2].isalnum():
        after = ""
    if (before.isalnum() and form[0].isalnum()) or (after.isalnum() and form[-1].isalnum()):
        return True
    numeric_left = form[0].isdigit()
    if (
        numeric_left
        and before in {".", ",", "$", "€", "£", "/"}
        and (before in "$€£" or target[start - 2 : start - 1].isdigit())
    ):
        return True
    if numeric_left and before in {"-", "–"} and target[start - 2 : start - 1].isalnum():
        return len(form) != len("2026") or target[start - 2].isdigit()  # 'mid-2026' holds the year
    if form[-1].isdigit():
        if after in {".", ",", "/"} and target[end + 1 : end + 2].isdigit():
            return True
        if after == "%" or (after in {"-", "–"} and target[end + 1 : end + 2].isdigit()):
            return True
    return False
