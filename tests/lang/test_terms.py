"""Terms said in English inside the source: all of them in use, in training those that the English of the pair has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.lang.glossary import Glossary, Term
from briefing.lang.terms import switch, switch_pair

GLOSSARY = Glossary(
    [
        Term("Bộ Ngoại giao", "Ministry of Foreign Affairs", ("Foreign Ministry",), "government"),
        Term("kim ngạch thương mại", "trade turnover", (), "economy"),
        Term("phê chuẩn", "ratify", (), "law"),
        Term("đầu tư", "invest", (), "economy"),
        Term("Trung Quốc", "China", (), "place"),
        Term("đánh giá cao", "highly value", (), "setphrase"),
        Term("tỷ", "billion", (), "finance", "numeral"),
    ]
)


def test_every_term_is_said_and_set_phrases_and_numerals_are_not() -> None:
    text = "Bộ Ngoại giao đánh giá cao kim ngạch thương mại 5 tỷ USD với Trung Quốc."
    said = "Ministry of Foreign Affairs đánh giá cao trade turnover 5 tỷ USD với China."
    assert switch(text, GLOSSARY)[0] == said


@pytest.mark.parametrize(
    ("vietnamese", "english", "said"),
    [
        ("Bộ Ngoại giao cho biết", "The Foreign Ministry said", "Foreign Ministry cho biết"),
        ("Quốc hội phê chuẩn", "The National Assembly ratified it", "Quốc hội ratify"),
        ("họ đầu tư", "they are investing", "họ invest"),
        ("Thủ tướng Trung Quốc", "The Chinese Premier", "Thủ tướng China"),
        ("Kim ngạch thương mại tăng", "Trade turnover rose", "trade turnover tăng"),
        ("Kim ngạch thương mại tăng", "Trade rose", "Kim ngạch thương mại tăng"),
        ("họ đầu tư", "their investment", "họ đầu tư"),
    ],
)
def test_in_a_pair_only_what_the_english_says(vietnamese: str, english: str, said: str) -> None:
    assert switch_pair(vietnamese, english, GLOSSARY) == said


@given(st.text())
def test_what_has_no_term_stays(text: str) -> None:
    if not GLOSSARY.find(text):
        assert switch(text, GLOSSARY)[0] == text
