"""Terms: offices and bodies of the source stand in the English in one of the glossary's renderings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from briefing.lang.glossary import Glossary, Term, TermMention
from briefing.lang.lexical import stem
from briefing.lang.places import find_places
from briefing.lang.ranks import RANKS
from briefing.lang.text import word_set
from briefing.lang.titles import before_name
from briefing.stages.checks.common import first_standing, terms_of, verdict
from briefing.values import Check, Span

KIND = "term"
DOMAINS = frozenset({"title"})
"""Glossary domains whose loss changes who speaks. Places are looked up by themselves; other terms may be paraphrased,
unless English capitalises them: those are names of bodies, treaties and events."""
_NAMED = frozenset({"organisation", "party", "government", "assembly", "law", "event", "defence"})
_LOOSE = word_set(
    """
    the of a an for and on in to s provincial municipal city national vietnam vietnamese committee party central
    ministry government people state department special
    """
)
_SAME = {
    "vice": "deputy",
    "chairwoman": "chairman",
    "chairperson": "chairman",
    "defence": "defense",
    "labour": "labor",
    "centre": "center",
    "external": "foreign",
    "interior": "home",
}
_HEADS = re.compile(
    r"\b(?:ministry|committee|council|department|commission|association|front|union|society|command)\b", re.IGNORECASE
)
_TITLES = RANKS | {"director", "commander"}
_ALSO = {
    "chairman": ("chairwoman", "chairperson", "chairmen", "speaker", "speakers", "chair", "head", "leader"),
    "king": ("emir", "sultan", "monarch", "amir"),
    "president": ("ceo", "chief executive", "head", "leader"),
    "director": ("ceo", "chief executive", "head", "chief"),
    "commander": ("chief",),
}
_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?")
_REACH, _LONG = 4, 3


def check_terms(sources: Sequence[str], english: str, glossary: Glossary, *, brief: bool = False) -> tuple[Check, ...]:
    """Offices and bodies of the source stand in the English in a rendering of the glossary, or in all its words."""
    lowered = english.lower()
    words = _words(lowered)
    found = []
    terms: dict[str, Term] = {}
    for text in sources:
        places = [one.span for one in find_places(text)]
        terms |= {one.term.vi: one.term for one in terms_of(glossary, text) if _counts(one, text, places)}
    for term in terms.values():
        forms = [form for rendering in term.renderings for form in (rendering, before_name(rendering))]
        match = first_standing(forms, lowered) or next((form for form in forms if _in_words(form, words)), None)
        match = match or _otherwise(term, lowered)
        found.append(verdict(KIND, term.en, match, term.vi, brief=brief, lost="warn"))
    return tuple(found)


def _otherwise(term: Term, lowered: str) -> str | None:
    """A body that was named before may be 'the ministry', and an office has other names in other countries; offices
    before names are judged by themselves.
    """
    if term.domain in DOMAINS:
        ranks = {word for form in term.renderings for word in _WORD.findall(form.lower())} & _TITLES
        if "prime" in ranks:
            ranks = {"prime minister", "premier"}
        return first_standing(sorted({*ranks, *(other for one in ranks for other in _ALSO.get(one, ()))}), lowered)
    heads = {match[0].lower() for form in term.renderings for match in _HEADS.finditer(form)}
    found = (re.search(rf"\bthe (?:\w+ )?{head}\b(?! of )", lowered) for head in sorted(heads))
    return next((match[0] for match in found if match), None)


def _counts(mention: TermMention, text: str, places: Sequence[Span]) -> bool:
    term = mention.term
    if not term.capitalised or any(
        place.overlaps(mention.span) and len(place) >= len(mention.span) for place in places
    ):
        return False
    if text[: mention.span.start].endswith("Đoàn "):
        return False  # 'Đoàn Chủ tịch' is a presidium
    if term.domain in DOMAINS:
        return mention.span.of(text)[:1].isupper()
    return term.domain in _NAMED and mention.span.of(text)[:1].isupper() and len(term.vi.split()) > 2  # noqa: PLR2004


def _words(lowered: str) -> tuple[str, ...]:
    return tuple(
        stem(_SAME.get(word, word))
        for word in (one.removesuffix("'s").removesuffix("’s") for one in _WORD.findall(lowered))
    )


@lru_cache(maxsize=4096)
def _needed(form: str) -> tuple[str, ...]:
    words = [word.removesuffix("'s") for word in _WORD.findall(form.lower())]
    needed = [word for word in words if word not in _LOOSE] or words
    return tuple(stem(_SAME.get(word, word)) for word in needed)


def _in_words(form: str, words: Sequence[str]) -> bool:
    """True when all the telling words of `form` stand close together, in any order and inflection; of three and more,
    one may be left out.
    """
    needed = _needed(form)
    reach = len(needed) + _REACH
    for start, word in enumerate(words):
        if any(_like(one, word) for one in needed):
            near = words[start : start + reach]
            missing = sum(not any(_like(one, other) for other in near) for one in needed)
            if missing <= (len(needed) >= _LONG):
                return True
    return False


def _like(wanted: str, word: str) -> bool:
    """'minister' as 'ministerial', 'Russian' as 'Russia'."""
    return (
        word == wanted
        or (len(wanted) > _REACH and word.startswith(wanted))
        or (len(word) > _REACH and wanted.startswith(word))
    )
