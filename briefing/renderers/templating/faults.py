"""What is wrong with a template, where, and what helps."""

from __future__ import annotations

from typing import Literal

from briefing.records import dataclass

Severity = Literal["fault", "note"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding. A fault stops the rendering; a note tells what will happen all the same."""

    place: str
    problem: str
    remedy: str
    severity: Severity = "fault"


class Misuse(Exception):  # noqa: N818 - a signal between two files, turned into a Fault
    """A tag that cannot be; `remedy` says what can."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy
