"""Checks of a point against the Vietnamese that it was written from: what the source demands, what the English has.

Each check is a plain function from the source sentences and the English to `Check` values. A check that finds
everything says so once for each thing found, so that the manifest shows what was looked for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from briefing.lang.calendar import DateMention, find_dates
from briefing.lang.calendar_english import english_date_forms, find_english_dates, same_date
from briefing.lang.glossary import Glossary, Term
from briefing.lang.names import english_name, english_name_forms, find_names
from briefing.lang.numbers import Quantity, find_quantities
from briefing.lang.numbers_english import english_forms, find_english_quantities, same_quantity
from briefing.lang.text import is_vietnamese_letter_word, nfc, syllables
from briefing.lang.titles import before_name
from briefing.values import Check

NOT_FOUND = "not found"
TERM_DOMAINS = frozenset({"title", "place"})
"""Glossary domains whose loss changes who or where; of these only names count, other terms may be paraphrased."""
LEAST_RATIO, GREATEST_RATIO = 0.25, 1.6
"""English words a Vietnamese syllable. In aligned news prose 0.5 to 1.0 is usual; a brief point may say less."""
_LONGEST_LOOP = 3
_DOUBLED = frozenset({"had", "that"})  # right English, if rare
_COMMON = frozenset(
    (
        "a",
        "an",
        "and",
        "as",
        "at",
        "between",
        "by",
        "for",
        "from",
        "in",
        "into",
        "it",
        "its",
        "of",
        "on",
        "that",
        "the",
        "their",
        "to",
        "two",
        "with",
    )
)
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")

Finder = Callable[[Sequence[str], str], Iterator[Check]]


def check_point(sources: Sequence[str], english: str, glossary: Glossary | None = None) -> tuple[Check, ...]:
    """Everything that the checks have to say about one point.

    `sources` are the Vietnamese sentences that the point tells; `glossary` adds the check of offices and places.
    """
    if not english.strip():
        return (Check("empty", "fail", "a translation", "nothing"),)
    found = [check for finder in CHECKS for check in finder(sources, english)]
    if glossary is not None:
        found.extend(check_terms(sources, english, glossary))
    return tuple(dict.fromkeys(found))


def check_numbers(sources: Sequence[str], english: str) -> Iterator[Check]:
    """Every quantity of the source stands in the English with its value, scale and unit."""
    stated = find_english_quantities(english)
    for quantity in _quantities(sources):
        forms = english_forms(quantity)
        match = next((one.text for one in stated if same_quantity(quantity, one) or _ends(quantity, one)), None)
        match = match or next((form for form in forms if _stands(form, english)), None)
        yield _verdict("number", forms[0] if forms else quantity.text, match, quantity.text)


def check_dates(sources: Sequence[str], english: str) -> Iterator[Check]:
    """Every date of the source stands in the English."""
    stated = find_english_dates(english)
    for mention in _dates(sources):
        forms = english_date_forms(mention)
        match = next((one.text for one in stated if same_date(mention, one)), None)
        match = match or next((form for form in forms if _stands(form, english)), None)
        yield _verdict("date", forms[0] if forms else mention.text, match, mention.text)


def check_names(sources: Sequence[str], english: str) -> Iterator[Check]:
    """Every person and every foreign name of the source stands in the English, without diacritics or with them."""
    mentions = {english_name(name): name for text in sources for name in find_names(text)}
    for preferred, name in mentions.items():
        match = next((form for form in english_name_forms(name) if _stands(form, english)), None)
        yield _verdict("name", preferred, match, nfc(name.text))


def check_unsupported(sources: Sequence[str], english: str) -> Iterator[Check]:
    """Digits in the English that no sentence of the source states are suspected to be invented."""
    quantities, dates = _quantities(sources), _dates(sources)
    written = " ".join(form for quantity in quantities for form in english_forms(quantity))
    names = " ".join(english_name(name) for text in sources for name in find_names(text))
    known = set(re.findall(r"\d[\d.,]*\d|\d", f"{written} {names} {' '.join(sources)}"))
    for stated in find_english_quantities(english):
        digits = re.findall(r"\d[\d.,]*\d|\d", stated.text)
        if digits and not (set(digits) <= known or any(same_quantity(one, stated) for one in quantities)):
            yield Check("unsupported number", "fail", "no such number in the source", stated.text)
    for mention in find_english_dates(english):
        if not any(_covers(one, mention) for one in dates) and not set(re.findall(r"\d+", mention.text)) <= known:
            yield Check("unsupported date", "fail", "no such date in the source", mention.text)


def check_language(sources: Sequence[str], english: str) -> Iterator[Check]:  # noqa: ARG001 - one shape for all
    """No Vietnamese is left in the English."""
    left = [match[0] for match in _WORD.finditer(nfc(english)) if is_vietnamese_letter_word(match[0])]
    if left:
        yield Check("untranslated", "fail", "English only", " ".join(left[:6]))


def check_repetition(sources: Sequence[str], english: str) -> Iterator[Check]:  # noqa: ARG001 - one shape for all
    """No phrase of two words stands three times, and no word twice running or joined to itself by 'and': marks of a
    model that runs in a circle.
    """
    words = [match[0].lower() for match in _WORD.finditer(english)]
    doubled = [
        f"{one} {one}" for one, other in pairwise(words) if one == other and one not in _DOUBLED and one.isalpha()
    ]
    joined = zip(words, words[1:], words[2:], strict=False)
    doubled += [f"{one} and {one}" for one, middle, other in joined if one == other and middle == "and"]
    if doubled:
        yield Check("repetition", "fail", "each word once", doubled[0])
    loops = Counter(pair for pair in pairwise(words) if not set(pair) <= _COMMON)
    phrase, count = max(loops.items(), key=lambda item: item[1], default=((), 0))
    if count >= _LONGEST_LOOP:
        yield Check("repetition", "fail", "each phrase once", f"{' '.join(phrase)!r} {count} times")


def check_length(sources: Sequence[str], english: str) -> Iterator[Check]:
    """The English is neither far shorter nor longer than its source."""
    expected = sum(len(syllables(text)) for text in sources)
    words = len(_WORD.findall(english))
    if expected and not LEAST_RATIO <= words / expected <= GREATEST_RATIO:
        kind = "short" if words < expected else "long"
        yield Check("length", "warn", f"about {round(expected * 0.7)} words", f"{words} words: suspiciously {kind}")


def check_terms(sources: Sequence[str], english: str, glossary: Glossary) -> Iterator[Check]:
    """Offices and places of the source stand in the English in one of the glossary's renderings."""
    terms: dict[str, Term] = {}
    for text in sources:
        terms |= {one.term.vi: one.term for one in glossary.find(text) if _is_name(one.term)}
    for term in terms.values():
        forms = (form for rendering in term.renderings for form in (rendering, before_name(rendering)))
        match = next((form for form in forms if _stands(form, english)), None)
        verdict = "pass" if match else "warn"
        yield Check("term", verdict, term.en, match or f"{NOT_FOUND} (source: {term.vi})")  # type: ignore[arg-type]


