"""Offices before names: 'Chủ tịch Quốc hội Trần Thanh Mẫn' is one mention, 'National Assembly Chairman Tran Thanh Man'.

Names and a glossary come in; titled names, and long offices that stand for a person, go out with their English. A small
model swaps the offices of two people in one sentence; a glossary does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefing.lang.glossary import Glossary, Term
from briefing.lang.names import NameMention, english_name_forms
from briefing.lang.phrases import count_syllables
from briefing.lang.terms import DEMONYMS
from briefing.records import dataclass
from briefing.values import Span

DOMAIN = "title"
LONG = 5
"""Syllables from which on an office without a name is put by the glossary."""
_OF_COUNTRY = re.compile(rf"^(?P<office>.+) of (?P<country>{'|'.join(DEMONYMS)})$")
_PERSON = "Hồ Chí Minh"  # the glossary has the late President with his office
_SEVERAL = re.compile(r"(?:^|\W)(?:hai|ba|bốn|các|những|một|nguyên|cựu|cố)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TitledMention:
    """An office with its name, or alone; `forms` are its English, the preferred first."""

    span: Span
    forms: tuple[str, ...]


def before_name(office: str) -> str:
    """An office as it stands before a name: 'President of Laos' becomes 'Lao President', others stay."""
    match = _OF_COUNTRY.match(office)
    return f"{DEMONYMS[match['country']]} {match['office']}" if match else office


def find_titled(text: str, names: Sequence[NameMention], glossary: Glossary) -> tuple[TitledMention, ...]:
    """The offices of the glossary in `text` that stand before a name, and the long ones that stand alone, in order."""
    by_start = {name.span.start: name for name in names if _is_person(name)}
    found: list[TitledMention] = []
    for mention in glossary.find(text):
        if mention.term.domain != DOMAIN or any(mention.span.overlaps(name.span) for name in names):
            continue
        end = mention.span.end
        name = by_start.get(end + 1) if text[end : end + 1] == " " else None
        if name is not None and mention.term.capitalised:
            person = glossary.name(name.text)
            spelled = person.renderings if person is not None else english_name_forms(name)
            forms = tuple(f"{before_name(mention.term.en)} {form}" for form in spelled)
            found.append(TitledMention(Span(mention.span.start, name.span.end), forms))
        elif _stands_for_one(text, mention.span, mention.term):
            found.append(TitledMention(mention.span, (f"the {before_name(mention.term.en)}",)))
    return tuple(found)


def _is_person(name: NameMention) -> bool:
    return name.kind == "person" or (" " in name.text and not name.text.isupper())


def _stands_for_one(text: str, span: Span, term: Term) -> bool:
    """True for a long office of one person: not 'hai Tổng Bí thư, Chủ tịch nước', and no lower-case word of rank."""
    office = term.capitalised and not term.vi.endswith(_PERSON)
    return office and count_syllables(term.vi) >= LONG and _SEVERAL.search(text[: span.start]) is None
