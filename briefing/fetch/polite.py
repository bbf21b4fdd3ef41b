"""A polite visitor: robots.txt, one request at a time and host with a pause between, Retry-After, few retries.

An address comes in; what it led to goes out. Robots are read as RFC 9309 has it: no such file allows everything, a
file that a server in trouble cannot deliver forbids everything. Each redirect is judged like an address of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Literal
from urllib.parse import urlsplit

from briefing.config import FetchSettings
from briefing.fetch.addresses import askable, host_of, joined, objection, same_page
from briefing.fetch.clock import Clock
from briefing.fetch.web import Answer, Failure, Web
from briefing.records import dataclass

AGENT = "briefing"
MOST_REDIRECTS = 8
LONGEST_PAUSE = 60.0  # seconds; a longer Crawl-delay is cut to this
LONGEST_WAIT = 120.0  # seconds; a server that asks for more is left alone
_ROBOTS_BYTES = 512_000
_LATER = frozenset({429, 500, 502, 503, 504})
_MOVED = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Visit:
    """Where an address led in the end, and the answer there: status 200 or 304."""

    url: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an address led to nothing. `unreachable` when no server was heard at all."""

    fate: Literal["robots", "failed"]
    reason: str
    unreachable: bool = False


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes the next request conditional: where the page was found last time, and its marks."""

    url: str
    etag: str = ""
    last_modified: str = ""


class Visitor:
    """Asks on behalf of one run; keeps what it learns of each host until the run is over."""

    def __init__(self, web: Web, clock: Clock, settings: FetchSettings, version: str) -> None:
        self._web, self._clock, self._settings = web, clock, settings
        contact = f" (+{settings.contact})" if settings.contact else ""
        self.user_agent = f"{AGENT}/{version}{contact}"
        self._robots: dict[str, Any] = {}
        self._turn: dict[str, float] = {}  # when the next request to a host may go out
        self._left_alone: dict[str, Failure] = {}

    def get(self, url: str, known: Validators | None = None) -> Visit | Refusal:
        """Follow an address to a page. With `known`, an unchanged page is answered by status 304."""
        passed: set[str] = set()
        for _ in range(MOST_REDIRECTS + 1):
            refusal = self._objection(url, first=not passed)
            if refusal is not None:
                return refusal
            passed.add(url)
            answer = self._try(askable(url), _conditions(url, known), self._settings.max_mb * 1_000_000)
            if isinstance(answer, Failure):
                return Refusal("failed", answer.reason, unreachable=answer.unreachable)
            target = answer.headers.get("location") if answer.status in _MOVED else None
            if target is None:
                good = answer.status in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}
                return Visit(url, answer) if good else Refusal("failed", status_words(answer.status))
            url = joined(url, target)
            if url in passed:
                return Refusal("failed", "redirects that lead in a circle")
        return Refusal("failed", f"more than {MOST_REDIRECTS} redirects")

    def _objection(self, url: str, *, first: bool) -> Refusal | None:
        reason = objection(url)
        if reason is not None:
            return Refusal("failed", reason if first else f"redirected to {url[:80]}: {reason}")
        rules = self._rules(url)
        if isinstance(rules, Failure):
            return Refusal("failed" if rules.unreachable else "robots", rules.reason, unreachable=rules.unreachable)
        if rules is not None and not rules.can_fetch(askable(url), AGENT):
            return Refusal("robots", f"robots.txt of {host_of(url)} forbids it")
        return None

    def _rules(self, url: str) -> Any:
        """The parsed robots.txt of the address's server, None where all is allowed, a `Failure` where nothing is."""
        parts = urlsplit(url)
        origin = f"{parts.scheme.lower()}://{host_of(url)}"
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(f"{origin}/robots.txt")
        return self._robots[origin]

    def _read_robots(self, url: str) -> Any:
        from protego import Protego

        for _ in range(MOST_REDIRECTS):
            answer = self._try(url, {}, _ROBOTS_BYTES)
            if isinstance(answer, Failure):
                reason = answer.reason if answer.unreachable else f"robots.txt could not be read: {answer.reason}"
                return Failure(answer.kind, reason)
            if answer.status == HTTPStatus.OK:
                return Protego.parse(answer.body.decode("utf-8", "replace"))
            if answer.status not in _MOVED or "location" not in answer.headers:
                troubled = answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status in _LATER
                words = f"robots.txt could not be read ({status_words(answer.status)})"
                return Failure("content", words) if troubled else None
            url = joined(url, answer.headers["location"])
            if objection(url) is not None:
                return None
            url = askable(url)
        return None  # as RFC 9309: a robots.txt that cannot be found forbids nothing

    def _try(self, url: str, headers: Mapping[str, str], most_bytes: int) -> Answer | Failure:
        """Ask, and ask again after a while where that may help."""
        host = host_of(url)
        if host in self._left_alone:
            return self._left_alone[host]
        sent = {"User-Agent": self.user_agent, "Accept-Language": "vi, en;q=0.5", **headers}
        answer: Answer | Failure = Failure("connection", "not asked")
        for attempt in range(self._settings.tries):
            self._wait(host)
            answer = self._web(url, sent, most_bytes=most_bytes)
            later = answer.temporary if isinstance(answer, Failure) else answer.status in _LATER
            if not later:
                break
            wished = None if isinstance(answer, Failure) else self._wished_wait(answer)
            if wished is not None and wished > LONGEST_WAIT:
                answer = Failure("content", f"the server asks to be left alone for {wished:.0f} seconds")
                self._left_alone[host] = answer
                break
            self._turn[host] = self._clock.ticks() + max(wished or 0.0, self._settings.delay, 2.0**attempt)
        if isinstance(answer, Answer) and answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            answer = Failure("content", status_words(answer.status))
            self._left_alone[host] = answer
        if isinstance(answer, Failure) and answer.unreachable:
            self._left_alone[host] = answer
        return answer

    def _wait(self, host: str) -> None:
        """Wait for the host's turn and take it."""
        now = self._clock.ticks()
        pause = self._turn.get(host, now) - now
        if pause > 0:
            self._clock.sleep(pause)
        self._turn[host] = self._clock.ticks() + self._pause(host)

    def _pause(self, host: str) -> float:
        wished = 0.0
        for scheme in ("https", "http"):
            rules = self._robots.get(f"{scheme}://{host}")
            if rules is not None and not isinstance(rules, Failure):
                wished = max(wished, float(rules.crawl_delay(AGENT) or 0.0))
        return max(self._settings.delay, min(wished, LONGEST_PAUSE))

    def _wished_wait(self, answer: Answer) -> float | None:
        """The seconds that Retry-After asks for, given as a number or as a moment."""
        value = answer.headers.get("retry-after", "").strip()
        if value.isdecimal():
            return float(value[:9])
        try:
            moment = parsedate_to_datetime(value)
        except (TypeError, ValueError):
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (moment - self._clock.now()).total_seconds())


def validators(visit: Visit) -> Validators:
    """The marks of a page for the next time."""
    headers = visit.answer.headers
    return Validators(visit.url, headers.get("etag", ""), headers.get("last-modified", ""))


def status_words(status: int) -> str:
    """'404 Not Found', and the bare number for codes of the server's own."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"status {status}"


def _conditions(url: str, known: Validators | None) -> dict[str, str]:
    if known is None or same_page(known.url) != same_page(url):
        return {}
    marks = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in marks.items() if value}
