"""A document as its reader sees it: lines of text in order, with whatever is fastened to them.

The tree of a body (tracked changes accepted before) comes in; `Line`s go out: the words, the heading's level, the
content controls and bookmarks with the range that they hold, links, notes and comments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Literal

from briefing.records import dataclass
from briefing.renderers.ooxml.xml import WORD, Element

_W = f"{{{WORD}}}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
CHARACTERS = {
    f"{_W}tab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "\u2011",
    f"{_W}softHyphen": "\u00ad",
}
"""Elements inside a run that stand for a character."""
_FURNITURE = ("toc ", "table of figures", "caption", "index ")
_BODY_LEVEL = 9

Kind = Literal["text", "table", "furniture"]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A content control (by its tag) or a bookmark (by its name) and the range of the line that it holds."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: `level` 1 to 9 for a heading, else 0; `continues` names what began on an earlier line.

    `kind` is 'table' inside a table or a text box and 'furniture' for captions and tables of contents. `links` are the
    bookmarks that it links to, `notes` the ids of its footnotes and endnotes, `comments` those of its comments.
    """

    text: str
    level: int = 0
    kind: Kind = "text"
    anchors: tuple[Anchor, ...] = ()
    continues: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()


@dataclass(slots=True)
class _Open:
    """What is open while the body is walked: bookmarks by their id, controls by depth, comments."""

    bookmarks: dict[str, str] = field(default_factory=dict)
    controls: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    fresh: set[str] = field(default_factory=set)
    every_table: bool = True


@dataclass(slots=True)
class _Reading:
    """One line while it is read."""

    text: list[str] = field(default_factory=list)
    length: int = 0
    started: dict[str, int] = field(default_factory=dict)
    anchors: list[Anchor] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)

    def add(self, words: str) -> None:
        self.text.append(words)
        self.length += len(words)

    def close(self, name: str) -> None:
        if name in self.started:
            self.anchors.append(Anchor(name, self.started.pop(name), self.length))


def heading_levels(styles: Element | None) -> Mapping[str, int]:
    """The levels of all paragraph styles by id, from the root of the styles part; -1 marks captions and contents."""
    if styles is None:
        return {}
    found = {each.get(f"{_W}styleId"): each for each in styles.iter(f"{_W}style")}
    return {identifier: _level_of(identifier, found) for identifier in found}


def _level_of(identifier: str, styles: Mapping[str, Element]) -> int:
    seen: set[str] = set()
    while identifier in styles and identifier not in seen:
        seen.add(identifier)
        style = styles[identifier]
        name = _value(style.find(f"{_W}name")).lower()
        if name.startswith("heading ") and name[8:].isdigit():
            return int(name[8:])
        if name.startswith(_FURNITURE):
            return -1
        outline = _value(style.find(f"{_W}pPr/{_W}outlineLvl"))
        if outline.isdigit() and int(outline) < _BODY_LEVEL:
            return int(outline) + 1
        identifier = _value(style.find(f"{_W}basedOn"))
    return 0


def read_lines(body: Element, levels: Mapping[str, int], *, every_table: bool = True) -> tuple[Line, ...]:
    """The lines of a body (or of any element that holds paragraphs), in order.

    Without `every_table` only those tables are read that hold a content control: most of a memo is its annexes.
    """
    return tuple(_lines(body, levels, _Open(every_table=every_table), "text"))


