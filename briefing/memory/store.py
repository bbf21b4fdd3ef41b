"""The memory on disk: one SQLite file that several processes may share.

Entries go in, whole transactions at a time; a person's English is never replaced by a machine's, only by a person's
later one. Unlike a cache the file holds work that nobody wants to do twice: when it cannot be read, that is an error.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import astuple
from pathlib import Path

from briefing.errors import ConfigError
from briefing.memory.entry import Entry, Kind, key_of
from briefing.records import dataclass

FILE_NAME = "memory-1.sqlite3"
_TABLE = """CREATE TABLE IF NOT EXISTS entry (
    key TEXT NOT NULL, kind TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL, author TEXT NOT NULL,
    origin TEXT NOT NULL, tool TEXT NOT NULL, changed TEXT NOT NULL, PRIMARY KEY (key, kind)
)"""
_FIELDS = "source, target, kind, author, origin, tool, changed"
_PUT = """INSERT INTO entry (key, source, target, kind, author, origin, tool, changed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (key, kind) DO UPDATE SET source = excluded.source, target = excluded.target,
    author = excluded.author, origin = excluded.origin, tool = excluded.tool, changed = excluded.changed
    WHERE excluded.author = 'person' OR entry.author = 'machine'"""
_PATIENCE = 30.0  # seconds to wait for another process that is writing
_ROWS = 500  # keys a query: well below SQLite's limit on parameters


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of entries: how many are new, replace another, were there already, or gave way to a person's."""

    new: int = 0
    replaced: int = 0
    same: int = 0
    refused: int = 0


def data_directory() -> Path:
    """The user's data folder: $BRIEFING_DATA, else $XDG_DATA_HOME or %LOCALAPPDATA%, else ~/.local/share/briefing."""
    if chosen := os.environ.get("BRIEFING_DATA"):
        return Path(chosen).expanduser()
    base = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "briefing"


def memory_file(chosen: str = "") -> Path:
    """The file that is in force: the one that the configuration names, else the one in the user's data folder."""
    return Path(chosen).expanduser() if chosen else data_directory() / FILE_NAME


class Memory:
    """Entries in an SQLite file, made when first written to. Each call opens and closes it.

    Every method raises ConfigError when the file cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def exact(self, sources: Iterable[str], kind: Kind) -> Mapping[str, Entry]:
        """Entries of a kind by source as asked for; sources that are not known are left out."""
        by_key: dict[str, list[str]] = {}
        for source in sources:
            by_key.setdefault(key_of(source), []).append(source)
        found: dict[str, Entry] = {}
        keys = list(by_key)
        if not keys or not self.path.is_file():
            return found
        with self._open() as connection:
            for start in range(0, len(keys), _ROWS):
                part = keys[start : start + _ROWS]
                marks = ",".join("?" * len(part))
                query = f"SELECT key, {_FIELDS} FROM entry WHERE kind = ? AND key IN ({marks})"  # noqa: S608 - only marks
                for key, *fields in connection.execute(query, (kind, *part)):
                    found |= dict.fromkeys(by_key[key], Entry(*fields))
        return found

    def entries(self) -> tuple[Entry, ...]:
        """All entries, by key and kind."""
        if not self.path.is_file():
            return ()
        with self._open() as connection:
            rows = connection.execute(f"SELECT {_FIELDS} FROM entry ORDER BY key, kind")  # noqa: S608 - our own names
            return tuple(Entry(*row) for row in rows)

    def add(self, entries: Sequence[Entry]) -> Stored:
        """Keep the entries in one transaction: all of them, or none."""
        counts = {"new": 0, "replaced": 0, "same": 0, "refused": 0}
        if not entries:
            return Stored()
        with self._open() as connection, connection:
            connection.execute("BEGIN IMMEDIATE")
            for entry in entries:
                key = key_of(entry.source)
                query = f"SELECT {_FIELDS} FROM entry WHERE key = ? AND kind = ?"  # noqa: S608 - our own names
                row = connection.execute(query, (key, entry.kind)).fetchone()
                known = Entry(*row) if row else None
                counts[_fate(known, entry)] += 1
                connection.execute(_PUT, (key, *astuple(entry)))
        return Stored(**counts)

    def forget(self, source: str) -> int:
        """Take out whatever is kept for this source; how many entries that were."""
        if not self.path.is_file():
            return 0
        with self._open() as connection, connection:
            return connection.execute("DELETE FROM entry WHERE key = ?", (key_of(source),)).rowcount

    def digest(self) -> str:
        """Twelve hex digits that change with what is remembered; empty when nothing is."""
        entries = self.entries()
        lines = "\n".join(f"{entry.source}\t{entry.target}\t{entry.kind}\t{entry.author}" for entry in entries)
        return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()[:12] if entries else ""

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self.path, timeout=_PATIENCE)
            try:
                with suppress(sqlite3.OperationalError):  # another process is making the file: its mode serves as well
                    connection.execute("PRAGMA journal_mode=WAL")
                connection.execute(_TABLE)
                yield connection
            finally:
                connection.close()
        except (sqlite3.Error, OSError, UnicodeError) as error:
            raise ConfigError(
                f"the translation memory {self.path} cannot be used: {error}",
                "Move it aside and import a TMX export, or name another file under [memory] in briefing.toml.",
            ) from error


def _fate(known: Entry | None, entry: Entry) -> str:
    if known is None:
        return "new"
    if (known.target, known.author) == (entry.target, entry.author):
        return "same"
    return "refused" if known.author == "person" and entry.author == "machine" else "replaced"
