"""What a rule of dating found, and how a publication date is made of it.

Evidence and the words of what was refused before it come in, a `PublicationDate` goes out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from briefing.records import dataclass
from briefing.values import DateMethod, PublicationDate, Span

SEPARATOR = " · "


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one rule found: an interval, or with both ends None a refusal whose words are told all the same."""

    method: DateMethod
    earliest: date | None
    latest: date | None
    words: str
    spans: tuple[Span, ...] = ()

    @property
    def known(self) -> bool:
        """True when this is a date and no refusal."""
        return self.earliest is not None or self.latest is not None


def refused_by_reader(stated: PublicationDate) -> tuple[str, ...]:
    """The words for a date that the reader found and refused; they are told with whatever is found instead."""
    return (stated.evidence,) if stated.method == "none" and stated.evidence else ()


def concluded(evidence: Evidence, refusals: Iterable[str]) -> PublicationDate:
    """The date that `evidence` gives, with what was refused before it in the words."""
    words = SEPARATOR.join(dict.fromkeys((evidence.words, *refusals)))
    return PublicationDate(evidence.earliest, evidence.latest, evidence.method, words, evidence.spans)


def said_by_person(day: date) -> Evidence:
    """A day that a person recorded; it beats everything."""
    return Evidence("person", day, day, f"set by a person to {day}")
