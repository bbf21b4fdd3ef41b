"""The publication day of a web page, with the words on the page that state it.

A parsed page in, a `PublicationDate` out. htmldate proposes a day from the page's metadata; the day counts only when
the place that states it is found again, and that place becomes the evidence. Where the metadata says nothing, the
visible date line nearest to the headline is read in Vietnamese order. What only says when the page was changed bounds
the day from above.

What is kept away from htmldate: footers with the day of the outlet's licence, mastheads with a clock, related
stories, the present day (no bound depends on it), and bare years, which it would turn into the first of January.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from briefing.readers.stated import certain, iso_day, numeric_days, real_day, shortened, worded_day, written_day
from briefing.records import dataclass
from briefing.values import UNDATED, PublicationDate

_FIRST, _LAST = "1990-01-01", "2100-12-31"  # htmldate's bounds; its own upper bound is the present day
_FURNITURE = re.compile(
    r"footer|copyright|license|giay-?phep|related|lien-?quan|most-?(?:read|view)|xem-?nhieu|doc-?nhieu|tin-?moi|comment"
    r"|sidebar|time-?now|today|current-?(?:date|time)|clock|top-?bar|site-?header|(?:^|[\s_-])ads?(?:[\s_-]|$)",
    re.IGNORECASE,
)
_FURNITURE_TAGS = frozenset({"footer", "aside", "nav", "header"})
_KEPT = "descendant-or-self::h1 or descendant-or-self::article or self::html or self::head or self::body or self::main"
_MODIFIED = re.compile(r"modif|update|lastmod|lastdate|revision", re.IGNORECASE)
_PUBLISHED = re.compile(r"publi|pubdate|issued|dateposted|date_?created|(?:^|[.:_])date$", re.IGNORECASE)
_DATE_CLASS = re.compile(r"date|time|ngay|publish", re.IGNORECASE)
_DATE_NAME = re.compile(r"date|time|publi|issued|created|modified", re.IGNORECASE)
_ADDRESS_DAY = re.compile(r"/(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?!\d)")
_DIGITS = re.compile(r"\d.*\d.*\d.*\d")
_UPDATED = re.compile(r"[\s(|,;-]*cập nhật|[\s(|,;-]*updated", re.IGNORECASE)
_HALVES = re.compile(r"\b[ap]\.?m\b", re.IGNORECASE)  # 2:49 PM: the page may count the month first as well
_LONGEST_LINE = 100  # characters of a visible date line
_DEEPEST = 20  # levels of JSON-LD


@dataclass(frozen=True, slots=True)
class Statement:
    """A place on the page that may state a day: what it is called, its value, and the days it can be read as.

    `visible` when a reader sees it, `later` when it speaks of a change to the page.
    """

    label: str
    value: str
    days: tuple[date, ...]
    visible: bool = False
    later: bool = False

    @property
    def certain(self) -> bool:
        """True when the value has one reading, however its day and month are ordered."""
        return len(self.days) == 1


def date_of(tree: Any) -> PublicationDate:
    """When the page was published. Method 'none' when it does not say, or says it in a way that is no date."""
    page = _pruned(tree)
    everything = (*_metadata(page), *_visible(page))
    statements = tuple(statement for statement in everything if statement.days)
    proposed = _proposed(page)
    backing = [s for s in statements if not s.visible and proposed and proposed in {*s.days, written_day(s.value)}]
    chosen = next(
        (
            s
            for s in (*backing, *statements)
            if not s.later and (s in backing or s.visible or _PUBLISHED.search(s.label))
        ),
        next((s for s in statements if s.later), None),
    )
    if chosen is not None:
        return _settled(chosen, statements)
    wrong = next((s for s in everything if _PUBLISHED.search(s.label) and _DIGITS.search(s.value)), None)
    return UNDATED if wrong is None else certain(None, wrong.label, wrong.value)


def _settled(chosen: Statement, statements: tuple[Statement, ...]) -> PublicationDate:
    """The date of a statement, its day and month put in order by what the rest of the page says for certain."""
    if not chosen.certain:
        backing = [s for s in statements if s.certain and s.days[0] in chosen.days]
        if len({s.days[0] for s in backing}) == 1:
            chosen = backing[0] if not backing[0].later else replace(chosen, days=backing[0].days)
        elif _HALVES.search(chosen.value):
            both = " or ".join(reading.isoformat() for reading in chosen.days)
            return PublicationDate(None, None, "none", f"{chosen.label}: {shortened(chosen.value)} (may be {both})")
    day = chosen.days[0]
    if chosen.later:
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
    for element in page.xpath(
        f"//*[@class or @id or self::footer or self::aside or self::nav or self::header][not({_KEPT})]"
    ):
        furniture = element.tag in _FURNITURE_TAGS or _FURNITURE.search(_name(element))
        if furniture and element.getparent() is not None:
            element.drop_tree()
    return page


def _metadata(page: Any) -> Iterator[Statement]:
    """What the page states about itself unseen, the most trustworthy kind first, each kind in the page's order."""
    for script in page.xpath("//script[@type='application/ld+json']"):
        for key, value in _json_dates(script.text_content()):
            yield _statement(f"JSON-LD {key}", value)
    for meta in page.xpath("//meta[@content]"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or ""
        if _DATE_NAME.search(name):
            yield _statement(f"meta {name}", meta.get("content"))
    for element in page.xpath("//body//*[@itemprop='datePublished' or @itemprop='dateModified']"):
        if element.tag != "meta":
            stated = element.get("datetime") or element.get("content") or _line(element)
            yield _statement(f"{element.tag} {element.get('itemprop')}", stated)
    for address in page.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content"):
        match = _ADDRESS_DAY.search(address)
        day = real_day(*map(int, match.groups())) if match else None
        yield Statement("published address", str(address), (day,) if day else ())


def _visible(page: Any) -> Iterator[Statement]:
    """Date lines, the nearest to the headline first: others belong to the clock in the masthead or to other stories."""
    elements = list(page.iter())
    headline = next((number for number, element in enumerate(elements) if element.tag == "h1"), 0)
    found: list[tuple[int, Statement]] = []
    for number, element in enumerate(elements):
        if element.tag == "time" or (isinstance(element.tag, str) and _DATE_CLASS.search(_name(element))):
            line = _line(element)
            stamp = element.get("datetime")
            if stamp and iso_day(stamp):
                found.append((abs(number - headline), replace(_statement("time", stamp), visible=True)))
            elif 0 < len(line) <= _LONGEST_LINE:
                found.append((abs(number - headline), _shown(line)))
    yield from (statement for _, statement in sorted(found, key=lambda pair: pair[0]))


def _shown(line: str) -> Statement:
    """A date line; what it says of an update comes second, unless it says nothing else."""
    first = _UPDATED.split(line, maxsplit=1)[0]
    published = _statement("date line", first)
    if published.days or first == line:
        return replace(published, visible=True)
    return replace(_statement("date line", line), visible=True, later=True)


def _statement(label: str, value: str | None) -> Statement:
    text = (value or "").strip()
    later = _MODIFIED.search(label) is not None
    day = iso_day(text)
    if day is not None:
        return Statement(label, text, (day,), later=later)
    days = numeric_days(text)
    if not days:
        worded = worded_day(text)
        days = (worded,) if worded else ()
    return Statement(label, text, days, later=later)


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


def _name(element: Any) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


def _line(element: Any) -> str:
    return " ".join(element.text_content().split())
