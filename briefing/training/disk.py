"""A disk that is full or closed to us, told in two lines instead of a traceback.

Files are written beside their places and then moved there, so whatever was complete before is still there.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from briefing.errors import BriefingError, ModelError

_SAID = f"os error {errno.ENOSPC}"
_MORE_ROOM = "free some disk space and train again; the last checkpoint is intact"
_ELSEWHERE = "choose a folder that may be written to with --output; the last checkpoint is intact"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Turn an operating system's refusal while working in `folder` into a ModelError."""
    try:
        yield
    except OSError as error:
        remedy = _MORE_ROOM if error.errno in _FULL else _ELSEWHERE
        raise ModelError(f"cannot write {error.filename or folder}: {error.strerror or error}", remedy) from error
    except Exception as error:
        if _SAID not in str(error) or isinstance(error, BriefingError):  # libraries in other languages have own errors
            raise
        raise ModelError(f"cannot write {folder}: {os.strerror(errno.ENOSPC)}", _MORE_ROOM) from error


@contextmanager
def in_place(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to; it takes its place at the end, and vanishes when anything goes wrong."""
    partial = path.with_name(f"{path.stem}.partial{path.suffix}")
    try:
        yield partial
        os.replace(partial, path)  # noqa: PTH105
    finally:
        partial.unlink(missing_ok=True)
