"""The ledger: what earlier memos reported, in one SQLite file that several processes may share.

A memo goes in when it is written, under the name of its files and whole or not at all; written again it takes its own
place. For a later memo the points of those whose period ended before its own come out, so that neither making a memo
again nor making one of an earlier period is disturbed by what was written since.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from briefing.errors import ConfigError
from briefing.records import dataclass
from briefing.stages.reported import Reported
from briefing.values import Memo, Period

_TABLES = (
    """CREATE TABLE IF NOT EXISTS memo (
        name TEXT PRIMARY KEY, first TEXT NOT NULL, last TEXT NOT NULL, title TEXT NOT NULL, outlets TEXT NOT NULL
    )""",
    """CREATE TABLE IF NOT EXISTS point (
        memo TEXT NOT NULL, place INTEGER NOT NULL, id TEXT NOT NULL, english TEXT NOT NULL, quotes TEXT NOT NULL,
        PRIMARY KEY (memo, place)
    )""",
)
_PATIENCE = 30.0  # seconds to wait for another process that is writing


@dataclass(frozen=True, slots=True)
class Heard:
    """What earlier memos said: their points, the outlets of their articles, and a digest of both."""

    points: tuple[Reported, ...] = ()
    outlets: frozenset[str] = frozenset()
    digest: str = ""

    @property
    def mark(self) -> str:
        """What the signature of a memo that knows of these ends with."""
        return f"|ledger:{self.digest}" if self.digest else ""


def heard_before(file: Path, period: Period) -> Heard:
    """What the memos say whose period ended before `period` ends; nothing where there is no ledger yet.

    Raises ConfigError when the file cannot be read.
    """
    rows: list[tuple[str, ...]] = []
    outlets: set[str] = set()
    if file.is_file():
        with _open(file) as connection:
            until = (period.last.isoformat(),)
            rows = connection.execute(
                "SELECT name, first, last, id, english, quotes FROM memo JOIN point ON point.memo = memo.name "
                "WHERE last < ? ORDER BY last, first, name, place",
                until,
            ).fetchall()
            for (names,) in connection.execute("SELECT outlets FROM memo WHERE last < ?", until):
                outlets.update(json.loads(names))
    said = json.dumps([rows, sorted(outlets)], ensure_ascii=False)
    return Heard(
        tuple(
            Reported(name, Period(date.fromisoformat(first), date.fromisoformat(last)), tuple(json.loads(quotes)))
            for name, first, last, _, _, quotes in rows
        ),
        frozenset(outlets),
        hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:12],
    )


def record(file: Path, memo: Memo, name: str) -> None:
    """Enter a memo under the name of its files, in place of what stood there. Raises ConfigError."""
    outlets = sorted({entry.outlet for entry in memo.sources if entry.outlet and entry.fate != "dropped"})
    points = [
        (name, place, point.id, point.text, json.dumps([one.quote for one in point.citations], ensure_ascii=False))
        for place, point in enumerate(memo.points)
    ]
    period = memo.period
    with _open(file) as connection, connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM memo WHERE name = ?", (name,))
        connection.execute("DELETE FROM point WHERE memo = ?", (name,))
        row = (name, period.first.isoformat(), period.last.isoformat(), memo.title)
        connection.execute(
            "INSERT INTO memo (name, first, last, title, outlets) VALUES (?, ?, ?, ?, ?)",
            (*row, json.dumps(outlets, ensure_ascii=False)),
        )
        connection.executemany("INSERT INTO point (memo, place, id, english, quotes) VALUES (?, ?, ?, ?, ?)", points)


@contextmanager
def _open(file: Path) -> Iterator[sqlite3.Connection]:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(file, timeout=_PATIENCE)
        try:
            for table in _TABLES:
                connection.execute(table)
            yield connection
        finally:
            connection.close()
    except (sqlite3.Error, OSError, ValueError) as error:
        raise ConfigError(
            f"The ledger {file} cannot be used: {error}.",
            "Move it aside, or name another file with --ledger or under [ledger] in briefing.toml.",
        ) from error
