"""Reading on the workers of a Ray cluster: tasks in, readings out in their order, as reading here would have them.

The files are opened by the workers, under the path that they have here, so all nodes must share the folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.cluster import Failure, RaySettings, Work, in_order, spread
from briefing.errors import ConfigError, SourceError
from briefing.index.code import code_version

if TYPE_CHECKING:
    from briefing.index.entry import FileReading
    from briefing.index.pool import Task


def read_on_ray(tasks: Sequence[Task], as_of: date, settings: RaySettings) -> Iterator[FileReading]:
    """A reading for each task, in order; a file on which workers die is refused with that reason.

    Raises ConfigError where the workers cannot be reached or are of another version, SourceError where they do not see
    the files.
    """
    from briefing.index.entry import refused_file

    there = [replace(task, path=os.path.abspath(task.path)) for task in tasks]  # noqa: PTH100 - resolves no links
    if not there:
        return
    top = os.path.commonpath([os.path.dirname(task.path) for task in there])  # noqa: PTH120
    make = partial(_reader, top, code_version(), as_of)
    for task, outcome in zip(tasks, in_order(spread(make, there, settings)), strict=True):
        if isinstance(outcome, Failure):
            yield refused_file(Path(task.path), task.name, f"cannot be read: {outcome.reason}")
        else:
            yield outcome


def _reader(top: str, version: str, as_of: date) -> Work:
    """What a worker does with tasks."""
    from briefing.index.pool import read_task

    if code_version() != version:
        raise ConfigError("A worker would read with other code than this.", "Install the same version on every node.")
    if not Path(top).is_dir():
        raise SourceError(f"A worker does not see {top}.", "Put the articles where every node finds them by this path.")
    return lambda tasks: [read_task(task, as_of) for task in tasks]
