"""Sentences of an article's body, each pointing at its place in the text.

An article and the cuts of the clean stage come in; numbered sentences go out. Offsets are carried all the way, never
found again by searching, so `article.text[span] == text` holds for every sentence. Text in decomposed Unicode is
judged in its composed form and pointed at as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from briefing.lang.text import align_nfc
from briefing.stages.breaks import break_points
from briefing.stages.clauses import split_clauses
from briefing.values import Article, Cut, Sentence, Span

__all__ = ["UNCOUNTED", "segment", "sentence_texts", "split_clauses", "split_sentences"]

UNCOUNTED = frozenset({"metadata header", "dateline prefix"})
"""Reasons of cuts that take the head off a sentence and are no sentence themselves."""


@lru_cache(maxsize=2048)  # a paragraph is divided where it is cleaned, dated and told
def split_sentences(text: str) -> tuple[Span, ...]:
    """The sentences of `text` in order, without the whitespace around them; together they hold all other characters.

    A line break always ends a sentence. Closing quotation marks and brackets behind a stop belong to its sentence.
    """
    composed, offsets = align_nfc(text)
    spans: list[Span] = []
    start = 0
    for end in (*break_points(composed), len(composed)):
        span = _trimmed(composed, start, end)
        if len(span):
            spans.append(span if offsets is None else Span(offsets[span.start], offsets[span.end]))
        start = end
    return tuple(spans)


def segment(article: Article, cuts: Sequence[Cut]) -> tuple[Sentence, ...]:
    """The sentences of `article` that lie outside `cuts`.

    Cut boundaries end sentences. Numbers count within the paragraph, from 1, cut sentences included, so that a
    sentence keeps its number whatever was cut before it; only a cut header or dateline prefix does not count, being
    the head of the sentence that follows.
    """
    return tuple(
        Sentence(article.id, paragraph, number, Span(start, start + len(words)), words)
        for paragraph, number, start, words in _numbered(article, cuts)
    )


def sentence_texts(article: Article, cuts: Sequence[Cut]) -> list[str]:
    """The words of the same sentences alone."""
    return [words for _, _, _, words in _numbered(article, cuts)]


def _numbered(article: Article, cuts: Sequence[Cut]) -> Iterator[tuple[int, int, int, str]]:
    """Paragraph, number, start and words of each sentence."""
    for paragraph in article.paragraphs:
        index = 0
        for piece, cut in _pieces(paragraph.span, cuts):
            if cut is not None and cut.reason in UNCOUNTED:
                continue
            text = piece.of(article.text)
            for relative in split_sentences(text):
                words = text[relative.start : relative.end]
                if not (words[0].isalnum() or any(character.isalnum() for character in words)):
                    continue
                index += 1
                if cut is None:
                    yield paragraph.number, index, piece.start + relative.start, words


def _pieces(paragraph: Span, cuts: Sequence[Cut]) -> list[tuple[Span, Cut | None]]:
    """The paragraph in order, as alternating pieces of body (None) and cut."""
    if not any(cut.span.start < paragraph.end and paragraph.start < cut.span.end for cut in cuts):
        return [(paragraph, None)]
    pieces: list[tuple[Span, Cut | None]] = []
    at = paragraph.start
    for cut in cuts:
        start, end = max(cut.span.start, paragraph.start), min(cut.span.end, paragraph.end)
        if start >= end:
            continue
        if start > at:
            pieces.append((Span(at, start), None))
        pieces.append((Span(start, end), cut))
        at = end
    if at < paragraph.end:
        pieces.append((Span(at, paragraph.end), None))
    return pieces


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
