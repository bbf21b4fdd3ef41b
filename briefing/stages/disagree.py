"""Where the sources of one story disagree: the same measure with other figures, each with the sentence that states it.

The sentences that a point tells and those of the other articles of its story come in; checks of the kind 'sources' go
out. Two figures are of one measure when their units agree and so do the words around them ('kim ngạch thương mại song
phương', 'người chết'); they disagree when neither article states the other's figure too and no rounding explains it.
Nothing is decided: the point is told as its source has it, and the reader sees who says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from briefing.lang.calendar import find_dates
from briefing.lang.numbers import Quantity, find_quantities
from briefing.lang.phrases import forms
from briefing.records import dataclass
from briefing.stages.lexrank import content
from briefing.values import Article, Check, Sentence

KIND: Final = "sources"
BEFORE, AFTER = 9, 3
"""How many syllables before and after a figure say what it measures."""
SHARED: Final = 0.5
"""The share of the pairs of syllables around two figures that must agree, of the smaller set."""
ROUNDED, HEDGED = Decimal("0.03"), Decimal("0.15")
"""How far two figures may lie apart and still be one: rounded, or called 'hơn', 'gần', 'khoảng' one."""
_HEDGES = re.compile(
    r"(?<!\w)(?:hơn|gần|khoảng|chừng|trên|dưới|xấp xỉ|ước|tới|ít nhất|tối thiểu|hàng)\s*$", re.IGNORECASE
)
_NOT_COMPARED = frozenset({"ordinal", "times", "fraction"})
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure in its sentence, with what it measures."""

    sentence: Sentence
    value: Decimal
    unit: str
    text: str
    hedged: bool
    before: frozenset[str]
    after: tuple[str, ...]
    years: frozenset[int]


def disagreements(
    told: Sequence[Sentence], others: Mapping[str, Sequence[Sentence]], articles: Mapping[str, Article]
) -> tuple[Check, ...]:
    """One check for each told figure that another article of the story has otherwise; the first such article is named.

    `others` holds the body sentences of the story's other articles by id, in the order of their publication.
    """
    own = {sentence.article_id for sentence in told}
    figures = [figure for sentence in told for figure in _figures(sentence)]
    stated = {figure.value for figure in figures}
    checks = []
    for figure in figures:
        for article_id, sentences in others.items():
            theirs = [one for sentence in sentences for one in _figures(sentence)] if article_id not in own else []
            if any(_agree(figure, one) for one in theirs if one.unit == figure.unit):
                continue
            against = next((one for one in theirs if one.value not in stated and _contradicts(figure, one)), None)
            if against is not None:
                checks.append(_check(figure, against, articles))
                break
    return tuple(checks)


def _check(ours: Figure, theirs: Figure, articles: Mapping[str, Article]) -> Check:
    """The names of both sources, their figures, and the sentence of the other."""
    return Check(
        KIND,
        "warn",
        f"{ours.text}, as {_named(articles[ours.sentence.article_id])} says: “{ours.sentence.text}”",
        f"{theirs.text} in {_named(articles[theirs.sentence.article_id])} (source: {theirs.sentence.text})",
    )


def _named(article: Article) -> str:
    """The outlet with the day, else the file."""
    published = article.published
    day = f", {published.earliest}" if published.exact else ""
    return f"{article.outlet or article.id}{day}"


def _figures(sentence: Sentence) -> Iterator[Figure]:
    text = sentence.text
    years = frozenset(day.year for day in find_dates(text) if day.year is not None)
    for one in find_quantities(text):
        if one.unit in _NOT_COMPARED or one.high is not None:
            continue
        before, after = text[: one.span.start], text[one.span.end :]
        yield Figure(
            sentence=sentence,
            value=one.low,
            unit=one.unit,
            text=_shown(one, after),
            hedged=bool(_HEDGES.search(before)),
            before=frozenset(feature for feature in content(_last(before)) if " " in feature),
            after=tuple(forms(after)[:AFTER]),
            years=years,
        )


def _last(text: str) -> str:
    """The last syllables of the same clause."""
    return " ".join(re.split(r"[;:]", text)[-1].split()[-BEFORE:])


def _shown(one: Quantity, after: str) -> str:
    """The figure as it stands; a plain number with the two words behind it."""
    if one.unit:
        return one.text
    following = _WORD.findall(re.split(r"[.,;:()]", after)[0])[:2]
    return " ".join([one.text, *following])


def _contradicts(ours: Figure, theirs: Figure) -> bool:
    """True when both measure the same, of the same time, with different outcomes."""
    if ours.unit != theirs.unit or (ours.years and theirs.years and not ours.years & theirs.years):
        return False
    if not ours.unit:
        return ours.after[:2] == theirs.after[:2] and len(ours.after) > 1 and all(map(str.isalpha, ours.after[:2]))
    least = min(len(ours.before), len(theirs.before))
    return least > 1 and len(ours.before & theirs.before) >= max(2, SHARED * least)


def _agree(ours: Figure, theirs: Figure) -> bool:
    """True when the two may state one figure: equal, rounded, or hedged."""
    larger = max(abs(ours.value), abs(theirs.value))
    apart = abs(ours.value - theirs.value)
    if ours.hedged or theirs.hedged:
        return apart <= HEDGED * larger
    exact = not ours.unit and larger < 1000  # noqa: PLR2004 - people are counted one by one
    return apart == 0 if exact else apart <= ROUNDED * larger
