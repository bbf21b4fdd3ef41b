"""The publication day of a web page, with the words on the page that state it.

A parsed page in, a `PublicationDate` out. htmldate proposes a day from the page's metadata; the day counts only when
the place that states it is found again, and that place becomes the evidence. Where htmldate has nothing, the first
visible date line is read in Vietnamese order. What only says when the page was changed bounds the day from above.

What is kept away from htmldate: footers with the day of the outlet's licence, blocks of related stories, the present
day (no bound depends on it), and bare years, which it would turn into the first of January.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from briefing.readers.stated import certain, iso_day, numeric_days, shortened, worded_day, written_day
from briefing.values import UNDATED, PublicationDate

_FIRST, _LAST = "1990-01-01", "2100-12-31"  # htmldate's bounds; its own upper bound is the present day
_FURNITURE = re.compile(
    r"footer|copyright|license|giay-?phep|related|lien-?quan|most-?(?:read|view)|xem-?nhieu|doc-?nhieu|tin-?moi|comment"
    r"|sidebar|(?:^|[\s_-])ads?(?:[\s_-]|$)",
    re.IGNORECASE,
)
_KEPT = "descendant-or-self::h1 or descendant-or-self::article or self::html or self::head or self::body or self::main"
_MODIFIED = re.compile(r"modif|update|lastmod|lastdate|revision", re.IGNORECASE)
_PUBLISHED = re.compile(r"publi|pubdate|issued|dateposted|date_?created|(?:^|[.:_])date$", re.IGNORECASE)
_DATE_CLASS = re.compile(r"date|time|ngay|publish", re.IGNORECASE)
_HALVES = re.compile(r"\b[ap]\.?m\b", re.IGNORECASE)  # 2:49 PM: the page may count the month first as well
_LONGEST_LINE = 100  # characters of a visible date line
_DEEPEST = 20  # levels of JSON-LD


@dataclass(frozen=True, slots=True)
class Statement:
    """A place on the page that may state a day: what it is called, its value, and the days it can be read as."""

    label: str
    value: str
    days: tuple[date, ...]

    @property
    def certain(self) -> bool:
        """True when the value has one reading, however its day and month are ordered."""
        return len(self.days) == 1


def date_of(tree: Any) -> PublicationDate:
    """When the page was published; `UNDATED` when it does not say."""
    page = _pruned(tree)
    statements = tuple(statement for statement in _statements(page) if statement.days)
    proposed = _proposed(page)
    chosen = next((s for s in statements if proposed in s.days or proposed == written_day(s.value)), None)
    if chosen is None or _MODIFIED.search(chosen.label):
        better = (s for s in statements if not _MODIFIED.search(s.label) and _names_publication(s))
        chosen = next(better, chosen)
    if chosen is None:
        return UNDATED
    return _settled(chosen, statements)


def _settled(chosen: Statement, statements: tuple[Statement, ...]) -> PublicationDate:
    day = chosen.days[0]
    if not chosen.certain:
        elsewhere = {s.days[0] for s in statements if s.certain}
        backed = [reading for reading in chosen.days if reading in elsewhere]
        if len(backed) == 1:
            day = backed[0]
        elif _HALVES.search(chosen.value):
            both = " or ".join(reading.isoformat() for reading in chosen.days)
            return PublicationDate(None, None, "none", f"{chosen.label}: {shortened(chosen.value)} (may be {both})")
    if _MODIFIED.search(chosen.label):
        return PublicationDate(None, day, "metadata", f"{chosen.label}: {shortened(chosen.value)} (a later change)")
    return certain(day, chosen.label, chosen.value)


def _proposed(page: Any) -> date | None:
    from htmldate import find_date

    found = find_date(
        copy.deepcopy(page),
        extensive_search=False,
        original_date=True,
        deferred_url_extractor=True,
        min_date=_FIRST,
        max_date=_LAST,
    )
    return date.fromisoformat(found) if found else None


def _pruned(tree: Any) -> Any:
    """The page without its footers, related stories and other furniture that carries foreign dates."""
    page = copy.deepcopy(tree)
    for element in page.xpath(f"//*[@class or @id or self::footer or self::aside or self::nav][not({_KEPT})]"):
        name = f"{element.get('class', '')} {element.get('id', '')}"
        if element.getparent() is not None and (element.tag in {"footer", "aside", "nav"} or _FURNITURE.search(name)):
            element.drop_tree()
    return page


def _statements(page: Any) -> Iterator[Statement]:
    """Every place that may state a day, the most trustworthy kind first, each kind in the page's order."""
    for script in page.xpath("//script[@type='application/ld+json']"):
        for key, value in _json_dates(script.text_content()):
            yield _statement(f"JSON-LD {key}", value)
    for meta in page.xpath("//meta[@content]"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
        if name and re.search(r"date|time|publi|issued|created|modified", name, re.IGNORECASE):
            yield _statement(f"meta {name}", meta.get("content"))
    for element in page.xpath("//*[@datetime or @itemprop='datePublished' or @itemprop='dateModified']"):
        if element.tag != "meta":
            label = f"{element.tag} {element.get('itemprop', '')}".strip()
            yield _statement(label, element.get("datetime") or element.get("content") or _line(element))
    for address in page.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content"):
        match = re.search(r"/(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?!\d)", address)
        if match:
            day = iso_day(f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}")
            yield Statement("address", address, (day,) if day else ())
    for element in page.xpath("//body//*[@class or @id or self::time]"):
        name = f"{element.get('class', '')} {element.get('id', '')}"
        if element.tag == "time" or _DATE_CLASS.search(name):
            line = _line(element)
            if len(line) <= _LONGEST_LINE:
                yield _statement("date line", line)


def _statement(label: str, value: str | None) -> Statement:
    text = (value or "").strip()
    day = iso_day(text)
    if day is not None:
        return Statement(label, text, (day,))
    days = numeric_days(text)
    if not days:
        worded = worded_day(text)
        days = (worded,) if worded else ()
    return Statement(label, text, days)


def _names_publication(statement: Statement) -> bool:
    name = statement.label.partition(" ")[2] or statement.label
    return statement.label in {"address", "date line", "time"} or _PUBLISHED.search(name) is not None


def _json_dates(text: str) -> Iterator[tuple[str, str]]:
    try:
        loaded = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        # Broken JSON-LD is common; the one key that matters can still be read.
        match = re.search(r'"(datePublished)"\s*:\s*"([^"]{8,40})"', text)
        if match:
            yield match[1], match[2]
        return
    yield from _walk_json(loaded, 0)


def _walk_json(node: object, depth: int) -> Iterator[tuple[str, str]]:
    if depth > _DEEPEST:
        return
    if isinstance(node, dict):
        for key in ("datePublished", "dateModified"):
            if isinstance(node.get(key), str):
                yield key, node[key]
        for value in node.values():
            yield from _walk_json(value, depth + 1)
    elif isinstance(node, list):
        for value in node:
            yield from _walk_json(value, depth + 1)


def _line(element: Any) -> str:
    return " ".join(element.text_content().split())
