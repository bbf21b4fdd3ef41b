from __future__ import annotations

import codecs
from datetime import date

import pytest

from briefing.readers.text import TextReader, header_date
from briefing.values import UNDATED, PublicationDate, Span
from tests.readers.builders import article_of, paragraphs, reason_of, seed, seed_lines

READER = TextReader()
BODY = "Thủ tướng Phạm Minh Chính đã hội kiến với Tổng Bí thư, Chủ tịch nước Lào Thongloun Sisoulith tại Hà Nội.\n"


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_a_seed_is_read_as_it_stands(number: str) -> None:
    article = article_of(READER, seed(number).encode())
    assert article.text == seed(number)
    assert paragraphs(article) == seed_lines(number)
    assert article.language == "vi"
    assert (article.title, article.outlet, article.url) == (None, None, None)


@pytest.mark.parametrize(("number", "day"), [("001", date(2025, 12, 1)), ("002", date(2026, 1, 26))])
def test_the_header_of_a_seed_is_its_date_and_stays_in_its_first_paragraph(number: str, day: date) -> None:
    article = article_of(READER, seed(number).encode())
    header = f"date {day.isoformat()}"
    assert article.published == PublicationDate(day, day, "header", header, (Span(1, 1 + len(header)),))
    assert article.published.spans[0].of(article.text) == header
    assert paragraphs(article)[0].startswith(header)


@pytest.mark.parametrize("number", ["000", "003", "004"])
def test_a_seed_without_a_header_states_no_date(number: str) -> None:
    assert article_of(READER, seed(number).encode()).published == UNDATED


@pytest.mark.parametrize("header", ["date 2025-13-41", "date 2025-02-29", "date: 2026-00-01", "date 0001-01-01"])
def test_an_impossible_header_date_is_refused_and_shown(header: str) -> None:
    published = article_of(READER, f" {header} {BODY}".encode()).published
    assert published == PublicationDate(None, None, "none", f"{header} (not a date)", (Span(1, 1 + len(header)),))


@pytest.mark.parametrize(
    "start", ["", "Ngày 2025-12-01 ", "Update 2025-12-01 ", "date 1/12/2025 ", "date 2025-12-01-02 "]
)
def test_what_only_resembles_a_header_is_none(start: str) -> None:
    assert header_date(start + BODY) == UNDATED


def test_a_header_may_follow_a_mark_and_a_blank_line() -> None:
    article = article_of(READER, codecs.BOM_UTF8 + f"\r\nDate: 2026-01-26\r\n{BODY}".encode())
    assert article.published.earliest == date(2026, 1, 26)
    assert article.published.evidence == "Date: 2026-01-26"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x85", "\n\n\n", " \t\r\n\u00a0\r\n"])
def test_line_ends_divide_paragraphs_and_stay_in_the_text(ending: str) -> None:
    text = ending.join(seed_lines("004"))
    article = article_of(READER, text.encode())
    assert article.text == text
    assert paragraphs(article) == seed_lines("004")


def matter(*lines: str) -> str:
    return "\n".join(["---", *lines, "---", ""])


def test_front_matter_gives_metadata_and_stays_in_the_text_without_paragraphs() -> None:
    block = matter(
        "title: Hội kiến tại Hà Nội",
        "published: 2026-01-26T18:13:00+07:00",
        "outlet: Dân trí",
        "url: https://dantri.com.vn/a-1.htm",
        "author: Hoài Thu",
        "tags: [Lào, ngoại giao]",
    )
    article = article_of(READER, (block + BODY).encode())
    assert article.text == block + BODY
    assert paragraphs(article) == [BODY.strip()]
    assert article.paragraphs[0].number == 1
    assert article.title == "Hội kiến tại Hà Nội"
    assert article.outlet == "Dân trí"
    assert article.url == "https://dantri.com.vn/a-1.htm"
    assert article.published.earliest == article.published.latest == date(2026, 1, 26)
    assert article.published.method == "metadata"
    assert article.published.evidence == "published: 2026-01-26T18:13:00+07:00"
    assert [span.of(article.text) for span in article.published.spans] == ["published: 2026-01-26T18:13:00+07:00"]


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        (["date: 2026-01-26"], date(2026, 1, 26)),
        (["Date: '2026-01-26'"], date(2026, 1, 26)),
        (["date: 26/01/2026"], date(2026, 1, 26)),
        (["date: 5/2/2026"], date(2026, 2, 5)),
        (["published: 2026-01-25T20:00:00Z"], date(2026, 1, 26)),
        (["date: 2020-01-01", "published: 2026-01-26"], date(2026, 1, 26)),
        (["title: Hội đàm: kết quả", "date: 2026-01-26"], date(2026, 1, 26)),
        (['title: "Hội đàm" tại Hà Nội', "date: 2026-01-26"], date(2026, 1, 26)),
    ],
)
def test_the_date_in_front_matter(lines: list[str], day: date) -> None:
    published = article_of(READER, (matter(*lines) + BODY).encode()).published
    assert (published.earliest, published.latest, published.method) == (day, day, "metadata")


