"""Drawings in a line of text: a picture, or a chart with its numbers, each with words for who cannot see it."""

from __future__ import annotations

from io import BytesIO

from briefing.renderers.ooxml.text import visible
from briefing.renderers.ooxml.xml import OFFICE_RELATIONSHIPS, Element, make, parse

EMU_A_CENTIMETRE = 360_000
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:wp="{_DRAWING}/wordprocessingDrawing" xmlns:a="{_DRAWING}/main" xmlns:pic="{_DRAWING}/picture" '
    f'xmlns:c="{_DRAWING}/chart" xmlns:r="{OFFICE_RELATIONSHIPS}"'
)
_LONGEST_TEXT = 2000


def picture(part: Element, data: bytes, widest: float, highest: float, description: str) -> Element:
    """A run with a PNG or JPEG picture that belongs to this part, at most so many centimetres wide and high."""
    key, image = part.get_or_add_image(BytesIO(data))
    scale = min(widest * EMU_A_CENTIMETRE / int(image.width), highest * EMU_A_CENTIMETRE / int(image.height), 1)
    width, height = max(int(image.width * scale), 1), max(int(image.height * scale), 1)
    graphic = (
        f'<a:graphicData uri="{_DRAWING}/picture"><pic:pic>'
        '<pic:nvPicPr><pic:cNvPr id="0" name="Logo"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{key}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
    )
    return _inline("Logo", description, width, height, graphic)


def chart_frame(key: str, width: int, height: int, description: str) -> Element:
    """A run with the chart that the part relates to by `key`; measures in EMU."""
    graphic = f'<a:graphicData uri="{_DRAWING}/chart"><c:chart r:id="{key}"/></a:graphicData>'
    return _inline("Chart", description, width, height, graphic)


def _inline(title: str, description: str, width: int, height: int, graphic: str) -> Element:
    inline = parse(
        f'<wp:inline {_NAMESPACES} distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="1" name="{title}"/><wp:cNvGraphicFramePr/><a:graphic>{graphic}</a:graphic></wp:inline>'
    )
    shown = visible(description).replace("\t", " ").replace("\n", " ")
    inline[1].set("descr", shown[:_LONGEST_TEXT])
    return make("w:r", None, make("w:drawing", None, inline))
