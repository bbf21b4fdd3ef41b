"""What a saved memo says of itself, read from the Word file that is attached, as its reader will see it.

The manifest beside the file is compared, never preferred: a person may have changed the Word file since.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from briefing.errors import ProvenanceError
from briefing.records import dataclass
from briefing.renderers.ooxml.xml import WORD, Element
from briefing.renderers.opened import Opened, open_memo, parse, target
from briefing.renderers.provenance import EvidencePoint, read_evidence, visible_text
from briefing.renderers.wording import DRAFT, FLAG

_W = f"{{{WORD}}}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_POINT = re.compile(r"point_(\d+)")
_TITLE = re.compile(r"Point (\d+(?:\.\d+)?)")
_HEAD_LINE = re.compile(r"(TO|FROM|DATE|SUBJECT|PERIOD):\t(.*)")
_BLANK = re.compile(r"[_\s]*")
_OPEN_BRACKET = re.compile(r"\s*\($")


@dataclass(frozen=True, slots=True)
class PointLine:
    """A point as the message repeats it: `label` is its number as shown, `flagged` when the memo asks to check it."""

    label: str
    text: str
    flagged: bool


@dataclass(frozen=True, slots=True)
class SavedMemo:
    """A memo as it lies on disk. `problem` says why it is no whole memo of ours, None when it is one."""

    path: Path
    data: bytes
    title: str
    subject: str
    period: str
    date: str
    marking: str
    status: str
    summary: tuple[PointLine, ...]
    points: tuple[PointLine, ...]
    problem: ProvenanceError | None
    notes: tuple[str, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the file: what the send log calls the memo."""
        return hashlib.sha256(self.data).hexdigest()


def read_memo(path: Path, data: bytes) -> SavedMemo:
    """Read the memo (`data` are the bytes of the file at `path`).

    Raises `ProvenanceError` when it is no Word document, or a damaged one.
    """
    opened = open_memo(data)
    try:
        evidence, problem = read_evidence(data).points, None
    except ProvenanceError as error:
        evidence, problem = (), error
    paragraphs = list(opened.body().iter(f"{_W}p"))
    flags, labels = _flagged_numbers(paragraphs), _labels(paragraphs)
    head = _head(paragraphs)
    top, bottom = _lines(opened, "header"), _lines(opened, "footer")
    texts = [visible_text(each).strip() for each in paragraphs]
    saved = SavedMemo(
        path=path,
        data=data,
        title=_title(opened) or head.get("SUBJECT", "") or path.stem,
        subject=head.get("SUBJECT", ""),
        period=head.get("PERIOD", ""),
        date=head.get("DATE", ""),
        marking=next((line for line in top if line in bottom and _is_marking(line)), ""),
        status=next((DRAFT for line in (*texts, *top, *bottom) if DRAFT in line), ""),
        summary=tuple(_summary(paragraphs)),
        points=tuple(
            PointLine(labels.get(each.number, str(each.number)), each.text, each.number in flags) for each in evidence
        ),
        problem=problem,
        notes=(),
    )
    return _with_notes(saved, evidence)


def _title(opened: Opened) -> str:
    """The title in the document's properties."""
    name = target(opened.parts, "", "/core-properties")
    title = None if name is None else parse(opened.parts[name]).find(f"{_DC}title")
    return "" if title is None else " ".join((title.text or "").split())


def _lines(opened: Opened, kind: str) -> list[str]:
    """The lines of all headers, or of all footers."""
    folder, _, name = opened.main.rpartition("/")
    relationships = opened.parts.get(f"{folder}/_rels/{name}.rels")
    found: list[str] = []
    for each in () if relationships is None else parse(relationships):
        part = opened.parts.get(posixpath.normpath(posixpath.join("/", folder, each.get("Target", ""))).lstrip("/"))
        if part is not None and each.get("Type", "").endswith(f"/{kind}"):
            found.extend(visible_text(line).strip() for line in parse(part).iter(f"{_W}p"))
    return [line for line in found if line]


