"""What a memo covers, in the same words in every output format: the counts, the gaps, and who else told of an event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from briefing.house import DateStyle
from briefing.renderers.wording import date_words, file_words, long_date
from briefing.values import BriefingPoint, Coverage, Credit, CreditKind

_KINDS: dict[CreditKind, str] = {
    "same event": "The same event in",
    "copy": "The same text in",
    "announcement": "Announced before in",
    "earlier version": "Earlier version in",
}


def counts(coverage: Coverage) -> Iterator[tuple[str, int]]:
    """The rows of the table of coverage; what is only counted since stories are found is left out where it is 0."""
    yield "Articles found", coverage.found
    yield "In the period", coverage.in_range
    if coverage.stories:
        yield "Events that they tell of", coverage.stories
    yield "Used: cited by at least one point", coverage.used
    if coverage.credited:
        yield "Credited: tell an event that is told from another article", coverage.credited
    yield "Undated: no bound on the date known", coverage.undated
    yield "Duplicates of another article", coverage.duplicates
    if coverage.updated:
        yield "Replaced by a later version", coverage.updated
    yield "Dropped, with the reason below", coverage.dropped
    yield "Files passed over without being read", coverage.passed_over
    if coverage.reported:
        yield "Points that an earlier memo made already", coverage.reported


def gaps(coverage: Coverage, style: DateStyle = "us") -> Iterator[str]:
    """What is missing in the period, a sentence each: days and outlets."""
    if coverage.days:
        yield f"Days of the period on which no article is known to be published: {_days(coverage.days, style)}."
    if coverage.outlets:
        yield f"Outlets of the articles in the period: {', '.join(coverage.outlets)}."
    if coverage.absent:
        yield f"Outlets known from before of which the period has no article: {', '.join(coverage.absent)}."


def credits_of(point: BriefingPoint, style: DateStyle = "us") -> Iterator[tuple[str, str, str]]:
    """Each other article on the point's event: English words, the outlet and title in Vietnamese, the date."""
    kind: CreditKind | None = None
    for credit in sorted(point.credits, key=lambda one: list(_KINDS).index(one.kind)):
        lead = "" if credit.kind == kind else f"{_KINDS[credit.kind]} "
        kind = credit.kind
        yield lead, _named(credit), f", {date_words(credit.published, style)}"


def reported_words(point: BriefingPoint) -> str:
    """Where the point was made before; empty for news."""
    return f"Reported before in {point.reported}" if point.reported else ""


def _named(credit: Credit) -> str:
    title = f"“{credit.title}”" if credit.title else file_words(credit.path, credit.record)
    return f"{credit.outlet}, {title}" if credit.outlet else title


def _days(days: Sequence[date], style: DateStyle) -> str:
    """The days in words, those that follow each other as one range."""
    runs: list[list[date]] = []
    for day in days:
        if runs and runs[-1][-1] + timedelta(days=1) == day:
            runs[-1].append(day)
        else:
            runs.append([day])
    words = [long_date(run[0], style) if len(run) == 1 else _range(run[0], run[-1], style) for run in runs]
    return "; ".join(words)


def _range(first: date, last: date, style: DateStyle) -> str:
    return f"{long_date(first, style)} to {long_date(last, style)}"
