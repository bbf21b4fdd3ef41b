"""Sentence and clause boundaries, on real text and in bar notation; `-s` shows precision and recall."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.stages import breaks
from briefing.stages.segment import segment, sentence_texts, split_clauses, split_sentences
from briefing.values import Cut, Span
from tests.stages.articles import SEEDS, article_of, cleaned, read_lines, relaxed, seed

DATA = Path(__file__).parents[1] / "data" / "segment"
BAR = re.compile(r"( ?)\|\1")


def cases(name: str) -> list[str]:
    return read_lines(DATA / f"{name}.txt")


def plain(case: str) -> str:
    """The text of a case: a bar between spaces stands for one space, a bare one for nothing."""
    return BAR.sub(r"\1", case)


def barred(text: str) -> str:
    """`text` with the breaks that the splitter sees, in bar notation."""
    spans = split_sentences(text)
    out = [spans[0].of(text)] if spans else []
    for before, after in pairwise(spans):
        out.append(" | " if after.start > before.end else "|")
        out.append(after.of(text))
    return "".join(out)


def closed(case: str) -> bool:
    """True for lines that end in a way that lets another sentence follow."""
    return re.search(r"[.!?…][\"”)]?$", case) is not None


def break_ends(case: str) -> set[int]:
    ends, removed = set(), 0
    for match in BAR.finditer(case):
        ends.add(match.start() - removed)
        removed += match.end() - match.start() - len(match[1])
    return ends


@pytest.mark.parametrize("case", cases("wild") + cases("negative"))
def test_breaks(case: str):
    assert barred(plain(case)) == case


@given(
    st.lists(
        st.sampled_from([*'"“”()?!…', ". ", ".", " ", "\n", "TP", "Nam", "đã", "hợp tác", "Theo", "V", "/."]),
        max_size=14,
    )
)
def test_breaks_that_are_soon_found_are_those_of_the_rules(parts: list[str]):
    text = "".join(parts)
    found = split_sentences.__wrapped__(text)
    with mock.patch.object(breaks, "_is_plain", return_value=False):
        assert split_sentences.__wrapped__(text) == found


@pytest.mark.parametrize("case", cases("known_failure"))
@pytest.mark.xfail(reason="known failure", strict=True)
def test_known_failures(case: str):
    assert barred(plain(case)) == case


def test_there_are_enough_cases():
    assert len(cases("wild")) + len(cases("negative")) >= 120


def test_precision_and_recall_over_all_cases():
    """The lines of all three files in paragraphs of five, known failures included."""
    lines = [case for name in ("wild", "negative", "known_failure") for case in cases(name) if closed(case)]
    right = found = wanted = 0
    for at in range(0, len(lines), 5):
        case = " | ".join(lines[at : at + 5])
        gold = break_ends(case)
        guess = {span.end for span in split_sentences(plain(case))[:-1]}
        right, found, wanted = right + len(gold & guess), found + len(guess), wanted + len(gold)
    precision, recall = right / found, right / wanted
    print(f"\nsentence breaks: {wanted} wanted, {found} found; precision {precision:.4f}, recall {recall:.4f}")  # noqa: T201
    assert precision >= 0.97
    assert recall >= 0.97


@pytest.mark.parametrize("case", cases("wild") + cases("negative"))
def test_decomposed_text_breaks_at_the_same_places(case: str):
    text = unicodedata.normalize("NFD", plain(case))
    assert unicodedata.normalize("NFC", barred(text)) == case


@relaxed
@given(st.lists(st.sampled_from(cases("wild") + cases("negative")), min_size=1, max_size=6))
def test_paragraphs_of_known_sentences(chosen: list[str]):
    """Joining lines into a paragraph adds breaks at the joints and takes none away."""
    chosen = [case for case in chosen if closed(case) and not re.match(r"[\"“(\d]", case)]
    text = " ".join(plain(case) for case in chosen)
    ends = {span.end for span in split_sentences(text)}
    at = 0
    for case in chosen:
        assert {at + end for end in break_ends(case)} <= ends
        at += len(plain(case)) + 1


@relaxed
@given(
    st.text(alphabet=st.sampled_from('aăâbđôTPH .,!?…"“”‘’()[]:;-–\n\t/0123\u0301\u0323'), max_size=80)
    | st.text(max_size=60)
)
def test_spans_are_sorted_disjoint_trimmed_and_cover_all(text: str):
    spans = split_sentences(text)
    covered: set[int] = set()
    last = 0
    for span in spans:
        assert last <= span.start < span.end
        assert span.of(text) == span.of(text).strip()
        covered.update(range(span.start, span.end))
        last = span.end
    assert all(text[at].isspace() for at in range(len(text)) if at not in covered)


@pytest.mark.parametrize("name", SEEDS)
def test_sentences_of_the_seeds_point_at_themselves(name: str):
    article, cuts = cleaned(name)
    sentences = segment(article, cuts)
    assert sentence_texts(article, cuts) == [sentence.text for sentence in sentences]
    assert sentences
    for sentence in sentences:
        assert sentence.span.of(article.text) == sentence.text
        assert sentence.text.strip() == sentence.text
        assert not any(cut.span.overlaps(sentence.span) for cut in cuts)
        assert article.paragraphs[sentence.paragraph - 1].span.contains(sentence.span)
        assert re.search(r"[.\"]$", sentence.text)


def test_counts_of_the_seeds():
    counts = {name[:3]: len(segment(*cleaned(name))) for name in SEEDS}
    assert counts == {"000": 19, "001": 11, "002": 24, "003": 15, "004": 15}


def test_a_cut_prefix_leaves_the_first_sentence_its_number():
    first = segment(*cleaned(SEEDS[1]))[0]
    assert (first.paragraph, first.index) == (1, 1)
    assert unicodedata.normalize("NFC", first.text).startswith("Tổng Bí thư Tô Lâm và Tổng Bí thư")


def test_numbers_count_cut_sentences():
    article = article_of("Câu thứ nhất dài. Câu bị cắt. Câu thứ ba.")
    cut = Cut(Span(18, 29), "photo caption")
    assert cut.span.of(article.text) == "Câu bị cắt."
    assert [(s.index, s.text) for s in segment(article, (cut,))] == [(1, "Câu thứ nhất dài."), (3, "Câu thứ ba.")]
    assert [s.index for s in segment(article, ())] == [1, 2, 3]


def test_cut_boundaries_end_sentences():
    text = "Hai bên ký kết thỏa thuận Toàn cảnh lễ ký. Ảnh: TTXVN Chuyến thăm kết thúc."
    article = article_of(text)
    start, end = text.index("Toàn cảnh"), text.index(" Chuyến")
    sentences = segment(article, (Cut(Span(start, end), "photo caption"),))
    assert [s.text for s in sentences] == ["Hai bên ký kết thỏa thuận", "Chuyến thăm kết thúc."]


@relaxed
@given(st.data())
def test_segment_never_reaches_into_cuts(data: st.DataObject):
    article = seed(data.draw(st.sampled_from(SEEDS)))
    size = len(article.text)
    bounds = sorted(data.draw(st.sets(st.integers(0, size), max_size=8)))
    cuts = tuple(Cut(Span(a, b), "test") for a, b in zip(bounds[::2], bounds[1::2], strict=False))
    for sentence in segment(article, cuts):
        assert sentence.span.of(article.text) == sentence.text
        assert not any(cut.span.overlaps(sentence.span) for cut in cuts)


@relaxed
@given(st.data(), st.integers(10, 60))
def test_clauses_hold_all_but_whitespace(data: st.DataObject, most: int):
    sentence = data.draw(st.sampled_from(segment(*cleaned(data.draw(st.sampled_from(SEEDS)))))).text
    spans = split_clauses(sentence, most)
    at = 0
    for span in spans:
        assert sentence[at : span.start].strip() == ""
        assert len(span.of(sentence).split()) >= min(6, len(sentence.split()))
        at = span.end
    assert at == len(sentence)


@relaxed
@given(st.text(max_size=200), st.integers(1, 30))
def test_clauses_of_anything_cover_it(text: str, most: int):
    spans = split_clauses(text, most)
    kept = "".join(span.of(text) for span in spans)
    assert "".join(kept.split()) == "".join(text.split())


def test_short_sentences_stay_whole():
    text = "Hai bên nhất trí; hai nước cùng phát triển, đồng thời tăng cường hợp tác."
    assert split_clauses(text, 40) == (Span(0, len(text)),)


CLAUSES = read_lines(DATA / "clauses.txt")


@pytest.mark.parametrize("case", CLAUSES)
def test_clause_boundaries(case: str):
    most, _, barred_text = case.partition(" ")
    text = plain(barred_text)
    assert " | ".join(span.of(text) for span in split_clauses(text, int(most))) == barred_text
