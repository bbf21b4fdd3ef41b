"""What an earlier memo had before it: a manifest in, and which articles are not new since then.

This is about files and articles by their digests, not about stories: another article on the same event is new. An
article counts as known when the earlier memo could have told it, whether it did or not; one that lay after that memo's
period was waiting for this one and is new.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import field
from datetime import date
from pathlib import Path
from typing import Any

from briefing.errors import ConfigError, SourceError
from briefing.records import dataclass
from briefing.stages.select import STAGE as SELECT
from briefing.stages.select import Selection
from briefing.values import Article, Dropped, SourceEntry

STAGE = "earlier"
LAST = "last"
_SUFFIX = ".json"


@dataclass(frozen=True, slots=True)
class Earlier:
    """The articles that an earlier memo knew: its file's name, the last day of its period, a digest, the keys."""

    name: str
    until: date
    digest: str
    keys: frozenset[str] = field(repr=False)

    def knows(self, row: Article | SourceEntry) -> bool:
        """True when the earlier memo had this article (or unreadable file) before it."""
        sha256 = row.source.sha256 if isinstance(row, Article) else row.sha256
        return not self.keys.isdisjoint(_keys(sha256, row.record, row.text_sha256))


def find_earlier(
    choice: str, folder: Path, *, until: date | None = None, without: Path | None = None
) -> Earlier | None:
    """The earlier memo that --new-since names: a manifest (or the memo beside it), or 'last' for the one in `folder`.

    The last memo is the one whose period ended last, at `until` the latest; `without` is the manifest that is about to
    be written, so that a memo can be made again. None when 'last' finds no memo. Raises `ConfigError`.
    """
    if choice != LAST:
        path = Path(choice).with_suffix(_SUFFIX)
        found = _read(path)
        if found is None:
            raise ConfigError(f"--new-since: {path} is no manifest of a memo.", "Name a NAME.json, or 'last'.")
        return found
    own = without.with_suffix(_SUFFIX).resolve() if without else None
    files = (path for path in sorted(folder.glob(f"*{_SUFFIX}")) if path.resolve() != own)
    memos = [memo for memo in map(_read, files) if memo is not None and (until is None or memo.until <= until)]
    return max(memos, key=lambda memo: (memo.until, memo.name), default=None)


def only_new(selection: Selection, earlier: Earlier | None) -> Selection:
    """The selection without what the earlier memo had before it; those articles are dropped with the reason.

    Raises `SourceError` when nothing is left of a selection that had something.
    """
    if earlier is None:
        return selection
    old = [article for article in selection.chosen if earlier.knows(article)]
    new = tuple(article for article in selection.chosen if not earlier.knows(article))
    if old and not new:
        raise SourceError(
            f"Nothing is new since {earlier.name}: it had all {len(old)} articles of the period before it.",
            "Fetch or add articles, or leave --new-since out.",
        )
    return Selection(new, (*selection.dropped, *(Dropped(one.id, STAGE, f"known to {earlier.name}") for one in old)))


def mark_of(earlier: Earlier | None) -> str:
    """What the signature of a memo that leaves known articles out ends with."""
    return "" if earlier is None else f"|new-since:{earlier.name}@{earlier.digest}"


def _read(path: Path) -> Earlier | None:
    """What a manifest says; None for every other file."""
    try:
        data = path.read_bytes()
        table = json.loads(data)
        until = date.fromisoformat(table["period"]["to"])
        rows = [row for row in table["articles"] if not _waiting(row, until)]
        keys = {key for row in rows for key in _keys(row["sha256"], row["record"], row.get("text_sha256") or "")}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return Earlier(path.name, until, hashlib.sha256(data).hexdigest()[:12], frozenset(keys))


def _waiting(row: dict[str, Any], until: date) -> bool:
    """True for an article that may have been published after the memo's period and was left to a later one."""
    latest = row["date"]["latest"]
    return row["stage"] == SELECT and (latest is None or date.fromisoformat(latest) > until)


def _keys(sha256: str, record: int | None, text_sha256: str) -> set[str]:
    """Under what an article is known: its text, and its file; of a .jsonl that grew, the old records keep theirs."""
    keys = {f"text {text_sha256}"} if text_sha256 else set()
    return keys | {f"file {sha256}#{record or ''}"} if sha256 else keys
