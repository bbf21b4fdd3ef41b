from __future__ import annotations

import unicodedata
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.readers import pdf as pdf_reader
from briefing.readers import pdf_layout
from briefing.readers.pdf import PdfReader
from briefing.readers.pdf_layout import Glyph
from briefing.values import UNDATED
from tests.readers.builders import (
    DATA,
    PdfText,
    article_of,
    paragraphs,
    pdf_of,
    reason_of,
    seed_lines,
    wrapped,
)

READER = PdfReader()
TOP, LEADING, WIDTH = 740.0, 12.0, 90  # letters of 5 points each: a column of 450 points


def typeset(
    lines: list[str], *, rows: int = 50, width: int = WIDTH, x: float = 50.0, gap: float = 6.0
) -> list[list[PdfText]]:
    """The lines of text as wrapped paragraphs with a space between them, over as many pages as it takes."""
    pages: list[list[PdfText]] = [[]]
    y = TOP
    for line in lines:
        for _, _, size, text in wrapped(line, width, x, 0):
            if y < TOP - rows * LEADING:
                pages.append([])
                y = TOP
            pages[-1].append((x, round(y, 2), size, text))
            y -= LEADING
        y -= gap
    return pages


def test_one_column_over_several_pages_comes_back_in_paragraphs() -> None:
    lines = [" ".join(line.split()) for line in seed_lines("002")]
    article = article_of(READER, pdf_of(typeset(lines, rows=30), title="Hội kiến"))
    assert paragraphs(article) == lines
    assert article.text == "\n".join(lines)
    assert (article.title, article.language, article.published) == ("Hội kiến", "vi", UNDATED)


def test_two_columns_without_a_common_baseline_are_read_one_after_the_other() -> None:
    lines = [" ".join(line.split()) for line in seed_lines("004")]
    left, right = lines[:6], lines[6:12]
    head = [(50.0, 780.0, 18.0, "Chuyến thăm cấp Nhà nước tới Lào")]
    columns = [
        *typeset(left, width=40)[0],
        *((x, y - 5, size, text) for x, y, size, text in typeset(right, width=40, x=270)[0]),
    ]
    article = article_of(READER, pdf_of([[*head, *columns]]))
    assert paragraphs(article) == [head[0][3], *left, *right]


def test_letters_drawn_out_of_order_stand_in_their_places() -> None:
    line = "Thủ tướng hội kiến với Tổng Bí thư, Chủ tịch nước Lào tại thủ đô Viêng Chăn hôm nay"
    plain = [(50 + 5 * n, TOP, 10, c) for n, c in enumerate(line) if c.isascii()]
    marked = [(50 + 5 * n, TOP, 10, c) for n, c in enumerate(line) if not c.isascii()]
    assert paragraphs(article_of(READER, pdf_of([[*plain, *reversed(marked)]]))) == [line]


def test_running_heads_and_page_numbers_do_not_break_a_paragraph() -> None:
    lines = [" ".join(line.split()) for line in seed_lines("000")]
    pages = typeset(lines, rows=25)
    assert len(pages) > 2
    dressed = [
        [
            (50, 780, 9, f"26/01/2026 Báo điện tử, bản in số {number}"),
            *page,
            (290, 40, 9, f"Trang {number}/{len(pages)}"),
        ]
        for number, page in enumerate(pages, 1)
    ]
    assert paragraphs(article_of(READER, pdf_of(dressed))) == lines


@pytest.mark.parametrize("number", ["1", "Trang 1", "- 2 -", "trang 3/7", "Page 1 of 2", "12"])
def test_a_page_number_alone_is_no_paragraph(number: str) -> None:
    line = seed_lines("004")[0]
    page = [*wrapped(line, WIDTH, 50, TOP), (290.0, 40.0, 9.0, number)]
    assert paragraphs(article_of(READER, pdf_of([page]))) == [line]


def test_indents_sizes_and_short_lines_end_paragraphs() -> None:
    page = [
        (50.0, 700.0, 16.0, "Hội đàm cấp cao"),
        (70.0, 680.0, 10.0, "Một dòng có thụt đầu dòng và đủ dài để chạm tới mép phải của cột chữ này"),
        (50.0, 668.0, 10.0, "và nối tiếp ở dòng thứ hai, cũng dài cho tới sát mép phải của cột chữ này."),
        (70.0, 656.0, 10.0, "Đoạn thứ hai ngắn."),
        (50.0, 644.0, 10.0, "Đoạn thứ ba không thụt đầu dòng."),
    ]
    assert paragraphs(article_of(READER, pdf_of([page]))) == [
        "Hội đàm cấp cao",
        f"{page[1][3]} {page[2][3]}",
        "Đoạn thứ hai ngắn.",
        "Đoạn thứ ba không thụt đầu dòng.",
    ]


