"""Salience: what makes a sentence worth a line of the memo.

Sentences of an article come in, a feature vector for each goes out, every feature between 0 and 1; the score is their
weighted sum. The weights are `Weights`, tuned on articles whose briefing points people wrote (see
`python -m bench.extract_quality`) and then held against what ceremonial news wants: results before courtesies.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields

from briefing.lang.calendar import find_dates
from briefing.lang.numbers import find_quantities
from briefing.lang.phrases import Token, tokens
from briefing.records import dataclass
from briefing.stages import wording
from briefing.stages.headline import HEADLINE_WEIGHTS, PENALTIES, headline, title_words
from briefing.stages.lexrank import Vector, cosine, lexrank

_QUOTED = re.compile(r"[\"“”][^\"“”]*[\"“”]?")


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each feature of a sentence counts; features lie between 0 and 1, negative weights are penalties.

    The lengths suit the embedded model, which is at its best up to forty syllables. A stronger one can take
    full_length=45, long_length=60 and fuller_length=90, which tell a story's fullest sentence.
    """

    lead: float = 0.5
    """The article's first sentence; half of it for the second, a third for the third."""
    early: float = 0.8
    """Falls from 1 at the article's beginning to 0 at its end."""
    centrality: float = 0.5
    """LexRank within the article: 0 for its least central sentence, 1 for its most central."""
    shared: float = 0.5
    """Cosine with the centroid of all chosen articles: what the whole collection is about."""
    titled: float = 1.0
    """Cosine with the article's title."""
    headline: float = 3.0
    """The one sentence that tells most of its article (`briefing.stages.headline`), if it reaches `floor` without."""
    decision: float = 1.2
    """Verbs of decision, agreement and measurable change; full at three."""
    reporting: float = 0.2
    """Somebody with an office says so."""
    document: float = 0.5
    """Agreements, laws and other documents; full at two."""
    signed: float = 0.4
    """A document beside the verb that puts it in force: signed, handed over, adopted, issued."""
    quantity: float = 1.0
    """Quantities; full at three, money and percentages counting double."""
    dated: float = 0.9
    """A day, month, year or period is named; full at two."""
    measure: float = 0.7
    """Names of measures (kim ngạch, công suất) beside a figure; full at two."""
    names: float = 0.2
    """Names of persons, bodies and places; full at four."""
    fullness: float = 1.4
    """Length up to `full_length` syllables: longer sentences say more."""
    ceremony: float = -1.2
    """Courtesies; full at two."""
    vague: float = -0.8
    """Formulas of communiqués; full at four."""
    colour: float = -1.0
    """Bystanders and the first person; full at two."""
    quotation: float = -1.5
    """The part of the sentence that is direct speech."""
    question: float = -0.6
    """It asks."""
    dangling: float = -0.4
    """Its subject stands in the sentence before."""
    overlong: float = -1.0
    """From 0 at `long_length` syllables to 1 at twice as many: translation suffers."""
    too_short: float = -0.8
    """Fewer than `short_length` syllables."""
    short_length: int = 10
    full_length: int = 32
    long_length: int = 38
    pair_length: int = 110
    """No passage of two sentences grows beyond so many syllables."""
    fuller_length: int = 55
    """A sentence yields to a fuller one of its article (the same amounts and more) up to so many syllables."""
    floor: float = 1.2
    """A passage below this score is not worth a point, however much room there is."""
    diversity: float = 1.5
    """What likeness to a chosen passage costs (MMR): the cosine times this is taken off the score."""
    section_again: float = 0.7
    """What every point that a section has already takes off the next one's score there."""
    article_again: float = 0.0
    """What every point that an article has given already takes off its next one's score."""
    too_alike: float = 0.5
    """From this cosine on a sentence repeats a chosen one and is no point of its own."""
    same_statement: float = 0.5
    """From this cosine on, with the same figures and days, a sentence of another article says the same."""
    same_figures: float = 0.25
    """The same where both name one equal amount of the same measure; half of it suffices for several amounts."""


_SETTINGS = frozenset(
    {"floor", "diversity", "section_again", "article_again", "too_alike", "same_statement", "same_figures"}
)
FEATURES = tuple(
    field.name for field in fields(Weights) if not field.name.endswith("_length") and field.name not in _SETTINGS
)
DEFAULT_WEIGHTS = Weights()

Features = Mapping[str, float]


def score(features: Features, weights: Weights = DEFAULT_WEIGHTS) -> float:
    """The weighted sum of the features."""
    return math.fsum(float(getattr(weights, name)) * features[name] for name in FEATURES)


