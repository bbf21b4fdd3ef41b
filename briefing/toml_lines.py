"""Where in a TOML file a key stands, so that a message about it can name the line.

The text of a file that parses and a place such as `topic[2].keywords` come in; a line number goes out. The parser of
the standard library keeps no lines; this walks headers and keys, and settles for the nearest table above where a key
cannot be told (inside an inline table, say). It never judges a file: that is the parser's and the converter's work.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

Path = tuple[str, ...]

_HEADER = re.compile(r"^\s*(?P<open>\[\[?)\s*(?P<path>(?:\"[^\"]*\"|'[^']*'|[^\]\"'])+?)\s*\]\]?\s*(?:#.*)?$")
_PAIR = re.compile(r"^\s*(?P<path>(?:\"[^\"]*\"|'[^']*'|[\w.\s-])+?)\s*=(?!=)")
_PART = re.compile(r"\"([^\"]*)\"|'([^']*)'|([\w-]+)")
_PLACE = re.compile(r"([^.\[\]]+)(?:\[(\d+)\])?")


def line_of(text: str, place: str, key: str = "") -> int | None:
    """The line, from 1, of `key` in the table at `place` ('a.b[2].c', items counted from 1), or of what holds it.

    None where not even the outermost table is found.
    """
    wanted: list[str] = []
    for name, number in _PLACE.findall(place):
        wanted += [name, number] if number else [name]
    if key:
        wanted.append(key)
    best: tuple[int, int] | None = None
    for number, path in _keys(text):
        shared = _shared(path, wanted)
        if shared and (best is None or shared > best[0]):
            best = (shared, number)
    return best[1] if best else None


def _keys(text: str) -> Iterator[tuple[int, Path]]:
    """Every header and key with its line and its full path; items of arrays of tables carry their number."""
    table: Path = ()
    items: Counter[Path] = Counter()
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        pair = None if header else _PAIR.match(line)
        if header:
            names = _parts(header["path"])
            table = _numbered(names[:-1], items) + names[-1:]
            if header["open"] == "[[":
                items[table] += 1
            table = _numbered(names, items)
            yield number, table
        elif pair:
            yield number, table + _parts(pair["path"])


def _numbered(names: Path, items: Counter[Path]) -> Path:
    """`names` with the number of the last item behind each name that is an array of tables."""
    path: Path = ()
    for name in names:
        path += (name,)
        if items[path]:
            path += (str(items[path]),)
    return path


def _parts(dotted: str) -> Path:
    return tuple(double or single or bare for double, single, bare in _PART.findall(dotted))


def _shared(path: Path, wanted: Sequence[str]) -> int:
    """How much of `wanted` the path spells, when it says nothing else."""
    return len(path) if tuple(wanted[: len(path)]) == path else 0
