"""What a translation memory holds: a Vietnamese text, the English for it, whose it is and where it comes from."""

from __future__ import annotations

from typing import Literal

from briefing.lang.text import normalise_tone_marks
from briefing.records import dataclass
from briefing.values import Writer

Kind = Literal["sentence", "point"]
_SAME = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "\u2011": "-", "\u00ad": ""}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One unit of memory.

    A 'sentence' is a faithful translation; a 'point' is the English of a point from all its sentences, which may say
    less. `origin` is the file that the Vietnamese stood in, `tool` the program that wrote the unit, `changed` the day
    of the change as it was given (empty: not known).
    """

    source: str
    target: str
    kind: Kind = "sentence"
    author: Writer = "person"
    origin: str = ""
    tool: str = ""
    changed: str = ""


def key_of(text: str) -> str:
    """The form under which a Vietnamese text is kept and looked up.

    NFC, one placement of tone marks, plain quotation marks and dashes, single spaces: what differs from one outlet's
    keyboard to the next.
    """
    return " ".join(normalise_tone_marks(text).translate(_SAME).split())


def joined(sentences: tuple[str, ...] | list[str]) -> str:
    """Several sentences as the source of one point."""
    return " ".join(" ".join(sentence.split()) for sentence in sentences)
