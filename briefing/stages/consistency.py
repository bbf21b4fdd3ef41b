"""One term, one rendering: where a memo says the same office, body, place or person in two ways, the rarer is doubted.

A memo with all its points comes in; the same memo goes out, with a finding on each point that says something otherwise
than most others do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from briefing.lang.glossary import Glossary
from briefing.lang.names import english_name_forms
from briefing.lang.text import nfc
from briefing.lang.titles import before_name
from briefing.records import dataclass
from briefing.stages.checks.common import stands, terms_of
from briefing.stages.checks.names import persons
from briefing.values import BriefingPoint, Check, Memo

KIND = "consistency"


@dataclass(frozen=True, slots=True)
class _Said:
    """How one point says a term or name of its sentences."""

    vietnamese: str
    rendering: str
    rank: int  # the place of the rendering among all that are right, the preferred first


def consistent(memo: Memo, glossary: Glossary) -> Memo:
    """The memo with findings on the points that render a term or name otherwise than most of its points."""
    said = {point.id: tuple(_said(point, glossary)) for point in memo.points}
    usual = _usual(said)
    sections = tuple(
        replace(section, points=tuple(_doubted(point, said[point.id], usual) for point in section.points))
        for section in memo.sections
    )
    return replace(memo, sections=sections)


def _usual(said: Mapping[str, Sequence[_Said]]) -> dict[str, str]:
    """The usual rendering of what is said in more than one way: the most frequent, then the one preferred more."""
    counts: dict[str, Counter[str]] = {}
    ranks: dict[tuple[str, str], int] = {}
    for one in (one for of_point in said.values() for one in of_point):
        counts.setdefault(one.vietnamese, Counter())[one.rendering] += 1
        ranks[one.vietnamese, one.rendering] = one.rank
    return {
        vietnamese: min(counted, key=lambda each: (-counted[each], ranks[vietnamese, each], each))
        for vietnamese, counted in counts.items()
        if len(counted) > 1
    }


def _said(point: BriefingPoint, glossary: Glossary) -> Iterator[_Said]:
    lowered = point.text.lower()
    seen: set[str] = set()
    for quote in (citation.quote for citation in point.citations):
        for vietnamese, forms in _expected(quote, glossary):
            found = [form for form in dict.fromkeys(forms) if stands(form, lowered)]
            if found and vietnamese not in seen:
                seen.add(vietnamese)
                rendering = max(found, key=len)
                yield _Said(vietnamese, rendering, forms.index(rendering))


def _expected(quote: str, glossary: Glossary) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a sentence names, with all English that is right for it."""
    for name in persons(quote):
        if name.kind == "person":
            yield nfc(name.text), english_name_forms(name)
    for mention in terms_of(glossary, quote):
        term = mention.term
        if term.capitalised and not term.numeral:
            yield term.vi, tuple(form for each in term.renderings for form in dict.fromkeys((each, before_name(each))))


def _doubted(point: BriefingPoint, said: Sequence[_Said], usual: Mapping[str, str]) -> BriefingPoint:
    kept = tuple(check for check in point.checks if check.kind != KIND)
    found = tuple(
        Check(KIND, "warn", f"{usual[one.vietnamese]}, as elsewhere", f"{one.rendering} (source: {one.vietnamese})")
        for one in said
        if usual.get(one.vietnamese, one.rendering) != one.rendering
    )
    return replace(point, checks=(*kept, *found))
