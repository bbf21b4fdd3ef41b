"""memory import, export, show, add, forget: what people wrote for a sentence, exchanged as TMX."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefing.commands import options
from briefing.errors import ConfigError

if TYPE_CHECKING:
    from briefing.memory.entry import Entry
    from briefing.memory.store import Memory, Stored

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="The translation memory: people's English before the machine's."
)

_SHOWN = 3  # units passed over that are named

File = Annotated[Path, typer.Argument(metavar="FILE.tmx", help="A translation memory in TMX.")]


@app.command("import")
def import_(
    file: File,
    author: Annotated[
        str | None,
        typer.Option(
            "--author", metavar="WHO", help="Whose English it is: person or machine; default: as the file says."
        ),
    ] = None,
    config: options.ConfigFile = None,
    json: options.Json = False,
) -> None:
    """Take the Vietnamese-English units of a TMX file into the memory."""
    from briefing.memory.tmx import read_tmx_file, with_origin

    if author not in (None, "person", "machine"):
        raise ConfigError(f"--author: {author!r} is not known.", "Use person or machine.")
    found = read_tmx_file(file, author)  # type: ignore[arg-type]
    memory = _memory(config)
    stored = memory.add(with_origin(found.entries, file.name))
    sys.stderr.write(_told(stored, memory))
    for unit in found.passed_over[:_SHOWN]:
        sys.stderr.write(f"  passed over: unit {unit.unit} ({unit.reason})\n")
    if len(found.passed_over) > _SHOWN:
        sys.stderr.write(f"  and {len(found.passed_over) - _SHOWN} more; --json lists them all\n")
    if json:
        passed = [{"unit": unit.unit, "reason": unit.reason} for unit in found.passed_over]
        _print({"file": str(memory.path), **_counts(stored), "passed_over": passed})


@app.command("export")
def export(file: File, config: options.ConfigFile = None, json: options.Json = False) -> None:
    """Write the whole memory as TMX 1.4."""
    from briefing import __version__
    from briefing.files import write_atomic
    from briefing.memory.tmx import write_tmx

    entries = _memory(config).entries()
    if not entries:
        raise ConfigError("the translation memory is empty", "Fill it with: briefing draft --import MEMO.docx")
    write_atomic(file, write_tmx(entries, __version__))
    sys.stderr.write(f"Wrote {len(entries)} entries to {file}.\n")
    if json:
        _print({"file": str(file), "entries": len(entries)})


@app.command("show")
def show(
    text: Annotated[
        str | None, typer.Argument(metavar="WORDS", help="Only entries with these words, in either language.")
    ] = None,
    config: options.ConfigFile = None,
    json: options.Json = False,
) -> None:
    """List what is remembered."""
    from briefing.lang.text import fold
    from briefing.tables import to_table

    memory = _memory(config)
    wanted = fold(text or "")
    entries = [each for each in memory.entries() if wanted in fold(each.source) or wanted in fold(each.target)]
    if json:
        _print({"file": str(memory.path), "entries": [to_table(each) for each in entries]})
        return
    sys.stdout.write("".join(map(_lines, entries)))
    sys.stderr.write(f"{len(entries)} entries in {memory.path}.\n")


@app.command("add")
def add(
    source: Annotated[str, typer.Argument(metavar="VIETNAMESE", help="A sentence as it stands in an article.")],
    target: Annotated[str, typer.Argument(metavar="ENGLISH", help="Its English.")],
    config: options.ConfigFile = None,
    json: options.Json = False,
) -> None:
    """Remember your English for a sentence."""
    from briefing.memory.entry import Entry
    from briefing.memory.tmx import TOOL

    entry = Entry(" ".join(source.split()), " ".join(target.split()), tool=TOOL)
    if not entry.source or not entry.target:
        raise ConfigError("the sentence or its English is empty", 'Write: briefing memory add "VIETNAMESE" "ENGLISH"')
    memory = _memory(config)
    stored = memory.add([entry])
    sys.stderr.write(_told(stored, memory))
    if json:
        _print({"file": str(memory.path), **_counts(stored)})


@app.command("forget")
def forget(
    source: Annotated[str, typer.Argument(metavar="VIETNAMESE", help="The sentence, as `show` lists it.")],
    config: options.ConfigFile = None,
    json: options.Json = False,
) -> None:
    """Take a sentence out of the memory."""
    memory = _memory(config)
    count = memory.forget(source)
    if not count:
        raise ConfigError("the memory does not hold this sentence", "See what it holds with: briefing memory show")
    sys.stderr.write(f"{count} entries forgotten.\n")
    if json:
        _print({"file": str(memory.path), "forgotten": count})


def _memory(config: Path | None) -> Memory:
    from briefing.config import load_config
    from briefing.memory.store import Memory, memory_file

    return Memory(memory_file(load_config(config).memory.file))


def _counts(stored: Stored) -> dict[str, object]:
    from briefing.tables import to_table

    return dict(to_table(stored))


def _told(stored: Stored, memory: Memory) -> str:
    gave_way = f", {stored.refused} gave way to a person's English" if stored.refused else ""
    return (
        f"{stored.new} new, {stored.replaced} replaced, {stored.same} known already{gave_way}; "
        f"the memory is {memory.path}.\n"
    )


def _lines(entry: Entry) -> str:
    where = f", {entry.origin}" if entry.origin else ""
    return f"{entry.source}\n    {entry.target}\n    ({entry.kind}, {entry.author}{where})\n"


def _print(document: dict[str, object]) -> None:
    from briefing.manifest import to_json

    sys.stdout.write(to_json(document))
