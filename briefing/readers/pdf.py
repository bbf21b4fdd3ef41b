"""PDF files: the letters come from pdfminer.six, their order and the paragraphs from `pdf_layout`.

pdfminer.six reads fonts and encodings and says where each letter stands; its own layout analysis is not used. Programs
draw a Vietnamese line in several goes, first the letters that a font has and then, from another font, those with tone
marks, so that only the places of the letters tell their order. The text layer is a paragraph a line.

Of the document's information only the title is taken, and only one that somebody wrote: the file's creation day says
when it was printed or exported. A file that forbids the taking of its text is respected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from briefing.readers.layer import make_article, refused
from briefing.readers.pdf_layout import Glyph, paragraphs
from briefing.readers.quietly import quietly
from briefing.values import Article, Dropped, SourceDocument

MOST_PAGES = 200
FEWEST_LETTERS = 20  # a scan may carry a stamp or a page number
_UNMAPPED = re.compile(r"\(cid:\d+\)")
_UNMAPPED_SHARE = 0.02  # of glyphs
_SURROGATE = re.compile("[\ud800-\udfff\x00-\x08\x0e-\x1f]")
_LEVEL = 0.1  # of the sine of the angle; text set askew is a watermark or a margin note
_MACHINE_TITLE = re.compile(r"Microsoft |untitled|Slide \d|.*\.(?:docx?|pdf|rtf|odt|indd|qxd|html?)$", re.IGNORECASE)


class PdfReader:
    """Reads .pdf files that have a text layer."""

    def read(self, data: bytes, source: SourceDocument) -> Iterator[Article | Dropped]:
        """The one article of a PDF."""
        from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
        from pdfminer.pdfexceptions import PDFException
        from pdfminer.psexceptions import PSException

        with quietly("pdfminer"):
            try:
                title, text = _contents(data)
            except PDFPasswordIncorrect:
                yield refused(source, "encrypted PDF: it opens with a password only")
                return
            except PDFEncryptionError:
                yield refused(source, "encrypted PDF, in a way that cannot be read")
                return
            except _UnusableError as error:
                yield refused(source, str(error))
                return
            except (PDFException, PSException) as error:
                fault = str(error).partition(":")[0] or type(error).__name__  # the rest may be a page of objects
                yield refused(source, f"broken PDF: {fault}"[:200])
                return
        yield make_article(text, source, title=title)


class _UnusableError(Exception):
    """A sound PDF from which no article can be taken; never leaves this file."""


def _contents(data: bytes) -> tuple[str | None, str]:
    """The title and the text layer. Raises what pdfminer raises, and `_UnusableError`."""
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    document = PDFDocument(PDFParser(BytesIO(data)))
    if not document.is_extractable:
        raise _UnusableError("protected PDF: it forbids the taking of its text")
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    pages: list[list[Glyph]] = []
    for page in PDFPage.create_pages(document):
        if len(pages) == MOST_PAGES:
            raise _UnusableError(f"a PDF of more than {MOST_PAGES} pages is no article")
        interpreter.process_page(page)
        pages.append(list(_glyphs(device.get_result())))
    everything = "".join(glyph.text for page in pages for glyph in page)
    if not pages:
        raise _UnusableError("broken PDF: it has no pages")
    unmapped = len(_UNMAPPED.findall(everything))
    if unmapped > _UNMAPPED_SHARE * sum(map(len, pages)):
        raise _UnusableError("PDF whose letters cannot be told: its fonts do not say which characters they draw")
    if sum(map(str.isalpha, everything)) < FEWEST_LETTERS:
        raise _UnusableError(f"PDF without a text layer (scanned?): {len(pages)} page(s)")
    return _title(document.info), "\n".join(paragraphs(pages))


def _glyphs(container: Iterable[Any]) -> Iterator[Glyph]:
    """The level letters of a page, those inside drawn forms included."""
    from pdfminer.layout import LTChar, LTContainer

    for item in container:
        if isinstance(item, LTChar):
            a, b, _, d, x, y = item.matrix
            if a > 0 and d > 0 and abs(b) <= _LEVEL * a:
                text = _SURROGATE.sub("\ufffd", item.get_text())
                yield Glyph(text, x, max(item.x1, x), y, item.size, "bold" in item.fontname.lower())
        elif isinstance(item, LTContainer):
            yield from _glyphs(item)


def _title(information: list[dict[str, Any]]) -> str | None:
    from pdfminer.pdftypes import resolve1
    from pdfminer.utils import decode_text

    for entry in information:
        value = resolve1(entry.get("Title"))
        if isinstance(value, bytes):
            title = decode_text(value).strip()
            if title and not _MACHINE_TITLE.match(title):
                return title
    return None
