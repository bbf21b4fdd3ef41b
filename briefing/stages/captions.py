"""Cleaning rules for pictures: pager tokens, captions and credits, on lines of their own or run into the body.

A caption is known by its credit ('Ảnh: TTXVN', '(Ảnh: Hải Long).'). On a line of its own the whole line goes; inside a
line of body text, the sentence that the credit closes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.lang.late import late
from briefing.stages.newsroom import AGENCIES, NAME_WORD
from briefing.stages.page import Line, Page
from briefing.stages.segment import split_sentences
from briefing.stages.tail import PAGER, before_pagers, run_in_head
from briefing.values import Cut

_LABEL = (
    r"(?:[Nn]guồn\s+ảnh|ẢNH|[Ảả]nh(?:\s+(?:minh\s+họa|tư\s+liệu|tài\s+liệu|chụp\s+màn\s+hình|"
    r"cắt\s+từ\s+(?:clip|video))(?:\s+của)?)?|Đồ\s+họa|Infographic|Photo|Ảnh,\s*video|Clip|Video)"
)
_INSIDE = r"[^()\[\]]"
_BRACKETED = re.compile(
    rf"[(\[]\s*(?:{_LABEL}|[Nn]guồn)\s*[:：]{_INSIDE}{{0,80}}(?:\([^()]*\){_INSIDE}{{0,20}})?[)\]]\s*[.,]?",
)
_BARE = re.compile(rf"(?:^|(?<=[\s.\-–|/]))(?:{_LABEL})\s*[:：]\s*(?=\S)")
_UNNAMED = late(
    r"(?:^|(?<=[\s(\[–-]))[(\[]?(?:[Ảả]nh\s+(?:minh\s+họa|tư\s+liệu|chụp\s+màn\s+hình|internet|NVCC|TTXVN))[)\]]?\s*\.?$|"
    rf"(?:^|(?<=[-–]\s))(?:Ảnh|ẢNH)(?:\s*[-–]\s*|\s+){NAME_WORD}(?:\s+{NAME_WORD}){{0,3}}\s*\.?$",
)
_CREDITED = ("Ảnh", "ảnh", "ẢNH", "guồn", "Đồ", "Infographic", "Photo", "Clip", "Video")  # before the colon of a credit
_PICTURED = ("Ảnh", "ẢNH")  # in a credit without a colon, or one of these at its end
_LAST_SYLLABLES = ("họa", "liệu", "hình", "internet", "NVCC", "TTXVN")
_SOURCE = re.compile(r"[(\[]\s*[Nn]guồn\s*[:：]")
_AGENCY = late(rf"(?:{AGENCIES})(?:\s*/\s*(?:{AGENCIES}|{NAME_WORD}(?:\s{NAME_WORD})?))?(?!\w)[.)]?")
_NAMES = late(rf"({NAME_WORD}(?:[ /]+{NAME_WORD}){{0,6}})\s*([.)]?)")
_CREDIT_WORDS = 10
_PEN_NAME = 2  # syllables, where no stop shows the end of a longer name
_CAPTION_WORDS = 60  # a line of more words holds body text beside its caption
_CAPTION_FIRST_SENTENCE = 22  # words: a longer sentence before the caption's last is body text
_PICTURE_LINE_WORDS = 45


def pagers(page: Page) -> Iterator[Cut]:
    """'HEADLINE 第2张 caption': the repeated headline, the token, and the caption behind it."""
    pictured = [line for line in page.lines if "第" in line.text]
    head = run_in_head([before for line in pictured for before in before_pagers(line.text)])
    for line in pictured:
        starts = [(_pager_start(line.text, match.start(), head), match.end()) for match in PAGER.finditer(line.text)]
        ends = [*(start for start, _ in starts[1:]), len(line.text)]
        for (start, token_end), end in zip(starts, ends, strict=False):
            yield _picture(line, start, token_end, end)


def captions(page: Page) -> Iterator[Cut]:
    """Captions with a credit, whole lines or run into the body; credits alone."""
    for line in page.lines:
        at = 0
        for start, end in _credits(line.text):
            if start < at:
                continue
            first = _caption_start(line.text, at, start, is_last=not line.text[end:].strip(" ."))
            alone = not line.text[first:start].strip(" .-–|(")
            yield line.cut("photo credit" if alone else "photo caption", first, end)
            at = end


def _pager_start(text: str, token: int, head: str) -> int:
    before = text[:token].rstrip()
    return len(before) - len(head) if head and before.endswith(head) else token


def _picture(line: Line, start: int, token_end: int, end: int) -> Cut:
    behind = line.text[token_end:end]
    if not behind.strip():
        return line.cut("pager", start, end)
    found = _BRACKETED.search(behind)
    if found:
        return line.cut("photo caption", start, token_end + found.end())
    if len(behind.split()) <= _PICTURE_LINE_WORDS and len(split_sentences(behind)) == 1:
        return line.cut("photo caption", start, end)
    return line.cut("pager", start, token_end)


def _credits(text: str) -> list[tuple[int, int]]:
    """Where credits stand in `text`, in order."""
    labelled = (":" in text or "：" in text) and any(word in text for word in _CREDITED)
    found = [match.span() for match in _BRACKETED.finditer(text)] if labelled else []
    for match in _BARE.finditer(text) if labelled else ():
        if any(start <= match.start() < end for start, end in found):
            continue
        end = _credit_end(text, match.end())
        if end is not None:
            found.append((match.start(), end))
    if not found and _may_be_unnamed(text) and (match := _UNNAMED.search(text)):  # type: ignore[assignment]
        found.append((match.start(), len(text)))
    return sorted(span for span in found if not _is_reference(text, span))


def _may_be_unnamed(text: str) -> bool:
    if any(word in text for word in _PICTURED):
        return True
    last = text.rstrip(" .)]").rsplit(None, 1)[-1:] if "ảnh" in text else []
    return bool(last) and last[0].rstrip(".)]").endswith(_LAST_SYLLABLES)


def _is_reference(text: str, span: tuple[int, int]) -> bool:
    """'(Nguồn: …)' that does not close its line is a reference inside the body."""
    return bool(_SOURCE.match(text[slice(*span)])) and bool(text[span[1] :].strip(" ."))


def _credit_end(text: str, start: int) -> int | None:
    """The end of a name after 'Ảnh:'; None when what follows is no credit."""
    rest = text[start:]
    if len(rest.split()) <= _CREDIT_WORDS and len(split_sentences(rest)) == 1:
        return len(text)
    match = _AGENCY.match(rest)
    if match:
        return start + match.end()
    match = _NAMES.match(rest)
    if not match:
        return None
    if match[2]:
        return start + match.end()
    names = list(re.finditer(NAME_WORD, match[1]))
    return start + names[_PEN_NAME - 1].end() if len(names) > _PEN_NAME else None


def _caption_start(text: str, floor: int, credit: int, *, is_last: bool) -> int:
    """Where the caption begins that the credit at `credit` closes."""
    before = text[floor:credit].rstrip(" (-–|[")
    sentences = split_sentences(before)
    if not sentences:
        return floor
    alone = floor == 0 and is_last and len(text.split()) <= _CAPTION_WORDS
    first_words = len(sentences[0].of(before).split())
    if alone and len(sentences) == 2 and first_words <= _CAPTION_FIRST_SENTENCE:  # noqa: PLR2004
        return 0
    return floor + sentences[-1].start
