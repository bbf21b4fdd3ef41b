"""From a folder (or one file) to articles: picks the reader for each file, and accounts for the rest.

What is never opened is passed over with a reason; what is opened and cannot be read is dropped with a reason; both are
counted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from briefing.protocols import Progress, Reader, quiet
from briefing.readers.layer import refused
from briefing.readers.walk import DATES_FILE, MEDIA_TYPES, Discovery, PassedOver, discover, source_name
from briefing.records import dataclass
from briefing.values import Article, Dropped, SourceDocument

__all__ = [
    "DATES_FILE",
    "Discovery",
    "PassedOver",
    "ReadResult",
    "discover",
    "read_document",
    "read_sources",
    "source_name",
]

LARGEST = 50_000_000  # bytes
_RECORDS = "application/jsonl"  # the one type of file that holds many articles


def _text() -> Reader:
    from briefing.readers.text import TextReader

    return TextReader()


def _page() -> Reader:
    from briefing.readers.html import HtmlReader

    return HtmlReader()


def _word() -> Reader:
    from briefing.readers.docx import DocxReader

    return DocxReader()


def _pdf() -> Reader:
    from briefing.readers.pdf import PdfReader

    return PdfReader()


def _records() -> Reader:
    from briefing.readers.jsonl import JsonlReader

    return JsonlReader()


READERS: dict[str, Callable[[], Reader]] = {
    "text/plain": _text,
    "text/html": _page,
    "application/xhtml+xml": _page,
    MEDIA_TYPES[".docx"]: _word,
    "application/pdf": _pdf,
    _RECORDS: _records,
}
"""What gives the reader of each type of file; it is loaded with the first file of its type."""


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What reading gave: articles, refusals, every file that was opened or refused, and what was passed over."""

    articles: tuple[Article, ...]
    dropped: tuple[Dropped, ...]
    documents: tuple[SourceDocument, ...]
    passed_over: tuple[PassedOver, ...] = ()


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


def read_document(path: Path, name: str, records: frozenset[int] | None = None) -> ReadResult:
    """Read one file, to be cited as `name`. Whatever is wrong with it comes out as `Dropped`.

    Of a file that holds many articles only those of `records` are read, where they are given. The digest is empty where
    the file could not be opened.
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
    outcomes = _outcomes(data, source, records)
    return ReadResult(
        tuple(outcome for outcome in outcomes if isinstance(outcome, Article)),
        tuple(outcome for outcome in outcomes if isinstance(outcome, Dropped)),
        (source,),
    )


def _refusal(source: SourceDocument, reason: str) -> ReadResult:
    return ReadResult((), (refused(source, reason),), (source,))


def _outcomes(data: bytes, source: SourceDocument, records: frozenset[int] | None) -> tuple[Article | Dropped, ...]:
    reader_of = READERS.get(source.media_type)
    if reader_of is None:
        return (refused(source, "a file type that cannot be read"),)
    if not data:
        return (refused(source, "empty file"),)
    try:
        if records is not None and source.media_type == _RECORDS:
            from briefing.readers.jsonl import JsonlReader

            return tuple(JsonlReader().read(data, source, records))
        return tuple(reader_of().read(data, source))
    except Exception as error:  # noqa: BLE001 - a parser may fail in any way on a hostile file; one file, not the run
        return (refused(source, f"cannot be read: {type(error).__name__}: {error}"[:200]),)
