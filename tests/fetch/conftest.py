from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from briefing.config import FetchSettings
from briefing.fetch.addresses import Wish
from briefing.fetch.errands import Report, fetch_all
from briefing.fetch.polite import Visitor
from briefing.fetch.web import Urllib3Web
from tests.fetch.server import Site, serving

START = datetime(2026, 2, 6, 3, 0, 0, tzinfo=UTC)


@dataclass
class StillClock:
    """A clock that only moves when somebody sleeps."""

    passed: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return START + timedelta(seconds=self.passed)

    def ticks(self) -> float:
        return self.passed

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.passed += seconds


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as one:
        yield one


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


Fetch = Callable[..., Report]


@pytest.fixture
def fetch(clock: StillClock, tmp_path: Path) -> Fetch:
    """Fetch addresses into `tmp_path / "sources"` as one run, with a new visitor each time."""

    def call(
        *urls: str,
        feed: str | None = None,
        again: bool = False,
        limit: int | None = None,
        settings: FetchSettings | None = None,
    ) -> Report:
        settings = settings or FetchSettings()
        visitor = Visitor(Urllib3Web(settings.timeout), clock, settings, "9.9")
        wishes = [*(Wish(url) for url in urls), *([Wish(feed, "feed")] if feed else [])]
        return fetch_all(wishes, tmp_path / "sources", visitor, clock, again=again, limit=limit)

    return call


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    return tmp_path / "sources"
