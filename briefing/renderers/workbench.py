"""What the blocks of a memo share while one document is being written: its styles, notes, numbers and widths."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field

from briefing.house import House
from briefing.records import dataclass
from briefing.renderers.arrangement import Arrangement
from briefing.renderers.ooxml.comments import Comments
from briefing.renderers.ooxml.controls import control, control_tag
from briefing.renderers.ooxml.footnotes import Notes
from briefing.renderers.ooxml.links import bookmark, link
from briefing.renderers.ooxml.runs import Words, paragraph, runs
from briefing.renderers.ooxml.xml import Element, make, name


@dataclass(frozen=True, slots=True)
class Workbench:
    """The tools of one rendering.

    `main` is the document's main part, `size` the text's in points, `styles` gives ids by lower-case style name,
    `width` is the text's in twips, `lists` the numbered list of each point. `shown` collects the ids of the points
    that the document has shown so far, in its order; `annex` says whether it will have Annex A. `later` holds the
    blocks that are made when everything else stands, each with the paragraph that keeps its place.
    """

    main: Element
    arrangement: Arrangement
    styles: Mapping[str, str]
    notes: Notes
    comments: Comments
    bookmark_ids: Iterator[int]
    control_ids: Iterator[int]
    table_numbers: Iterator[int]
    figure_numbers: Iterator[int]
    lists: Mapping[str, int]
    width: int
    size: float
    house: House
    annex: bool
    shown: dict[str, None] = field(default_factory=dict)
    later: list[tuple[Element, Callable[[], Iterable[Element]]]] = field(default_factory=list)

    def style(self, title: str) -> str:
        """The id of a style."""
        return self.styles[title.lower()]

    def link(self, target: str, text: str) -> Element:
        """A link to a bookmark of the memo."""
        return link(target, text, self.style("Hyperlink"))

    def bookmark(self, title: str, *content: Element) -> list[Element]:
        """Content that links can lead to."""
        return bookmark(title, next(self.bookmark_ids), *content)

    def control(self, tag: str, title: str, *content: Element) -> Element:
        """Runs in a content control, by whose tag they are found again in an edited memo."""
        return control(tag, title, next(self.control_ids), *content)

    def postponed(self, make_block: Callable[[], Iterable[Element]]) -> Element:
        """A place for a block that is made by `make_later`."""
        place = make("w:p")
        self.later.append((place, make_block))
        return place

    def make_later(self) -> None:
        """Make what was postponed, in the order of the document."""
        for place, make_block in self.later:
            parent = place.getparent()
            position = parent.index(place)
            parent.remove(place)
            for offset, block in enumerate(make_block()):
                parent.insert(position + offset, block)
            if parent.tag == name("w:tc") and (not len(parent) or parent[-1].tag != name("w:p")):
                parent.append(make("w:p"))

    def heading(self, words: str, level: int, *, new_page: bool = False) -> Element:
        """A heading in Word's own style of this level."""
        properties = [make("w:pageBreakBefore")] if new_page else []
        return paragraph(self.style(f"heading {level}"), *runs([words]), properties=properties)

    def text(self, *pieces: Words | str, properties: Iterable[Element] = ()) -> Element:
        """A plain paragraph."""
        return paragraph(None, *runs(pieces), properties=properties)

    def columns(self, *shares: int) -> list[int]:
        """Column widths in these proportions, filling the text's width."""
        widths = [self.width * share // sum(shares) for share in shares]
        widths[-1] += self.width - sum(widths)
        return widths


def point_mark(number: int) -> str:
    """The bookmark of a point's text."""
    return f"point_{number}"


def evidence_mark(number: int) -> str:
    """The bookmark of a row of Annex A."""
    return f"evidence_{number}"


def source_mark(number: int) -> str:
    """The bookmark of a row of Annex B."""
    return f"source_{number}"


def point_tag(identifier: str) -> str:
    """The tag of the content control around a point's English, by the point's id."""
    return control_tag("point", identifier)


def summary_tag(identifier: str) -> str:
    """The tag of the content control around a point's English where the summary repeats it."""
    return control_tag("summary", identifier)
