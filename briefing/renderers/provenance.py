"""The evidence that travels inside a memo: written as a custom XML part, read back from the saved file.

The hidden part says which file, paragraph, sentence and range each row of Annex A stands for. The words themselves,
of the points and of the quotations, are read from what the reader of the memo sees, so that a letter changed in the
annex is noticed. Tracked deletions count as made, tracked insertions as accepted.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from briefing.errors import ProvenanceError
from briefing.renderers.arrangement import Arrangement
from briefing.renderers.ooxml.package import read_package
from briefing.renderers.ooxml.text import controls, escape, restore, unescape
from briefing.renderers.ooxml.xml import PACKAGE_RELATIONSHIPS, WORD, Element
from briefing.renderers.workbench import evidence_mark, point_mark

NAMESPACE = "urn:briefing:evidence:1"

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_OURS = f"{{{NAMESPACE}}}"
_W = f"{{{WORD}}}"
_RERENDER = "Render the memo again from its draft, and change it in the draft."
_NAME_A_MEMO = "Name a memo that this program has written, saved as a Word document (.docx)."
_SHOWN_PROBLEMS = 5
_COLUMNS = 3
_CHARACTERS = {
    f"{_W}tab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "\u2011",
    f"{_W}softHyphen": "\u00ad",
}
_GONE = frozenset({f"{_W}del", f"{_W}moveFrom"})


@dataclass(frozen=True, slots=True)
class EvidencePoint:
    """A numbered point as the reader sees it."""

    id: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A row of Annex A: where the sentence stands, and `quote`, the words of the visible cell."""

    row: int
    point_ids: tuple[str, ...]
    path: str
    record: int | None
    sha256: str
    text_sha256: str
    paragraph: int
    sentence: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that a saved memo claims about its sources."""

    points: tuple[EvidencePoint, ...]
    rows: tuple[EvidenceRow, ...]


def evidence_xml(arrangement: Arrangement) -> bytes:
    """The hidden part. Strings are escaped, so that any path survives; `controls` keeps what XML cannot show."""
    from lxml import etree

    root = etree.Element(f"{_OURS}evidence", nsmap={None: NAMESPACE})
    root.set("version", "1")
    for identifier, number in arrangement.points.items():
        etree.SubElement(root, f"{_OURS}point", {"number": str(number), "id": escape(identifier)})
    for each in arrangement.evidence:
        citation = each.citation
        row = {
            "number": str(each.number),
            "points": " ".join(str(number) for number, _ in each.points),
            "path": escape(citation.path),
            "sha256": citation.sha256,
            "textSha256": citation.text_sha256,
            "paragraph": str(citation.paragraph),
            "sentence": str(citation.sentence),
            "start": str(citation.span.start),
            "end": str(citation.span.end),
        }
        if citation.record is not None:
            row["record"] = str(citation.record)
        if kept := controls(citation.quote):
            row["controls"] = kept
        etree.SubElement(root, f"{_OURS}row", row)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=False))


def read_evidence(data: bytes) -> Evidence:
    """Read a saved memo back.

    Raises ProvenanceError when the file is no memo of ours, or when a point lacks its footnote or its evidence, a
    row of Annex A is gone, or there are points or rows that the memo was not written with.
    """
    parts = _parts(data)
    main = _target(parts, "", "/officeDocument")
    if main is None:
        raise ProvenanceError("this is not a Word document", _NAME_A_MEMO)
    if _STRICT in parts[main]:
        raise ProvenanceError("the memo was saved as Strict Open XML", "Save it as a plain Word document (.docx).")
    record = _record(parts)
    body = _parse(parts[main])
    marks = {each.get(f"{_W}name"): each for each in body.iter(f"{_W}bookmarkStart")}
    notes = _notes(parts, main)
    problems: list[str] = []
    points = tuple(_read_points(record, marks, notes, problems))
    rows = tuple(_read_rows(record, marks, {point.number: point.id for point in points}, problems))
    problems.extend(_strangers(body, marks, record))
    if problems:
        shown = "; ".join(problems[:_SHOWN_PROBLEMS])
        more = len(problems) - _SHOWN_PROBLEMS
        raise ProvenanceError(f"the memo lacks evidence: {shown}{f'; and {more} more' if more > 0 else ''}", _RERENDER)
    return Evidence(points, rows)


def _parts(data: bytes) -> dict[str, bytes]:
    try:
        return read_package(data)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as error:
        raise ProvenanceError("this is not a Word document, or a damaged one", _NAME_A_MEMO) from error


def _parse(content: bytes) -> Element:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ProvenanceError("this is a damaged Word document", _NAME_A_MEMO) from error


def _target(parts: Mapping[str, bytes], source: str, kind: str) -> str | None:
    """The part that `source` ('' is the package) is related to by a relationship of this kind."""
    folder, title = posixpath.split(source)
    relationships = parts.get(posixpath.join(folder, "_rels", f"{title}.rels"))
    if relationships is None:
        return None
    for each in _parse(relationships).iter(f"{{{PACKAGE_RELATIONSHIPS}}}Relationship"):
        if each.get("Type", "").endswith(kind):
            target = posixpath.normpath(posixpath.join("/", folder, each.get("Target", ""))).lstrip("/")
            return target if target in parts else None
    return None


def _record(parts: Mapping[str, bytes]) -> Element:
    """The hidden part, wherever a program that saved the memo has put it."""
    for title in sorted(parts):
        if title.startswith("customXml/") and NAMESPACE.encode() in parts[title]:
            root = _parse(parts[title])
            if root.tag == f"{_OURS}evidence":
                return root
    raise ProvenanceError(
        "the file holds no evidence part: it is no memo of ours, or the program that saved it dropped the part",
        _NAME_A_MEMO,
    )


def _notes(parts: Mapping[str, bytes], main: str) -> dict[str, str]:
    """The text of each footnote, by id."""
    title = _target(parts, main, "/footnotes")
    if title is None:
        return {}
    return {each.get(f"{_W}id"): _text(each) for each in _parse(parts[title]).iter(f"{_W}footnote")}


def _read_points(
    record: Element, marks: Mapping[str, Element], notes: Mapping[str, str], problems: list[str]
) -> Iterator[EvidencePoint]:
    cited = {number for row in record.iter(f"{_OURS}row") for number in row.get("points", "").split()}
    for each in record.iter(f"{_OURS}point"):
        number = each.get("number")
        start = marks.get(point_mark(int(number)))
        if start is None:
            problems.append(f"point {number} is gone")
            continue
        text, paragraphs = _marked(start)
        yield EvidencePoint(unescape(each.get("id")), int(number), text)
        if not _has_note(paragraphs, notes):
            problems.append(f"point {number} has no footnote")
        if number not in cited:
            problems.append(f"point {number} has no row in Annex A")


def _has_note(paragraphs: list[Element], notes: Mapping[str, str]) -> bool:
    references = (each for one in paragraphs for each in _present(one) if each.tag == f"{_W}footnoteReference")
    return any(notes.get(each.get(f"{_W}id"), "").strip() for each in references)


def _read_rows(
    record: Element, marks: Mapping[str, Element], ids: Mapping[int, str], problems: list[str]
) -> Iterator[EvidenceRow]:
    for each in record.iter(f"{_OURS}row"):
        number = int(each.get("number"))
        quote = _quote(marks.get(evidence_mark(number)))
        if quote is None:
            problems.append(f"row E{number} of Annex A is gone")
            continue
        line = each.get("record")
        yield EvidenceRow(
            row=number,
            point_ids=tuple(ids[int(point)] for point in each.get("points", "").split() if int(point) in ids),
            path=unescape(each.get("path")),
            record=None if line is None else int(line),
            sha256=each.get("sha256"),
            text_sha256=each.get("textSha256"),
            paragraph=int(each.get("paragraph")),
            sentence=int(each.get("sentence")),
            start=int(each.get("start")),
            end=int(each.get("end")),
            quote=restore(quote, each.get("controls", "")),
        )


def _quote(start: Element | None) -> str | None:
    """The visible words of the last cell in the row that holds this bookmark."""
    row = None if start is None else _ancestor(start, "tr")
    if row is None or row.find(f"{_W}trPr/{_W}del") is not None:
        return None
    cells = list(row.iter(f"{_W}tc"))
    return _text(cells[-1]) if len(cells) == _COLUMNS else None


def _strangers(body: Element, marks: Mapping[str, Element], record: Element) -> Iterator[str]:
    """Numbered paragraphs and evidence rows that were put in after the memo was written."""
    points = [marks.get(point_mark(int(each.get("number")))) for each in record.iter(f"{_OURS}point")]
    known = [each for start in points if start is not None for each in _marked(start)[1]]
    lists = {number for each in known if (number := _list_of(each)) is not None}
    for each in body.iter(f"{_W}p"):
        if _list_of(each) in lists and each not in known and (words := _text(each).strip()):
            yield f"the numbered paragraph '{words[:40]}' has no evidence"
    starts = [marks.get(evidence_mark(int(each.get("number")))) for each in record.iter(f"{_OURS}row")]
    rows = [row for start in starts if start is not None and (row := _ancestor(start, "tr")) is not None]
    for table in {table for row in rows if (table := _ancestor(row, "tbl")) is not None}:
        for row in table.iter(f"{_W}tr"):
            if row not in rows and row.find(f"{_W}trPr/{_W}tblHeader") is None and (words := _text(row).strip()):
                yield f"the row '{words[:40]}' of Annex A is not one that the memo was written with"


def _list_of(paragraph: Element) -> str | None:
    number = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}numId")
    return None if number is None else str(number.get(f"{_W}val"))


def _ancestor(element: Element, tag: str) -> Element | None:
    return next(element.iterancestors(f"{_W}{tag}"), None)


def _present(element: Element) -> Iterator[Element]:
    """All elements inside, in order, without what tracked changes have deleted or moved away."""
    for child in element:
        if child.tag not in _GONE:
            yield child
            yield from _present(child)


def _text(element: Element) -> str:
    """The visible words of a paragraph, cell or row; paragraphs are joined by line ends."""
    paragraphs = [element] if element.tag == f"{_W}p" else list(element.iter(f"{_W}p"))
    return "\n".join("".join(_characters(each)) for each in paragraphs)


def _characters(element: Element) -> Iterator[str]:
    for each in _present(element):
        if each.tag == f"{_W}t":
            yield each.text or ""
        elif each.getparent().tag == f"{_W}r" and each.tag in _CHARACTERS:
            yield _CHARACTERS[each.tag]


def _marked(start: Element) -> tuple[str, list[Element]]:
    """The words between a bookmark's ends, and the paragraphs that they stand in."""
    first = _ancestor(start, "p")
    if first is None:
        return "", []
    words: list[str] = []
    paragraphs = [first]
    inside = False
    for paragraph in (first, *first.itersiblings(f"{_W}p")):
        if paragraph is not first:
            paragraphs.append(paragraph)
            words.append("\n")
        for each in _present(paragraph):
            if each is start:
                inside = True
            elif each.tag == f"{_W}bookmarkEnd" and each.get(f"{_W}id") == start.get(f"{_W}id"):
                return "".join(words), paragraphs
            elif inside and each.tag == f"{_W}t":
                words.append(each.text or "")
            elif inside and each.getparent().tag == f"{_W}r" and each.tag in _CHARACTERS:
                words.append(_CHARACTERS[each.tag])
    return "".join(words), paragraphs
