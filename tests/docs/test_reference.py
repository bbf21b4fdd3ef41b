"""The pages that are made from the program are as it is now, and hold everything that it has."""

from __future__ import annotations

import pytest

from briefing.config_text import tables
from tests.conftest import ROOT
from tests.docs.shell import command_tree
from tools.make_reference import commands, configuration, walk

KEYS = [(table.path, key) for table in tables() for key in table.keys]
MADE = {"commands.md": commands, "configuration.md": configuration}
BY_HAND = "\n".join(
    page.read_text(encoding="utf-8")
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    if page.name not in MADE
)


@pytest.mark.parametrize("name", sorted(MADE))
def test_a_made_page_is_up_to_date(name: str) -> None:
    stands = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert stands == MADE[name](), "run: make docs"


@pytest.mark.parametrize(("path", "key"), KEYS, ids=[f"{path}.{key.name}" for path, key in KEYS])
def test_every_key_says_what_it_means(path: str, key: object) -> None:
    remark = getattr(key, "remark", "")
    assert len(remark) > 4, f"[{path}]: write a remark behind the field"


def test_every_table_says_what_it_is_about() -> None:
    assert all(table.about for table in tables())


@pytest.mark.parametrize("words", [words for words, _ in walk(command_tree())])
def test_every_command_stands_in_a_page_that_a_person_wrote(words: str) -> None:
    assert f"briefing {words}" in BY_HAND


@pytest.mark.parametrize("path", [table.path for table in tables()])
def test_every_table_stands_in_a_page_that_a_person_wrote(path: str) -> None:
    assert f"[{path}]" in BY_HAND or f"[{path.partition('.')[0]}" in BY_HAND
