"""Rows of `sources --json` in two pieces that never change for an article, and whole again.

A listing of very many articles has no time to build each row from its fields. Its unchanging parts are kept as JSON
text, cut out of what `manifest` writes, so that there is one format; path, date and fate are put in when it is shown.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from briefing.manifest import article_row, to_json
from briefing.values import PublicationDate, SourceEntry

_PATH: Final = '\n    "path": '  # a line break inside a JSON string is written \n, so these stand between keys alone
_RECORD: Final = '\n    "record": '
_DATE: Final = '\n    "date": '
_CUTS: Final = '\n    "cuts": '
_END: Final = "\n  }\n]\n"
_quoted = json.JSONEncoder(ensure_ascii=False).encode


def taken_apart(row: SourceEntry) -> tuple[str, str]:
    """The JSON of `row` from its record to its words, and that of its cuts."""
    text = to_json([article_row(row)])
    head = text[text.index(_RECORD) : text.index(_DATE)]
    return head, text[text.index(_CUTS) + len(_CUTS) : -len(_END)]


def put_together(
    path: str,
    pieces: tuple[str, str],
    published: PublicationDate,
    fate: tuple[str, str | None, str | None, str | None],
    found: Sequence[str] | None = None,
) -> str:
    """The row as it stands in the list that `to_json` writes; `pieces` are those of `taken_apart`.

    `fate` is fate, stage, reason, and of what a duplicate; adds the sentences that a search found.
    """
    (head, cuts), (kind, stage, reason, original) = pieces, fate
    earliest = f'"{published.earliest.isoformat()}"' if published.earliest else "null"
    latest = f'"{published.latest.isoformat()}"' if published.latest else "null"
    return (
        f'  {{\n    "path": {_quoted(path)},{head}\n    "date": {{\n'
        f'      "earliest": {earliest},\n      "latest": {latest},\n'
        f'      "method": "{published.method}",\n      "evidence": {_quoted(published.evidence)}\n    }},\n'
        f'    "fate": "{kind}",\n    "stage": {_quoted(stage)},\n    "reason": {_quoted(reason)},\n'
        f'    "duplicate_of": {_quoted(original)},\n    "cuts": {cuts}{_found(found)}\n  }}'
    )


def fields_of(head: str, cuts: str) -> tuple[dict[str, Any], tuple[tuple[str, int], ...]]:
    """The values in the unchanging parts of a row."""
    counted = json.loads(cuts)
    return json.loads(f"{{{head.rstrip().rstrip(',')}}}"), tuple((cut["reason"], cut["count"]) for cut in counted)


def _found(sentences: Sequence[str] | None) -> str:
    if sentences is None:
        return ""
    lines = ",".join(f"\n      {_quoted(sentence)}" for sentence in sentences)
    return f',\n    "found": [{lines}\n    ]' if lines else ',\n    "found": []'
