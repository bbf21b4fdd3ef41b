"""Word documents: body paragraphs and tables in document order, a paragraph a line.

The text layer holds what a reader of the page sees as running text: paragraphs (with inserted, without deleted text),
tables, content controls and text boxes. Headers, footers, notes and comments are not part of it. A row of a table is
one line, its cells divided by tabs, unless a cell holds several paragraphs: then the table only lays out the page, and
each paragraph is a line.

Only the title comes from the document's properties. 'Created' and 'modified' say when somebody's Word saved the file,
which is the day of copying and pasting, not of publication, and templates carry the day on which they were made.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from briefing.readers.layer import make_article, refused
from briefing.readers.quietly import quietly
from briefing.values import Article, Dropped, SourceDocument

LARGEST_UNPACKED = 200_000_000  # bytes, all parts together
MOST_PARTS = 5_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DECLARATIONS = tuple("<!DOCTYPE".encode(codec) for codec in ("utf-8", "utf-16-le", "utf-16-be"))
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WRAPPERS = frozenset(
    {_W + name for name in ("ins", "moveTo", "hyperlink", "smartTag", "customXml", "fldSimple", "sdtContent", "sdt")}
    | {_W + name for name in ("dir", "bdo", "ruby", "rubyBase")}
    | {_MC + "AlternateContent", _MC + "Choice"},
)
_DRAWINGS = frozenset({_W + "drawing", _W + "pict", _W + "object", _MC + "AlternateContent"})
_CHARACTERS = {
    _W + "tab": "\t",
    _W + "ptab": "\t",
    _W + "br": "\n",
    _W + "cr": "\n",
    _W + "noBreakHyphen": "\u2011",
}


class DocxReader:
    """Reads .docx files."""

    def read(self, data: bytes, source: SourceDocument) -> Iterator[Article | Dropped]:
        """The one article of a Word document."""
        reason = objection(data)
        if reason is not None:
            yield refused(source, reason)
            return
        with quietly("docx"):
            opened = _open(data)
            if isinstance(opened, str):
                yield refused(source, opened)
                return
            text = "\n".join(block_lines(opened.element.body))
            title = _title(opened)
        article = make_article(text, source, title=title)
        yield article if article.paragraphs else refused(source, "no text in the document")


def objection(data: bytes) -> str | None:
    """Why the package must not be opened: broken, encrypted, too large unpacked, or with a document type of its own."""
    if data.startswith(_OLE):
        return "encrypted, or an old Word document (.doc) under a new name"
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return _package_objection(package)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError, zlib.error):
        return "broken Word document: not a sound ZIP archive"


def _package_objection(package: zipfile.ZipFile) -> str | None:
    parts = package.infolist()
    if len(parts) > MOST_PARTS:
        return f"not a plausible Word document: {len(parts)} parts"
    # Python reads no more of a part than it declares, so the declared sizes bound what unpacking costs.
    unpacked = sum(part.file_size for part in parts)
    if unpacked > LARGEST_UNPACKED:
        return f"unpacks to {unpacked / 1_000_000:.0f} MB, more than {LARGEST_UNPACKED // 1_000_000} MB"
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names:
        return "not a Word document: a ZIP archive of something else"
    for part in parts:
        if part.flag_bits & 1:
            return "encrypted Word document"
        if part.filename.endswith((".xml", ".rels")):
            content = package.read(part)
            if any(declaration in content for declaration in _DECLARATIONS):
                return f"unsafe Word document: {part.filename} declares a document type (entities)"
    return None


def _open(data: bytes) -> Any:
    """The python-docx document, or the reason why there is none."""
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        document = docx.Document(BytesIO(data))
    except (OpcError, LxmlError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, AttributeError) as error:
        return f"broken Word document: {type(error).__name__}: {error}"[:200]
    return document if document.element.body is not None else "broken Word document: it has no body"


def _title(document: Any) -> str | None:
    try:
        return str(document.core_properties.title)
    except (KeyError, ValueError, AttributeError):
        return None


def block_lines(parent: Any) -> Iterator[str]:
    """The lines of a body, a cell or a text box, in document order."""
    for element in parent:
        if element.tag == _W + "p":
            boxes: list[Any] = []
            yield "".join(_inline(element, boxes))
            for box in boxes:
                yield from block_lines(box)
        elif element.tag == _W + "tbl":
            yield from _table_lines(element)
        elif element.tag in _WRAPPERS:
            yield from block_lines(_first_choice(element))


def _table_lines(table: Any) -> Iterator[str]:
    for row in table.iter(_W + "tr"):
        if _enclosing_table(row) is not table:  # a row of a table inside a cell comes with its cell
            continue
        cells = [
            [line for line in block_lines(cell) if line.strip()]
            for cell in row.iter(_W + "tc")
            if _enclosing_table(cell) is table
        ]
        if any(len(lines) > 1 for lines in cells):
            yield from (line for lines in cells for line in lines)
        else:
            yield "\t".join(lines[0] for lines in cells if lines)


def _enclosing_table(element: Any) -> Any:
    return next(element.iterancestors(_W + "tbl"), None)


def _inline(parent: Any, boxes: list[Any]) -> Iterator[str]:
    """The text of a paragraph; the contents of text boxes anchored in it are put aside in `boxes`."""
    for element in parent:
        if element.tag == _W + "r":
            yield from _run(element, boxes)
        elif element.tag in _WRAPPERS:
            yield from _inline(_first_choice(element), boxes)


def _run(run: Any, boxes: list[Any]) -> Iterator[str]:
    for element in run:
        if element.tag == _W + "t":
            yield element.text or ""
        elif element.tag in _CHARACTERS:
            yield _CHARACTERS[element.tag]
        elif element.tag == _W + "ruby":
            yield from _inline(element, boxes)
        elif element.tag in _DRAWINGS:
            boxes.extend(box for part in _first_choice(element) for box in part.iter(_W + "txbxContent"))


def _first_choice(element: Any) -> Any:
    """Of alternate content, the first choice: the fallback says the same again."""
    if element.tag != _MC + "AlternateContent":
        return element
    choice = element.find(_MC + "Choice")
    return choice if choice is not None else ()
