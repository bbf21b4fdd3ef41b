"""A saved memo, opened with care: its parts, its body and its footnotes, whichever program saved it last.

Bytes that a person hands in come in; parsed parts go out. Nothing is fetched, no entity is resolved, and an archive
that would unpack to more than a memo can be is refused before it is unpacked.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

from briefing.errors import ProvenanceError
from briefing.records import dataclass
from briefing.renderers.ooxml.package import read_package
from briefing.renderers.ooxml.xml import PACKAGE_RELATIONSHIPS, Element

NAME_A_MEMO = "Name a memo that this program has written, saved as a Word document (.docx)."
MOST_BYTES = 512 * 1024 * 1024
"""Unpacked; a memo of 1,000 points has about 10 MB."""

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError)


@dataclass(frozen=True, slots=True)
class Opened:
    """The parts of a saved memo by name, and the name of the main one."""

    parts: Mapping[str, bytes]
    main: str

    def body(self) -> Element:
        """The main part, parsed anew."""
        return parse(self.parts[self.main])

    def related(self, kind: str) -> Element | None:
        """The part that the main one is related to by a relationship of this kind, parsed; None where there is none."""
        title = target(self.parts, self.main, kind)
        return None if title is None else parse(self.parts[title])


def open_memo(data: bytes) -> Opened:
    """Open a saved memo. Raises ProvenanceError when the bytes are no Word document, or a damaged or hostile one."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        if size > MOST_BYTES:
            raise ProvenanceError(f"the file would unpack to {size / 1e6:,.0f} MB, which no memo has", NAME_A_MEMO)
        parts = read_package(data)
    except _DAMAGED as error:
        raise ProvenanceError("this is not a Word document, or a damaged one", NAME_A_MEMO) from error
    main = target(parts, "", "/officeDocument")
    if main is None:
        raise ProvenanceError("this is not a Word document", NAME_A_MEMO)
    if _STRICT in parts[main]:
        raise ProvenanceError("the memo was saved as Strict Open XML", "Save it as a plain Word document (.docx).")
    return Opened(parts, main)


def parse(content: bytes) -> Element:
    """A part as XML. Raises ProvenanceError when it is broken."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ProvenanceError("this is a damaged Word document", NAME_A_MEMO) from error


def target(parts: Mapping[str, bytes], source: str, kind: str) -> str | None:
    """The part that `source` ('' is the package) is related to by a relationship of this kind."""
    folder, title = posixpath.split(source)
    relationships = parts.get(posixpath.join(folder, "_rels", f"{title}.rels"))
    if relationships is None:
        return None
    for each in parse(relationships).iter(f"{{{PACKAGE_RELATIONSHIPS}}}Relationship"):
        if each.get("Type", "").endswith(kind):
            found = posixpath.normpath(posixpath.join("/", folder, each.get("Target", ""))).lstrip("/")
            return found if found in parts else None
    return None


def custom_part(parts: Mapping[str, bytes], namespace: str, root: str) -> Element | None:
    """The custom XML part with this root element, wherever a program that saved the memo has put it."""
    for title in sorted(parts):
        if title.startswith("customXml/") and namespace.encode() in parts[title]:
            found = parse(parts[title])
            if found.tag == f"{{{namespace}}}{root}":
                return found
    return None
