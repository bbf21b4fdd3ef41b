"""The cleaning rule for what stands behind an article: most-read lists, related stories, comments, other people's news.

Once such a block has begun, everything after it goes. The headings of some blocks also stand in boxes in the middle of
articles; behind those only the box goes, when prose goes on after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from briefing.lang.late import late
from briefing.stages.newsroom import BOX_HEADINGS, CAPITAL, LAST_HEADINGS, SECTIONS
from briefing.stages.page import Line, Page
from briefing.values import Cut, Span

PAGER = re.compile(r"第\s*\d+\s*[张張页頁幅图圖]")
STAMP = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}"

_LAST = re.compile(LAST_HEADINGS, re.IGNORECASE)
_BOX = re.compile(BOX_HEADINGS, re.IGNORECASE)
_HEADING_LENGTH, _HEADING_WORDS = 40, 8  # of a longer line it is worth counting the words
_COUNTED = re.compile(r"(?:bình luận|ý kiến|phản hồi)\s*\(?\s*\d+\s*\)?", re.IGNORECASE)
_RUN_IN_START = late(
    rf"(?P<heading>{LAST_HEADINGS}|tin liên quan|bài liên quan)(?=\s{{2,}}\S|\s+\S.*第\s*\d)",
    re.IGNORECASE,
)
_RUN_IN_END = late(rf"(?:^|(?<=\s))(?={CAPITAL})(?i:{LAST_HEADINGS}|tin liên quan|bài liên quan)$")
_LAST_SYLLABLES = tuple({phrase.split("\\s+")[-1] for phrase in LAST_HEADINGS.split("|")} | {"quan"})
_STAMP = re.compile(r"[/.-]\d{1,2}[/.-]\d{4}")  # in each of them, and soon looked for
_STAMPED = late(rf".*\S\s+\(?{STAMP}\)?(?:\s*[-–]?\s*\d{{1,2}}:\d\d)?|\(?{STAMP}\)?\s*[-–:|]?\s+\S.*")
_STAMPED_WORDS = 35
_DATE_OF_A_SENTENCE = late(
    rf"\b(?:thứ|chủ nhật|cập nhật|gmt|ngày|tháng|lúc|từ|đến|hôm|và|là|trước|sau)\b[\s,(]*\(?{STAMP}|"
    r"^(?:thứ|chủ nhật|cập nhật)\b",
    re.IGNORECASE,
)
_TEASER_DASH = re.compile(r"[-–]\s")
_TEASER = late(rf"(?i:{SECTIONS})\s+{CAPITAL}{{2,}}\w*\s*[-–]\s")
_BY_STAMP = late(rf"(?P<story>[^.!?]*?)\s{STAMP}(?=\s|$)")


def tail(page: Page) -> Iterator[Cut]:
    """Everything from the first heading or stamped list of other stories to the end; boxes inside the body alone."""
    lines = page.lines
    for at, line in enumerate(lines):
        found = _begins(lines, at)
        if found is None:
            continue
        start, reason, may_be_box = found
        if may_be_box or not any(one.is_prose for one in lines[:at]):
            resume = _prose_resumes(lines, at + 1)
            if resume is not None:
                yield line.cut(reason, start)
                yield from (box.cut(reason) for box in lines[at + 1 : resume])
                continue
        yield Cut(Span(line.span(start).start, page.end), reason)
        return


def run_in_head(texts: Sequence[str]) -> str:
    """The words that stand before every pager token: the article's headline, repeated for each picture.

    `texts` are the stretches before the tokens; what they all end with is taken, in whole words. Of a single stretch,
    what follows its last double space is taken.
    """
    if not texts:
        return ""
    if len(texts) == 1:
        return re.split(r"\s{2,}|(?<=[.!?])\s", texts[0].strip())[-1]
    backwards = [text.split()[::-1] for text in texts]
    common: list[str] = []
    for words in zip(*backwards, strict=False):
        if len(set(words)) > 1:
            break
        common.append(words[0])
    return " ".join(reversed(common))


def _begins(lines: Sequence[Line], at: int) -> tuple[int, str, bool] | None:
    """Where in this line a block begins, why, and whether it may be a box inside the body; None when none does."""
    line = lines[at]
    bare = line.text.strip(" :.>»►▶|•-–…")
    if len(bare) <= _HEADING_LENGTH or len(bare.split(None, _HEADING_WORDS)) <= _HEADING_WORDS:
        if _LAST.fullmatch(bare) or _COUNTED.fullmatch(bare):
            return 0, _reason(bare), False
        if _BOX.fullmatch(bare) and not line.text.endswith("."):
            return 0, _reason(bare), True
    if _is_stamped(line) and at > 0 and (at + 1 >= len(lines) or _is_stamped(lines[at + 1])):
        return 0, "related stories", True
    stamped = _stamped_pager(lines, line)
    if stamped is not None:
        return stamped, "related stories", False
    match = _RUN_IN_START.match(line.text) if _may_run_in(line.text) else None
    if match is None and line.text[-1:].isalnum() and line.text[-12:].lower().endswith(_LAST_SYLLABLES):
        match = _RUN_IN_END.search(line.text)
    return (match.start(), _reason(match[0]), False) if match else None


def _may_run_in(text: str) -> bool:
    """False where no two white spaces follow each other and nothing is paged: of those that print, one is white."""
    return "  " in text or "第" in text or not text.isprintable()


def _stamped_pager(lines: Sequence[Line], line: Line) -> int | None:
    """Where the first pictured story with a date of its own begins: 'HEADLINE 第4张 another story 11/09/2024'."""
    tokens = list(PAGER.finditer(line.text)) if "第" in line.text else []
    if not tokens:
        return None
    head = run_in_head([before for one in lines for before in before_pagers(one.text)])
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        story = line.text[token.end() : following.start() if following else len(line.text)]
        if _BY_STAMP.match(story):
            before = line.text[: token.start()].rstrip()
            return len(before) - len(head) if head and before.endswith(head) else token.start()
    return None


def before_pagers(text: str) -> list[str]:
    """The stretches of `text` before each pager token, each from the end of the token before it."""
    return PAGER.split(text)[:-1]


def _is_stamped(line: Line) -> bool:
    """A headline with a date: 'Chủ tịch nước thăm Lào 11/09/2024'; not a sentence, not a bare time stamp."""
    first, last = line.text[:1], line.text[-1:]
    if not (last == ")" or last.isdecimal() or first == "(" or first.isdecimal()):
        return False
    if line.words > _STAMPED_WORDS or not _STAMP.search(line.text) or not _STAMPED.fullmatch(line.text):
        return False
    if _DATE_OF_A_SENTENCE.search(line.text):
        return False
    letters = sum(character.isalpha() for character in line.text)
    return letters > 2 * sum(character.isdigit() for character in line.text)


def _prose_resumes(lines: Sequence[Line], start: int) -> int | None:
    """Index of the first of two paragraphs of prose in a row: lists of teasers alternate with headlines."""
    for at in range(start, len(lines) - 1):
        if _LAST.fullmatch(lines[at].text.strip(" :.>»")):
            return None
        if _is_body(lines[at]) and _is_body(lines[at + 1]):
            return at
    return None


def _is_body(line: Line) -> bool:
    teaser = _TEASER_DASH.search(line.text) and _TEASER.match(line.text)
    return line.is_prose and not teaser and not PAGER.search(line.text)


def _reason(heading: str) -> str:
    lowered = heading.lower()
    if "bình luận" in lowered or "ý kiến" in lowered or "phản hồi" in lowered:
        return "comments"
    return "most read" if re.search(r"nhiều|nóng|mới|nổi bật|đừng bỏ lỡ|tiêu điểm", lowered) else "related stories"
