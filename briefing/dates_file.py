"""The sidecar `briefing-dates.toml`: publication dates that a person knows, kept beside the sources.

A folder of sources (or one file) comes in; a mapping from the file's path relative to that folder, with '#record' for
one record of a JSONL file, to its day goes out. The articles themselves are never touched.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import tomli_w

from briefing.errors import ConfigError, RenderError, SourceError
from briefing.files import write_atomic
from briefing.lang.text import nfc

SIDECAR = "briefing-dates.toml"
_TABLE = "dates"
_HEADER = "# Publication dates that a person knows; written by `briefing sources --set-date FILE=YYYY-MM-DD`.\n"
_RECORD_FILES = frozenset({".jsonl", ".ndjson"})
_REMEDY = f'Correct the file, which holds lines such as "name.txt" = 2026-02-05 under [{_TABLE}], or delete it.'


def sidecar_path(root: Path) -> Path:
    """Where the sidecar of these sources lies: in the folder, or beside the one file."""
    return (root if root.is_dir() else root.parent) / SIDECAR


def load_overrides(root: Path) -> Mapping[str, date]:
    """The recorded dates by key (path relative to the folder, POSIX, NFC); empty when there is no sidecar.

    Raises ConfigError when the sidecar cannot be read, is no TOML, or holds something else than days.
    """
    path = sidecar_path(root)
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} could not be read: {error}.", _REMEDY) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}.", _REMEDY) from error
    return _checked(table, path)


def override_for(overrides: Mapping[str, date], article_id: str, root: Path) -> date | None:
    """The recorded date of the article with this id ('seeds/001.txt', 'seeds/news.jsonl#3'), or None."""
    key = nfc(article_id)
    if root.is_dir():  # ids begin with the folder's own name, keys do not
        key = key.split("/", 1)[-1]
    return overrides.get(key)


def parse_setting(setting: str) -> tuple[str, date]:
    """'FILE=2026-02-05' taken apart. Raises ConfigError for a missing '=' and for days that no calendar has."""
    remedy = "Write --set-date FILE=YYYY-MM-DD, for example --set-date 004.txt=2026-02-05."
    file, sign, written = setting.rpartition("=")
    if not sign or not file.strip():
        raise ConfigError(f"'{setting}' does not name a file and a date.", remedy)
    try:
        return file.strip(), date.fromisoformat(written.strip())
    except ValueError as error:
        raise ConfigError(f"'{written.strip()}' is not a day of the calendar.", remedy) from error


def record_override(root: Path, file: str, day: date) -> str:
    """Record that `file` was published on `day` and return the key; other entries stay.

    `file` is relative to `root`, or to the working folder, or absolute, or a bare name that only one file below `root`
    bears; '#3' names the third record of a JSONL file. The sidecar is replaced in one step, its entries sorted.
    Raises ConfigError for an unknown or ambiguous file, SourceError when the sidecar cannot be written.
    """
    entries = dict(load_overrides(root))
    key = resolve_key(root, file)
    entries[key] = day
    content = _HEADER + tomli_w.dumps({_TABLE: dict(sorted(entries.items()))})
    _write(sidecar_path(root), content)
    return key


def resolve_key(root: Path, file: str) -> str:
    """The sidecar's key for a file as a person names it; see `record_override`."""
    folder = root if root.is_dir() else root.parent
    known = _files(root)
    name, record = _split_record(nfc(file), known)
    found = _match(name, folder, known)
    if not found:
        near = difflib.get_close_matches(Path(name).name, sorted({path.rsplit("/", 1)[-1] for path in known}), n=1)
        remedy = f"Did you mean '{near[0]}'?" if near else "Name a file as `briefing sources` lists it."
        raise ConfigError(f"There is no source '{file}' in {root}.", remedy)
    if len(found) > 1:
        raise ConfigError(f"'{file}' names {len(found)} files: {', '.join(found)}.", f"Give the path from {root} on.")
    (path,) = found
    if record is None and Path(path).suffix.lower() in _RECORD_FILES:
        raise ConfigError(f"'{path}' holds many articles.", f"Name one by its line, for example '{path}#1'.")
    return path if record is None else f"{path}#{record}"


def _checked(table: dict[str, Any], path: Path) -> dict[str, date]:
    unknown = sorted(set(table) - {_TABLE})
    entries = table.get(_TABLE, {})
    if unknown or not isinstance(entries, dict):
        raise ConfigError(f"{path} holds '{unknown[0] if unknown else _TABLE}' where only [{_TABLE}] belongs.", _REMEDY)
    for key, value in entries.items():
        if not isinstance(value, date) or isinstance(value, datetime):
            raise ConfigError(f"{path}: '{key}' is given {value!r}, which is not a day.", _REMEDY)
    return {nfc(key): value for key, value in entries.items()}


def _files(root: Path) -> list[str]:
    if not root.exists():
        raise SourceError(f"There is no folder or file {root}.", "Check the path of the sources.")
    if not root.is_dir():
        return [nfc(root.name)]
    paths = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    return sorted(nfc(path.as_posix()) for path in paths if path.name != SIDECAR and not _hidden(path))


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _split_record(name: str, known: list[str]) -> tuple[str, int | None]:
    """The record number after '#', unless a file really bears that name."""
    base, sign, number = name.rpartition("#")
    if not sign or not number.isdecimal() or int(number) == 0 or name in known:
        return name, None
    return base, int(number)


def _match(name: str, folder: Path, known: list[str]) -> list[str]:
    """The known files that a name may mean: the first reading that fits anything decides."""
    given = Path(os.path.abspath(name))  # noqa: PTH100 — resolve() would follow links out of the folder
    readings = [Path(name).as_posix()]
    readings += [given.relative_to(base).as_posix() for base in _spellings(folder) if given.is_relative_to(base)]
    own_name = folder.resolve().name + "/"
    if name.startswith(own_name):
        readings.append(name.removeprefix(own_name))
    for reading in readings:
        if nfc(reading) in known:
            return [nfc(reading)]
    return [path for path in known if path.rsplit("/", 1)[-1] == name]


def _spellings(folder: Path) -> tuple[Path, Path]:
    """The folder as given and with links resolved, both absolute."""
    return Path(os.path.abspath(folder)), folder.resolve()  # noqa: PTH100


def _write(path: Path, content: str) -> None:
    try:
        write_atomic(path, content.encode())
    except RenderError as error:
        remedy = "Make the folder of sources writable, or work on a copy of it."
        raise SourceError(f"{path} could not be written: {error.__cause__}.", remedy) from error
