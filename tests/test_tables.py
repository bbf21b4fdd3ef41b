"""Strict tables: what comes back, and how a mistake is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import pytest

from briefing.errors import ConfigError, DraftError
from briefing.tables import from_table, to_table


@dataclass(frozen=True)
class Inner:
    name: str
    size: float = 1.0
    day: date | None = None


@dataclass(frozen=True)
class Outer:
    inner: Inner
    kind: Literal["a", "b"] = "a"
    items: tuple[Inner, ...] = ()
    pairs: tuple[tuple[str, int], ...] = ()


def test_round_trip() -> None:
    value = Outer(Inner("x", 2.5, date(2026, 2, 5)), "b", (Inner("y"),), (("photo caption", 3),))
    assert from_table(Outer, to_table(value), source="t") == value


def test_none_is_left_out() -> None:
    assert to_table(Inner("x")) == {"name": "x", "size": 1.0}


@pytest.mark.parametrize(
    ("table", "message", "remedy"),
    [
        ({"inner": {"name": "x"}, "knd": "a"}, "unknown key 'knd'", "Did you mean 'kind'?"),
        ({"inner": {"nam": "x"}}, "at 'inner': unknown key 'nam'", "Did you mean 'name'?"),
        ({"inner": {}}, "the key 'name' is missing", "Add name"),
        ({}, "the key 'inner' is missing", "Add inner"),
        ({"inner": {"name": 3}}, "at 'inner.name': text in quotes is expected, not 3", "text in quotes"),
        ({"inner": {"name": "x", "size": True}}, "a number is expected", "a number"),
        ({"inner": {"name": "x", "day": "2026-02-31"}}, "'2026-02-31' is not a date", "2026-01-31"),
        ({"inner": {"name": "x"}, "kind": "c"}, "'c' is not one of 'a', 'b'", "Use one of"),
        ({"inner": {"name": "x"}, "items": "y"}, "a list is expected", "[ … ]"),
        ({"inner": {"name": "x"}, "pairs": [["one"]]}, "2 items are expected, not 1", "Correct"),
        ({"inner": 1}, "a table is expected", "[table]"),
    ],
)
def test_mistakes_are_named_with_their_place(table: dict[str, object], message: str, remedy: str) -> None:
    with pytest.raises(ConfigError) as caught:
        from_table(Outer, table, source="house.toml")
    assert caught.value.message.startswith("house.toml")
    assert message in caught.value.message
    assert remedy in caught.value.remedy


def test_the_kind_of_error_is_the_callers() -> None:
    with pytest.raises(DraftError):
        from_table(Inner, {}, source="draft.toml", error=DraftError)
