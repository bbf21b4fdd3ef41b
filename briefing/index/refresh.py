"""Bringing an index up to date with its folder: what is new, changed, moved or gone is noticed, the rest not opened.

A file is unchanged when its size, its modification time and its inode are what they were, as git sees it. One that was
written to less than `RACY` before it was looked at could have been written to again without a trace of that, and is
compared by its digest the next time; so are all with `verify`. A file that lies elsewhere now keeps what was read of
it, unless its name says something about its date. Where an article's date depends on an as-of day that has come or gone
since, its file is read again.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.index.store import FileState, Index, Likeness, Seen, likeness
from briefing.protocols import Progress, quiet
from briefing.readers.walk import MEDIA_TYPES, PassedOver, cited_as, walk
from briefing.records import dataclass

if TYPE_CHECKING:
    from briefing.index.entry import FileReading
    from briefing.index.pool import Task

Read = Callable[[Sequence["Task"], date], Iterator["FileReading"]]
"""A reading for each task, in order."""

RACY = 2_000_000_000  # nanoseconds: the coarsest clocks of file systems
_BATCH = 256  # files a transaction
_SYSTEM = (sys.getfilesystemencoding(), sys.getfilesystemencodeerrors())  # how names are written as bytes
_NAMED = 3  # files that are told by name


@dataclass(slots=True)
class Changes:
    """What became of the files since the last time, by name; `unchanged` counts the others.

    `dated_again` counts files that were read again for the as-of day alone.
    """

    unchanged: int = 0
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    dated_again: int = 0

    @property
    def lines(self) -> tuple[str, ...]:
        """The changes for people; none for a folder that was never looked at before."""
        if not (self.unchanged or self.changed or self.moved or self.deleted or self.dated_again):
            return ()
        kinds = {"new": self.new, "changed": self.changed, "moved": self.moved, "deleted": self.deleted}
        lines = [
            f"{len(names)} {kind} since the last time: {', '.join(sorted(names)[:_NAMED])}"
            f"{', …' if len(names) > _NAMED else ''}"
            for kind, names in kinds.items()
            if names
        ]
        return (*lines, *([f"{self.dated_again} read again for another as-of day"] if self.dated_again else []))


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What bringing an index up to date gave besides the index."""

    changes: Changes
    passed_over: tuple[PassedOver, ...]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A file to open: where, how it looked, what was known of it, and digests with which it need not be read."""

    path: bytes
    like: Likeness
    before: FileState | None
    known: frozenset[str] = frozenset()


def refresh(
    index: Index,
    root: Path,
    as_of: date,
    *,
    verify: bool = False,
    workers: int = 0,
    read: Read | None = None,
    progress: Progress = quiet,
) -> Refreshed:
    """Read what must be read; `verify` compares the digests of all files. `workers` processes read, 0: as many as pay;
    unless `read` reads elsewhere.

    Raises `SourceError` as `walk` does, `Stale`, and `sqlite3.Error`.
    """
    seen = time.time_ns()
    found = walk(root)
    states = [(one.below.encode(*_SYSTEM), *likeness(one.state)) for one in found if one.state is not None]
    passed_over = tuple(PassedOver(cited_as(root, one.below), one.reason) for one in found if one.state is None)
    work = _Refreshing(index, root, as_of, seen)
    if not verify and work.finds_nothing_new({*states}):
        return Refreshed(work.changes, passed_over)
    work.plan({one[0]: one[1:] for one in states}, verify=verify)
    work.do(read or _here(workers), progress)
    return Refreshed(work.changes, passed_over)


class _Refreshing:
    """One pass over a folder. `gone` are files of the index that lie nowhere now, until they are found elsewhere."""

    def __init__(self, index: Index, root: Path, as_of: date, seen: int) -> None:
        self.index, self.root, self.as_of, self.seen = index, root, as_of, seen
        self.changes = Changes()
        self.wanted: list[_Wanted] = []
        self.gone: dict[bytes, FileState] = {}
        self._movable: dict[bytes, FileState] = {}
        self._touched: list[tuple[int, bytes, Likeness, int]] = []
        self._read: list[tuple[bytes, Likeness, int, FileReading]] = []

    def finds_nothing_new(self, states: set[Seen]) -> bool:
        """True when all files are as they were; of very many it takes too long to look at one after another."""
        if len(states) != self.index.count() or self.index.undated(self.as_of.toordinal()):
            return False
        if states != self.index.settled(RACY):
            return False
        self.changes.unchanged = len(states)
        return True

    def plan(self, states: dict[bytes, Likeness], *, verify: bool) -> None:
        """Divide the files into those that are as they were and those to open."""
        known = self.index.files()
        undated = self.index.undated(self.as_of.toordinal())
        self.gone = {path: FileState(*row[1:]) for path, row in known.items() if path not in states}
        self._movable = {path: state for path, state in self.gone.items() if _holds(state, undated)}
        sizes: dict[int, list[bytes]] = {}
        likes = {state.likeness: path for path, state in self._movable.items() if not (verify or _is_racy(state))}
        for path, state in self._movable.items():
            sizes.setdefault(state.size, []).append(path)
        for path, like in states.items():
            row = known.get(path)
            as_it_was = row is not None and row[2:5] == like and row[3] < row[5] - RACY and bool(row[6])
            if as_it_was and row is not None and row[1] not in undated and not verify:
                self.changes.unchanged += 1  # what follows would say so too, for very many files too slowly
            elif row is not None:
                before = FileState(*row[1:])
                self._plan_known(path, like, before, holds=_holds(before, undated), verify=verify)
            elif (origin := likes.get(like)) in self.gone and origin is not None and _named_alike(origin, path):
                self._move(origin, path, like, self._movable[origin].seen)
            else:
                twins = (one for one in sizes.get(like[0], ()) if _named_alike(one, path))
                known_digests = frozenset(self._movable[one].sha256 for one in twins)
                self.wanted.append(_Wanted(path, like, None, known_digests))

    def _plan_known(self, path: bytes, like: Likeness, before: FileState, *, holds: bool, verify: bool) -> None:
        same = before.likeness == like
        if holds and same and not verify and not _is_racy(before):
            self.changes.unchanged += 1
            return
        self.changes.dated_again += same and not holds and bool(before.sha256)
        self.wanted.append(_Wanted(path, like, before, frozenset({before.sha256}) if holds else frozenset()))

    def do(self, read: Read, progress: Progress) -> None:
        """Open what was planned, write it down, and forget what is gone."""
        total, done = len(self.wanted), 0
        while self.wanted:
            wanted, self.wanted = self.wanted, []
            for one, reading in zip(wanted, self._readings(wanted, read), strict=True):
                self._take(one, reading)
                if len(self._read) >= _BATCH:
                    self._write()
                done = min(done + 1, total)
                progress(done, total, "Reading")
        self._write()
        self.changes.deleted += [self._name(path) for path in self.gone]
        files = iter([state.id for state in self.gone.values()])
        while batch := list(islice(files, _BATCH)):
            self.index.forget(batch)

    def _readings(self, wanted: Sequence[_Wanted], read: Read) -> Iterator[FileReading]:
        from briefing.index.pool import Task

        tasks = []
        for one in wanted:
            below = os.fsdecode(one.path)
            path = self.root / below if below else self.root
            tasks.append(Task(str(path), cited_as(self.root, below), one.like[0], one.known))
        return read(tasks, self.as_of)

    def _take(self, one: _Wanted, reading: FileReading) -> None:
        if reading.records is not None:
            self._read.append((one.path, one.like, self.seen, reading))
            if one.before is None:
                self.changes.new.append(self._name(one.path))
            elif one.before.sha256 != reading.sha256:
                self.changes.changed.append(self._name(one.path))
            elif one.before.likeness != one.like:
                self.changes.unchanged += 1
        elif one.before is not None:
            self.changes.unchanged += 1
            self._touched.append((one.before.id, one.path, one.like, self.seen))
        else:
            self._found_again(one, reading.sha256)

    def _found_again(self, one: _Wanted, sha256: str) -> None:
        """A file with the digest of one that is gone: the same, elsewhere; or a second copy of it, which is read."""
        for origin, state in self._movable.items():
            if state.sha256 == sha256 and origin in self.gone and _named_alike(origin, one.path):
                self._move(origin, one.path, one.like, self.seen)
                return
        self.wanted.append(_Wanted(one.path, one.like, None))

    def _move(self, origin: bytes, path: bytes, like: Likeness, seen: int) -> None:
        state = self.gone.pop(origin)
        self.changes.moved.append(f"{self._name(origin)} to {self._name(path)}")
        self._touched.append((state.id, path, like, seen))

    def _write(self) -> None:
        if self._touched:
            self.index.touch(self._touched)
        if self._read:
            self.index.put(self._read)
        self._touched, self._read = [], []

    def _name(self, path: bytes) -> str:
        return cited_as(self.root, os.fsdecode(path))


def _here(workers: int) -> Read:
    """Reading on this machine."""

    def read(tasks: Sequence[Task], as_of: date) -> Iterator[FileReading]:
        from briefing.index.pool import read_all

        return read_all(tasks, as_of, workers)

    return read


def _holds(state: FileState, undated: set[int]) -> bool:
    """True when what is known of a file may be used: it could be opened, and its dates hold on the as-of day."""
    return bool(state.sha256) and state.id not in undated


def _is_racy(state: FileState) -> bool:
    return state.mtime >= state.seen - RACY


def _named_alike(first: bytes, second: bytes) -> bool:
    """True when nothing in the names makes the files different: neither what kind they are of, nor a date."""
    from briefing.stages.date_stamps import days_in_name  # wanted where a file has moved alone

    one, other = os.fsdecode(first), os.fsdecode(second)
    kinds = {MEDIA_TYPES.get(name[name.rfind(".") :].lower()) for name in (one, other)}
    same_name = one.rsplit("/", 1)[-1] == other.rsplit("/", 1)[-1]
    return len(kinds) == 1 and (same_name or not (days_in_name(one) or days_in_name(other)))
