"""Tags in a paragraph, however Word has cut them: found in the joined text, each put into a run of its own.

Word likes to cut one word into many runs, marks spelling inside it and turns straight quotes into curly ones. All that
is mended here. A tag that is cut by a link, a content control, a field, a tab or a line break is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy

from briefing.records import dataclass
from briefing.renderers.ooxml.xml import Element, make, name

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_REST = re.compile(r"\{\{|\{%|\{#|%\}|\}\}")
_CONTROL = re.compile(r"\{%-?(p|tr|tc|r)?\s+(\w+)\b\s*(.*?)\s*-?%\}", re.DOTALL)
# What stands in the joined text for something that is no letter.
_BARRIER, _TAB, _BREAK = "\ufffc", "\t", "\n"
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\u00a0": " ", "\u202f": " "})
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag as it is meant: `kind` is output, control, comment or strange; `scope` is docxtpl's p, tr, tc or r."""

    source: str
    kind: str
    word: str = ""
    rest: str = ""
    scope: str = ""


def read_tag(source: str) -> Tag:
    """A tag from its characters, with what a word processor did to them undone."""
    clean = _INVISIBLE.sub("", source.translate(_QUOTES))
    if clean.startswith("{{"):
        return Tag(clean, "output", rest=clean[2:-2].strip().strip("-").strip())
    if clean.startswith("{#"):
        return Tag(clean, "comment")
    found = _CONTROL.fullmatch(clean)
    if found is None:
        return Tag(clean, "strange")
    return Tag(clean, "control", found.group(2), found.group(3), found.group(1) or "")


def has_tags(element: Element) -> bool:
    """True when the words of an element may hold a tag. Cheap, and never wrongly false."""
    words = "".join(each.text or "" for each in element.iter(name("w:t")))
    return "{" in words and _REST.search(words) is not None


def own_words(element: Element) -> str:
    """The words of a paragraph, without those of text boxes in it."""
    box = name("w:txbxContent")
    texts = (
        each for each in element.iter(name("w:t")) if next(each.iterancestors(box, element.tag)).tag == element.tag
    )
    return "".join(each.text or "" for each in texts)


def lone_tags(element: Element) -> list[Tag] | None:
    """The tags of a paragraph that holds nothing else; None where it holds words or no tag."""
    words = own_words(element)
    found = [read_tag(each) for each in _TAG.findall(words)]
    return found if found and not _TAG.sub("", words).strip() else None


def tags_of(element: Element) -> list[Tag]:
    """All tags inside an element, in order."""
    words = "\n".join(own_words(each) for each in element.iter(name("w:p")))
    return [read_tag(each) for each in _TAG.findall(words)]


def isolate(container: Element) -> list[str]:
    """Put each tag among a container's runs into a run of its own; the tags that are cut beyond mending."""
    runs = container.findall(name("w:r"))
    joined, places = _joined(container)
    spans: list[tuple[int, int]] = []
    broken: list[str] = []
    for found in _TAG.finditer(joined):
        if any(mark in found.group() for mark in (_BARRIER, _TAB, _BREAK)):
            broken.append(found.group().translate({ord(_BARRIER): "…", 9: "⇥", 10: "↵"}))
        else:
            spans.append(found.span())
    rest = "".join(_BARRIER if any(s <= i < e for s, e in spans) else each for i, each in enumerate(joined))
    if not broken and (stray := _REST.search(rest)):
        broken.append(rest[max(stray.start() - 10, 0) : stray.start() + 25].replace(_BARRIER, "…").strip())
    if spans and not broken:
        for each in runs:
            _cut(each, spans, places, joined)
    return broken


def _joined(container: Element) -> tuple[str, dict[Element, int]]:
    """The characters of the runs, one for each thing that is no text; where each element of a run begins."""
    pieces: list[str] = []
    places: dict[Element, int] = {}
    length = 0
    for child in container:
        if child.tag == name("w:r"):
            for element in child:
                places[element] = length
                piece = _letters(element)
                pieces.append(piece)
                length += len(piece)
        elif child.tag in _containers():
            pieces.append(_BARRIER)
            length += 1
    return "".join(pieces), places


def _letters(element: Element) -> str:
    if element.tag == name("w:t"):
        return element.text or ""
    if element.tag == name("w:tab"):
        return _TAB
    if element.tag in {name("w:br"), name("w:cr")}:
        return _BREAK
    return "" if element.tag in {name("w:rPr"), name("w:lastRenderedPageBreak"), name("w:softHyphen")} else _BARRIER


def _containers() -> frozenset[str]:
    tags = ("hyperlink", "ins", "del", "sdt", "smartTag", "fldSimple", "moveFrom", "moveTo", "customXml")
    return frozenset(name(f"w:{tag}") for tag in tags)


def containers(paragraph: Element) -> Iterator[Element]:
    """The paragraph and whatever inside it holds runs: links, fields, tracked insertions, content controls."""
    yield paragraph
    for child in paragraph:
        if child.tag in _containers():
            inner = child.find(name("w:sdtContent")) if child.tag == name("w:sdt") else child
            if inner is not None:
                yield from containers(inner)


def _cut(run: Element, spans: list[tuple[int, int]], places: dict[Element, int], joined: str) -> None:
    """Replace a run by runs that hold either one whole tag or none; a tag goes where it begins."""
    own = [each for each in run if each.tag != name("w:rPr")]
    if not any(s < places[each] + len(_letters(each)) and places[each] < e for s, e in spans for each in own):
        return
    properties = run.find(name("w:rPr"))
    made: list[tuple[bool, Element]] = []

    def put(element: Element, *, tag: bool) -> None:
        if tag or not made or made[-1][0]:
            made.append((tag, make("w:r", None, *([deepcopy(properties)] if properties is not None else []))))
        made[-1][1].append(element)

    for element in own:
        start, letters = places[element], _letters(element)
        if element.tag != name("w:t"):
            put(element, tag=False)
            continue
        for begin, end, is_tag in _pieces(start, start + len(letters), spans):
            if not is_tag:
                put(_text(joined[begin:end]), tag=False)
            elif begin in {s for s, _ in spans}:
                put(_text(joined[begin : next(e for s, e in spans if s == begin)]), tag=True)
    for _, each in made:
        run.addprevious(each)
    run.getparent().remove(run)


def _pieces(start: int, end: int, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
    """A stretch of the joined text cut where tags begin and end."""
    position = start
    for begin, stop in spans:
        left, right = max(begin, start), min(stop, end)
        if left < right:
            if position < left:
                yield position, left, False
            yield left, right, True
            position = right
    if position < end:
        yield position, end, False


def _text(words: str) -> Element:
    element = make("w:t", {"xml:space": "preserve"})
    element.text = words
    return element
