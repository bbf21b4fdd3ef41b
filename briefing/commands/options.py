"""Options that several commands share, and what they mean."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args, get_type_hints

import typer

from briefing.errors import ConfigError

if TYPE_CHECKING:
    from briefing.config import Config
    from briefing.earlier import Earlier
    from briefing.values import Period

Sources = Annotated[
    Path, typer.Argument(metavar="SOURCES", help="A folder of articles (txt, html, docx, pdf, jsonl), or one file.")
]
SourcesOrNone = Annotated[
    Path | None, typer.Argument(metavar="SOURCES", help="As for run; none with --import.", show_default=False)
]
First = Annotated[str | None, typer.Option("--from", metavar="DAY", help="First day of the period, 2026-01-31.")]
Last = Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day of the period, included.")]
Week = Annotated[str | None, typer.Option("--week", metavar="WEEK", help="An ISO week, 2026-W06, or 'last'.")]
Latest = Annotated[str | None, typer.Option("--last", metavar="LENGTH", help="The last days up to --as-of: 7d, 2w.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DAY", help="The day to count as today.")]
ConfigFile = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Settings; default: briefing.toml, if there.")
]
Undated = Annotated[
    str | None,
    typer.Option(
        "--undated", metavar="CHOICE", help="include or exclude articles whose date only overlaps the period."
    ),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Where the memo goes, ending in .docx, or as --format says."),
]
ModelName = Annotated[
    str | None, typer.Option("--model", metavar="NAME", help="'embedded', a directory, or a hub identifier.")
]
SourceLanguage = Annotated[
    str | None, typer.Option("--source-language", metavar="CODE", help="The language of the articles: vi, fr, zh, …")
]
PromptsFolder = Annotated[
    Path | None, typer.Option("--prompts", metavar="DIR", help="A folder of prompts that goes before all others.")
]
Onto = Annotated[
    Path | None, typer.Option("--onto", metavar="DRAFT.toml", help="With --import: the draft to lay the edits over.")
]
ModelBackend = Annotated[
    str | None,
    typer.Option("--backend", metavar="NAME", help="What runs the model: auto, transformers, ctranslate2, ray."),
]
MaxPoints = Annotated[
    int | None, typer.Option("--max-points", metavar="NUMBER", min=1, help="At most this many points.")
]
PerSection = Annotated[
    int | None, typer.Option("--per-section", metavar="NUMBER", min=1, help="At most this many points a section.")
]
Formats = Annotated[
    list[str] | None,
    typer.Option("--format", metavar="FORMATS", help="What to write: docx, html, md, pdf, csl; several with commas."),
]
Template = Annotated[str | None, typer.Option("--template", metavar="NAME", help="A template's name, or a .docx file.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1 when a check failed.")]
NewSince = Annotated[
    str | None,
    typer.Option("--new-since", metavar="MEMO", help="Leave out what this memo (NAME.json, or 'last') had before it."),
]
LedgerFile = Annotated[
    str | None,
    typer.Option("--ledger", metavar="FILE", help="Mark what earlier memos reported, as this file knows."),
]
NoMemory = Annotated[bool, typer.Option("--no-memory", help="Neither use nor keep people's corrections.")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Neither read nor keep earlier translations.")]


def day_or_today(text: str | None) -> date:
    """The day that --as-of names, else today on this machine's calendar."""
    from briefing.periods import parse_day

    return parse_day(text, "--as-of") if text else date.today()  # noqa: DTZ011 - the user's own calendar day is meant


def period_if_asked(
    first: str | None, last: str | None, week: str | None, latest: str | None, day: date
) -> Period | None:
    """The period that the flags name, or None where there are none."""
    from briefing.periods import parse_period

    return parse_period(first, last, week, latest, day) if any((first, last, week, latest)) else None


def earlier_memo(choice: str | None, target: Path, period: Period | None = None) -> Earlier | None:
    """The memo that --new-since names, 'last' looked for beside `target`; says so where there is none yet."""
    from briefing.earlier import find_earlier

    if choice is None:
        return None
    found = find_earlier(choice, target.parent, until=period.last if period else None, without=target)
    if found is None:
        sys.stderr.write(f"note: there is no earlier memo in {target.parent}, so everything is new\n")
    return found


def with_ledger(config: Config, file: str | None) -> Config:
    """The configuration with the ledger that --ledger names."""
    return config if file is None else replace(config, ledger=replace(config.ledger, file=file, use=True))


def with_backend(config: Config, backend: str | None) -> Config:
    """The configuration with what --backend asks for. Raises ConfigError for a word that is none of the backends."""
    from briefing.config import ModelSettings

    if backend is None:
        return config
    known = get_args(get_type_hints(ModelSettings)["backend"])
    if backend not in known:
        raise ConfigError(f"--backend: {backend!r} is not known.", f"Use {', '.join(known[:-1])} or {known[-1]}.")
    return replace(config, model=replace(config.model, backend=backend))  # type: ignore[arg-type]
