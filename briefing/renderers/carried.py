"""The draft that travels inside a memo, so that an edited memo can be read back where its draft is gone.

A memo and the lines of the document made from it come in as it is rendered; a custom XML part goes out, and is read
back from the saved file. Beside the memo it keeps the document's shape: what stood around each point, and the lines
that belong to the template, so that whatever a person typed can be told from what was there before.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from briefing.errors import ProvenanceError
from briefing.records import dataclass
from briefing.renderers.ooxml.reading import Anchor, Line
from briefing.renderers.ooxml.text import visible
from briefing.renderers.opened import NAME_A_MEMO, Opened, custom_part
from briefing.renderers.workbench import point_tag, summary_tag
from briefing.tables import from_table, to_table
from briefing.values import Memo

DRAFT_NAMESPACE = "urn:briefing:draft:1"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Place:
    """What stood on a point's line before and after its English, the heading above, and whether it had a comment."""

    before: str
    after: str
    heading: str
    commented: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A rendered document apart from its points: places by point id, in the text and in the summary, other lines.

    `lines` are the texts outside tables that hold no point, each as often as it stands there.
    """

    points: Mapping[str, Place] = field(default_factory=dict)
    summary: Mapping[str, Place] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a document shows of its evidence, to be compared with what it showed when it was rendered.

    Keys are numbers: `points` gives the ids of points, `notes` the words of the notes on a point's lines, `rows` the
    reference and the English in a row of Annex A, `sources` the words in a row of Annex B, `lines` all words on
    the line of a point that has it to itself. `links` holds the target and the words of every link inside the memo.
    """

    points: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    lines: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Carried:
    """What the part holds; `shown` is None where nothing was said of it."""

    version: int
    memo: Memo
    shape: Shape
    shown: Shown | None = None


def shape_of(memo: Memo, lines: Sequence[Line]) -> Shape:
    """The shape of the document that `lines` were read from, freshly rendered from `memo`."""
    tags = {point_tag(point.id): point.id for point in memo.points}
    entries = {summary_tag(identifier): identifier for identifier in memo.summary}
    points: dict[str, Place] = {}
    summary: dict[str, Place] = {}
    rest: Counter[str] = Counter()
    heading = ""
    for line in lines:
        if line.level:
            heading = plain(line.text)
        anchors = [anchor for anchor in line.anchors if anchor.name in tags or anchor.name in entries]
        for anchor in anchors:
            place = _place(line, anchor, heading)
            if anchor.name in tags:
                points[tags[anchor.name]] = place
            else:
                summary[entries[anchor.name]] = place
        if not anchors and line.kind == "text" and plain(line.text):
            rest[plain(line.text)] += 1
    return Shape(points, summary, dict(rest))


def _place(line: Line, anchor: Anchor, heading: str) -> Place:
    return Place(plain(line.text[: anchor.start]), plain(line.text[anchor.end :]), heading, bool(line.comments))


def plain(text: str) -> str:
    """A line's words for comparison: white space evened out, optional hyphens and forbidden characters as shown."""
    return " ".join(visible(text).replace("\u00ad", "").split())


def carried_xml(memo: Memo, shape: Shape, shown: Shown | None = None) -> bytes:
    """The part; its text is JSON in plain ASCII, so that no program can change a letter of it."""
    from lxml import etree

    root = etree.Element(f"{{{DRAFT_NAMESPACE}}}draft", nsmap={None: DRAFT_NAMESPACE})
    table = {"version": VERSION, "memo": to_table(memo), "shape": to_table(shape)}
    if shown is not None:
        table["shown"] = to_table(shown)
    root.text = json.dumps(table, default=str, separators=(",", ":"))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=False))


def read_carried(opened: Opened) -> Carried | None:
    """What a saved memo carries, or None where a program dropped it. Raises ProvenanceError when it is damaged."""
    root = custom_part(opened.parts, DRAFT_NAMESPACE, "draft")
    if root is None:
        return None
    damaged = ProvenanceError("the draft inside the memo is damaged", f"{NAME_A_MEMO} Or name its draft with --onto.")
    try:
        table: Any = json.loads("".join(root.itertext()))
    except (ValueError, RecursionError):
        raise damaged from None
    if not isinstance(table, dict) or table.get("version") != VERSION:
        raise damaged
    return from_table(Carried, table, source="the draft inside the memo", error=ProvenanceError)
