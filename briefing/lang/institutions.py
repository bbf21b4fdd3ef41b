"""Institutions, laws and events with long names: 'Tổng Liên đoàn Lao động Việt Nam' is one name in the glossary.

A text and a glossary come in; `TitledMention`s with their article go out. A small model breaks long names; it carries a
placeholder whole.
"""

from __future__ import annotations

from briefing.lang.glossary import Glossary, Term
from briefing.lang.phrases import count_syllables
from briefing.lang.titles import TitledMention

LONG = 5
"""Syllables from which on a name is put by the glossary; shorter ones the model says better itself."""
DOMAINS = frozenset({"organisation", "event", "government", "assembly", "defence", "law", "party"})
_BARE = ("Vietnam ",)
"""Beginnings of the names of organisations that stand without an article."""


def find_institutions(text: str, glossary: Glossary) -> tuple[TitledMention, ...]:
    """The long proper names of the glossary in `text`, in order."""
    return tuple(
        TitledMention(mention.span, _with_article(mention.term))
        for mention in glossary.find(text)
        if _is_name(mention.term) and count_syllables(mention.term.vi) >= LONG
    )


def _is_name(term: Term) -> bool:
    return term.domain in DOMAINS and term.capitalised and not term.numeral and term.en[:1].isupper()


def _with_article(term: Term) -> tuple[str, ...]:
    if term.domain == "organisation" and term.en.startswith(_BARE):
        return term.renderings
    return tuple(form if form.startswith("the ") else f"the {form}" for form in term.renderings)
