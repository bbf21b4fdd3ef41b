"""Dataclasses from and to plain tables (TOML, JSON), strictly.

One converter serves the configuration, the draft file and the recipes: unknown keys are refused with the nearest
match, wrong types are named with their place, and nothing is guessed. `None` is written by leaving the key out.
"""

from __future__ import annotations

import difflib
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from briefing.errors import BriefingError, ConfigError
from briefing.toml_lines import line_of

T = TypeVar("T")


class _Mismatch(Exception):  # noqa: N818 - internal signal, turned into a BriefingError at the door
    def __init__(self, where: str, problem: str, remedy: str, key: str = "") -> None:
        super().__init__(problem)
        self.where, self.problem, self.remedy, self.key = where, problem, remedy, key


def nearest(word: str, known: list[str]) -> str:
    """A half-sentence that helps with a misspelt word: the closest known one, or all of them."""
    match = difflib.get_close_matches(word, known, n=1)
    return f"did you mean {match[0]!r}?" if match else f"known: {', '.join(sorted(known))}."


def to_table(value: Any) -> Any:
    """A value of dataclasses, tuples, dates and scalars as dicts and lists; fields that are None are left out."""
    if is_dataclass(value) and not isinstance(value, type):
        items = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {name: to_table(item) for name, item in items if item is not None}
    if isinstance(value, tuple | list):
        return [to_table(item) for item in value]
    if isinstance(value, Mapping):
        return {key: to_table(item) for key, item in value.items()}
    return value


def from_table(
    cls: type[T],
    table: Mapping[str, Any],
    *,
    source: str,
    error: type[BriefingError] = ConfigError,
    text: str = "",
    at: str = "",
) -> T:
    """Build the dataclass `cls` from a table; `source` names the file in messages.

    With the `text` of a TOML file, of which `table` is the part `at`, messages name the line as well. Raises `error`
    on an unknown key, a missing key or a value of the wrong type.
    """
    try:
        result: T = _build(cls, table, "")
    except _Mismatch as mismatch:
        place = f" at {mismatch.where!r}" if mismatch.where else ""
        line = line_of(text, ".".join(filter(None, (at, mismatch.where))), mismatch.key) if text else None
        source = f"{source}:{line}" if line else source
        raise error(f"{source}{place}: {mismatch.problem}.", mismatch.remedy) from None
    return result


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _build(cls: Any, table: Any, where: str) -> Any:
    if not isinstance(table, Mapping):
        raise _Mismatch(where, f"a table is expected, not {table!r}", "Write it as a [table].")
    known = {field.name: field for field in fields(cls)}
    for key in table:
        if key not in known:
            raise _Mismatch(where, f"unknown key {key!r}", nearest(str(key), list(known)).capitalize(), str(key))
    values = {}
    for name, field in known.items():
        place = f"{where}.{name}" if where else name
        if name in table:
            values[name] = _convert(_hints(cls)[name], table[name], place)
        elif field.default is MISSING and field.default_factory is MISSING:
            if not _optional(_hints(cls)[name]):
                raise _Mismatch(where, f"the key {name!r} is missing", f"Add {name} = … there.")
            values[name] = None
    try:
        return cls(**values)
    except ValueError as problem:
        raise _Mismatch(where, str(problem), "Correct the value.") from None


def _optional(hint: Any) -> bool:
    return get_origin(hint) in (Union, types.UnionType) and type(None) in get_args(hint)


def _convert(hint: Any, value: Any, where: str) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if _optional(hint):
        rest = [argument for argument in arguments if argument is not type(None)]
        return None if value is None else _convert(rest[0], value, where)
    if origin is Literal:
        if value not in arguments:
            allowed = ", ".join(repr(argument) for argument in arguments)
            raise _Mismatch(where, f"{value!r} is not one of {allowed}", f"Use one of {allowed}.")
        return value
    if origin is tuple:
        return _convert_tuple(arguments, value, where)
    if origin in (dict, Mapping) or (isinstance(origin, type) and issubclass(origin, Mapping)):
        if not isinstance(value, Mapping):
            raise _Mismatch(where, f"a table is expected, not {value!r}", "Write it as a [table].")
        return {key: _convert(arguments[1], item, f"{where}.{key}") for key, item in value.items()}
    if is_dataclass(hint):
        return _build(hint, value, where)
    return _scalar(hint, value, where)


def _convert_tuple(arguments: tuple[Any, ...], value: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise _Mismatch(where, f"a list is expected, not {value!r}", "Write it as [ … ].")
    if len(arguments) == 2 and arguments[1] is Ellipsis:  # noqa: PLR2004 - tuple[X, ...]
        return tuple(_convert(arguments[0], item, f"{where}[{n}]") for n, item in enumerate(value, 1))
    if len(arguments) != len(value):
        raise _Mismatch(where, f"{len(arguments)} items are expected, not {len(value)}", "Correct the list.")
    return tuple(_convert(hint, item, where) for hint, item in zip(arguments, value, strict=True))


def _scalar(hint: Any, value: Any, where: str) -> Any:
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if hint is date and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise _Mismatch(where, f"{value!r} is not a date", "Write it as 2026-01-31.") from None
    right = isinstance(value, hint) and not (hint is not bool and isinstance(value, bool))
    if hint is date and isinstance(value, datetime):
        right = False
    if not right:
        names = {str: "text in quotes", int: "a whole number", float: "a number", bool: "true or false", date: "a date"}
        expected = names.get(hint, hint.__name__)
        raise _Mismatch(where, f"{expected} is expected, not {value!r}", f"Write {expected} there.")
    return value