@pytest.mark.parametrize("value", ["2026-02-30", "31/02/2026", "hôm qua", "2026"])
def test_a_date_in_front_matter_that_is_none_is_shown(value: str) -> None:
    published = article_of(READER, (matter(f"date: {value}", "title: Thử") + BODY).encode()).published
    assert (published.earliest, published.method) == (None, "none")
    assert published.evidence == f"date: {value} (not a date)"


def test_a_colon_in_an_unquoted_headline_is_forgiven() -> None:
    article = article_of(READER, (matter("title: Việt Nam - Lào: hợp tác", "outlet: 'TTXVN'") + BODY).encode())
    assert article.title == "Việt Nam - Lào: hợp tác"
    assert article.outlet == "TTXVN"
    assert paragraphs(article) == [BODY.strip()]


def test_a_source_that_is_an_address_is_the_address() -> None:
    article = article_of(READER, (matter("source: https://vov.vn/a.vov") + BODY).encode())
    assert (article.outlet, article.url) == (None, "https://vov.vn/a.vov")


@pytest.mark.parametrize(
    "block",
    [
        matter("title: [không đóng", "date: 2026-01-26", "và một dòng chữ"),
        matter("title: 'không đóng", "\tdate 2026-01-26"),
        matter("title: &a [*a, *b]", "không phải"),
    ],
)
def test_front_matter_that_cannot_be_read_is_text_and_says_so(block: str) -> None:
    article = article_of(READER, (block + BODY).encode())
    assert article.title is None
    assert paragraphs(article) == [line.strip() for line in (block + BODY).splitlines()]
    assert article.published.method == "none"
    assert article.published.evidence.startswith("front matter that cannot be read")


@pytest.mark.parametrize(
    "text",
    [
        f"---\n{BODY}---\n{BODY}",
        f"---\ntitle: Thử\n{BODY}",
        f"---\nHà Nội: {BODY}---\n{BODY}",
        f"--- \n---\n{BODY}",
        f"{BODY}---\ntitle: Thử\n---\n",
        f"---\n- một\n- hai\n---\n{BODY}",
        "---\n" + "x: y\n" * 10_000 + f"title: Thử\n---\n{BODY}",
    ],
)
def test_dashes_alone_make_no_front_matter(text: str) -> None:
    article = article_of(READER, text.encode())
    assert article.title is None
    assert article.published == UNDATED
    assert paragraphs(article) == [line.strip() for line in text.splitlines()]


def test_front_matter_with_windows_line_ends_and_a_byte_order_mark() -> None:
    block = matter("title: Thử", "date: 2026-01-26").replace("\n", "\r\n")
    article = article_of(READER, codecs.BOM_UTF8 + (block + BODY).encode())
    assert article.title == "Thử"
    assert paragraphs(article) == [BODY.strip()]


def test_a_header_after_front_matter_counts_where_the_block_has_no_date() -> None:
    article = article_of(READER, (matter("title: Thử") + " date 2025-12-01 " + BODY).encode())
    assert article.published.method == "header"
    assert article.published.spans[0].of(article.text) == "date 2025-12-01"


def test_objects_in_front_matter_are_not_made() -> None:
    block = matter("title: !!python/object/apply:os.system ['false']", "outlet: Thử")
    article = article_of(READER, (block + BODY).encode())
    assert article.title is None
    assert article.outlet == "Thử"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty file"),
        (b" \r\n\t\n", "no text in the file"),
        (b"\xef\xbb\xbf", "no text in the file"),
        (matter("title: Thử").encode(), "no text in the file"),
        (b"\x7fELF\x02\x01\x01\x00\x00", "not text: looks like a program"),
        (b"\x00\x01\x00\x02" * 100, "not text: full of control characters"),
        (b"<!DOCTYPE html><html><body>Tin</body></html>", "not plain text: an HTML page under another name"),
    ],
)
def test_bad_files_are_dropped_with_the_reason(data: bytes, reason: str) -> None:
    assert reason_of(READER, data) == reason
