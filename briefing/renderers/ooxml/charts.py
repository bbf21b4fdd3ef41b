"""A stacked column chart as Word itself makes one: a chart part with its values, and the workbook behind it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from briefing.records import dataclass
from briefing.renderers.ooxml.package import write_package
from briefing.renderers.ooxml.text import visible
from briefing.renderers.ooxml.xml import OFFICE_RELATIONSHIPS, Element

_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Fills that can be told apart without colour: plain or hatched (a preset's name), and the colour.
_FILLS = (
    ("", "1F3864"),
    ("wdUpDiag", "9C1C1C"),
    ("", "A6A6A6"),
    ("smGrid", "2E6E65"),
    ("", "B58900"),
    ("wdDnDiag", "5B4A7A"),
)
_NAMESPACES = f'xmlns:c="{_DRAWING}/chart" xmlns:a="{_DRAWING}/main" xmlns:r="{OFFICE_RELATIONSHIPS}"'
_OUTLINE = '<a:ln w="6350"><a:solidFill><a:srgbClr val="404040"/></a:solidFill></a:ln>'


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of column: its name and a number for each category."""

    title: str
    values: tuple[int, ...]


def add_chart(main: Element, categories: Sequence[str], series: Sequence[Series]) -> str:
    """Put the chart and its workbook into the package; the relationship's id."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.part import Part

    book = Part(
        main.package.next_partname("/word/embeddings/chart%d.xlsx"),
        _BOOK_TYPE,
        _workbook(categories, series),
        main.package,
    )
    title = main.package.next_partname("/word/charts/chart%d.xml")
    chart = Part(title, _CHART_TYPE, b"", main.package)
    key = chart.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)
    chart._blob = _chart(categories, series, key).encode("utf-8")  # noqa: SLF001 - its own address is known only now
    return str(main.relate_to(chart, RELATIONSHIP_TYPE.CHART))


def _chart(categories: Sequence[str], series: Sequence[Series], key: str) -> str:
    drawn = "".join(_series(number, one, categories) for number, one in enumerate(series))
    small = '<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="900"/></a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>'
    line = '<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="7F7F7F"/></a:solidFill></a:ln></c:spPr>'
    return (
        f"{_DECLARATION}<c:chartSpace {_NAMESPACES}>"
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        f'<c:barChart><c:barDir val="col"/><c:grouping val="stacked"/><c:varyColors val="0"/>{drawn}'
        '<c:gapWidth val="60"/><c:overlap val="100"/><c:axId val="111111111"/><c:axId val="222222222"/></c:barChart>'
        '<c:catAx><c:axId val="111111111"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>{line}{small}<c:crossAx val="222222222"/>'
        '<c:crosses val="autoZero"/></c:catAx>'
        '<c:valAx><c:axId val="222222222"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling>'
        '<c:delete val="0"/><c:axPos val="l"/><c:numFmt formatCode="0" sourceLinked="0"/>'
        f'<c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>{line}{small}'
        f'<c:crossAx val="111111111"/><c:crosses val="autoZero"/><c:majorUnit val="{_step(series)}"/></c:valAx>'
        f'</c:plotArea><c:legend><c:legendPos val="r"/><c:overlay val="0"/>{small}</c:legend>'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        '<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr>'
        f'<c:externalData r:id="{key}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _step(series: Sequence[Series]) -> int:
    """Whole numbers on the axis, five lines at most."""
    highest = max((sum(column) for column in zip(*(one.values for one in series), strict=True)), default=1)
    return max(-(-highest // 5), 1)


def _series(number: int, one: Series, categories: Sequence[str]) -> str:
    last = len(categories) + 1
    column = _column(number + 1)
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx><c:strRef><c:f>Sheet1!${column}$1</c:f>'
        f'<c:strCache><c:ptCount val="1"/>{_points([one.title])}</c:strCache></c:strRef></c:tx>'
        f"<c:spPr>{_fill(number)}{_OUTLINE}</c:spPr>"
        f'<c:invertIfNegative val="0"/><c:cat><c:strRef><c:f>Sheet1!$A$2:$A${last}</c:f>'
        f'<c:strCache><c:ptCount val="{len(categories)}"/>{_points(categories)}</c:strCache></c:strRef></c:cat>'
        f"<c:val><c:numRef><c:f>Sheet1!${column}$2:${column}${last}</c:f>"
        "<c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{len(one.values)}"/>{_points(one.values)}</c:numCache></c:numRef></c:val></c:ser>'
    )


def _fill(number: int) -> str:
    pattern, colour = _FILLS[number % len(_FILLS)]
    solid = f'<a:srgbClr val="{colour}"/>'
    if not pattern:
        return f"<a:solidFill>{solid}</a:solidFill>"
    white = '<a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr>'
    return f'<a:pattFill prst="{pattern}"><a:fgClr>{solid}</a:fgClr>{white}</a:pattFill>'


def _points(values: Sequence[str | int]) -> str:
    return "".join(f'<c:pt idx="{place}"><c:v>{_words(str(each))}</c:v></c:pt>' for place, each in enumerate(values))


def _words(text: str) -> str:
    return escape(visible(text), quote=False)


def _column(number: int) -> str:
    """'A' for 0, 'AA' for 26."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _workbook(categories: Sequence[str], series: Sequence[Series]) -> bytes:
    rows: list[list[str | int]] = [["", *(one.title for one in series)]]
    rows += [[category, *(one.values[place] for one in series)] for place, category in enumerate(categories)]
    lines = "".join(
        f'<row r="{number}">{"".join(_cell(column, number, value) for column, value in enumerate(row))}</row>'
        for number, row in enumerate(rows, start=1)
    )
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/></Types>',
        "_rels/.rels": _relation("officeDocument", "xl/workbook.xml"),
        "xl/_rels/workbook.xml.rels": _relation("worksheet", "worksheets/sheet1.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{OFFICE_RELATIONSHIPS}"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}"><sheetData>{lines}</sheetData></worksheet>',
    }  # fmt: skip
    return write_package({title: (_DECLARATION + text).encode("utf-8") for title, text in parts.items()})


def _cell(column: int, row: int, value: str | int) -> str:
    place = f"{_column(column)}{row}"
    if isinstance(value, int):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{_words(value)}</t></is></c>'


def _relation(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE_RELATIONSHIPS}/{kind}" Target="{target}"/></Relationships>'
    )
