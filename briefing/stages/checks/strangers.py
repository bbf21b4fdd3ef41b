"""Strangers: no name stands in the English that cannot come from the source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from briefing.lang.calendar_english import MONTHS
from briefing.lang.glossary import Glossary
from briefing.lang.lexical import is_function_word, stem, word_table
from briefing.lang.names import english_name
from briefing.lang.phrases import tokens
from briefing.lang.places import find_english_places, places
from briefing.lang.quotations import find_quotations
from briefing.lang.spellings import (
    capital_runs,
    exonyms_in,
    is_pinyin,
    is_reading,
    may_name_chinese,
    pinyin_names,
    pinyin_pattern,
    readings,
    reads_as,
    unread_names,
)
from briefing.lang.text import ascii_name, fold, is_bare_syllable, nfc, word_set
from briefing.records import dataclass
from briefing.stages.checks.common import names_of
from briefing.stages.checks.names import check_names
from briefing.stages.checks.numbers import DISEASE
from briefing.values import Check, Span

KIND = "unsupported name"
_CURRENCY_AMOUNT = re.compile(r"(?:[A-ZĐ]{2,3}|Bt|[ASC])\d[\d.,-]*\w?")
_CAPITALISED = re.compile(r"[^\W\d_][\w]*(?:[-'’&.][\w]+)*")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Tet", "Lunar", "Christmas")
_SHORT_MONTHS = ("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec")
_TITLES = word_set(
    """
    mr mrs ms miss dr prof professor sir madam lord lady king queen prince princess captain colonel major
    general lieutenant admiral sergeant brigadier president chairman chairwoman chairperson chair vice deputy prime
    minister premier chancellor secretary spokesperson spokesman spokeswoman ambassador governor mayor director
    head chief senator judge party state government assembly congress parliament committee council ministry
    department commission conference summit forum association union federation agency authority bureau office
    university college school institute academy hospital bank group company corporation court airport port
    bridge road street river sea ocean island islands province district city town ward commune village county
    region north south east west northern southern eastern western central asia asian europe european africa
    african pacific atlantic indian english french chinese vietnamese viet i ii iii iv v vi vii viii ix x xi xii
    xiii xiv xv xvi no p.m a.m ok tv am pm vnd usd eur us un eu uk gdp hcm an the patriarch trans inter pan anti
    pro non sub undersecretary under presidium plenum politburo secretariat emir sultan crown grand ai uav uavs nz
    chateau fjord castle palace venerable reverend excellency highness majesty councilor councillor alderman dame
    baron duke earl archbishop bishop cardinal pope imam rabbi ayatollah sheikh lama monk nun abbot messrs
    ev evs suv suvs ceo cfo ipo npl phd mba gmt utc id pdf sms usb sme smes pr hr qr ngo ngos r&d led gps
    marathon derby carnival gala expo latin uv assoc prof dept univ i've i'm i'll i'd
    """
)
_OF_LEARNING = re.compile(
    r"\w{4,}(?:ology|ologies|ologist|urgy|graphy|nomics?|iatrics?|culture|nautics?|metry|istry|ization)"
)
"""Words in the names of institutes and departments that no table may know, and no person's name."""
_PERSON = re.compile(r"(?<![\w-])[A-Z][a-z]{1,6}(?: [A-Z][a-z]{1,6}){1,3}(?![\w-])")
_EVERYDAY = frozenset(month.lower() for month in MONTHS) | word_set(
    """
    on an in at to the no so do he she we us is its bay dam hall inn new
    """
)
_BODY = re.compile(
    r"(?<!\w)(?:Tổ chức|Cơ quan|Viện|Hiệp hội|Liên đoàn|Liên minh|Liên Hợp Quốc|Quỹ|Ủy ban|Hội đồng|Đại học"
    r"|Trung tâm|Bộ|Ban|Cục|"
    r"Chương trình|Ngân hàng|Tập đoàn|căn cước|chụp)(?!\w)"
)
_CAPITAL_SYLLABLE = re.compile(r"[^\W\d_]+")
_LEAST_LETTERS, _COPIED, _RESPELT = 2, 3, 0.85
_PREFIXES, _LEAST_PART = ("un", "non", "inter", "over", "under", "multi"), 3
_EXPLAINED = 0.25  # how well the word table must explain a capitalised word


@dataclass(frozen=True, slots=True)
class _Sources:
    """What the sources offer to names: their words without diacritics, those in capitals among them, all of them
    joined, and the words of their names as English spells them.
    """

    texts: tuple[str, ...]
    known: frozenset[str]
    joined: str
    names: frozenset[str]
    capitals: frozenset[str]
    runs: tuple[str, ...]
    chinese: bool


