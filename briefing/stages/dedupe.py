"""Duplicates: the same text twice, and the same wire story under another headline.

Articles and their body sentences come in; the articles to keep and, for each of the others, the one that stands for it
go out. What two newsrooms tell independently about one event stays: that is a second source, not a duplicate.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from briefing.lang.text import fold
from briefing.stages.shingles import candidates, normalised, resemblance, shingles
from briefing.values import Article, Dropped, Sentence

STAGE: Final = "deduplicate"
JACCARD: Final = 0.5
CONTAINMENT: Final = 0.7
_SMALLEST = 30  # shingles: of less text, containment says little
_ALL_PAIRS = 200  # up to so many articles every pair is compared


@dataclass(frozen=True, slots=True)
class Deduplicated:
    """The articles kept, in the order in which they came; those refused; and who stands for whom, by id."""

    kept: tuple[Article, ...]
    dropped: tuple[Dropped, ...]
    duplicate_of: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Body:
    words: tuple[tuple[str, ...], ...]
    shingles: array[int]


def deduplicate(articles: Sequence[Article], sentences: Mapping[str, tuple[Sentence, ...]]) -> Deduplicated:
    """Keep one article of each set of duplicates.

    Articles are taken in order of preference (earliest exact date, then longer text, then path; of the versions of one
    story under the same title in the same outlet the longest first), and each is kept unless it duplicates one already
    kept. So the outcome does not depend on the order of `articles`, and a second pass over what was kept drops nothing.
    Articles without body sentences are left for others to judge.
    """
    ranked = _by_preference(articles, sentences)
    bodies = {article.id: _body(sentences.get(article.id, ())) for article in ranked}
    near = _neighbours(ranked, bodies)
    kept: set[str] = set()
    stands_for: dict[str, str] = {}
    reasons: dict[str, str] = {}
    for article in ranked:
        best = _best(article, kept, bodies, near)
        if best is None:
            kept.add(article.id)
            continue
        stands_for[article.id], reasons[article.id] = best
    return Deduplicated(
        tuple(article for article in articles if article.id in kept),
        tuple(Dropped(a.id, STAGE, reasons[a.id]) for a in articles if a.id in reasons),
        {article.id: stands_for[article.id] for article in articles if article.id in stands_for},
    )


def similarity(first: array[int], second: array[int]) -> float | None:
    """How alike two near-duplicates are, from 0 to 1; None when they are none."""
    jaccard, containment = resemblance(first, second)
    if jaccard >= JACCARD:
        return max(jaccard, containment) if min(len(first), len(second)) >= _SMALLEST else jaccard
    if containment >= CONTAINMENT and min(len(first), len(second)) >= _SMALLEST:
        return containment
    return None


def _by_preference(articles: Sequence[Article], sentences: Mapping[str, tuple[Sentence, ...]]) -> list[Article]:
    lengths = {a.id: sum(len(sentence.text) for sentence in sentences.get(a.id, ())) for a in articles}
    first_told: dict[tuple[str, str], tuple[int, date]] = {}
    for article in articles:
        story = _story(article)
        if story:
            first_told[story] = min(first_told.get(story, _when(article)), _when(article))

    def preference(article: Article) -> tuple[tuple[int, date], int, str]:
        story = _story(article)
        return first_told[story] if story else _when(article), -lengths[article.id], article.id

    return sorted(articles, key=preference)


def _story(article: Article) -> tuple[str, str] | None:
    """Outlet and title, by which versions of one story know each other; None when either is unknown."""
    if not article.outlet or not article.title:
        return None
    return fold(article.outlet), " ".join(fold(article.title).split())


def _when(article: Article) -> tuple[int, date]:
    published = article.published
    if published.exact and published.earliest is not None:
        return 0, published.earliest
    return 1, date.max


def _body(sentences: Sequence[Sentence]) -> _Body:
    words = normalised(sentence.text for sentence in sentences)
    return _Body(words, shingles(words))


def _neighbours(ranked: Sequence[Article], bodies: Mapping[str, _Body]) -> Mapping[str, set[str]] | None:
    """For each article those worth comparing with it; None when there are few enough to compare all."""
    if len(ranked) <= _ALL_PAIRS:
        return None
    near: dict[str, set[str]] = {article.id: set() for article in ranked}
    for first, second in candidates([bodies[article.id].shingles for article in ranked]):
        near[ranked[first].id].add(ranked[second].id)
        near[ranked[second].id].add(ranked[first].id)
    return near


def _best(
    article: Article,
    kept: set[str],
    bodies: Mapping[str, _Body],
    near: Mapping[str, set[str]] | None,
) -> tuple[str, str] | None:
    """The kept article that this one duplicates most, and the reason in words."""
    body = bodies[article.id]
    if not body.shingles:
        return None
    found: list[tuple[float, str]] = []
    for other in kept if near is None else kept & near[article.id]:
        if bodies[other].words == body.words:
            return other, f"duplicate of {other} (same text)"
        alike = similarity(body.shingles, bodies[other].shingles)
        if alike is not None:
            found.append((-alike, other))
    if not found:
        return None
    alike, other = min(found)
    return other, f"near-duplicate of {other} (similarity {-alike:.2f})"
