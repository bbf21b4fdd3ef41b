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
from datetime import date
from functools import lru_cache, partial
from typing import Any, Literal

from briefing.index.as_of import MARK
from briefing.index.body import sentences_of
from briefing.index.fragments import fields_of, put_together
from briefing.index.store import sketch_from
from briefing.records import dataclass
from briefing.stages.date_evidence import concluded, said_by_person
from briefing.stages.dedupe import STAGE as DEDUPLICATE
from briefing.stages.dedupe import Body, Duplicates, Fingerprint, day_to_rank, find_duplicates, story_of
from briefing.stages.select import STAGE as SELECT
from briefing.stages.select import VIETNAMESE, objection
from briefing.stages.shingles import normalised, shingles
from briefing.values import DateMethod, Fate, Period, PublicationDate, SourceEntry, Span

_KEYS = "record.id, name, number, language, stage, earliest, latest, open_end"
_REST = "method, evidence, refused, reason, head, cuts"
_FROM = "FROM file JOIN record ON record.file = file.id"
_ORDER = "ORDER BY name, number"
_KEPT = 4096  # articles whose shingles are kept at hand while duplicates are looked for
_iso = lru_cache(maxsize=65536)(lambda ordinal: date.fromordinal(ordinal).isoformat())

Row = Sequence[Any]
"""The columns of `_KEYS`, then those of `_REST`."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a listing is asked for. `top` is the name that all paths begin with, that of a single file alone.

    `overrides` gives the day that a person recorded for an article's id. Without a period all articles are in.
    """

    top: str
    as_of: date
    period: Period | None = None
    undated: Literal["include", "exclude"] = "include"
    languages: frozenset[str] = VIETNAMESE
    overrides: Callable[[str], date | None] | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """An article or refusal as it was asked for; `fate` is fate, stage, reason, and of what a duplicate.

    `found` holds what a search found in it.
    """

    asked: Asked
    row: Row
    fate: tuple[Fate, str | None, str | None, str | None]
    found: tuple[str, ...] | None = None

    @property
    def path(self) -> str:
        """How its file is cited."""
        return path_of(self.asked, self.row)

    @property
    def date(self) -> PublicationDate:
        """When it was published."""
        return published_on(self.asked, self.row)

    @property
    def json(self) -> str:
        """The row as `sources --json` prints it."""
        _, _, _, _, _, earliest, latest, open_end, method, evidence, _, _, head, cuts = self.row
        if open_end or self.asked.overrides or MARK in evidence:
            when = self.date
            first, last = (day.isoformat() if day else None for day in (when.earliest, when.latest))
            method, evidence = when.method, when.evidence
        else:
            first = None if earliest is None else _iso(earliest)
            last = None if latest is None else _iso(latest)
        return put_together(self.path, (head, cuts), (first, last, method, evidence), self.fate, self.found)

    @property
    def entry(self) -> SourceEntry:
        """The row as a value."""
        values, cuts = fields_of(*self.row[12:14])
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
    judge = lru_cache(maxsize=65536)(partial(_objection, asked))
    for row in connection.execute(f"SELECT {_KEYS} {_FROM} WHERE stage IS NULL {_ORDER}"):
        _, _, _, language, _, earliest, latest, open_end = row
        day = None if asked.overrides is None else asked.overrides(id_of(asked, row))
        reason, rank = (
            judge(language, earliest, latest, open_end)
            if day is None
            else judge(language, day.toordinal(), day.toordinal(), 0)
        )
        if reason is None:
            chosen[row[0]] = id_of(asked, row), rank
        else:
            outside[row[0]] = reason
    duplicates = _duplicates(connection, chosen)
    del chosen, judge
    for row in connection.execute(f"SELECT {_KEYS}, {_REST} {_FROM} {_ORDER}"):
        if found is None:
            yield Listed(asked, row, _fate(asked, row, outside, duplicates))
        elif row[0] in found:
            yield Listed(asked, row, _fate(asked, row, outside, duplicates), found[row[0]])


def path_of(asked: Asked, row: Row) -> str:
    """How the file of a row is cited."""
    return f"{asked.top}/{row[1]}" if row[1] else asked.top


def id_of(asked: Asked, row: Row) -> str:
    """The id of the article of a row."""
    path = path_of(asked, row)
    return path if row[2] is None else f"{path}#{row[2]}"


def published_on(asked: Asked, row: Row, spans: str = "") -> PublicationDate:
    """When the article of a row was published: as a person says, else as it was found, on the as-of day."""
    earliest, latest, open_end, method, evidence, refused = row[5:11]
    day = None if asked.overrides is None else asked.overrides(id_of(asked, row))
    if day is not None:
        return concluded(said_by_person(day), (refused,) if refused else ())
    return PublicationDate(
        *_interval(asked, earliest, latest, open_end),
        _method(method),
        evidence.replace(MARK, asked.as_of.isoformat()),
        tuple(Span(start, end) for start, end in json.loads(spans)) if spans else (),
    )


def _interval(asked: Asked, earliest: int | None, latest: int | None, open_end: int) -> tuple[date | None, date | None]:
    first = None if earliest is None else date.fromordinal(earliest)
    return first, asked.as_of if open_end else None if latest is None else date.fromordinal(latest)


def _objection(
    asked: Asked, language: str, earliest: int | None, latest: int | None, open_end: int
) -> tuple[str | None, date]:
    """Why an article is not in the period, or None; and the day by which it is ranked among duplicates."""
    first, last = _interval(asked, earliest, latest, open_end)
    published = PublicationDate(first, last, "inference", "")
    period = asked.period
    reason = period and objection(language, published, period, asked.undated, asked.languages)
    return reason or None, day_to_rank(published)


def _method(word: Any) -> DateMethod:
    method: DateMethod = word
    return method


def _fate(
    asked: Asked, row: Row, outside: Mapping[int, str], duplicates: Duplicates
) -> tuple[Fate, str | None, str | None, str | None]:
    if row[0] in outside:
        return "dropped", SELECT, outside[row[0]], None
    if row[4] is not None:
        return "dropped", row[4], row[11], None
    if duplicates.duplicate_of:
        identity = id_of(asked, row)
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
