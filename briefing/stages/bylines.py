"""Cleaning rules for who wrote it and when: time stamps, dateline prefixes, by-lines and sources.

A single name is a by-line only where by-lines stand: before the first paragraph of prose or behind the last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from briefing.lang.late import late
from briefing.stages.furniture import is_section
from briefing.stages.newsroom import AGENCIES, CAPITAL, NAME_WORD, OUTLETS, alternatives
from briefing.stages.page import Line, Page
from briefing.stages.segment import split_sentences
from briefing.values import Cut

_DOMAIN = r"(?:\.(?:vn|VN|com|net))?"
_PREFIX = re.compile(
    rf"(?:{OUTLETS}){_DOMAIN}\s*[-–—]\s*(?=[\"“‘]?[\d]|[\"“‘]?{CAPITAL})|"
    rf"\((?:{OUTLETS}|[\w.&+ ]{{2,22}}){_DOMAIN}\)\s*[-–—]\s*|\((?:{OUTLETS}){_DOMAIN}\)[:.]?\s+|"
    rf"[A-Za-z]+\.(?:vn|com|net|com\.vn|VN)\s*[-–—.]\s+(?=[\"“]?{CAPITAL})|"
    rf"{CAPITAL}[^.()\n]{{1,45}}\((?:{OUTLETS}|{AGENCIES}){_DOMAIN}\)\s*[-–—]\s*",
)
_PREFIX_LINES = 4

_STAMP_PARTS = late(
    r"""\bthứ\ (?:hai|ba|tư|năm|sáu|bảy|[2-7])\b|\bchủ\ nhật\b|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b|\b\d{4}-\d\d-\d\d\b|
    \bngày\ \d{1,2}\ tháng\ \d{1,2}(?:,?\ năm\ \d{4})?|\b\d{1,2}\ tháng\ \d{1,2},?\ (?:năm\ )?\d{4}|
    \b\d{1,2}[:hg]\d{2}(?::\d\d)?(?:'|\b)|\b(?:GMT|UTC)\s*\+?\s*7?|\+0?7(?::00)?\b|\b[AP]M\b|\b(?:SA|CH)\b|
    \bcập\ nhật(?:\ (?:lúc|lần\ cuối))?\b|\bđăng\ (?:lúc|ngày)\b|\bngày\ (?:đăng|xuất\ bản|cập\ nhật)\b|\bxuất\ bản\b|
    \bthời\ gian\b|\blúc\b|\bngày\b|\bphát\ hành\b""",
    re.VERBOSE | re.IGNORECASE,
)
_STAMP_WORDS = 16
_DATED = re.compile(r"\d{4}|\d{1,2}[:hg]\d{2}")

_CAPITALISED = re.compile(rf"{CAPITAL}[\w'’.]*")
_ACTS = alternatives("tổng hợp | t/h | th | tổng thuật | lược dịch | dịch | biên dịch | ghi | thực hiện")
_REMARKED = rf"[(\[](?:(?:{_ACTS})|(?:theo|từ|báo)\s[^()]{{2,40}}|[^()]*TTXVN[^()]*)[)\]]\s*\.?"
_IN_BRACKETS = re.compile(_REMARKED, re.IGNORECASE)
_REMARK = re.compile(rf"{_REMARKED}|\b(?:tổng\s+hợp|lược\s+dịch|thực\s+hiện)\s*\.?$", re.IGNORECASE)
_ROLE_WORDS = """
    bài | bài viết | bài, ảnh | bài và ảnh | bài - ảnh | bài, clip | tin | tin, ảnh | ảnh | tác giả | thực hiện |
    người viết | biên tập | phóng viên | nhóm phóng viên | nhóm pv | pv | btv | ctv | by"""
_SMALL_WORDS = {"tổng", "hợp", "lược", "dịch", "và", *re.findall(r"\w+", _ROLE_WORDS)}
_ROLE = re.compile(rf"(?:{alternatives(_ROLE_WORDS)})\s*[:：/]?\s+", re.IGNORECASE)
_ANONYMOUS = re.compile(
    r"(?:P\.?V\.?|Nhóm PV|Nhóm phóng viên|Phóng viên|CTV|BBT|BTV|Ban biên tập|T\.?H\.?|B\.?T\.?)",
    re.IGNORECASE,
)
_ANONYMOUS_LENGTH = 15  # letters of the longest of these
_HOUSE = rf"(?:{AGENCIES}|{OUTLETS})"
_SOURCE = re.compile(
    rf"[(\[]?\s*(?:(?i:theo|nguồn(?:\s+tin)?|tổng\s+hợp(?:\s+từ)?|dẫn\s+nguồn|dịch\s+từ)\s*[:：]?\s*"
    rf"(?:{_HOUSE}(?:[\s,;/&+-]*(?:và\s+)?{_HOUSE})*|(?i:báo|tạp\s+chí|trang|đài|hãng)\s+(?:{NAME_WORD}\s*){{1,5}}|"
    rf"(?:{NAME_WORD}[\s,/-]*){{1,5}}|https?://\S+|\S+\.(?:vn|com|net|org)\S*)|"
    rf"{_HOUSE}(?:\s*[/,-]\s*{_HOUSE})*)\s*[)\]]?\s*\.?",
)
_RUN_ON_SOURCE = late(
    rf"(?<=[.!?…\"”])\s*(?:/\.)?\s*\((?:theo\s+|nguồn:?\s+)?{_HOUSE}[^()]{{0,30}}\)\s*\.?$",
    re.IGNORECASE,
)
_NAME_MOST = 5  # syllables
_NAMES_MOST = 10
_BYLINE_LINES = 3
_LOOKED_AT = 12  # words: soon enough one of them tells that this is no by-line
_SHORTER_LEFT = _NAMES_MOST + 8  # words of which no role and no remark without brackets leaves few enough


def time_stamps(page: Page) -> Iterator[Cut]:
    """Lines that say when: 'Thứ Hai, 26/01/2026 - 14:05', with the author's or outlet's name or without."""
    for line in page.lines:
        if is_time_stamp(line.text):
            yield line.cut("time stamp")


def is_time_stamp(text: str) -> bool:
    """True when nothing but a name is left without the words and figures of a date and time."""
    if text.endswith(".") or len(text.split()) > _STAMP_WORDS or not _DATED.search(text):
        return False
    rest, taken = _STAMP_PARTS.subn("|", text)
    if not taken:
        return False
    names = [part.strip(" ,.:;()[]-–—|/") for part in rest.split("|")]
    return all(not name or is_section(name) or is_byline(name) for name in names)


def dateline_prefix(page: Page) -> Iterator[Cut]:
    """'TPO - ', '(Dân trí) - ', 'Hà Nội (TTXVN) - ' before the first words of an early line."""
    for line in page.lines[:_PREFIX_LINES]:
        match = _PREFIX.match(line.text)
        if match and match.end() < len(line.text):
            yield line.cut("dateline prefix", 0, match.end())
            return


def bylines(page: Page) -> Iterator[Cut]:
    """Names and sources on lines of their own, and run on behind the last stop of the last line."""
    lines = page.lines
    first = next((at for at, line in enumerate(lines) if line.is_prose), len(lines))
    last = len(lines)
    while last - 1 > first and len(lines) - last < _BYLINE_LINES and is_byline(lines[last - 1].text):
        last -= 1
    for at, line in enumerate(lines):
        if at >= last or (is_byline(line.text) and _is_more_than_a_word(line, strict=at > first)):
            yield line.cut("by-line")
    if last > 0:
        start = _run_on(lines[last - 1].text)
        if start is not None:
            yield lines[last - 1].cut("by-line", start)


def is_byline(text: str) -> bool:
    """True for names of people, 'PV', an agency or 'Theo TTXVN', and nothing besides."""
    bare = text.strip(" *-–—|•")
    if (len(bare) <= _ANONYMOUS_LENGTH and _ANONYMOUS.fullmatch(bare)) or _SOURCE.fullmatch(bare):
        return True
    if _says_more(bare):
        return False
    rest = _REMARK.sub("", bare) if _is_closed_by_act(bare) else _IN_BRACKETS.sub("", bare)
    if len(rest.split()) > _SHORTER_LEFT:
        return False
    named = _ROLE.sub("", rest, count=1).strip(" -–—.")
    if not named:
        return bool(_REMARK.search(bare))
    parts = [part for part in re.split(r"\s*[-–—,&/+]\s*|\s+và\s+", named) if part]
    return len(named.split()) <= _NAMES_MOST and all(_is_name(part) for part in parts)


def _is_closed_by_act(text: str) -> bool:
    """True where a remark without brackets may stand at the end."""
    return text.rstrip(".").rstrip()[-4:].lower().endswith(("hợp", "dịch", "hiện"))


def _says_more(text: str) -> bool:
    """True when a small word stands before any bracket that no role, no remark and no name has."""
    before = text.partition("(")[0].partition("[")[0]
    for word in before.split(None, _LOOKED_AT)[:_LOOKED_AT]:  # noqa: SIM110 - every line of every article comes here
        if word[0].islower() and _is_told(word):
            return True
    return False


@lru_cache(maxsize=8192)
def _is_told(word: str) -> bool:
    bare = word.strip(",.:：/-–—&+").lower()
    return bare.isalpha() and bare not in _SMALL_WORDS and not _ANONYMOUS.search(word)


def _is_more_than_a_word(line: Line, *, strict: bool) -> bool:
    """A single word may be anything; so may a name with a stop once the prose has begun."""
    if _ANONYMOUS.fullmatch(line.text) or _SOURCE.fullmatch(line.text):
        return True
    return line.words > 1 and not (strict and line.ends_like_a_sentence)


def _is_name(text: str) -> bool:
    words = text.split()
    return (
        0 < len(words) <= _NAME_MOST
        and not is_section(text)
        and all(_CAPITALISED.fullmatch(word) or _ANONYMOUS.fullmatch(word) for word in words)
    )


def _run_on(text: str) -> int | None:
    """Where a by-line begins that follows the last sentence in its own line."""
    sentences = split_sentences(text)
    if len(sentences) > 1 and len(text.split()) > _NAMES_MOST:
        last = sentences[-1].of(text)
        named = not last.endswith((".", "!", "?")) and _names_in_full(last)
        if named or _SOURCE.fullmatch(last) or _REMARK.fullmatch(last):
            return sentences[-1].start
    match = _RUN_ON_SOURCE.search(text) if text.rstrip().rstrip(".").rstrip().endswith(")") else None
    return match.start() if match else None


def _names_in_full(text: str) -> bool:
    """Names of two syllables at least: one alone behind a sentence may be its broken-off beginning."""
    parts = [part for part in re.split(r"\s*[-–—,]\s*|\s+và\s+", _REMARK.sub("", text).strip()) if part]
    return bool(parts) and all(_is_name(part) and len(part.split()) > 1 for part in parts)
