"""Reading many files side by side: chunks of tasks in, their readings out, in the order in which they were given.

Few files are read in this process, many in several. Only so many chunks are on their way at a time, so that memory does
not grow with the folder. A file on which the reading process dies is refused with that reason, and the others are read.
"""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from briefing.index.entry import FileReading, read_file, refused_file
from briefing.records import dataclass

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

FEW = 64  # files that are read sooner than other processes are started
_CHUNK = 16  # files
_CHUNK_BYTES = 4_000_000
_WAITING = 3  # chunks for each process


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read, cited as `name`; one whose digest is among `known` is not read further than that."""

    path: str
    name: str
    size: int
    known: frozenset[str] = frozenset()


def processes() -> int:
    """How many processes read: one for each processor that this one may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def read_all(tasks: Sequence[Task], as_of: date, workers: int = 0) -> Iterator[FileReading]:
    """A reading for each task, in order."""
    count = workers or min(processes(), len(tasks) // FEW + 1)
    if count < 2:  # noqa: PLR2004
        yield from (read_task(task, as_of) for task in tasks)
        return
    chunks = _chunks(tasks)
    lost: list[tuple[Task, ...]] | None = None
    while lost is None or lost:
        lost = yield from _read_in_pool(chunks, as_of, count)
        yield from _read_apart([task for chunk in lost for task in chunk], as_of)


def read_task(task: Task, as_of: date) -> FileReading:
    """Read one file, or find that its digest is known."""
    if task.known:
        try:
            with Path(task.path).open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError:
            digest = ""  # reading it will say why
        if digest in task.known:
            return FileReading(digest, "", None)
    return read_file(Path(task.path), task.name, as_of)


def _read_in_pool(
    chunks: Iterator[tuple[Task, ...]], as_of: date, count: int
) -> Generator[FileReading, None, list[tuple[Task, ...]]]:
    """Read chunk after chunk; returns those that were on their way when a process died."""
    from concurrent.futures.process import BrokenProcessPool

    waiting: deque[tuple[tuple[Task, ...], Future[list[FileReading]]]] = deque()
    with _pool(count) as pool:
        try:
            for chunk in islice(chunks, _WAITING * count):
                waiting.append((chunk, pool.submit(_read_chunk, chunk, as_of)))
            while waiting:
                yield from waiting[0][1].result()
                waiting.popleft()
                for chunk in islice(chunks, 1):
                    waiting.append((chunk, pool.submit(_read_chunk, chunk, as_of)))
        except BrokenProcessPool:
            return [chunk for chunk, _ in waiting]
        finally:
            for _, future in waiting:
                future.cancel()
    return []


def _read_apart(tasks: Sequence[Task], as_of: date) -> Iterator[FileReading]:
    """Read one file at a time in a process apart; one that kills it is refused, and the next has a new process."""
    if not tasks:
        return
    from concurrent.futures.process import BrokenProcessPool

    with ExitStack() as stack:
        pool: ProcessPoolExecutor | None = None
        for task in tasks:
            pool = pool or stack.enter_context(_pool(1))
            try:
                yield pool.submit(read_task, task, as_of).result()
            except BrokenProcessPool:
                yield refused_file(Path(task.path), task.name, "cannot be read: the process that reads it dies")
                pool = None


def _pool(count: int) -> ProcessPoolExecutor:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    spawned = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(count, mp_context=spawned, initializer=_die_with_parent)


def _die_with_parent() -> None:
    """A reading process whose parent was killed would wait for work for ever."""
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_wait_for_death, args=(parent.sentinel,), daemon=True).start()


def _wait_for_death(sentinel: int) -> None:
    from multiprocessing.connection import wait

    wait([sentinel])
    os._exit(1)


def _read_chunk(chunk: Sequence[Task], as_of: date) -> list[FileReading]:
    return [read_task(task, as_of) for task in chunk]


def _chunks(tasks: Iterable[Task]) -> Iterator[tuple[Task, ...]]:
    chunk: list[Task] = []
    size = 0
    for task in tasks:
        chunk.append(task)
        size += task.size
        if len(chunk) == _CHUNK or size >= _CHUNK_BYTES:
            yield tuple(chunk)
            chunk, size = [], 0
    if chunk:
        yield tuple(chunk)
