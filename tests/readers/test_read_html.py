from __future__ import annotations

import tomllib
import unicodedata
from datetime import date
from html import escape
from typing import Any

import pytest

from briefing.readers.html import HtmlReader
from briefing.values import PublicationDate
from tests.readers.builders import DATA, article_of, paragraphs, reason_of, seed_lines
from tests.readers.test_decode import windows_1258

READER = HtmlReader()
LINES = [" ".join(line.split()) for line in seed_lines("000")]
TITLE = "Tổng Bí thư Tô Lâm hội đàm với Tổng Bí thư, Chủ tịch nước Lào"


def page(
    *,
    head: str = "",
    line: str = "",
    masthead: str = "",
    after: str = "",
    address: str = "https://baothu.vn/hoi-dam-123.html",
    charset: str = "utf-8",
    lines: list[str] = LINES,
) -> str:
    """A page as news sites build them, around the paragraphs of a seed."""
    body = "\n".join(
        f'<p class="Normal">{escape(text, quote=False).replace(" ", chr(10), 3)}\n   </p>' for text in lines
    )
    return f"""<!DOCTYPE html>
<html lang="vi"><head><meta charset="{charset}"><title>{TITLE} | Báo Thử</title>
<meta property="og:site_name" content="Báo Thử"><meta property="og:title" content="{TITLE}">
<link rel="canonical" href="{address}">{head}</head>
<body class="has-sidebar detail-page">{masthead}
<nav class="menu"><a href="/">Trang chủ</a> <a href="/kinh-te">Kinh tế</a> <a href="/the-thao">Thể thao</a></nav>
<main><article><h1>{TITLE}</h1>{line}<div class="fck_detail">{body}</div></article>{after}</main>
<footer class="footer"><p>Giấy phép số 1374/GP-BTTTT do Bộ Thông tin và Truyền thông cấp ngày 11/9/2008.</p>
<p>© 2026 Báo Thử</p></footer><script>var now = "2026-11-20T10:00:00";</script></body></html>"""


def cases(folder: str) -> list[Any]:
    found = tomllib.loads((DATA / folder / "page_dates.toml").read_text(encoding="utf-8"))["case"]
    return [pytest.param(case, id=case["name"]) for case in found]


def page_of(case: dict[str, str]) -> bytes:
    return page(**{key: case[key] for key in ("head", "line", "masthead", "after", "address") if key in case}).encode()  # type: ignore[arg-type]


@pytest.mark.parametrize("case", cases("wild"))
def test_the_day_that_a_page_states(case: dict[str, str]) -> None:
    day = date.fromisoformat(case["day"])
    assert article_of(READER, page_of(case)).published == PublicationDate(day, day, "metadata", case["evidence"])


@pytest.mark.parametrize("case", cases("negative"))
def test_what_is_not_the_day_of_a_page(case: dict[str, str]) -> None:
    latest = date.fromisoformat(case["latest"]) if "latest" in case else None
    published = article_of(READER, page_of(case)).published
    assert published == PublicationDate(None, latest, "metadata" if latest else "none", case.get("evidence", ""))


def test_the_article_is_found_among_menus_and_footers() -> None:
    article = article_of(READER, page(line='<span class="date">26/1/2026</span>').encode())
    assert [text for text in paragraphs(article) if text in LINES] == LINES
    assert not set(paragraphs(article)) - set(LINES) - {TITLE, "26/1/2026"}
    assert (article.title, article.outlet, article.url) == (TITLE, "Báo Thử", "https://baothu.vn/hoi-dam-123.html")
    assert article.language == "vi"


@pytest.mark.parametrize("number", ["001", "002", "004"])
def test_the_paragraphs_of_other_seeds_come_back_too(number: str) -> None:
    lines = [" ".join(line.split()) for line in seed_lines(number)]
    article = article_of(READER, page(lines=lines).encode())
    assert [text for text in paragraphs(article) if text in lines] == lines


def test_reading_twice_gives_the_same() -> None:
    data = page(head='<meta name="pubdate" content="2026-02-05">').encode()
    assert article_of(READER, data) == article_of(READER, data)


@pytest.mark.parametrize("charset", ["utf-8", "windows-1258", "iso-8859-1", "gb2312", "nonsense", "hex", "utf-16"])
def test_bytes_in_utf8_are_utf8_whatever_the_page_says(charset: str) -> None:
    assert LINES[0] in paragraphs(article_of(READER, page(charset=charset).encode()))


@pytest.mark.parametrize("charset", ["windows-1258", "utf-8", "iso-8859-1", "nonsense"])
def test_bytes_in_windows_1258_are_that_whatever_the_page_says(charset: str) -> None:
    article = article_of(READER, windows_1258(page(charset=charset)))
    assert unicodedata.normalize("NFC", article.text).count(LINES[0]) == 1
    assert article.language == "vi"


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_byte_order_marks(codec: str) -> None:
    assert LINES[0] in paragraphs(article_of(READER, page().encode(codec)))


def test_a_page_in_another_encoding_is_read_as_it_declares() -> None:
    chinese = "中国和老挝领导人在北京举行会谈，就两国关系和共同关心的国际问题交换意见。" * 6
    data = page(charset="gb18030", lines=[chinese, chinese[3:]]).encode("gb18030")
    article = article_of(READER, data)
    assert chinese in article.text.replace("\n", "")
    assert article.language == "zh"


def test_damage_outside_the_article_is_forgiven_and_inside_it_is_not() -> None:
    outside = page().encode().replace(b"<script>", b"<script>// \xe1\xba broken\n")
    assert LINES[0] in paragraphs(article_of(READER, outside))
    inside = page().encode().replace("hai nước".encode(), b"hai n\xe1\xba\xb0\xff\xfec", 1)
    assert reason_of(READER, inside) == "damaged text: the article holds bytes that are not UTF-8"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<html><body></body></html>", "no article text found in the page"),
        (
            b"<html><head><title>Tin</title></head><body><nav><a href='/'>Trang</a></nav></body></html>",
            "no article text",
        ),
        (b"<!-- -->", "no article text found in the page"),
        (b" ", "no article text found in the page"),
        (b"%PDF-1.7", "not text: looks like a PDF"),
        (b"\x00\x01\x02" * 99, "not text: full of control characters"),
    ],
)
def test_pages_without_an_article_are_dropped(data: bytes, reason: str) -> None:
    assert reason_of(READER, data).startswith(reason)


def test_markup_without_end_does_no_harm() -> None:
    data = ("<div>" * 5_000 + "".join(f"<p>{line}" for line in LINES)).encode()
    outcome = next(iter(READER.read(data, article_of(READER, page().encode()).source)))
    assert outcome is not None
