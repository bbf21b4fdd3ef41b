"""Options that several commands share, and what they mean."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from briefing.periods import parse_day

Sources = Annotated[Path, typer.Argument(help="A folder of articles (txt, html, docx, pdf, jsonl), or one file.")]
First = Annotated[str | None, typer.Option("--from", metavar="DAY", help="First day of the period, 2026-01-31.")]
Last = Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day of the period, included.")]
Week = Annotated[str | None, typer.Option("--week", metavar="WEEK", help="An ISO week, 2026-W06, or 'last'.")]
Latest = Annotated[str | None, typer.Option("--last", metavar="LENGTH", help="The last days up to --as-of: 7d, 2w.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DAY", help="The day to count as today.")]
ConfigFile = Annotated[Path | None, typer.Option("--config", help="Settings; default: briefing.toml, if there.")]
Undated = Annotated[
    str | None, typer.Option("--undated", help="include or exclude articles whose date only overlaps the period.")
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Where the memo goes, a name ending in .docx.")]
ModelName = Annotated[str | None, typer.Option("--model", help="'embedded', a directory, or a hub identifier.")]
MaxPoints = Annotated[int | None, typer.Option("--max-points", min=1, help="At most this many points.")]
PerSection = Annotated[int | None, typer.Option("--per-section", min=1, help="At most this many points a section.")]
Template = Annotated[str | None, typer.Option("--template", help="A template's name, or a .docx file.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1 when a check failed.")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Neither read nor keep earlier translations.")]


def day_or_today(text: str | None) -> date:
    """The day that --as-of names, else today on this machine's calendar."""
    return parse_day(text, "--as-of") if text else date.today()  # noqa: DTZ011 - the user's own calendar day is meant