def _is_marking(line: str) -> bool:
    """In capitals, as markings are, and not a page number."""
    return line == line.upper() and any(character.isalpha() for character in line)


def _head(paragraphs: list[Element]) -> dict[str, str]:
    """The filled lines of the title block, by label."""
    found: dict[str, str] = {}
    for each in paragraphs:
        match = _HEAD_LINE.fullmatch(visible_text(each).strip())
        if match and not _BLANK.fullmatch(match[2]):
            found.setdefault(match[1], " ".join(match[2].split()))
    return found


def _summary(paragraphs: list[Element]) -> Iterator[PointLine]:
    """The paragraphs above the first point that end in a link to one."""
    for each in paragraphs:
        if any(_POINT.fullmatch(mark.get(f"{_W}name") or "") for mark in each.iter(f"{_W}bookmarkStart")):
            return
        links = [link for link in each.iter(f"{_W}hyperlink") if _POINT.fullmatch(link.get(f"{_W}anchor") or "")]
        if not links:
            continue
        shown = "".join(text.text or "" for text in links[-1].iter(f"{_W}t"))
        label = shown.rpartition(" ")[2]
        words, _, _ = visible_text(each).rpartition(shown)
        flagged = words.startswith(FLAG)
        text = _OPEN_BRACKET.sub("", words.removeprefix(FLAG).strip())
        yield PointLine(label, " ".join(text.split()), flagged)


def _flagged_numbers(paragraphs: list[Element]) -> frozenset[int]:
    """The numbers of the points before which the memo shows its flag."""
    return frozenset(
        int(found[1])
        for each in paragraphs
        for mark in each.iter(f"{_W}bookmarkStart")
        if (found := _POINT.fullmatch(mark.get(f"{_W}name") or "")) and visible_text(each).startswith(FLAG)
    )


def _labels(paragraphs: list[Element]) -> dict[int, str]:
    """The labels of the points, '3' or '1.3', as the titles of their content controls say them."""
    found: dict[int, str] = {}
    for each in paragraphs:
        marks = [_POINT.fullmatch(mark.get(f"{_W}name") or "") for mark in each.iter(f"{_W}bookmarkStart")]
        titles = [_TITLE.fullmatch(alias.get(f"{_W}val") or "") for alias in each.iter(f"{_W}alias")]
        found |= {int(mark[1]): title[1] for mark in marks for title in titles if mark and title}
    return found


def _with_notes(memo: SavedMemo, points: tuple[EvidencePoint, ...]) -> SavedMemo:
    """The memo with what its manifest adds (a period that the Word file does not show) or says otherwise."""
    file = memo.path.with_suffix(".json")
    if not file.is_file():
        return memo
    try:
        table = json.loads(file.read_text(encoding="utf-8"))
        told = {point["id"]: str(point["text"]) for section in table["sections"] for point in section["points"]}
        period = f"{table['period']['from']} to {table['period']['to']}"
        reviewed, summary = bool(table["reviewed"]), len(table["summary"])
    except (OSError, ValueError, KeyError, TypeError):
        return replace(memo, notes=(f"the manifest {file} cannot be read; it is not needed",))
    notes = []
    changed = [str(point.number) for point in points if told.get(point.id, point.text).split() != point.text.split()]
    if changed:
        notes.append(f"the manifest has other words for point {', '.join(changed)}")
    if points and {point.id for point in points} != set(told):
        notes.append("the manifest has other points")
    if summary != len(memo.summary):
        notes.append(f"the manifest has {summary} points in the summary, the Word file {len(memo.summary)}")
    if reviewed == bool(memo.status):
        said = "reviewed" if reviewed else "not reviewed"
        shown = "shows" if memo.status else "does not show"
        notes.append(f"the manifest says {said}, the Word file {shown} the draft line")
    if notes:
        notes.append("the Word file is what is sent, and what the message says")
    return replace(memo, period=memo.period or period, notes=tuple(notes))
