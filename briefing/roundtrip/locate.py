"""Where each point of the draft stands in the edited memo, and in what words.

Marks are asked in order of trust: content controls, bookmarks, the evidence rows that a line's footnotes name, and last
the words themselves. What carries the same mark twice was copied: the copy most like the point is the point.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from briefing.records import dataclass
from briefing.renderers.carried import Place, Shape, plain
from briefing.renderers.ooxml.reading import Anchor, Line
from briefing.renderers.wording import FLAG
from briefing.renderers.workbench import point_mark, point_tag, summary_tag
from briefing.roundtrip.edited import Edited
from briefing.roundtrip.numbering import Numbering
from briefing.roundtrip.similar import likeness, pair_up, words_of
from briefing.values import Memo

_POINTS_AT = re.compile(r"point_(\d+)")
_NUMBERED = re.compile(r"\(\s*point\s+([\w.-]+)\s*\)\s*\.?$", re.IGNORECASE)
_REMNANT = 0.34


@dataclass(frozen=True, slots=True)
class Spot:
    """A point (or its entry in the summary) as found: the line's index, its words, and how it was recognised."""

    index: int
    text: str
    how: str
    joined: tuple[int, ...] = ()


@dataclass(slots=True)
class Located:
    """Points and entries of the summary by point id, and the lines that they take up."""

    points: dict[str, Spot] = field(default_factory=dict)
    summary: dict[str, Spot] = field(default_factory=dict)
    claimed: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Names:
    """What the marks of this memo stand for."""

    tags: Mapping[str, str]
    marks: Mapping[str, str]
    entries: Mapping[str, str]

    def of(self, anchor: Anchor) -> str | None:
        return self.tags.get(anchor.name) or self.marks.get(anchor.name)


def locate(base: Memo, edited: Edited, shape: Shape | None, numbering: Numbering) -> Located:
    """Find the points that the document was written with, and the entries of its summary."""
    names = _Names(
        tags={point_tag(point.id): point.id for point in base.points},
        marks={point_mark(number): identifier for number, identifier in numbering.points.items()},
        entries={summary_tag(point.id): point.id for point in base.points},
    )
    located = Located()
    wanted = {point.id: plain(point.text) for point in base.points if shape is None or point.id in shape.points}
    _by_marks(wanted, edited.lines, names, shape, located)
    _summary(base, edited.lines, names, numbering.points, shape=shape, located=located)
    _by_evidence(wanted, edited, numbering, located)
    _by_words(wanted, edited.lines, shape, located)
    return located


def _by_marks(
    wanted: Mapping[str, str], lines: Sequence[Line], names: _Names, shape: Shape | None, located: Located
) -> None:
    found: dict[str, list[tuple[bool, int, Anchor]]] = {}
    for index, line in enumerate(lines):
        for anchor in line.anchors:
            identifier = names.of(anchor)
            if (
                identifier is not None
                and identifier in wanted
                and line.text[anchor.start : anchor.end].strip()
                and anchor.name not in line.continues
            ):
                found.setdefault(identifier, []).append((anchor.name in names.marks, index, anchor))
    chosen: dict[int, list[tuple[Anchor, str]]] = {}
    for identifier, candidates in found.items():
        best = _most_alike(candidates, wanted[identifier], lines)
        chosen.setdefault(best[1], []).append((best[2], identifier))
    for index, anchors in chosen.items():
        anchors.sort(key=lambda each: each[0].start)
        for (anchor, identifier), words in zip(anchors, _segments(lines[index].text, anchors), strict=True):
            place = _place(shape, identifier)
            more = tuple(_continued(lines, index, identifier, names))
            texts = [_own_words(words, place), *(lines[other].text for other in more)]
            how = "content control" if anchor.name in names.tags else "bookmark"
            located.points[identifier] = Spot(index, plain(" ".join(texts)), how, more)
            located.claimed.update((index, *more))


def _most_alike(
    candidates: list[tuple[bool, int, Anchor]], text: str, lines: Sequence[Line]
) -> tuple[bool, int, Anchor]:
    """Controls before bookmarks; of several, the one whose words are most like the point's."""
    trusted = min(weak for weak, _, _ in candidates)
    same = [each for each in candidates if each[0] == trusted]
    if len(same) == 1:
        return same[0]
    wanted = words_of(text)
    return max(same, key=lambda each: likeness(wanted, words_of(lines[each[1]].text[each[2].start : each[2].end])))


def _segments(text: str, anchors: Sequence[tuple[Anchor, str]]) -> Iterator[tuple[str, str, str]]:
    """For each anchor of a line what stands before, in and after it, when several points share the line."""
    for position, (anchor, _) in enumerate(anchors):
        first = position == 0
        end = anchors[position + 1][0].start if position + 1 < len(anchors) else len(text)
        yield text[: anchor.start] if first else "", text[anchor.start : anchor.end], text[anchor.end : end]


