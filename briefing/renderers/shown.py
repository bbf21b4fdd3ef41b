"""What a document shows of its evidence: the notes of its points, the rows of its annexes, the links between them.

The same reading is made of a document that was just rendered, which then carries it, and of a saved one, so that the
two can be compared word by word, whatever the template and the rules of the house made of a citation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from briefing.renderers.arrangement import Arrangement
from briefing.renderers.carried import Shown, plain
from briefing.renderers.ooxml.xml import WORD, Element
from briefing.renderers.opened import Opened
from briefing.renderers.provenance import Marks, notes_by_title, present, references, texts_of_notes, visible_text
from briefing.renderers.workbench import summary_tag

_W = f"{{{WORD}}}"
_MARK = re.compile(r"(evidence|source)_(\d+)")
_TARGET = re.compile(r"(?:point|evidence|source)_\d+")
_GONE = (f"{_W}del", f"{_W}moveFrom")
_EVIDENCE_CELLS = 3


def shown_in(body: Element, notes: Sequence[Element], arrangement: Arrangement) -> Shown:
    """What a freshly rendered document shows; `notes` are the roots of its footnotes and endnotes."""
    return _shown(body, notes, {str(number): identifier for identifier, number in arrangement.points.items()}, {})


def shown_again(opened: Opened, rendered: Shown, texts: Mapping[str, str]) -> Shown:
    """What a saved memo shows of the points that it was rendered with; `texts` are their words by id."""
    roots = [root for kind in ("footnotes", "endnotes") if (root := opened.related(f"/{kind}")) is not None]
    return _shown(opened.body(), roots, rendered.points, texts)


def _shown(body: Element, notes: Sequence[Element], points: Mapping[str, str], texts: Mapping[str, str]) -> Shown:
    said = texts_of_notes(notes)
    rows: dict[str, tuple[str, str]] = {}
    sources: dict[str, str] = {}
    for kind, number, row in _marked_rows(body):
        cells = [plain(visible_text(cell)) for cell in row.iter(f"{_W}tc")]
        if kind == "source":
            sources[number] = " | ".join(cells)
        elif len(cells) == _EVIDENCE_CELLS:
            rows[number] = (cells[0], cells[1])
    marks = Marks(body, texts)
    found = {number: marks.lines(int(number), identifier) for number, identifier in points.items()}
    standing = {number: lines[1] for number, lines in found.items() if lines is not None}
    owners = Counter(paragraph for paragraphs in standing.values() for paragraph in paragraphs)
    kept = frozenset(references([body]))  # a deleted point's note may stay in its part, where nobody sees it
    linked = (body, *(each for title, each in notes_by_title(notes) if title in kept))
    of_notes = {number: _notes_of(paragraphs, said) for number, paragraphs in standing.items()}
    return Shown(
        points=dict(points),
        notes={number: words for number, words in of_notes.items() if words},
        rows=rows,
        sources=sources,
        links=tuple(sorted({link for root in linked for link in _links(root)})),
        lines={
            number: plain(" ".join(visible_text(each) for each in paragraphs))
            for number, paragraphs in standing.items()
            if all(owners[each] == 1 for each in paragraphs)
        },
    )


def _marked_rows(body: Element) -> Iterator[tuple[str, str, Element]]:
    """'evidence' or 'source', the number, and the table row that the bookmark stands in."""
    for mark in body.iter(f"{_W}bookmarkStart"):
        found = _MARK.fullmatch(mark.get(f"{_W}name", ""))
        row = next(mark.iterancestors(f"{_W}tr"), None) if found else None
        if found and row is not None and row.find(f"{_W}trPr/{_W}del") is None:
            yield found[1], found[2], row


def _notes_of(paragraphs: list[Element], texts: Mapping[str, str]) -> str:
    return " ".join(plain(texts.get(note, "")) for note in references(paragraphs))


def _links(root: Element) -> Iterator[str]:
    for each in root.iter(f"{_W}hyperlink"):
        target = each.get(f"{_W}anchor", "")
        if _TARGET.fullmatch(target) and not any(True for _ in each.iterancestors(*_GONE)):
            words = plain("".join(text.text or "" for text in present(each) if text.tag == f"{_W}t"))
            if words:
                yield f"{target} {words}"


def summaries(body: Element, identifiers: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """What stands in the content controls around points that are told a second time, by id."""
    tags = {summary_tag(identifier): identifier for identifier in identifiers}
    found: dict[str, tuple[str, ...]] = {}
    for tag in body.iter(f"{_W}tag"):
        identifier = tags.get(tag.get(f"{_W}val", ""))
        control = next(tag.iterancestors(f"{_W}sdt"), None)
        if identifier is not None and control is not None:
            words = plain("".join(each.text or "" for each in present(control) if each.tag == f"{_W}t"))
            found[identifier] = (*found.get(identifier, ()), *([words] if words else []))
    return found
