"""The order of an edited memo: sections with their points, and the paragraphs that a person typed between them.

Lines and located points come in. Out go groups: a heading and what stands under it, in order; a typed paragraph is a
`Typed` with the evidence rows that it names. What the document held before and no point is, is left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from briefing.records import dataclass
from briefing.renderers.carried import Shape, plain
from briefing.renderers.ooxml.reading import Line
from briefing.renderers.wording import FLAG
from briefing.roundtrip.edited import Edited
from briefing.roundtrip.locate import Located
from briefing.values import Memo

_CITED = re.compile(
    r"\s*[\[(]\s*((?:(?:E|evidence)\s*\d+)(?:\s*(?:,|;|and|&)\s*(?:E|evidence)?\s*\d+)*)\s*[\])](?P<stop>\.?)\s*$",
    re.IGNORECASE,
)
_TAIL = ("annex a", "annex b", "coverage", "method", "sources")
"""How the headings after the last section begin where the document's shape is unknown."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A paragraph that a person typed, or copied: its words, and the rows of Annex A that it names."""

    index: int
    text: str
    rows: tuple[int, ...]


@dataclass(slots=True)
class Group:
    """A heading (None before the first) and what stands under it: ids of points and typed paragraphs."""

    heading: str | None
    items: list[str | Typed] = field(default_factory=list)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the points alone."""
        return tuple(item for item in self.items if isinstance(item, str))


def sections_shown(base: Memo, shape: Shape | None) -> bool:
    """True when the document shows the points under the headings of their sections."""
    if shape is None:
        return True
    return all(
        shape.points[point.id].heading == plain(section.heading)
        for section in base.sections
        for point in section.points
        if point.id in shape.points
    )


def read_groups(
    base: Memo, edited: Edited, located: Located, shape: Shape | None, taken: frozenset[int]
) -> tuple[list[Group], list[Typed]]:
    """The sections as they stand, and typed paragraphs that stand outside of them. `taken` lines say nothing here."""
    known = Counter(shape.lines if shape else {})
    at = {spot.index: identifier for identifier, spot in located.points.items()}
    both = Counter(spot.index for spot in located.points.values())
    headings = {plain(section.heading) for section in base.sections}
    groups = [Group(None)]
    for index, line in enumerate(edited.lines):
        words = plain(line.text)
        if index in at:
            groups[-1].items.extend(_at(index, located) if both[index] > 1 else [at[index]])
        elif index in taken:
            continue
        elif line.kind == "text" and (line.level or _is_heading(words, headings, groups)) and words:
            groups.append(Group(words))
            known[words] -= 1
        elif line.kind == "text" and words and index not in located.claimed and known[words] <= 0:
            groups[-1].items.append(_typed(index, words, line, edited))
        else:
            known[words] -= 1
    return _split(groups, headings, shape)


def _at(index: int, located: Located) -> Iterator[str]:
    """Several points on one line, in the order of the draft that they were found in."""
    yield from (identifier for identifier, spot in located.points.items() if spot.index == index)


def _is_heading(words: str, headings: set[str], groups: Sequence[Group]) -> bool:
    """A section's heading that lost its style, unless it stands there already."""
    return words in headings and all(group.heading != words for group in groups)


def _typed(index: int, words: str, line: Line, edited: Edited) -> Typed:
    named = [row for note in line.notes for row in edited.notes.get(note, ())]
    words = plain(words.removeprefix(FLAG))
    if match := _CITED.search(words):
        named += map(int, re.findall(r"\d+", match[1]))
        words = words[: match.start()] + match["stop"]
    return Typed(index, words, tuple(dict.fromkeys(named)))


def _split(groups: list[Group], headings: set[str], shape: Shape | None) -> tuple[list[Group], list[Typed]]:
    """Sections on the one hand; typed paragraphs under headings that are none on the other."""
    sections: list[Group] = []
    outside: list[Typed] = []
    for group in groups:
        fresh = group.heading is not None and shape is not None and group.heading not in shape.lines
        tail = group.heading is not None and group.heading.lower().startswith(_TAIL)
        typed = [item for item in group.items if isinstance(item, Typed)]
        if group.ids or group.heading in headings or (fresh and any(item.rows for item in typed)):
            sections.append(group)
        elif shape is not None:
            outside.extend(typed)
            if fresh:
                outside.append(Typed(-1, str(group.heading), ()))
        elif sections and not tail:
            outside.extend(typed)
    return _with_heading(sections), outside


def _with_heading(sections: list[Group]) -> list[Group]:
    """Points before the first heading belong to the first section."""
    if sections and sections[0].heading is None and len(sections) > 1:
        sections[1].items[:0] = sections[0].items
        return sections[1:]
    return sections


def renamed(base: Memo, groups: Sequence[Group]) -> Mapping[str, str]:
    """New headings by the old ones that they replace: the section that gave most of the points and is gone itself."""
    gone = {plain(section.heading): {point.id for point in section.points} for section in base.sections}
    for group in groups:
        gone.pop(group.heading or "", None)
    standing = {plain(section.heading) for section in base.sections}
    found: dict[str, str] = {}
    for group in groups:
        if group.heading is None or group.heading in standing or not gone:
            continue
        best = max(gone, key=lambda heading: len(gone[heading] & set(group.ids)))
        if gone[best] & set(group.ids):
            found[best] = group.heading
            del gone[best]
    return found
