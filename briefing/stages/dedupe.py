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

import hashlib
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, Protocol

from briefing.lang.text import fold
from briefing.records import dataclass
from briefing.stages.shingles import Partners, alike, candidates, hashed, in_order, normalised, resemblance, sampled
from briefing.values import Article, Dropped, PublicationDate, Sentence

STAGE: Final = "deduplicate"
CONTAINMENT: Final = 0.8
"""The share of an article's shingles that another must hold to stand for it."""
SAME_STORY: Final = 0.75
"""Jaccard similarity from which neither of two duplicates says more than the other, so that dates decide."""
ALL_PAIRS: Final = 200
"""Up to so many articles every pair is compared."""
_SMALLEST = 30  # shingles: of less text a share says little, and both directions must agree

_Neighbours = Mapping[str, set[str]]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is compared of an article's body before its shingles are: small enough to be kept for very many articles.

    `words` is a digest of all syllables, empty where there are none; `shingles` says how many there are.
    """

    words: bytes
    syllables: int
    shingles: int
    sketch: array[int]


@dataclass(frozen=True, slots=True)
class Body:
    """What is compared of an article; `story` names outlet and title where both are known.

    `shingles` gives all hashes, and is asked for nothing but articles that are worth comparing.
    """

    id: str
    day: date  # of publication, the last of all days where it is not exactly known
    story: tuple[str, str] | None
    print: Fingerprint
    shingles: Callable[[], array[int]]


class Among(Protocol):
    """Very many bodies that are kept elsewhere, each with a number, and taken out where they are asked for."""

    @property
    def same_text(self) -> Mapping[int, int]:
        """For the number of each body that has the text of another that of the one that stands for it."""

    def body(self, number: int) -> Body:
        """The body of that number."""

    def scan(self) -> Iterable[tuple[int, array[int]]]:
        """Numbers and sketches of all bodies, but for those that another has the text of."""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Who stands for whom, by id, and the reasons for a reader."""

    duplicate_of: Mapping[str, str]
    reasons: Mapping[str, str]


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
    found = find_duplicates([_body(a, sentences.get(a.id, ())) for a in articles])
    return Deduplicated(
        tuple(a for a in articles if a.id not in found.duplicate_of),
        tuple(Dropped(a.id, STAGE, found.reasons[a.id]) for a in articles if a.id in found.duplicate_of),
        {a.id: found.duplicate_of[a.id] for a in articles if a.id in found.duplicate_of},
    )


def find_duplicates(bodies: Iterable[Body], wanted: Collection[str] | None = None) -> Duplicates:
    """The same for bodies alone, wherever their shingles are kept; see `deduplicate`.

    Where only what becomes of the articles `wanted` is asked, no others are compared than those that have a say in it.
    """
    known = {body.id: body for body in bodies}
    ranked = sorted((body for body in known.values() if body.print.words), key=_preference)
    stands_for = _same_text(ranked)
    left = [body for body in ranked if body.id not in stands_for]
    if wanted is None or len(left) <= ALL_PAIRS:
        near = _neighbours(left)
    else:
        sketches = [body.print.sketch for body in left]
        partners = Partners(lambda: enumerate(sketches), sketches.__getitem__, CONTAINMENT)
        first = {stands_for.get(one, one) for one in wanted}
        left, near = _around([at for at, body in enumerate(left) if body.id in first], partners, left.__getitem__)
    return _concluded(left, near, stands_for, known.__getitem__, wanted)


def find_duplicates_of(wanted: Mapping[str, int], among: Among) -> Duplicates:
    """The same for the articles `wanted`, given with their numbers, among very many that are kept elsewhere."""
    partners = Partners(among.scan, lambda number: among.body(number).print.sketch, CONTAINMENT)
    numbers = {number: among.same_text.get(number, number) for number in wanted.values()}
    left, near = _around({*numbers.values()}, partners, among.body)
    stands_for = {among.body(one).id: among.body(of).id for one, of in numbers.items() if one != of}
    known = {body.id: body for body in (*left, *map(among.body, {*numbers, *numbers.values()}))}
    return _concluded(left, near, stands_for, known.__getitem__, wanted)


def _concluded(
    left: Sequence[Body],
    near: _Neighbours,
    stands_for: dict[str, str],
    known: Callable[[str], Body],
    wanted: Collection[str] | None,
) -> Duplicates:
    """Who stands for whom of those left, whose neighbours are given, and of those whose text they have."""
    stands_for |= _held_by_longer(left, near)
    ranked = sorted((body for body in left if body.id not in stands_for), key=_preference)
    stands_for |= _same_story(ranked, near)
    final = {one: _last(one, stands_for) for one in stands_for if wanted is None or one in wanted}
    return Duplicates(final, {one: _reason(known(one), known(final[one])) for one in final})


def fingerprint(words: Sequence[Sequence[str]], found: Collection[int]) -> Fingerprint:
    """The fingerprint of a body's normalised sentences and of the `hashed` shingles made of them."""
    digest = hashlib.sha256("\n".join(map(" ".join, words)).encode()).digest() if words else b""
    return Fingerprint(digest, sum(map(len, words)), len(found), sampled(found))


def day_to_rank(published: PublicationDate) -> date:
    """The day by which duplicates are ranked: that of publication, the last of all where it is not exactly known."""
    return published.earliest if published.exact and published.earliest is not None else date.max


def story_of(outlet: str | None, title: str | None) -> tuple[str, str] | None:
    """Under what versions of one story are known, where outlet and title both are."""
    return (_plain(outlet), _plain(title)) if outlet and title else None


