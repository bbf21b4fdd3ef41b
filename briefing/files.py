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


def write_new(path: Path, data: bytes) -> bool:
    """Write a file that is not there yet, whole or not at all; False when the name is taken, and nothing is changed.

    Raises `RenderError` (full disk, missing rights).
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as problem:
        raise _not_written(path, problem) from problem
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
        return _claim(Path(name), path)
    except OSError as problem:
        raise _not_written(path, problem) from problem
    finally:
        with contextlib.suppress(OSError):
            Path(name).unlink()


def _claim(complete: Path, path: Path) -> bool:
    """Give a complete file its name unless that is taken: by a link, which never replaces, where there are links."""
    try:
        path.hardlink_to(complete)
    except FileExistsError:
        return False
    except OSError:  # a file system without links
        try:
            path.open("xb").close()
        except FileExistsError:
            return False
        try:
            complete.replace(path)
        except OSError:
            path.unlink()
            raise
    return True


def _not_written(path: Path, problem: OSError) -> RenderError:
    return RenderError(
        f"{path} could not be written: {problem.strerror or problem}.",
        "Free some space, or choose another place.",
    )
