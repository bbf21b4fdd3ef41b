"""Cleaning rules for lines that name rather than tell: headline, subheads, and what trails behind the last paragraph.

They are known by what they lack, a stop at their end, and by the prose around them; text that was wrapped by hand
lacks stops everywhere and is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefing.lang.text import fold
from briefing.stages.page import Line, Page, starts_capitalised
from briefing.values import Cut

_SUBHEAD_WORDS = 24
_HEADLINE_WORDS = 25
_OPEN_ENDS = (":", ";", ",", "-", "–")
_ITEM_MARKS = ("-", "–", "•", "+", "*")
_PROSE_BEFORE_TRAIL = 3


def headline(page: Page) -> Iterator[Cut]:
    """The first line, when it is the article's own title or a short line without a stop over paragraphs of prose."""
    if len(page.lines) < 2:  # noqa: PLR2004
        return
    first, rest = page.lines[0], page.lines[1:]
    title = page.article.title
    told = title is not None and fold(title).split() == fold(first.text).split()
    prose = sum(line.is_prose for line in rest)
    # Two paragraphs of prose, and a next line that does not go on with this one.
    if told or (_is_heading(first, _HEADLINE_WORDS) and prose > 1 and starts_capitalised(rest[0].text)):
        yield first.cut("headline")


def subheads(page: Page) -> Iterator[Cut]:
    """Short lines without a stop between paragraphs of prose."""
    lines = page.lines
    for at in range(1, len(lines) - 1):
        before, line, after = lines[at - 1], lines[at], lines[at + 1]
        if not _is_heading(line, _SUBHEAD_WORDS) or line.number in {before.number, after.number}:
            continue
        closed = before.ends_like_a_sentence or (
            at > 1 and _is_heading(before, _SUBHEAD_WORDS) and before.words < line.words * 3
        )
        if closed and after.is_prose and starts_capitalised(after.text):
            yield line.cut("subhead")


def trailing_lines(page: Page) -> Iterator[Cut]:
    """Lines without a stop behind the last paragraph of an article whose paragraphs all end with one."""
    lines = page.lines
    last = len(lines)
    while last > 0 and _is_heading(lines[last - 1], _SUBHEAD_WORDS):
        last -= 1
    body = lines[:last]
    if sum(line.is_prose for line in body) >= _PROSE_BEFORE_TRAIL and body[-1].is_prose:
        yield from (line.cut("trailing line") for line in lines[last:])


def _is_heading(line: Line, most: int) -> bool:
    return (
        line.words <= most
        and not line.ends_like_a_sentence
        and not line.text.endswith(_OPEN_ENDS)
        and not line.text.startswith(_ITEM_MARKS)
        and starts_capitalised(line.text)
    )
