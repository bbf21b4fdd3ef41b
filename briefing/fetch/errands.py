"""One run of fetching: wishes in, files in a folder, and a row for each address with its fate.

Fates: 'saved' (a new file), 'known' (fetched before, not asked for again), 'unchanged' (asked again, the same),
'duplicate' (the same words stand in a file already), 'feed' (a feed that was read), 'robots' (the site forbids it),
'left' (beyond the limit of articles), 'failed'. Every row but the good ones has a reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Literal

from briefing.errors import SourceError
from briefing.fetch.addresses import Wish, same_page
from briefing.fetch.clock import Clock
from briefing.fetch.feed import Entry, NoFeed, read_feed
from briefing.fetch.known import Known, Record, load_known
from briefing.fetch.page import read_page
from briefing.fetch.polite import Refusal, Visit, Visitor, validators
from briefing.protocols import Progress, quiet
from briefing.records import dataclass

Fate = Literal["saved", "known", "unchanged", "duplicate", "feed", "robots", "left", "failed"]
BAD: frozenset[Fate] = frozenset({"robots", "failed"})


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one address. `file` is relative to the folder; `feed` is the feed that named the address."""

    url: str
    fate: Fate
    reason: str = ""
    file: str = ""
    feed: str = ""
    unreachable: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A whole run: the rows in the order in which the addresses were named, and remarks on the folder."""

    folder: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many addresses had each fate."""
        return dict(Counter(row.fate for row in self.rows))

    @property
    def failed(self) -> bool:
        """True when some address could not be had."""
        return any(row.fate in BAD for row in self.rows)

    @property
    def fruitless(self) -> bool:
        """True when addresses were asked for and not one of them could be had."""
        return bool(self.rows) and all(row.fate in BAD for row in self.rows)


@dataclass(slots=True)
class Errands:
    """The state of one run."""

    visitor: Visitor
    clock: Clock
    known: Known
    again: bool
    limit: int | None
    done: set[str]

    def page(self, url: str, entry: Entry | None = None, feed: str = "") -> Row:
        """Fetch one page, unless it is known."""
        key = same_page(url)
        if key in self.done:
            return Row(url, "known", "named before in this run", feed=feed)
        self.done.add(key)
        record = self.known.find(url)
        if record is not None and not self.again:
            return Row(url, "known", "fetched before", record.file, feed)
        visit = self.visitor.get(url, record.validators if record else None)
        if isinstance(visit, Refusal):
            return Row(url, visit.fate, visit.reason, feed=feed, unreachable=visit.unreachable)
        if visit.answer.status == HTTPStatus.NOT_MODIFIED:
            return Row(url, "unchanged", "not changed since", record.file if record else "", feed)
        return self._keep(url, visit, entry, feed)

    def feed(self, url: str, progress: Progress) -> list[Row]:
        """Read a feed and fetch what it names; its marks are kept only when nothing has to be tried again."""
        record = self.known.find(url)
        visit = self.visitor.get(url, None if record is None or self.again else record.validators)
        if isinstance(visit, Refusal):
            return [Row(url, visit.fate, visit.reason, unreachable=visit.unreachable)]
        if visit.answer.status == HTTPStatus.NOT_MODIFIED:
            return [Row(url, "unchanged", "nothing new since the last time")]
        found = read_feed(visit.answer.body, visit.url)
        if isinstance(found, NoFeed):
            return [Row(url, "failed", found.reason)]
        taken = found if self.limit is None else found[: self.limit]
        rows = []
        for number, entry in enumerate(taken, 1):
            rows.append(self.page(entry.url, entry, url))
            progress(number, len(taken), f"Fetching {url}")
        left = [Row(entry.url, "left", f"beyond the limit of {self.limit}", feed=url) for entry in found[len(taken) :]]
        if not left and not any(row.fate in BAD for row in rows):
            marks = validators(visit)
            self.known.remember(Record("", marks.url, marks.etag, marks.last_modified), url)
        return [Row(url, "feed", f"{len(found)} articles named"), *rows, *left]

    def _keep(self, url: str, visit: Visit, entry: Entry | None, feed: str) -> Row:
        """Save the page that an address led to, unless its final address or its words are known."""
        final = self.known.find(visit.url)
        if final is not None and final.file and not self.again:
            self.known.remember(final, url)
            return Row(url, "known", f"leads to {visit.url}, fetched before", final.file, feed)
        headers = visit.answer.headers
        page = read_page(visit.answer.body, headers.get("content-type", ""), visit.url, entry, self.clock.now())
        if isinstance(page, str):
            return Row(url, "failed", page, feed=feed)
        marks = validators(visit)
        same = self.known.file_with(page.words_sha256)
        name = same or self.known.write(page.stem, page.data)
        record = Record(name, visit.url, marks.etag, marks.last_modified, page.words_sha256)
        self.known.remember(record, url, visit.url)
        self.done.add(same_page(visit.url))
        if same is None:
            return Row(url, "saved", "", name, feed)
        own = final is not None and final.file == same
        return Row(url, "unchanged" if own else "duplicate", "the same words as before", same, feed)


def fetch_all(
    wishes: Sequence[Wish],
    folder: Path,
    visitor: Visitor,
    clock: Clock,
    *,
    again: bool = False,
    limit: int | None = None,
    progress: Progress = quiet,
) -> Report:
    """Fetch what is wished for into `folder`. `again` asks for known pages too, `limit` bounds the articles of a feed.

    Raises `SourceError` when the folder cannot be made or written to; everything else is told in the rows.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise SourceError(
            f"The folder {folder} cannot be made: {problem.strerror}.", "Name another with --into."
        ) from None
    known = load_known(folder)
    errands = Errands(visitor, clock, known, again, limit, set())
    rows: list[Row] = []
    for number, wish in enumerate(wishes, 1):
        rows += errands.feed(wish.url, progress) if wish.kind == "feed" else [errands.page(wish.url)]
        progress(number, len(wishes), "Fetching")
    return Report(str(folder), tuple(rows), tuple(known.notes))
