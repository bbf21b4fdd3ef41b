"""What many tests share: the seeds, and the command line called in this process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None, derandomize=True)  # a busy machine must not fail a test
settings.load_profile("house")

ROOT = Path(__file__).parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write golden files anew")


@pytest.fixture(scope="session")
def seeds() -> Path:
    return ROOT / "seeds"


@dataclass(frozen=True)
class Outcome:
    """What a call of the command line left behind."""

    code: int
    out: str
    err: str


Briefing = Callable[..., Outcome]


@pytest.fixture
def briefing(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Briefing:
    """Call the command line; the cache of translations is this test's own."""
    from briefing.cli import main

    def call(*arguments: object) -> Outcome:
        monkeypatch.setattr("sys.argv", ["briefing", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            main()
        captured = capfd.readouterr()
        return Outcome(int(stop.value.code or 0), captured.out, captured.err)

    return call


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFING_CACHE", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.setenv("BRIEFING_DATA", str(tmp_path_factory.mktemp("data")))
