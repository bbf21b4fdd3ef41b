"""`--help`: every command and option says what it is, whole and plain, with examples and exit codes; completion."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from briefing.commands.manual import MANUAL, ROOT, codes
from briefing.errors import BriefingError
from tests.conftest import ROOT as REPOSITORY
from tests.conftest import Briefing
from tests.docs.shell import command_tree
from tools.make_reference import walk

TREE = dict(walk(command_tree()))
LEAVES = sorted(words for words, command in TREE.items() if not hasattr(command, "commands"))
OPTIONS = [(words, one) for words, command in (("", command_tree()), *TREE.items()) for one in command.params]
PROGRAM = Path(sys.executable).with_name("briefing")


def test_every_command_has_its_entry_and_no_entry_is_left_over() -> None:
    assert set(MANUAL) == set(TREE)


@pytest.mark.parametrize("words", sorted(TREE))
def test_every_command_says_what_it_does(words: str) -> None:
    assert len((TREE[words].help or "").split()) >= 3
    assert MANUAL[words].summary.endswith(".")


@pytest.mark.parametrize(("words", "one"), OPTIONS, ids=[f"{words} {one.name}" for words, one in OPTIONS])
def test_every_option_says_what_it_is_for_and_what_it_takes(words: str, one: Any) -> None:
    del words
    assert (one.help or "").strip(), "no help text"
    assert getattr(one, "is_flag", False) or one.metavar, "its value needs a metavar that a person can read"


@pytest.mark.parametrize("words", LEAVES)
def test_every_command_has_an_example_of_itself(words: str) -> None:
    assert MANUAL[words].examples
    assert all(example.startswith(f"briefing {words}") for example in MANUAL[words].examples)


@pytest.mark.parametrize("words", ["", *sorted(TREE)])
def test_help_is_plain_whole_and_not_cut(briefing: Briefing, words: str) -> None:
    outcome = briefing(*words.split(), "--help")
    assert outcome.code == 0
    assert outcome.err == ""
    assert outcome.out.startswith(f"Usage: briefing {words}".strip())
    assert "..." not in outcome.out.replace("[ARGS]...", "").replace("...]", "").replace("]...", "")
    assert not re.search(r"[\u2500-\u257f]|\x1b|\\b", outcome.out), "boxes, colours or control words"
    entry = MANUAL.get(words, ROOT)
    assert all(f"\n    {example}\n" in outcome.out for example in entry.examples)
    if entry.codes or entry.one:
        assert all(f"\n    {code}  {meaning}\n" in outcome.out for code, meaning in codes(entry))


def test_exit_codes_are_those_of_the_errors() -> None:
    kinds = {kind.exit_code for kind in BriefingError.__subclasses__()}
    assert {code for code, _ in codes(ROOT)} == kinds | {0, 1}
    strict = {words for words, command in TREE.items() if any("--strict" in one.opts for one in command.params)}
    assert {words for words, entry in MANUAL.items() if "--strict" in entry.one} == strict


@pytest.mark.parametrize(
    ("shell", "line", "offered"),
    [
        ("bash", "briefing r", {"run", "render"}),
        ("zsh", "briefing model ", {"list", "pull", "show"}),
        ("fish", "briefing run --", {"--week", "--from", "--last"}),
    ],
)
def test_a_shell_that_asks_is_answered(shell: str, line: str, offered: set[str]) -> None:
    out = ask(shell, line)
    words = re.findall(r'"([^":]+)"', out) if shell == "zsh" else [row.split("\t")[0] for row in out.splitlines()]
    assert offered <= set(words)


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_a_shell_is_given_a_script(shell: str) -> None:
    assert f"_BRIEFING_COMPLETE=complete_{shell}" in ask(shell, instruction=f"source_{shell}")


def test_bash_completes_in_a_real_shell() -> None:
    script = (
        'eval "$(_BRIEFING_COMPLETE=source_bash briefing)"; COMP_WORDS=(briefing temp); COMP_CWORD=1; '
        '_briefing_completion briefing; echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run(["bash", "-c", script], env=environment(), check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["template"]


def test_completion_is_installed_where_the_shell_looks(tmp_path: Path) -> None:
    home = environment(HOME=str(tmp_path), _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    command = [str(PROGRAM), "--install-completion", "bash"]
    done = subprocess.run(command, env=home, check=True, capture_output=True, text=True)
    assert "bash completion installed" in done.stdout
    installed = tmp_path / ".bash_completions" / "briefing.sh"
    assert str(installed) in (tmp_path / ".bashrc").read_text(encoding="utf-8")
    assert "_BRIEFING_COMPLETE=complete_bash" in installed.read_text(encoding="utf-8")


def ask(shell: str, line: str = "", instruction: str = "") -> str:
    """What `briefing` tells a shell that asks it in typer's protocol."""
    words = line.split(" ")
    asked = environment(
        _BRIEFING_COMPLETE=instruction or f"complete_{shell}",
        COMP_WORDS=line,
        COMP_CWORD=str(len(words) - 1),
        _TYPER_COMPLETE_ARGS=line,
        _TYPER_COMPLETE_FISH_ACTION="get-args",
    )
    done = subprocess.run([str(PROGRAM)], env=asked, capture_output=True, text=True, check=False, cwd=REPOSITORY)
    assert not done.stderr
    return done.stdout


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PATH": f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}", **more}
