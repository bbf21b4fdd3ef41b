from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.lang.calendar import DateMention, find_dates, impossible_dates, relative_words
from briefing.lang.calendar_english import english_date_forms, find_english_dates, ordinal, same_date
from tests.lang.cases import cases, parts


def _fields(date: DateMention) -> tuple[int | None, ...]:
    return (date.day, date.month, date.year, date.quarter, date.last_day, date.last_year)


def _numbers(columns: list[str]) -> tuple[int | None, ...]:
    return tuple(int(column) if column else None for column in columns)


@pytest.mark.parametrize(("text", "dates", "english"), cases("dates.tsv", width=3))
def test_dates(text: str, dates: str, english: str) -> None:
    found = find_dates(text)
    wanted = [row.split("|") for row in parts(dates)]
    assert [(date.text, *_fields(date)) for date in found] == [(row[0], *_numbers(row[1:])) for row in wanted]
    assert [english_date_forms(date)[0] for date in found] == parts(english)


@pytest.mark.parametrize(("text", "faults"), cases("impossible_dates.tsv", width=2))
def test_impossible_dates(text: str, faults: str) -> None:
    assert [span.of(text) for span in impossible_dates(text)] == parts(faults)


@pytest.mark.parametrize(("text", "dates"), cases("english_dates.tsv", width=2))
def test_english_dates(text: str, dates: str) -> None:
    found = find_english_dates(text)
    assert [_fields(date) for date in found] == [_numbers(row.split("|")) for row in parts(dates)]
    assert all(date.span.of(text) == date.text for date in found)


@pytest.mark.parametrize(("text", "words"), cases("relative.tsv", width=2))
def test_relative_words(text: str, words: str) -> None:
    assert [f"{word.text}|{word.offset}" for word in relative_words(text)] == parts(words)
    decomposed = unicodedata.normalize("NFD", text)
    assert all(word.span.of(decomposed) == word.text for word in relative_words(decomposed))


FORMS = [
    ("ngày 26/1", ["January 26", "26 January", "Jan. 26", "26th of January", "January 26th"]),
    ("ngày 26/1/2026", ["January 26, 2026", "26 January 2026"]),
    ("tháng 12/2025", ["December 2025"]),
    ("quý I/2025", ["the first quarter of 2025", "Q1 2025"]),
    ("giai đoạn 2026 - 2030", ["2026-2030", "2026 to 2030"]),
    ("từ ngày 21 đến 23/10", ["October 21 to 23", "October 21-23"]),
]


@pytest.mark.parametrize(("text", "forms"), FORMS)
def test_accepted_forms(text: str, forms: list[str]) -> None:
    (date,) = find_dates(text)
    assert set(forms) <= set(english_date_forms(date))
    assert english_date_forms(date)[0] == forms[0]


@given(st.integers(1, 28), st.integers(1, 12), st.one_of(st.none(), st.integers(1900, 2099)))
def test_the_english_form_is_the_same_date(day: int, month: int, year: int | None) -> None:
    tail = f"/{year}" if year else ""
    (date,) = find_dates(f"họp ngày {day}/{month}{tail} tại Hà Nội")
    (stated,) = find_english_dates(f"met on {english_date_forms(date)[0]} in Hanoi")
    assert same_date(date, stated)
    assert (stated.day, stated.month, stated.year) == (day, month, year)


@given(st.text(alphabet="0123456789/-–. ngàythángnămquýIV()sáđếvàMười\u0301", max_size=40))
def test_spans_hold_whatever_the_text(text: str) -> None:
    for form in ("NFC", "NFD"):
        shaped = unicodedata.normalize(form, text)
        found = find_dates(shaped)
        assert all(date.span.of(shaped) == date.text for date in found)
        assert all(a.span.end <= b.span.start for a, b in pairwise(found))
        assert all(english_date_forms(date)[0] for date in found)


@given(st.text(max_size=60))
def test_english_spans_hold_whatever_the_text(text: str) -> None:
    assert all(date.span.of(text) == date.text for date in find_english_dates(text))


def test_a_missing_year_is_no_difference_but_another_year_is() -> None:
    (date,) = find_dates("ngày 26/1/2026")
    verdicts = [same_date(date, find_english_dates(text)[0]) for text in ("January 26", "January 26, 2025", "June 26")]
    assert verdicts == [True, False, False]


def test_ordinals() -> None:
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 23, 31)] == (
        ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "23rd", "31st"]
    )
