"""The last look at a filled document: numbers that must be unique, links that lead nowhere, runs without a language."""

from __future__ import annotations

from collections.abc import Iterable

from briefing.renderers.ooxml.runs import ENGLISH
from briefing.renderers.ooxml.xml import Element, insert_in_order, make, name, val

_PARAGRAPH_MARKS = ("paraId", "textId")
_WORD_2010 = "http://schemas.microsoft.com/office/word/2010/wordml"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_AFTER_LANGUAGE = ("w:lang", "w:eastAsianLayout", "w:specVanish", "w:oMath")


def sweep(stories: Iterable[Element], notes: Element, language: str) -> None:
    """Put a whole document right, headers and footers included; the body comes first."""
    stories = list(stories)
    drawings = 0
    for story in stories:
        _unrepeat_controls(story)
        _unrepeat_bookmarks(story)
        for each in story.iter(f"{{{_DRAWING}}}docPr"):
            drawings += 1
            each.set("id", str(drawings))
        for mark in _PARAGRAPH_MARKS:
            for each in story.iter(name("w:p"), name("w:tr")):
                each.attrib.pop(f"{{{_WORD_2010}}}{mark}", None)
    marks = {each.get(name("w:name")) for story in stories for each in story.iter(name("w:bookmarkStart"))}
    for story in (*stories, notes):
        _unlink(story, marks)
        _say_language(story, language)


def _unrepeat_controls(story: Element) -> None:
    """A loop repeats the template's content controls with their numbers; and what is filled is no placeholder."""
    seen: set[str] = set()
    highest = 0
    for properties in list(story.iter(name("w:sdtPr"))):
        for tag in ("w:showingPlcHdr", "w:dataBinding", "w:placeholder"):
            for each in properties.findall(name(tag)):
                properties.remove(each)
        number = properties.find(name("w:id"))
        if number is None:
            continue
        value = number.get(name("w:val"))
        if value in seen:
            highest = max((highest, *(int(each) for each in seen if each.lstrip("-").isdigit()))) + 1
            value = str(highest)
            number.set(name("w:val"), value)
        seen.add(value)


def _unrepeat_bookmarks(story: Element) -> None:
    """Of a bookmark that a loop repeats, the first stays."""
    names: set[str] = set()
    numbers: set[str] = set()
    for start in list(story.iter(name("w:bookmarkStart"))):
        title, number = start.get(name("w:name")), start.get(name("w:id"))
        if title in names or number in numbers:
            end = next(
                (each for each in start.itersiblings(name("w:bookmarkEnd")) if each.get(name("w:id")) == number), None
            )
            for each in (start, *([end] if end is not None else [])):
                each.getparent().remove(each)
        names.add(title)
        numbers.add(number)


def _unlink(story: Element, marks: set[str]) -> None:
    """A link to something that the document does not show becomes plain words."""
    for each in list(story.iter(name("w:hyperlink"))):
        anchor = each.get(name("w:anchor"))
        if anchor is None or anchor in marks or len(each.attrib) == 0:
            continue
        for child in list(each):
            for style in list(child.iter(name("w:rStyle"))):
                style.getparent().remove(style)
            each.addprevious(child)
        each.getparent().remove(each)


def _say_language(story: Element, language: str) -> None:
    for run in story.iter(name("w:r")):
        if run.find(name("w:t")) is None:
            continue
        properties = run.find(name("w:rPr"))
        if properties is None:
            properties = make("w:rPr")
            run.insert(0, properties)
        if properties.find(name("w:lang")) is None:
            insert_in_order(properties, val("w:lang", language), _AFTER_LANGUAGE)


def language_of(document: Element) -> str:
    """The language that the template says its plain text is in."""
    place = "/".join(name(each) for each in ("w:docDefaults", "w:rPrDefault", "w:rPr", "w:lang"))
    found = document.styles.element.find(place)
    return str(found.get(name("w:val"), ENGLISH)) if found is not None else ENGLISH