CHECKS: tuple[Finder, ...] = (
    check_numbers,
    check_dates,
    check_names,
    check_unsupported,
    check_language,
    check_repetition,
    check_length,
)


def _is_name(term: Term) -> bool:
    return term.domain in TERM_DOMAINS and term.capitalised


def _verdict(kind: str, expected: str, match: str | None, source: str) -> Check:
    if match is None:
        return Check(kind, "fail", expected, f"{NOT_FOUND} (source: {source})")
    return Check(kind, "pass", expected, match)


def _ends(quantity: Quantity, stated: Quantity) -> bool:
    """True when the value is one end of an English range: 'từ 5 đến 10 tỷ USD' may become '$5-10 billion'."""
    ends = (stated.low, stated.high) if stated.high is not None else ()
    return quantity.high is None and quantity.low in ends and quantity.unit == stated.unit


def _quantities(sources: Sequence[str]) -> tuple[Quantity, ...]:
    return tuple(quantity for text in sources for quantity in find_quantities(text))


def _dates(sources: Sequence[str]) -> tuple[DateMention, ...]:
    return tuple(mention for text in sources for mention in find_dates(text))


def _covers(source: DateMention, stated: DateMention) -> bool:
    """True when the English states no more than the source: 'December 2025' is covered by 'ngày 5/12/2025'."""
    pairs = ((source.day, stated.day), (source.month, stated.month), (source.year, stated.year))
    return same_date(source, stated) or all(theirs is None or mine == theirs for mine, theirs in pairs)


def _stands(form: str, english: str) -> bool:
    """True when `form` stands in the English as whole words, whatever its capitals."""
    return re.search(rf"(?<![\w]){re.escape(form)}(?:s|es)?(?!\w)", english, re.IGNORECASE) is not None