def check_unsupported_names(
    sources: Sequence[str],
    english: str,
    glossary: Glossary | None = None,
    *,
    brief: bool = False,  # noqa: ARG001 - one shape for all
) -> tuple[Check, ...]:
    """Every word in capitals is the source's own, a translation of its words, or no name at all."""
    offered = _read(sources, english)
    ordinary = _ordinary(glossary)
    settled = [span for span, _ in find_english_places(english)]
    if any(map(find_quotations, sources)):
        settled += [one.span for one in find_quotations(english)]  # names in marks are translated: "Red Journey"
    settled += [
        Span(*match.span()) for name in _chinese(offered, english) for match in re.finditer(re.escape(name), english)
    ]
    invented = _invented_persons(english, offered.capitals)
    strange: list[tuple[str, Span]] = []
    before, last = "", Span(0, 0)
    for word, span in _capitals(english):
        altered = last.end + 1 == span.start and fold(before) in offered.capitals and is_bare_syllable(fold(before))
        before, last = word, span
        if any(one.contains(span) for one in settled):
            continue
        another = any(one.contains(span) for one in invented) or (altered and _is_another(word, offered))
        if another or not _comes_from(word, offered, ordinary, altered=altered):
            strange.append((word, span))
    read = [Span(*found.span()) for found in readings(fold(english), offered.runs)] if strange else []
    words = [word for word, span in strange if not any(one.contains(span) for one in read)]
    phrases = dict.fromkeys(_joined(words, english))
    if phrases and _all_told(sources, english, glossary):
        # Every name of the source stands: a single word that no table knows is a translated one, not another's name.
        chinese = any(map(may_name_chinese, sources))
        phrases = {one: None for one in phrases if _is_known(one) or (chinese and is_pinyin(fold(one)))}
    return tuple(Check(KIND, "fail", "no such name in the source", phrase) for phrase in phrases)


def _is_known(phrase: str) -> bool:
    return " " in phrase or stem(fold(phrase)) in word_table().weights


def _all_told(sources: Sequence[str], english: str, glossary: Glossary | None) -> bool:
    """True where the sources have names and each of them stands in the English."""
    told = check_names(sources, english, glossary)
    return bool(told) and all(one.verdict == "pass" for one in told)


def _read(sources: Sequence[str], english: str) -> _Sources:
    spoken = (*(english_name(one) for one in names_of(sources)), *exonyms_in(sources))
    chinese = any(map(may_name_chinese, sources)) and any(map(_unreadable, unread_names(sources, english)))
    return _Sources(
        tuple(sources),
        _known(sources),
        "".join(fold(token.form) for text in sources for token in tokens(text)),
        frozenset(word for name in spoken for word in (fold(name), *fold(name).replace("-", " ").split())),
        frozenset(fold(word) for text in sources for word in _CAPITAL_SYLLABLE.findall(nfc(text)) if word[0].isupper()),
        capital_runs(sources),
        chinese,
    )


def _chinese(offered: _Sources, english: str) -> Iterator[str]:
    """Names in pinyin that a name of the source can be read as, or that may stand for one whose reading is unknown."""
    for name in pinyin_names(english, offered.known):
        if reads_as(fold(name), offered.runs) or any(_unreadable(run) for run in unread_names(offered.texts, english)):
            yield name


def _unreadable(run: str) -> bool:
    return pinyin_pattern(run) is None


def _is_another(word: str, offered: _Sources) -> bool:
    """True for a Vietnamese name behind the part of a name that the source has: 'Tran Thanh Minh' for 'Mẫn'."""
    return fold(word) not in offered.capitals and is_bare_syllable(fold(word)) and fold(word) not in _EVERYDAY


def _comes_from(word: str, offered: _Sources, ordinary: frozenset[str], *, altered: bool) -> bool:
    whole = fold(word).replace("’", "'").removesuffix("'s")
    parts = [part for part in re.split(r"[-'&.]", whole) if part]
    disease = whole.startswith("covid") and any(map(DISEASE.search, offered.texts))
    if disease or whole.rstrip("s") in offered.known | offered.names or whole in ordinary or _copied(whole, offered):
        return True
    if all(part in offered.known or part in offered.names or _is_ordinary(part, ordinary) for part in parts):
        return True
    if word.isupper() and (_initials(word, offered.texts) or any(map(_BODY.search, offered.texts))):
        return True  # an acronym may stand for a body whose name the source writes out
    explained = word_table().explained(offered.texts, [stem(part) for part in parts])
    if explained and len(explained) == len(parts) and all(share >= _EXPLAINED for _, _, share in explained):
        return True
    if not altered and is_pinyin(whole) and (offered.chinese or _reads_as(whole, offered.runs)):
        return True
    return len(whole) > _COPIED + 1 and _respelt(whole, offered.texts)


def _reads_as(word: str, runs: Sequence[str]) -> bool:
    return is_reading(word, (one.lower() for run in runs for one in run.split())) or (
        not is_bare_syllable(word) and reads_as(word, runs)
    )


