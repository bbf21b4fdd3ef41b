"""Names: every person and foreign name of the source stands in the English unaltered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from briefing.lang.glossary import Glossary
from briefing.lang.lexicon import SINO_NAMES
from briefing.lang.names import NameMention, english_name, english_name_forms
from briefing.lang.phrases import tokens
from briefing.lang.places import find_places
from briefing.lang.spellings import EXONYMS, pinyin_names
from briefing.lang.text import fold, is_bare_syllable, is_vietnamese_syllable, nfc
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
_SMALL = frozenset({"of", "the", "and", "for", "on", "in"})


def check_names(
    sources: Sequence[str], english: str, glossary: Glossary | None = None, *, brief: bool = False
) -> tuple[Check, ...]:
    """Every name of the source stands in the English, without diacritics or with them.

    A name that was told before in the same sentences may return as its last part. An acronym may be written out; one
    that is missing is doubted, not failed.
    """
    lowered = english.lower()
    bare = fold(english)
    known = frozenset(fold(token.form) for text in sources for token in tokens(text))
    unread = list(pinyin_names(english, known))
    found = []
    for name in {english_name(one): one for text in sources for one in persons(text) if _is_name(one, text)}.values():
        preferred = glossary.name(nfc(name.text)) if glossary is not None else None
        if preferred is not None:
            match = first_standing(preferred.renderings, lowered)
            found.append(verdict(KIND, preferred.en, match, nfc(name.text), brief=brief))
            continue
        forms = english_name_forms(name)
        match = first_standing((*forms, *EXONYMS.get(nfc(name.text), ())), lowered) or _inflected(forms, lowered)
        match = match or first_standing((fold(forms[0]),), bare)
        match = match or _in_parts(name, bare) or _written_out(name, english, glossary)
        match = match or _respelt(name, english) or _addressed(name, lowered)
        if match is None and name.kind == "person" and unread and nfc(name.text) not in SINO_NAMES:
            match = unread.pop(0)  # a Chinese name in its Sino-Vietnamese reading
        acronym = name.kind == "foreign" and name.text.isupper()
        lost: Verdict = "warn" if acronym else "fail"
        found.append(verdict(KIND, forms[0], match, nfc(name.text), brief=brief, lost=lost))
    return tuple(found)


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
    """A name at the beginning of a sentence may have been read with the address before it: 'Ông Kim Thanh Vượng'."""
    words = english_name(name).split()
    if len(words) < 3 or words[0] not in {"Ong", "Ba", "Anh", "Chi", "Co", "Chu", "Bac"}:  # noqa: PLR2004
        return None
    return first_standing((" ".join(words[1:]),), lowered)


def _in_parts(name: NameMention, bare: str) -> str | None:
    """A run of capitals that holds two names, which English may part; every word of it must stand in the folded
    English, but for what kind of place it is.
    """
    parts = english_name(name).split()
    if name.kind == "person" or len(parts) < 2:  # noqa: PLR2004
        return None
    parts = parts[nfc(name.text).split()[0] in _KINDS :]
    return " … ".join(parts) if all(stands(fold(part), bare) for part in parts) else None


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
