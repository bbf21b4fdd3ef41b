"""Every example of the documentation is one that the command line understands."""

from __future__ import annotations

from contextlib import suppress

import pytest
from typer import Exit

from briefing.commands.manual import MANUAL, ROOT
from tests.docs.shell import Example, calls, examples, parse, shell_lines

EXAMPLES = tuple(dict.fromkeys((one.page.name, one.words) for one in examples()))


@pytest.mark.parametrize(
    ("page", "words"), EXAMPLES, ids=lambda value: value if isinstance(value, str) else " ".join(value)
)
def test_an_example_of_a_page_is_understood(page: str, words: tuple[str, ...]) -> None:
    del page
    understood(words)


@pytest.mark.parametrize("line", [line for entry in (ROOT, *MANUAL.values()) for line in entry.examples])
def test_an_example_of_a_help_page_is_understood(line: str) -> None:
    [words] = calls(line)
    understood(words)


def understood(words: tuple[str, ...]) -> None:
    with suppress(Exit):  # --help shows something and stops
        parse(words)


def test_the_pages_are_searched_for_examples() -> None:
    assert len(EXAMPLES) > 60
    assert {one.page.name for one in examples()} >= {"README.md", "weekly.md", "models.md", "commands.md"}


@pytest.mark.parametrize(
    "words",
    [
        ("run", "sources", "--wek", "last"),
        ("runn", "sources"),
        ("run",),
        ("model", "pul", "x/y"),
        ("run", "sources", "more"),
        ("run", "sources", "--max-points", "0"),
        ("verify", "memo.docx"),
        ("email", "memo.docx", "--to"),
    ],
)
def test_what_is_wrong_is_not_understood(words: tuple[str, ...]) -> None:
    with pytest.raises(Exception, match=r"(?i)no such|missing|unexpected|range|requires|greater|at least"):
        parse(words)


def test_the_reader_of_examples_knows_shells() -> None:
    page = "```console\n$ cd desk && briefing run s --week last | tee x\nbriefing output\n"
    page += "$ cat < a > b; briefing doctor  # x\n```\n"
    page += "```text\nbriefing no\n```\n   ```sh\n   briefing draft s \\\n     --last 7d\n   ```\n"
    lines = list(shell_lines(page))
    assert [words for line in lines for words in calls(line)] == [
        ("run", "s", "--week", "last"),
        ("doctor",),
        ("draft", "s", "--last", "7d"),
    ]


def test_examples_know_their_page() -> None:
    first = next(examples())
    assert isinstance(first, Example)
    assert first.line in first.page.read_text(encoding="utf-8")
