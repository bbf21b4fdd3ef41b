"""fetch: articles from the web into a folder of sources, with a row for every address."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefing.commands import options
from briefing.errors import ConfigError, SourceError

if TYPE_CHECKING:
    from briefing.fetch.addresses import Wish
    from briefing.fetch.errands import Report


def fetch(
    urls: Annotated[list[str] | None, typer.Argument(metavar="URL", help="Pages with one article each.")] = None,
    feed: Annotated[
        list[str] | None, typer.Option("--feed", metavar="URL", help="An RSS or Atom feed; repeatable.")
    ] = None,
    list_file: Annotated[
        Path | None,
        typer.Option("--list", metavar="FILE", help="A file with an address a line; 'feed ADDRESS' names a feed."),
    ] = None,
    into: Annotated[Path, typer.Option("--into", metavar="DIR", help="The folder that the articles go to.")] = Path(
        "sources"
    ),
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="NUMBER", min=1, help="At most this many articles of each feed.")
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Ask again for known pages; a changed one is saved beside the old one.")
    ] = False,
    config: options.ConfigFile = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 when an address could not be had.")] = False,
    json: options.Json = False,
) -> None:
    """Fetch articles from pages and feeds as text files with their title, outlet, address and date."""
    from briefing import __version__
    from briefing.config import load_config
    from briefing.console import ProgressBar
    from briefing.fetch.clock import SystemClock
    from briefing.fetch.errands import fetch_all
    from briefing.fetch.polite import Visitor
    from briefing.fetch.web import Urllib3Web
    from briefing.manifest import to_json
    from briefing.tables import to_table

    settings = load_config(config).fetch
    wishes = _wishes(urls or [], feed or [], list_file)
    clock = SystemClock()
    visitor = Visitor(Urllib3Web(settings.timeout), clock, settings, __version__)
    with ProgressBar() as progress:
        report = fetch_all(wishes, into, visitor, clock, again=again, limit=limit, progress=progress)
    if json:
        sys.stdout.write(to_json({**to_table(report), "counts": report.counts}))
    else:
        sys.stdout.write(fetch_report(report))
    sys.stderr.write("".join(f"note: {note}\n" for note in report.notes))
    if report.fruitless:
        raise _nothing(report)
    if strict and report.failed:
        raise typer.Exit(1)


def fetch_report(report: Report) -> str:
    """A line for each address, and the sum."""
    lines = []
    for row in report.rows:
        what = " → ".join(part for part in (row.url, row.file) if part)
        lines.append(f"{row.fate:<9}  {'  ' if row.feed else ''}{what}{f'  ({row.reason})' if row.reason else ''}")
    counts = ", ".join(f"{count} {fate}" for fate, count in report.counts.items())
    lines.append(f"{len(report.rows)} addresses: {counts}." if report.rows else "No address was named.")
    return "\n".join(lines) + "\n"


def _wishes(urls: list[str], feeds: list[str], list_file: Path | None) -> tuple[Wish, ...]:
    from briefing.fetch.addresses import Wish, read_list

    if not urls and not feeds and list_file is None:
        raise ConfigError("No address was given.", "Name pages, --feed URL or --list FILE.")
    listed = read_list(list_file) if list_file else ()
    return (*(Wish(url) for url in urls), *(Wish(url, "feed") for url in feeds), *listed)


def _nothing(report: Report) -> SourceError:
    first = report.rows[0]
    if all(row.unreachable for row in report.rows):
        remedy = "Check the network and, if you sit behind one, the proxy (HTTPS_PROXY); then run it again."
    else:
        remedy = "Read the reasons above; `briefing fetch --json` gives them to machines."
    one = len(report.rows) == 1
    what = f"{first.url} could not be fetched" if one else f"None of {len(report.rows)} addresses could be fetched"
    return SourceError(f"{what}: {first.reason}.", remedy)
