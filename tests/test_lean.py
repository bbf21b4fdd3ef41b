"""typer made cheap: the same words give the same values and the same complaints as typer gives by itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.main import get_command

from briefing.cli import app
from briefing.commands import lean

SEEN: list[tuple[object, ...]] = []
toy = typer.Typer(no_args_is_help=True)


@toy.callback()
def _root() -> None:
    """With it, an app of one command is still one of commands."""


@toy.command("one")
def one(
    place: Path,
    words: Annotated[list[str] | None, typer.Option("--word")] = None,
    name: str | None = None,
    number: Annotated[int | None, typer.Option(min=1)] = None,
    there: Annotated[Path | None, typer.Option(exists=True)] = None,
    *,
    loud: bool = False,
) -> None:
    SEEN.append((place, words, name, number, there, loud))


@toy.command("two")
def two(first: str, rest: Annotated[list[str] | None, typer.Argument()] = None) -> None:
    SEEN.append((first, rest))


CALLS = [
    "one a/b",
    "one a/b --word x --word y --name z --number 3 --loud",
    "one . --there .",
    "one . --there /no/such/place",
    "one . --number 0",
    "one . --number x",
    "one . --nmae x",
    "one",
    "two a",
    "two a b c",
    "two",
    "three",
]


def outcome(command: object, words: list[str]) -> tuple[object, ...]:
    SEEN.clear()
    try:
        code = command(words, prog_name="toy", standalone_mode=False)  # type: ignore[operator]
    except Exception as error:  # noqa: BLE001 - compared, whatever it is
        return type(error).__name__, str(getattr(error, "message", error)), getattr(error, "ctx", None) is None
    return code, *SEEN


@pytest.mark.parametrize("call", CALLS)
def test_it_does_what_typer_does(call: str) -> None:
    words = call.split()
    assert outcome(lean.command_for(toy, words), words) == outcome(get_command(toy), words)


def test_a_file_that_may_not_be_read_is_left_to_typer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    words = ["one", str(tmp_path)]
    assert outcome(lean.command_for(toy, words), words) == outcome(get_command(toy), words)
    assert "not readable" in str(outcome(lean.command_for(toy, words), words)[1])


@pytest.mark.parametrize("name", [command.name for command in app.registered_commands])
def test_a_command_is_built_alone(name: str) -> None:
    alone, whole = lean.command_for(app, [name]), get_command(app)
    assert list(alone.commands) == [name]  # type: ignore[attr-defined]
    shown = [each.opts for each in alone.commands[name].params]  # type: ignore[attr-defined]
    assert shown == [each.opts for each in whole.commands[name].params]  # type: ignore[attr-defined]


@pytest.mark.parametrize("words", [[], ["--help"], ["nonsense"]])
def test_all_commands_are_there_where_none_is_named(words: list[str]) -> None:
    assert set(lean.command_for(app, words).commands) == set(get_command(app).commands)  # type: ignore[attr-defined]


def test_words_become_values_without_pydantic(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom briefing.cli import main\n"
        f"sys.argv = ['briefing', 'sources', {str(tmp_path)!r}, '--json', '--as-of', '2026-01-31']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "assert 'pydantic' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, timeout=120)