def _capitals(english: str) -> Iterator[tuple[str, Span]]:
    """Words in capitals that no beginning of a sentence explains, and those that begin one in the midst of a name."""
    matches = list(_CAPITALISED.finditer(english))
    for index, match in enumerate(matches):
        word = match[0]
        if not word[0].isupper() or len(word) < _LEAST_LETTERS:
            continue
        ahead = english[: match.start()].rstrip(" \"'“‘(")
        opens = not ahead or ahead[-1] in ".!?:"
        follows = matches[index + 1] if index + 1 < len(matches) else None
        alone = follows is None or not follows[0][0].isupper() or english[match.end() : follows.start()] != " "
        if not (opens and alone) and not _CURRENCY_AMOUNT.fullmatch(word):
            yield word, Span(*match.span())


def _copied(word: str, offered: _Sources) -> bool:
    """True for a word that the source has with other spaces or another ending: 'Pa Háng' as 'Pahang', 'Siberian'."""
    if len(word) <= _COPIED:
        return False
    word = word.removesuffix("s")
    if re.sub(r"\W", "", word).rstrip("s") in offered.joined:
        return True
    if any(len(one) > _COPIED + 1 and word.startswith(one[:-1]) for one in offered.known):
        return True  # 'Guyanese' for 'Guyana'
    stems = (part[: len(part) - cut] for part in word.split("-") for cut in range(4) if len(part) - cut > _COPIED)
    return any(one in offered.known for one in stems)


def _invented_persons(english: str, known: frozenset[str]) -> list[Span]:
    """Two to four syllables in capitals that are shaped like a Vietnamese name, none of which the source has."""
    found = []
    for match in _PERSON.finditer(english):
        parts = match[0].lower().split()
        if (
            all(is_bare_syllable(part) for part in parts)
            and not _EVERYDAY.intersection(parts)
            and not known.intersection(parts)
        ):
            found.append(Span(*match.span()))
    return found


def _respelt(word: str, sources: Sequence[str]) -> bool:
    """True for a foreign name that the source spells a little otherwise: 'Huaphanh' for 'Hủa Phăn'."""
    for text in sources:
        forms = [fold(token.form) for token in tokens(text)]
        for size in (1, 2, 3):
            for start in range(len(forms) - size + 1):
                joined = "".join(forms[start : start + size])
                if joined[:2] == word[:2] and SequenceMatcher(None, joined, word).ratio() >= _RESPELT:
                    return True
    return False


def _joined(strange: Sequence[str], english: str) -> Iterator[str]:
    """Strange words that stand side by side as one phrase."""
    phrase = ""
    for word in strange:
        longer = f"{phrase} {word}"
        if phrase and longer in english:
            phrase = longer
            continue
        if phrase:
            yield phrase
        phrase = word
    if phrase:
        yield phrase


def _known(sources: Sequence[str]) -> frozenset[str]:
    """Every syllable and word of the sources, without diacritics."""
    forms = {fold(token.form) for text in sources for token in tokens(text)}
    return frozenset(forms | {form.rstrip("s") for form in forms if len(form) > _LEAST_LETTERS + 1})


def _initials(word: str, sources: Sequence[str]) -> bool:
    """True for an acronym that capitals of the source explain, in either order of languages."""
    capitals = "".join(token[0] for text in sources for token in re.findall(r"[A-ZĐ]\w*", ascii_name(text)))
    return word in capitals or word[::-1] in capitals


def _is_ordinary(part: str, ordinary: frozenset[str]) -> bool:
    plain = part in ordinary or stem(part) in ordinary or (part.endswith("s") and part[:-1] in ordinary)
    plain = plain or _OF_LEARNING.fullmatch(part) is not None
    return plain or is_function_word(part) or part.isdigit() or _is_built(part, ordinary)


def _is_built(part: str, ordinary: frozenset[str]) -> bool:
    """True for a word that is put together of ordinary ones: 'unplanned', 'handbag', 'policymaker'."""
    if any(part.startswith(one) and {part[len(one) :], stem(part[len(one) :])} & ordinary for one in _PREFIXES):
        return True
    cuts = range(_LEAST_PART, len(part) - _LEAST_PART + 1)
    return len(part) > 2 * _LEAST_PART and any(
        part[:cut] in ordinary and {part[cut:], stem(part[cut:])} & ordinary for cut in cuts
    )


@lru_cache(maxsize=8)
def _ordinary(glossary: Glossary | None) -> frozenset[str]:
    """Words in capitals that name no person: months, offices, places (which have a check of their own), terms."""
    words = {*_TITLES, *_SHORT_MONTHS} | {month.lower() for month in MONTHS} | {day.lower() for day in _WEEKDAYS}
    words |= {
        word
        for place in places()
        if place.kind != "province"
        for form in place.english
        for word in re.split(r"\W+", fold(form))
    }
    if glossary is not None:
        for term in glossary.terms:
            words |= {word for form in term.renderings for word in re.split(r"\W+", fold(form))}
    return frozenset(words | word_table().plain)
