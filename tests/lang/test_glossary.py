"""The glossary and the phrases under it: what is found, with which spans, and files that say something wrong."""

from __future__ import annotations

import csv
import io
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.errors import ConfigError
from briefing.lang.glossary import COLUMNS, Glossary, Term, parse_glossary
from briefing.lang.phrases import PhraseTable, count_syllables, tokens
from briefing.resources import find
from tests.stages.extract_cases import cases

HEADER = ",".join(COLUMNS) + "\n"


def packaged_text() -> str:
    return find("prompts", "glossary.csv").read_text(encoding="utf-8")


PACKAGED = parse_glossary(packaged_text())


def bracketed(glossary: Glossary, text: str) -> str:
    for mention in reversed(glossary.find(text)):
        start, end = mention.span.start, mention.span.end
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


@pytest.mark.parametrize("marked", cases("glossary.tsv"))
def test_terms_are_found_where_they_stand(marked: str) -> None:
    assert bracketed(PACKAGED, marked.replace("[", "").replace("]", "")) == marked


def test_every_packaged_term_finds_itself() -> None:
    for term in PACKAGED.terms:
        text = f"5 {term.vi}" if term.numeral else term.vi
        assert [mention.term for mention in PACKAGED.find(text)] == [term]


def test_the_packaged_rows_are_all_there() -> None:
    rows = list(csv.DictReader(io.StringIO(packaged_text())))
    assert len(PACKAGED) == len(rows) > 1000
    first = PACKAGED.find("Tổng Bí thư")[0].term
    assert first == Term("Tổng Bí thư", "Party General Secretary", first.alternatives, "title", "")
    assert first.renderings[0] == first.en
    assert "General Secretary" in first.alternatives


def test_spans_hold_in_decomposed_text_and_new_tone_marks() -> None:
    glossary = Glossary([Term("Cộng hòa", "Republic")])
    for written in ("Cộng hòa", "Cộng hoà", unicodedata.normalize("NFD", "CỘNG HOÀ")):
        text = f"nước {written} X"
        assert [mention.span.of(text) for mention in glossary.find(text)] == [written]


def test_names_keep_their_capitals_and_abbreviations_their_letters() -> None:
    glossary = Glossary([Term("Huế", "Hue", domain="place"), Term("QP-AN", "defense", domain="abbreviation")])
    assert len(glossary.find("HUẾ và Huế, QP-AN")) == 3
    assert not glossary.find("hoa huế, qp-an, Qp-An")


def test_a_refused_longer_term_leaves_room_for_a_shorter_one() -> None:
    glossary = Glossary([Term("miền Nam", "the South", domain="place"), Term("miền", "region")])
    assert [mention.term.en for mention in glossary.find("miền nam và miền Nam")] == ["region", "the South"]


@given(st.lists(st.sampled_from(["Tổng Bí thư", "hòa", ",", "kinh tế", "-", "xã hội", "Lào", "5", "tỷ", "\n"])))
def test_mentions_are_in_order_apart_and_true(words: list[str]) -> None:
    text = " ".join(words)
    mentions = PACKAGED.find(text)
    for mention in mentions:
        said, meant = mention.span.of(text), mention.term.vi
        assert [token.form for token in tokens(said)] == [token.form for token in tokens(meant)]
    assert all(left.span.end <= right.span.start for left, right in pairwise(mentions))


@given(st.text())
def test_tokens_cover_everything_but_white_space(text: str) -> None:
    found = tokens(text)
    assert all(not token.span.of(text).isspace() and token.form for token in found)
    assert count_syllables(text) <= len(found)
    outside = list(text)
    for token in found:
        outside[token.span.start : token.span.end] = " " * len(token.span)
    assert not [sign for sign in outside if sign.isalnum()]


def test_a_table_takes_the_longest_phrase_and_skips_no_comma() -> None:
    table = PhraseTable(["kinh tế", "kinh tế xã hội", "", "xã hội"])
    assert [match.phrase for match in table.find(tokens("kinh tế xã hội"))] == [1]
    assert [match.phrase for match in table.find(tokens("kinh tế, xã hội"))] == [0, 3]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "first line"),
        ("vi,en\n", "first line"),
        (HEADER + "a,b,c\n", "line 2: 3 fields"),
        (HEADER + ",b,,,\n", "line 2: the Vietnamese is empty"),
        (HEADER + "a, ,,,\n", "line 2: the English is empty"),
        (HEADER + "hòa,peace,,,\nhoà,peace,,,\n", "stands already on line 2"),
        (HEADER + '"a"b,c,,,\n', "line 2"),
    ],
)
def test_a_wrong_file_says_what_and_what_to_do(text: str, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_glossary(text)
    assert says in caught.value.message
    assert caught.value.remedy
    assert "\n" not in caught.value.message + caught.value.remedy


def test_empty_lines_and_a_byte_order_mark_do_no_harm() -> None:
    glossary = parse_glossary("\ufeff" + HEADER + '\n"a, b",x,y| |z,title,n\n')
    assert glossary.terms == (Term("a, b", "x", ("y", "z"), "title", "n"),)
