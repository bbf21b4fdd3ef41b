"""cache info|clear and model convert, as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from briefing.cli import app
from briefing.errors import ModelError
from briefing.models.convert import converted
from briefing.models.kept import forget, kept
from briefing.models.store import FILE_NAME, FileStore, key_of
from briefing.values import Hypothesis
from tests.models.test_ct2 import Checkpoint


def remember(cache: Path) -> None:
    FileStore(cache / FILE_NAME).put({key_of("m", str(n)): Hypothesis("English", -0.5) for n in range(7)})


def called(*command: str) -> str:
    result = CliRunner().invoke(app, list(command), catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_nothing_is_kept_at_first(own_places: Path) -> None:
    report = json.loads(called("cache", "info", "--json"))
    assert report["directory"] == str(own_places)
    assert report["translations"]["entries"] == report["converted_models"]["entries"] == 0
    assert json.loads(called("cache", "clear", "--json")) == {"translations": 0, "converted_models": 0}
    assert not own_places.exists()


def test_what_is_kept_is_told_and_cleared(own_places: Path, checkpoint: Checkpoint) -> None:
    remember(own_places)
    assert "translations: 7 (" in called("cache", "info")
    called("model", "convert", str(checkpoint("t5")))
    assert converted(checkpoint("t5")) is not None
    report = json.loads(called("cache", "info", "--json"))
    assert report["translations"]["entries"] == 7
    assert report["converted_models"]["entries"] == 1
    assert report["converted_models"]["bytes"] > 10_000
    assert called("cache", "clear") == "Removed 7 translations and 0 converted models.\n"
    assert converted(checkpoint("t5")) is not None
    assert json.loads(called("cache", "clear", "--models", "--json")) == {"translations": 0, "converted_models": 1}
    assert converted(checkpoint("t5")) is None


def test_a_damaged_file_is_told_and_removed(own_places: Path) -> None:
    own_places.mkdir()
    (own_places / FILE_NAME).write_bytes(b"no database" * 100)
    with pytest.raises(ModelError, match="cannot be read"):
        kept()
    assert forget() == (0, 0)
    assert list(own_places.iterdir()) == []
    assert kept().translations.entries == 0
