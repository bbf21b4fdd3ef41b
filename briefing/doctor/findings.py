"""What the doctor finds."""

from __future__ import annotations

from typing import Literal

from briefing.records import dataclass

Level = Literal["ok", "warn", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, how it is, and what to do. A 'problem' keeps `run` from running."""

    level: Level
    topic: str
    text: str
    remedy: str = ""
