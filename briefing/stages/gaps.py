"""What is missing in a period: days without an article, and outlets that were heard before and are not now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from briefing.stages.select import inside
from briefing.values import Article, Period

USUAL = 2
"""An outlet with at least so many articles before the period is missed in it."""


def days_without(articles: Iterable[Article], period: Period) -> tuple[date, ...]:
    """The days of the period on which no article is known to be published; what is only inferred to be of one of
    several days counts for none of them.
    """
    known = {one.published.earliest for one in articles if one.published.exact}
    length = (period.last - period.first).days + 1
    days = (period.first + timedelta(days=number) for number in range(length))
    return tuple(day for day in days if day not in known)


def outlets_of(articles: Iterable[Article]) -> tuple[str, ...]:
    """The outlets that the articles name, in order of the alphabet."""
    return tuple(sorted({one.outlet for one in articles if one.outlet}))


def outlets_missing(
    articles: Sequence[Article], chosen: Iterable[Article], period: Period, heard: Iterable[str] = ()
) -> tuple[str, ...]:
    """Outlets with articles before the period, or `heard` in earlier memos, of which nothing was chosen."""
    before = Counter(
        one.outlet
        for one in articles
        if one.outlet and one.published.latest is not None and one.published.latest < period.first
    )
    usual = {outlet for outlet, count in before.items() if count >= USUAL} | set(heard)
    there = {one.outlet for one in chosen} | {one.outlet for one in articles if inside(one.published, period)}
    return tuple(sorted(usual - {outlet for outlet in there if outlet}))