def article_features(
    texts: Sequence[str],
    vectors: Sequence[Vector],
    whole: Vector,
    title: Vector,
    weights: Weights = DEFAULT_WEIGHTS,
) -> tuple[dict[str, float], ...]:
    """The features of every sentence of one article.

    `whole` is the centroid of the collection, `title` the vector of
    the article's title (empty where it has none).
    """
    ranks = lexrank(vectors)
    low, high = min(ranks, default=0.0), max(ranks, default=0.0)
    count = len(texts)
    features: list[dict[str, float]] = []
    for place, text in enumerate(texts):
        own = sentence_features(text, weights)
        own["lead"] = 1 / (1 + place) if place < 3 else 0.0  # noqa: PLR2004
        own["early"] = 1 - place / count
        own["centrality"] = (ranks[place] - low) / (high - low) if high > low else 0.5
        own["shared"] = cosine(vectors[place], whole)
        own["titled"] = cosine(vectors[place], title)
        own["headline"] = 0.0
        features.append(own)
    chosen = _headline(features, vectors, title, weights)
    if chosen is not None:
        features[chosen]["headline"] = float(score(features[chosen], weights) >= weights.floor)
    return tuple(features)


def _headline(features: Sequence[Features], vectors: Sequence[Vector], title: Vector, weights: Weights) -> int | None:
    """The place of the sentence that tells most of the article."""
    told = [{**own, "title_words": title_words(one, title)} for own, one in zip(features, vectors, strict=True)]
    penalties = {name: float(getattr(weights, name)) for name in PENALTIES}
    return headline(told, {**HEADLINE_WEIGHTS, **penalties})


def sentence_features(text: str, weights: Weights = DEFAULT_WEIGHTS) -> dict[str, float]:
    """The features that a sentence has by itself, wherever it stands."""
    found = tokens(text)
    length = sum(token.word for token in found)
    amounts = [quantity for quantity in find_quantities(text) if quantity.unit != "ordinal"]
    worth = sum(2 if quantity.unit else 1 for quantity in amounts)
    documents = wording.DOCUMENT.count(found)
    return {
        "decision": _full_at(3, wording.DECISION.count(found)),
        "reporting": _full_at(1, wording.REPORTING.count(found)),
        "document": _full_at(2, documents),
        "signed": float(documents > 0 and wording.SIGNING.count(found) > 0),
        "quantity": _full_at(3, worth),
        "dated": _full_at(2, len(find_dates(text))),
        "measure": _full_at(2, wording.MEASURE.count(found)) if amounts else 0.0,
        "names": _full_at(4, count_names(text, found)),
        "fullness": min(length, weights.full_length) / weights.full_length,
        "ceremony": _full_at(2, wording.CEREMONY.count(found)),
        "vague": _full_at(4, wording.VAGUE.count(found)),
        "colour": _full_at(2, wording.COLOUR.count(found)),
        "quotation": _quoted_share(text),
        "question": float(text.rstrip(" \"”'’)").endswith("?")),
        "dangling": float(dangling(text)),
        "overlong": min(1.0, max(0.0, length / weights.long_length - 1)),
        "too_short": float(length < weights.short_length),
    }


def dangling(text: str) -> bool:
    """True when the sentence before is needed to know who or what this one speaks of.

    >>> dangling("Ông nhấn mạnh chuyến thăm có ý nghĩa."), dangling("Ông Cường nhấn mạnh chuyến thăm có ý nghĩa.")
    (True, False)
    >>> dangling("Đồng thời, thúc đẩy hợp tác."), dangling("Đồng thời, hai nước sẽ tăng cường hợp tác.")
    (True, False)
    """
    found = tokens(text)
    start = 0
    connective = wording.CONNECTIVE.end_at(found, start)
    if connective:
        start = connective + (connective < len(found) and found[connective].form == ",")
    if start >= len(found):
        return True
    pronoun = wording.PRONOUN.end_at(found, start)
    if pronoun:
        # "Ông Cường" names somebody; "Ông nhấn mạnh" does not.
        return pronoun >= len(found) or not found[pronoun].span.of(text)[0].isupper()
    if found[0].form == '"' or _spoken_by_pronoun(text, found):
        return _spoken_by_pronoun(text, found)
    return bool(connective) and wording.BARE_VERB.end_at(found, start) > 0


def count_names(text: str, found: Sequence[Token]) -> int:
    """How many runs of capitalised syllables `text` has, the first word of the sentence aside."""
    count = 0
    inside = True
    for token in found:
        capital = token.word and token.span.of(text)[0].isupper()
        count += capital and not inside
        inside = capital
    return count


def _spoken_by_pronoun(text: str, found: Sequence[Token]) -> bool:
    """True for '..., ông nói.' at the end: the speaker is named in the sentence before."""
    tail = found[-5:]
    for place, token in enumerate(tail[:-1]):
        if token.form in {",", '"'} and tail[place + 1].form in {"ông", "bà", "anh", "chị", "cô"}:
            after = tail[place + 2] if place + 2 < len(tail) else None
            return after is None or not after.span.of(text)[0].isupper()
    return False


def _full_at(enough: int, count: int) -> float:
    return min(count, enough) / enough


def _quoted_share(text: str) -> float:
    quoted = sum(len(found.group()) for found in _QUOTED.finditer(text))
    return quoted / len(text) if text else 0.0
