"""The cited files, each read once: whether a quotation stands where its citation says."""

from __future__ import annotations

from pathlib import Path

from briefing.readers.folder import read_document
from briefing.renderers.provenance import EvidenceRow
from briefing.stages.clean import clean
from briefing.stages.segment import segment
from briefing.values import Article

_Place = tuple[int, int, int, int]


class Library:
    """The files under a folder of sources; `notes` say what deserves a word and is no failure."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._articles: dict[str, tuple[str, tuple[Article, ...]] | None] = {}
        self._places: dict[str, frozenset[_Place]] = {}
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
        reason = self._misplaced(article, row)
        if reason is None and digest != row.sha256:
            note = f"{row.path} has changed since the memo was made; the text of the cited article is the same."
            if note not in self.notes:
                self.notes.append(note)
        return reason

    def _misplaced(self, article: Article, row: EvidenceRow) -> str | None:
        if article.text[row.start : row.end] != row.quote:
            if row.quote in article.text:
                return "the quotation stands elsewhere in the article: the file has changed"
            return "the quotation does not stand in the source"
        if (row.paragraph, row.sentence, row.start, row.end) not in self._sentences(article):
            return "the paragraph or sentence number does not fit the quotation"
        if article.text_sha256 != row.text_sha256:
            return "the article's text is not the one that was cited, though the quotation stands in it"
        return None

    def _sentences(self, article: Article) -> frozenset[_Place]:
        if article.id not in self._places:
            self._places[article.id] = frozenset(
                (sentence.paragraph, sentence.index, sentence.span.start, sentence.span.end)
                for sentence in segment(article, clean(article))
            )
        return self._places[article.id]

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
    if not parts or any(part == ".." for part in parts) or Path(path).is_absolute():
        return None
    if root.is_file():
        return root if root.name == parts[-1] else None
    return next((root / part for part in [*inside, Path(path)] if (root / part).is_file()), None)
