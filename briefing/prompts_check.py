"""Whether everything in prompts/ is right: each file is read as a run would read it, and looked over beyond that.

A configuration comes in; findings go out, each with file, line, what is wrong and what to do. One broken file does not
hide what is wrong in the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from briefing.config import Config
from briefing.errors import BriefingError, ConfigError
from briefing.lang.glossary import parse_glossary
from briefing.models.catalogue import parse_catalogue
from briefing.models.families import Family, family_named, read_family
from briefing.records import dataclass
from briefing.resources import Found, packaged
from briefing.stages.style import parse_spelling
from briefing.stages.topics import parse_topics
from briefing.steering import CATALOGUE, FAMILIES, FILES, GLOSSARY, SPELLING, STYLE, TOPICS, in_force, parse_style, read
from briefing.tables import nearest
from briefing.toml_lines import line_of

TASKS = ("translate", "brief")
_FIELDS = ("source", "target")
_FIELD = re.compile(r"\{([^{}]*)\}")
_LINE = re.compile(r"(?:\bat |\b)line (\d+)|:(\d+)(?::| at )")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in a prompts file; `line` is None where it concerns the file as a whole."""

    path: Path
    line: int | None
    problem: str
    remedy: str


def check_prompts(config: Config) -> tuple[Finding, ...]:
    """Everything that is wrong in the files in force, in their order; empty where all is right."""
    found: list[Finding] = []
    for file in in_force(config):
        found += _findings(file)
    folders = {file.path.parent for file in in_force(config) if file.path.parent.name != FAMILIES}
    for folder in sorted(folders - {packaged("prompts")}):
        found += _strangers(folder)
    return tuple(found)


def _findings(file: Found) -> list[Finding]:
    try:
        return list(_look_over(file.path))
    except BriefingError as error:
        line = _LINE.search(error.message)
        number = int(line[1] or line[2]) if line else None
        return [Finding(file.path, number, error.message, error.remedy)]


def _look_over(path: Path) -> Iterator[Finding]:
    """What is wrong with one file; the first thing that a run would stumble over is raised."""
    if path.parent.name == FAMILIES:
        yield from _family(path)
        return
    text = read(path)
    readers: dict[str, Callable[[str], object]] = {
        TOPICS: parse_topics,
        GLOSSARY: parse_glossary,
        STYLE: lambda text: parse_style(text, str(path)),
        SPELLING: lambda text: parse_spelling(text, str(path)),
    }
    if path.name == CATALOGUE:
        yield from _catalogue(path, text)
        return
    try:
        readers[path.name](text)
    except ConfigError as error:
        if _LINE.search(error.message) is None:
            raise ConfigError(_with_line(error.message, text), error.remedy) from None
        raise


def _with_line(message: str, text: str) -> str:
    """A message of the topics' reader, which names topics and keywords, with the line that it speaks of."""
    number = re.match(r"topic (\d+):", message)
    quoted = [*re.findall(r"'([^']+)'", message), ""]
    about = quoted[1] if re.match(r"topic '[^']*': '", message) else quoted[0]
    line = line_of(text, f"topic[{number[1]}]", about) if number else _last_line(text, about)
    return f"line {line}: {message}" if line else message


def _last_line(text: str, word: str) -> int | None:
    """The last line that holds the word that a message is about, as a key or a value: the later of two doubles."""
    lines = [number for number, line in enumerate(text.splitlines(), 1) if f'"{word}"' in line]
    return lines[-1] if lines else None


def _family(path: Path) -> Iterator[Finding]:
    table = read_family(path)
    text = read(path)
    names = [""] + [str(name) for entry in table.get("checkpoints", []) for name in entry.get("names", [])]
    families = [family_named([table], path.stem, name) for name in names]
    for place, task in _tasks(table):
        if task not in TASKS:
            yield Finding(
                path, line_of(text, place, task), f"nothing asks for the task {task!r}", nearest(task, list(TASKS))
            )
    for family in families[:1]:
        yield from _templates(path, text, family)


def _tasks(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from (("input.tasks", task) for task in table.get("input", {}).get("tasks", {}))
    for number, entry in enumerate(table.get("checkpoints", []), 1):
        yield from ((f"checkpoints[{number}].input", task) for task in entry.get("input", {}).get("tasks", {}))


def _templates(path: Path, text: str, family: Family) -> Iterator[Finding]:
    """Fields in templates that nothing fills, and languages that a template needs and the file does not list."""
    templates = {
        "input.source_code": family.input.source_code,
        "input.source_token": family.input.source_token,
        "decoding.first_token": family.decoding.first_token,
        "decoding.start_token": family.decoding.start_token,
        **{f"input.tasks.{task}": template for task, template in family.input.tasks.items()},
    }
    for place, template in templates.items():
        for field in _FIELD.findall(template):
            if field not in _FIELDS:
                yield Finding(path, line_of(text, place), f"nothing fills {{{field}}}", nearest(field, list(_FIELDS)))
    if any("{" in template for template in templates.values()):
        for language in ("vi", "en"):
            if language not in family.languages:
                yield Finding(path, line_of(text, "languages"), f"no code for {language!r}", f'Add {language} = "…".')


def _catalogue(path: Path, text: str) -> Iterator[Finding]:
    entries = parse_catalogue(text, str(path))
    known = sorted(file.stem for file in (packaged("prompts") / FAMILIES).glob("*.toml"))
    known = sorted({*known, *(file.stem for file in (path.parent / FAMILIES).glob("*.toml"))})
    for number, entry in enumerate(entries, 1):
        if entry.family not in known:
            line = line_of(text, f"model[{number}]", "family")
            yield Finding(path, line, f"there is no family {entry.family!r}", nearest(entry.family, known))


def _strangers(folder: Path) -> list[Finding]:
    """Files that nothing reads: a misspelt name would otherwise change nothing, silently."""
    names = sorted(file.name for file in folder.iterdir() if file.is_file() and file.suffix in {".toml", ".csv"})
    return [
        Finding(folder / name, None, f"nothing reads {name}", nearest(name, list(FILES)))
        for name in names
        if name not in FILES
    ]
