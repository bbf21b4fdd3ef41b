"""The shell examples of the documentation, and whether the command line understands them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from typer.main import get_command

from briefing.cli import app
from tests.conftest import ROOT

FENCE = re.compile(r"^( *)```(\w*)[^\n]*\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
SHELLS = {"console", "sh", "bash", ""}
PAGES = tuple(
    sorted(
        [
            ROOT / "README.md",
            *(ROOT / "docs").glob("*.md"),
            *(ROOT / "templates" / "starter").glob("*.md"),
            ROOT / "briefing" / "models" / "embedded" / "README.md",
        ]
    )
)


@dataclass(frozen=True)
class Example:
    """A call of `briefing` in a page: the words behind the name."""

    page: Path
    line: str
    words: tuple[str, ...]


def examples() -> Iterator[Example]:
    for page in PAGES:
        for line in shell_lines(page.read_text(encoding="utf-8")):
            for words in calls(line):
                yield Example(page, line, words)


def shell_lines(text: str) -> Iterator[str]:
    """The commands of a page's shell blocks, continued lines joined, prompts and outputs left out."""
    for line in FENCE.sub("", text).splitlines():
        if line.startswith("    briefing "):  # a block that is set apart by spaces
            yield line.strip()
    for _, language, body in FENCE.findall(text):
        if language not in SHELLS:
            continue
        lines = body.replace("\\\n", " ").splitlines()
        prompted = any(line.lstrip().startswith("$ ") for line in lines)
        for line in lines:
            said = line.strip()
            if said.startswith("$ ") or (not prompted and said):
                yield said.removeprefix("$ ")


def calls(line: str) -> Iterator[tuple[str, ...]]:
    """The words behind every `briefing` of a line, which may hold pipes, lists and redirections."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    command: list[str] = []
    skip = False
    for token in [*lexer, ";"]:
        if token in {"<", ">", ">>"}:
            skip = True
        elif set(token) <= set("|&;"):
            if command and Path(command[0]).name == "briefing":
                yield tuple(command[1:])
            command = []
        elif not skip:
            command.append(token)
        else:
            skip = False


@cache
def command_tree() -> Any:
    """The command line, with nothing behind its options: --install-completion would write into the home folder."""
    root: Any = get_command(app)
    for option in root.params:
        option.callback = None
    return root


def parse(words: tuple[str, ...]) -> None:
    """Read the words as the command line would, without doing anything; raises what it would raise."""
    command = command_tree()
    context = command.make_context("briefing", list(words)) if words else None
    rest = words
    while hasattr(command, "commands"):
        rest = tuple([*getattr(context, "_protected_args", []), *context.args] if context else ())
        if not rest:
            return
        name, command, behind = command.resolve_command(context, list(rest))
        context = command.make_context(name, behind, parent=context)
