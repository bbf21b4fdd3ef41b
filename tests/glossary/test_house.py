from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.errors import ConfigError
from briefing.glossary.house import add_terms
from briefing.lang.glossary import Glossary, Term, parse_glossary

HEAD = "vi,en,alternatives,domain,note\n"
FILE = HEAD + "# Ours, since June\nBộ Ngoại giao,Foreign Ministry,MoFA,government,\n\n# More to come\n"
PACKAGED = Glossary((Term("Thủ tướng", "Prime Minister", ("PM",), "title"), Term("Nga", "Russia", (), "place")))


def test_terms_are_written_behind_what_stands_there() -> None:
    outcome = add_terms(FILE, [Term("Cục Hàng không", "Civil Aviation Authority", ("CAA",))], "house.csv")
    assert outcome.text == FILE + "Cục Hàng không,Civil Aviation Authority,CAA,,\n"
    assert [each.fate for each in outcome.written] == ["added"]


def test_a_new_file_gets_its_first_line() -> None:
    assert add_terms("", [Term("Cục", "Authority")], "house.csv").text == f"{HEAD}Cục,Authority,,,\n"


def test_a_file_without_a_last_line_break_gets_one() -> None:
    assert add_terms(FILE.rstrip("\n") + "\nA,B,,,", [Term("C", "D")], "x").text.endswith("A,B,,,\nC,D,,,\n")


@pytest.mark.parametrize(
    ("term", "fate", "reason"),
    [
        (Term("Bộ Ngoại giao", "Foreign Ministry", ("MoFA",)), "known", ""),
        (Term("bộ ngoại giao", "Ministry of Foreign Affairs"), "refused", "line 3 has it as 'Foreign Ministry'"),
        (Term("Thủ tướng", "Prime Minister", ("PM",)), "known", "the glossary below says the same"),
        (Term("Thủ tướng", "Premier"), "added", "lies over 'Prime Minister'"),
    ],
)
def test_what_becomes_of_a_term_that_is_there(term: Term, fate: str, reason: str) -> None:
    outcome = add_terms(FILE, [term], "house.csv", PACKAGED)
    assert [(each.fate, each.reason) for each in outcome.written] == [(fate, reason)]
    assert (outcome.text == FILE) == (fate != "added")


def test_one_term_twice_in_what_comes_in() -> None:
    outcome = add_terms("", [Term("Cục", "Authority"), Term("cục", "Agency")], "house.csv")
    assert [each.fate for each in outcome.written] == ["added", "refused"]


def test_a_file_that_is_wrong_is_not_written_to() -> None:
    with pytest.raises(ConfigError, match=r"house\.csv, line 2"):
        add_terms(HEAD + "only one field\n", [Term("Cục", "Authority")], "house.csv")


WORDS = (
    st.text(string.ascii_letters + "ăâđêôơưáạ \"',#", min_size=1, max_size=12)
    .map(str.strip)
    .filter(lambda text: any(letter.isalpha() for letter in text) and not text.startswith("#"))
)


@given(st.dictionaries(WORDS, WORDS, max_size=6))
def test_whatever_is_written_can_be_read(pairs: dict[str, str]) -> None:
    terms = [Term(vi, en) for vi, en in pairs.items()]
    outcome = add_terms(FILE, terms, "house.csv")
    assert outcome.text.startswith(FILE)
    read = parse_glossary(outcome.text).terms
    assert {term.vi: term.en for term in read[1:]} == {each.term.vi: each.term.en for each in outcome.of("added")}


def test_the_house_lies_over_the_packaged_glossary() -> None:
    over = PACKAGED.with_over([Term("Nga", "Russian Federation"), Term("thủ tướng", "Premier"), Term("Cục", "Office")])
    assert [(term.en, term.domain) for term in over.terms] == [
        ("Premier", "title"),
        ("Russian Federation", "place"),
        ("Office", ""),
    ]
    assert [mention.term.en for mention in over.find("Thủ tướng thăm Nga, ngả về nga")] == [
        "Premier",
        "Russian Federation",
    ]
    assert PACKAGED.with_over([]) is PACKAGED


def test_the_longest_term_wins_whichever_layer_it_is_from() -> None:
    over = PACKAGED.with_over([Term("Thủ tướng Nga", "Russian Premier")])
    assert [mention.term.en for mention in over.find("Thủ tướng Nga")] == ["Russian Premier"]
