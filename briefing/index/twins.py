"""Who is whose duplicate among the articles of an index, by their fingerprints.

The chosen records with their ids and days come in, the duplicates among them go out: what `find_duplicates` says of the
same articles. Where they are many nothing is held of most of them: their sketches are gone through in the order in
which they lie on the disk, and bodies are made, and texts unpacked, of those alone that share enough with another.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import Any

from briefing.index.body import sentences_of
from briefing.index.store import sketch_from
from briefing.stages.dedupe import (
    ALL_PAIRS,
    Body,
    Duplicates,
    Fingerprint,
    find_duplicates,
    find_duplicates_of,
    story_of,
)
from briefing.stages.shingles import hashed, normalised

_KEPT = 4096  # articles whose shingles are kept at hand while duplicates are looked for
_FEW, _MOST = 1000, 4  # so many records, or one in so many: where more are chosen, all are gone through
_MANY = 8  # one article in so many: of more than these it costs less to look for the duplicates of all
_PRINT = "SELECT record, words, syllables, shingles, sketch, outlet, title FROM print WHERE record = ?"
_PRINTS = """SELECT record, words, syllables, shingles, sketch, outlet, title
    FROM json_each(?) JOIN print ON print.record = json_each.value"""
_WORDS = (
    "SELECT record, words FROM json_each(?) JOIN print ON print.record = json_each.value",
    "SELECT record, words FROM print",
)
_SKETCHES = (
    "SELECT record, sketch FROM json_each(?) JOIN print ON print.record = json_each.value",
    "SELECT record, sketch FROM print",
)

Chosen = Mapping[int, tuple[str, date]]
"""Records with the ids of their articles and the days by which these are ranked."""


def duplicates_among(
    connection: sqlite3.Connection, chosen: Chosen, shown: Collection[int] | None = None
) -> Duplicates:
    """The duplicates among the chosen records; of the records `shown` alone, where these are given."""
    wanted = [*chosen] if shown is None else [record for record in shown if record in chosen]
    if not wanted:
        return Duplicates({}, {})
    prints = _Prints(connection, chosen)
    if len(wanted) > len(chosen) // _MANY or prints.are_few:
        return find_duplicates(prints.bodies())
    return find_duplicates_of({chosen[one][0]: one for one in wanted}, prints)


class _Prints:
    """The fingerprints of the chosen records, each by the number of its record."""

    def __init__(self, connection: sqlite3.Connection, chosen: Chosen) -> None:
        self._connection, self._chosen = connection, chosen
        self._shingles_of = lru_cache(maxsize=_KEPT)(partial(_shingles, connection))
        self._bodies: dict[int, Body] = {}

    @cached_property
    def same_text(self) -> dict[int, int]:
        """For the record of each text that another has too the one of these that is preferred."""
        stands_for: dict[int, int] = {}
        for records in self._texts.values():
            if len(records) > 1:  # the earliest, and of these the first by its id
                best = min(records, key=lambda record: (self._chosen[record][1], self._chosen[record][0]))
                stands_for |= {record: best for record in records if record != best}
        return stands_for

    @property
    def are_few(self) -> bool:
        """True where there are so few different texts that every pair is compared."""
        return len(self._texts) <= ALL_PAIRS

    @cached_property
    def _texts(self) -> dict[bytes, list[int]]:
        """The records of each text that has words."""
        found: dict[bytes, list[int]] = {}
        for record, words in self._rows(_WORDS):
            if words:
                found.setdefault(words, []).append(record)
        return found

    def body(self, number: int) -> Body:
        """What is compared of a record."""
        found = self._bodies.get(number)
        if found is None:
            (row,) = self._connection.execute(_PRINT, (number,))
            found = self._bodies[number] = self._made(row)
        return found

    def bodies(self) -> Iterator[Body]:
        """All of them, one by one."""
        return map(self._made, self._connection.execute(_PRINTS, (str([*self._chosen]),)))

    def _made(self, row: tuple[Any, ...]) -> Body:
        record, words, syllables, count, sketch, outlet, title = row
        identity, day = self._chosen[record]
        marks = Fingerprint(words, syllables, count, sketch_from(sketch))
        return Body(identity, day, story_of(outlet, title), marks, partial(self._shingles_of, record))

    def scan(self) -> Iterable[tuple[int, array[int]]]:
        """Numbers and sketches of all that have a text of their own."""
        for record, sketch in self._rows(_SKETCHES):
            if record not in self.same_text:
                yield record, sketch_from(sketch)

    def _rows(self, queries: tuple[str, str]) -> Iterator[tuple[Any, ...]]:
        """What `queries` give for the chosen records: one by their numbers, where they are few, or all one by one."""
        (last,) = self._connection.execute("SELECT ifnull(max(record), 0) FROM print").fetchone()
        if len(self._chosen) < max(_FEW, last // _MOST):
            yield from self._connection.execute(queries[0], (str([*self._chosen]),))
            return
        for row in self._connection.execute(queries[1]):
            if row[0] in self._chosen:
                yield row


def _shingles(connection: sqlite3.Connection, record: int) -> array[int]:
    """Those of a record, in no order and with their signs: they are compared with each other alone."""
    (text,) = connection.execute("SELECT text FROM body WHERE record = ?", (record,)).fetchone()
    return array("q", hashed(normalised(sentences_of(text))))
