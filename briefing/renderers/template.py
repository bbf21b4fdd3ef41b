"""A user's Word template: opened with care, its stories read into trees, its fields filled.

A template is any Word document or Word template. It decides page size, margins, fonts, styles, headers and footers, and
with fields, loops and conditions (`templating`) what is told where. A template that names no place for the memo's
points is a letterhead: the whole memo follows its body.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from copy import deepcopy
from io import BytesIO

from briefing.errors import RenderError
from briefing.records import dataclass
from briefing.renderers.ooxml.package import check_sizes, read_package, write_package
from briefing.renderers.ooxml.runs import Words, paragraph, run
from briefing.renderers.ooxml.xml import Element, make, name, val
from briefing.renderers.provenance import NAMESPACE
from briefing.renderers.templating.expressions import parse_output
from briefing.renderers.templating.faults import Fault
from briefing.renderers.templating.kinds import PLACES, VOCABULARY
from briefing.renderers.templating.nodes import Block, Part
from briefing.renderers.templating.parse import Parser
from briefing.renderers.templating.tags import has_tags

_REMEDY = "Open it in Word or LibreOffice, save it as a Word document (.docx), and try again."
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_TEMPLATE_TYPE = b"wordprocessingml.template.main+xml"
_DOCUMENT_TYPE = b"wordprocessingml.document.main+xml"
_LIBREOFFICE_CORE = b"http://schemas.openxmlformats.org/officedocument/2006/relationships/metadata/core-properties"
_CORE = b"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_MACRO_TYPE = b"macroEnabled"
_MACRO_PARTS = ("vbaProject", "vbaData", "activeX")
_MOST_BYTES, _MOST_MEDIA_BYTES = 100_000_000, 20_000_000
_STORIES = ("header", "first_page_header", "even_page_header", "footer", "first_page_footer", "even_page_footer")


def open_template(data: bytes) -> Element:
    """The template as a python-docx document. Raises RenderError when it is none."""
    import docx
    from lxml.etree import XMLSyntaxError

    if data.startswith(_COMPOUND):
        raise RenderError("the template is encrypted, or in the format of Word 97-2003", _REMEDY)
    try:
        check_sizes(data, most=_MOST_BYTES, most_media=_MOST_MEDIA_BYTES)
        parts = read_package(data)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as error:
        raise RenderError("the template is not a Word document", _REMEDY) from error
    types = parts.get("[Content_Types].xml", b"")
    if _MACRO_TYPE in types or any(kind in title for title in parts for kind in _MACRO_PARTS):
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


@dataclass(frozen=True, slots=True)
class Story:
    """Body, header or footer: what it is called, its root, the part that it belongs to, its tree, the names it uses.

    `blocks` are the names that fill paragraphs of their own, `fields` the words after a dot; `before` is the root as it
    was read, for those who look for more faults.

    `whole` says that it named no place for the points and the whole memo follows.
    """

    title: str
    root: Element
    part: Element
    parts: tuple[Part, ...]
    used: frozenset[str]
    blocks: frozenset[str]
    fields: frozenset[str]
    whole: bool
    faults: tuple[Fault, ...]
    before: Element


def read_stories(document: Element) -> list[Story]:
    """Every story of a template, the body first, with all faults; a template without a place gets one at its end."""
    stories = [_read("body", document.element.body, document.part, body=True)]
    seen = set()
    for section in document.sections:
        for title in _STORIES:
            story = getattr(section, title)
            if not story.is_linked_to_previous and story.part.partname not in seen:
                seen.add(story.part.partname)
                words = title.replace("_", " ").replace(" page", "-page")
                stories.append(_read(words, story._element, story.part, body=False))  # noqa: SLF001
    return stories


def _read(title: str, root: Element, part: Element, *, body: bool) -> Story:
    parser = Parser(title, body)
    before = deepcopy(root)
    parts = parser.read(root, VOCABULARY) if body or has_tags(root) else ()
    whole = body and not parser.used & PLACES
    if whole:
        place = Block(parse_output("memo"))
        last = len(parts) - (1 if len(root) and root[-1].tag == name("w:sectPr") else 0)
        parts = (*parts[:last], place, *parts[last:])
    return Story(
        title,
        root,
        part,
        parts,
        frozenset(parser.used),
        frozenset(parser.blocks),
        frozenset(parser.fields),
        whole,
        tuple(parser.faults),
        before,
    )


def refuse_faults(stories: list[Story]) -> None:
    """Raise RenderError for the first fault of a template."""
    faults = [fault for story in stories for fault in story.faults]
    if faults:
        first = faults[0]
        more = f" (and {len(faults) - 1} more; see: briefing template check)" if len(faults) > 1 else ""
        raise RenderError(f"the template, {first.place}: {first.problem}{more}", first.remedy)


def put_back(story: Story, elements: Iterator[Element]) -> None:
    """Replace the content of a story."""
    made = list(elements)
    for child in list(story.root):
        story.root.remove(child)
    story.root.extend(made)
    if story.title != "body" and story.root.find(name("w:p")) is None:
        story.root.append(make("w:p"))


def show_marking(document: Element, marking: str, styles: dict[str, str]) -> None:
    """Put the marking into every header and footer in use that will not show it. Comes before `read_stories`."""
    if not marking:
        return
    for number, section in enumerate(document.sections):
        for title in used_stories(document, section):
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
    return words.strip() == marking or "".join(words.split()) == "{{marking}}"


def used_stories(document: Element, section: Element) -> Iterator[str]:
    """The headers and footers of a section that some page shows."""
    yield from ("header", "footer")
    if section.different_first_page_header_footer:
        yield from ("first_page_header", "first_page_footer")
    if document.settings.odd_and_even_pages_header_footer:
        yield from ("even_page_header", "even_page_footer")
