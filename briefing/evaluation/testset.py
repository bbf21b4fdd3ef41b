"""Test sets: articles with the points that people wrote from them, each point with the sentences that it rests on.

A JSON-lines file comes in, an article a line:

    {"id": "a-1", "date": "2026-02-05", "title_vi": "…", "outlet": "…",
     "paras": [[{"vi": "First sentence."}, {"vi": "Second."}], [{"vi": "Third."}]],
     "points": [{"en": "What the memo should say.", "cites": [0, 2]}]}

`cites` counts the sentences of the whole article from 0; `id`, `date` and `outlet` may be missing, and keys that are
not named here are passed over. An article may have an `abstract` as well, or in place of points; then its text may be
given plainly, as `title` and `body`, a list of sentences. The file may be packed with gzip. Articles and sentences go
out, as the pipeline would have read them.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from briefing.errors import SourceError
from briefing.records import dataclass
from briefing.values import UNDATED, Article, Paragraph, PublicationDate, Sentence, SourceDocument, Span

FORM = "One article a line: title_vi, paras (lists of {vi}), points (of {en, cites}); see docs/evaluation.md."


@dataclass(frozen=True, slots=True)
class ReferencePoint:
    """A point as a person wrote it, and the places of its sentences in the article, counted from 0."""

    text: str
    cites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TestArticle:
    """An article, its sentences, the points that people made of it, and its abstract ('' where it has none)."""

    article: Article
    sentences: tuple[Sentence, ...]
    points: tuple[ReferencePoint, ...]
    abstract: str = ""

    @property
    def cited(self) -> frozenset[int]:
        """The places of all sentences that some point cites."""
        return frozenset(place for point in self.points for place in point.cites)


@dataclass(frozen=True, slots=True)
class TestSet:
    """All articles of a file in order of date, and the digest of the file."""

    name: str
    sha256: str
    articles: tuple[TestArticle, ...]

    def groups(self, size: int) -> tuple[tuple[TestArticle, ...], ...]:
        """The articles by so many at a time: what one memo might cover."""
        return tuple(self.articles[start : start + size] for start in range(0, len(self.articles), size))


def is_test_set(path: Path) -> bool:
    """True for a file of JSON lines whose first article has points or an abstract; sources have neither."""
    if not path.name.endswith((".jsonl", ".jsonl.gz")) or not path.is_file():
        return False
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
            row = json.loads(next((line for line in lines if line.strip()), b""))
    except (ValueError, OSError, EOFError):
        return False
    return isinstance(row, dict) and (row.keys() >= {"paras", "points"} or row.keys() >= {"body", "abstract"})


def read_test_set(path: Path, *, limit: int | None = None) -> TestSet:
    """Read a test set, its first `limit` articles by date. Raises `SourceError`: no file, or a line of another form."""
    try:
        data = path.read_bytes()
        lines = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig").split("\n")
    except (OSError, EOFError) as problem:
        raise SourceError(f"{path} cannot be read: {problem}.", "Name a test set that exists and is whole.") from None
    except UnicodeDecodeError:
        raise SourceError(f"{path} is not UTF-8.", "Convert it with iconv first.") from None
    rows = [_row(line, number, path) for number, line in enumerate(lines, 1) if line.strip()]
    rows.sort(key=lambda row: (str(row.get("date", "")), str(row["id"])))
    if not rows:
        raise SourceError(f"{path} holds no article.", FORM)
    return TestSet(path.name, hashlib.sha256(data).hexdigest(), tuple(map(_article, rows[:limit])))


def _row(line: str, number: int, path: Path) -> dict[str, Any]:
    """One line in the one form, with its number as id where it has none."""
    try:
        given = json.loads(line)
        judged = "points" in given  # an empty list says that nothing is worth a point
        row = {"id": f"line {number}", "points": [], **given}
        if "body" in row:
            row |= {"paras": [[{"vi": text} for text in row["body"]]], "title_vi": row.get("title")}
        count = sum(len([one["vi"] + "" for one in paragraph]) for paragraph in row["paras"])
        cites = [place for point in row["points"] for place in point["cites"] if point["en"] + ""]
        if row.get("date"):
            date.fromisoformat(row["date"])
        abstract = row.get("abstract", "") + ""
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        what = f"{problem} is missing" if isinstance(problem, KeyError) else str(problem)
        raise SourceError(f"{path}, line {number}: no article of a test set ({what}).", FORM) from None
    if not judged and not abstract.strip():
        raise SourceError(f"{path}, line {number}: the article has neither points nor an abstract.", FORM)
    outside = [place for place in cites if not isinstance(place, int) or not 0 <= place < count]
    if outside:
        raise SourceError(
            f"{path}, line {number}: a point cites sentence {outside[0]}, but the article has {count}.",
            "`cites` counts the sentences of the article from 0.",
        )
    return row


def _article(row: Mapping[str, Any]) -> TestArticle:
    """The row as the pipeline would have read it: one paragraph a line."""
    identifier = str(row["id"])
    text = "\n".join(" ".join(one["vi"] for one in paragraph) for paragraph in row["paras"])
    digest = hashlib.sha256(text.encode()).hexdigest()
    day = date.fromisoformat(row["date"]) if row.get("date") else None
    article = Article(
        identifier,
        SourceDocument(identifier, digest, "text/plain"),
        None,
        text,
        digest,
        row.get("title_vi"),
        row.get("outlet"),
        None,
        "vi",
        tuple(_paragraphs(row["paras"])),
        PublicationDate(day, day, "metadata", f"date {day}") if day else UNDATED,
    )
    points = tuple(ReferencePoint(point["en"], tuple(point["cites"])) for point in row["points"])
    return TestArticle(article, tuple(_sentences(identifier, row["paras"])), points, row.get("abstract") or "")


def _paragraphs(paragraphs: Sequence[Sequence[Mapping[str, str]]]) -> Iterator[Paragraph]:
    start = 0
    for number, sentences in enumerate(paragraphs, 1):
        end = start + len(" ".join(one["vi"] for one in sentences))
        yield Paragraph(number, Span(start, end))
        start = end + 1


def _sentences(identifier: str, paragraphs: Sequence[Sequence[Mapping[str, str]]]) -> Iterator[Sentence]:
    start = 0
    for number, sentences in enumerate(paragraphs, 1):
        for index, one in enumerate(sentences, 1):
            span = Span(start, start + len(one["vi"]))
            yield Sentence(identifier, number, index, span, one["vi"])
            start = span.end + 1
        start += not sentences  # an empty paragraph is an empty line
