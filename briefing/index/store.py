"""The index on disk: one SQLite file for one folder of sources, which several processes may share.

Rows go in, a batch of files in one transaction, and come out as they are. SQLite's write-ahead log keeps the file whole
when a process is killed in the middle of a write; what was written before stays and need not be read again. An index
holds nothing that the sources do not: a damaged one, or one made by another version of the code, begins anew.
"""

from __future__ import annotations

import os
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.errors import ConfigError
from briefing.readers.walk import printable
from briefing.records import dataclass

if TYPE_CHECKING:
    from briefing.index.entry import FileReading, Record

Likeness = tuple[int, int, int]
"""Size, modification time (ns) and inode: what stays the same as long as nobody writes to a file."""

Seen = tuple[bytes, int, int, int]
"""A file's path below the folder, in the system's bytes, and how it looks."""

_PATIENCE = 60.0  # seconds to wait for another process that is writing
_ROWS = 500  # values a query: well below SQLite's limit on parameters
_MASK = 2**63 - 1  # some file systems number their inodes with all 64 bits; SQLite's integers have a sign
_DAMAGED = ("malformed", "not a database", "disk image", "no such column", "no column named", "has no column")
_TABLES = (
    "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE IF NOT EXISTS file (
        id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE, name TEXT NOT NULL, size INTEGER NOT NULL,
        mtime INTEGER NOT NULL, inode INTEGER NOT NULL, seen INTEGER NOT NULL, sha256 TEXT NOT NULL,
        media TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS record (
        id INTEGER PRIMARY KEY, file INTEGER NOT NULL, number INTEGER, head TEXT NOT NULL, cuts TEXT NOT NULL,
        language TEXT NOT NULL, stage TEXT, reason TEXT, earliest INTEGER, latest INTEGER, open_end INTEGER NOT NULL,
        method TEXT NOT NULL, evidence TEXT NOT NULL, spans TEXT NOT NULL, refused TEXT NOT NULL,
        first INTEGER NOT NULL, last INTEGER NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS file_by_name ON file (name)",
    "CREATE INDEX IF NOT EXISTS record_listed ON record (file, number, stage, language, earliest, latest, open_end)",
    "CREATE INDEX IF NOT EXISTS record_valid ON record (first, last, file)",
    """CREATE TABLE IF NOT EXISTS print (
        record INTEGER PRIMARY KEY, words BLOB NOT NULL, syllables INTEGER NOT NULL, shingles INTEGER NOT NULL,
        sketch BLOB NOT NULL, outlet TEXT, title TEXT)""",
    "CREATE TABLE IF NOT EXISTS body (record INTEGER PRIMARY KEY, text BLOB NOT NULL)",
    """CREATE VIRTUAL TABLE IF NOT EXISTS search
        USING fts5 (words, content = '', tokenize = 'unicode61 remove_diacritics 2')""",
)
_RECORD = "INSERT INTO record VALUES (NULL" + ", ?" * 16 + ")"
_HELD = """SELECT record.id, title, text FROM record JOIN print ON print.record = record.id
    JOIN body ON body.record = record.id WHERE file = ?"""
_FORGET = "INSERT INTO search (search, rowid, words) VALUES ('delete', ?, ?)"


class Stale(Exception):  # noqa: N818 - not an error of anybody
    """Another version of the code has taken the index over since it was opened."""


@dataclass(frozen=True, slots=True)
class FileState:
    """What the system says of a file, and what is known of what it holds; `seen` is when (ns) that was asked."""

    id: int
    size: int
    mtime: int
    inode: int
    seen: int
    sha256: str

    @property
    def likeness(self) -> Likeness:
        """How the file looked."""
        return self.size, self.mtime, self.inode


def likeness(state: os.stat_result) -> Likeness:
    """How a file looks now."""
    return state.st_size, state.st_mtime_ns, state.st_ino & _MASK


class Index:
    """An open index. `notes` tell what had to be done to open it."""

    def __init__(self, connection: sqlite3.Connection, code: str, notes: tuple[str, ...] = ()) -> None:
        self.connection = connection
        self.notes = notes
        self._code = code

    def files(self) -> dict[bytes, tuple[bytes, int, int, int, int, int, str]]:
        """All files by their path below the folder, in the system's bytes: path and the fields of `FileState`."""
        query = "SELECT path, id, size, mtime, inode, seen, sha256 FROM file"
        return {row[0]: row for row in self.connection.execute(query)}

    def count(self) -> int:
        """How many files there are."""
        (count,) = self.connection.execute("SELECT count(*) FROM file").fetchone()
        return int(count)

    def settled(self, racy: int) -> set[Seen]:
        """The files that were read, and written to longer than `racy` (ns) before they were looked at."""
        query = "SELECT path, size, mtime, inode FROM file WHERE mtime < seen - ? AND sha256 <> ''"
        return set(self.connection.execute(query, (racy,)))

    def undated(self, as_of: int) -> set[int]:
        """The files that hold an article whose date may be another on that as-of day (ordinal)."""
        query = "SELECT file FROM record INDEXED BY record_valid WHERE first > ? OR last < ?"
        return {row[0] for row in self.connection.execute(query, (as_of, as_of))}

    def put(self, batch: Iterable[tuple[bytes, Likeness, int, FileReading]]) -> None:
        """Write what files gave: path, likeness, when they were looked at, reading. All are kept, or none."""
        with self.writing() as connection:
            for path, like, seen, reading in batch:
                self._forget(connection.execute("SELECT id FROM file WHERE path = ?", (path,)).fetchall())
                row = (path, _printable(path), *like, seen, reading.sha256, reading.media_type)
                cursor = connection.execute("INSERT INTO file VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)", row)
                for record in reading.records or ():
                    _put_record(connection, cursor.lastrowid or 0, record)

    def touch(self, batch: Iterable[tuple[int, bytes, Likeness, int]]) -> None:
        """Note where known files lie now, and when they were found unchanged: id, path, likeness, time."""
        rows = [(path, _printable(path), *like, seen, file) for file, path, like, seen in batch]
        with self.writing() as connection:
            for row in rows:
                taken = connection.execute("SELECT id FROM file WHERE path = ? AND id <> ?", (row[0], row[-1]))
                self._forget(taken.fetchall())
            query = "UPDATE file SET path = ?, name = ?, size = ?, mtime = ?, inode = ?, seen = ? WHERE id = ?"
            connection.executemany(query, rows)

    def forget(self, files: Iterable[int]) -> None:
        """Take files out, with all that they held."""
        with self.writing():
            self._forget((file,) for file in files)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction. Raises `Stale` when the index belongs to another version by now."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            if _meta(self.connection, "code") != self._code:
                raise Stale  # noqa: TRY301 - the transaction must be closed
            yield self.connection
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The state of one moment, whatever others write meanwhile."""
        self.connection.execute("BEGIN")
        try:
            yield self.connection
        finally:
            self.connection.execute("COMMIT")

    def _forget(self, files: Iterable[Sequence[int]]) -> None:
        from briefing.index.body import searched, sentences_of

        for (file,) in files:
            for record, title, text in self.connection.execute(_HELD, (file,)).fetchall():
                self.connection.execute(_FORGET, (record, searched(title, sentences_of(text))))
                self.connection.execute("DELETE FROM print WHERE record = ?", (record,))
                self.connection.execute("DELETE FROM body WHERE record = ?", (record,))
            self.connection.execute("DELETE FROM record WHERE file = ?", (file,))
            self.connection.execute("DELETE FROM file WHERE id = ?", (file,))


@contextmanager
def open_index(path: Path | None, root: str, code: str) -> Iterator[Index]:
    """The index at `path` (None: in memory) of the folder `root`, begun anew where other code has made it.

    Raises `ConfigError` when the file is the index of another folder, `OSError` or `sqlite3.Error` when it cannot be
    made or read.
    """
    notes: list[str] = []
    connection = _connected(path, root, code, notes)
    try:
        yield Index(connection, code, tuple(notes))
    finally:
        connection.close()


def is_damage(error: Exception) -> bool:
    """True when an error of SQLite means that the file itself is broken."""
    return isinstance(error, sqlite3.DatabaseError) and any(word in str(error) for word in _DAMAGED)


def put_aside(path: Path) -> Path:
    """Move a damaged index out of the way, and return where to."""
    aside = path.with_name(f"{path.name}.damaged")
    with suppress(FileNotFoundError):  # another process was faster
        path.replace(aside)
    for mark in ("-wal", "-shm"):
        path.with_name(f"{path.name}{mark}").unlink(missing_ok=True)
    return aside


def _connected(path: Path | None, root: str, code: str, notes: list[str]) -> sqlite3.Connection:
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path or ":memory:", timeout=_PATIENCE, isolation_level=None)
    try:
        connection.execute("PRAGMA page_size = 16384")  # of a new file; of smaller pages a body would fill one alone
        with suppress(sqlite3.OperationalError):  # another process is making the file: its mode serves as well
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA cache_size = -32000")
        _claim(connection, path, root, code, notes)
    except BaseException:
        connection.close()
        raise
    return connection


def _claim(connection: sqlite3.Connection, path: Path | None, root: str, code: str, notes: list[str]) -> None:
    """Make the tables where there are none, and empty them where other code has filled them."""
    made = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'meta'").fetchone()[0]
    if made and _meta(connection, "code") == code and _meta(connection, "root") == root:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(_TABLES[0])
        owner = _meta(connection, "root")
        if owner not in {None, root}:
            raise _foreign(path, owner)  # noqa: TRY301 - the transaction must be closed
        before = _meta(connection, "code")
        if before is not None and before != code:
            notes.append("the index was made by another version and is made anew")
            for name in ("file", "record", "print", "body", "search"):
                connection.execute(f"DROP TABLE IF EXISTS {name}")
        for table in _TABLES:
            connection.execute(table)
        connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", [("root", root), ("code", code)])
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _foreign(path: Path | None, owner: str | None) -> ConfigError:
    return ConfigError(f"{path} is the index of {owner}.", "Name another file under [index], or delete this one.")


def _meta(connection: sqlite3.Connection, key: str) -> str | None:
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def _printable(path: bytes) -> str:
    return printable(os.fsdecode(path))


def _put_record(connection: sqlite3.Connection, file: int, record: Record) -> None:
    when = record.dated
    values: tuple[Any, ...] = (
        *(file, record.number, record.head, record.cuts, record.language, record.stage, record.reason),
        *(when.earliest, when.latest, when.open_end, when.method, when.evidence, when.spans, when.refused),
        *(when.first, when.last),
    )
    made = connection.execute(_RECORD, values).lastrowid
    if record.body is not None:
        body, marks = record.body, record.body.print
        row = (made, marks.words, marks.syllables, marks.shingles, marks.sketch.tobytes(), body.outlet, body.title)
        connection.execute("INSERT INTO print VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        connection.execute("INSERT INTO body VALUES (?, ?)", (made, body.text))
        connection.execute("INSERT INTO search (rowid, words) VALUES (?, ?)", (made, body.searched))


def sketch_from(data: bytes) -> array[int]:
    """A sketch as it was kept."""
    sketch = array("Q")
    sketch.frombytes(data)
    return sketch
