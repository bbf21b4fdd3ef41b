"""The settings of a run: dataclass defaults < briefing.toml < flags. Unknown keys fail with the nearest match."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from briefing.errors import ConfigError
from briefing.tables import from_table

FILE_NAME = "briefing.toml"


@dataclass(frozen=True, slots=True)
class MemoSettings:
    """The title block and the look: empty fields stay blank lines for a person to fill in."""

    title: str = "Vietnam news briefing"
    to: str = ""
    sender: str = ""
    subject: str = ""
    marking: str = ""
    template: str = "memo"


@dataclass(frozen=True, slots=True)
class SelectionSettings:
    """What is told: how much, and what happens to articles whose date only overlaps the period."""

    undated: Literal["include", "exclude"] = "include"
    max_points: int = 12
    per_section: int = 4

    def __post_init__(self) -> None:
        if self.max_points < 1 or self.per_section < 1:
            raise ValueError("max_points and per_section must be at least 1")


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Who writes the English: 'embedded', a directory, or a hub identifier; `beam` 0 means the model's own."""

    name: str = "embedded"
    beam: int = 0
    brief: bool = True
    cache: bool = True

    def __post_init__(self) -> None:
        if self.beam < 0:
            raise ValueError("beam must not be negative")


@dataclass(frozen=True, slots=True)
class PathSettings:
    """Folders that hold prompts and templates of the house, before the packaged ones."""

    prompts: str = ""
    templates: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that a `briefing.toml` may say."""

    memo: MemoSettings = field(default_factory=MemoSettings)
    selection: SelectionSettings = field(default_factory=SelectionSettings)
    model: ModelSettings = field(default_factory=ModelSettings)
    paths: PathSettings = field(default_factory=PathSettings)


def load_config(path: Path | None = None) -> Config:
    """Read `path`, or `briefing.toml` in the working folder, or take the defaults where there is none.

    Raises `ConfigError` when the named file is missing, is no TOML, or says something unknown.
    """
    file = path or Path(FILE_NAME)
    if not file.is_file():
        if path is None:
            return Config()
        raise ConfigError(f"The configuration {path} does not exist.", "Name an existing file with --config, or none.")
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as problem:
        raise ConfigError(
            f"{file} cannot be read: {problem}.", "Correct it; values that are text stand in quotes."
        ) from None
    return from_table(Config, table, source=str(file))
