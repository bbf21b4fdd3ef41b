"""The house's look laid over a template: paper, font, size; and what the template says of its own."""

from __future__ import annotations

from briefing.house import House
from briefing.renderers.ooxml.xml import Element, insert_in_order, make, name

# Width and height in twentieths of a point.
_PAPERS = {"a4": (11906, 16838), "letter": (12240, 15840)}
_EMU_A_TWIP = 635
_LETTER_TEXT, _NARROWEST = 9360, 2880
_DEFAULT_SIZE = 10.0
_FONT_SCRIPTS = ("ascii", "hAnsi", "eastAsia", "cs")
_THEME_FONTS = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")
_FONT_ORDER = ("w:rFonts", "w:b", "w:bCs", "w:i", "w:iCs", "w:caps", "w:color", "w:sz", "w:szCs", "w:lang")
_MONOSPACED = "HTML Code"


def dress(document: Element, house: House) -> None:
    """Set paper, font and size where the house has a rule."""
    if house.paper != "template":
        _paper(document, *_PAPERS[house.paper])
    if house.font or house.font_size:
        _font(document, house.font, house.font_size)


def text_width(document: Element) -> int:
    """The width between the margins of the last section, in twentieths of a point."""
    if not len(document.sections):
        return _LETTER_TEXT
    section = document.sections[-1]
    if section.page_width is None or section.left_margin is None or section.right_margin is None:
        return _LETTER_TEXT
    width = int(section.page_width - section.left_margin - section.right_margin) // _EMU_A_TWIP
    return max(width, _NARROWEST)


def text_size(document: Element) -> float:
    """The size of plain text, in points."""
    root = document.styles.element
    places = (f"{name('w:docDefaults')}/{name('w:rPrDefault')}/{name('w:rPr')}/{name('w:sz')}",)
    for place in places:
        found = root.find(place)
        if found is not None and found.get(name("w:val"), "").isdigit():
            return int(found.get(name("w:val"))) / 2
    return _DEFAULT_SIZE


def _paper(document: Element, width: int, height: int) -> None:
    before = text_width(document)
    for size in document.element.body.iter(name("w:pgSz")):
        wide = size.get(name("w:orient")) == "landscape"
        size.set(name("w:w"), str(height if wide else width))
        size.set(name("w:h"), str(width if wide else height))
    for section in document.element.body.iter(name("w:sectPr")):
        if section.find(name("w:pgSz")) is None:
            references = [
                each for each in section if each.tag in {name("w:headerReference"), name("w:footerReference")}
            ]
            section.insert(len(references), make("w:pgSz", {"w:w": str(width), "w:h": str(height)}))
    _move_tabs(document, before, text_width(document))


def _move_tabs(document: Element, before: int, after: int) -> None:
    """Tab stops at the middle and the right edge of headers and footers follow the new width."""
    for style in document.styles.element.iter(name("w:style")):
        for tab in style.iter(name("w:tab")):
            if tab.get(name("w:pos")) in {str(before), str(before // 2)}:
                tab.set(name("w:pos"), str(after if tab.get(name("w:pos")) == str(before) else after // 2))


def _font(document: Element, font: str, size: float) -> None:
    root = document.styles.element
    defaults = root.find(f"{name('w:docDefaults')}/{name('w:rPrDefault')}/{name('w:rPr')}")
    if defaults is None:
        defaults = make("w:rPr")
        outer = make("w:docDefaults", None, make("w:rPrDefault", None, defaults))
        for each in root.findall(name("w:docDefaults")):
            root.remove(each)
        root.insert(0, outer)
    if font:
        if defaults.find(name("w:rFonts")) is None:
            defaults.insert(0, make("w:rFonts"))
        for style in root.iter(name("w:rFonts")):
            if not _is_monospaced(style):
                _set_font(style, font)
    if size:
        _set_size(root, defaults, round(size * 2))


def _is_monospaced(fonts: Element) -> bool:
    style = next(fonts.iterancestors(name("w:style")), None)
    title = style.find(name("w:name")) if style is not None else None
    return title is not None and title.get(name("w:val")) == _MONOSPACED


def _set_font(fonts: Element, font: str) -> None:
    for theme in _THEME_FONTS:
        fonts.attrib.pop(name(f"w:{theme}"), None)
    for script in _FONT_SCRIPTS:
        fonts.set(name(f"w:{script}"), font)


def _set_size(root: Element, defaults: Element, half_points: int) -> None:
    """The size of plain text; headings, notes and tables keep the sizes that their styles give them."""
    normal = [style for style in root.iter(name("w:style")) if style.get(name("w:default")) in {"1", "true"}]
    places = [defaults, *(each for style in normal for each in style.findall(name("w:rPr")))]
    for place in places:
        for tag in ("w:sz", "w:szCs"):
            found = place.find(name(tag))
            if found is not None:
                found.set(name("w:val"), str(half_points))
            elif place is defaults:
                insert_in_order(place, make(tag, {"w:val": str(half_points)}), _FONT_ORDER)
