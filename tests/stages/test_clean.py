"""What cleaning cuts and what it leaves, on the seeds and on cases with their cuts marked in the text."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.stages.clean import body_spans, clean
from briefing.values import Article, Cut, Span
from tests.stages.articles import SEEDS, article_of, cleaned, read_lines, relaxed, seed

DATA = Path(__file__).parents[1] / "data" / "clean"
MARK = re.compile(r"⟦([^|⟧]+)\|([^⟧]*)⟧")
PROSE = (
    "Tại hội đàm, hai bên vui mừng trước những bước phát triển sâu rộng, hiệu quả trong quan hệ Việt Nam - Lào.",
    "Kết thúc hội đàm, hai nhà lãnh đạo đã chứng kiến lễ trao các văn kiện hợp tác quan trọng giữa hai nước.",
)


def marked_cases(name: str) -> list[str]:
    text = (DATA / name).read_text(encoding="utf-8")
    return [part.partition("\n")[2].rstrip("\n") for part in text.split("\n===== ")[1:]]


def marked(article: Article, cuts: tuple[Cut, ...]) -> str:
    out, at = [], 0
    for cut in cuts:
        out += [article.text[at : cut.span.start], f"⟦{cut.reason}|{cut.span.of(article.text)}⟧"]
        at = cut.span.end
    return "".join([*out, article.text[at:]])


def trimmed(case: str) -> str:
    """Whether a cut takes the space at its edge does not matter: `marked` and the case are compared without it."""
    case = re.sub(r"(⟦[^|⟧]+\|)\s+", r" \1", case)
    return re.sub(
        r"\s*⟧\s*", lambda match: "⟧" + ("\n" if "\n" in match[0] else " "), re.sub(r"[ \n]*\n", "\n", case)
    ).strip()


@pytest.mark.parametrize("case", marked_cases("wild.txt"))
def test_marked_articles(case: str):
    article = article_of(MARK.sub(r"\2", case))
    assert trimmed(marked(article, clean(article))) == trimmed(case)


@pytest.mark.parametrize("case", marked_cases("known_failure.txt"))
@pytest.mark.xfail(reason="known failure", strict=True)
def test_known_failures(case: str):
    article = article_of(MARK.sub(r"\2", case))
    assert trimmed(marked(article, clean(article))) == trimmed(case)


@pytest.mark.parametrize("case", marked_cases("wild.txt"))
def test_decomposed_text_is_cut_at_the_same_places(case: str):
    article = article_of(unicodedata.normalize("NFD", MARK.sub(r"\2", case)))
    got = unicodedata.normalize("NFC", marked(article, clean(article)))
    assert trimmed(got) == trimmed(case)


@pytest.mark.parametrize("line", read_lines(DATA / "negative.txt"))
def test_body_text_stays(line: str):
    assert clean(article_of("\n".join([PROSE[0], line, PROSE[1]]))) == ()


def test_hand_wrapped_text_is_not_taken_for_subheads():
    lines = [
        "Hội nghị diễn ra tại Hà Nội với sự tham dự",
        "của đại diện hai nước.",
        "Hai bên trao đổi về các dự án",
        "Trọng điểm và thống nhất lộ trình.",
    ]
    assert clean(article_of("\n".join(lines))) == ()


EXPECTED = {
    "000": [
        ("photo caption", 3),
        ("photo caption", 9),
        ("photo caption", 18),
    ],
    "001": [("metadata header", 1), ("photo caption", 4), ("photo caption", 10), ("by-line", 14)],
    "002": [
        ("metadata header", 1),
        ("subhead", 2),
        ("photo caption", 5),
        ("photo caption", 9),
        ("subhead", 19),
        ("photo caption", 22),
    ],
    "003": [
        ("dateline prefix", 1),
        ("photo caption", 1),
        ("photo caption", 7),
        ("subhead", 10),
        ("photo caption", 12),
        ("related stories", 17),
    ],
    "004": [("photo caption", 4), ("photo caption", 11)],
}


@pytest.mark.parametrize("name", SEEDS)
def test_cuts_of_the_seeds(name: str):
    """Reason and the paragraph in which the cut begins; each cut but those in the first paragraph starts its line."""
    article, cuts = cleaned(name)
    found = [(cut.reason, next(p.number for p in article.paragraphs if cut.span.start < p.span.end)) for cut in cuts]
    assert found == EXPECTED[name[:3]]


def test_nothing_of_other_stories_is_left_in_the_seed_with_a_tail():
    article, cuts = cleaned(next(name for name in SEEDS if name.startswith("003")))
    body = " ".join(span.of(article.text) for _, span in body_spans(article, cuts))
    for word in ("Ukraine", "Việt Á", "xe khách", "第", "Ảnh", "11/09/2024", "Xem nhiều", "TPO"):
        assert word not in body
    assert cuts[-1].span.end == article.paragraphs[-1].span.end
    assert body.endswith("hợp tác và phát triển của khu vực và trên thế giới.")


def test_the_title_is_a_headline_wherever_its_stop_is():
    text = "Việt Nam, Lào ký 12 văn kiện!\n" + PROSE[0]
    assert clean(article_of(text)) == ()
    cuts = clean(article_of(text, title="Việt Nam, Lào ký 12 văn kiện!"))
    assert [cut.reason for cut in cuts] == ["headline"]


def test_an_empty_article_has_no_cuts():
    assert clean(article_of("")) == ()
    assert clean(article_of(" \n\n ")) == ()


def check_cuts(article: Article, cuts: tuple[Cut, ...]) -> None:
    at = 0
    for cut in cuts:
        assert at <= cut.span.start < cut.span.end <= len(article.text)
        assert cut.reason
        at = cut.span.end
    pieces = body_spans(article, cuts)
    for number, span in pieces:
        assert article.paragraphs[number - 1].span.contains(span)
        assert span.of(article.text) == span.of(article.text).strip()
        assert not any(cut.span.overlaps(span) for cut in cuts)
    uncut = {at for _, span in pieces for at in range(span.start, span.end)}
    taken = {at for cut in cuts for at in range(cut.span.start, cut.span.end)}
    kept = {at for p in article.paragraphs for at in range(p.span.start, p.span.end)}
    assert not any(article.text[at].isalnum() for at in kept - uncut - taken)


LINES = st.sampled_from(
    [line for name in SEEDS for line in seed(name).text.splitlines()]
    + read_lines(DATA / "negative.txt")
    + ["Xem nhiều", "Tin liên quan", "PV", "第2张", "Ngọc Ánh", "---", "26/01/2026 14:05", "Ảnh:", "(Ảnh: ", "TPO - "],
)


@relaxed
@given(st.lists(LINES, max_size=8))
def test_cuts_are_sorted_disjoint_and_inside(lines: list[str]):
    article = article_of("\n".join(lines))
    check_cuts(article, clean(article))


@relaxed
@given(st.text(alphabet=st.sampled_from("aẢnh:TXVN().第1张\n -–Q\u0301\u0323 "), max_size=120) | st.text(max_size=80))
def test_anything_can_be_cleaned(text: str):
    article = article_of(text)
    check_cuts(article, clean(article))


@relaxed
@given(st.sampled_from(SEEDS))
def test_cutting_again_what_was_left_finds_nothing_more_of_other_stories(name: str):
    article, cuts = cleaned(name)
    rest = article_of("\n".join(span.of(article.text) for _, span in body_spans(article, cuts)))
    assert clean(rest) == ()


def test_spans_of_a_decomposed_header():
    text = unicodedata.normalize(
        "NFD", " date 2026-01-26 Ngày 26/1, hai bên hội kiến tại Hà Nội với nhiều nội dung quan trọng."
    )
    article = article_of(text)
    assert clean(article) == (Cut(Span(1, 16), "metadata header"),)
