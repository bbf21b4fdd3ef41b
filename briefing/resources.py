"""Finds prompts and templates: by flag or configuration, then in the working folder, then in the package."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from briefing.errors import ConfigError
from briefing.records import dataclass
from briefing.tables import nearest

Origin = Literal["chosen", "working folder", "package"]


@dataclass(frozen=True, slots=True)
class Found:
    """A file in force, and the layer it comes from; 'chosen' is the folder of a flag or of briefing.toml."""

    path: Path
    origin: Origin


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


def find_in_layers(kind: str, name: str, chosen: str = "") -> Found:
    """Like `find`, with the layer that the file comes from."""
    path = find(kind, name, chosen)
    layers = _layers(kind, chosen)
    return Found(path, next(origin for origin, folder in layers if path.parent.resolve() == folder.resolve()))


def layered(kind: str, subfolder: str, suffix: str, chosen: str = "") -> tuple[Found, ...]:
    """The files of `kind/subfolder` that end in `suffix`, by name; an earlier layer's file hides a later one's."""
    found: dict[str, Found] = {}
    for origin, folder in _layers(kind, chosen):
        for path in sorted((folder / subfolder).glob(f"*{suffix}")):
            found.setdefault(path.name, Found(path, origin))
    return tuple(found[name] for name in sorted(found))


def _layers(kind: str, chosen: str) -> list[tuple[Origin, Path]]:
    layers: list[tuple[Origin, Path]] = [("working folder", Path.cwd() / kind), ("package", packaged(kind))]
    if layers[0][1].resolve() == layers[1][1].resolve():
        del layers[0]
    return [("chosen", Path(chosen)), *layers] if chosen else layers
