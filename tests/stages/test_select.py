"""Selecting by period and language: what is inside, what only overlaps, what is told of the rest."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.stages.select import in_words, inside, is_inferred, overlaps, select
from briefing.values import UNDATED, Article, DateMethod, Period, PublicationDate, SourceDocument

WINTER = Period(date(2025, 12, 1), date(2026, 2, 28))
BEFORE, FIRST, LAST, AFTER = date(2024, 9, 11), date(2025, 12, 1), date(2026, 2, 28), date(2026, 11, 21)


def dated(earliest: date | None, latest: date | None, method: DateMethod = "inference") -> PublicationDate:
    return PublicationDate(earliest, latest, method, "")


def article(published: PublicationDate, language: str = "vi", name: str = "a.txt") -> Article:
    source = SourceDocument(name, "0" * 64, "text/plain")
    return Article(name, source, None, "", "0" * 64, None, None, None, language, (), published)


@pytest.mark.parametrize(
    ("published", "taken", "inferred"),
    [
        (dated(FIRST, FIRST), True, False),
        (dated(LAST, LAST), True, False),
        (dated(FIRST, date(2026, 2, 5)), True, False),
        (dated(FIRST, AFTER), True, True),
        (dated(BEFORE, FIRST), True, True),
        (dated(BEFORE, AFTER), True, True),
        (dated(None, FIRST), True, True),
        (dated(LAST, None), True, True),
        (UNDATED, True, True),
        (dated(BEFORE, BEFORE), False, False),
        (dated(AFTER, AFTER), False, False),
        (dated(None, BEFORE), False, False),
        (dated(AFTER, None), False, False),
    ],
)
def test_inside_overlapping_outside(published: PublicationDate, taken: bool, inferred: bool) -> None:  # noqa: FBT001
    selection = select([article(published)], WINTER, "include")
    assert bool(selection.chosen) is taken
    assert len(selection.chosen) + len(selection.dropped) == 1
    assert is_inferred(published, WINTER) is inferred
    assert bool(select([article(published)], WINTER, "exclude").chosen) is (taken and not inferred)


@pytest.mark.parametrize(
    ("published", "undated", "reason"),
    [
        (dated(BEFORE, BEFORE), "include", "published 2024-09-11, outside 2025-12-01 to 2026-02-28"),
        (dated(None, BEFORE), "include", "published not after 2024-09-11, outside 2025-12-01 to 2026-02-28"),
        (
            dated(FIRST, AFTER),
            "exclude",
            "date not exact (between 2025-12-01 and 2026-11-21), only overlaps 2025-12-01 to 2026-02-28",
        ),
        (
            dated(FIRST, None),
            "exclude",
            "date not exact (not before 2025-12-01), only overlaps 2025-12-01 to 2026-02-28",
        ),
        (UNDATED, "exclude", "undated"),
    ],
)
def test_reasons(published: PublicationDate, undated: Literal["include", "exclude"], reason: str) -> None:
    (dropped,) = select([article(published)], WINTER, undated).dropped
    assert (dropped.article_id, dropped.stage, dropped.reason) == ("a.txt", "select", reason)


@pytest.mark.parametrize(
    ("language", "handled", "reason"),
    [
        ("en", {"vi"}, "not Vietnamese (detected: en)"),
        ("und", {"vi"}, "language not recognised"),
        ("lo", {"vi", "en"}, "not a handled language (detected: lo)"),
        ("en", {"vi", "en"}, None),
        ("vi", {"vi"}, None),
    ],
)
def test_languages(language: str, handled: set[str], reason: str | None) -> None:
    selection = select([article(dated(FIRST, FIRST), language)], WINTER, "include", frozenset(handled))
    assert [dropped.reason for dropped in selection.dropped] == ([] if reason is None else [reason])


def test_the_order_of_articles_is_kept() -> None:
    names = ["c.txt", "a.txt", "b.txt"]
    selection = select([article(dated(FIRST, FIRST), name=name) for name in names], WINTER)
    assert [chosen.id for chosen in selection.chosen] == names


def test_in_words() -> None:
    assert in_words(UNDATED) == "undated"
    assert in_words(dated(FIRST, FIRST)) == "2025-12-01"


DAYS = st.one_of(st.none(), st.dates(date(2025, 1, 1), date(2027, 1, 1)))


@given(one=DAYS, other=DAYS, undated=st.sampled_from(["include", "exclude"]))
def test_every_article_ends_somewhere_and_inside_means_overlapping(
    one: date | None, other: date | None, undated: Literal["include", "exclude"]
) -> None:
    ordered = sorted(day for day in (one, other) if day is not None)
    published = dated(*ordered) if len(ordered) == 2 else dated(one, other)
    selection = select([article(published)], WINTER, undated)
    assert len(selection.chosen) + len(selection.dropped) == 1
    assert not inside(published, WINTER) or overlaps(published, WINTER)
    if inside(published, WINTER):
        assert selection.chosen
