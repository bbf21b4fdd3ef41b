"""sources: every article with its date and the evidence for it; `--set-date` records what a person knows."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from briefing.commands import options
from briefing.config import load_config
from briefing.periods import parse_period


def sources(
    folder: options.Sources,
    set_date: Annotated[
        list[str] | None,
        typer.Option("--set-date", metavar="FILE=DAY", help="Record the day on which FILE was published; repeatable."),
    ] = None,
    first: options.First = None,
    last: options.Last = None,
    week: options.Week = None,
    latest: options.Latest = None,
    as_of: options.AsOf = None,
    config: options.ConfigFile = None,
    json: options.Json = False,
) -> None:
    """List every article: date, how it was found, language, words, duplicates, status."""
    from briefing import pipeline
    from briefing.commands.reports import sources_report
    from briefing.console import ProgressBar
    from briefing.dates_file import parse_setting, record_override
    from briefing.manifest import article_row, to_json

    day = options.day_or_today(as_of)
    asked = any((first, last, week, latest))
    period = parse_period(first, last, week, latest, day) if asked else None
    settings = load_config(config)
    for file, published in [parse_setting(text) for text in set_date or ()]:
        record_override(folder, file, published)
    with ProgressBar() as progress:
        entries, passed_over = pipeline.list_sources(folder, day, settings, period=period, progress=progress)
    if json:
        sys.stdout.write(to_json([article_row(entry) for entry in entries]))
    else:
        sys.stdout.write(sources_report(entries))
    for skipped in passed_over:
        sys.stderr.write(f"passed over: {skipped.path} ({skipped.reason})\n")
