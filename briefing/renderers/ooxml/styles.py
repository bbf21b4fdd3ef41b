"""The styles that a memo needs, under Word's own built-in names, and what to do when a template lacks one.

The definitions name no font for text: it comes from the document's defaults, so that a style put into somebody's
own template looks as if it had always been there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from briefing.records import dataclass
from briefing.renderers.ooxml.xml import Element, fragment, name

Kind = Literal["paragraph", "character", "table", "numbering"]


@dataclass(frozen=True, slots=True)
class Style:
    """A style's built-in name as Word stores it, its id, its kind, and the rest of its definition.

    `based_on` and `next_style` are names of other styles; `attributes` are further attributes of `w:style`.
    """

    title: str
    identifier: str
    kind: Kind
    body: str
    based_on: str = ""
    next_style: str = ""
    attributes: str = ""
    priority: int = 99
    quick: bool = False


_RULE = '<w:{side} w:val="single" w:sz="4" w:space="0" w:color="A6A6A6"/>'
_GRID = "".join(_RULE.format(side=side) for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
_NORMAL = "Normal"
_FONT = "Default Paragraph Font"
_HEAD = '<w:tabs><w:tab w:val="left" w:pos="1440"/></w:tabs>'
_HEAD_INDENT = '<w:ind w:left="1440" w:hanging="1440"/>'

# Measures: spacing and indents in twentieths of a point, sizes (w:sz) in half points.
STYLES: tuple[Style, ...] = (
    Style(_NORMAL, "Normal", "paragraph", "", attributes='w:default="1"', priority=0, quick=True),
    Style(
        _FONT,
        "DefaultParagraphFont",
        "character",
        "<w:semiHidden/><w:unhideWhenUsed/>",
        attributes='w:default="1"',
        priority=1,
    ),
    Style(
        "Normal Table",
        "TableNormal",
        "table",
        '<w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr>',
        attributes='w:default="1"',
    ),
    Style("No List", "NoList", "numbering", "<w:semiHidden/><w:unhideWhenUsed/>", attributes='w:default="1"'),
    Style(
        "Title",
        "Title",
        "paragraph",
        '<w:pPr><w:keepNext/><w:spacing w:before="120" w:after="200" w:line="240" w:lineRule="auto"/></w:pPr>'
        '<w:rPr><w:b/><w:spacing w:val="40"/><w:kern w:val="28"/><w:sz w:val="34"/><w:szCs w:val="34"/></w:rPr>',
        based_on=_NORMAL,
        next_style="Message Header",
        priority=10,
        quick=True,
    ),
    Style(
        "Message Header",
        "MessageHeader",
        "paragraph",
        f'<w:pPr>{_HEAD}<w:spacing w:before="0" w:after="80" w:line="240" w:lineRule="auto"/>{_HEAD_INDENT}</w:pPr>',
        based_on=_NORMAL,
    ),
    Style(
        "heading 1",
        "Heading1",
        "paragraph",
        f'<w:pPr><w:keepNext/><w:keepLines/>{_HEAD}<w:spacing w:before="0" w:after="80" '
        f'w:line="240" w:lineRule="auto"/>{_HEAD_INDENT}<w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr>',
        based_on=_NORMAL,
        next_style=_NORMAL,
        priority=9,
        quick=True,
    ),
    Style(
        "heading 2",
        "Heading2",
        "paragraph",
        '<w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before="320" w:after="120" w:line="240" w:lineRule="auto"/>'
        '<w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/><w:color w:val="1F3864"/>'
        '<w:sz w:val="27"/><w:szCs w:val="27"/></w:rPr>',
        based_on=_NORMAL,
        next_style=_NORMAL,
        priority=9,
        quick=True,
    ),
    Style(
        "heading 3",
        "Heading3",
        "paragraph",
        '<w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before="240" w:after="80" w:line="240" w:lineRule="auto"/>'
        '<w:outlineLvl w:val="2"/></w:pPr><w:rPr><w:b/><w:i/></w:rPr>',
        based_on=_NORMAL,
        next_style=_NORMAL,
        priority=9,
        quick=True,
    ),
    Style("List Number", "ListNumber", "paragraph", '<w:pPr><w:spacing w:after="140"/></w:pPr>', based_on=_NORMAL),
    Style(
        "caption",
        "Caption",
        "paragraph",
        '<w:pPr><w:keepNext/><w:spacing w:before="180" w:after="80" w:line="240" w:lineRule="auto"/></w:pPr>'
        '<w:rPr><w:b/><w:sz w:val="20"/><w:szCs w:val="20"/></w:rPr>',
        based_on=_NORMAL,
        next_style=_NORMAL,
        priority=35,
        quick=True,
    ),
    Style(
        "toc 2",
        "TOC2",
        "paragraph",
        '<w:pPr><w:spacing w:after="60"/><w:ind w:left="0"/></w:pPr>',
        based_on=_NORMAL,
        next_style=_NORMAL,
        priority=39,
    ),
    Style(
        "toc 3",
        "TOC3",
        "paragraph",
        '<w:pPr><w:spacing w:after="60"/><w:ind w:left="240"/></w:pPr>',
        based_on=_NORMAL,
        next_style=_NORMAL,
        priority=39,
    ),
    Style(
        "footnote text",
        "FootnoteText",
        "paragraph",
        '<w:pPr><w:spacing w:after="40" w:line="240" w:lineRule="auto"/></w:pPr>'
        '<w:rPr><w:sz w:val="19"/><w:szCs w:val="19"/></w:rPr>',
        based_on=_NORMAL,
    ),
    Style(
        "footnote reference",
        "FootnoteReference",
        "character",
        '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>',
        based_on=_FONT,
    ),
    Style(
        "endnote text",
        "EndnoteText",
        "paragraph",
        '<w:pPr><w:spacing w:after="40" w:line="240" w:lineRule="auto"/></w:pPr>'
        '<w:rPr><w:sz w:val="19"/><w:szCs w:val="19"/></w:rPr>',
        based_on=_NORMAL,
    ),
    Style(
        "endnote reference",
        "EndnoteReference",
        "character",
        '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>',
        based_on=_FONT,
    ),
    Style(
        "annotation text",
        "CommentText",
        "paragraph",
        '<w:pPr><w:spacing w:after="60" w:line="240" w:lineRule="auto"/></w:pPr>'
        '<w:rPr><w:sz w:val="20"/><w:szCs w:val="20"/></w:rPr>',
        based_on=_NORMAL,
    ),
    Style(
        "annotation reference",
        "CommentReference",
        "character",
        '<w:rPr><w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr>',
        based_on=_FONT,
    ),
    Style(
        "header",
        "Header",
        "paragraph",
        '<w:pPr><w:tabs><w:tab w:val="center" w:pos="4680"/><w:tab w:val="right" w:pos="9360"/></w:tabs>'
        '<w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
        '<w:rPr><w:sz w:val="19"/><w:szCs w:val="19"/></w:rPr>',
        based_on=_NORMAL,
    ),
    Style(
        "footer",
        "Footer",
        "paragraph",
        '<w:pPr><w:tabs><w:tab w:val="center" w:pos="4680"/><w:tab w:val="right" w:pos="9360"/></w:tabs>'
        '<w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
        '<w:rPr><w:sz w:val="19"/><w:szCs w:val="19"/></w:rPr>',
        based_on=_NORMAL,
    ),
    Style(
        "Hyperlink",
        "Hyperlink",
        "character",
        '<w:rPr><w:color w:val="1F3864"/><w:u w:val="single"/></w:rPr>',
        based_on=_FONT,
    ),
    Style(
        "Intense Emphasis",
        "IntenseEmphasis",
        "character",
        '<w:rPr><w:b/><w:color w:val="9C1C1C"/></w:rPr>',
        based_on=_FONT,
        priority=21,
        quick=True,
    ),
    Style(
        "HTML Code",
        "HTMLCode",
        "character",
        '<w:rPr><w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:eastAsia="Courier New" w:cs="Courier New"/>'
        '<w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr>',
        based_on=_FONT,
    ),
    Style(
        "Table Grid",
        "TableGrid",
        "table",
        '<w:pPr><w:spacing w:before="30" w:after="30" w:line="240" w:lineRule="auto"/></w:pPr>'
        '<w:rPr><w:sz w:val="19"/><w:szCs w:val="19"/></w:rPr>'
        f"<w:tblPr><w:tblBorders>{_GRID}</w:tblBorders>"
        '<w:tblCellMar><w:left w:w="86" w:type="dxa"/><w:right w:w="86" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr>'
        '<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="E4E9F0"/></w:tcPr></w:tblStylePr>',
        based_on="Normal Table",
        priority=39,
    ),
)


def style_xml(style: Style, identifiers: Mapping[str, str]) -> str:
    """The `w:style` element; `identifiers` gives the ids of the styles that it refers to, by lower-case name."""
    lines = [f'<w:name w:val="{style.title}"/>']
    for tag, title in (("basedOn", style.based_on), ("next", style.next_style)):
        if title.lower() in identifiers:
            lines.append(f'<w:{tag} w:val="{identifiers[title.lower()]}"/>')
    lines.append(f'<w:uiPriority w:val="{style.priority}"/>')
    body = style.body
    # the schema wants semiHidden and unhideWhenUsed before qFormat, the properties after it
    hidden = "<w:semiHidden/><w:unhideWhenUsed/>"
    if body.startswith(hidden):
        lines.append(hidden)
        body = body.removeprefix(hidden)
    if style.quick:
        lines.append("<w:qFormat/>")
    attributes = f" {style.attributes}" if style.attributes else ""
    start = f'<w:style w:type="{style.kind}"{attributes} w:styleId="{style.identifier}">'
    return start + "".join(lines) + body + "</w:style>"


def style_ids(document: Element) -> dict[str, str]:
    """The ids of all styles that a memo needs, by lower-case name; styles that the template lacks are put in."""
    root = document.styles.element
    found: dict[str, str] = {}
    for each in root.findall(name("w:style")):
        title = each.find(name("w:name"))
        if title is not None:
            found.setdefault(
                f"{each.get(name('w:type'))}:{title.get(name('w:val')).lower()}", each.get(name("w:styleId"))
            )
    taken = set(found.values())
    identifiers: dict[str, str] = {}
    for style in STYLES:
        key = style.title.lower()
        identifier = found.get(f"{style.kind}:{key}")
        if identifier is None:
            identifier = _put_in(root, style, identifiers, taken)
        identifiers[key] = identifier
    return identifiers


def find_style(document: Element, identifier: str) -> Element:
    """The `w:style` with this id."""
    return next(
        each for each in document.styles.element.findall(name("w:style")) if each.get(name("w:styleId")) == identifier
    )


def _put_in(root: Element, style: Style, identifiers: Mapping[str, str], taken: set[str]) -> str:
    element = fragment(style_xml(style, identifiers))
    identifier = style.identifier
    while identifier in taken:
        identifier += "Memo"
    element.set(name("w:styleId"), identifier)
    kind_has_default = any(
        each.get(name("w:type")) == style.kind and each.get(name("w:default")) in {"1", "true", "on"}
        for each in root.findall(name("w:style"))
    )
    if kind_has_default and element.get(name("w:default")) is not None:
        del element.attrib[name("w:default")]
    root.append(element)
    taken.add(identifier)
    return identifier
