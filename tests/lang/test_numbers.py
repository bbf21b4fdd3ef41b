from __future__ import annotations

import unicodedata
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.lang.numbers import find_quantities, number, roman
from briefing.lang.numbers_english import english_forms, find_english_quantities, same_quantity, spell
from briefing.lang.numbers_spelled import find_spelled_quantities
from tests.lang.cases import cases, parts


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


@pytest.mark.parametrize(("text", "quantities", "english"), cases("quantities.tsv", width=3))
def test_quantities(text: str, quantities: str, english: str) -> None:
    found = find_quantities(text)
    wanted = [row.split("|") for row in parts(quantities)]
    assert [(q.text, q.low, q.high, q.unit) for q in found] == [
        (source, _decimal(low), _decimal(high), unit) for source, low, high, unit in wanted
    ]
    assert [english_forms(q)[0] for q in found] == parts(english)


@pytest.mark.parametrize(("text", "quantities"), cases("english_quantities.tsv", width=2))
def test_english_quantities(text: str, quantities: str) -> None:
    found = find_english_quantities(text)
    wanted = [row.split("|") for row in parts(quantities)]
    assert [(q.low, q.high, q.unit) for q in found] == [(_decimal(a), _decimal(b), unit) for a, b, unit in wanted]
    assert all(q.span.of(text) == q.text for q in found)


@pytest.mark.parametrize(("text", "numbers"), cases("spelled.tsv", width=2))
def test_spelled_quantities(text: str, numbers: str) -> None:
    found = [(q.text, q.low) for q in find_spelled_quantities(text)]
    assert found == [(word, Decimal(value)) for word, value in (row.split("|") for row in parts(numbers))]


ENGLISH_FORMS = [
    (
        "10 tỷ USD",
        ["$10 billion", "US$10 billion", "10 billion USD", "USD10 billion", "$10-billion", "10 billion dollars"],
    ),
    ("5-10 tỷ USD", ["$5-10 billion", "$5 billion to $10 billion", "US$5-10 billion"]),
    ("1.250 tỷ đồng", ["VND1.25 trillion", "1,250 billion dong", "VND1,250 billion"]),
    ("6,5%", ["6.5%", "6.5 percent", "6.5 per cent"]),
    ("5-10 người", ["5-10", "5 to 10", "five to ten"]),
    ("12 văn kiện", ["12", "twelve", "Twelve"]),
    ("28.000 người", ["28,000", "28 thousand"]),
    ("Đại hội XIV", ["14th", "fourteenth", "XIV"]),
]


@pytest.mark.parametrize(("text", "forms"), ENGLISH_FORMS)
def test_accepted_forms(text: str, forms: list[str]) -> None:
    (quantity,) = find_quantities(text)
    accepted = english_forms(quantity)
    assert set(forms) <= set(accepted)
    assert len(set(accepted)) == len(accepted)


@pytest.mark.parametrize(
    ("vietnamese", "english", "same"),
    [
        ("10 tỷ USD", "$10 billion", True),
        ("10 tỷ USD", "$10 million", False),
        ("10 tỷ USD", "VND10 billion", False),
        ("5-10 tỷ USD", "$5-10 billion", True),
        ("5-10 tỷ USD", "$10 billion", False),
        ("12 văn kiện", "twelve documents", True),
        ("Đại hội 14", "the 14th Congress", True),
        ("5%", "5 percentage points", False),
        ("3/4 dân số", "75% of the population", True),
    ],
)
def test_same_quantity(vietnamese: str, english: str, same: bool) -> None:  # noqa: FBT001
    assert same_quantity(find_quantities(vietnamese)[0], find_english_quantities(english)[0]) is same


UNITS = ["", "%", " USD", " tỷ USD", " triệu đồng", " km", " người", " nghìn tỷ đồng", " điểm phần trăm", " euro"]


@given(st.integers(1, 999_999), st.integers(0, 99), st.sampled_from(UNITS))
def test_the_english_form_has_the_same_value(whole: int, hundredths: int, unit: str) -> None:
    digits = f"{whole:,}".replace(",", ".") + (f",{hundredths:02d}" if hundredths else "")
    found = find_quantities(f"đạt {digits}{unit} trong kỳ")
    assert len(found) == 1 or (not unit and 1900 <= whole <= 2099)
    for quantity in found:
        stated = find_english_quantities(f"reached {english_forms(quantity)[0]} in the term")
        assert len(stated) == 1
        assert same_quantity(quantity, stated[0])


@given(st.text(alphabet="0123456789.,-–/%$ tỷriệunghìđồUSDlầnpm từXVI()\u0301", max_size=40))
def test_spans_hold_whatever_the_text(text: str) -> None:
    for form in ("NFC", "NFD"):
        shaped = unicodedata.normalize(form, text)
        found = find_quantities(shaped)
        assert all(q.span.of(shaped) == q.text for q in found)
        assert all(a.span.end <= b.span.start for a, b in pairwise(found))
        assert all(english_forms(q)[0] for q in found)


@given(st.text(max_size=60))
def test_english_spans_hold_whatever_the_text(text: str) -> None:
    assert all(q.span.of(text) == q.text for q in find_english_quantities(text))


def test_decomposed_text_gives_the_same_quantities() -> None:
    text = "kim ngạch 5-10 tỷ USD, 203.000 tỷ đồng, 0,5 điểm phần trăm, khóa XIV"
    values = [(q.low, q.high, q.unit) for q in find_quantities(text)]
    assert [(q.low, q.high, q.unit) for q in find_quantities(unicodedata.normalize("NFD", text))] == values
    assert len(values) == 4


def test_separators() -> None:
    assert [number(text) for text in ("1.250", "6,5", "1.12", "1.234.567,8", "1,234,567")] == [
        Decimal(text) for text in ("1250", "6.5", "1.12", "1234567.8", "1234567")
    ]


def test_small_converters() -> None:
    assert [roman(text) for text in ("I", "IV", "IX", "XIV", "XIX")] == [1, 4, 9, 14, 19]
    assert [spell(value) for value in (0, 12, 20, 21, 99)] == ["zero", "twelve", "twenty", "twenty-one", "ninety-nine"]
