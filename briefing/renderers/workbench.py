"""What the blocks of a memo share while one document is being written: its styles, notes, numbers and widths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from briefing.renderers.arrangement import Arrangement
from briefing.renderers.ooxml.comments import Comments
from briefing.renderers.ooxml.footnotes import Footnotes
from briefing.renderers.ooxml.links import bookmark, link
from briefing.renderers.ooxml.runs import Words, paragraph, runs
from briefing.renderers.ooxml.xml import Element, make


@dataclass(frozen=True, slots=True)
class Workbench:
    """The tools of one rendering. `styles` gives ids by lower-case style name, `width` is the text's in twips."""

    arrangement: Arrangement
    styles: Mapping[str, str]
    footnotes: Footnotes
    comments: Comments
    bookmark_ids: Iterator[int]
    table_numbers: Iterator[int]
    numbering: int
    width: int

    def style(self, title: str) -> str:
        """The id of a style."""
        return self.styles[title.lower()]

    def link(self, target: str, text: str) -> Element:
        """A link to a bookmark of the memo."""
        return link(target, text, self.style("Hyperlink"))

    def bookmark(self, title: str, *content: Element) -> list[Element]:
        """Content that links can lead to."""
        return bookmark(title, next(self.bookmark_ids), *content)

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
