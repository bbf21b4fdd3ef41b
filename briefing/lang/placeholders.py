"""Placeholders make a small translation model exact on names, numbers and dates.

Before translation every such mention is replaced by a token that the model copies; afterwards the exact English form is
put in the token's place. `mask` and `unmask` serve inference, `mask_pair` training data. Texts are normalised to NFC:
this is a model's boundary, nothing here is ever quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.lang.calendar_english import ordinal
from briefing.lang.glossary import NAME, Glossary
from briefing.lang.institutions import find_institutions
from briefing.lang.mentions import Key, Kind, Mention, find_mentions, touches
from briefing.lang.names import find_names
from briefing.lang.text import nfc
from briefing.lang.titles import find_titled
from briefing.records import dataclass

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


_BRACKETS = str.maketrans({OPEN: "[", CLOSE: "]"})


def mask(text: str, glossary: Glossary | None = None) -> Masked:
    """Vietnamese `text` with its names, quantities and dates replaced by tokens.

    The same words get the same token each time. What exceeds `LIMITS`, and counts below ten, stays text. With a
    `glossary`, the office before a name goes behind the name's token too.
    """
    composed = nfc(text).translate(_BRACKETS)
    mentions = [mention for mention in find_mentions(composed) if not mention.plain]
    if glossary is not None:
        mentions = _spelled(composed, mentions, glossary)
    return _replace(composed, _with_titles(composed, mentions, glossary) if glossary is not None else mentions)


def _spelled(text: str, mentions: list[Mention], glossary: Glossary) -> list[Mention]:
    """The mentions, with the spelling that a person prefers; whom and what only the glossary knows are mentions too."""
    persons = [
        Mention(one.span.start, one.span.end, "P", one.span.of(text), one.term.renderings, small=False)
        for one in glossary.find(text)
        if one.term.domain == NAME
    ]
    spans = [(one.start, one.end) for one in persons]
    rest = [one for one in mentions if not touches(one.start, one.end, spans)]
    taken = [(one.start, one.end) for one in (*persons, *rest)]
    bodies = [
        Mention(one.span.start, one.span.end, "P", one.span.of(text), one.forms, small=False)
        for one in find_institutions(text, glossary)
        if not touches(one.span.start, one.span.end, taken)
    ]
    return sorted([*persons, *bodies, *rest], key=lambda mention: mention.start)


def _with_titles(text: str, mentions: list[Mention], glossary: Glossary) -> list[Mention]:
    """The mentions, with titled names in the place of bare ones."""
    others = [(mention.start, mention.end) for mention in mentions if mention.kind != "P"]
    titled = [
        Mention(one.span.start, one.span.end, "P", one.span.of(text), one.forms, small=False)
        for one in find_titled(text, find_names(text), glossary)
        if not touches(one.span.start, one.span.end, others)
    ]
    spans = [(one.start, one.end) for one in titled]
    rest = [one for one in mentions if not touches(one.start, one.end, spans)]
    return sorted([*titled, *rest], key=lambda mention: mention.start)


def _replace(text: str, mentions: list[Mention]) -> Masked:
    slots: dict[Key, Slot] = {}
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


_TOKEN = re.compile(rf"{OPEN}\s*([PND])\s*(\d)\s*{CLOSE}")
_BEFORE_MARK = re.compile(rf"({CLOSE})\s+(?=[,.;:!?%)\]”’]|['’]s\b|-\w)")
_AFTER_MARK = re.compile(rf"([(\[“$])\s+(?={OPEN})")
_GLUED_LEFT = re.compile(rf"(?<=[^\W_])(?={OPEN})|(?<=[,;:])(?={OPEN})")
_GLUED_RIGHT = re.compile(rf"(?<={CLOSE})(?!(?:st|nd|rd|th|s)\b)(?=[^\W_]|{OPEN})")
_SENTENCE_END = re.compile(r"(?:^|[.!?]\s+)[“\"]?$")
_DETERMINED = re.compile(r"(?:^|[\s(\"“])(?:the|a|an|its|their|his|her|this|that|each|\S+['’]s?)\s+$", re.IGNORECASE)
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
    if form.startswith("the ") and _DETERMINED.search(before):
        form = form.removeprefix("the ")
    return before + (_opening(slot, form) if _SENTENCE_END.search(before) else form), position


def _opening(slot: Slot, form: str) -> str:
    """The form as a sentence begins with it: numbers in words where they have some, names as they are written."""
    if form.isdigit():
        form = next((other for other in slot.forms if other[0].isupper() and other[-1].islower()), form)
    return form[0].upper() + form[1:] if slot.token[1] != "P" or form.startswith("the ") else form


def mask_pair(vietnamese: str, english: str) -> tuple[str, str]:
    """A training pair with tokens on both sides, for those mentions of which the English has a known form.

    A mention without its form in the English stays text on both sides. Bare numbers below ten are masked only where
    the English has digits.
    """
    source, target = nfc(vietnamese).translate(_BRACKETS), nfc(english).translate(_BRACKETS)
    claimed: list[tuple[int, int]] = []
    places: dict[Key, list[tuple[int, int]]] = {}
    mentions = find_mentions(source)
    counts: dict[Key, int] = {}
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
    mention: Mention,
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
            if len(found) < wanted and not touches(start, end, claimed) and not touches(start, end, found):
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
