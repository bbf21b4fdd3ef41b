"""Runs and paragraphs; every run that holds text says in which language it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy

from briefing.records import dataclass
from briefing.renderers.ooxml.text import visible
from briefing.renderers.ooxml.xml import Element, insert_in_order, make, name, val

ENGLISH = "en-US"
VIETNAMESE = "vi-VN"

# What the schema wants after a run's language.
_AFTER_LANGUAGE = ("w:lang", "w:eastAsianLayout", "w:specVanish", "w:oMath")
_BREAKS = re.compile(r"([\t\n])")


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of text in one language and one appearance. `style` is a character style's id."""

    text: str
    language: str = ENGLISH
    bold: bool = False
    italic: bool = False
    style: str | None = None


def run_properties(
    *, language: str | None, bold: bool = False, italic: bool = False, style: str | None = None
) -> Element:
    """`w:rPr` with its children in the schema's order."""
    properties = make("w:rPr")
    if style:
        properties.append(val("w:rStyle", style))
    if bold:
        properties.append(make("w:b"))
    if italic:
        properties.append(make("w:i"))
    if language:
        properties.append(val("w:lang", language))
    return properties


def text_elements(text: str) -> Iterable[Element]:
    """The text as `w:t`, `w:tab` and `w:br`, white space kept; characters that XML forbids shown as U+FFFD."""
    for piece in _BREAKS.split(visible(text)):
        if piece == "\t":
            yield make("w:tab")
        elif piece == "\n":
            yield make("w:br")
        elif piece:
            element = make("w:t", {"xml:space": "preserve"})
            element.text = piece
            yield element


def run(words: Words) -> Element:
    """One run."""
    properties = run_properties(language=words.language, bold=words.bold, italic=words.italic, style=words.style)
    return make("w:r", None, properties, *text_elements(words.text))


def run_like(properties: Element | None, words: Words) -> Element:
    """A run that looks as one of the template's does, in the language and style of these words."""
    if properties is None:
        return run(words)
    look = deepcopy(properties)
    for tag, value in (("w:lang", words.language), ("w:rStyle", words.style)):
        if value:
            for each in look.findall(name(tag)):
                look.remove(each)
    if words.style:
        look.insert(0, val("w:rStyle", words.style))
    insert_in_order(look, val("w:lang", words.language), _AFTER_LANGUAGE)
    return make("w:r", None, look, *text_elements(words.text))


def runs(pieces: Iterable[Words | str]) -> list[Element]:
    """Several runs; a bare string is plain English."""
    return [run(piece if isinstance(piece, Words) else Words(piece)) for piece in pieces]


def paragraph(style: str | None, *content: Element, properties: Iterable[Element] = ()) -> Element:
    """A paragraph of the style with this id; `properties` follow the style in the schema's order."""
    setting = make("w:pPr")
    if style:
        setting.append(val("w:pStyle", style))
    setting.extend(properties)
    return make("w:p", None, *([setting] if len(setting) else []), *content)
