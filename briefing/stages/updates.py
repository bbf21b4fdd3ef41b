"""Updates: an outlet's later version of its story replaces the earlier one.

Articles, their body sentences and stories come in; those that stand and those replaced go out, each with its
successor. A version is known by its address, or by its outlet and a title that hardly changed, and it must hold most
of the earlier text. This comes before duplicates are looked for: of two texts that differ in one number the later one
is right.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from briefing.lang.calendar import find_dates
from briefing.lang.text import fold
from briefing.records import dataclass
from briefing.stages.shingles import normalised, resemblance, shingles
from briefing.stages.stories import Story, story_of
from briefing.values import Article, Dropped, Sentence

STAGE: Final = "update"
HELD: Final = 0.5
"""The share of an earlier version's shingles that a later one must hold to replace it."""
HELD_UNDER_ONE_ADDRESS: Final = 0.3
"""The same where both have one address: a page may be rewritten thoroughly, but a live page is not one story."""
TITLE: Final = 0.5
"""The share of words that two titles of one outlet have in common when they head one story."""
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Updated:
    """The articles that stand, in the order in which they came; the earlier versions; the successor of each, by id."""

    kept: tuple[Article, ...]
    dropped: tuple[Dropped, ...]
    replaced_by: Mapping[str, str]


def replace_updated(
    articles: Sequence[Article], sentences: Mapping[str, Sequence[Sentence]], stories: Sequence[Story]
) -> Updated:
    """Take out every article that a later version of it replaces; a chain of versions leaves the last.

    Versions under one address are compared whatever they tell; others only within one of `stories`.
    """
    groups = list(_groups(articles, story_of(stories)))
    compared = {one.id: one for group in groups for one in group}
    own = {key: shingles(normalised(s.text for s in sentences.get(key, ()))) for key in compared}
    replaced: dict[str, tuple[str, float]] = {}
    for group in groups:
        for earlier in group:
            later = [(share, other) for other in group if (share := _replaces(other, earlier, own)) is not None]
            if later and earlier.id not in replaced:
                share, latest = max(later, key=lambda pair: (_day(pair[1]), pair[0], pair[1].id))
                replaced[earlier.id] = latest.id, share
    final = {one: _last(one, replaced) for one in replaced}
    reasons = {
        one: f"updated by {final[one]}, a later version that holds {replaced[one][1]:.0%} of it" for one in replaced
    }
    return Updated(
        tuple(one for one in articles if one.id not in final),
        tuple(Dropped(one.id, STAGE, reasons[one.id]) for one in articles if one.id in final),
        {one.id: final[one.id] for one in articles if one.id in final},
    )


def _groups(articles: Sequence[Article], story: Mapping[str, int]) -> Iterator[list[Article]]:
    """Articles of one address, then those of one outlet in one story; only these are compared."""
    by_key: dict[tuple[str, str], list[Article]] = defaultdict(list)
    for one in articles:
        if _day(one) == date.min:
            continue
        if address := _address(one):
            by_key["address", address].append(one)
        if one.outlet and one.title and one.id in story:
            by_key[str(story[one.id]), " ".join(fold(one.outlet).split())].append(one)
    yield from (group for group in by_key.values() if len(group) > 1)


def _address(article: Article) -> str:
    """The address without what does not name the page."""
    return (article.url or "").partition("#")[0].rstrip("/")


def _replaces(later: Article, earlier: Article, own: Mapping[str, array[int]]) -> float | None:
    """The share of the earlier text that the later one holds, where it is a later version; else None."""
    if _day(later) <= _day(earlier):
        return None
    one_address = bool(_address(later)) and _address(later) == _address(earlier)
    if not one_address and not _one_title(later, earlier):
        return None
    share = resemblance(own[earlier.id], own[later.id])[1]
    return share if share >= (HELD_UNDER_ONE_ADDRESS if one_address else HELD) else None


def _one_title(later: Article, earlier: Article) -> bool:
    """True when two titles of one outlet head one story; a column's titles that name different days do not."""
    if not (later.title and earlier.title and later.outlet) or fold(later.outlet) != fold(earlier.outlet or ""):
        return False
    days = [{(day.day, day.month) for day in find_dates(title)} for title in (later.title, earlier.title)]
    if days[0] != days[1]:
        return False
    first, second = (set(_WORD.findall(fold(title))) for title in (later.title, earlier.title))
    return bool(first and second) and len(first & second) >= TITLE * min(len(first), len(second))


def _day(article: Article) -> date:
    """The day of publication where it is exactly known."""
    published = article.published
    return published.earliest if published.exact and published.earliest is not None else date.min


def _last(one: str, replaced: Mapping[str, tuple[str, float]]) -> str:
    while one in replaced:
        one = replaced[one][0]
    return one
