"""Tracked changes, as if a person had accepted them all.

The tree of a document comes in and is changed in place; who had changed how much goes out. What was deleted or moved
away disappears with its paragraph's end, what was inserted or moved here becomes plain. Ends of bookmarks and comments
inside deleted text are kept, so that a mark that began before does not run on to the end of the document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from briefing.renderers.ooxml.xml import WORD, Element

_W = f"{{{WORD}}}"
_GONE = (f"{_W}del", f"{_W}moveFrom")
_COME = (f"{_W}ins", f"{_W}moveTo")
_PROPERTIES = frozenset({f"{_W}rPr", f"{_W}trPr", f"{_W}tcPr", f"{_W}numPr", f"{_W}sectPr"})
_STARTS = {f"{_W}bookmarkStart": f"{_W}bookmarkEnd", f"{_W}commentRangeStart": f"{_W}commentRangeEnd"}
_ENDS = frozenset(_STARTS.values())


def accept_changes(root: Element) -> Mapping[str, int]:
    """Accept every tracked change under `root`; returns how many each author had made."""
    authors: Counter[str] = Counter()
    for each in list(root.iter(*_GONE, *_COME)):
        authors[each.get(f"{_W}author") or "somebody"] += 1
    _accept_rows(root)
    for each in list(root.iter(*_GONE)):
        if each.getparent() is not None and each.getparent().tag not in _PROPERTIES:
            _remove(each)
    for each in list(root.iter(*_COME)):
        if each.getparent() is not None and each.getparent().tag not in _PROPERTIES:
            _replace(each, list(each))
    _accept_paragraph_ends(root)
    return dict(sorted(authors.items()))


def _accept_rows(root: Element) -> None:
    """Take out deleted rows and the words of deleted cells."""
    for row in list(root.iter(f"{_W}tr")):
        if row.find(f"{_W}trPr/{_W}del") is not None:
            row.getparent().remove(row)
    for cell in list(root.iter(f"{_W}tc")):
        if cell.find(f"{_W}tcPr/{_W}cellDel") is not None:
            cell.getparent().remove(cell)


def _accept_paragraph_ends(root: Element) -> None:
    """Join a paragraph whose end was deleted or moved away with the next; that one's settings remain, as in Word."""
    for paragraph in reversed(list(root.iter(f"{_W}p"))):
        ended = any(paragraph.find(f"{_W}pPr/{_W}rPr/{mark}") is not None for mark in _GONE)
        following = next(paragraph.itersiblings(), None)
        while following is not None and following.tag != f"{_W}p":
            following = next(following.itersiblings(), None)
        if not ended or following is None:
            continue
        content = [each for each in paragraph if each.tag != f"{_W}pPr"]
        place = 1 if following.find(f"{_W}pPr") is not None else 0
        for offset, each in enumerate(content):
            following.insert(place + offset, each)
        paragraph.getparent().remove(paragraph)


def _remove(element: Element) -> None:
    """Take out deleted content, but not the end or the beginning of a mark whose other half lies outside."""
    inside = list(element.iter())
    opened = {(each.tag, each.get(f"{_W}id")) for each in inside if each.tag in _STARTS}
    closed = {(each.tag, each.get(f"{_W}id")) for each in inside if each.tag in _ENDS}
    kept = [
        each
        for each in inside
        if (each.tag in _STARTS and (_STARTS[each.tag], each.get(f"{_W}id")) not in closed)
        or (
            each.tag in _ENDS
            and not any(_STARTS[tag] == each.tag and number == each.get(f"{_W}id") for tag, number in opened)
        )
    ]
    _replace(element, kept)


def _replace(element: Element, content: list[Element]) -> None:
    parent = element.getparent()
    place = parent.index(element)
    for offset, each in enumerate(content):
        parent.insert(place + offset, each)
    parent.remove(element)
