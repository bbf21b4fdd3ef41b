"""Elements of WordprocessingML, made in one line each, in the element classes of python-docx."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, TypeAlias

# lxml has no types of its own; an alias says at least what is meant.
Element: TypeAlias = Any

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@cache
def name(tag: str) -> str:
    """A prefixed name such as 'w:p' or 'xml:space' as lxml writes it."""
    from docx.oxml.ns import qn

    return str(qn(tag))


def make(tag: str, attributes: Mapping[str, str] | None = None, *children: Element) -> Element:
    """An element with its attributes (prefixed names) and children."""
    element = _maker()(name(tag), None, _own_namespace(tag))
    if attributes:
        for key, value in attributes.items():
            element.set(name(key) if ":" in key else key, value)
    if children:
        element.extend(children)
    return element


@cache
def _maker() -> Callable[..., Element]:
    """What makes an element in the classes of python-docx; its own `OxmlElement` computes the same names every time."""
    from docx.oxml.parser import oxml_parser

    maker: Callable[..., Element] = oxml_parser.makeelement
    return maker


@cache
def _own_namespace(tag: str) -> Mapping[str, str]:
    from docx.oxml.ns import nsmap

    prefix = tag.partition(":")[0]
    return {prefix: nsmap[prefix]}


def val(tag: str, value: str | int) -> Element:
    """An element that says everything in its `w:val`."""
    return make(tag, {"w:val": str(value)})


def parse(source: str | bytes) -> Element:
    """A fragment or part, in the element classes of python-docx."""
    from docx.oxml.parser import parse_xml

    return parse_xml(source)


def fragment(source: str) -> Element:
    """One element of WordprocessingML from text that leaves its `w:` prefix undeclared."""
    return parse(f'<w:wrap xmlns:w="{WORD}">{source}</w:wrap>')[0]


def insert_in_order(parent: Element, child: Element, order: Iterable[str]) -> None:
    """Put `child` in `parent` where the schema's sequence `order` (prefixed names) wants it."""
    order = tuple(order)
    tag = child.tag
    names = [name(each) for each in order]
    later = set(names[names.index(tag) + 1 :])
    for position, sibling in enumerate(parent):
        if sibling.tag in later:
            parent.insert(position, child)
            return
    parent.append(child)
