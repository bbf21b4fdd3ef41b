"""Right pairs of sentence and English made wrong in one known way each: what the checks must catch.

Every function takes a pair and a random generator and gives the false pair, or None where the pair has nothing to
falsify in that way. The same generator gives the same pairs.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from briefing.lang.calendar_english import MONTHS, find_english_dates
from briefing.lang.names import english_name, find_names
from briefing.lang.numbers_english import find_english_quantities
from briefing.lang.polarity import find_negations
from briefing.lang.quotations import find_quotations


@dataclass(frozen=True, slots=True)
class Labelled:
    """A pair with what is wrong in it: `fault` is a group of checks ('numbers', 'names', …) or '' for a right pair."""

    id: str
    source: tuple[str, ...]
    english: str
    fault: str = ""
    brief: bool = False
    note: str = ""
    half: str = "tune"
    topic: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class Pool:
    """What falsifications may borrow: all right pairs, and the persons and foreign names in them."""

    pairs: tuple[Labelled, ...]
    names: tuple[str, ...]


Falsify = Callable[[Labelled, Pool, random.Random], Labelled | None]
_LONG = 12  # words
_SCALES = ("million", "billion", "trillion")
_NOT = re.compile(
    r"\b(?P<aux>do|does|did) not (?P<verb>\w+)|\b(?P<be>is|are|was|were|will|would|could|should|must|can|may|has"
    r"|have|had|need|does|did|do) not(?= )"
    r"|\bcannot\b|\b(?P<n>\w+)n't\b|\bnot (?=to |be |a |in |yet )|\bno longer |\bnever |\bwithout (?=\w+ing)"
    r"|\b[Nn]o (?=[a-z])"
)
_COUNTRIES = ("Laos", "Thailand", "Japan", "France", "Russia", "China", "India", "Cuba", "Germany", "Australia")


def pool_of(pairs: Sequence[Labelled]) -> Pool:
    """The pool of a list of right pairs."""
    names = {
        english_name(name) for pair in pairs for text in pair.source for name in find_names(text) if " " in name.text
    }
    return Pool(tuple(pairs), tuple(sorted(name for name in names if name[0].isalpha())))


def number(pair: Labelled, pool: Pool, chance: random.Random) -> Labelled | None:
    """One number gets another digit, another scale, or another unit."""
    del pool
    found = [
        one for one in find_english_quantities(pair.english) if re.search(r"\d", one.text) and one.unit != "ordinal"
    ]
    found = [one for one in found if not re.match(r"[A-Za-z:-]*\d*(?:[ap]\.m|:\d)", pair.english[one.span.start :])]
    if not found:
        return None
    one = chance.choice(found)
    ways = ["digit"]
    if any(f" {scale}" in one.text for scale in _SCALES):
        ways.append("scale")
    if one.text.startswith("$"):
        ways.append("currency")
    way = chance.choice(ways)
    if way == "scale":
        scale = next(scale for scale in _SCALES if f" {scale}" in one.text)
        wrong = one.text.replace(scale, _SCALES[(_SCALES.index(scale) + 1) % len(_SCALES)])
    elif way == "currency":
        wrong = one.text.replace("$", "VND", 1)
    else:
        place = re.search(r"\d", one.text)
        assert place is not None
        digit = int(place[0])
        wrong = f"{one.text[: place.start()]}{digit % 9 + 1}{one.text[place.end() :]}"
    return _changed(pair, "numbers", f"{way}: {one.text} -> {wrong}", one.span.start, one.span.end, wrong)


def direction(pair: Labelled, pool: Pool, chance: random.Random) -> Labelled | None:
    """What rose fell, and the other way round."""
    del pool
    swaps = {
        "rose": "fell",
        "up": "down",
        "increased": "decreased",
        "fell": "rose",
        "down": "up",
        "grew": "shrank",
        "rise": "fall",
    }
    amount = r"(?: by| from| about| nearly| more than| over)? (?:VND|US|\$|€)?\d"
    found = list(re.finditer(rf"(?<!makes )(?<!make )(?<!made )\b(?:{'|'.join(swaps)})\b(?={amount})", pair.english))
    if not found:
        return None
    match = chance.choice(found)
    return _changed(pair, "numbers", f"direction: {match[0]}", *match.span(), swaps[match[0]])


def date(pair: Labelled, pool: Pool, chance: random.Random) -> Labelled | None:
    """Another month, day or year."""
    del pool
    found = [
        one
        for one in find_english_dates(pair.english)
        if one.last_day is None and one.last_year is None and one.quarter is None
    ]
    if not found:
        return None
    one = chance.choice(found)
    if one.month and (one.day is None or chance.choice((True, False))):
        name = MONTHS[one.month - 1]
        other = MONTHS[(one.month + chance.randrange(1, 11)) % 12]
        wrong = one.text.replace(name, other)
    elif one.day:
        wrong = re.sub(rf"(?<!\d){one.day}(?!\d)", str(one.day % 27 + 1), one.text, count=1)
    else:
        wrong = one.text.replace(str(one.year), str((one.year or 0) + chance.choice((-3, -1, 1, 2))))
    if wrong == one.text:
        return None
    return _changed(pair, "dates", f"{one.text} -> {wrong}", one.span.start, one.span.end, wrong)


def name(pair: Labelled, pool: Pool, chance: random.Random) -> Labelled | None:
    """A name is swapped for another person's, or one part of it altered."""
    here = [english_name(one) for text in pair.source for one in find_names(text)]
    here = [one for one in here if " " in one and one in pair.english]
    if not here:
        return None
    one = chance.choice(here)
    other = chance.choice([other for other in pool.names if not set(other.split()) & set(one.split())])
    if not chance.randrange(3):
        other = " ".join((*one.split()[:-1], other.split()[-1]))
    start = pair.english.index(one)
    return _changed(pair, "names", f"{one} -> {other}", start, start + len(one), other)


