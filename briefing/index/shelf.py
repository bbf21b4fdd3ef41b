"""The articles of an index as values without their texts, in the order in which reading the folder would give them.

A memo needs the texts of the articles of its period alone; of the others it tells path, date and fate.
"""

from __future__ import annotations

import os
import sqlite3

from briefing.index.fragments import fields_of
from briefing.index.listing import Asked, id_of, path_of, published_on
from briefing.records import dataclass
from briefing.values import Article, Dropped, SourceDocument, SourceEntry

_QUERY = """SELECT record.id, name, number, language, stage, earliest, latest, open_end, method, evidence, refused,
    reason, head, cuts, spans, path, sha256, media FROM file JOIN record ON record.file = file.id"""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Articles without text and paragraphs, the rows that tell of them by id, the files, and what could not be read."""

    articles: tuple[Article, ...]
    rows: dict[str, SourceEntry]
    documents: tuple[SourceDocument, ...]
    dropped: tuple[Dropped, ...]


def shelf(connection: sqlite3.Connection, asked: Asked) -> Shelf:
    """All that the index knows of a folder, on the as-of day."""
    rows = connection.execute(_QUERY).fetchall()
    rows.sort(key=lambda row: (os.fsdecode(row[15]).split("/"), row[2] or 0))  # as the folders are walked through
    articles: list[Article] = []
    entries: dict[str, SourceEntry] = {}
    documents: dict[str, SourceDocument] = {}
    dropped: list[Dropped] = []
    for row in rows:
        path, identity = path_of(asked, row), id_of(asked, row)
        source = documents.setdefault(path, SourceDocument(path, row[16], row[17]))
        if row[4] is not None:
            dropped.append(Dropped(identity, row[4], row[11]))
            continue
        values, cuts = fields_of(row[12], row[13])
        published = published_on(asked, row, row[14])
        entry = SourceEntry(path=path, date=published, fate="used", cuts=cuts, **values)
        entries[identity] = entry
        articles.append(_without_text(identity, source, entry))
    return Shelf(tuple(articles), entries, tuple(documents.values()), tuple(dropped))


def _without_text(identity: str, source: SourceDocument, entry: SourceEntry) -> Article:
    return Article(
        id=identity,
        source=source,
        record=entry.record,
        text="",
        text_sha256=entry.text_sha256,
        title=entry.title,
        outlet=entry.outlet,
        url=entry.url,
        language=entry.language,
        paragraphs=(),
        published=entry.date,
    )
