"""Whether a checkpoint fits into this machine's memory, asked before it is loaded.

A model directory comes in; a `ModelError` goes out where its weights alone, as they are computed with, need more than
the machine has to give. Where nothing can be learnt about the memory, nothing is refused.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from briefing.errors import ModelError
from briefing.models.directory import parameters, weight_files
from briefing.models.families import read_json

COMPUTED = 4  # bytes a weight: the engine computes in float32, whatever the file holds
_STORED: Mapping[str, int] = {"float32": 4, "float16": 2, "bfloat16": 2}
_NO_LIMIT = 2**60  # what a control group says that has none

Available = Callable[[], int | None]


def available_memory() -> int | None:
    """Bytes that a new process may take: what the system has free, swap counted, or what its control group leaves."""
    found = [limit for limit in (_system(), _control_group()) if limit is not None]
    return min(found) if found else None


def needed_memory(directory: Path) -> int:
    """Bytes that the weights take once loaded, without what decoding needs besides."""
    count = parameters(directory)
    if count is not None:
        return count * COMPUTED
    config = read_json(directory, "config.json", missing_ok=True)
    stored = _STORED.get(str(config.get("torch_dtype") or config.get("dtype") or "float32").removeprefix("torch."), 4)
    return sum(path.stat().st_size for path in weight_files(directory)) * COMPUTED // stored


def check_memory(directory: Path, available: Available | None = None, needed: int | None = None) -> None:
    """Raise ModelError when the weights of the model in `directory` cannot fit, which take `needed` bytes where that is
    known already; `available` is for tests.
    """
    there = (available or available_memory)()
    needed = needed_memory(directory) if needed is None else needed
    if there is not None and needed > there:
        raise ModelError(
            f"The model in {directory} needs {in_words(needed)} of memory, and {in_words(there)} are free.",
            "Close other programs, or choose a smaller model: briefing model list.",
        )


def in_words(count: int) -> str:
    """A number of bytes for people, in decimal units as hubs and shops count them."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return f"{count} bytes"


def _system() -> int | None:
    with suppress(OSError, ValueError, KeyError):
        rows = (line.split() for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines())
        free = {row[0].rstrip(":"): int(row[1]) * 1024 for row in rows if len(row) > 1}
        return free["MemAvailable"] + free.get("SwapFree", 0)
    with suppress(OSError, ValueError, AttributeError):
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")  # elsewhere: all that is built in
    return None


def _control_group(folder: Path = Path("/sys/fs/cgroup")) -> int | None:
    """What a container leaves: its limit less what it uses, file pages that can be given back not counted."""
    with suppress(OSError, ValueError):
        limit = int((folder / "memory.max").read_text(encoding="ascii"))
        used = int((folder / "memory.current").read_text(encoding="ascii"))
        rows = (line.split() for line in (folder / "memory.stat").read_text(encoding="ascii").splitlines())
        cached = sum(int(row[1]) for row in rows if row[0] in {"inactive_file", "active_file"})
        return max(0, limit - used + cached) if limit < _NO_LIMIT else None
    return None
