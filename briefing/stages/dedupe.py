"""Duplicates: the same text twice, and the same wire story under another headline.

Articles and their body sentences come in; the articles to keep and, for each of the others, the one that stands for it
go out. What two newsrooms tell independently about one event stays: that is a second source, not a duplicate. So does
the next day's story that repeats the background of the last: what is dropped must lie in what is kept.

The bound was set on made and on natural pairs of shingle sets. Made: 788 articles and edited copies of them; the share
of the smaller set in the larger, as the least of all pairs and of all but the lowest 5 %:

    ==========================================  =====  =====
    credit, by-line or headline changed          1.00   1.00
    lead shortened to half                       1.00   1.00
    paragraphs reordered                         1.00   1.00
    a quarter, or a half, of paragraphs dropped  1.00   1.00
    two paragraphs of another story added        1.00   1.00
    one sentence in four edited                  0.86   0.93
    a quarter dropped, half of the rest edited   0.80   0.88
    house style: ten words replaced throughout   0.70   0.84
    every sentence edited once                   0.71   0.83
    ==========================================  =====  =====

Natural: of 10,000 newspaper articles 95 are dropped, 88 of them exact reprints; the seven others have shares from 0.80
to 0.98 and, by their titles, tell the story of the longer one. By their titles too, pairs from 0.4 to 0.75 are mostly
follow-ups that repeat their background, where dropping either would lose news. Different articles of the made set share
0.18 at most, the five seed articles, which tell of the same two countries' meetings, less than 0.08.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from briefing.lang.text import fold
from briefing.stages.shingles import candidates, normalised, resemblance, shingles
from briefing.values import Article, Dropped, Sentence

STAGE: Final = "deduplicate"
CONTAINMENT: Final = 0.8
"""The share of an article's shingles that another must hold to stand for it."""
SAME_STORY: Final = 0.75
"""Jaccard similarity from which neither of two duplicates says more than the other, so that dates decide."""
_SMALLEST = 30  # shingles: of less text a share says little, and both directions must agree
_ALL_PAIRS = 200  # up to so many articles every pair is compared

_Words = tuple[tuple[str, ...], ...]
_Neighbours = Mapping[str, set[str]]


@dataclass(frozen=True, slots=True)
class _Body:
    """What is compared of an article; `story` names outlet and title where both are known."""

    id: str
    day: date  # of publication, the last of all days where it is not exactly known
    words: _Words
    shingles: array[int]
    story: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Deduplicated:
    """The articles kept, in the order in which they came; those refused; and who stands for whom, by id."""

    kept: tuple[Article, ...]
    dropped: tuple[Dropped, ...]
    duplicate_of: Mapping[str, str]


def deduplicate(articles: Sequence[Article], sentences: Mapping[str, tuple[Sentence, ...]]) -> Deduplicated:
    """Keep one article of each set of duplicates, whatever the order in which they come.

    Of articles that tell the same, the one with the earliest exact date is kept, then the longer, then the first by
    path. Where one holds the other and says more, the longer is kept whatever the dates, and so is the longest of the
    versions that one outlet published under one title. Articles without body sentences are left for others to judge.
    """
    bodies = {a.id: _body(a, sentences.get(a.id, ())) for a in articles}
    ranked = sorted((body for body in bodies.values() if body.words), key=_preference)
    stands_for = _same_text(ranked)
    left = [body for body in ranked if body.id not in stands_for]
    near = _neighbours(left)
    stands_for |= _held_by_longer(left, near)
    stands_for |= _same_story([body for body in left if body.id not in stands_for], near)
    final = {one: _last(one, stands_for) for one in stands_for}
    return Deduplicated(
        tuple(a for a in articles if a.id not in final),
        tuple(Dropped(a.id, STAGE, _reason(bodies[a.id], bodies[final[a.id]])) for a in articles if a.id in final),
        {a.id: final[a.id] for a in articles if a.id in final},
    )