def place(pair: Labelled, pool: Pool, chance: random.Random) -> Labelled | None:
    """One country is taken for another."""
    del pool
    found = [one for one in _COUNTRIES if re.search(rf"\b{one}\b", pair.english)]
    if not found:
        return None
    one = chance.choice(found)
    other = chance.choice([other for other in _COUNTRIES if other not in pair.english])
    match = re.search(rf"\b{one}\b", pair.english)
    assert match is not None
    return _changed(pair, "glossary", f"{one} -> {other}", *match.span(), other)


_OFFICES = {
    "Prime Minister": "President",
    "President": "Prime Minister",
    "Ambassador": "Minister",
    "Minister": "Ambassador",
    "Chairman": "Secretary",
    "Deputy Minister": "Ambassador",
    "General Secretary": "Prime Minister",
}


def office(pair: Labelled, pool: Pool, chance: random.Random) -> Labelled | None:
    """Someone is given another office."""
    del pool, chance
    for right in sorted(_OFFICES, key=len, reverse=True):
        match = re.search(rf"(?<!Deputy )(?<!Prime )(?<!Vice )\b{right}(?= [A-Z][a-z]+ [A-Z])", pair.english)
        if match:
            return _changed(pair, "glossary", f"{right} -> {_OFFICES[right]}", *match.span(), _OFFICES[right])
    return None


def negation(pair: Labelled, pool: Pool, chance: random.Random) -> Labelled | None:
    """One denial is dropped: 'did not agree' is told as 'did agree'."""
    del pool
    if not any(find_negations(text) for text in pair.source):
        return None
    found = list(_NOT.finditer(pair.english))
    if not found:
        return None
    match = chance.choice(found)
    if match["aux"]:
        right = match["verb"] if match["aux"] == "do" else f"{match['aux']} {match['verb']}"
    elif match["be"]:
        right = match["be"]
    elif match["n"]:
        right = {"ca": "can", "wo": "will"}.get(match["n"], match["n"])
    else:
        right = "can" if match[0] == "cannot" else "by " if match[0].startswith("without") else ""
    return _changed(pair, "negation", f"dropped: {match[0].strip()}", *match.span(), right)


