"""Where hypotheses are kept between runs: one SQLite file that several processes may share, or memory.

Keys (of a signature and a text) and hypotheses go in; what is known comes out. SQLite's write-ahead log keeps the
file whole when a process is killed in the middle of a write, and lets others read meanwhile. The file does not outgrow
its bound: what was not asked for longest goes first. A file that is damaged all the same is put aside.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from briefing.records import dataclass
from briefing.values import Hypothesis

FILE_NAME = "hypotheses-2.sqlite3"
LARGEST = 2 * 2**30  # bytes of the file, unless $BRIEFING_CACHE_MB says otherwise
_TABLE = (
    "CREATE TABLE IF NOT EXISTS hypothesis "
    "(key BLOB PRIMARY KEY, text TEXT NOT NULL, score REAL NOT NULL, day INTEGER NOT NULL) WITHOUT ROWID"
)
_PATIENCE = 30.0  # seconds to wait for another process that is writing
_ROWS = 500  # keys a query: well below SQLite's limit on parameters
_WEEK = 7  # days after which a use is written down again
_KEPT = 0.75  # the share of the bound that is left once something had to go
_DAY = 86_400
_DAMAGED = ("malformed", "not a database", "disk image", "no such column", "no column named", "has no column")


class Store(Protocol):
    """Something that keeps hypotheses. `OSError` and `sqlite3.Error` may come out of either method."""

    def get(self, keys: Sequence[bytes]) -> dict[bytes, Hypothesis]:
        """Those of `keys` that are known."""
        ...

    def put(self, items: Mapping[bytes, Hypothesis]) -> None:
        """Keep them."""
        ...


def key_of(signature: str, text: str) -> bytes:
    """What a hypothesis is kept under: it changes with the model, its settings and the text."""
    return hashlib.sha256(f"{signature}\n{text}".encode("utf-8", "surrogatepass")).digest()


def cache_directory() -> Path:
    """The user's cache folder: $BRIEFING_CACHE, else $XDG_CACHE_HOME or %LOCALAPPDATA%, else ~/.cache/briefing."""
    if chosen := os.environ.get("BRIEFING_CACHE"):
        return Path(chosen).expanduser()
    base = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "briefing"


class MemoryStore:
    """Keeps hypotheses as long as the process lives."""

    def __init__(self) -> None:
        self._items: dict[bytes, Hypothesis] = {}

    def get(self, keys: Sequence[bytes]) -> dict[bytes, Hypothesis]:
        """Those of `keys` that are known."""
        return {key: self._items[key] for key in keys if key in self._items}

    def put(self, items: Mapping[bytes, Hypothesis]) -> None:
        """Remember them."""
        self._items.update(items)


@dataclass(frozen=True, slots=True)
class Usage:
    """What a store's file holds: hypotheses, and bytes on the disk; `largest` is how many it may grow to."""

    entries: int
    bytes: int
    largest: int


class FileStore:
    """Keeps hypotheses in an SQLite file, made when first needed. Each call opens and closes it."""

    def __init__(self, path: Path, largest: int | None = None) -> None:
        self.path = path
        self._largest = largest or largest_size()

    def get(self, keys: Sequence[bytes]) -> dict[bytes, Hypothesis]:
        """Those of `keys` that are known; a day on which they were wanted is written down now and then."""
        found: dict[bytes, Hypothesis] = {}
        today, aging = int(time.time() // _DAY), []
        with self._open() as connection:
            for start in range(0, len(keys), _ROWS):
                part = keys[start : start + _ROWS]
                marks = ",".join("?" * len(part))
                query = f"SELECT key, text, score, day FROM hypothesis WHERE key IN ({marks})"  # noqa: S608 - only marks
                for key, text, score, day in connection.execute(query, part):
                    found[key] = Hypothesis(text, score)
                    if day < today - _WEEK:
                        aging.append((today, key))
            if aging:
                with connection:
                    connection.executemany("UPDATE hypothesis SET day = ? WHERE key = ?", aging)
        return found

    def put(self, items: Mapping[bytes, Hypothesis]) -> None:
        """Write them in one transaction: all are kept, or none."""
        today = int(time.time() // _DAY)
        rows = [(key, hypothesis.text, hypothesis.score, today) for key, hypothesis in items.items()]
        with self._open() as connection, connection:
            connection.executemany("INSERT OR REPLACE INTO hypothesis VALUES (?, ?, ?, ?)", rows)
            self._make_room(connection)

    def usage(self) -> Usage:
        """How much there is; nothing where no file was made yet."""
        if not self.path.exists():
            return Usage(0, 0, self._largest)
        with self._open() as connection:
            (entries,) = connection.execute("SELECT count(*) FROM hypothesis").fetchone()
        return Usage(entries, sum(path.stat().st_size for path in self._files()), self._largest)

    def clear(self) -> int:
        """Forget everything; how many hypotheses that were. A process that is at work meanwhile is not disturbed."""
        if not self.path.exists():
            return 0
        with self._open() as connection:
            with connection:
                gone = connection.execute("DELETE FROM hypothesis").rowcount
            with suppress(sqlite3.OperationalError):  # another process reads: the room is used again all the same
                connection.execute("VACUUM")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return gone

    def put_aside(self, error: Exception) -> Path | None:
        """Move a damaged file out of the way, so that the next call begins a new one; where to, or None where the error
        does not mean damage or the file cannot be moved.
        """
        if not isinstance(error, sqlite3.DatabaseError) or not any(word in str(error) for word in _DAMAGED):
            return None
        aside = self.path.with_name(f"{self.path.name}.damaged")
        try:
            os.replace(self.path, aside)  # noqa: PTH105
            for path in self._files():
                path.unlink(missing_ok=True)
        except OSError:
            return None
        return aside

    def _files(self) -> list[Path]:
        """The file and what SQLite keeps beside it."""
        names = (self.path.name, f"{self.path.name}-wal", f"{self.path.name}-shm")
        return [path for name in names if (path := self.path.with_name(name)).is_file()]

    def _make_room(self, connection: sqlite3.Connection) -> None:
        """Let go of the least recently wanted once the pages in use pass the bound."""
        page, pages, free = (
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_size", "page_count", "freelist_count")
        )
        used = (pages - free) * page
        if used <= self._largest:
            return
        (entries,) = connection.execute("SELECT count(*) FROM hypothesis").fetchone()
        gone = entries - int(entries * _KEPT * self._largest / used)
        oldest = "SELECT key FROM hypothesis ORDER BY day LIMIT ?"
        connection.execute(f"DELETE FROM hypothesis WHERE key IN ({oldest})", (gone,))  # noqa: S608 - a constant

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=_PATIENCE)
        try:
            with suppress(sqlite3.OperationalError):  # another process is making the file: its mode serves as well
                connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute(_TABLE)
            yield connection
        finally:
            connection.close()


def largest_size() -> int:
    """How many bytes the file may have: $BRIEFING_CACHE_MB megabytes, else `LARGEST`."""
    with suppress(ValueError):
        return max(1, int(os.environ.get("BRIEFING_CACHE_MB", ""))) * 10**6
    return LARGEST
