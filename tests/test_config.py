"""briefing.toml: defaults, what a file changes, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.config import Config, load_config
from briefing.errors import ConfigError


def test_defaults_without_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_config() == Config()


def test_the_working_folders_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("briefing.toml").write_text('[memo]\nmarking = "INTERNAL"\n[selection]\nmax_points = 5\n', encoding="utf-8")
    config = load_config()
    assert config.memo.marking == "INTERNAL"
    assert config.selection.max_points == 5
    assert config.model == Config().model


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("[memo]\nmarkin = 'X'\n", "unknown key 'markin'", "'marking'"),
        ("[mem]\n", "unknown key 'mem'", "'memo'"),
        ("[selection]\nmax_points = 0\n", "must be at least 1", "Correct the value."),
        ("[selection]\nundated = 'perhaps'\n", "is not one of 'include', 'exclude'", "Use one of"),
        ("[memo\n", "cannot be read", "Correct it"),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str, message: str, remedy: str) -> None:
    file = tmp_path / "house.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_config(file)
    assert message in caught.value.message
    assert remedy in caught.value.remedy


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="does not exist"):
        load_config(tmp_path / "none.toml")
