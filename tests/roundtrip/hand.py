"""A hand that edits memos: what people do in a word processor, done to the tree, and what the draft should then say."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

from lxml import etree

from briefing.renderers.ooxml.xml import WORD
from briefing.values import BriefingPoint, Memo, Section

W = f"{{{WORD}}}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
WHO = {f"{W}author": "Nguyen An", f"{W}date": "2026-03-03T09:00:00Z"}


def control(tree: Any, tag: str) -> Any:
    """The content control with this tag."""
    mark = next(each for each in tree.iter(f"{W}tag") if each.get(f"{W}val") == f"briefing:{tag}")
    return next(mark.iterancestors(f"{W}sdt"))


def line(tree: Any, tag: str) -> Any:
    """The paragraph that holds the control."""
    return next(control(tree, tag).iterancestors(f"{W}p"))


def heading(tree: Any, words: str) -> Any:
    return next(each for each in tree.iter(f"{W}p") if said(each) == words)


def starting(tree: Any, words: str) -> Any:
    return next(each for each in tree.iter(f"{W}p") if said(each).startswith(words))


def said(element: Any) -> str:
    return "".join(each.text or "" for each in element.iter(f"{W}t"))


def run(words: str, tag: str = "t") -> Any:
    element = etree.Element(f"{W}r")
    text = etree.SubElement(element, f"{W}{tag}", {SPACE: "preserve"})
    text.text = words
    return element


def paragraph(words: str, like: Any = None) -> Any:
    element = etree.Element(f"{W}p")
    if like is not None and like.find(f"{W}pPr") is not None:
        element.append(deepcopy(like.find(f"{W}pPr")))
    element.append(run(words))
    return element


def write(element: Any, words: str) -> None:
    """Type over everything that an element says."""
    texts = list(element.iter(f"{W}t"))
    texts[0].text = words
    for each in texts[1:]:
        each.getparent().remove(each)


def swap(element: Any, old: str, new: str) -> None:
    """Replace words within one run."""
    for each in element.iter(f"{W}t"):
        if old in (each.text or ""):
            each.text = each.text.replace(old, new, 1)
            return
    raise AssertionError(f"{old!r} is not there")


def cut(element: Any, first: str) -> tuple[Any, Any]:
    """Split the run of a control behind the words `first`, as word processors do; the two runs."""
    one = next(element.iter(f"{W}r"))
    words = said(one)
    assert words.startswith(first)
    two = deepcopy(one)
    write(one, first)
    write(two, words[len(first) :])
    one.addnext(two)
    return one, two


def tracked(kind: str, *content: Any) -> Any:
    """ins, del, moveFrom or moveTo around runs; the text of what is gone is w:delText."""
    element = etree.Element(f"{W}{kind}", {f"{W}id": "9000", **WHO})
    element.extend(content)
    if kind in ("del", "moveFrom"):
        for each in element.iter(f"{W}t"):
            each.tag = f"{W}delText" if kind == "del" else f"{W}t"
    return element


def wrap(kind: str, *content: Any) -> Any:
    """Track what stands there already."""
    parent, place = content[0].getparent(), content[0].getparent().index(content[0])
    element = tracked(kind, *content)
    parent.insert(place, element)
    return element


def mark_end(element: Any, kind: str) -> None:
    """Track the end of a paragraph."""
    settings = element.find(f"{W}pPr")
    if settings is None:
        settings = etree.Element(f"{W}pPr")
        element.insert(0, settings)
    look = settings.find(f"{W}rPr")
    if look is None:
        look = etree.SubElement(settings, f"{W}rPr")
    look.insert(0, etree.Element(f"{W}{kind}", {f"{W}id": "9001", **WHO}))


def delete_tracked(element: Any) -> None:
    """Delete a whole paragraph with changes tracked."""
    for each in list(element.iter(f"{W}r")):
        wrap("del", each)
    mark_end(element, "del")


def remove(element: Any) -> None:
    element.getparent().remove(element)


def remove_marks(tree: Any) -> None:
    """Lose every content control and bookmark, keeping the words."""
    for each in list(tree.iter(f"{W}sdt")):
        content = each.find(f"{W}sdtContent")
        for child in list(content):
            each.addprevious(child)
        remove(each)
    for each in list(tree.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")):
        remove(each)


def in_turn(*changes: Callable[[Any], object]) -> Callable[[Any], None]:
    def change(tree: Any) -> None:
        for each in changes:
            each(tree)

    return change


# What the draft should say.


def rewritten(memo: Memo, identifier: str, text: str, **more: Any) -> Memo:
    """The memo with a point in a person's words; the machine's are kept beside them."""
    return with_point(
        memo, identifier, lambda point: replace(point, text=text, machine=point.machine or point.text, **more)
    )


def with_point(memo: Memo, identifier: str, change: Callable[[BriefingPoint], BriefingPoint]) -> Memo:
    sections = tuple(
        replace(section, points=tuple(change(each) if each.id == identifier else each for each in section.points))
        for section in memo.sections
    )
    return replace(memo, sections=sections)


def without(memo: Memo, *ids: str) -> Memo:
    sections = tuple(
        replace(section, points=tuple(each for each in section.points if each.id not in ids))
        for section in memo.sections
    )
    return replace(memo, sections=sections)


def laid_out(memo: Memo, **sections: str) -> Memo:
    """The memo in another order: headings by number (s0=…) are those of the memo, others are new; values name ids."""
    points = {each.id: each for each in memo.points}
    return replace(
        memo,
        sections=tuple(
            Section(
                memo.sections[int(key[1:])].heading if key[1:].isdigit() else key.replace("_", " "),
                tuple(points[each] for each in ids.split()),
            )
            for key, ids in sections.items()
        ),
    )
