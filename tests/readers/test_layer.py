from __future__ import annotations

import doctest
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.readers import layer, stated
from briefing.readers.layer import make_article, one_line, paragraphs_of
from briefing.values import UNDATED
from tests.readers.builders import check_article, seed, seed_lines, source_of

LINES = st.text(st.sampled_from("aệ\u0323 .\t\u00a0\u200b\ufeff\n\r\v\f\x1c\x1e\x85\u2028\u2029"), max_size=60)


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_every_line_of_a_seed_that_is_not_blank_is_a_paragraph(number: str) -> None:
    text = seed(number)
    assert [paragraph.span.of(text) for paragraph in paragraphs_of(text)] == seed_lines(number)


@given(LINES)
def test_paragraphs_are_the_stripped_lines_in_order_and_never_overlap(text: str) -> None:
    article = make_article(text, source_of(b""))
    check_article(article)
    ends = [0, *(paragraph.span.end for paragraph in article.paragraphs)]
    starts = [*(paragraph.span.start for paragraph in article.paragraphs), len(text)]
    between = "".join(text[end:start] for end, start in zip(ends, starts, strict=True))
    assert not between.strip(" \t\u00a0\u200b\ufeff\n\r\v\f\x1c\x1e\x85\u2028\u2029")


@given(LINES, LINES)
def test_what_stands_before_the_body_has_no_paragraphs(head: str, body: str) -> None:
    text = head + "\n" + body
    shifted = [(p.span.start - len(head) - 1, p.span.end - len(head) - 1) for p in paragraphs_of(text, len(head) + 1)]
    assert shifted == [(p.span.start, p.span.end) for p in paragraphs_of(body)]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_becomes_an_article_over_that_text(text: str) -> None:
    article = make_article(text, source_of(b""))
    assert article.text == text
    check_article(article)


def test_an_article_carries_its_identity_and_its_digests() -> None:
    text = seed("004")
    article = make_article(text, source_of(b"file", "news/a.jsonl"), record=3, title=" Tô Lâm\n thăm Lào ", outlet="")
    assert article.id == "news/a.jsonl#3"
    assert article.record == 3
    assert article.source.sha256 == hashlib.sha256(b"file").hexdigest()
    assert article.text_sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert article.language == "vi"
    assert article.title == "Tô Lâm thăm Lào"
    assert article.outlet is None
    assert article.published == UNDATED
    assert make_article(text, source_of(b"", "news/a.txt")).id == "news/a.txt"


def test_a_line_of_metadata_holds_no_control_characters() -> None:
    assert one_line("Hà\x00 Nội\u2028 mới\ud800") == "Hà Nội mới"
    assert one_line("\n\t") is None
    assert one_line(5) is None


@pytest.mark.parametrize("module", [layer, stated])
def test_the_examples_in_the_docstrings_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]
