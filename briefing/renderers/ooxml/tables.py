"""Tables that a screen reader can follow: a flagged header row, no merged cell, a caption and a description."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from briefing.renderers.ooxml.fields import field
from briefing.renderers.ooxml.runs import Words, paragraph, run
from briefing.renderers.ooxml.xml import Element, make, val

# A cell is its paragraphs, a row its cells.
Row = Sequence[Sequence[Element]]


def table(
    style: str, widths: Sequence[int], header: Sequence[str], rows: Iterable[Row], *, title: str, description: str
) -> Element:
    """A table of this style (id) and these column widths (twentieths of a point)."""
    properties = make(
        "w:tblPr",
        None,
        val("w:tblStyle", style),
        make("w:tblW", {"w:w": str(sum(widths)), "w:type": "dxa"}),
        make("w:tblLayout", {"w:type": "fixed"}),
        make(
            "w:tblLook",
            {
                "w:val": "0420",
                "w:firstRow": "1",
                "w:lastRow": "0",
                "w:firstColumn": "0",
                "w:lastColumn": "0",
                "w:noHBand": "0",
                "w:noVBand": "1",
            },
        ),
        val("w:tblCaption", title),
        val("w:tblDescription", description),
    )
    grid = make("w:tblGrid", None, *(make("w:gridCol", {"w:w": str(width)}) for width in widths))
    heading = [[paragraph(None, run(Words(words, bold=True)), properties=[make("w:keepNext")])] for words in header]
    return make(
        "w:tbl",
        None,
        properties,
        grid,
        _row(widths, heading, header=True),
        *(_row(widths, cells, header=False) for cells in rows),
    )


def caption(style: str, number: int, words: str, *, label: str = "Table") -> Element:
    """'Table 1. …' above its table (or 'Figure 1. …' below its picture), the number by Word's own field."""
    counted = field(f"SEQ {label} \\* ARABIC", str(number))
    keep = [make("w:keepNext")] if label == "Table" else [make("w:keepNext", {"w:val": "0"})]
    return paragraph(style, run(Words(f"{label} ")), counted, run(Words(f". {words}")), properties=keep)


def _row(widths: Sequence[int], cells: Row, *, header: bool) -> Element:
    properties = make("w:trPr", None, make("w:cantSplit"))
    if header:
        properties.append(make("w:tblHeader"))
    return make(
        "w:tr",
        None,
        properties,
        *(
            make(
                "w:tc",
                None,
                make("w:tcPr", None, make("w:tcW", {"w:w": str(width), "w:type": "dxa"})),
                *(cell or [paragraph(None)]),
            )
            for width, cell in zip(widths, cells, strict=True)
        ),
    )
