"""JSON Lines: an article a line, `record` is the line's number from 1.

A line is an object with 'text' and, optionally, 'title', 'published' (ISO 8601), 'outlet' and 'url'; other keys are
passed over. A bad line is dropped under 'path#line' and the others are read. Lines end at line feeds alone, since JSON
strings may hold the other Unicode line separators.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from briefing.readers.decode import NotText, decode
from briefing.readers.layer import make_article, refused
from briefing.readers.stated import stated_date
from briefing.values import Article, Dropped, SourceDocument

_NO_TEXT = re.compile("[\x00\ud800-\udfff]")  # lone surrogates can be written in JSON and nowhere else
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


class JsonlReader:
    """Reads .jsonl files."""

    def read(
        self, data: bytes, source: SourceDocument, wanted: frozenset[int] | None = None
    ) -> Iterator[Article | Dropped]:
        """The articles of the file, each bad line as a `Dropped`; of the lines `wanted` alone where they are given."""
        if data.startswith(_WIDE):  # a line feed is more than one byte here: decode before splitting
            text = decode(data)
            if isinstance(text, NotText):
                yield refused(source, text.reason)
                return
            data = text.encode()
        empty = True
        for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
            if line.strip():
                empty = False
                if wanted is not None and number not in wanted:
                    continue
                yield _article(line, number, source)
        if empty:
            yield refused(source, "no article in the file" if data else "empty file")


def _article(line: bytes, number: int, source: SourceDocument) -> Article | Dropped:
    record = _record(line)
    if isinstance(record, NotText):
        return refused(source, record.reason, number)
    article = make_article(
        record["text"],
        source,
        record=number,
        title=record.get("title"),
        outlet=record.get("outlet"),
        url=record.get("url"),
        published=stated_date("published", record.get("published")),
    )
    return article if article.paragraphs else refused(source, "the 'text' of this line is empty", number)


def _record(line: bytes) -> dict[str, Any] | NotText:
    try:
        record = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return NotText(f"not UTF-8 at byte {error.start} of the line")
    except json.JSONDecodeError as error:
        return NotText(f"not JSON: {error.msg} at column {error.colno}")
    except (RecursionError, ValueError):
        return NotText("not JSON that can be read: nested too deeply or a number too long")
    reason = _objection(record)
    return record if reason is None else NotText(reason)


def _objection(record: object) -> str | None:
    """What keeps a line's value from being an article."""
    if not isinstance(record, dict):
        return "not a JSON object"
    text = record.get("text")
    if not isinstance(text, str):
        return "no 'text' in this line" if text is None else "'text' is not a string"
    return "'text' holds characters that are no text" if _NO_TEXT.search(text) else None
