"""Every article of a folder as the index knows it, with its date on a day and its fate in a period: no file is opened.

An index that is up to date comes in; rows go out one by one, in the order of their paths. A person's dates are laid
over what was found, so that a changed sidecar needs no reading. Duplicates are looked for among the articles of the
period by their fingerprints; the text of those few that may be duplicates is taken from the index.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Any, Literal

from briefing.index.as_of import MARK
from briefing.index.body import sentences_of
from briefing.index.fragments import fields_of, put_together
from briefing.index.store import sketch_from
from briefing.stages.date_evidence import concluded, said_by_person
from briefing.stages.dedupe import STAGE as DEDUPLICATE
from briefing.stages.dedupe import Body, Duplicates, Fingerprint, day_to_rank, find_duplicates, story_of
from briefing.stages.select import STAGE as SELECT
from briefing.stages.select import VIETNAMESE, objection
from briefing.stages.shingles import normalised, shingles
from briefing.values import DateMethod, Fate, Period, PublicationDate, SourceEntry, Span

_COLUMNS = "record.id, name, number, language, stage, reason, earliest, latest, open_end, method, evidence, refused"
_FROM = "FROM file JOIN record ON record.file = file.id"
_ORDER = "ORDER BY name, number"
_KEPT = 4096  # articles whose shingles are kept at hand while duplicates are looked for


@dataclass(frozen=True, slots=True)
class Asked:
    """What a listing is asked for. `top` is the name that all paths begin with, empty for a single file.

    `overrides` gives the day that a person recorded for an article's id. Without a period all articles are in.
    """

    top: str
    as_of: date
    period: Period | None = None
    undated: Literal["include", "exclude"] = "include"
    languages: frozenset[str] = VIETNAMESE
    overrides: Callable[[str], date | None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Listed:
    """A row: what `SourceEntry` says, as far as it was asked for; `found` holds what a search found in it."""

    path: str
    head: str
    cuts: str
    date: PublicationDate
    fate: tuple[Fate, str | None, str | None, str | None]  # fate, stage, reason, duplicate of
    found: tuple[str, ...] | None = None

    @property
    def json(self) -> str:
        """The row as `sources --json` prints it."""
        return put_together(self.path, (self.head, self.cuts), self.date, self.fate, self.found)

    @property
    def entry(self) -> SourceEntry:
        """The row as a value."""
        values, cuts = fields_of(self.head, self.cuts)
        fate, stage, reason, original = self.fate
        return SourceEntry(
            path=self.path,
            date=self.date,
            fate=fate,
            stage=stage,
            reason=reason,
            duplicate_of=original,
            cuts=cuts,
            **values,
        )


def listed(
    connection: sqlite3.Connection, asked: Asked, found: Mapping[int, tuple[str, ...]] | None = None
) -> Iterator[Listed]:
    """Every article and refusal in the order of paths; where `found` is given only those records, with what it says.

    The connection must stand in one transaction until the last row is out.
    """
    outside: dict[int, str] = {}
    chosen: dict[int, tuple[str, date]] = {}
    for row in connection.execute(f"SELECT {_COLUMNS} {_FROM} WHERE stage IS NULL {_ORDER}"):
        identity = id_of(asked, row)
        published = published_on(asked, row, identity)
        reason = asked.period and objection(row[3], published, asked.period, asked.undated, asked.languages)
        if reason:
            outside[row[0]] = reason
        else:
            chosen[row[0]] = identity, day_to_rank(published)
    duplicates = _duplicates(connection, chosen)
    chosen.clear()
    for row in connection.execute(f"SELECT {_COLUMNS}, head, cuts {_FROM} {_ORDER}"):
        if found is None or row[0] in found:
            identity = id_of(asked, row)
            fate = _fate(row, identity, outside, duplicates)
            published = published_on(asked, row, identity)
            shown = None if found is None else found[row[0]]
            yield Listed(path_of(asked, row), row[12], row[13], published, fate, shown)


def path_of(asked: Asked, row: Sequence[Any]) -> str:
    """How the file of a row is cited."""
    return f"{asked.top}/{row[1]}" if row[1] else asked.top


def id_of(asked: Asked, row: Sequence[Any]) -> str:
    """The id of the article of a row."""
    path = path_of(asked, row)
    return path if row[2] is None else f"{path}#{row[2]}"


def published_on(asked: Asked, row: Sequence[Any], identity: str, spans: str = "") -> PublicationDate:
    """When the article of a row was published: as a person says, else as it was found, on the as-of day."""
    earliest, latest, open_end, method, evidence, refused = row[6:12]
    day = asked.overrides(identity)
    if day is not None:
        return concluded(said_by_person(day), (refused,) if refused else ())
    return PublicationDate(
        None if earliest is None else date.fromordinal(earliest),
        asked.as_of if open_end else None if latest is None else date.fromordinal(latest),
        _method(method),
        evidence.replace(MARK, asked.as_of.isoformat()) if MARK in evidence else evidence,
        tuple(Span(start, end) for start, end in json.loads(spans)) if spans else (),
    )


def _method(word: Any) -> DateMethod:
    method: DateMethod = word
    return method


def _fate(
    row: Sequence[Any], identity: str, outside: Mapping[int, str], duplicates: Duplicates
) -> tuple[Fate, str | None, str | None, str | None]:
    if row[4] is not None:
        return "dropped", row[4], row[5], None
    if row[0] in outside:
        return "dropped", SELECT, outside[row[0]], None
    if identity in duplicates.duplicate_of:
        return "dropped", DEDUPLICATE, duplicates.reasons[identity], duplicates.duplicate_of[identity]
    return "unused", None, None, None


def _duplicates(connection: sqlite3.Connection, chosen: Mapping[int, tuple[str, date]]) -> Duplicates:
    """The duplicates among the chosen records, given with their ids and the days by which they are ranked."""
    shingles_of = lru_cache(maxsize=_KEPT)(partial(_shingles, connection))
    bodies = []
    query = "SELECT words, syllables, shingles, sketch, outlet, title FROM body WHERE record = ?"
    for record, (identity, day) in chosen.items():
        words, syllables, count, sketch, outlet, title = connection.execute(query, (record,)).fetchone()
        fingerprint = Fingerprint(words, syllables, count, sketch_from(sketch))
        bodies.append(Body(identity, day, story_of(outlet, title), fingerprint, partial(shingles_of, record)))
    return find_duplicates(bodies)


def _shingles(connection: sqlite3.Connection, record: int) -> array[int]:
    (text,) = connection.execute("SELECT text FROM body WHERE record = ?", (record,)).fetchone()
    return shingles(normalised(sentences_of(text)))
