"""Proves a saved memo against the sources: each quotation is looked up where its citation says it stands.

Only the Word file and the folder of sources are used, never the draft or the manifest, so that what the reader
holds in hand is what is proved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from briefing.protocols import Progress, quiet
from briefing.readers.folder import read_document
from briefing.renderers.provenance import EvidenceRow, read_evidence
from briefing.stages.clean import clean
from briefing.stages.segment import segment
from briefing.values import Article


@dataclass(frozen=True, slots=True)
class Failure:
    """A quotation that does not hold: the annex row, the points that rest on it, and what is wrong."""

    row: int
    points: tuple[str, ...]
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome: how many points and quotations were proved, what failed, and what deserves a note."""

    points: int
    quotations: int
    failures: tuple[Failure, ...]
    notes: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """True when every quotation stands in the sources."""
        return not self.failures


def verify(memo: bytes, sources: Path, *, progress: Progress = quiet) -> Verification:
    """Prove every quotation of a memo (the bytes of a DOCX) against the files under `sources`.

    Raises `ProvenanceError` when the file is no memo of ours or has lost its evidence.
    """
    evidence = read_evidence(memo)
    numbers = {point.id: point.number for point in evidence.points}
    library = _Library(sources)
    failures: list[Failure] = []
    for done, row in enumerate(evidence.rows, 1):
        reason = library.objection(row)
        if reason:
            names = tuple(f"{numbers[point]} ({point})" for point in row.point_ids)
            failures.append(Failure(row.row, names, _place(row), reason))
        progress(done, len(evidence.rows), "Verifying")
    return Verification(len(evidence.points), len(evidence.rows), tuple(failures), tuple(library.notes))


def _place(row: EvidenceRow) -> str:
    record = f" record {row.record}" if row.record is not None else ""
    return f"{row.path}{record}, paragraph {row.paragraph}, sentence {row.sentence}"


class _Library:
    """The cited files, each read once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._articles: dict[str, tuple[str, tuple[Article, ...]] | None] = {}
        self.notes: list[str] = []

    def objection(self, row: EvidenceRow) -> str | None:
        """Why this quotation does not hold, or None when it does."""
        found = self._read(row.path)
        if found is None:
            return "the file is not in the sources"
        digest, articles = found
        article = next((article for article in articles if article.record == row.record), None)
        if article is None:
            return "the file no longer holds this article"
        if article.text[row.start : row.end] != row.quote:
            if row.quote in article.text:
                return "the quotation stands elsewhere in the article: the file has changed"
            return "the quotation does not stand in the source"
        if not _numbered(article, row):
            return "the paragraph or sentence number does not fit the quotation"
        if digest != row.sha256:
            note = f"{row.path} has changed since the memo was made; the quotations still stand in it."
            if note not in self.notes:
                self.notes.append(note)
        return None

    def _read(self, path: str) -> tuple[str, tuple[Article, ...]] | None:
        if path not in self._articles:
            file = _locate(self._root, path)
            if file is None:
                self._articles[path] = None
            else:
                result = read_document(file, path)
                digest = result.documents[0].sha256 if result.documents else ""
                self._articles[path] = (digest, result.articles)
        return self._articles[path]


def _locate(root: Path, path: str) -> Path | None:
    """The cited file: the citation begins with the name of the folder that was read, whatever it is called now."""
    parts = Path(path).parts
    inside = [Path(*parts[1:])] if len(parts) > 1 else []
    if any(part == ".." for part in parts) or Path(path).is_absolute():
        return None
    if root.is_file():
        return root if root.name == parts[-1] else None
    return next((root / part for part in [*inside, Path(path)] if (root / part).is_file()), None)


def _numbered(article: Article, row: EvidenceRow) -> bool:
    sentences: Sequence[object] = [
        (sentence.paragraph, sentence.index, sentence.span.start, sentence.span.end)
        for sentence in segment(article, clean(article))
    ]
    return (row.paragraph, row.sentence, row.start, row.end) in sentences
