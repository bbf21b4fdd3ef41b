"""What is wrong or doubtful in a glossary: a look at every term beyond what reading the file demands.

The terms of a file, and of the glossary that it lies over, come in; findings go out. A problem must be corrected; a
remark tells what a person may have meant.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from briefing.lang.glossary import Glossary, Term, same_term
from briefing.lang.text import is_vietnamese_letter_word
from briefing.records import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a term; `problem` says that it must be corrected."""

    term: str
    words: str
    problem: bool = True


def look_over(terms: Sequence[Term], glossary: Glossary) -> Iterator[Remark]:
    """Everything about the `terms` of one file; `glossary` is what they are in force in."""
    for term in terms:
        yield from _renderings(term)
        if not any(mention.term.vi == term.vi for mention in glossary.find(_in_use(term))):
            found = ", ".join(repr(mention.term.vi) for mention in glossary.find(_in_use(term)))
            yield Remark(term.vi, f"it is never found{f': {found} goes before it' if found else ''}")
    yield from _english_of_two(terms)


def contradictions(house: Iterable[Term], packaged: Glossary) -> Iterator[Remark]:
    """Where the house's terms say otherwise than the glossary that they lie over, or the same."""
    for term in house:
        below = next((one for one in packaged.terms if same_term(one, term)), None)
        if below is None:
            continue
        if below.renderings == term.renderings:
            yield Remark(term.vi, "the packaged glossary says the same; the row is not needed", problem=False)
        elif term.en != below.en:
            yield Remark(term.vi, f"{term.en!r} lies over the packaged {below.en!r}", problem=False)


def not_in(terms: Iterable[Term], texts: Iterable[str], glossary: Glossary) -> Iterator[Remark]:
    """The terms that no text has."""
    seen = {mention.term.vi for text in texts for mention in glossary.find(text)}
    for term in terms:
        if term.vi not in seen:
            yield Remark(term.vi, "none of the sources has it", problem=False)


def not_composed(text: str) -> Iterator[Remark]:
    """Lines of a file that are not in NFC: they look the same and compare differently."""
    for number, line in enumerate(text.splitlines(), 1):
        if not unicodedata.is_normalized("NFC", line):
            yield Remark(f"line {number}", "letters and accents stand apart (not NFC); save it composed")


def _in_use(term: Term) -> str:
    return f"5 {term.vi}" if term.numeral else term.vi


def _renderings(term: Term) -> Iterator[Remark]:
    seen: dict[str, str] = {}
    for rendering in term.renderings:
        key = rendering.casefold()
        if key in seen:
            what = "the preferred English" if seen[key] == term.en else "another alternative"
            alike = "" if rendering == seen[key] else ", but for its capitals, which count for nothing"
            yield Remark(term.vi, f"the alternative {rendering!r} is {what}{alike}", problem=not alike)
        seen.setdefault(key, rendering)
        if any(mark in rendering for mark in "⟦⟧\n\t"):
            yield Remark(term.vi, f"{rendering!r} has a sign that no term may have")
        left = [word for word in rendering.split() if is_vietnamese_letter_word(word.strip("(),.;:'\""))]
        if left and term.domain not in {"name", "place"}:
            yield Remark(term.vi, f"{rendering!r} has Vietnamese words: {', '.join(left)}", problem=False)


def _english_of_two(terms: Sequence[Term]) -> Iterator[Remark]:
    """A term whose capitals alone differ from another's."""
    seen: dict[str, Term] = {}
    for term in terms:
        before = seen.setdefault(" ".join(term.vi.casefold().split()), term)
        if before is not term and before.keeps_case == term.keeps_case:
            yield Remark(term.vi, f"it stands twice: {before.vi!r} is {before.en!r}, this is {term.en!r}")
