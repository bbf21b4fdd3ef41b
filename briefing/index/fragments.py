"""Rows of `sources --json` in two pieces that never change for an article, and whole again.

A listing of very many articles has no time to build each row from its fields. Its unchanging parts are kept as JSON
text, as `manifest` would write them; path, date and fate are put in when it is shown.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final

from briefing.manifest import article_row
from briefing.values import SourceEntry

_HEAD: Final = ("record", "sha256", "text_sha256", "title", "title_en", "outlet", "url", "language", "words")
_quoted = json.encoder.encode_basestring


def taken_apart(row: SourceEntry) -> tuple[str, str]:
    """The JSON of `row` from its record to its words, and that of its cuts."""
    values = article_row(row)
    pairs = (f'\n    "{key}": {_value(values[key])},' for key in _HEAD)
    cuts = ",".join(
        f'\n      {{\n        "reason": {_quoted(why)},\n        "count": {n}\n      }}' for why, n in row.cuts
    )
    return "".join(pairs), f"[{cuts}\n    ]" if cuts else "[]"


def put_together(
    path: str,
    pieces: tuple[str, str],
    when: str,
    fate: tuple[str, str | None, str | None, str | None],
    found: Sequence[str] | None = None,
) -> str:
    """The row as it stands in the list that `to_json` writes; `pieces` are those of `taken_apart`.

    `when` is the date as `dated` writes it; `fate` is fate, stage, reason, and of what a duplicate; `found` adds the
    sentences that a search found.
    """
    head, cuts = pieces
    return f'  {{\n    "path": {_quoted(path)},{head}{when}{_fate(*fate)}    "cuts": {cuts}{_found(found)}\n  }}'


def dated(earliest: date | None, latest: date | None, method: str, evidence: str) -> str:
    """The JSON of a date of publication, as it stands in a row."""
    first, last = ("null" if day is None else f'"{day.isoformat()}"' for day in (earliest, latest))
    return (
        f'\n    "date": {{\n      "earliest": {first},\n      "latest": {last},\n'
        f'      "method": "{method}",\n      "evidence": {_quoted(evidence)}\n    }},'
    )


@lru_cache(maxsize=4096)  # most articles share theirs
def _fate(fate: str, stage: str | None, reason: str | None, original: str | None) -> str:
    lines = (("fate", fate), ("stage", stage), ("reason", reason), ("duplicate_of", original))
    return "".join(f'\n    "{key}": {"null" if value is None else _quoted(value)},' for key, value in lines) + "\n"


def fields_of(head: str, cuts: str) -> tuple[dict[str, Any], tuple[tuple[str, int], ...]]:
    """The values in the unchanging parts of a row."""
    counted = json.loads(cuts)
    return json.loads(f"{{{head.rstrip().rstrip(',')}}}"), tuple((cut["reason"], cut["count"]) for cut in counted)


def _value(value: str | int | None) -> str:
    return "null" if value is None else _quoted(value) if isinstance(value, str) else str(value)


def _found(sentences: Sequence[str] | None) -> str:
    if sentences is None:
        return ""
    lines = ",".join(f"\n      {_quoted(sentence)}" for sentence in sentences)
    return f',\n    "found": [{lines}\n    ]' if lines else ',\n    "found": []'
