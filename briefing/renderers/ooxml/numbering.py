"""One numbered list for the whole memo, whatever the template says about lists."""

from __future__ import annotations

from briefing.renderers.ooxml.xml import WORD, Element, fragment, make, name, parse, val

_EMPTY = f'<w:numbering xmlns:w="{WORD}"/>'
_DECIMAL = """
<w:abstractNum w:abstractNumId="{number}">
  <w:multiLevelType w:val="singleLevel"/>
  <w:lvl w:ilvl="0">
    <w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{prefix}%1."/><w:lvlJc w:val="left"/>
    <w:pPr><w:ind w:left="{indent}" w:hanging="{indent}"/></w:pPr>
  </w:lvl>
</w:abstractNum>
"""


def new_numbering(document: Element, style: Element, *, prefix: str = "") -> int:
    """The id of a list that counts 1, 2, 3 through the document; with a prefix '2.' it counts 2.1, 2.2, 2.3.

    It looks as the paragraph style's own list does, when that one is decimal and no prefix is wanted; else plainly.
    """
    root = _root(document)
    shape = None if prefix else _shape_of_style(root, style)
    if shape is None:
        known = (int(each.get(name("w:abstractNumId"))) for each in root.findall(name("w:abstractNum")))
        shape = max(known, default=-1) + 1
        abstract = fragment(_DECIMAL.format(number=shape, prefix=prefix, indent=576 if prefix else 432).strip())
        first = root.find(name("w:num"))
        if first is None:
            root.append(abstract)
        else:
            first.addprevious(abstract)
    number = max((int(each.get(name("w:numId"))) for each in root.findall(name("w:num"))), default=0) + 1
    start = make("w:lvlOverride", {"w:ilvl": "0"}, val("w:startOverride", 1))
    item = make("w:num", {"w:numId": str(number)}, val("w:abstractNumId", shape), start)
    later = root.findall(name("w:num"))
    if later:
        later[-1].addnext(item)
    else:
        root.append(item)
    return number


def numbered(number: int) -> Element:
    """The paragraph property that makes a paragraph an item of the list."""
    return make("w:numPr", None, val("w:ilvl", 0), val("w:numId", number))


def _root(document: Element) -> Element:
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.parts.numbering import NumberingPart

    main = document.part
    try:
        return main.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
    except KeyError:
        part = NumberingPart(PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, parse(_EMPTY), main.package)
        main.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
        return part.element


def _shape_of_style(root: Element, style: Element) -> int | None:
    """The abstract list that the style names, if its first level counts in decimals."""
    number = style.find(f"{name('w:pPr')}/{name('w:numPr')}/{name('w:numId')}")
    if number is None:
        return None
    for item in root.findall(name("w:num")):
        if item.get(name("w:numId")) != number.get(name("w:val")):
            continue
        shape = item.find(name("w:abstractNumId")).get(name("w:val"))
        for abstract in root.findall(name("w:abstractNum")):
            counting = abstract.find(f"{name('w:lvl')}/{name('w:numFmt')}")
            if abstract.get(name("w:abstractNumId")) == shape and counting is not None:
                return int(shape) if counting.get(name("w:val")) == "decimal" else None
    return None
