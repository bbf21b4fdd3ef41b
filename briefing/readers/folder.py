"""From a folder (or one file) to articles: finds the files, picks the reader for each, and accounts for the rest.

Files come in sorted order, so that two runs over the same folder agree. What is never opened is passed over with a
reason; what is opened and cannot be read is dropped with a reason; both are counted.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from briefing.errors import SourceError
from briefing.protocols import Progress, Reader, quiet
from briefing.readers.docx import DocxReader
from briefing.readers.html import HtmlReader
from briefing.readers.jsonl import JsonlReader
from briefing.readers.layer import refused
from briefing.readers.pdf import PdfReader
from briefing.readers.text import TextReader
from briefing.values import Article, Dropped, SourceDocument

DATES_FILE = "briefing-dates.toml"
LARGEST = 50_000_000  # bytes
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
READERS: dict[str, Reader] = {
    "text/plain": TextReader(),
    "text/html": HtmlReader(),
    "application/xhtml+xml": HtmlReader(),
    MEDIA_TYPES[".docx"]: DocxReader(),
    "application/pdf": PdfReader(),
    "application/jsonl": JsonlReader(),
}
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


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What reading gave: articles, refusals, every file that was opened or refused, and what was passed over."""

    articles: tuple[Article, ...]
    dropped: tuple[Dropped, ...]
    documents: tuple[SourceDocument, ...]
    passed_over: tuple[PassedOver, ...] = ()


def discover(root: Path) -> Discovery:
    """The readable files under `root` in sorted order, folder by folder.

    Raises `SourceError` when `root` is missing or no file under it has a type that can be read.
    """
    if not os.path.lexists(root) or not root.exists():
        raise SourceError(f"There is no folder or file {root}.", f"Name a folder that holds {_KINDS} files.")
    if not root.is_dir():
        reason = _objection(root, root)
        if reason is not None:
            raise SourceError(f"{root} cannot be read: {reason}.", f"Name a folder or a file: {_KINDS}.")
        return Discovery((root,), ())
    files: list[Path] = []
    passed_over: list[PassedOver] = []
    for path, reason in _walk(root, root):
        if reason is None:
            files.append(path)
        else:
            passed_over.append(PassedOver(source_name(root, path), reason))
    if not files:
        found = f"{len(passed_over)} passed over" if passed_over else "it is empty"
        raise SourceError(f"Nothing in {root} can be read ({found}).", f"Put {_KINDS} files there.")
    return Discovery(tuple(files), tuple(passed_over))


def source_name(root: Path, path: Path) -> str:
    """How a file is cited: the folder's name and the path under it; for a single file its name alone."""
    if path == root:
        return _printable(root.name)
    top = root.name if root.name not in {"", ".."} else root.resolve().name
    return _printable("/".join(part for part in (top, path.relative_to(root).as_posix()) if part))


def read_sources(root: Path, *, progress: Progress = quiet) -> ReadResult:
    """Read every file under `root`. Raises `SourceError` as `discover` does, and for no other reason."""
    discovery = discover(root)
    results: list[ReadResult] = []
    for done, path in enumerate(discovery.files, 1):
        results.append(read_document(path, source_name(root, path)))
        progress(done, len(discovery.files), "Reading")
    return ReadResult(
        tuple(article for result in results for article in result.articles),
        tuple(drop for result in results for drop in result.dropped),
        tuple(document for result in results for document in result.documents),
        discovery.passed_over,
    )


def read_document(path: Path, name: str) -> ReadResult:
    """Read one file, to be cited as `name`. Whatever is wrong with it comes out as `Dropped`.

    The digest is empty where the file could not be opened.
    """
    media_type = MEDIA_TYPES.get(path.suffix.lower(), "application/octet-stream")
    try:
        size = path.stat().st_size
        if size > LARGEST:
            with path.open("rb") as stream:
                source = SourceDocument(name, hashlib.file_digest(stream, "sha256").hexdigest(), media_type)
            megabytes = f"{size / 1_000_000:.0f} MB"
            return _refusal(source, f"too large for an article: {megabytes}, more than {LARGEST // 1_000_000} MB")
        data = path.read_bytes()
    except FileNotFoundError:
        return _refusal(SourceDocument(name, "", media_type), "vanished before it was read")
    except OSError as error:
        return _refusal(SourceDocument(name, "", media_type), f"cannot be opened: {error.strerror or error}")
    source = SourceDocument(name, hashlib.sha256(data).hexdigest(), media_type)
    outcomes = _outcomes(data, source)
    return ReadResult(
        tuple(outcome for outcome in outcomes if isinstance(outcome, Article)),
        tuple(outcome for outcome in outcomes if isinstance(outcome, Dropped)),
        (source,),
    )


def _refusal(source: SourceDocument, reason: str) -> ReadResult:
    return ReadResult((), (refused(source, reason),), (source,))


def _outcomes(data: bytes, source: SourceDocument) -> tuple[Article | Dropped, ...]:
    reader = READERS.get(source.media_type)
    if reader is None:
        return (refused(source, "a file type that cannot be read"),)
    if not data:
        return (refused(source, "empty file"),)
    try:
        return tuple(reader.read(data, source))
    except Exception as error:  # noqa: BLE001 - a parser may fail in any way on a hostile file; one file, not the run
        return (refused(source, f"cannot be read: {type(error).__name__}: {error}"[:200]),)


def _walk(folder: Path, root: Path) -> Iterator[tuple[Path, str | None]]:
    """Each file with None, or each file or folder that is passed over with the reason."""
    try:
        entries = sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError as error:
        yield folder, f"a folder that cannot be opened: {error.strerror or error}"
        return
    for path in entries:
        reason = _objection(path, root)
        if reason is None and path.is_dir():
            yield from _walk(path, root)
        else:
            yield path, reason


def _objection(path: Path, root: Path) -> str | None:
    """Why a file or folder is passed over, or None."""
    return _name_objection(path, root) or _link_objection(path, root) or _kind_objection(path)


def _name_objection(path: Path, root: Path) -> str | None:
    if path.name.startswith(("~$", ".~lock.")):
        return "office lock file"
    if path.name.startswith(".") and path != root:
        return "hidden"
    return "dates that a person set, not an article" if path.name == DATES_FILE else None


def _link_objection(path: Path, root: Path) -> str | None:
    if path == root or not path.is_symlink():
        return None
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return "broken symbolic link"
    if not target.is_relative_to(root.resolve()):
        return "symbolic link that leaves the folder"
    return "symbolic link to a folder" if target.is_dir() else None  # followed, it could lead round in circles


def _kind_objection(path: Path) -> str | None:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return f"cannot be looked at: {error.strerror or error}"
    if stat.S_ISDIR(mode):
        return None
    if not stat.S_ISREG(mode):
        return "not a regular file"
    suffix = path.suffix.lower()
    if suffix in MEDIA_TYPES:
        return None
    return f"unknown file type {_printable(suffix)}" if suffix else "a file without a type"


def _printable(name: str) -> str:
    """File names that are not UTF-8 hold surrogates, which no memo or manifest can store."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
