"""Names: every person and foreign name of the source stands in the English unaltered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from briefing.lang.glossary import Glossary
from briefing.lang.lexical import stem, word_table
from briefing.lang.lexicon import SINO_NAMES
from briefing.lang.names import NameMention, english_name, english_name_forms
from briefing.lang.numbers_english import spell
from briefing.lang.phrases import tokens
from briefing.lang.places import PlaceMention, country_of, find_places
from briefing.lang.spellings import find_exonyms, pinyin_names, pinyin_pattern
from briefing.lang.text import ascii_name, fold, is_bare_syllable, is_vietnamese_syllable, nfc
from briefing.records import dataclass
from briefing.stages.checks.common import first_standing, names_of, stands, terms_of, verdict
from briefing.values import Check, Span, Verdict

KIND = "name"
_NO_NAME = "Bộ|Phó|Ban|Ủy|Cục|Đảng|Đoàn|Hội|Quân|Công|Liên|Quốc|Trung|Chính|Mặt|Thường|Nhà|Tổng|Viện|Sở|Vụ|Tòa|Đại"
_OFFICE = (
    "Tổng Bí thư|Chủ tịch nước|Thủ tướng|Bộ trưởng|Thứ trưởng|Ngoại trưởng|Đại sứ|Chủ tịch|Chủ nhiệm|[Tt]ướng"
    "|[Tt]á|[Úú]y"
    "|[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|TS|GS"
)
_TITLED = re.compile(rf"(?<!\w)(?:{_OFFICE})\s(?P<name>(?!(?:{_NO_NAME})\s)[^\W\d_]+(?:\s[^\W\d_]+){{1,3}})(?!\w)")
_FAR_TITLED = re.compile(
    rf"(?<!\w)(?:{_OFFICE})(?:\s[^\s,.;:()]+){{1,6}}?(?<=[a-zà-ỹ])\s(?P<name>[^\W\d_]+\s[^\W\d_]+\s[^\W\d_]+)(?!\w)"
)
_LEAST_LETTERS = 2
_HEADS = frozenset({"Đoàn", "Nước", "Đảng", "Hội", "Ban", "Khối", "Phòng"})
_KINDS = frozenset({"Bang", "Quận", "Tỉnh", "Hạt"})
"""Words before a foreign place that English may leave out or put behind: 'Bang Oregon', 'Oregon State'."""
_EVERYDAY_ACRONYMS = frozenset("FDI GDP GRDP ODA CPI PMI TMCP MC CO2 AI IT VAT SME PR".split())  # noqa: SIM905
"""Acronyms that are no names: English may write them out ('foreign-invested') or leave them to the context."""
_SMALL_AFTER = re.compile(r"\s(?:tịch|nhất|viên|đoàn|hội|minh|mại)(?!\w)")
_CAPITAL_WORD = re.compile(r"(?<![\w])[A-Z][^\W\d_]+")
_LEAST_RESPELT, _RESPELT = 4, 0.8
_ADDRESSES = frozenset({"Ong", "Ba", "Anh", "Chi", "Co", "Chu", "Bac", "Doan", "Hoi", "Ban"})
_PARTS, _SYLLABLES = 2, 3
_NEXT_SMALL = re.compile(r" ([a-zà-ỹđ]+)(?!\w)")
_WORD = 0.3  # how surely two syllables must be one word of the table
_VOWEL = re.compile("[aeiou]")
_INITIALS = re.compile(r"(?:[A-ZĐ][a-z]?\.\s?)+(?=[A-ZĐ]\w{2})")
_NUMBERED = re.compile(r"(?P<name>[A-Z][A-Za-z]*)(?P<plus>\+)?(?P<number>\d{1,2})")
_SMALL = frozenset({"of", "the", "and", "for", "on", "in"})


def check_names(
    sources: Sequence[str], english: str, glossary: Glossary | None = None, *, brief: bool = False
) -> tuple[Check, ...]:
    """Every name of the source stands in the English, without diacritics or with them.

    A name that was told before in the same sentences may return as its last part. An acronym may be written out, one in
    brackets behind what it stands for may be left out; another one that is missing is doubted, not failed.
    """
    told = _Told(english, english.lower(), fold(english))
    known = frozenset(fold(token.form) for text in sources for token in tokens(text))
    unread = list(pinyin_names(english, known))
    found = []
    for name, forms, text in _wanted(sources).values():
        preferred = glossary.name(nfc(name.text)) if glossary is not None else None
        if preferred is not None:
            match = first_standing(preferred.renderings, told.lowered)
            found.append(verdict(KIND, preferred.en, match, nfc(name.text), brief=brief))
            continue
        match = _match(name, forms, told, glossary)
        if match is None and name.kind == "person" and nfc(name.text) not in SINO_NAMES:
            match = _in_pinyin(name, told.bare, unread)
        if match is None and brief and (altered := _altered(name, english, known)):
            found.append(Check(KIND, "fail", forms[0], altered))
            continue
        acronym = name.kind == "foreign" and name.text.isupper()
        lost: Verdict = "warn" if acronym else "fail"
        aside = brief or _in_brackets(name, text) or _begins_a_word(name, text) or _abbreviates_vietnamese(name)
        found.append(verdict(KIND, forms[0], match, nfc(name.text), brief=aside, lost=lost))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Told:
    """The English, in small letters, and without diacritics."""

    english: str
    lowered: str
    bare: str


def _wanted(sources: Sequence[str]) -> dict[str, tuple[NameMention, tuple[str, ...], str]]:
    """The names of the sources by their English, with the forms that English may have and the text they stand in. A
    name that is part of an exonym may have the forms of the whole.
    """
    wanted = {}
    for text in sources:
        spoken = find_exonyms(text)
        mentions = find_places(text)
        for name in persons(text):
            within = any(one.span.contains(name.span) and len(one.span) > len(name.span) for one in mentions)
            if _is_name(name, text) and not within:
                others = [form for one in spoken if one.span.overlaps(name.span) for form in one.english]
                others += _of_capital(name, mentions)
                wanted[english_name(name)] = (name, (*english_name_forms(name), *others), text)
    return wanted


def _of_capital(name: NameMention, mentions: Sequence[PlaceMention]) -> tuple[str, ...]:
    """A capital's other spellings, and the country that it stands for where the text does not name that too: 'Tel Aviv'
    as 'Israel', 'Habana' as 'Havana'.
    """
    place = next((one.place for one in mentions if one.span == name.span), None)
    country = country_of(place) if place is not None else None
    if place is None or country is None:
        return ()
    return place.english if country in [one.place for one in mentions] else (*place.english, *country.english)


def _match(name: NameMention, forms: tuple[str, ...], told: _Told, glossary: Glossary | None) -> str | None:
    """How the English tells the name, if it does."""
    lowered = told.lowered
    match = first_standing(forms, lowered) or _inflected(forms, lowered)
    match = match or first_standing((fold(forms[0]),), told.bare)
    match = match or _in_parts(name, told) or _written_out(name, told.english, glossary)
    match = match or _respelt(name, told.english) or _addressed(name, lowered)
    return match or first_standing(_with_number(name), lowered)


def _in_pinyin(name: NameMention, bare: str, unread: list[str]) -> str | None:
    """A Chinese name in its Sino-Vietnamese reading: its own pinyin, or, where that is not known, any that is left."""
    pattern = pinyin_pattern(nfc(name.text))
    if pattern is None:
        return unread.pop(0) if unread else None
    match = pattern.search(bare)
    return match[0] if match else None


def _altered(name: NameMention, english: str, known: frozenset[str]) -> str | None:
    """The beginning of a name with another end: 'Vang Thi An' for 'Vàng Thị Lả', 'Annika South' for 'Vogelsang'."""
    parts = english_name(name).split()
    if len(parts) < (_SYLLABLES if name.kind == "person" else _PARTS):
        return None
    ahead = " ".join(parts[:-1])
    if len(parts) == _PARTS and (ahead.isupper() or stem(fold(ahead)) in word_table().plain):
        return None  # 'New York' and 'New Zealand'
    match = re.search(rf"(?<![\w-]){re.escape(ahead)} ([A-Z][\w’'-]+)", english)
    return match[0] if match and fold(match[1]).removesuffix("'s").removesuffix("’s") not in known else None


def _in_brackets(name: NameMention, text: str) -> bool:
    """True for '(JVP)' behind the name of a party: English may do without it."""
    start, end = name.span.start, name.span.end
    return text[start - 1 : start] == "(" and text[end : end + 1] == ")" and " " not in name.text


def _begins_a_word(name: NameMention, text: str) -> bool:
    """True where the last syllable of a person's name forms a word with the next: 'Cung Văn' of 'Cung Văn hóa'."""
    follows = _NEXT_SMALL.match(text, name.span.end)
    if name.kind != "person" or follows is None:
        return False
    pair = f"{nfc(name.text).split()[-1]} {follows[1]}".lower()
    return len(name.text.split()) == _PARTS and max(word_table().translations.get(pair, {}).values(), default=0) > _WORD


