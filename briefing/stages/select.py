"""Which articles belong to the memo's period and are in a language that the model handles.

Dated articles and a period come in; the chosen articles and, for each other one, a `Dropped` with its reason go out.
An article is in range when its interval of days lies inside the period. One that only overlaps it, an undated one
included, is taken or dropped as the caller says; where it is taken and cited, `is_inferred` tells that its date is not
known to lie in the period.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from briefing.records import dataclass
from briefing.values import Article, Dropped, Period, PublicationDate

STAGE = "select"
VIETNAMESE = frozenset({"vi"})
DETECTABLE = frozenset({"vi", "en", "fr", "lo", "th", "zh", "ja", "ko", "ru", "km"})
"""Languages that `lang.text.detect_language` can tell."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The articles taken, in their order, and the ones dropped with reasons."""

    chosen: tuple[Article, ...]
    dropped: tuple[Dropped, ...]


def select(
    articles: Iterable[Article],
    period: Period,
    undated: Literal["include", "exclude"] = "include",
    languages: frozenset[str] = VIETNAMESE,
) -> Selection:
    """Divide `articles` into those that the memo may draw on and those that it may not.

    `undated` decides on articles whose interval only overlaps the period. `languages` are the tags that the model
    handles; an article whose language was not recognised ('und') is dropped too.
    """
    chosen: list[Article] = []
    dropped: list[Dropped] = []
    for article in articles:
        reason = objection(article.language, article.published, period, undated, languages)
        if reason is None:
            chosen.append(article)
        else:
            dropped.append(Dropped(article.id, STAGE, reason))
    return Selection(tuple(chosen), tuple(dropped))


def objection(
    language: str,
    published: PublicationDate,
    period: Period,
    undated: Literal["include", "exclude"] = "include",
    languages: frozenset[str] = VIETNAMESE,
) -> str | None:
    """Why an article in this language, published then, is not for the memo of `period`; None where it is."""
    return _foreign(language, languages) or _outside(published, period, undated)


def handled(language: str) -> frozenset[str]:
    """The tags of articles that count as being in `language`: those not recognised too, where it cannot be told."""
    return frozenset({language} if language in DETECTABLE else {language, "und"})


def inside(published: PublicationDate, period: Period) -> bool:
    """True when every day of the interval lies in the period."""
    if published.earliest is None or published.latest is None:
        return False
    return period.first <= published.earliest and published.latest <= period.last


def overlaps(published: PublicationDate, period: Period) -> bool:
    """True when some day of the interval lies in the period; an open side reaches everywhere."""
    if published.earliest is not None and published.earliest > period.last:
        return False
    return published.latest is None or published.latest >= period.first


def is_inferred(published: PublicationDate, period: Period) -> bool:
    """True when the article may lie in the period but is not known to: such a citation is marked 'date inferred'."""
    return overlaps(published, period) and not inside(published, period)


def _foreign(language: str, languages: frozenset[str]) -> str | None:
    if language in languages:
        return None
    if language == "und":
        return "language not recognised"
    return f"not {'Vietnamese' if languages == VIETNAMESE else 'a handled language'} (detected: {language})"


def _outside(published: PublicationDate, period: Period, undated: Literal["include", "exclude"]) -> str | None:
    if not overlaps(published, period):
        return f"published {in_words(published)}, outside {period.first} to {period.last}"
    if inside(published, period) or undated == "include":
        return None
    if published.earliest is None and published.latest is None:
        return "undated"
    return f"date not exact ({in_words(published)}), only overlaps {period.first} to {period.last}"


def in_words(published: PublicationDate) -> str:
    """The interval for people: '2024-09-11', 'between 2025-12-01 and 2026-02-05', 'not before …', 'undated'."""
    earliest, latest = published.earliest, published.latest
    if earliest is None:
        return "undated" if latest is None else f"not after {latest}"
    if latest is None:
        return f"not before {earliest}"
    return str(earliest) if published.exact else f"between {earliest} and {latest}"
