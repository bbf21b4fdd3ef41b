"""Changing briefing.toml: only what was asked for changes."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.errors import ConfigError
from briefing.settings_file import set_keys, write_keys

HOUSE = """# the house's settings
[memo]
title = "News"   # as the minister wants it

[model]
# small but quick
name = "embedded"
beam = 4

[paths]
prompts = "prompts"
"""


def test_all_else_stays_as_it_is() -> None:
    assert set_keys(HOUSE, "model", {"name": "a/b@c"}) == HOUSE.replace('"embedded"', '"a/b@c"')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", '[model]\nname = "m"\n'),
        ("# mine\n", '# mine\n\n[model]\nname = "m"\n'),
        ('[memo]\ntitle = "T"\n', '[memo]\ntitle = "T"\n\n[model]\nname = "m"\n'),
        ("[model]\nbeam = 2 # b\n", '[model]\nbeam = 2 # b\nname = "m"\n'),
    ],
)
def test_a_section_or_a_key_is_added(text: str, expected: str) -> None:
    assert set_keys(text, "model", {"name": "m"}) == expected


@pytest.mark.parametrize("text", ["[model\n", "model = 3\n"])
def test_what_cannot_be_changed_is_left_alone(text: str, tmp_path: Path) -> None:
    path = tmp_path / "briefing.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"briefing\.toml"):
        write_keys(path, "model", {"name": "m"})
    assert path.read_text(encoding="utf-8") == text


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_text_is_written_as_toml(value: str) -> None:
    table = tomllib.loads(set_keys(HOUSE, "model", {"name": value}))
    assert table["model"] == {"name": value, "beam": 4}
    assert table["memo"] == {"title": "News"}