def _abbreviates_vietnamese(name: NameMention) -> bool:
    """True for 'TTPCDB': consonants alone that no English text has; English writes such a body out."""
    text = name.text
    plain = text.isalpha() and text.isupper() and len(text) > _SYLLABLES and not _VOWEL.search(fold(text))
    return plain and fold(text) not in word_table().weights


def _with_number(name: NameMention) -> tuple[str, ...]:
    """'Big4' as 'Big Four', 'ASEAN+3' as 'ASEAN Plus Three', 'J.Biden' as 'Biden'."""
    text = nfc(name.text)
    if initials := _INITIALS.match(text):
        return (ascii_name(text[initials.end() :]),)
    match = _NUMBERED.fullmatch(text)
    if match is None:
        return ()
    ahead, plus, number = match["name"], " plus" if match["plus"] else "", match["number"]
    group = (f"Group of {spell(int(number))}",) if ahead == "G" else ()
    return (f"{ahead}{plus} {spell(int(number))}", f"{ahead}{plus} {number}", f"{ahead}-{number}", *group)


@lru_cache(maxsize=4096)
def persons(text: str) -> tuple[NameMention, ...]:
    """The names of one sentence, and two to four capitalised syllables behind an office, whatever their surname."""
    found = list(names_of((text,)))
    taken = [one.span for one in found] + [one.span for one in find_places(text)]
    for match in (*_TITLED.finditer(text), *_FAR_TITLED.finditer(text)):
        words = match["name"].split()
        count = next((place for place, word in enumerate(words) if not word[0].isupper()), len(words))
        if match.re is _FAR_TITLED and (count < len(words) or words[0] in _NO_NAME):
            continue
        name = " ".join(words[:count])
        span = Span(match.start("name"), match.start("name") + len(name))
        follows = text[span.end : span.end + 2].strip()
        whole = count > 1 and not follows[:1].isupper() and all(map(is_vietnamese_syllable, words[:count]))
        if whole and span.of(text) == name and not any(span.overlaps(other) for other in taken):
            found.append(NameMention(span, name, "person"))
            taken.append(span)
    return tuple(sorted(found, key=lambda one: one.span))


