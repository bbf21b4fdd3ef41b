"""Where hypotheses are kept between runs: one SQLite file that several processes may share, or memory.

Keys (of a signature and a text) and hypotheses go in; what is known comes out. SQLite's write-ahead log keeps the
file whole when a process is killed in the middle of a write, and lets others read meanwhile.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from briefing.values import Hypothesis

FILE_NAME = "hypotheses-1.sqlite3"
_TABLE = "CREATE TABLE IF NOT EXISTS hypothesis (key BLOB PRIMARY KEY, text TEXT NOT NULL, score REAL NOT NULL)"
_PATIENCE = 30.0  # seconds to wait for another process that is writing
_ROWS = 500  # keys a query: well below SQLite's limit on parameters


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


class FileStore:
    """Keeps hypotheses in an SQLite file, made when first needed. Each call opens and closes it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def get(self, keys: Sequence[bytes]) -> dict[bytes, Hypothesis]:
        """Those of `keys` that are known."""
        found: dict[bytes, Hypothesis] = {}
        with self._open() as connection:
            for start in range(0, len(keys), _ROWS):
                part = keys[start : start + _ROWS]
                marks = ",".join("?" * len(part))
                query = f"SELECT key, text, score FROM hypothesis WHERE key IN ({marks})"  # noqa: S608 - only marks
                found.update({key: Hypothesis(text, score) for key, text, score in connection.execute(query, part)})
        return found

    def put(self, items: Mapping[bytes, Hypothesis]) -> None:
        """Write them in one transaction: all are kept, or none."""
        rows = [(key, hypothesis.text, hypothesis.score) for key, hypothesis in items.items()]
        with self._open() as connection, connection:
            connection.executemany("INSERT OR REPLACE INTO hypothesis VALUES (?, ?, ?)", rows)

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
