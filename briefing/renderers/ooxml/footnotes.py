"""Real Word footnotes or endnotes: a part of their own with two separators, a reference in the text, a note.

A template may bring notes (its own separators above all); they are kept, and ours are numbered after them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Literal

from briefing.records import dataclass
from briefing.renderers.ooxml.runs import ENGLISH, Words, paragraph, run, run_properties
from briefing.renderers.ooxml.settings import set_note_separators
from briefing.renderers.ooxml.xml import OFFICE_RELATIONSHIPS, WORD, Element, make, name, parse

NoteKind = Literal["footnote", "endnote"]
_EMPTY = f'<w:{{kind}}s xmlns:w="{WORD}" xmlns:r="{OFFICE_RELATIONSHIPS}"/>'
_SEPARATORS = (("separator", "w:separator"), ("continuationSeparator", "w:continuationSeparator"))


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of one document: the root of their part, free numbers, and the ids of the two styles.

    `first` is the id of the first note that we add.
    """

    kind: NoteKind
    root: Element
    first: str
    numbers: Iterator[int]
    text_style: str
    reference_style: str

    def add(self, content: Sequence[Element]) -> Element:
        """Add a note with this content; the run that refers to it."""
        number = str(next(self.numbers))
        mark = make("w:r", None, run_properties(language=None, style=self.reference_style), make(f"w:{self.kind}Ref"))
        body = paragraph(self.text_style, mark, run(Words(" ", ENGLISH)), *content)
        self.root.append(make(f"w:{self.kind}", {"w:id": number}, body))
        reference = make(f"w:{self.kind}Reference", {"w:id": number})
        return make("w:r", None, run_properties(language=None, style=self.reference_style), reference)


def open_notes(document: Element, kind: NoteKind, *, text_style: str, reference_style: str) -> Notes:
    """The notes part of a python-docx document, made or completed: separators, relationship, settings."""
    root = _part(document, kind).element
    for position, (separator, mark) in enumerate(_SEPARATORS):
        if not any(each.get(name("w:type")) == separator for each in root):
            root.insert(position, _separator(kind, separator, mark, _free_separator_id(root)))
    ids = [each.get(name("w:id")) for each in root if each.get(name("w:type")) in {known for known, _ in _SEPARATORS}]
    set_note_separators(document.settings.element, kind, ids)
    free = max((0, *(int(each.get(name("w:id"))) for each in root))) + 1
    return Notes(kind, root, str(free), itertools.count(free), text_style, reference_style)


def _part(document: Element, kind: NoteKind) -> Element:
    """The part as XML. python-docx keeps a template's own as opaque bytes, so that one is read and put in its place."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import XmlPart

    ours = RELATIONSHIP_TYPE.FOOTNOTES if kind == "footnote" else RELATIONSHIP_TYPE.ENDNOTES
    content_type = CONTENT_TYPE.WML_FOOTNOTES if kind == "footnote" else CONTENT_TYPE.WML_ENDNOTES
    main = document.part
    known = [key for key, each in main.rels.items() if each.reltype == ours]
    old = main.rels.pop(known[0]).target_part if known else None
    title = old.partname if old is not None else PackURI(f"/word/{kind}s.xml")
    root = parse(old.blob if old is not None else _EMPTY.format(kind=kind))
    part = XmlPart(title, content_type, root, main.package)
    if old is not None:
        for key, each in old.rels.items():
            part.load_rel(
                each.reltype, each.target_ref if each.is_external else each.target_part, key, each.is_external
            )
    main.relate_to(part, ours)
    return part


def _free_separator_id(root: Element) -> str:
    """-1 and 0 as Word has them, or the next below what is taken."""
    taken = {int(each.get(name("w:id"))) for each in root}
    return str(next(number for number in (-1, 0, *range(-2, -9, -1)) if number not in taken))


def _separator(kind: NoteKind, separator: str, mark: str, number: str) -> Element:
    spacing = make("w:pPr", None, make("w:spacing", {"w:after": "0", "w:line": "240", "w:lineRule": "auto"}))
    line = make("w:p", None, spacing, make("w:r", None, make(mark)))
    return make(f"w:{kind}", {"w:type": separator, "w:id": number}, line)
