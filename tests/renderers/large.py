"""A memo as large as one likes, over the sentences of the seed articles."""

from __future__ import annotations

import hashlib
from datetime import date

from briefing.house import MemoHeader
from briefing.values import (
    BriefingPoint,
    Check,
    Citation,
    Coverage,
    Memo,
    Period,
    PublicationDate,
    Section,
    SourceEntry,
    Span,
)
from tests.renderers.sample import SEEDS

HEADINGS = ("Political and party relations", "Economy and trade", "Defence and security", "Society")
ENGLISH = "The two sides agreed to raise two-way trade to $10 billion and to keep the border area safe in 2026."


def large_memo(points: int) -> Memo:
    """A memo of so many points over the seed articles, each citing one or two sentences; every tenth is flagged."""
    texts = {path.name: path.read_text("utf-8") for path in sorted(SEEDS.glob("*.txt"))}
    places = [(name, line) for name, text in texts.items() for line in text.split("\n") if len(line) > 40]
    day = PublicationDate(date(2026, 1, 26), date(2026, 1, 26), "header", "date 2026-01-26")

    def citation(number: int) -> Citation:
        name, line = places[number % len(places)]
        start = number * 1000  # a place of its own, so that every sentence is a row of its own
        digest = hashlib.sha256(name.encode()).hexdigest()
        return Citation(
            f"seeds/{name}", digest, digest, None, number + 1, 1, Span(start, start + len(line)), line, day,
            title=line[:60], outlet="VnExpress", translation=ENGLISH,
        )  # fmt: skip

    made = []
    for number in range(points):
        cited = tuple(citation(2 * number + each) for each in range(1 + number % 2))
        checks = (Check("number", "warn", "10", "not found (source: 10 tỷ USD)"),) if number % 10 == 0 else ()
        made.append(BriefingPoint(f"p{number:05}", f"{ENGLISH} ({number})", cited, checks))
    size = -(-points // len(HEADINGS))
    sections = tuple(Section(heading, tuple(made[k * size : (k + 1) * size])) for k, heading in enumerate(HEADINGS))
    digests = {name: hashlib.sha256(name.encode()).hexdigest() for name in texts}
    entries = tuple(
        SourceEntry(f"seeds/{name}", None, digests[name], text[:60], "VnExpress", "vi", len(text.split()), day, "used")
        for name, text in texts.items()
    )
    return Memo(
        "A very long week", Period(date(2026, 1, 1), date(2026, 1, 31)), ("p00000", "p00003"), sections, entries, (),
        Coverage(len(entries), len(entries), len(entries), 0, 0, 0), "bench",
        MemoHeader("Director", "Press unit", "A very long week", date(2026, 2, 1), "Official use only"),
    )  # fmt: skip
