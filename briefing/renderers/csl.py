"""The articles that a memo cites as CSL-JSON, the exchange format of Zotero, pandoc and other reference managers.

In goes a memo, out come the bytes of a list of items, in the order of Annex B; the same bytes for the same input. Only
articles that a point cites are listed. Nothing is invented: an article without a title or a date has none here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from briefing.renderers.hygiene import one_line
from briefing.renderers.outline import web_address
from briefing.renderers.wording import article_id, date_words, entry_id, language_tag, method_words
from briefing.values import Citation, Memo, PublicationDate, SourceEntry

_DIGITS = 12
# How `date_words` begins for a day that is not sure; a bibliography has "December 1, 2025 or later" alone.
_INFERRED = "date inferred: "
_NOT_WRITTEN = frozenset({"", "und"})


def render_csl(memo: Memo) -> bytes:
    """The list of cited articles; an empty list for a memo without points."""
    taken: set[str] = set()
    items = [_item(entry, points, taken) for entry, points in _cited(memo)]
    return (json.dumps(items, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _cited(memo: Memo) -> Iterator[tuple[SourceEntry, tuple[int, ...]]]:
    """Every cited article with the numbers of its points: those of Annex B, then any that is not listed there."""
    points: dict[str, list[int]] = {}
    first: dict[str, Citation] = {}
    for number, point in enumerate(memo.points, start=1):
        for citation in point.citations:
            key = article_id(citation.path, citation.record)
            first.setdefault(key, citation)
            numbers = points.setdefault(key, [])
            if number not in numbers:
                numbers.append(number)
    listed = {entry_id(entry): entry for entry in memo.sources}
    for key in [*(each for each in listed if each in points), *(each for each in points if each not in listed)]:
        yield listed.get(key) or _entry(first[key]), tuple(points[key])


def _entry(citation: Citation) -> SourceEntry:
    """What a citation alone knows of its article."""
    return SourceEntry(
        path=citation.path,
        record=citation.record,
        sha256=citation.sha256,
        title=citation.title,
        outlet=citation.outlet,
        language="vi",
        words=0,
        date=citation.published,
        fate="used",
    )


def _item(entry: SourceEntry, points: tuple[int, ...], taken: set[str]) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": _identifier(entry, taken),
        "type": "article-newspaper",
        "title": one_line(entry.title or ""),
        "container-title": one_line(entry.outlet or ""),
        "issued": issued(entry.date),
        "URL": web_address(entry.url),
        "language": "" if entry.language in _NOT_WRITTEN else language_tag(entry.language),
        "note": "\n".join(_notes(entry, points)),
    }
    return {key: value for key, value in fields.items() if value}


def _identifier(entry: SourceEntry, taken: set[str]) -> str:
    """A key that the same article has in every memo, fit for pandoc: 'vn-', the file's digest, '-' and its record."""
    record = "" if entry.record is None else f"-{entry.record}"
    key = f"vn-{entry.sha256[:_DIGITS] or 'unknown'}{record}"
    number = 2
    unique = key
    while unique in taken:
        unique = f"{key}-copy-{number}"
        number += 1
    taken.add(unique)
    return unique


def issued(published: PublicationDate) -> Mapping[str, Any]:
    """A publication date in CSL: a day; a range, marked circa, for an interval; words where one side is open.

    >>> from datetime import date
    >>> issued(PublicationDate(date(2026, 1, 26), date(2026, 1, 26), "header", "26/1/2026"))
    {'date-parts': [[2026, 1, 26]]}
    """
    earliest, latest = published.earliest, published.latest
    if earliest is None and latest is None:
        return {}
    if earliest is None or latest is None:
        return {"literal": date_words(published).removeprefix(_INFERRED)}
    days = [earliest] if earliest == latest else [earliest, latest]
    parts = {"date-parts": [_parts(day) for day in days]}
    sure = earliest == latest and published.method != "inference"
    return parts if sure else {**parts, "circa": True}


def _parts(day: date) -> list[int]:
    return [day.year, day.month, day.day]


def _notes(entry: SourceEntry, points: tuple[int, ...]) -> Iterator[str]:
    """Lines for Zotero's field 'Extra'; no line begins with a word that Zotero takes for one of its fields."""
    if entry.title_en:
        yield f"Title in English (machine translation): {one_line(entry.title_en)}"
    evidence = f": “{one_line(entry.date.evidence)}”" if entry.date.evidence else ""
    yield f"Dated by briefing: {date_words(entry.date)}, {method_words(entry.date.method)}{evidence}"
    yield f"Source file: {one_line(article_id(entry.path, entry.record))}"
    if entry.sha256:
        yield f"SHA-256: {entry.sha256}"
    label = "points" if len(points) > 1 else "point"
    yield f"Cited in {label}: {', '.join(str(number) for number in points)}"
