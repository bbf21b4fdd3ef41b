"""Finding the files of a folder (or the one file): what there is to read, and what is passed over with a reason.

Files come in sorted order, folder by folder, so that two runs over the same folder agree. Nothing is opened here.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from briefing.errors import SourceError
from briefing.records import dataclass

DATES_FILE = "briefing-dates.toml"
MEDIA_TYPES = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".jsonl": "application/jsonl",
    ".ndjson": "application/jsonl",
}
_ODD = "~."  # what the names of hidden and lock files begin with
_KINDS = "txt, html, docx, pdf or jsonl"


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A file or folder that was never opened, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """The files to read, in order, and what was passed over."""

    files: tuple[Path, ...]
    passed_over: tuple[PassedOver, ...]


class Found(NamedTuple):  # a folder may hold very many: three times as fast as a frozen dataclass
    """Something under the folder of sources: its path there (POSIX), and what the system says of it.

    `state` is None, with a reason, for what is passed over. The path of a single file is empty.
    """

    below: str
    state: os.stat_result | None
    reason: str = ""


def discover(root: Path) -> Discovery:
    """The readable files under `root` in sorted order, folder by folder.

    Raises `SourceError` when `root` is missing or no file under it has a type that can be read.
    """
    found = walk(root)
    return Discovery(
        tuple(root / one.below if one.below else root for one in found if one.state is not None),
        tuple(PassedOver(cited_as(root, one.below), one.reason) for one in found if one.state is None),
    )


def walk(root: Path) -> Sequence[Found]:
    """Each file under `root` that can be read, and all that is passed over, in sorted order, folder by folder.

    Raises `SourceError` when `root` is missing or no file under it has a type that can be read.
    """
    if not os.path.lexists(root) or not root.exists():
        raise SourceError(f"There is no folder or file {root}.", f"Name a folder that holds {_KINDS} files.")
    if not root.is_dir():
        reason = _name_objection(root.name, hidden=False) or _kind_objection(root.name, root.stat().st_mode)
        if reason is not None:
            raise SourceError(f"{root} cannot be read: {reason}.", f"Name a folder or a file: {_KINDS}.")
        return [Found("", root.stat())]
    found: list[Found] = []
    _walk(os.fspath(root), "", root.resolve(), found)
    if not any(one.state for one in found):
        count = f"{len(found)} passed over" if found else "it is empty"
        raise SourceError(f"Nothing in {root} can be read ({count}).", f"Put {_KINDS} files there.")
    return found


def source_name(root: Path, path: Path) -> str:
    """How a file is cited: the folder's name and the path under it; for a single file its name alone."""
    return cited_as(root, "" if path == root else path.relative_to(root).as_posix())


def cited_as(root: Path, below: str) -> str:
    """How the file at `below` (POSIX, relative to `root`, empty for a single file) is cited; see `source_name`."""
    if not below:
        return printable(root.name)
    return printable("/".join(part for part in (top_name(root), below) if part))


def top_name(root: Path) -> str:
    """The name of the folder itself, with which every citation of a file in it begins."""
    return root.name if root.name not in {"", ".."} else root.resolve().name


def _walk(folder: str, below: str, root: Path, found: list[Found]) -> None:
    """Add everything in one folder to `found`; `root` has its links resolved."""
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=attrgetter("name"))
    except OSError as error:
        found.append(Found(below, None, f"a folder that cannot be opened: {error.strerror or error}"))
        return
    before = f"{below}/" if below else ""
    for entry in entries:
        name = entry.name
        here = before + name
        reason = _name_objection(name) if name[0] in _ODD or name == DATES_FILE else None
        if reason is None and entry.is_symlink():
            reason = _link_objection(Path(entry.path), root)
        if reason is not None:
            found.append(Found(here, None, reason))
        elif entry.is_dir():
            _walk(entry.path, here, root, found)
        else:
            found.append(_looked_at(entry, here))


def _looked_at(entry: os.DirEntry[str], below: str) -> Found:
    name = entry.name
    try:
        state = entry.stat()
    except OSError as error:
        return Found(below, None, f"cannot be looked at: {error.strerror or error}")
    if name[name.rfind(".") :] in MEDIA_TYPES and stat.S_ISREG(state.st_mode):  # nearly all are
        return Found(below, state)
    reason = _kind_objection(name, state.st_mode)
    return Found(below, state) if reason is None else Found(below, None, reason)


def _name_objection(name: str, *, hidden: bool = True) -> str | None:
    if name.startswith(("~$", ".~lock.")):
        return "office lock file"
    if hidden and name.startswith("."):
        return "hidden"
    return "dates that a person set, not an article" if name == DATES_FILE else None


def _link_objection(path: Path, root: Path) -> str | None:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return "broken symbolic link"
    if not target.is_relative_to(root):
        return "symbolic link that leaves the folder"
    return "symbolic link to a folder" if target.is_dir() else None  # followed, it could lead round in circles


def _kind_objection(name: str, mode: int) -> str | None:
    if not stat.S_ISREG(mode):
        return "not a regular file"
    if name[name.rfind(".") :].lower() in MEDIA_TYPES:
        return None
    suffix = Path(name).suffix.lower()
    return f"unknown file type {printable(suffix)}" if suffix else "a file without a type"


def printable(name: str) -> str:
    """File names that are not UTF-8 hold surrogates, which no memo or manifest can store."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
