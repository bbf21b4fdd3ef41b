"""Plain text files: one article each, the text exactly as decoded.

Metadata comes from YAML front matter, else from a leading ' date 2025-12-01 ' header, else there is none. Both stay in
the text, because offsets hold in the decoded file; front matter has no paragraphs, the header stands in the first one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.readers.decode import NotText, decode
from briefing.readers.frontmatter import front_matter
from briefing.readers.layer import make_article, refused
from briefing.readers.stated import iso_day
from briefing.values import UNDATED, Article, Dropped, PublicationDate, SourceDocument, Span

_HEADER = re.compile(r"\s*(date:?[ \t]+(\d{4}-\d{1,2}-\d{1,2}))(?![\d-])", re.IGNORECASE)
_MARKUP = re.compile(r"\s*<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)


class TextReader:
    """Reads .txt files."""

    def read(self, data: bytes, source: SourceDocument) -> Iterator[Article | Dropped]:
        """The one article of a text file."""
        text = decode(data)
        if isinstance(text, NotText):
            yield refused(source, text.reason)
            return
        if _MARKUP.match(text):
            yield refused(source, "not plain text: an HTML page under another name")
            return
        matter = front_matter(text)
        article = make_article(
            text,
            source,
            title=matter.title,
            outlet=matter.outlet,
            url=matter.url,
            published=matter.published if matter.published != UNDATED else header_date(text, matter.start),
            start=matter.start,
        )
        yield article if article.paragraphs else refused(source, "no text in the file")


def header_date(text: str, start: int = 0) -> PublicationDate:
    """The date of a leading 'date 2025-12-01' header; an impossible one is refused and named."""
    match = _HEADER.match(text, start)
    if match is None:
        return UNDATED
    day = iso_day(match[2])
    span = Span(*match.span(1))
    if day is None:
        return PublicationDate(None, None, "none", f"{match[1]} (not a date)", (span,))
    return PublicationDate(day, day, "header", match[1], (span,))
