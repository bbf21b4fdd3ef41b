"""Cleaning rules for the furniture of a web page: headers, share bars, breadcrumbs, tags, links to other stories."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.stages.newsroom import SECTIONS, SHARE_WORDS
from briefing.stages.page import Line, Page
from briefing.values import Cut, Span

_FRONT_MATTER_LINES = 40
_SECTION = re.compile(SECTIONS, re.IGNORECASE)
_SECTION_LENGTH, _SECTION_WORDS = 40, 8  # of a longer line it is worth counting the words
_CRUMB = re.compile(r"[>»›|/]")
_HEADER = re.compile(r"date\s*:?\s*\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?(?=\s|$)")
_SHARE_WORDS = re.compile(rf"(?<!\w)(?:{SHARE_WORDS})(?!\w)", re.IGNORECASE)
_SHARE_LINES = re.compile(
    r"""(?:theo\ dõi|quan\ tâm)\b.{0,70}\b(?:google\ news|facebook|zalo|youtube|tiktok|telegram|fanpage|kênh)\b.*|
    (?:kính\ )?mời\ (?:quý\ vị|quý\ độc\ giả|quý\ bạn\ đọc|quý\ khán\ giả|độc\ giả|bạn\ đọc|các\ bạn)\b.{0,160}|
    đăng\ ký\b.{0,50}\b(?:bản\ tin|kênh|nhận\ tin|tài\ khoản).{0,40}|tải\ (?:ứng\ dụng|app)\b.{0,60}|
    (?:bấm|nhấn|click)\ (?:vào|để|nút)\b.{0,80}|quảng\ cáo|advertisement|\d+\ (?:giờ|phút|ngày)\ trước|
    \d+:\d\d\s*/\s*\d+:\d\d|(?:bản\ quyền|©|copyright)\b.{0,120}|(?:đường\ dây\ nóng|hotline)\s*:.{0,80}""",
    re.VERBOSE | re.IGNORECASE,
)
_SHARE_WORDS_MOST = 12
_BODY_LENGTH = 40  # words: no line of furniture is longer
_TAGS = re.compile(r"(?:tags?|từ khóa|chủ đề|thẻ|keywords?)\s*[:：].*|#\w+(?:[\s,]+#\w+)*", re.IGNORECASE)
_LINKS = re.compile(
    r"""(?:>(?:\s?>)+|»+|►|▶|☞|➤)\s*\S.*|
    (?:xem\ thêm|đọc\ thêm|đọc\ tiếp|tin\ liên\ quan|bài\ liên\ quan|bài\ viết\ liên\ quan|liên\ quan|xem\ ngay|
    nghe\ thêm|mời\ xem|mời\ đọc)\s*(?:[:：]|>)\s*\S.*""",
    re.VERBOSE | re.IGNORECASE,
)
_OTHER_MEDIA = re.compile(
    r"""(?:video|clip|podcast|infographics?)\s*[:：]\s*\S.*|
    \[\s*(?:video|ảnh|infographics?|podcast|photo|clip|e-?magazine|mega\ story|trực\ tiếp)\s*\].*""",
    re.VERBOSE | re.IGNORECASE,
)


def front_matter(page: Page) -> Iterator[Cut]:
    """A block of metadata between two lines of '---' at the very top."""
    text = page.article.text
    match = re.match(r"\s*---[ \t]*\n((?:.*\n){0,40}?)---[ \t]*(?=\n|$)", text)
    if match and re.search(r"^\w+\s*:", match[1], re.MULTILINE) and match[1].count("\n") <= _FRONT_MATTER_LINES:
        yield Cut(Span(match.start(), match.end()), "metadata header")


def metadata_header(page: Page) -> Iterator[Cut]:
    """The header ' date 2025-12-01 ' that stands before the first words."""
    for line in page.lines[:1]:
        match = _HEADER.match(line.text)
        if match:
            yield line.cut("metadata header", 0, match.end())


def share_bars(page: Page) -> Iterator[Cut]:
    """Lines made of nothing but share, print, listen and comment words, or asking to follow, subscribe, install."""
    for line in page.lines:
        if line.words <= _BODY_LENGTH and (
            _SHARE_LINES.fullmatch(line.text.strip(" .!()[]")) or is_share_bar(line.text)
        ):
            yield line.cut("share bar")


def is_share_bar(text: str) -> bool:
    """True when nothing but digits and punctuation is left without the words of share bars."""
    if text.endswith((".", "?")) or len(text.split(None, _SHARE_WORDS_MOST)) > _SHARE_WORDS_MOST:
        return False
    rest, taken = _SHARE_WORDS.subn(" ", text)
    return taken > 0 and not any(character.isalpha() for character in rest)


def breadcrumbs(page: Page) -> Iterator[Cut]:
    """'Trang chủ > Chính trị > Đối ngoại', and the name of a section on a line of its own."""
    for line in page.lines:
        if is_section(line.text):
            yield line.cut("section label")
        elif _is_breadcrumb(line):
            yield line.cut("breadcrumb")


def is_section(text: str) -> bool:
    """True for the name of a section of a newspaper, alone."""
    bare = text.strip(" :|-–>»")
    if len(bare) > _SECTION_LENGTH and len(bare.split(None, _SECTION_WORDS)) > _SECTION_WORDS:
        return False
    return _SECTION.fullmatch(bare) is not None


def tags(page: Page) -> Iterator[Cut]:
    """Lists of keywords."""
    for line in page.lines:
        if _TAGS.fullmatch(line.text) and line.words <= _BODY_LENGTH:
            yield line.cut("tags")


def related_links(page: Page) -> Iterator[Cut]:
    """Single lines that point at another story or at a video: '>> …', 'Xem thêm: …', 'Video: …'."""
    for line in page.lines:
        if line.words <= _BODY_LENGTH and _LINKS.fullmatch(line.text):
            yield line.cut("related stories")
        elif line.words <= _BODY_LENGTH and _OTHER_MEDIA.fullmatch(line.text):
            yield line.cut("video or graphic")


def _is_breadcrumb(line: Line) -> bool:
    if line.ends_like_a_sentence or not _CRUMB.search(line.text):
        return False
    parts = [part.strip() for part in re.split(r"\s*[>»›|]\s*|\s+/\s+", line.text) if part.strip()]
    short = all(len(part.split()) <= 6 for part in parts)  # noqa: PLR2004
    return len(parts) > 1 and short and is_section(parts[0])
