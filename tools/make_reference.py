"""Makes `docs/commands.md` and `docs/configuration.md` from the command line and from the settings themselves.

A test compares the files with what is made here, so that they cannot lag behind. Run: make docs, or
python tools/make_reference.py
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from briefing import errors
from briefing.cli import app
from briefing.commands.manual import MANUAL, ROOT, Entry, codes
from briefing.config_text import Key, Table, tables, toml

DOCS = Path(__file__).parents[1] / "docs"

_MADE = "<!-- Made by tools/make_reference.py: change the command or the setting, then run: make docs -->\n"

_COMMANDS = """# Commands

`briefing COMMAND --help` says the same in a terminal. DAY is written 2026-01-31. Options with a value that may be given
more than once are marked *repeatable*.

`--json` prints one JSON document on standard output and nothing else there; messages and progress go to standard error.
An error is two lines: what happened, and what to do. Nothing half-written is left behind.

## Shell completion

```console
$ briefing --install-completion
```

teaches the shell that it is called from (bash, zsh, fish, PowerShell) to complete commands and options, once a new one
is opened. `briefing --show-completion` only prints what would be installed.

"""

_CONFIGURATION = """# Configuration

`briefing.toml` in the working folder, or the file of `--config`, says once what would else be a flag every time.
Defaults come first, then the file, then the flags. `briefing init` writes a file with every key and its default,
commented out. A key that does not exist is an error that names the nearest one that does, and the line.

```toml
[memo]
title = "Vietnam weekly"
to = "The Ambassador"
marking = "Internal"

[selection]
max_points = 10
```

Passwords never stand here: see [e-mail](email.md).

"""


def commands() -> str:
    """The page of all commands, with their options, examples and exit codes."""
    root = get_command(app)
    parts = [_COMMANDS, "## Exit codes\n\n", *_exit_codes(), "\n"]
    parts += _options(root, "briefing")
    for words, command in walk(root):
        parts += _command(words, command)
    return _MADE + "".join(parts).rstrip() + "\n"


def walk(command: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every command and group below `command`, with its words, a group before its commands."""
    for name, child in getattr(command, "commands", {}).items():
        words = f"{before} {name}".strip()
        yield words, child
        yield from walk(child, words)


def configuration() -> str:
    """The page of all keys of `briefing.toml`."""
    return _MADE + _CONFIGURATION + "\n".join(map(_table, tables()))


def _exit_codes() -> Iterator[str]:
    yield "| code | meaning |\n| --- | --- |\n"
    told = dict(codes(ROOT))
    kinds = {kind.exit_code: kind for kind in errors.BriefingError.__subclasses__()}
    for code in sorted(told):
        yield f"| {code} | {told[code]}{_of(kinds.get(code))} |\n"
    yield "| 130 | stopped by hand |\n\nWhere 1 means something else, the command says so.\n"


def _command(words: str, command: Any) -> Iterator[str]:
    group = hasattr(command, "commands")
    yield f"## briefing {words}\n\n{_cell(command.help or '')}\n\n"
    if group:
        return
    entry = MANUAL.get(words, Entry(""))
    yield f"```text\n{_usage(words, command)}\n```\n\n"
    yield from _options(command, words)
    if entry.examples:
        yield "".join(("```console\n", *(f"$ {example}\n" for example in entry.examples), "```\n\n"))
    if entry.codes or entry.one:
        yield f"Exit codes: {', '.join(f'{code} {meaning}' for code, meaning in codes(entry))}.\n\n"


def _usage(words: str, command: Any) -> str:
    arguments = [_argument(one) for one in command.params if one.param_type_name == "argument"]
    return " ".join(("briefing", words, "[OPTIONS]", *arguments))


def _argument(one: Any) -> str:
    name = f"{one.metavar or one.name}{'…' if one.nargs < 0 else ''}"
    return name if one.required else f"[{name}]"


def _options(command: Any, words: str) -> Iterator[str]:
    yield f"| {'option' if words == 'briefing' else 'argument or option'} | meaning |\n| --- | --- |\n"
    for one in command.params:
        yield f"| {_name(one)} | {_cell(one.help or '')}{_extra(one)} |\n"
    yield "\n"


def _name(one: Any) -> str:
    if one.param_type_name == "argument":
        return f"`{_argument(one)}`"
    value = "" if one.is_flag else f" {one.metavar or one.name}"
    return ", ".join(f"`{option}{value}`" for option in (*one.opts, *one.secondary_opts))


def _extra(one: Any) -> str:
    notes = []
    if one.param_type_name == "option" and one.required:
        notes.append("required")
    if one.param_type_name == "option" and one.multiple:
        notes.append("repeatable")
    if one.default not in (None, False, (), []) and not callable(one.default):
        notes.append(f"default: `{one.default}`")
    return f" *({'; '.join(notes)})*" if notes else ""


def _table(table: Table) -> str:
    rows = "".join(map(_row, table.keys))
    return f"## [{table.path}]\n\n{_cell(table.about)}\n\n| key | default | meaning |\n| --- | --- | --- |\n{rows}"


def _row(key: Key) -> str:
    default = "*not set*" if key.default is None else f"`{toml(key.default)}`"
    meaning = key.meaning[:1].upper() + key.meaning[1:]
    return f"| `{key.name}` | {default} | {_cell(meaning)} |\n"


def _of(kind: type[errors.BriefingError] | None) -> str:
    text = " ".join((kind.__doc__ or "").split()).rstrip(".") if kind else ""
    return f": {text[:1].lower()}{text[1:]}" if text else ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    (DOCS / "commands.md").write_text(commands(), encoding="utf-8")
    (DOCS / "configuration.md").write_text(configuration(), encoding="utf-8")
