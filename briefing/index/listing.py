"""Every article of a folder as the index knows it, with its date on a day and its fate in a period: no file is opened.

An index that is up to date comes in; rows go out one by one, in the order of their paths. A person's dates are laid
over what was found, so that a changed sidecar needs no reading. Duplicates are looked for among the articles of the
period by their fingerprints; the text of those few that may be duplicates is taken from the index.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from typing import Any, Literal

from briefing.index.as_of import MARK
from briefing.index.fragments import dated, fields_of, put_together
from briefing.index.twins import duplicates_among
from briefing.records import dataclass
from briefing.stages.date_evidence import concluded, said_by_person
from briefing.stages.dedupe import STAGE as DEDUPLICATE
from briefing.stages.dedupe import Duplicates, day_to_rank
from briefing.stages.select import STAGE as SELECT
from briefing.stages.select import VIETNAMESE, objection
from briefing.values import DateMethod, Fate, Period, PublicationDate, SourceEntry, Span

_KEYS = "record.id, name, number, language, stage, earliest, latest, open_end"
_REST = "method, evidence, refused, reason, head, cuts"
_FROM = "FROM file JOIN record ON record.file = file.id"
_FOUND = "FROM json_each(?) JOIN record ON record.id = json_each.value JOIN file ON file.id = record.file"
_ORDER = "ORDER BY name, number"

Row = Sequence[Any]
"""The columns of `_KEYS`, then those of `_REST`."""

_Fate = tuple[Fate, str | None, str | None, str | None]


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
    fate: _Fate
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
        return _json(self.asked, self.row, self.fate, self.found)

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
    return (Listed(asked, *told) for told in _told(connection, asked, found))


def listed_as_json(
    connection: sqlite3.Connection, asked: Asked, found: Mapping[int, tuple[str, ...]] | None = None
) -> Iterator[str]:
    """The `json` of each that `listed` gives; very many come faster so."""
    return (_json(asked, *told) for told in _told(connection, asked, found))


def _told(
    connection: sqlite3.Connection, asked: Asked, found: Mapping[int, tuple[str, ...]] | None
) -> Iterator[tuple[Row, _Fate, tuple[str, ...] | None]]:
    """Rows with what becomes of them, and with what was found in them."""
    judge = _judge(asked)
    chosen: dict[int, tuple[str, date]] = {}
    for row in connection.execute(*_maybe_chosen(asked)):
        reason, rank = judge(row)
        if reason is None:
            chosen[row[0]] = id_of(asked, row), rank
    duplicates = duplicates_among(connection, chosen, found)
    if found is None:
        for row in connection.execute(f"SELECT {_KEYS}, {_REST} {_FROM} {_ORDER}"):
            outside = None if row[0] in chosen or row[4] is not None else judge(row)[0]
            yield row, ("dropped", SELECT, outside, None) if outside else _fate(asked, row, duplicates), None
        return
    for row in connection.execute(f"SELECT {_KEYS}, {_REST} {_FOUND} {_ORDER}", (str([*found]),)):
        outside = None if row[0] in chosen else judge(row)[0]
        yield row, ("dropped", SELECT, outside, None) if outside else _fate(asked, row, duplicates), found[row[0]]


def _json(asked: Asked, row: Row, fate: _Fate, found: tuple[str, ...] | None) -> str:
    _, name, _, _, _, earliest, latest, open_end, method, evidence, _, _, head, cuts = row
    if open_end or asked.overrides or MARK in evidence:
        day = published_on(asked, row)
        when = dated(day.earliest, day.latest, day.method, day.evidence)
    else:
        when = _dated(earliest, latest, method, evidence)
    return put_together(f"{asked.top}/{name}" if name else asked.top, (head, cuts), when, fate, found)


@lru_cache(maxsize=4096)  # of the articles that state their day many say it in the same words
def _dated(earliest: int | None, latest: int | None, method: str, evidence: str) -> str:
    first, last = (None if day is None else date.fromordinal(day) for day in (earliest, latest))
    return dated(first, last, method, evidence)


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


def _judge(asked: Asked) -> Callable[[Row], tuple[str | None, date]]:
    """What says of a row why its article is not in the period, or None; and the day by which it is ranked."""
    judge = lru_cache(maxsize=65536)(partial(_objection, asked))
    overrides = asked.overrides
    if overrides is None:
        return lambda row: judge(row[3], row[5], row[6], row[7])

    def judged(row: Row) -> tuple[str | None, date]:
        day = overrides(id_of(asked, row))
        if day is None:
            return judge(row[3], row[5], row[6], row[7])
        return judge(row[3], day.toordinal(), day.toordinal(), 0)

    return judged


def _maybe_chosen(asked: Asked) -> tuple[str, tuple[int, ...]]:
    """The query for all articles that may be in the period: of many, few; what a person says may bring any in."""
    query = f"SELECT {_KEYS} {_FROM} WHERE stage IS NULL"
    if asked.period is None or asked.overrides is not None:
        return query, ()
    first, last = asked.period.first.toordinal(), asked.period.last.toordinal()
    return f"{query} AND ifnull(earliest <= ?, 1) AND ifnull(latest >= ?, 1)", (last, first)


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


def _fate(asked: Asked, row: Row, duplicates: Duplicates) -> _Fate:
    if row[4] is not None:
        return "dropped", row[4], row[11], None
    if duplicates.duplicate_of:
        identity = id_of(asked, row)
        if identity in duplicates.duplicate_of:
            return "dropped", DEDUPLICATE, duplicates.reasons[identity], duplicates.duplicate_of[identity]
    return "unused", None, None, None
