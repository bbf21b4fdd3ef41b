"""An edited memo as it stands: its lines, footnotes, comments, annex rows and whatever it still carries of its draft.

The bytes of a saved file come in, an `Edited` goes out. Tracked changes count as accepted; how many there were, and by
whom, is told. Nothing is judged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from briefing.records import dataclass
from briefing.renderers.carried import Carried, plain, read_carried
from briefing.renderers.ooxml.accept import accept_changes
from briefing.renderers.ooxml.comments import AUTHOR
from briefing.renderers.ooxml.reading import Line, heading_levels, read_lines
from briefing.renderers.ooxml.text import unescape
from briefing.renderers.ooxml.xml import WORD, Element
from briefing.renderers.opened import Opened, custom_part, open_memo
from briefing.renderers.provenance import NAMESPACE
from briefing.renderers.wording import REMEMBERED

_W = f"{{{WORD}}}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_ROW = re.compile(r"\bevidence_(\d+)\b")
_ROW_WORDS = re.compile(r"\bevidence\s+(\d+)\b")


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment; `ours` says that the renderer wrote it."""

    author: str
    day: str
    text: str
    resolved: bool
    ours: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row of any table: the evidence number of its bookmark, if it has one, and the words of its cells."""

    number: int | None
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A row of evidence as the memo was written: its number, where the sentence stands, whether Annex A showed it."""

    number: int
    place: tuple[str, int | None, int, int]
    shown: bool


@dataclass(frozen=True, slots=True)
class Edited:
    """What a saved memo holds. `notes` gives the evidence rows that a footnote names, by the note's id; `numbers` the
    ids of points by the number that they were written with; `tracked` the changes accepted here, by author.
    """

    lines: tuple[Line, ...]
    notes: Mapping[str, tuple[int, ...]]
    remarks: Mapping[str, Remark]
    rows: tuple[Row, ...]
    tracked: Mapping[str, int]
    numbers: Mapping[int, str]
    evidence: tuple[Written, ...]
    carried: Carried | None


def read_edited(data: bytes) -> Edited:
    """Read a saved memo. Raises ProvenanceError when it is no Word document, or a damaged one."""
    opened = open_memo(data)
    body = opened.body()
    tracked = accept_changes(body)
    return Edited(
        lines=read_lines(body, heading_levels(opened.related("/styles"))),
        notes=dict(_notes(opened)),
        remarks=dict(_remarks(opened)),
        rows=tuple(_rows(body)),
        tracked=tracked,
        numbers=_numbers(opened),
        evidence=tuple(_evidence(opened)),
        carried=read_carried(opened),
    )


def _notes(opened: Opened) -> Iterator[tuple[str, tuple[int, ...]]]:
    for kind in ("footnote", "endnote"):
        root = opened.related(f"/{kind}s")
        if root is None:
            continue
        accept_changes(root)
        for note in root.iter(f"{_W}{kind}"):
            lines = read_lines(note, {})
            linked = [int(found[1]) for line in lines for link in line.links if (found := _ROW.search(link))]
            named = [int(number) for line in lines for number in _ROW_WORDS.findall(line.text)]
            yield f"{kind[0]}{note.get(f'{_W}id')}", tuple(dict.fromkeys((*linked, *named)))


def _remarks(opened: Opened) -> Iterator[tuple[str, Remark]]:
    root = opened.related("/comments")
    if root is None:
        return
    extended = opened.related("/commentsExtended")
    done = set()
    if extended is not None:
        for each in extended.iter(f"{_W15}commentEx"):
            if each.get(f"{_W15}done") in ("1", "true"):
                done.add(each.get(f"{_W15}paraId"))
    for each in root.iter(f"{_W}comment"):
        paragraphs = {paragraph.get(f"{_W14}paraId") for paragraph in each.iter(f"{_W}p")}
        author = each.get(f"{_W}author", "")
        yield (
            each.get(f"{_W}id", ""),
            Remark(
                author=author,
                day=each.get(f"{_W}date", "")[:10],
                text=" ".join(filter(None, (plain(line.text) for line in read_lines(each, {})))),
                resolved=bool(done & paragraphs),
                ours=author == AUTHOR,
            ),
        )


def _rows(body: Element) -> Iterator[Row]:
    for row in body.iter(f"{_W}tr"):
        marks = (_ROW.fullmatch(mark.get(f"{_W}name", "")) for mark in row.iter(f"{_W}bookmarkStart"))
        number = next((int(found[1]) for found in marks if found), None)
        yield Row(number, tuple(_cell(cell) for cell in row.iter(f"{_W}tc")))


def _cell(cell: Element) -> str:
    words = (plain(line.text) for line in read_lines(cell, {}))
    return " ".join(line for line in words if line and line != REMEMBERED)


def _numbers(opened: Opened) -> dict[int, str]:
    root = custom_part(opened.parts, NAMESPACE, "evidence")
    if root is None:
        return {}
    points = root.iter(f"{{{NAMESPACE}}}point")
    return {int(each.get("number", "0")): unescape(each.get("id", "")) for each in points}


def _evidence(opened: Opened) -> Iterator[Written]:
    root = custom_part(opened.parts, NAMESPACE, "evidence")
    for each in root.iter(f"{{{NAMESPACE}}}row") if root is not None else ():
        record = each.get("record")
        place = (
            unescape(each.get("path", "")),
            None if record is None else int(record),
            int(each.get("start", "0")),
            int(each.get("end", "0")),
        )
        yield Written(int(each.get("number", "0")), place, each.get("quote") is None)