def _inflected(forms: Sequence[str], lowered: str) -> str | None:
    """'Siberia' as 'Siberian' or 'Trans-Siberian', 'Houthi' as 'Houthis'."""
    for form in forms:
        if " " not in form and len(form) > _LEAST_LETTERS + 1:
            match = re.search(rf"(?<![^\W_]){re.escape(form.lower())}(?:n|an|ian|ese|i)?(?![^\W\d])", lowered)
            if match:
                return match[0]
    return None


def _is_name(name: NameMention, text: str) -> bool:
    """False for capitals of a body that goes on: 'Đoàn Chủ' of 'Đoàn Chủ tịch', 'Nước Nga Thống' of a party."""
    goes_on = _SMALL_AFTER.match(text, name.span.end) is not None
    return not (goes_on and name.text.split()[0] in _HEADS) and name.text not in _EVERYDAY_ACRONYMS


def _respelt(name: NameMention, english: str) -> str | None:
    """A foreign name that English spells a little otherwise: 'Boloven' as 'Bolaven', 'Dominicana' as 'Dominican'."""
    word = fold(name.text)
    if " " in word or name.text.isupper() or len(word) <= _LEAST_RESPELT or is_bare_syllable(word):
        return None
    near = (one for one in _CAPITAL_WORD.findall(english) if fold(one)[:1] == word[:1])
    return next((one for one in near if _ratio(word, fold(one)) >= _RESPELT), None)


@lru_cache(maxsize=16384)
def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def _addressed(name: NameMention, lowered: str) -> str | None:
    """A name may have been read with the address or the body before it: 'Ông Kim Thanh Vượng', 'Trung ương Đoàn Vi Thị
    Hoa', 'Đoàn Quảng Tây'.
    """
    words = english_name(name).split()
    if len(words) < _SYLLABLES or words[0] not in _ADDRESSES:
        return None
    return first_standing((" ".join(words[1:]),), lowered)


def _in_parts(name: NameMention, told: _Told) -> str | None:
    """A run of capitals that holds two names, which English may part; every word of it must stand in the folded
    English, a country as its adjective too, but for what kind of place it is.
    """
    text = nfc(name.text)
    if name.kind == "person" or len(text.split()) < _PARTS:
        return None
    places = [one for one in find_places(text) if len(one.span) < len(text)]
    if not all(first_standing(one.place.english, told.lowered) for one in places):
        return None
    rest = "".join(
        letter for at, letter in enumerate(text) if not any(one.span.start <= at < one.span.end for one in places)
    )
    parts = ascii_name(rest).split()[text.split()[0] in _KINDS :]
    return " … ".join(parts) if parts and all(stands(fold(part), told.bare) for part in parts) else None


def _written_out(name: NameMention, english: str, glossary: Glossary | None) -> str | None:
    """An acronym whose words the English writes out, or that the glossary knows."""
    text = nfc(name.text)
    if not text.isupper() or len(text) < _LEAST_LETTERS:
        return None
    if amount := re.search(rf"(?<![^\W\d]){re.escape(text)}(?=\d)", english):
        return amount[0]  # a currency: 'DKK60 million'
    letters = [letter for letter in text if letter.isalpha()]
    words = [word for word in re.findall(r"[A-Za-z]+", english) if word.lower() not in _SMALL]
    for start in range(len(words) - len(letters) + 1):
        run = words[start : start + len(letters)]
        if [word[0].upper() for word in run] == letters:
            return " ".join(run)
    if glossary is not None:
        lowered = english.lower()
        for mention in terms_of(glossary, text):
            if match := first_standing(mention.term.renderings, lowered):
                return match
    return None