def _body(article: Article, sentences: Iterable[Sentence]) -> _Body:
    words = normalised(sentence.text for sentence in sentences)
    published = article.published
    day = published.earliest if published.exact and published.earliest is not None else date.max
    story = (_plain(article.outlet), _plain(article.title)) if article.outlet and article.title else None
    return _Body(article.id, day, words, shingles(words), story)


def _plain(text: str) -> str:
    return " ".join(fold(text).split())


def _preference(body: _Body) -> tuple[date, int, str]:
    return body.day, -sum(map(len, body.words)), body.id


def _longest(body: _Body) -> tuple[int, date, str]:
    return -len(body.shingles), body.day, body.id


def _same_text(ranked: Sequence[_Body]) -> dict[str, str]:
    """Articles whose sentences are the same, syllable for syllable: the first by rank stands for the others."""
    first: dict[_Words, str] = {}
    stands_for = {}
    for body in ranked:
        one = first.setdefault(body.words, body.id)
        if one != body.id:
            stands_for[body.id] = one
    return stands_for


def _held_by_longer(bodies: Sequence[_Body], near: _Neighbours | None) -> dict[str, str]:
    """Articles that a longer one holds and adds to, longest first; versions of one outlet's story among them."""
    stands_for: dict[str, str] = {}
    kept: list[_Body] = []
    for body in sorted(bodies, key=_longest):
        holders = []
        for other in _near(body, kept, near):
            jaccard, share, _ = resemblance(body.shingles, other.shingles)
            version = body.story is not None and body.story == other.story
            if is_duplicate(body.shingles, other.shingles) and (version or jaccard < SAME_STORY):
                holders.append((-share, other.id))
        if holders:
            stands_for[body.id] = min(holders)[1]
        else:
            kept.append(body)
    return stands_for


def _same_story(ranked: Sequence[_Body], near: _Neighbours | None) -> dict[str, str]:
    """Articles that say what one of better rank says, and hardly more."""
    stands_for: dict[str, str] = {}
    kept: list[_Body] = []
    for body in ranked:
        twins = [
            (-resemblance(body.shingles, other.shingles)[1], other.id)
            for other in _near(body, kept, near)
            if is_duplicate(body.shingles, other.shingles)
        ]
        if twins:
            stands_for[body.id] = min(twins)[1]
        else:
            kept.append(body)
    return stands_for


def is_duplicate(first: array[int], second: array[int]) -> bool:
    """True when the larger set of shingles holds the smaller; of very short texts each must hold the other."""
    _, share, reverse = resemblance(first, second)
    if min(len(first), len(second)) < _SMALLEST:
        return min(share, reverse) >= CONTAINMENT
    return max(share, reverse) >= CONTAINMENT


def _neighbours(bodies: Sequence[_Body]) -> _Neighbours | None:
    """For each article those worth comparing with it; None when there are few enough to compare all."""
    if len(bodies) <= _ALL_PAIRS:
        return None
    near: dict[str, set[str]] = {}
    for first, second in candidates([body.shingles for body in bodies]):
        near.setdefault(bodies[first].id, set()).add(bodies[second].id)
        near.setdefault(bodies[second].id, set()).add(bodies[first].id)
    return near


def _near(body: _Body, kept: Iterable[_Body], near: _Neighbours | None) -> Iterator[_Body]:
    if near is None:
        yield from kept
    elif body.id in near:
        yield from (other for other in kept if other.id in near[body.id])


def _last(one: str, stands_for: Mapping[str, str]) -> str:
    while one in stands_for:
        one = stands_for[one]
    return one


def _reason(dropped: _Body, kept: _Body) -> str:
    """The words for a reader: similarity is the share of the dropped article that the kept one holds."""
    if dropped.words == kept.words:
        return f"duplicate of {kept.id} (same text)"
    share = resemblance(dropped.shingles, kept.shingles)[1]
    return f"near-duplicate of {kept.id} (similarity {share:.2f})"