def _body(article: Article, sentences: Iterable[Sentence]) -> Body:
    words = normalised(sentence.text for sentence in sentences)
    found = hashed(words)
    hashes = in_order(found)
    story = story_of(article.outlet, article.title)
    return Body(article.id, day_to_rank(article.published), story, fingerprint(words, found), lambda: hashes)


def _plain(text: str) -> str:
    return " ".join(fold(text).split())


def _preference(body: Body) -> tuple[date, int, str]:
    return body.day, -body.print.syllables, body.id


def _longest(body: Body) -> tuple[int, date, str]:
    return -body.print.shingles, body.day, body.id


def _same_text(ranked: Sequence[Body]) -> dict[str, str]:
    """Articles whose sentences are the same, syllable for syllable: the first by rank stands for the others."""
    first: dict[bytes, str] = {}
    stands_for = {}
    for body in ranked:
        one = first.setdefault(body.print.words, body.id)
        if one != body.id:
            stands_for[body.id] = one
    return stands_for


def _held_by_longer(bodies: Sequence[Body], near: _Neighbours) -> dict[str, str]:
    """Articles that a longer one holds and adds to, longest first; versions of one outlet's story among them."""
    stands_for: dict[str, str] = {}
    kept: dict[str, Body] = {}
    for body in sorted(bodies, key=_longest):
        holders = []
        for other in _near(body, kept, near):
            jaccard, share, _ = resemblance(body.shingles(), other.shingles())
            version = body.story is not None and body.story == other.story
            if is_duplicate(body.shingles(), other.shingles()) and (version or jaccard < SAME_STORY):
                holders.append((-share, other.id))
        if holders:
            stands_for[body.id] = min(holders)[1]
        else:
            kept[body.id] = body
    return stands_for


def _same_story(ranked: Sequence[Body], near: _Neighbours) -> dict[str, str]:
    """Articles that say what one of better rank says, and hardly more."""
    stands_for: dict[str, str] = {}
    kept: dict[str, Body] = {}
    for body in ranked:
        twins = [
            (-resemblance(body.shingles(), other.shingles())[1], other.id)
            for other in _near(body, kept, near)
            if is_duplicate(body.shingles(), other.shingles())
        ]
        if twins:
            stands_for[body.id] = min(twins)[1]
        else:
            kept[body.id] = body
    return stands_for


def is_duplicate(first: array[int], second: array[int]) -> bool:
    """True when the larger set of shingles holds the smaller; of very short texts each must hold the other."""
    _, share, reverse = resemblance(first, second)
    if min(len(first), len(second)) < _SMALLEST:
        return min(share, reverse) >= CONTAINMENT
    return max(share, reverse) >= CONTAINMENT


def _neighbours(bodies: Sequence[Body]) -> _Neighbours:
    """For each article those worth comparing with it: of few articles exactly, of many by their sketches."""
    if len(bodies) <= ALL_PAIRS:
        pairs = alike([body.shingles() for body in bodies], CONTAINMENT)
    else:
        likely = candidates([body.print.sketch for body in bodies], CONTAINMENT)
        pairs = ((at, other) for at, other in likely if _share_enough(bodies[at], bodies[other]))
    near: dict[str, set[str]] = {}
    for at, other in pairs:
        _pair(near, bodies[at], bodies[other])
    return near


def _around(
    wanted: Collection[int], partners: Partners, body_of: Callable[[int], Body]
) -> tuple[list[Body], _Neighbours]:
    """The bodies that are `wanted` by their numbers and have duplicates, these, those of these, and so on; and who is
    whose duplicate.
    """
    near: dict[str, set[str]] = {}
    fresh, seen, left = {*wanted}, {*wanted}, set[int]()
    tried: set[tuple[int, int]] = set()
    while fresh:
        same: list[tuple[int, int]] = []
        for at, other in partners.likely(fresh):
            pair = (min(at, other), max(at, other))
            if pair not in tried and _share_enough(body_of(at), body_of(other)):
                same.append((at, other))
            tried.add(pair)
        found = set()
        for at, other in partners.confirmed(same):
            _pair(near, body_of(at), body_of(other))
            found |= {at, other}
        left |= found
        fresh = found - seen
        seen |= fresh
    return [body_of(at) for at in sorted(left)], near


def _share_enough(first: Body, second: Body) -> bool:
    """`is_duplicate` of two bodies, whose shingles are not asked for where one is short and the other is not."""
    fewer, more = sorted((first.print.shingles, second.print.shingles))
    if fewer < _SMALLEST and (not more or fewer / more < CONTAINMENT):
        return False
    return is_duplicate(first.shingles(), second.shingles())


def _pair(near: dict[str, set[str]], first: Body, second: Body) -> None:
    near.setdefault(first.id, set()).add(second.id)
    near.setdefault(second.id, set()).add(first.id)


def _near(body: Body, kept: Mapping[str, Body], near: _Neighbours) -> Iterator[Body]:
    return (kept[other] for other in near.get(body.id, ()) if other in kept)


def _last(one: str, stands_for: Mapping[str, str]) -> str:
    while one in stands_for:
        one = stands_for[one]
    return one


def _reason(dropped: Body, kept: Body) -> str:
    """The words for a reader: similarity is the share of the dropped article that the kept one holds."""
    if dropped.print.words == kept.print.words:
        return f"duplicate of {kept.id} (same text)"
    share = resemblance(dropped.shingles(), kept.shingles())[1]
    return f"near-duplicate of {kept.id} (similarity {share:.2f})"
