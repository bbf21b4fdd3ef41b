"""What a verification comes to: the values that the prover hands out."""

from __future__ import annotations

from briefing.records import dataclass
from briefing.renderers.provenance import EvidencePoint


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that does not hold: the annex row if it is one, the points that rest on it, the place, the reason."""

    row: int | None
    points: tuple[str, ...]
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome: how much was proved, what failed, and what deserves a note.

    `edited` and `deleted` name the points that a person changed or took out after the memo was rendered; `manifest`
    says whether the memo was compared with one.
    """

    points: int
    quotations: int
    failures: tuple[Failure, ...]
    notes: tuple[str, ...]
    edited: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    numbers: int = 0
    manifest: bool = False

    @property
    def holds(self) -> bool:
        """True when everything that the memo says about its sources is so."""
        return not self.failures


Finding = Failure | str
"""A failure, or a note."""


def named(point: EvidencePoint) -> str:
    """A point as findings name it: '3 (a1b2)'."""
    return f"{point.number} ({point.id})"


def excerpt(text: str, longest: int = 60) -> str:
    """The beginning of a text, for a message."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
