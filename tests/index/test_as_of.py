"""The unknown as-of day: what was found with it holds, word for word, on every day from its first to its last."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.index.as_of import MARK, OpenDay
from briefing.stages.clean import clean
from briefing.stages.dates import date_article
from briefing.values import Article, PublicationDate
from tests.stages.articles import SEEDS, article_of, read_lines, seed

DATA = Path(__file__).parents[1] / "data" / "dates"
CASES = [
    case["text"] for file in ("wild.toml", "negative.toml") for case in tomllib.loads((DATA / file).read_text())["case"]
]
FRAGMENTS = read_lines(DATA / "fragments.txt")
days = st.dates(date(2019, 1, 1), date(2031, 12, 31))


def resolved(published: PublicationDate, unknown: OpenDay, day: date) -> PublicationDate:
    latest = day if published.latest is unknown else published.latest
    words = published.evidence.replace(MARK, str(day))
    return PublicationDate(published.earliest, latest, published.method, words, published.spans)


def holds(article: Article, found_on: date, also: list[date]) -> None:
    cuts = clean(article)
    unknown = OpenDay(found_on)
    published = date_article(article, cuts, unknown)
    first, last = date.fromordinal(unknown.first), date.fromordinal(unknown.last)
    assert first <= found_on <= last
    for day in {found_on, first, last, *(day for day in also if first <= day <= last)}:
        assert resolved(published, unknown, day) == date_article(article, cuts, day)


@pytest.mark.parametrize("name", SEEDS)
@pytest.mark.parametrize("day", [date(2023, 5, 5), date(2024, 9, 11), date(2026, 1, 26), date(2026, 11, 21)])
def test_seeds(name: str, day: date) -> None:
    holds(seed(name), day, [date(2024, 12, 31), date(2026, 2, 5), date(2026, 3, 2), date(2029, 1, 1)])


@given(st.sampled_from(CASES), days, st.lists(days, max_size=6))
@settings(max_examples=200)
def test_cases(text: str, found_on: date, also: list[date]) -> None:
    holds(article_of(text), found_on, also)


@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=9), days, st.lists(days, max_size=6))
@settings(max_examples=200)
def test_texts_full_of_dates(parts: list[str], found_on: date, also: list[date]) -> None:
    holds(article_of(" ".join(parts)), found_on, also)


def test_the_seeds_dates_hold_for_a_long_time() -> None:
    for name in SEEDS:
        unknown = OpenDay(date(2026, 3, 2))
        date_article(seed(name), clean(seed(name)), unknown)
        assert unknown.last - unknown.first > 100


@given(days, st.lists(st.tuples(st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), days, st.booleans()), max_size=9))
def test_comparisons_come_out_as_for_the_day_and_for_all_days_of_the_range(
    day: date, asked: list[tuple[str, date, bool]]
) -> None:
    compare = {
        "<": lambda a, b: a < b,
        "<=": lambda a, b: a <= b,
        ">": lambda a, b: a > b,
        ">=": lambda a, b: a >= b,
        "==": lambda a, b: a == b,
        "!=": lambda a, b: a != b,
    }
    unknown = OpenDay(day)

    def answers(one: date) -> list[bool]:
        return [compare[sign](other, one) if turned else compare[sign](one, other) for sign, other, turned in asked]

    expected = answers(unknown)
    assert expected == answers(day)
    for other in (unknown.first, unknown.last):
        assert answers(date.fromordinal(other)) == expected


def test_whatever_else_is_asked_of_it_nails_it() -> None:
    for ask in (
        lambda day: day.month,
        lambda day: day.isoformat(),
        lambda day: day + timedelta(1),
        lambda day: timedelta(1) + day,
        lambda day: date(2026, 1, 1) - day,
        lambda day: day - date(2026, 1, 1),
        lambda day: day.weekday(),
        lambda day: {day},
        lambda day: f"{day:%d}",
    ):
        unknown = OpenDay(date(2026, 3, 2))
        ask(unknown)
        assert unknown.first == unknown.last == date(2026, 3, 2).toordinal()
    unknown = OpenDay(date(2026, 3, 2))
    assert (unknown.year, min(date(2025, 1, 1), unknown)) == (2026, date(2025, 1, 1))
    assert (date.fromordinal(unknown.first), date.fromordinal(unknown.last)) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (unknown == "x", unknown == unknown, f"{unknown}{unknown!s}") == (False, True, MARK * 2)  # noqa: PLR0124
