"""Rows of `briefing sources`, for people and as JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from briefing.values import PublicationDate, SourceEntry

if TYPE_CHECKING:
    from briefing.earlier import Earlier
    from briefing.index.listing import Listed

_PIECES = 1000  # rows that are written together
_FOUND = 3  # sentences of an article that a search shows to people


def write_rows(rows: Iterable[Listed], earlier: Earlier | None = None, *, json: bool) -> tuple[int, int]:
    """Write row after row as they come, without those that an earlier memo knew; how many came and were written."""
    found = 0

    def shown() -> Iterator[Listed]:
        nonlocal found
        for row in rows:
            found += 1
            if earlier is None or not earlier.knows(row.entry):
                yield row

    if json:
        written = write_texts(row.json for row in shown())
        return found, written
    written = 0
    for row in shown():
        written += 1
        sys.stdout.write(source_report(row.entry, row.found))
    return found, written


def write_texts(texts: Iterable[str]) -> int:
    """Write rows that are JSON as one list; how many."""
    pieces, count = iter(texts), 0
    while batch := list(islice(pieces, _PIECES)):
        sys.stdout.write(("," if count else "[") + "\n" + ",\n".join(batch))
        count += len(batch)
    sys.stdout.write("\n]\n" if count else "[]\n")
    return count


def source_report(entry: SourceEntry, found: Sequence[str] | None = None) -> str:
    """An article with its date, how it was found, its language, words and fate, and the lines that a search found."""
    name = entry.path if entry.record is None else f"{entry.path}#{entry.record}"
    lines = [f"{name}  {date_words(entry.date)}  {entry.language}  {entry.words} words  {_status(entry)}"]
    if entry.title:
        lines.append(f"    title: {entry.title}")
    lines.append(f"    date by {entry.date.method}: {entry.date.evidence or 'no evidence'}")
    if entry.cuts:
        lines.append("    cut: " + ", ".join(f"{reason} ({count})" for reason, count in entry.cuts))
    lines += [f"    found: {line}" for line in (found or ())[:_FOUND]]
    if found and len(found) > _FOUND:
        lines.append(f"    and in {len(found) - _FOUND} more sentences")
    return "\n".join(lines) + "\n"


def date_words(published: PublicationDate) -> str:
    """A date or an interval in ISO days; an open side is shown as '?'."""
    if published.exact:
        return str(published.earliest)
    if published.earliest is None and published.latest is None:
        return "undated"
    return f"{published.earliest or '?'} to {published.latest or '?'}"


def _status(entry: SourceEntry) -> str:
    if entry.duplicate_of:
        return f"duplicate of {entry.duplicate_of}"
    if entry.fate == "dropped":
        return f"dropped ({entry.stage}: {entry.reason})"
    return "ready" if entry.fate == "unused" else entry.fate
