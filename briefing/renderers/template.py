"""A user's Word template: opened with care, its placeholders filled, the place of the memo found.

A template is any Word document or Word template. It decides page size, margins, fonts, styles, headers and
footers. Where `{{memo}}` stands alone in a paragraph of its body the memo goes, and what stands around it (a
letterhead, a distribution list) is kept; without it the memo follows the template's body. Anywhere in body,
headers and footers the other placeholders of `PLACEHOLDERS` are replaced.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO

from briefing.errors import RenderError
from briefing.renderers.ooxml.package import read_package, write_package
from briefing.renderers.ooxml.runs import Words, paragraph, run
from briefing.renderers.ooxml.text import visible
from briefing.renderers.ooxml.xml import Element, name, val
from briefing.renderers.provenance import NAMESPACE

PLACE = "memo"
PLACEHOLDERS = ("marking", "status", "title", "subject", "to", "from", "date", "period")

_FIELD = re.compile(r"\{\{\s*([\w.-]+)\s*\}\}")
_REMEDY = "Open it in Word or LibreOffice, save it as a Word document (.docx), and try again."
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_TEMPLATE_TYPE = b"wordprocessingml.template.main+xml"
_DOCUMENT_TYPE = b"wordprocessingml.document.main+xml"
_LIBREOFFICE_CORE = b"http://schemas.openxmlformats.org/officedocument/2006/relationships/metadata/core-properties"
_CORE = b"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_MACRO_TYPE = b"macroEnabled"
_EMU_A_TWIP = 635
_LETTER, _NARROWEST = 9360, 2880
_STORIES = ("header", "first_page_header", "even_page_header", "footer", "first_page_footer", "even_page_footer")


def open_template(data: bytes) -> Element:
    """The template as a python-docx document. Raises RenderError when it is none."""
    import docx
    from lxml.etree import XMLSyntaxError

    if data.startswith(_COMPOUND):
        raise RenderError("the template is encrypted, or in the format of Word 97-2003", _REMEDY)
    try:
        parts = read_package(data)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as error:
        raise RenderError("the template is not a Word document", _REMEDY) from error
    types = parts.get("[Content_Types].xml", b"")
    if _MACRO_TYPE in types:
        raise RenderError("the template holds macros", "Save it without macros, as a Word document (.docx).")
    if any(title.startswith("customXml/") and NAMESPACE.encode() in part for title, part in parts.items()):
        raise RenderError("the template is a finished memo", "Name an empty template, or take the packaged one.")
    parts["[Content_Types].xml"] = types.replace(_TEMPLATE_TYPE, _DOCUMENT_TYPE)
    # LibreOffice writes the core properties under an address of its own, and they would come out twice.
    if "_rels/.rels" in parts:
        parts["_rels/.rels"] = parts["_rels/.rels"].replace(_LIBREOFFICE_CORE, _CORE)
    data = write_package(parts)
    try:
        document = docx.Document(BytesIO(data))
        _ = (document.element.body, document.styles.element, document.settings.element)
    except (KeyError, ValueError, AttributeError, TypeError, XMLSyntaxError) as error:
        raise RenderError("the template is not a Word document, or a damaged one", _REMEDY) from error
    if document.element.body is None:
        raise RenderError("the template is a Word document without a body", _REMEDY)
    return document


def text_width(document: Element) -> int:
    """The width between the margins of the last section, in twentieths of a point."""
    if not len(document.sections):
        return _LETTER
    section = document.sections[-1]
    if section.page_width is None or section.left_margin is None or section.right_margin is None:
        return _LETTER
    width = int(section.page_width - section.left_margin - section.right_margin) // _EMU_A_TWIP
    return max(width, _NARROWEST)


def fill(document: Element, values: Mapping[str, str]) -> None:
    """Replace the placeholders in body, headers and footers. Raises RenderError for an unknown one."""
    for story in _stories(document):
        for each in story.iter(name("w:p")):
            _fill_paragraph(each, values)


def show_marking(document: Element, marking: str, styles: Mapping[str, str]) -> None:
    """Put the marking into every header and footer in use that will not show it. Comes before `fill`."""
    if not marking:
        return
    for number, section in enumerate(document.sections):
        for title in _used_stories(document, section):
            story = getattr(section, title)
            if story.is_linked_to_previous:
                if number:
                    continue
                story.is_linked_to_previous = False
                for each in list(story._element):  # noqa: SLF001 - python-docx's own first paragraph is not wanted
                    story._element.remove(each)  # noqa: SLF001
            element = story._element  # noqa: SLF001
            if any(_shows_marking(each, marking) for each in element.iter(name("w:p"))):
                continue
            kind = "header" if "header" in title else "footer"
            line = paragraph(styles[kind], run(Words(marking, bold=True)), properties=[val("w:jc", "center")])
            element.insert(0 if kind == "header" else len(element), line)


def _shows_marking(element: Element, marking: str) -> bool:
    """True for a paragraph with the field, or with these very words and no others."""
    words = "".join(each.text or "" for each in element.iter(name("w:t")))
    return words.strip() == marking or any(found.group(1) == "marking" for found in _FIELD.finditer(words))


def place_of_memo(document: Element) -> tuple[Element, int]:
    """Where the memo's blocks go: the parent element and the position in it. The `{{memo}}` paragraph is taken out."""
    body = document.element.body
    for each in body.iter(name("w:p")):
        found = _FIELD.fullmatch("".join(text.text or "" for text in each.iter(name("w:t"))).strip())
        if found and found.group(1) == PLACE:
            parent = each.getparent()
            position = parent.index(each)
            parent.remove(each)
            return parent, position
    children = list(body)
    last = children[-1] if children else None
    return body, len(children) - (1 if last is not None and last.tag == name("w:sectPr") else 0)


