"""What cleaning rules look at: the lines of an article that no earlier rule has cut, with their way back to the text.

An article and a list of cuts come in; lines in composed Unicode go out, each able to turn positions in itself into
spans of the article's own text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Final

from briefing.lang.text import align_nfc, normalise_tone_marks
from briefing.records import dataclass
from briefing.values import Article, Cut, Paragraph, Span

PROSE_WORDS: Final = 12  # a line of fewer words is not taken for a paragraph of prose
_OPENED = re.compile(r"[\"“‘«'(\[]*(\w)")
_ALNUM = re.compile(r"[^\W_]")
_STOPS, _QUOTED, _CLOSERS = (".", "!", "?", "…"), ('"', "”", "»"), '"”’»)]'


@dataclass(frozen=True, slots=True)
class Line:
    """One line, or what is left of it: paragraph number, start in the article, and its text as rules see it.

    That text is in NFC with tone marks in the older style; `offsets` leads back where this changed its length.
    """

    number: int
    start: int
    text: str
    offsets: tuple[int, ...] | None

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """Positions in this line's text as a span of the article's text."""
        stop = len(self.text) if end is None else end
        if self.offsets is not None:
            start, stop = self.offsets[start], self.offsets[stop]
        return Span(self.start + start, self.start + stop)

    def cut(self, reason: str, start: int = 0, end: int | None = None) -> Cut:
        """The cut of this line, or of a part of it."""
        return Cut(self.span(start, end), reason)

    @property
    def words(self) -> int:
        """Whitespace-separated tokens, which in Vietnamese are syllables."""
        return _count_words(self.text)

    @property
    def ends_like_a_sentence(self) -> bool:
        """True behind a full stop, question or exclamation mark, ellipsis or closing quotation mark."""
        return self.text.endswith(_QUOTED) or self.text.rstrip(_CLOSERS).endswith(_STOPS)

    @property
    def is_prose(self) -> bool:
        """True for what can be a body paragraph: long enough, and ending like a sentence."""
        return self.words >= PROSE_WORDS and self.ends_like_a_sentence


@dataclass(frozen=True, slots=True)
class Page:
    """An article and its lines so far uncut, in order."""

    article: Article
    lines: tuple[Line, ...]

    @property
    def end(self) -> int:
        """The end of the article's last paragraph."""
        return self.article.paragraphs[-1].span.end if self.article.paragraphs else len(self.article.text)


def page_of(article: Article) -> Page:
    """All of `article`."""
    text = article.text
    left = ((one.number, span) for one in article.paragraphs for span in _left(text, one.span, ()))
    return Page(article, tuple(Line(number, span.start, *_judged(span.of(text))) for number, span in left))


def page_without(page: Page, cuts: Iterable[Cut]) -> Page:
    """What is left of `page` where `cuts` are taken away."""
    spans = sorted(cut.span for cut in cuts)
    lines: list[Line] = []
    text = page.article.text
    for line in page.lines:
        end = line.start + (len(line.text) if line.offsets is None else line.offsets[-1])
        touching = [span for span in spans if span.start < end and line.start < span.end]
        if touching:
            left = _left(text, Span(line.start, end), touching)
            lines += [Line(line.number, span.start, *_judged(span.of(text))) for span in left]
        else:
            lines.append(line)
    return Page(page.article, tuple(lines))


def uncut(article: Article, cuts: Sequence[Cut]) -> tuple[tuple[int, Span], ...]:
    """Paragraph numbers and spans that lie outside `cuts` (sorted); pieces without a letter or digit are left out."""
    return tuple(
        (paragraph.number, span)
        for paragraph, touching in _touched(article, cuts)
        for span in _left(article.text, paragraph.span, [cut.span for cut in touching])
    )


def starts_capitalised(text: str) -> bool:
    """True when the first letter is a capital, or a digit or a quotation mark opens `text`."""
    match = _OPENED.match(text)
    return bool(match) and not match[1].islower() if match else False


def _touched(article: Article, cuts: Sequence[Cut]) -> Iterator[tuple[Paragraph, Sequence[Cut]]]:
    """Each paragraph with the cuts (sorted) that overlap it."""
    behind, count = 0, len(cuts)  # cuts that end before the paragraph, and all of them
    for paragraph in article.paragraphs:
        span = paragraph.span
        while behind < count and cuts[behind].span.end <= span.start:
            behind += 1
        if behind == count or cuts[behind].span.start >= span.end:
            yield paragraph, ()
            continue
        touching = []
        for cut in islice(cuts, behind, None):
            if cut.span.start >= span.end:
                break
            if cut.span.overlaps(span):
                touching.append(cut)
        yield paragraph, touching


def _left(text: str, line: Span, touching: Sequence[Span]) -> Sequence[Span]:
    """What the cuts that overlap a line leave of it, without whitespace around it; nothing without a letter."""
    at, end = line.start, line.end
    if not touching and text[at : at + 1].isalnum() and not text[end - 1].isspace():
        return (line,)
    left = []
    for cut in touching:
        left.append(_worth(text, at, cut.start))
        at = max(at, cut.end)
    return [span for span in (*left, _worth(text, at, end)) if span is not None]


def _worth(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end and _ALNUM.search(text, start, end) else None


_count_words = lru_cache(maxsize=4096)(lambda text: len(text.split()))


@lru_cache(maxsize=4096)  # every rule asks again for the lines that the rules before it have left
def _judged(raw: str) -> tuple[str, tuple[int, ...] | None]:
    """`raw` in the form in which rules see it, and the way back."""
    composed, offsets = align_nfc(raw)
    judged = normalise_tone_marks(composed)
    if len(judged) != len(composed):  # no Vietnamese spelling does this; another script might
        judged = composed
    return judged, None if offsets is None else tuple(offsets)
