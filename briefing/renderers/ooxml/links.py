"""Bookmarks and the links inside a document that lead to them."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.renderers.ooxml.runs import ENGLISH, run_properties, text_elements
from briefing.renderers.ooxml.xml import Element, make, name


def free_bookmark_ids(document: Element) -> Iterator[int]:
    """Numbers that no bookmark of the document has yet."""
    used = [int(each.get(name("w:id"), "0")) for each in document.iter(name("w:bookmarkStart"))]
    number = max(used, default=0)
    while True:
        number += 1
        yield number


def bookmark(title: str, number: int, *content: Element) -> list[Element]:
    """The content between a bookmark's two ends. A title has letters, digits and underscores, at most 40."""
    start = make("w:bookmarkStart", {"w:id": str(number), "w:name": title})
    return [start, *content, make("w:bookmarkEnd", {"w:id": str(number)})]


def link(target: str, text: str, style: str, *, tooltip: str = "") -> Element:
    """A link to a bookmark of the same document."""
    attributes = {"w:anchor": target, "w:history": "1"}
    if tooltip:
        attributes["w:tooltip"] = tooltip
    shown = make("w:r", None, run_properties(language=ENGLISH, style=style), *text_elements(text))
    return make("w:hyperlink", attributes, shown)
