"""The evidence that travels inside a memo: written as a custom XML part, read back from the saved file.

The hidden part says which file, paragraph, sentence and range each row of Annex A stands for. The words themselves,
of the points and of the quotations, are read from what the reader of the memo sees, so that a letter changed in the
annex is noticed. Tracked deletions count as made, tracked insertions as accepted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from briefing.errors import ProvenanceError
from briefing.records import dataclass
from briefing.renderers.arrangement import Arrangement
from briefing.renderers.carried import Carried, plain, read_carried
from briefing.renderers.ooxml.reading import CHARACTERS
from briefing.renderers.ooxml.text import controls, escape, restore, unescape
from briefing.renderers.ooxml.xml import WORD, Element
from briefing.renderers.opened import NAME_A_MEMO, Opened, custom_part, open_memo
from briefing.renderers.wording import FLAG
from briefing.renderers.workbench import evidence_mark, point_mark, point_tag

NAMESPACE = "urn:briefing:evidence:1"

_OURS = f"{{{NAMESPACE}}}"
_W = f"{{{WORD}}}"
_RERENDER = "Render the memo again from its draft, and change it in the draft."
_SHOWN_PROBLEMS = 5
_COLUMNS = 3
_REFERENCES = {f"{_W}footnoteReference": "footnote", f"{_W}endnoteReference": "endnote"}
_GONE = frozenset({f"{_W}del", f"{_W}moveFrom"})


@dataclass(frozen=True, slots=True)
class EvidencePoint:
    """A numbered point as the reader sees it; `edited` says that it was put otherwise when the memo was rendered."""

    id: str
    number: int
    text: str
    edited: bool = False


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


def evidence_xml(arrangement: Arrangement, body: Element) -> bytes:
    """The hidden part of a filled document. Strings are escaped, so that any path survives; `controls` keeps what XML
    cannot show. Where the document has no row of Annex A for a sentence, the quotation itself stands here; where it has
    no note for a point, that is said.
    """
    from lxml import etree

    marks = {each.get(f"{_W}name"): each for each in body.iter(f"{_W}bookmarkStart")}
    root = etree.Element(f"{_OURS}evidence", nsmap={None: NAMESPACE})
    root.set("version", "1")
    for identifier, number in arrangement.points.items():
        point = etree.SubElement(root, f"{_OURS}point", {"number": str(number), "id": escape(identifier)})
        start = marks.get(point_mark(number))
        if start is not None and not references(_marked(start)[1]):
            point.set("note", "none")
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
        if evidence_mark(each.number) not in marks:
            row["quote"] = escape(citation.quote)
        elif kept := controls(citation.quote):
            row["controls"] = kept
        etree.SubElement(root, f"{_OURS}row", row)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=False))


@dataclass(frozen=True, slots=True)
class Survey:
    """A saved memo, read as far as it can be: `problems` say what it lacks, `gone` the numbers of deleted points."""

    opened: Opened
    evidence: Evidence
    carried: Carried | None
    problems: tuple[str, ...]
    gone: tuple[int, ...]


def read_evidence(data: bytes) -> Evidence:
    """Read a saved memo back.

    Raises ProvenanceError when the file is no memo of ours, or when a point lacks its footnote or its evidence, a
    row of Annex A is gone, or there are points or rows that the memo was not written with.
    """
    survey = read_survey(data)
    problems = (*(f"point {number} is gone" for number in survey.gone), *survey.problems)
    if problems:
        shown = "; ".join(problems[:_SHOWN_PROBLEMS])
        more = len(problems) - _SHOWN_PROBLEMS
        raise ProvenanceError(f"the memo lacks evidence: {shown}{f'; and {more} more' if more > 0 else ''}", _RERENDER)
    return survey.evidence


def read_survey(data: bytes) -> Survey:
    """Read a saved memo back, whatever was taken out. Raises ProvenanceError when the file is no memo of ours."""
    opened = open_memo(data)
    record = _record(opened.parts)
    body = opened.body()
    problems: list[str] = []
    gone: list[int] = []
    carried = read_carried(opened)
    rendered = {point.id: point.text for point in carried.memo.points} if carried else {}
    marks = Marks(body, rendered)
    points = tuple(
        replace(each, edited=plain(each.text) != plain(rendered.get(each.id, each.text)))
        for each in _read_points(record, marks, note_texts(opened), problems, gone)
    )
    rows = tuple(_read_rows(record, marks.starts, {point.number: point.id for point in points}, problems))
    problems.extend(_strangers(body, marks, record))
    return Survey(opened, Evidence(points, rows), carried, tuple(problems), tuple(gone))


def _record(parts: Mapping[str, bytes]) -> Element:
    """The hidden part, wherever a program that saved the memo has put it."""
    found = custom_part(parts, NAMESPACE, "evidence")
    if found is None:
        raise ProvenanceError(
            "the file holds no evidence part: it is no memo of ours, or the program that saved it dropped the part",
            NAME_A_MEMO,
        )
    return found


def note_texts(opened: Opened) -> dict[str, str]:
    """The text of each footnote and endnote, by kind and id."""
    roots = (opened.related(f"/{kind}s") for kind in _REFERENCES.values())
    return texts_of_notes(root for root in roots if root is not None)


def texts_of_notes(roots: Iterable[Element]) -> dict[str, str]:
    """The text of each note in these parts, by kind and id."""
    return {title: visible_text(each) for title, each in notes_by_title(roots)}


def notes_by_title(roots: Iterable[Element]) -> Iterator[tuple[str, Element]]:
    """Each note in these parts with its kind and id: 'footnote 3'."""
    kinds = {f"{_W}{kind}": kind for kind in _REFERENCES.values()}
    for root in roots:
        yield from ((f"{kinds[each.tag]} {each.get(f'{_W}id')}", each) for each in root.iter(*kinds))


class Marks:
    """Where the points of a body stand: by bookmark, by content control, or by the words that they were rendered with.

    A person's change may cost a point any of them; `texts` gives the words by id.
    """

    __slots__ = ("_by_words", "_controls", "_texts", "starts")

    def __init__(self, body: Element, texts: Mapping[str, str] | None = None) -> None:
        self.starts = {each.get(f"{_W}name"): each for each in body.iter(f"{_W}bookmarkStart")}
        tags = [each for each in body.iter(f"{_W}tag") if not _taken_away(each)]
        self._controls = {each.get(f"{_W}val"): _ancestor(each, "sdt") for each in tags}
        self._texts = {identifier: plain(words) for identifier, words in (texts or {}).items()}
        wanted = {words for words in self._texts.values() if words}
        paragraphs = ((plain(visible_text(each)).removeprefix(f"{FLAG} "), each) for each in body.iter(f"{_W}p"))
        self._by_words = {words: each for words, each in paragraphs if words in wanted} if wanted else {}

    def lines(self, number: int, identifier: str) -> tuple[str, list[Element]] | None:
        """The words of a point and the paragraphs that they stand in; None where it is gone."""
        start = self.starts.get(point_mark(number))
        if start is not None and (marked := _marked(start))[0].strip():
            return marked
        control = self._controls.get(point_tag(identifier))
        paragraph = _ancestor(control, "p") if control is not None else None
        if paragraph is not None:
            return "".join(_characters(control)), [paragraph]
        words = self._texts.get(identifier, "")
        return (words, [self._by_words[words]]) if words in self._by_words else None


def _taken_away(element: Element) -> bool:
    """True inside what tracked changes have deleted or moved away."""
    return any(True for _ in element.iterancestors(*_GONE))


def _read_points(
    record: Element, marks: Marks, notes: Mapping[str, str], problems: list[str], gone: list[int]
) -> Iterator[EvidencePoint]:
    cited = {number for row in record.iter(f"{_OURS}row") for number in row.get("points", "").split()}
    for each in record.iter(f"{_OURS}point"):
        number = each.get("number")
        identifier = unescape(each.get("id"))
        lines = marks.lines(int(number), identifier)
        if lines is None or not lines[0].strip():
            gone.append(int(number))
            continue
        text, paragraphs = lines
        yield EvidencePoint(identifier, int(number), text)
        if each.get("note") != "none" and not any(notes.get(note, "").strip() for note in references(paragraphs)):
            problems.append(f"point {number} has no footnote")
        if number not in cited:
            problems.append(f"point {number} has no row in Annex A")


def references(paragraphs: list[Element]) -> list[str]:
    """The notes that paragraphs refer to: 'footnote 3', 'endnote 3'."""
    marks = (each for one in paragraphs for each in present(one) if each.tag in _REFERENCES)
    return [f"{_REFERENCES[each.tag]} {each.get(f'{_W}id')}" for each in marks]


def _read_rows(
    record: Element, marks: Mapping[str, Element], ids: Mapping[int, str], problems: list[str]
) -> Iterator[EvidenceRow]:
    for each in record.iter(f"{_OURS}row"):
        number = int(each.get("number"))
        kept = each.get("quote")
        quote = _quote(marks.get(evidence_mark(number))) if kept is None else unescape(kept)
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
    return visible_text(cells[-1]) if len(cells) == _COLUMNS else None


def _strangers(body: Element, marks: Marks, record: Element) -> Iterator[str]:
    """Numbered paragraphs and evidence rows that were put in after the memo was written."""
    points = (marks.lines(int(each.get("number")), unescape(each.get("id"))) for each in record.iter(f"{_OURS}point"))
    known = [each for lines in points if lines is not None for each in lines[1]]
    lists = {number for each in known if (number := _list_of(each)) is not None}
    for each in body.iter(f"{_W}p"):
        if _list_of(each) in lists and each not in known and (words := visible_text(each).strip()):
            yield f"the numbered paragraph '{words[:40]}' has no evidence"
    starts = [marks.starts.get(evidence_mark(int(each.get("number")))) for each in record.iter(f"{_OURS}row")]
    rows = [row for start in starts if start is not None and (row := _ancestor(start, "tr")) is not None]
    for table in {table for row in rows if (table := _ancestor(row, "tbl")) is not None}:
        for row in table.iter(f"{_W}tr"):
            if row not in rows and row.find(f"{_W}trPr/{_W}tblHeader") is None and (words := visible_text(row).strip()):
                yield f"the row '{words[:40]}' of Annex A is not one that the memo was written with"


def _list_of(paragraph: Element) -> str | None:
    number = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}numId")
    return None if number is None else str(number.get(f"{_W}val"))


def _ancestor(element: Element, tag: str) -> Element | None:
    return next(element.iterancestors(f"{_W}{tag}"), None)


def present(element: Element) -> Iterator[Element]:
    """All elements inside, in order, without what tracked changes have deleted or moved away."""
    pending = [iter(element)]
    while pending:
        child = next(pending[-1], None)
        if child is None:
            pending.pop()
        elif child.tag not in _GONE:
            yield child
            if len(child):
                pending.append(iter(child))


def visible_text(element: Element) -> str:
    """The visible words of a paragraph, cell or row; paragraphs are joined by line ends."""
    paragraphs = [element] if element.tag == f"{_W}p" else list(element.iter(f"{_W}p"))
    return "\n".join("".join(_characters(each)) for each in paragraphs)


def _characters(element: Element) -> Iterator[str]:
    changed = next(element.iter(*_GONE), None) is not None
    for each in present(element) if changed else element.iter(f"{_W}t", *CHARACTERS):
        if each.tag == f"{_W}t":
            yield each.text or ""
        elif each.getparent().tag == f"{_W}r" and each.tag in CHARACTERS:
            yield CHARACTERS[each.tag]


def _marked(start: Element) -> tuple[str, list[Element]]:
    """The words between a bookmark's ends, and the paragraphs that they stand in."""
    first = _ancestor(start, "p")
    if first is None:
        return "", []
    words: list[str] = []
    paragraphs = [first]
    inside = False
    for paragraph in chain((first,), first.itersiblings(f"{_W}p")):
        if paragraph is not first:
            paragraphs.append(paragraph)
            words.append("\n")
        for each in present(paragraph):
            if each is start:
                inside = True
            elif each.tag == f"{_W}bookmarkEnd" and each.get(f"{_W}id") == start.get(f"{_W}id"):
                return "".join(words), paragraphs
            elif inside and each.tag == f"{_W}t":
                words.append(each.text or "")
            elif inside and each.getparent().tag == f"{_W}r" and each.tag in CHARACTERS:
                words.append(CHARACTERS[each.tag])
    return "".join(words), paragraphs