def test_a_dash_at_the_edge_is_joined_as_it_was_written() -> None:
    full = "Quan hệ hợp tác Việt Nam - Lào trong giai đoạn 2021-2025 và phát triển kinh tế-"
    page = [(50.0, 700.0, 10.0, full), (50.0, 688.0, 10.0, "xã hội của hai nước anh em.")]
    assert paragraphs(article_of(READER, pdf_of([page]))) == [f"{full}xã hội của hai nước anh em."]
    page = [(50.0, 700.0, 10.0, f"{full[:-1]} Việt Nam -"), (50.0, 688.0, 10.0, "Lào của hai nước.")]
    assert paragraphs(article_of(READER, pdf_of([page]))) == [f"{full[:-1]} Việt Nam - Lào của hai nước."]


def test_letters_drawn_twice_for_boldness_are_read_once() -> None:
    line = "Tổng Bí thư Tô Lâm thăm Lào"
    page = [(50 + shift + 5 * n, 700.0, 10.0, c) for shift in (0, 0.3) for n, c in enumerate(line) if c != " "]
    assert paragraphs(article_of(READER, pdf_of([page]))) == [line]


def test_decomposed_letters_keep_their_marks_with_their_vowels() -> None:
    line = unicodedata.normalize("NFD", "Tổng Bí thư Tô Lâm thăm Lào từ ngày 5/2")
    page: list[PdfText] = []
    x = 50.0
    for character in line:
        combining = bool(unicodedata.combining(character))
        page.append((x - 5 if combining else x, 700.0, 10.0, character))
        x += 0 if combining else 5
    read = paragraphs(article_of(READER, pdf_of([page])))
    assert [unicodedata.normalize("NFC", text) for text in read] == [unicodedata.normalize("NFC", line)]


def test_a_document_set_by_libreoffice_with_two_fonts_in_a_line() -> None:
    data = (DATA / "wild" / "two-columns.pdf").read_bytes()
    heading = "Thúc đẩy quan hệ Việt Nam – Lào đi vào chiều sâu, thiết thực và hiệu quả hơn nữa"
    wanted = [" ".join(line.split()) for line in seed_lines("002")]
    assert paragraphs(article_of(READER, data)) == [heading, *wanted]


@pytest.mark.xfail(reason="no indent, no space, and a last line that happens to be full: the page shows no paragraph")
def test_paragraphs_that_nothing_on_the_page_divides() -> None:
    lines = (DATA / "known_failure" / "undivided.txt").read_text(encoding="utf-8").splitlines()
    page = [(50.0, 700.0 - 12 * number, 10.0, line) for number, line in enumerate(lines)]
    assert paragraphs(article_of(READER, pdf_of([page]))) == lines


@pytest.mark.parametrize("title", ["Microsoft Word - tin.docx", "tin tuc.pdf", "Untitled", ""])
def test_a_title_that_a_program_made_up_is_none(title: str) -> None:
    page = wrapped(seed_lines("004")[0], WIDTH, 50, TOP)
    assert article_of(READER, pdf_of([page], title=title)).title is None


def test_a_pdf_without_text_is_dropped() -> None:
    assert reason_of(READER, pdf_of([[], []])) == "PDF without a text layer (scanned?): 2 page(s)"
    assert reason_of(READER, pdf_of([[(50, 50, 8, "Trang 1")]])) == "PDF without a text layer (scanned?): 1 page(s)"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("password.pdf", "encrypted PDF: it opens with a password only"),
        ("no-copying.pdf", "protected PDF: it forbids the taking of its text"),
    ],
)
def test_a_closed_pdf_is_dropped(name: str, reason: str) -> None:
    assert reason_of(READER, (DATA / "negative" / name).read_bytes()) == reason


def test_fonts_without_characters_are_told_from_text() -> None:
    data = pdf_of([wrapped(seed_lines("004")[0], WIDTH, 50, TOP)])
    unmapped = data.replace(b"/ToUnicode 5 0 R", b" " * 16)
    assert reason_of(READER, unmapped).startswith("PDF whose letters cannot be told")


def test_broken_pdfs_are_dropped() -> None:
    good = pdf_of([wrapped(seed_lines("004")[0], WIDTH, 50, TOP)])
    assert reason_of(READER, b"%PDF-1.7\n").startswith("broken PDF")
    assert reason_of(READER, b"Tin").startswith("broken PDF")
    assert reason_of(READER, good[:900]).startswith(("broken PDF", "PDF without a text layer"))
    assert reason_of(READER, good.replace(b"/Page /Parent", b"/Pagx /Parent")) == "broken PDF: it has no pages"


def test_a_book_is_no_article(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_reader, "MOST_PAGES", 2)
    assert reason_of(READER, pdf_of([[], [], []])) == "a PDF of more than 2 pages is no article"


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32))
def test_the_order_in_which_letters_are_drawn_does_not_matter(order: int) -> None:
    lines = [unicodedata.normalize("NFC", " ".join(line.split())) for line in seed_lines("001")[:3]]
    glyphs = [
        Glyph(character, x + 5 * number, x + 5 * number + 5, y, size)
        for x, y, size, text in typeset(lines)[0]
        for number, character in enumerate(text)
    ]
    Random(order).shuffle(glyphs)
    assert list(pdf_layout.paragraphs([glyphs])) == lines
