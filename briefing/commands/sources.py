"""sources: every article with its date and the evidence for it; `--set-date` records what a person knows."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefing.commands import options

if TYPE_CHECKING:
    from briefing.earlier import Earlier
    from briefing.listing import Listing


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
    new_since: Annotated[
        str | None,
        typer.Option("--new-since", metavar="MEMO", help="Only what this memo (NAME.json, or 'last') did not know."),
    ] = None,
    search: Annotated[
        list[str] | None,
        typer.Option("--search", metavar="WORDS", help="Only articles that hold these words in a row; repeatable."),
    ] = None,
    verify_digests: Annotated[
        bool, typer.Option("--verify-digests", help="Compare every file with its index entry by digest, not by date.")
    ] = False,
    backend: Annotated[
        str | None, typer.Option("--backend", metavar="NAME", help="ray: read new files on Ray; else: here.")
    ] = None,
    config: options.ConfigFile = None,
    json: options.Json = False,
) -> None:
    """List every article: date, how it was found, language, words, duplicates, status."""
    from briefing.config import load_config
    from briefing.dates_file import parse_setting, record_override
    from briefing.listing import listing

    day = options.day_or_today(as_of)
    period = options.period_if_asked(first, last, week, latest, day)
    settings = options.with_backend(load_config(config), backend)
    earlier = options.earlier_memo(new_since, Path("outputs") / "any", period)
    for file, published in [parse_setting(text) for text in set_date or ()]:
        record_override(folder, file, published)
    asked = partial(listing, folder, day, settings, period=period, searched=search or (), verify=verify_digests)
    _list(asked, earlier, json=json)


def _list(asked: Callable[..., AbstractContextManager[Listing]], earlier: Earlier | None, *, json: bool) -> None:
    """Bring the index up to date under a progress bar, write row after row, and say what there is to say."""
    from briefing.commands.rows import write_rows, write_texts
    from briefing.console import ProgressBar

    notes: list[str] = []
    with ExitStack() as stack:
        with ProgressBar() as progress:
            listed = stack.enter_context(asked(progress=progress, tell=notes.append))
        if json and earlier is None:
            write_texts(listed.texts)
        else:
            found, shown = write_rows(listed.rows, earlier, json=json)
    sys.stderr.write("".join(f"note: {note}\n" for note in notes))
    if earlier is not None:
        sys.stderr.write(f"{shown} of {found} articles are new since {earlier.name}\n")
    for skipped in listed.passed_over:
        sys.stderr.write(f"passed over: {skipped.path} ({skipped.reason})\n")