def _stories(document: Element) -> Iterator[Element]:
    yield document.element.body
    seen = set()
    for section in document.sections:
        for title in _STORIES:
            story = getattr(section, title)
            if not story.is_linked_to_previous and story.part.partname not in seen:
                seen.add(story.part.partname)
                yield story._element  # noqa: SLF001 - the way to its XML


def _used_stories(document: Element, section: Element) -> Iterator[str]:
    yield from ("header", "footer")
    if section.different_first_page_header_footer:
        yield from ("first_page_header", "first_page_footer")
    if document.settings.odd_and_even_pages_header_footer:
        yield from ("even_page_header", "even_page_footer")


def _fill_paragraph(element: Element, values: Mapping[str, str]) -> None:
    texts = [each for each in element.iter(name("w:t")) if _owner(each) is element]
    whole = "".join(each.text or "" for each in texts)
    for found in reversed(list(_FIELD.finditer(whole))):
        key = found.group(1)
        if key == PLACE:
            continue
        if key not in values:
            known = ", ".join("{{" + each + "}}" for each in (PLACE, *PLACEHOLDERS))
            raise RenderError(f"the template has an unknown field {found.group()}", f"Fields are: {known}.")
        _replace(texts, found.start(), found.end(), visible(values[key]))


def _owner(element: Element) -> Element:
    """The paragraph that holds a text directly: a text box has paragraphs inside a paragraph."""
    parent = element.getparent()
    while parent.tag != name("w:p"):
        parent = parent.getparent()
    return parent


def _replace(texts: list[Element], start: int, end: int, value: str) -> None:
    """Replace the range [start, end) of the texts' joined characters; Word likes to cut one word into many runs."""
    position = 0
    for each in texts:
        words = each.text or ""
        left, right = max(start - position, 0), min(end - position, len(words))
        if left < right:
            each.text = words[:left] + value + words[right:]
            each.set(name("xml:space"), "preserve")
            value = ""
        position += len(words)
