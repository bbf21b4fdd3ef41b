"""Finds prompts and templates: by flag or configuration, then in the working folder, then in the package."""

from __future__ import annotations

from pathlib import Path

from briefing.errors import ConfigError
from briefing.tables import nearest


def packaged(kind: str) -> Path:
    """The packaged folder `prompts` or `templates`: inside the wheel, or the project's own in a checkout."""
    installed = Path(__file__).parent / "_resources" / kind
    return installed if installed.is_dir() else Path(__file__).parents[1] / kind


def find(kind: str, name: str, chosen: str = "") -> Path:
    """The file `name` of a kind ('prompts', 'templates').

    `chosen` is a folder named by a flag or by briefing.toml; a file missing there is looked for in the working
    folder's own `prompts/` or `templates/`, then in the package. Raises `ConfigError` when it is nowhere.
    """
    folders = [Path(chosen)] if chosen else []
    if chosen and not folders[0].is_dir():
        raise ConfigError(f"The {kind} folder {chosen} does not exist.", f"Name a folder that holds {name}, or none.")
    folders += [Path.cwd() / kind, packaged(kind)]
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    known = sorted({file.name for folder in folders if folder.is_dir() for file in folder.iterdir() if file.is_file()})
    raise ConfigError(f"{kind}/{name} was not found.", nearest(name, known).capitalize())
