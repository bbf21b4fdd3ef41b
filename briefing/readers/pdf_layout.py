"""From letters on a page to paragraphs in reading order.

Letters with their places come in, page by page; paragraphs go out as strings. Letters on one baseline make a row; a
gutter that several rows in a run leave free divides columns, which are read one after the other; lines are joined to a
paragraph until the page shows that it ends. Running heads and page numbers are left out, so that a paragraph goes on
over the end of its page. Lengths are in points, and y grows upwards.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from briefing.records import dataclass


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter as drawn: from `x0` to `x1` on the baseline `y`, in a font of `size` points."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline of one column.

    `left` and `right` are the column's edges, `first` is the width of the first word and `space` that of a word space.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    page: int
    left: float
    right: float
    first: float
    space: float


Row = tuple[Glyph, ...]  # words on one baseline, from left to right

_SAME_BASELINE = 0.3  # of the font size; indices and note marks stay with their line
_WORD_SPACE = 0.25  # of the font size
_SPACE = 0.15  # of the font size; a word space is 0.25, tight setting brings it to 0.18
_GUTTER = 0.9  # of the font size, free in every row of the run
_GUTTER_ROWS = 4  # rows with text on both sides, at least
_OVERPRINT = 0.08  # of the font size; the same letter drawn twice makes a poor man's bold
_MARK_REACH = 0.3  # of the font size
_LEADING = 1.3  # times the usual distance of baselines
_INDENT = 0.7  # of the font size
_OTHER_SIZE = 1.08
_HEAD_ROWS = 2  # rows at the top and at the bottom in which running heads are looked for
_HEAD_DRIFT = 3.0  # points between the places of a running head on two pages
_PAGE_NUMBER = re.compile(
    r"(?:(?:trang|page|tr\.?|p\.?)\s*)?[-–—|\s]*\d{1,3}(?:\s*(?:/|of|trên)\s*\d{1,3})?[-–—|\s]*", re.IGNORECASE
)
_BULLET = re.compile(r"(?:[-–—•●▪■◦*+]|\d{1,2}[.)])\s")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_OPEN_HYPHEN = re.compile(r"\w[-‐\u00ad]$")


def paragraphs(pages: Sequence[Sequence[Glyph]]) -> Iterator[str]:
    """The paragraphs of a document, given the letters of each of its pages in any order."""
    rows = without_running_heads([rows_of(glyphs) for glyphs in pages])
    lines = [line for number, page in enumerate(rows) for line in _in_order(page, number)]
    usual = _usual_leading(lines)
    current = ""
    for before, line in zip([None, *lines], lines, strict=False):
        if before is not None and not begins(before, line, usual):
            current = _joined(current, line.text)
            continue
        if current:
            yield current
        current = line.text
    if current:
        yield current


def rows_of(glyphs: Sequence[Glyph]) -> list[Row]:
    """Words row by row, from the top of the page to its bottom."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(_with_marks(glyphs), key=lambda g: -g.y):
        if rows and rows[-1][0].y - glyph.y <= _SAME_BASELINE * max(rows[-1][0].size, glyph.size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [words for words in (tuple(_words(row)) for row in rows) if words]


def _with_marks(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The letters with their combining marks: a mark is drawn next to its letter, but fonts disagree where."""
    whole: list[Glyph] = []
    for glyph in glyphs:
        base = whole[-1] if whole else None
        if base is not None and unicodedata.combining(glyph.text[0]) and _beside(base, glyph):
            whole[-1] = replace(base, text=base.text + glyph.text, x1=max(base.x1, glyph.x1))
        else:
            whole.append(glyph)
    return whole


def _beside(base: Glyph, mark: Glyph) -> bool:
    reach = _MARK_REACH * base.size
    return base.x0 - reach <= mark.x0 <= base.x1 + reach and abs(base.y - mark.y) <= base.size


def _words(row: Sequence[Glyph]) -> Iterator[Glyph]:
    """Letters of a row joined to words: up to the next space, or to a gap as wide as one."""
    word: list[Glyph] = []
    edge = 0.0
    for glyph in sorted(row, key=lambda g: round(g.x0, 2)):
        space = glyph.text.isspace()
        if word and (space or glyph.x0 - edge > _SPACE * glyph.size):
            yield _merged(word)
            word = []
        if space or (word and _overprinted(word[-1], glyph)):
            continue
        edge = max(edge, glyph.x1) if word else glyph.x1
        word.append(glyph)
    if word:
        yield _merged(word)


def _overprinted(first: Glyph, second: Glyph) -> bool:
    return first.text == second.text and second.x0 - first.x0 < _OVERPRINT * first.size


def _merged(letters: Sequence[Glyph]) -> Glyph:
    size = Counter(round(letter.size, 1) for letter in letters).most_common(1)[0][0]
    bold = 2 * sum(letter.bold for letter in letters) > len(letters)
    text = "".join(letter.text for letter in letters).replace("\n", " ")
    return Glyph(text, letters[0].x0, max(letter.x1 for letter in letters), letters[0].y, size, bold)


def without_running_heads(pages: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """The pages without page numbers and without what stands at the same place of several pages, numbers apart."""
    repeated: Counter[tuple[str, int]] = Counter()
    for rows in pages:
        repeated.update({mark for row in _outermost(rows) for mark in _marks(row)})
    return [[row for row in rows if not _is_running_head(row, rows, repeated)] for rows in pages]


def _outermost(rows: Sequence[Row]) -> list[Row]:
    if len(rows) <= 2 * _HEAD_ROWS:
        return list(rows)
    return [*rows[:_HEAD_ROWS], *rows[-_HEAD_ROWS:]]


def _is_running_head(row: Row, rows: Sequence[Row], repeated: Counter[tuple[str, int]]) -> bool:
    if row not in _outermost(rows):
        return False
    alone = row in (rows[0], rows[-1]) and _PAGE_NUMBER.fullmatch(_text(row)) is not None
    return alone or any(repeated[mark] > 1 for mark in _marks(row))


def _marks(row: Row) -> tuple[tuple[str, int], tuple[str, int]]:
    """The row's words with its numbers masked, at its height to within `_HEAD_DRIFT`."""
    text = re.sub(r"\d+", "#", _text(row))
    step = round(row[0].y / _HEAD_DRIFT)
    return (text, step), (text, step + 1)


def _text(row: Row) -> str:
    return " ".join(word.text for word in row)


def _in_order(rows: Sequence[Row], page: int) -> Iterator[Line]:
    """The lines of a page (or of a column) as they are read: above a gutter, left of it, right of it, below."""
    found = _gutter(rows)
    if found is None:
        yield from _lines(rows, page)
        return
    first, last, x = found
    yield from _in_order(rows[:first], page)
    for side in (
        [tuple(word for word in row if word.x0 < x - 0.1) for row in rows[first:last]],
        [tuple(word for word in row if word.x0 >= x - 0.1) for row in rows[first:last]],
    ):
        yield from _in_order([row for row in side if row], page)
    yield from _in_order(rows[last:], page)


def _gutter(rows: Sequence[Row]) -> tuple[int, int, float] | None:
    """The longest run of rows that one upright strip divides: its first row, the row after its last, and the x.

    Two columns need not share baselines, so that a row may well stand on one side alone.
    """
    if len(rows) < _GUTTER_ROWS:
        return None
    width = _GUTTER * median(word.size for row in rows for word in row)
    edges = {round(row[0].x0, 1) for row in rows} | {
        round(after.x0, 1) for row in rows for before, after in pairwise(row) if after.x0 - before.x1 >= width
    }
    best: tuple[int, int, int, float] | None = None
    for x in sorted(edges):
        for first, last in _free_runs(rows, x - width, x):
            left = sum(row[0].x0 < x - 0.1 for row in rows[first:last])
            right = sum(row[-1].x1 > x for row in rows[first:last])
            divided = min(left, right)
            if divided >= _GUTTER_ROWS and (best is None or divided > best[0]):
                best = (divided, first, last, x)
    return None if best is None else best[1:]


def _free_runs(rows: Sequence[Row], left: float, right: float) -> Iterator[tuple[int, int]]:
    """The runs of consecutive rows without a word between `left` and `right`."""
    first = None
    for number, row in enumerate(rows):
        free = all(word.x1 <= left or word.x0 >= right - 0.1 for word in row)
        if free and first is None:
            first = number
        if not free and first is not None:
            yield first, number
            first = None
    if first is not None:
        yield first, len(rows)


def _lines(rows: Sequence[Row], page: int) -> Iterator[Line]:
    """The rows of one column, each with the column's edges."""
    if not rows:
        return
    left, right = min(row[0].x0 for row in rows), max(row[-1].x1 for row in rows)
    for row in rows:
        whole = _merged(row)
        first = row[0].x1 - row[0].x0
        gaps = [after.x0 - before.x1 for before, after in pairwise(row)]
        space = max(median(gaps) if gaps else 0.0, _WORD_SPACE * whole.size)
        edges = row[0].x0, row[-1].x1
        yield Line(_text(row), *edges, row[0].y, whole.size, whole.bold, page, left, right, first, space)


def _usual_leading(lines: Sequence[Line]) -> float:
    """The commonest distance of two baselines, in font sizes; 1.2 where no two lines tell."""
    ratios = Counter(
        round((before.y - line.y) / line.size, 1)
        for before, line in pairwise(lines)
        if before.page == line.page and before.left == line.left and before.y > line.y and line.size
    )
    return ratios.most_common(1)[0][0] if ratios else 1.2


def begins(before: Line, line: Line, usual: float) -> bool:
    """True when `line` begins a new paragraph after `before`.

    `usual` is the leading of the document in font sizes. It begins one after another font, after a wider space, with an
    indent or a bullet, and where its first word would still have stood on the line before. Over the end of a column or
    page it goes on, unless the line before ends a sentence.
    """
    if not 1 / _OTHER_SIZE <= line.size / before.size <= _OTHER_SIZE or before.bold != line.bold:
        return True
    if line.x0 - line.left > _INDENT * line.size + max(before.x0 - before.left, 0):
        return True
    if before.right - before.x1 > line.first + before.space:
        return True
    ended = _SENTENCE_END.search(before.text) is not None
    if line.page == before.page and line.left == before.left and before.y > line.y:
        return before.y - line.y > _LEADING * usual * line.size or (ended and _BULLET.match(line.text) is not None)
    return ended


def _joined(text: str, line: str) -> str:
    if text.endswith("\u00ad"):
        return text[:-1] + line
    return text + line if _OPEN_HYPHEN.search(text) else f"{text} {line}"