def _lines(parent: Element, levels: Mapping[str, int], state: _Open, kind: Kind) -> Iterator[Line]:
    for child in parent:
        if child.tag == f"{_W}p":
            yield from _paragraph(child, levels, state, kind)
        elif child.tag == f"{_W}sdt":
            tag = _value(child.find(f"{_W}sdtPr/{_W}tag"))
            contents = child.find(f"{_W}sdtPr/{_W}docPartObj") is not None
            state.controls.append(tag)
            state.fresh.add(tag)
            yield from _lines(child, levels, state, "furniture" if contents else kind)
            state.controls.pop()
        elif child.tag == f"{_W}bookmarkStart":
            state.bookmarks[child.get(f"{_W}id")] = child.get(f"{_W}name", "")
            state.fresh.add(child.get(f"{_W}name", ""))
        elif child.tag == f"{_W}bookmarkEnd":
            state.bookmarks.pop(child.get(f"{_W}id"), None)
        elif child.tag == f"{_W}tbl":
            if state.every_table or next(child.iter(f"{_W}sdt"), None) is not None:
                yield from _lines(child, levels, state, "table")
        elif child.tag != f"{_COMPATIBILITY}Fallback":
            yield from _lines(child, levels, state, kind)


def _paragraph(element: Element, levels: Mapping[str, int], state: _Open, kind: Kind) -> Iterator[Line]:
    reading = _Reading()
    carried = [name for name in (*state.controls, *state.bookmarks.values()) if name]
    continues = tuple(name for name in carried if name not in state.fresh)
    state.fresh.clear()
    reading.started = dict.fromkeys(carried, 0)
    reading.comments = list(state.comments)
    _walk(element, reading, state)
    for name in list(reading.started):
        reading.close(name)
    level = levels.get(_value(element.find(f"{_W}pPr/{_W}pStyle")), 0)
    outline = _value(element.find(f"{_W}pPr/{_W}outlineLvl"))
    if outline.isdigit():
        level = int(outline) + 1 if int(outline) < _BODY_LEVEL else 0
    yield Line(
        text="".join(reading.text),
        level=max(level, 0),
        kind="furniture" if level < 0 and kind == "text" else kind,
        anchors=tuple(sorted(reading.anchors, key=lambda anchor: (anchor.start, anchor.end))),
        continues=continues,
        links=tuple(reading.links),
        notes=tuple(reading.notes),
        comments=tuple(dict.fromkeys(reading.comments)),
    )
    for box in reading.boxes:
        yield from _lines(box, levels, state, "table")


def _walk(element: Element, reading: _Reading, state: _Open) -> None:
    for each in element:
        tag = each.tag
        if tag == f"{_W}t":
            reading.add(each.text or "")
        elif tag in CHARACTERS and element.tag == f"{_W}r":
            reading.add(CHARACTERS[tag])
        elif tag == f"{_W}bookmarkStart":
            name = each.get(f"{_W}name", "")
            state.bookmarks[each.get(f"{_W}id")] = name
            reading.started[name] = reading.length
        elif tag == f"{_W}bookmarkEnd":
            reading.close(state.bookmarks.pop(each.get(f"{_W}id"), ""))
        elif tag == f"{_W}sdt":
            name = _value(each.find(f"{_W}sdtPr/{_W}tag"))
            start = reading.length
            _walk(each, reading, state)
            if name:
                reading.anchors.append(Anchor(name, start, reading.length))
        elif tag == f"{_W}txbxContent":
            reading.boxes.append(each)
        elif tag not in (f"{_W}pPr", f"{_W}sdtPr", f"{_COMPATIBILITY}Fallback"):
            _note(each, reading, state)
            _walk(each, reading, state)


def _note(each: Element, reading: _Reading, state: _Open) -> None:
    """Whatever is fastened to the line besides text."""
    number = each.get(f"{_W}id", "")
    if each.tag == f"{_W}hyperlink":
        reading.links.append(each.get(f"{_W}anchor", ""))
    elif each.tag in (f"{_W}footnoteReference", f"{_W}endnoteReference"):
        reading.notes.append(f"{'f' if each.tag == f'{_W}footnoteReference' else 'e'}{number}")
    elif each.tag == f"{_W}commentRangeStart":
        state.comments.append(number)
        reading.comments.append(number)
    elif each.tag == f"{_W}commentRangeEnd" and number in state.comments:
        state.comments.remove(number)
    elif each.tag == f"{_W}commentReference":
        reading.comments.append(number)


def _value(element: Element | None) -> str:
    return "" if element is None else str(element.get(f"{_W}val", ""))
