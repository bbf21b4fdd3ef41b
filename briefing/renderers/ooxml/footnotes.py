"""Real Word footnotes: a part of their own with its two separators, a reference in the text, a note at the foot.

A template may bring footnotes (its own separators above all); they are kept, and ours are numbered after them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefing.renderers.ooxml.runs import ENGLISH, Words, paragraph, run, run_properties
from briefing.renderers.ooxml.settings import set_footnote_separators
from briefing.renderers.ooxml.xml import WORD, Element, make, name, parse

_EMPTY = (
    f'<w:footnotes xmlns:w="{WORD}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'
)
_SEPARATORS = (("separator", "w:separator"), ("continuationSeparator", "w:continuationSeparator"))


@dataclass(frozen=True, slots=True)
class Footnotes:
    """The footnotes of one document: the root of their part and the ids of the two styles."""

    root: Element
    text_style: str
    reference_style: str

    def add(self, content: Sequence[Element]) -> Element:
        """Add a note with this content; the run that refers to it."""
        number = str(max((int(each.get(name("w:id"))) for each in self.root), default=0) + 1)
        mark = make("w:r", None, run_properties(language=None, style=self.reference_style), make("w:footnoteRef"))
        body = paragraph(self.text_style, mark, run(Words(" ", ENGLISH)), *content)
        self.root.append(make("w:footnote", {"w:id": number}, body))
        reference = make("w:footnoteReference", {"w:id": number})
        return make("w:r", None, run_properties(language=None, style=self.reference_style), reference)


def open_footnotes(document: Element, *, text_style: str, reference_style: str) -> Footnotes:
    """The footnotes part of a python-docx document, made or completed: separators, relationship, settings."""
    root = _part(document).element
    for position, (kind, mark) in enumerate(_SEPARATORS):
        if not any(each.get(name("w:type")) == kind for each in root):
            root.insert(position, _separator(kind, mark, _free_separator_id(root)))
    ids = [each.get(name("w:id")) for each in root if each.get(name("w:type")) in {kind for kind, _ in _SEPARATORS}]
    set_footnote_separators(document.settings.element, ids)
    return Footnotes(root, text_style, reference_style)


def _part(document: Element) -> Element:
    """The part as XML. python-docx keeps a template's own as opaque bytes, so that one is read and put in its place."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import XmlPart

    main = document.part
    known = [key for key, each in main.rels.items() if each.reltype == RELATIONSHIP_TYPE.FOOTNOTES]
    old = main.rels.pop(known[0]).target_part if known else None
    title = old.partname if old is not None else PackURI("/word/footnotes.xml")
    root = parse(old.blob if old is not None else _EMPTY)
    part = XmlPart(title, CONTENT_TYPE.WML_FOOTNOTES, root, main.package)
    if old is not None:
        for key, each in old.rels.items():
            part.load_rel(
                each.reltype, each.target_ref if each.is_external else each.target_part, key, each.is_external
            )
    main.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    return part


def _free_separator_id(root: Element) -> str:
    """-1 and 0 as Word has them, or the next below what is taken."""
    taken = {int(each.get(name("w:id"))) for each in root}
    return str(next(number for number in (-1, 0, *range(-2, -9, -1)) if number not in taken))


def _separator(kind: str, mark: str, number: str) -> Element:
    spacing = make("w:pPr", None, make("w:spacing", {"w:after": "0", "w:line": "240", "w:lineRule": "auto"}))
    line = make("w:p", None, spacing, make("w:r", None, make(mark)))
    return make("w:footnote", {"w:type": kind, "w:id": number}, line)
