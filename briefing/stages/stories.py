"""Stories: which articles tell of one event, in what order, and which of them only announced it.

Articles and their body sentences come in; stories go out, every article in exactly one. Articles are joined by the
likeness of their profiles (`briefing.stages.events`), averaged over all pairs of the two groups, so that a chain of
follow-ups does not become one story. Only articles that share rare names, figures or days are compared, which keeps
thousands of articles cheap. The order of the input decides nothing but the order of the output.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from briefing.records import dataclass
from briefing.stages.events import Profile, likeness, profiles
from briefing.values import Article, Sentence

STAGE: Final = "stories"
JOINED: Final = 0.33
"""Mean likeness from which two groups of articles tell one story; measured by `bench/stories.py`."""
_ALL_PAIRS = 150  # up to so many articles every pair is compared
_COMMON = 60  # an anchor in more articles than this tells nothing apart
_SHARED_LEAST = 0.08  # of the anchors' likeness must come from rarer anchors, or the pair is not looked at
_DIGITS = 9

Pairs = Mapping[tuple[int, int], float]


@dataclass(frozen=True, slots=True)
class Story:
    """One event: its articles by id, in the order of their publication; `previews` announced what others report."""

    articles: tuple[str, ...]
    previews: frozenset[str] = frozenset()

    @property
    def reports(self) -> tuple[str, ...]:
        """The articles that tell of the event itself."""
        return tuple(one for one in self.articles if one not in self.previews)


def find_stories(
    articles: Sequence[Article], sentences: Mapping[str, Sequence[Sentence]], joined: float = JOINED
) -> tuple[Story, ...]:
    """The stories of `articles`, in the order in which their first articles came; most have one article."""
    known = profiles(articles, sentences)
    pairs = _alike(known)
    groups = [
        group for component in _components(len(known), pairs, joined) for group in _joined(component, pairs, joined)
    ]
    return tuple(_story([known[number] for number in group]) for group in sorted(groups))


def story_of(stories: Sequence[Story]) -> dict[str, int]:
    """The number of each article's story, from 0, by article id."""
    return {article: number for number, story in enumerate(stories) for article in story.articles}


def _alike(known: Sequence[Profile]) -> Pairs:
    """The likeness of every pair worth comparing, where there is any."""
    found = {}
    for first, second in _candidates(known):
        alike = round(likeness(known[first], known[second]), _DIGITS)
        if alike > 0:
            found[first, second] = alike
    return found


def _candidates(known: Sequence[Profile]) -> Iterator[tuple[int, int]]:
    """Pairs (i, j), i < j, that share enough of what is rare."""
    if len(known) <= _ALL_PAIRS:
        yield from ((i, j) for i in range(len(known)) for j in range(i + 1, len(known)))
        return
    holders: dict[str, list[int]] = defaultdict(list)
    for number, profile in enumerate(known):
        for anchor in profile.anchors:
            holders[anchor].append(number)
    for number, profile in enumerate(known):
        shared: dict[int, float] = defaultdict(float)
        for anchor, weight in profile.anchors.items():
            if len(holders[anchor]) <= _COMMON:
                for other in holders[anchor]:
                    if other > number:
                        shared[other] += weight * known[other].anchors[anchor]
        yield from ((number, other) for other in sorted(shared) if shared[other] >= _SHARED_LEAST)


def _components(count: int, pairs: Pairs, joined: float) -> list[list[int]]:
    """Groups that are held together by pairs which are alike enough by themselves."""
    parent = list(range(count))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for (first, second), alike in pairs.items():
        if alike >= joined:
            low, high = sorted((root(first), root(second)))
            parent[high] = low
    groups: dict[int, list[int]] = defaultdict(list)
    for one in range(count):
        groups[root(one)].append(one)
    return list(groups.values())


def _joined(component: Sequence[int], pairs: Pairs, joined: float) -> list[list[int]]:
    """Average linkage: the two groups most alike are joined first, as long as they are alike enough."""
    groups: dict[int, list[int]] = {one: [one] for one in component}
    inside = set(component)
    sums = {pair: alike for pair, alike in pairs.items() if pair[0] in inside and pair[1] in inside}
    while sums:
        (first, second), total = max(sums.items(), key=lambda item: (_mean(item, groups), -item[0][0], -item[0][1]))
        if _mean(((first, second), total), groups) < joined:
            break
        groups[first] += groups.pop(second)
        merged: dict[tuple[int, int], float] = defaultdict(float)
        for (left, right), part in sums.items():
            pair = (
                (min(a, b), max(a, b))
                if (a := _into(left, second, first)) != (b := _into(right, second, first))
                else None
            )
            if pair is not None:
                merged[pair] += part
        sums = dict(merged)
    return [sorted(group) for group in groups.values()]


def _mean(item: tuple[tuple[int, int], float], groups: Mapping[int, Sequence[int]]) -> float:
    (first, second), total = item
    return round(total / (len(groups[first]) * len(groups[second])), _DIGITS)


def _into(one: int, gone: int, into: int) -> int:
    return into if one == gone else one


def _story(members: Sequence[Profile]) -> Story:
    happened = [one for one in members if not one.ahead]
    previews = frozenset(one.id for one in members if one.ahead and any(_before(one, other) for other in happened))
    ordered = sorted(members, key=lambda one: (one.first or date.max, one.id not in previews, one.id))
    return Story(tuple(one.id for one in ordered), previews)


def _before(one: Profile, other: Profile) -> bool:
    """True unless the days of publication say that `one` was not published before `other`."""
    return one.last is None or other.first is None or one.last < other.first
