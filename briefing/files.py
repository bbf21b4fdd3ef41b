"""Writing outputs so that nothing is ever half written: to a temporary name beside the target, then moved."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from briefing.errors import RenderError


def write_atomic(path: Path, data: bytes) -> None:
    """Write one file; on any failure what was there before is untouched. Raises `RenderError`."""
    write_all({path: data})


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write several files, all of them or none: each is complete on disk before the first is moved into place.

    Raises `RenderError` (full disk, missing rights, a folder in the way).
    """
    waiting: list[tuple[str, Path]] = []
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                raise IsADirectoryError(f"{path} is a folder")
            handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
            waiting.append((name, path))
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).chmod(0o644)
        while waiting:
            name, path = waiting[0]
            Path(name).replace(path)
            waiting.pop(0)
    except OSError as problem:
        target = next(iter(files))
        raise RenderError(
            f"{target.parent / target.stem}.* could not be written: {problem.strerror or problem}.",
            "Free some space, close the file where it is open, or choose another place with --output.",
        ) from problem
    finally:
        for name, _ in waiting:
            with contextlib.suppress(OSError):
                Path(name).unlink()
