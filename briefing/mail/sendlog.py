"""The send log: who got which memo, so that nobody gets one twice, even after a crash in the middle of a list.

One SQLite file, only ever added to; the last entry for a memo and a recipient holds. 'sending' is on the disk before
the server is told that the message is complete, so an entry that stayed so means: it may have arrived.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal, get_args

from briefing.errors import MailError
from briefing.records import dataclass

State = Literal["sending", "sent", "deferred", "failed"]
FILE_NAME = "sent-mail.sqlite3"
_TABLE = """
CREATE TABLE IF NOT EXISTS delivery (
    number INTEGER PRIMARY KEY, memo TEXT NOT NULL, recipient TEXT NOT NULL, state TEXT NOT NULL,
    at TEXT NOT NULL, message_id TEXT NOT NULL, subject TEXT NOT NULL, reply TEXT NOT NULL)
"""
_INDEX = "CREATE INDEX IF NOT EXISTS delivery_memo ON delivery (memo, recipient)"
_COLUMNS = "memo, recipient, state, at, message_id, subject, reply"
_PATIENCE = 30.0  # seconds to wait for another process that is sending


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened: `memo` is the file's SHA-256, `recipient` a mailbox key, `at` an ISO time."""

    memo: str
    recipient: str
    state: State
    at: str
    message_id: str
    subject: str
    reply: str


def state_directory() -> Path:
    """The state folder: $BRIEFING_STATE, else $XDG_STATE_HOME or %LOCALAPPDATA%, else ~/.local/state/briefing."""
    if chosen := os.environ.get("BRIEFING_STATE"):
        return Path(chosen).expanduser()
    base = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_STATE_HOME")
    return (Path(base) if base else Path.home() / ".local" / "state") / "briefing"


class SendLog:
    """The log in one file. Methods raise `MailError` when it cannot be read or written: then nothing is sent."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def last(self, memo: str) -> dict[str, Entry]:
        """The last entry of each recipient of a memo."""
        return {entry.recipient: entry for entry in self.history(memo)}

    def history(self, memo: str) -> tuple[Entry, ...]:
        """Everything that happened to a memo, in order."""
        return self._read("memo = ? ORDER BY number", memo)

    def others(self, memo: str, subject: str) -> tuple[Entry, ...]:
        """What was sent under the same subject from another file: an earlier version, most likely."""
        return self._read("subject = ? AND memo != ? AND state = 'sent' ORDER BY number", subject, memo)

    def add(self, entries: Iterable[Entry]) -> None:
        """Write the entries, all or none; they are on the disk when this returns."""
        rows = [(e.memo, e.recipient, e.state, e.at, e.message_id, e.subject, e.reply) for e in entries]
        if not rows:
            return
        with self._open() as connection, connection:
            connection.executemany(f"INSERT INTO delivery ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", rows)  # noqa: S608

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold this while sending, so that two processes do not send the same memo at once."""
        lock = self.path.with_name(self.path.name + ".lock")
        lock.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(lock, timeout=_PATIENCE, isolation_level=None)) as connection:
            try:
                connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.Error as problem:
                raise MailError(
                    f"The send log {self.path} is held by another process ({problem}).",
                    "Wait until the other `briefing email --send` has finished.",
                ) from None
            yield

    def _read(self, where: str, *values: str) -> tuple[Entry, ...]:
        if not self.path.is_file():
            return ()
        with self._open() as connection:
            rows = connection.execute(f"SELECT {_COLUMNS} FROM delivery WHERE {where}", values)  # noqa: S608 - no user's words
            entries = tuple(Entry(*row) for row in rows)
        if any(entry.state not in get_args(State) for entry in entries):
            raise MailError(f"The send log {self.path} is from another version.", "Name another with [email] log.")
        return entries

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=_PATIENCE)) as connection:
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute(_TABLE)
                connection.execute(_INDEX)
                yield connection
        except (sqlite3.Error, OSError) as problem:
            raise MailError(
                f"The send log {self.path} cannot be used: {problem}; without it somebody might get the memo twice.",
                "Make the file writable, or name another with [email] log; a damaged one has to be moved away.",
            ) from None
