"""From decoded text to an `Article`: paragraphs, identity, digests, language.

Every reader ends here, so that an article looks the same whatever file it came from. The text comes in as it was
decoded (or as the reader's text layer) and goes out unchanged; paragraphs only point at it.
"""

from __future__ import annotations

from hashlib import sha256

from briefing.lang.text import detect_language
from briefing.values import UNDATED, Article, Dropped, Paragraph, PublicationDate, SourceDocument, Span

STAGE = "read"

# White space, and the marks of no width that scraped pages are sown with; inside a line they stay.
_EDGE = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\u200b\u200e\u200f\u2060\ufeff"


def paragraphs_of(text: str, start: int = 0) -> tuple[Paragraph, ...]:
    r"""The non-blank lines of `text` from `start` on, numbered from 1, without the white space at their edges.

    >>> [(p.number, p.span.of("Một.\n\n  Hai. \r\n")) for p in paragraphs_of("Một.\n\n  Hai. \r\n")]
    [(1, 'Một.'), (2, 'Hai.')]
    """
    spans: list[Span] = []
    at = start
    for line in text[start:].splitlines(keepends=True):
        body = line.strip(_EDGE)
        if body:
            first = at + (0 if line[0] == body[0] else line.index(body))
            spans.append(Span(first, first + len(body)))
        at += len(line)
    return tuple(Paragraph(number, span) for number, span in enumerate(spans, 1))


def article_id(source: SourceDocument, record: int | None = None) -> str:
    """'path', or 'path#record' for one article of a file that holds many."""
    return source.path if record is None else f"{source.path}#{record}"


def refused(source: SourceDocument, reason: str, record: int | None = None) -> Dropped:
    """What a reader yields in place of an article that cannot be read."""
    return Dropped(article_id(source, record), STAGE, reason)


def make_article(
    text: str,
    source: SourceDocument,
    *,
    record: int | None = None,
    title: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    published: PublicationDate | None = None,
    start: int = 0,
) -> Article:
    """An article over `text`. `start` is where its body begins; what stands before (front matter) has no paragraphs."""
    return Article(
        id=article_id(source, record),
        source=source,
        record=record,
        text=text,
        text_sha256=sha256(text.encode()).hexdigest(),
        title=one_line(title),
        outlet=one_line(outlet),
        url=one_line(url),
        language=detect_language(text[start:]),
        paragraphs=paragraphs_of(text, start),
        published=published or UNDATED,
    )


def one_line(value: object) -> str | None:
    """Metadata made fit for a table cell: one line, no control characters; None when nothing is left."""
    if not isinstance(value, str):
        return None
    line = " ".join("".join(c if c.isprintable() else " " for c in value).split())
    return line or None
