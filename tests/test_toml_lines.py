"""Lines of keys in TOML files, and messages that name them."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.config import load_config
from briefing.errors import ConfigError
from briefing.toml_lines import line_of

TEXT = """\
first = 1
[memo]
title = "x = y"  # [fake]
"quoted key" = 2
dotted.inner = 3

[[topic]]
key = "a"
[topic.keywords]
"đại hội" = 3

[[topic]]
key = "b"
list = [
  1,
]
[topic.keywords]
"hội đàm" = 7
inline = { deep = 1 }
"""


@pytest.mark.parametrize(
    ("place", "key", "line"),
    [
        ("", "first", 1),
        ("memo", "", 2),
        ("memo.title", "", 3),
        ("memo", "quoted key", 4),
        ("memo.dotted", "inner", 5),
        ("topic[1]", "", 7),
        ("topic[1].keywords", "đại hội", 10),
        ("topic[2]", "", 12),
        ("topic[2]", "list", 14),
        ("topic[2].keywords", "hội đàm", 18),
        ("topic[2].keywords.inline", "deep", 19),
        ("topic[2]", "missing", 12),
        ("nowhere", "at all", None),
    ],
)
def test_the_line_of_a_key(place: str, key: str, line: int | None) -> None:
    assert line_of(TEXT, place, key) == line


def test_settings_name_the_line(tmp_path: Path) -> None:
    file = tmp_path / "briefing.toml"
    file.write_text('[memo]\ntitle = "T"\n\n[model]\nbeam = 2\nnaem = "x"\n', encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_config(file)
    assert caught.value.message == f"{file}:6 at 'model': unknown key 'naem'."
