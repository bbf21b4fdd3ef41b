"""Saved web pages: trafilatura finds the article, its title and its outlet; `html_date` finds the day.

The text layer is trafilatura's main text, one paragraph a line. A page's word on its own encoding is believed only
where the bytes are not UTF-8: pages saved from a browser often keep the old declaration over new bytes.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any

from briefing.readers.decode import NotText, decode
from briefing.readers.html_date import date_of
from briefing.readers.layer import make_article, refused
from briefing.readers.quietly import quietly
from briefing.values import Article, Dropped, SourceDocument

_LOGGERS = ("trafilatura", "htmldate", "courlan", "justext", "charset_normalizer")
_CHARSET = re.compile(rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
FEWEST_LETTERS = 40  # menus and consent boxes leave a word or two
_HEAD = 4096  # bytes in which a page may declare its encoding


class HtmlReader:
    """Reads .html files."""

    def read(self, data: bytes, source: SourceDocument) -> Iterator[Article | Dropped]:
        """The one article of a page."""
        markup = decode_page(data)
        if isinstance(markup, NotText):
            yield refused(source, markup.reason)
            return
        with quietly(*_LOGGERS):
            page = _extract(markup)
            published = date_of(_tree(markup)) if page is not None else None
        if page is None:
            yield refused(source, "no article text found in the page")
        elif "\ufffd" in page.text and b"\xef\xbf\xbd" not in data:
            yield refused(source, "damaged text: the article holds bytes that are not UTF-8")
        else:
            outlet = page.sitename or page.hostname
            yield make_article(page.text, source, title=page.title, outlet=outlet, url=page.url, published=published)


def decode_page(data: bytes) -> str | NotText:
    """The markup as text: by its mark, as UTF-8, as Windows-1258, or as the page declares.

    Damaged UTF-8 is read with replacement characters: what is broken may be a comment or a script. The article's own
    text is then looked at again.
    """
    text = decode(data)
    if isinstance(text, str) or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return text
    declared = _declared(data)
    if declared is not None and not text.damaged:
        try:
            return data.decode(declared)
        except (UnicodeDecodeError, ValueError):
            return text
    return data.decode("utf-8", "replace") if text.damaged else text


def _declared(data: bytes) -> str | None:
    """The encoding that the page names, when it is one that Python can decode to text."""
    match = _CHARSET.search(data[:_HEAD])
    if match is None:
        return None
    try:
        name = codecs.lookup(match[1].decode("ascii")).name
        b"".decode(name)  # some codecs give no text
    except (LookupError, UnicodeDecodeError):
        return None
    return "cp1252" if name == "iso8859-1" else name  # as the HTML standard has it


def _tree(markup: str) -> Any:
    """A parsed page. The text is handed over as UTF-8, so that the page's own declaration has no say."""
    from lxml import html

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True)
    return html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)


def _extract(markup: str) -> Any:
    """What trafilatura finds, or None when that is no article."""
    from lxml.etree import ParserError
    from trafilatura import bare_extraction

    try:
        tree = _tree(markup)
    except ParserError:  # not a single element
        return None
    page = bare_extraction(
        tree,
        include_comments=False,
        with_metadata=True,
        # the day is found by `html_date`; here the cheap search keeps trafilatura from a slow one
        date_extraction_params={"extensive_search": False, "original_date": True, "max_date": "2100-12-31"},
    )
    return page if page is not None and sum(map(str.isalpha, page.text or "")) >= FEWEST_LETTERS else None
