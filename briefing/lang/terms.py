"""Glossary terms in English inside the Vietnamese: 'thăm Bộ Ngoại giao' becomes 'thăm Ministry of Foreign Affairs'.

A model that was trained on such sentences copies the English and bends it where its sentence needs that, so it obeys a
glossary that it never saw (code-switching as a soft constraint: Song et al., NAACL 2019). `switch` serves
inference: it says every term; `switch_pair` makes training pairs: it says those that the English of the pair has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from briefing.lang.glossary import NAME, Glossary, Term, TermMention

NOT_SAID = frozenset({"setphrase", NAME})
"""Domains whose terms stay Vietnamese: set phrases are recast in English more often than rendered, and persons have
placeholders."""

DEMONYMS = {
    "Cambodia": "Cambodian",
    "China": "Chinese",
    "Cuba": "Cuban",
    "France": "French",
    "Germany": "German",
    "India": "Indian",
    "Indonesia": "Indonesian",
    "Japan": "Japanese",
    "Laos": "Lao",
    "Malaysia": "Malaysian",
    "Russia": "Russian",
    "Singapore": "Singaporean",
    "Thailand": "Thai",
    "Vietnam": "Vietnamese",
}
"""The adjectives of the countries that the news names most."""


def switch(text: str, glossary: Glossary) -> tuple[str, tuple[Term, ...]]:
    """Vietnamese `text` with the preferred English in the place of every glossary term, and those terms."""
    told: list[Term] = []

    def tell(term: Term) -> str:
        told.append(term)
        return term.en

    return _replace(text, glossary, tell), tuple(told)


def says_term(english: str, term: Term) -> bool:
    """True when `english` has a rendering of the term, its last word inflected as it may be."""
    return _said(term, english) is not None


def switch_pair(vietnamese: str, english: str, glossary: Glossary) -> str:
    """`vietnamese` with English in the place of those terms that `english` renders as the glossary does.

    A rendering may be inflected at its end ('propose' in 'proposed') or be a country's adjective.
    """
    return _replace(vietnamese, glossary, lambda term: _said(term, english))


_TAKES_IES = re.compile(r"[^aeiou\W]y$")


def plurals(english: str, terms: Iterable[Term]) -> str:
    """`english` with the plurals of those terms as they are spelled: 'two National Assemblys' are two Assemblies."""
    for term in terms:
        if _TAKES_IES.search(term.en) and f"{term.en}s" in english:
            english = re.sub(rf"{re.escape(term.en)}s(?!\w)", f"{term.en[:-1]}ies", english)
    return english


def _replace(text: str, glossary: Glossary, choose: Callable[[Term], str | None]) -> str:
    parts: list[str] = []
    position = 0
    for mention in glossary.find(text):
        english = choose(mention.term) if _may_be_said(mention) else None
        if english is not None:
            parts += [text[position : mention.span.start], english]
            position = mention.span.end
    return "".join([*parts, text[position:]])


def _may_be_said(mention: TermMention) -> bool:
    return not mention.term.numeral and mention.term.domain not in NOT_SAID


def _said(term: Term, english: str) -> str | None:
    return next((form for form in term.renderings if _pattern(form).search(english)), None)


@lru_cache(maxsize=8192)
def _pattern(form: str) -> re.Pattern[str]:
    """A rendering as a sentence may have it: with any capitals, its last word inflected."""
    stem = form[:-1] if form.endswith(("e", "y")) else form
    bent = rf"{re.escape(form)}(?:s|es|d|ed|ing)?|{re.escape(stem)}(?:ed|ing|ies|ied)"
    adjective = DEMONYMS.get(form)
    bent = rf"{bent}|{adjective}" if adjective else bent
    return re.compile(rf"(?<!\w)(?:{bent})(?!\w)", re.IGNORECASE)
