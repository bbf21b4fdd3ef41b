"""Feeds: RSS and Atom in whatever version, read by feedparser.

Bytes come in; the articles that the feed names go out, or the reason why it is no feed.
"""

from __future__ import annotations

import io
import re
from datetime import date
from email.utils import parsedate_to_datetime
from typing import Any

from briefing.fetch.addresses import joined
from briefing.readers.decode import NotText
from briefing.readers.html import decode_page
from briefing.readers.layer import one_line
from briefing.readers.quietly import quietly
from briefing.readers.stated import VIETNAM, iso_day, real_day
from briefing.records import dataclass

MOST_ENTRIES = 2_000
_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]{0,200}\?>")
_PAGE = re.compile(r"<(?:!doctype\s+html|html|body)\b", re.IGNORECASE)
_ZONE = re.compile(r"(?:GMT|UTC|UT)\s*([+-])(\d{1,2})(?::?(\d{2}))?$")
_ANY_ZONE = re.compile(r"(?:[+-]\d{2}:?\d{2}|GMT|UTC?|Z)$")


@dataclass(frozen=True, slots=True)
class Entry:
    """One article that a feed names. `published` is the day in Vietnam of the moment that `stated` quotes."""

    url: str
    title: str | None = None
    published: date | None = None
    stated: str = ""


@dataclass(frozen=True, slots=True)
class NoFeed:
    """Why an answer is no feed; `offered` are feeds that it names instead."""

    reason: str
    offered: tuple[str, ...] = ()


def read_feed(data: bytes, url: str) -> tuple[Entry, ...] | NoFeed:
    """The articles of a feed in its order, each address once. A broken feed gives what stands before the damage.

    The encoding is found as for pages, whatever the feed or its server say. Entities of a feed's own are refused: no
    newspaper needs them, and nested ones grow without end.
    """
    import feedparser

    text = decode_page(data)
    if isinstance(text, NotText):
        return NoFeed(f"not a feed: {text.reason}")
    if "<!ENTITY" in text:
        return NoFeed("not a feed to be trusted: it declares entities of its own")
    with quietly("feedparser"):
        # The sanitiser and the resolver of addresses inside texts work on what is not used here.
        parsed = feedparser.parse(
            io.BytesIO(_DECLARATION.sub("", text).encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    if not parsed.get("version"):
        return _no_feed(text, url)
    found: dict[str, Entry] = {}
    for one in parsed.entries[:MOST_ENTRIES]:
        entry = _entry(one, url)
        if entry is not None:
            found.setdefault(entry.url, entry)
    return tuple(found.values())


def feed_day(value: str) -> date | None:
    """The day in Vietnam of a feed's date: ISO 8601 or the style of e-mail, the latter only with its zone.

    >>> feed_day("Thu, 05 Feb 2026 20:49:00 GMT").isoformat(), feed_day("Thu, 05 Feb 2026 23:49:00 GMT+7").isoformat()
    ('2026-02-06', '2026-02-05')
    """
    text = value.strip()
    day = iso_day(text)
    if day is not None:
        return day
    plain = _ZONE.sub(lambda found: f"{found[1]}{int(found[2]):02}{found[3] or '00'}", text)
    if not _ANY_ZONE.search(plain):
        return None
    try:
        moment = parsedate_to_datetime(plain).astimezone(VIETNAM)
    except (TypeError, ValueError, OverflowError):
        return None
    return real_day(moment.year, moment.month, moment.day)


def _entry(one: Any, base: str) -> Entry | None:
    link = one.get("link")
    if not isinstance(link, str) or not link.strip():
        return None
    stated = one_line(one.get("published")) or ""
    return Entry(joined(base, link), one_line(one.get("title")), feed_day(stated) if stated else None, stated)


def _no_feed(markup: str, url: str) -> NoFeed:
    if not _PAGE.search(markup[:4096]):
        return NoFeed("not a feed: neither RSS nor Atom")
    from trafilatura.feeds import FeedParameters, determine_feed

    with quietly("trafilatura", "courlan"):
        offered = tuple(determine_feed(markup, FeedParameters(url, "", url))[:3])
    named = f"; it names the feed {', '.join(offered)}" if offered else ""
    return NoFeed(f"not a feed but a web page{named}", offered)