def _continued(lines: Sequence[Line], index: int, identifier: str, names: _Names) -> Iterator[int]:
    """The lines right below that the same mark reaches into: a point that a person spread over several."""
    for other in range(index + 1, len(lines)):
        line = lines[other]
        anchors = [anchor for anchor in line.anchors if anchor.end > anchor.start and names.of(anchor)]
        reaches = any(names.of(anchor) == identifier and anchor.name in line.continues for anchor in anchors)
        if not reaches or any(names.of(anchor) != identifier for anchor in anchors) or line.level:
            return
        if line.text.strip():
            yield other


def _place(shape: Shape | None, identifier: str) -> Place:
    return shape.points.get(identifier, Place("", "", "")) if shape else Place(FLAG, "", "")


def _own_words(words: tuple[str, str, str], place: Place) -> str:
    """The point's words on its line: what the template put around them is taken off, what a person typed is not."""
    before, inside, after = words
    return plain(_without(before, place.before) + inside + _without(after, place.after))


def _without(now: str, then: str) -> str:
    """`now` without the template's words `then`, or without what a person left of them."""
    if not then or not plain(now):
        return now
    if then in now:
        return now.replace(then, "", 1)
    left = plain(now)
    remnant = left in then or (len(left) <= len(then) and likeness(tuple(left), tuple(then)) > _REMNANT)
    return "" if remnant else now


def _summary(
    base: Memo,
    lines: Sequence[Line],
    names: _Names,
    numbers: Mapping[int, str],
    *,
    shape: Shape | None,
    located: Located,
) -> None:
    ids = {point.id for point in base.points}
    first = min((spot.index for spot in located.points.values()), default=len(lines))
    for index, line in enumerate(lines):
        identifier = next((names.entries[anchor.name] for anchor in line.anchors if anchor.name in names.entries), None)
        if identifier is None and index < first and line.kind == "text" and not line.level and not line.notes:
            identifier = _pointed_at(line, numbers)
        if identifier is None or identifier not in ids or identifier in located.summary or index in located.claimed:
            continue
        place = (shape.summary.get(identifier) if shape else None) or Place(FLAG, "", "")
        text = line.text
        for template in (place.before, place.after):
            if template and template in plain(text):
                text = plain(text).replace(template, "", 1)
        text = plain(_NUMBERED.sub("", plain(text).removeprefix(FLAG)))
        if text:
            located.summary[identifier] = Spot(index, text, "summary")
            located.claimed.add(index)


def _pointed_at(line: Line, numbers: Mapping[int, str]) -> str | None:
    """The one point that an unmarked line of the summary leads to, by its link or by its words."""
    linked = {int(found[1]) for link in line.links if (found := _POINTS_AT.fullmatch(link))}
    if len(linked) == 1:
        return numbers.get(linked.pop())
    named = _NUMBERED.search(plain(line.text))
    return numbers.get(int(named[1])) if named and named[1].isdecimal() else None


def _free(lines: Sequence[Line], shape: Shape | None, located: Located) -> dict[int, str]:
    """Lines outside tables that may be points: neither headings nor taken nor there before."""
    known = shape.lines if shape else {}
    return {
        index: plain(line.text)
        for index, line in enumerate(lines)
        if index not in located.claimed
        and line.kind == "text"
        and not line.level
        and plain(line.text)
        and plain(line.text) not in known
    }


def _by_evidence(wanted: Mapping[str, str], edited: Edited, numbering: Numbering, located: Located) -> None:
    """Lines whose footnotes name exactly the rows of one missing point, and of no other."""
    missing: dict[frozenset[int], list[str]] = {}
    for identifier in wanted:
        if identifier not in located.points:
            missing.setdefault(numbering.cited.get(identifier, frozenset()), []).append(identifier)
    lines: dict[frozenset[int], list[int]] = {}
    for index, line in enumerate(edited.lines):
        cited = frozenset(row for note in line.notes for row in edited.notes.get(note, ()))
        if cited and index not in located.claimed and plain(line.text) and not line.level:
            lines.setdefault(cited, []).append(index)
    for cited, identifiers in missing.items():
        if len(identifiers) == 1 and len(lines.get(cited, ())) == 1:
            _claim(identifiers[0], lines[cited][0], "footnote", edited.lines, located)


def _by_words(wanted: Mapping[str, str], lines: Sequence[Line], shape: Shape | None, located: Located) -> None:
    missing = {identifier: text for identifier, text in wanted.items() if identifier not in located.points}
    if not missing:
        return
    free = {index: plain(text.removeprefix(FLAG)) for index, text in _free(lines, shape, located).items()}
    for identifier, index in pair_up(missing, free).items():
        _claim(identifier, index, "words", lines, located)


def _claim(identifier: str, index: int, how: str, lines: Sequence[Line], located: Located) -> None:
    text = plain(plain(lines[index].text).removeprefix(FLAG))
    located.points[identifier] = Spot(index, text, how)
    located.claimed.add(index)
