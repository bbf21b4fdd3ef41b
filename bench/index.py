"""Measures the index of sources: first reading, warm listing, search and memory, for folders of growing size.

Articles come from ../shared/corpora/mono_vi where that lies beside the checkout, else they are made of the seeds'
sentences; each is given a day of two years in its header. Every step is a process of its own, as on the command line.
`python -m bench.index [COUNT …]` prints the table.
"""

from __future__ import annotations

import json
import lzma
import os
import platform
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path

from bench.speed import SEEDS
from briefing.stages.segment import split_sentences

CORPUS = Path(__file__).parents[2] / "shared" / "corpora" / "mono_vi" / "vietnews_train.jsonl.xz"
COUNTS = (1_000, 10_000, 100_000)
FIRST_DAY, DAYS = date(2024, 1, 1), 730
WEEK = ("2025-03-03", "2025-03-09")
AS_OF = "2026-01-01"
_RUN = """
import json, os, resource, sys, time
began = time.perf_counter()
out, sys.stdout = sys.stdout, open(os.devnull, "w", encoding="utf-8")
sys.argv = ["briefing", *sys.argv[1:]]
from briefing.cli import main
try:
    main()
except SystemExit as stop:
    assert not stop.code, stop.code
own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(json.dumps({
    "seconds": time.perf_counter() - began,
    "cpu": own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime,
    "own": own.ru_maxrss / 1024, "child": children.ru_maxrss / 1024,
}), file=out)
"""
_MAKE = "import sys, pathlib, bench.index as b; print(b.make_folder(pathlib.Path(sys.argv[1]), int(sys.argv[2])))"


@dataclass(frozen=True, slots=True)
class Step:
    """What one process took: seconds by the clock and of the processors, and MiB of it and of its largest child."""

    seconds: float
    cpu: float
    own: float
    child: float


@dataclass(frozen=True, slots=True)
class Row:
    """A folder of `count` articles; `index` is the size of its index in MB, `text` that of the articles."""

    count: int
    text: float
    index: float
    first: Step
    warm: Step
    search: Step


def articles() -> Iterator[list[str]]:
    """Paragraphs of one article after another, without end; none comes twice."""
    if not CORPUS.is_file():
        yield from _made_up()
    with lzma.open(CORPUS, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    for turn in range(sys.maxsize):  # from the second turn on with the second half of another article
        for at, record in enumerate(records):
            body = record["body"]
            if turn:
                other = records[(at + 7919 * turn) % len(records)]["body"]
                body = body[: len(body) // 2] + other[len(other) // 2 :]
            yield [record["title"], record["abstract"], *body]


def make_folder(folder: Path, count: int) -> int:
    """Write `count` articles into folders by month; their bytes."""
    size = 0
    for number, paragraphs in enumerate(islice(articles(), count)):
        day = FIRST_DAY + timedelta(days=number * 7919 % DAYS)
        place = folder / f"{day:%Y-%m}"
        place.mkdir(parents=True, exist_ok=True)
        data = ("date " + day.isoformat() + "\n\n" + "\n\n".join(paragraphs) + "\n").encode()
        (place / f"{number:06}.txt").write_bytes(data)
        os.utime(place / f"{number:06}.txt", (10**9, 10**9))
        size += len(data)
    return size


def measure(count: int) -> Row:
    """All steps over a fresh folder of `count` articles, with an index that starts empty."""
    with tempfile.TemporaryDirectory() as room:
        folder, cache = Path(room) / "sources", Path(room) / "cache"
        size = int(_run(cache, "-c", _MAKE, str(folder), str(count)))  # elsewhere: a child counts its parent's memory
        listing = ["sources", str(folder), "--as-of", AS_OF, "--json"]
        first = _step(cache, [*listing, "--from", WEEK[0], "--to", WEEK[1]])
        warm = _step(cache, [*listing, "--from", WEEK[0], "--to", WEEK[1]])
        search = _step(cache, [*listing, "--search", "kim ngạch"])
        (index,) = (cache / "index").glob("*.sqlite3")
        with sqlite3.connect(index) as connection:
            found = connection.execute("SELECT count(*) FROM body").fetchone()[0]
        connection.close()
        assert found == count, f"{found} of {count} articles are in the index"
        return Row(count, size / 1e6, index.stat().st_size / 1e6, first, warm, search)


def print_rows(rows: Sequence[Row]) -> None:
    """The table, and how time and memory grow."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}", end=", ")
    print(f"SQLite {sqlite3.sqlite_version}, {'mono_vi' if CORPUS.is_file() else 'sentences of the seeds'}")
    print("index of      first   articles     ms of     warm   search   MB of     MB of    MiB of  MiB of a  MiB of")
    print("articles          s   a second       CPU   list s        s   text      index     first    reader    warm")
    for row in rows:
        first, warm, cpu = row.first, row.warm, 1000 * row.first.cpu / row.count
        print(
            f"{row.count:8,} {first.seconds:10.1f} {row.count / first.seconds:10.0f} {cpu:9.2f} "
            f"{warm.seconds:8.2f} {row.search.seconds:8.2f} {row.text:7.1f} {row.index:10.1f} {first.own:9.0f} "
            f"{first.child:9.0f} {warm.own:7.0f}"
        )
    if len(rows) > 1:
        least, most = (row.first.cpu / row.count for row in (rows[0], rows[-1]))
        print(f"CPU an article, {rows[-1].count:,} against {rows[0].count:,}: {most / least:.2f}")


def main(counts: Sequence[int] = COUNTS[:2]) -> None:
    """Measure and print."""
    began = time.perf_counter()
    print_rows([measure(count) for count in counts])
    print(f"measured in {time.perf_counter() - began:.0f} s")


def _step(cache: Path, arguments: Sequence[str]) -> Step:
    return Step(**json.loads(_run(cache, "-c", _RUN, *arguments)))


def _run(cache: Path, *arguments: str) -> str:
    environment = {**os.environ, "BRIEFING_CACHE": str(cache)}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)  # noqa: S603
    return done.stdout


def _made_up() -> Iterator[list[str]]:
    """Articles of sentences drawn from the seeds, each with a number of its own."""
    chance = random.Random(20260126)  # noqa: S311
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    sentences = [span.of(text) for text in texts for span in split_sentences(text)]
    for number in cycle(range(sys.maxsize)):
        drawn = chance.sample(sentences, 24)
        yield [f"Bản tin số {number}", *(" ".join(drawn[at : at + 3]) for at in range(0, 24, 3))]


if __name__ == "__main__":
    main([int(count) for count in sys.argv[1:]] or COUNTS[:2])
