"""What a house says of its documents besides their content: the title block, and the rules of layout."""

from __future__ import annotations

from datetime import date
from typing import Literal

from briefing.records import dataclass


@dataclass(frozen=True, slots=True)
class MemoHeader:
    """The title block and the release lines. Empty fields are shown as blanks for a person to fill in.

    `distribution` lists who gets the memo; `drafted`, `cleared` and `approved` name the people who answer for it.
    """

    to: str = ""
    sender: str = ""
    subject: str = ""
    date: date | None = None
    marking: str = ""
    distribution: tuple[str, ...] = ()
    drafted: str = ""
    cleared: str = ""
    approved: str = ""


DateStyle = Literal["us", "uk", "iso"]


@dataclass(frozen=True, slots=True)
class House:
    """The house's rules for its documents; what is empty, 0 or 'template' is left to the template."""

    dates: DateStyle = "us"  # January 26, 2026; 26 January 2026; 2026-01-26
    numbering: Literal["through", "by section"] = "through"  # 1, 2, 3 or 1.1, 1.2, 2.1
    paper: Literal["template", "a4", "letter"] = "template"  # the size of the page
    font: str = ""  # of the text; a machine that lacks it shows another
    font_size: float = 0.0  # points
    sections: tuple[str, ...] = ()  # headings in the order wanted; those not named follow in their own order
    annex: bool = True  # Annex A, the evidence in both languages
    notes: Literal["footnotes", "endnotes"] = "footnotes"  # where the notes with the sources stand
    logo: str = ""  # a PNG or JPEG file
    logo_text: str = ""  # what a screen reader says of the logo

    def __post_init__(self) -> None:
        if self.font_size and not 6 <= self.font_size <= 30:  # noqa: PLR2004 - what can be read
            raise ValueError("font_size must lie between 6 and 30 points")
