"""One file as the index keeps it: rows that go into the tables as they are, made where the file is read.

A file comes in; its digest and a `Record` for each article or refusal in it go out, small enough to be handed from one
process to another. Nothing here knows the database.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from briefing.index.as_of import OpenDay
from briefing.index.body import packed, searched
from briefing.index.fragments import taken_apart
from briefing.readers.folder import read_document
from briefing.readers.layer import refused
from briefing.readers.walk import MEDIA_TYPES
from briefing.records import dataclass
from briefing.stages.clean import clean
from briefing.stages.date_evidence import refused_by_reader
from briefing.stages.dates import date_article
from briefing.stages.dedupe import Fingerprint, fingerprint
from briefing.stages.entries import article_entry, file_entry
from briefing.stages.segment import sentence_texts
from briefing.stages.shingles import hashed, normalised
from briefing.values import Article, Dropped, PublicationDate, SourceDocument, SourceEntry


@dataclass(frozen=True, slots=True)
class Dated:
    """A publication date for all as-of days from `first` to `last` (ordinals); `open_end` when it ends on that day."""

    earliest: int | None
    latest: int | None
    open_end: bool
    method: str
    evidence: str
    spans: str
    refused: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Body:
    """What is compared and searched of an article: its fingerprint, and its body sentences, a line each, compressed."""

    print: Fingerprint
    outlet: str | None
    title: str | None
    text: bytes
    searched: str


@dataclass(frozen=True, slots=True)
class Record:
    """One article, or with `stage` and `reason` what was refused instead of one."""

    number: int | None
    head: str
    cuts: str
    language: str
    dated: Dated
    stage: str | None = None
    reason: str | None = None
    body: Body | None = None


@dataclass(frozen=True, slots=True)
class FileReading:
    """What one file gave; `records` is None where its digest was known and it was not read further."""

    sha256: str
    media_type: str
    records: tuple[Record, ...] | None


def read_file(path: Path, name: str, as_of: date) -> FileReading:
    """Read, clean, date and segment one file that is cited as `name`."""
    result = read_document(path, name)
    (document,) = result.documents
    digests = {document.path: document.sha256}
    records = [_article(article, as_of) for article in result.articles]
    records += [_refusal(dropped, digests) for dropped in result.dropped]
    return FileReading(
        document.sha256, document.media_type, tuple(sorted(records, key=lambda record: record.number or 0))
    )


def refused_file(path: Path, name: str, reason: str) -> FileReading:
    """What is kept of a file that could not be read at all; it is tried again the next time."""
    media_type = MEDIA_TYPES.get(path.suffix.lower(), "application/octet-stream")
    source = SourceDocument(name, "", media_type)
    return FileReading("", media_type, (_refusal(refused(source, reason), {name: ""}),))


def dated(article: Article, published: PublicationDate, as_of: OpenDay) -> Dated:
    """`published`, found with the unknown `as_of`, in the form in which it is kept."""
    open_end = published.latest is as_of
    refused = refused_by_reader(article.published)
    return Dated(
        published.earliest.toordinal() if published.earliest else None,
        published.latest.toordinal() if published.latest and not open_end else None,
        open_end,
        published.method,
        published.evidence,
        json.dumps([(span.start, span.end) for span in published.spans]) if published.spans else "",
        refused[0] if refused else "",
        as_of.first,
        as_of.last,
    )


_NEVER = Dated(
    earliest=None,
    latest=None,
    open_end=False,
    method="none",
    evidence="",
    spans="",
    refused="",
    first=date.min.toordinal(),
    last=date.max.toordinal(),
)


def _article(article: Article, as_of: date) -> Record:
    cuts = clean(article)
    unknown = OpenDay(as_of)
    published = date_article(article, cuts, unknown)
    row = article_entry(article, cuts)
    sentences = sentence_texts(article, cuts)
    words = normalised(sentences)
    body = Body(
        fingerprint(words, hashed(words)),
        article.outlet,
        article.title,
        packed(sentences),
        searched(article.title, sentences),
    )
    return _record(row, dated(article, published, unknown), body)


def _refusal(dropped: Dropped, digests: dict[str, str]) -> Record:
    return _record(file_entry(dropped, digests), _NEVER, None)


def _record(row: SourceEntry, when: Dated, body: Body | None) -> Record:
    head, cuts = taken_apart(row)
    return Record(row.record, head, cuts, row.language, when, row.stage, row.reason, body)
