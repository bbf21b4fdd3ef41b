"""A table of contents that is right as it stands: every heading with a link to it, and no question when the file opens.

Page numbers are left out, for nobody but a word processor knows them; Word puts them in when a person takes the switch
against them out of the field and updates it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from briefing.renderers.ooxml.links import bookmark
from briefing.renderers.ooxml.reading import heading_levels
from briefing.renderers.ooxml.runs import ENGLISH, Words, paragraph, run, run_properties
from briefing.renderers.ooxml.xml import Element, make, name, val
from briefing.renderers.workbench import Workbench

_GALLERY = "Table of Contents"
_FIRST, _LAST = 2, 3
_INSTRUCTION = f'TOC \\o "{_FIRST}-{_LAST}" \\n \\h \\z \\u'


def place(bench: Workbench) -> Iterator[Element]:
    """Where the table will stand; it is filled when all headings are known."""
    part = make("w:docPartObj", None, val("w:docPartGallery", _GALLERY), make("w:docPartUnique"))
    properties = make("w:sdtPr", None, val("w:id", next(bench.control_ids)), part)
    yield make("w:sdt", None, properties, make("w:sdtContent"))


def fill_contents(body: Element, styles: Element, bench: Workbench) -> None:
    """Write the entries of every table of contents that was placed, and mark the headings that they lead to."""
    places = [each for each in body.iter(name("w:sdt")) if _is_ours(each)]
    if not places:
        return
    levels = heading_levels(styles)
    entries = list(_entries(body, levels, bench))
    for each in places:
        content = each.find(name("w:sdtContent"))
        if not entries:
            each.getparent().remove(each)
            continue
        content.extend(_paragraphs(entries, bench))


def _is_ours(control: Element) -> bool:
    gallery = control.find(f"{name('w:sdtPr')}/{name('w:docPartObj')}/{name('w:docPartGallery')}")
    content = control.find(name("w:sdtContent"))
    return gallery is not None and gallery.get(name("w:val")) == _GALLERY and content is not None and not len(content)


def _entries(body: Element, levels: Mapping[str, int], bench: Workbench) -> Iterator[tuple[int, str, str]]:
    """Level, words and bookmark of each heading."""
    number = 0
    for each in body.iter(name("w:p")):
        style = each.find(f"{name('w:pPr')}/{name('w:pStyle')}")
        level = levels.get(style.get(name("w:val")), 0) if style is not None else 0
        words = "".join(text.text or "" for text in each.iter(name("w:t")))
        if not _FIRST <= level <= _LAST or not words.strip():
            continue
        number += 1
        mark = f"_Toc{number:09}"
        content = [child for child in each if child.tag != name("w:pPr")]
        for child in bookmark(mark, next(bench.bookmark_ids), *content):
            each.append(child)
        yield level, words, mark


def _paragraphs(entries: list[tuple[int, str, str]], bench: Workbench) -> Iterator[Element]:
    for position, (level, words, mark) in enumerate(entries):
        shown = make("w:hyperlink", {"w:anchor": mark, "w:history": "1"}, run(Words(words)))
        line = paragraph(bench.style(f"toc {level}"), shown)
        start = 1 if line.find(name("w:pPr")) is not None else 0
        if position == 0:
            for offset, piece in enumerate((_character("begin"), _instruction(), _character("separate"))):
                line.insert(start + offset, piece)
        if position == len(entries) - 1:
            line.append(_character("end"))
        yield line


def _character(kind: str) -> Element:
    return make("w:r", None, run_properties(language=ENGLISH), make("w:fldChar", {"w:fldCharType": kind}))


def _instruction() -> Element:
    words = make("w:instrText", {"xml:space": "preserve"})
    words.text = f" {_INSTRUCTION} "
    return make("w:r", None, run_properties(language=ENGLISH), words)