_INVENTED = (
    'calling it "a turning point for the whole region"',
    'adding that "the time for hesitation is over"',
    'and said "we will never accept this"',
    'describing the outcome as "a victory of patience"',
    'saying "our people deserve nothing less"',
)


def quotation(pair: Labelled, pool: Pool, chance: random.Random) -> Labelled | None:
    """A quotation is added that nobody said, or reported speech is put between marks."""
    del pool
    if find_quotations(pair.english):
        return None
    said = re.search(
        r"\b(?:said|stressed|affirmed|noted|argued|warned)(?: that)? ([a-z][^,.;\"]{25,90})(?=[,.;])", pair.english
    )
    if said and chance.choice((True, False)) and not any(find_quotations(text) for text in pair.source):
        return _changed(pair, "quotations", "reported speech between marks", *said.span(1), f'"{said[1]}"')
    invented = chance.choice(_INVENTED)
    return replace(pair, fault="quotations", english=f"{pair.english.rstrip('.')}, {invented}.", note="invented")


def other(pair: Labelled, pool: Pool, chance: random.Random) -> Labelled | None:
    """The sentence of another article is cited, of the same topic where there is one."""
    same = [one for one in pool.pairs if one.topic == pair.topic and one.article != pair.article]
    wrong = chance.choice(same or [one for one in pool.pairs if one.article != pair.article])
    return replace(pair, fault="adequacy", source=wrong.source, note=f"cites {wrong.id}")


def untranslated(pair: Labelled, pool: Pool, chance: random.Random) -> Labelled | None:
    """A stretch of the source is left as it is."""
    del pool
    words = pair.source[0].split()
    if len(words) < _LONG:
        return None
    start = chance.randrange(len(words) - 5)
    left = " ".join(words[start : start + 5])
    english = pair.english.split()
    half = len(english) // 2
    return replace(pair, fault="untranslated", english=" ".join((*english[:half], left, *english[half:])), note=left)


def repetition(pair: Labelled, pool: Pool, chance: random.Random) -> Labelled | None:
    """The text goes round in circles."""
    del pool
    words = pair.english.rstrip(".").split()
    if len(words) < _LONG:
        return None
    start = chance.randrange(len(words) - 4)
    part = words[start : start + 4]
    return replace(
        pair,
        fault="repetition",
        english=" ".join((*words[: start + 4], *part, *part, *words[start + 4 :])),
        note=" ".join(part),
    )


def short(pair: Labelled, pool: Pool, chance: random.Random) -> Labelled | None:
    """Most of the sentence is left out."""
    del pool, chance
    if len(pair.source[0].split()) < 2 * _LONG or pair.brief:
        return None
    return replace(pair, fault="length", english=" ".join(pair.english.split()[:4]).rstrip(",") + ".", note="cut")


KINDS: dict[str, Falsify] = {
    "number changed": number,
    "name swapped": name,
    "negation dropped": negation,
    "another article cited": other,
    "quotation invented": quotation,
}
"""The five that a reader is to be protected from before all."""
FURTHER: dict[str, Falsify] = {
    "direction turned": direction,
    "date changed": date,
    "country swapped": place,
    "office swapped": office,
    "left in Vietnamese": untranslated,
    "going in circles": repetition,
    "cut short": short,
}


def falsified(
    kind: Falsify, pairs: Sequence[Labelled], pool: Pool, count: int, chance: random.Random
) -> list[Labelled]:
    """`count` false pairs of one kind, from different pairs as long as there are any."""
    order = list(pairs)
    chance.shuffle(order)
    found: list[Labelled] = []
    for _ in range(4):
        for pair in order:
            wrong = kind(pair, pool, chance)
            if wrong is not None and wrong not in found:
                found.append(wrong)
                if len(found) == count:
                    return found
    return found


def _changed(  # noqa: PLR0917
    pair: Labelled, fault: str, note: str, start: int, end: int, wrong: str
) -> Labelled:
    english = f"{pair.english[:start]}{wrong}{pair.english[end:]}"
    return replace(pair, fault=fault, note=note, english=english[:1].upper() + english[1:])
