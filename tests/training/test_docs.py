"""Every key of a recipe is explained to its readers, and no key is explained that is not there."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from briefing.training.recipe import Recipe

PAGE = (Path(__file__).parents[2] / "docs" / "training.md").read_text(encoding="utf-8")
TABLES = {"sources", "development", "synthetic"}


def documented(heading: str) -> set[str]:
    """The keys in the table under a heading."""
    found = re.search(rf"^### .*{re.escape(heading)}.*?$(.*?)(?=^##)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, heading
    cells = re.findall(r"^\| (`[^|]*) \|", found[1], re.MULTILINE)
    return {key for cell in cells for key in re.findall(r"`([a-z_]+)`", cell)}


def settings_of(hint: Any) -> Any:
    """The dataclass behind a table or a list of tables; None for a plain value."""
    kinds = [hint, *get_args(hint)]
    return next((kind for kind in kinds if is_dataclass(kind)), None)


HINTS = get_type_hints(Recipe)
GROUPS = {name: settings_of(hint) for name, hint in HINTS.items() if settings_of(hint)}


@pytest.mark.parametrize("name", GROUPS)
def test_every_key_of_a_recipe_is_explained(name: str) -> None:
    heading = f"[[{name}]]" if name in TABLES else f"[{name}]"
    missing = {item.name for item in fields(GROUPS[name])} - documented(heading)
    assert not missing


def test_top_level_keys_are_explained() -> None:
    assert documented("Top level") == {name for name in HINTS if name not in GROUPS}


def test_nothing_is_explained_that_is_not_there() -> None:
    known = {item.name for group in GROUPS.values() for item in fields(group)} | set(HINTS)
    said = {key for heading in (*(f"[{name}]" for name in GROUPS), "Top level") for key in documented(heading)}
    assert said <= known
