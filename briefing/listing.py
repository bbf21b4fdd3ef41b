"""Listing a folder of sources from its index, which is brought up to date first: see `briefing.index`.

Where an index cannot be kept (no room, no rights, a file system that cannot lock), one is made in memory. Nothing that
reads files, knows models or writes memos is loaded here as long as no file has to be opened.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from briefing.config import Config
from briefing.dates_file import load_overrides, override_for
from briefing.errors import SourceError
from briefing.index.code import code_version
from briefing.index.listing import Asked, Listed, listed, listed_as_json
from briefing.index.refresh import Refreshed, refresh
from briefing.index.search import phrase, search
from briefing.index.spread import read_on_ray
from briefing.index.store import Index, Stale, is_damage, open_index, put_aside
from briefing.models.store import cache_directory
from briefing.protocols import Progress, quiet
from briefing.readers.walk import PassedOver, top_name
from briefing.records import dataclass
from briefing.stages.select import handled
from briefing.values import Period

Tell = Callable[[str], None]


def silent(_: str) -> None:
    """Hears notes and keeps them to itself."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows of `briefing sources`, to be taken once as values or as JSON, and the files never opened."""

    rows: Iterator[Listed]
    texts: Iterator[str]
    passed_over: tuple[PassedOver, ...]


def index_file(folder: Path, config: Config) -> Path | None:
    """Where the index of a folder lies; None where none is to be kept."""
    if not config.index.use:
        return None
    if config.index.file:
        return Path(config.index.file).expanduser()
    place = os.path.realpath(folder)
    digest = hashlib.sha256(os.fsencode(place)).hexdigest()[:16]
    return cache_directory() / "index" / f"{digest}.sqlite3"


@contextmanager
def listing(
    folder: Path,
    as_of: date,
    config: Config,
    *,
    period: Period | None = None,
    searched: Sequence[str] = (),
    verify: bool = False,
    progress: Progress = quiet,
    tell: Tell = silent,
) -> Iterator[Listing]:
    """Every article with its date and status, and the files never opened; nothing is written or translated.

    `searched` leaves those in which all of these phrases stand; `verify` compares the digests of all files with those
    in the index; `tell` hears what changed since the last time. Raises `SourceError`, `ConfigError`.
    """
    phrases = [phrase(text) for text in searched]
    asked = replace(
        asked_of(folder, as_of),
        period=period,
        undated=config.selection.undated,
        languages=handled(config.model.source_language),
    )
    with indexed(folder, as_of, config, verify=verify, progress=progress, tell=tell) as (index, refreshed):
        for line in refreshed.changes.lines:
            tell(line)
        with index.reading() as connection:
            found = search(connection, phrases) if phrases else None
            all_of_it = connection, asked, found
            yield Listing(listed(*all_of_it), listed_as_json(*all_of_it), refreshed.passed_over)


def asked_of(folder: Path, as_of: date) -> Asked:
    """What is asked of the index of a folder before any period: its name, the day, and a person's dates."""
    overrides = load_overrides(folder)
    asked = Asked(top_name(folder), as_of)
    return replace(asked, overrides=partial(override_for, overrides, root=folder)) if overrides else asked


@contextmanager
def indexed(
    folder: Path,
    as_of: date,
    config: Config,
    *,
    verify: bool = False,
    progress: Progress = quiet,
    tell: Tell = silent,
) -> Iterator[tuple[Index, Refreshed]]:
    """The index of a folder, brought up to date: made anew where it is damaged, in memory where no file can be kept."""
    read = partial(read_on_ray, settings=config.ray) if config.model.backend == "ray" else None
    file, bring = index_file(folder, config), partial(refresh, root=folder, as_of=as_of, verify=verify, read=read)
    with ExitStack() as stack:
        while True:
            try:
                index = stack.enter_context(open_index(file, os.path.realpath(folder), code_version()))
                refreshed = bring(index, progress=progress)
                break
            except (sqlite3.Error, OSError, Stale) as error:
                stack.close()
                if file is None:
                    raise SourceError(
                        f"{folder} cannot be indexed: {error}.", "Set use = false under [index]."
                    ) from None
                file = _given_up(file, error, tell)
        for note in index.notes:
            tell(note)
        yield index, refreshed


def _given_up(file: Path, error: Exception, tell: Tell) -> Path | None:
    """The file to try next, once an index could not be used: a new one in place of a damaged one, else none."""
    if is_damage(error):
        with suppress(OSError):
            aside = put_aside(file)
            tell(f"the index {file} was damaged and is made anew; the old one is {aside.name}")
            return file
    tell(f"the index {file} cannot be used ({error}), so everything is read")
    return None
