"""typer at the price of what is used of it: the one command that is called for, and its words made values plainly.

typer builds all options of all commands first, and to make a `str` or a `Path` of a word it loads pydantic; both
together take longer than reading the articles of a memo. What is not plain goes the usual way, messages included.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import typer
from typer.main import get_command


def command_for(app: typer.Typer, words: Sequence[str]) -> Callable[..., Any]:
    """What runs `words` as `app` would. Only the command that they name is in it, where they begin with a name."""
    narrow = _narrowed(app, words[0] if words else "")
    command = get_command(narrow)
    if narrow is not app:  # else there is help to be shown, or a complaint
        _spare(command)
    return command


def _narrowed(app: typer.Typer, name: str) -> typer.Typer:
    """`app` with one command, or as it is where it has none of that name: help and complaints speak of all."""
    commands = [command for command in app.registered_commands if command.name == name]
    groups = [group for group in app.registered_groups if group.name == name]
    if not commands and not groups:
        return app
    narrow = copy.copy(app)
    narrow.registered_commands, narrow.registered_groups = commands, groups
    return narrow


def _spare(command: Any) -> None:
    """Put the plain way before the usual one in every option and argument; a typer that works otherwise stays as is."""
    help_option = command.get_help_option(typer.Context(command))  # made once, and then kept by the command
    for param in (*command.params, *([help_option] if help_option else [])):
        if getattr(param, "_runtime_param", ...) is None and hasattr(param, "get_runtime_param"):
            param._runtime_param = _Plain(param)  # noqa: SLF001 - there is no other place to step in
    for inner in getattr(command, "commands", {}).values():
        _spare(inner)


class _Plain:
    """What typer asks for the value of a parameter."""

    def __init__(self, param: Any) -> None:
        self._make = _PLAIN.get(param.type_descriptor.annotation) if _is_bare(param) else None

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value that typer would make of `value`."""
        several = param.multiple or param.nargs == -1
        if value is None:
            return () if several else None
        made = self._make(value) if self._make is not None else None
        if made is not None:
            return made
        param._runtime_param = None  # noqa: SLF001 - from here on the usual way
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


def _is_bare(param: Any) -> bool:
    """True where nothing is demanded of the value but its type."""
    info = param.type_descriptor.parameter_info
    demands = (info.parser, info.path_type, info.min, info.max)
    flags = (info.exists, info.resolve_path, info.allow_dash, info.writable, not info.file_okay, not info.dir_okay)
    return all(demand is None for demand in demands) and not any(flags)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: Any) -> list[str] | None:
    return list(value) if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value) else None


def _path(value: Any) -> Path | None:
    """The path, unless there is something there that may not be read, for which typer has the words."""
    if not isinstance(value, str) or (os.path.lexists(value) and not os.access(value, os.R_OK)):
        return None
    return Path(value)


_PLAIN: Mapping[Any, Callable[[Any], Any]] = {str: _text, list[str]: _texts, Path: _path}
