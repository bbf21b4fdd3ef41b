"""A new working folder: sources, outputs, settings with every key, notes for the analyst, examples of a schedule.

A folder goes in; the files that were made go out. Nothing that is there is ever written over: where one file is in the
way, none is made.
"""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from briefing.config import FILE_NAME
from briefing.config_text import config_text
from briefing.errors import ConfigError
from briefing.files import write_new
from briefing.resources import packaged

FOLDERS = ("sources", "outputs", "prompts", "templates", "schedule")
_FILES = {  # where a starter's file goes
    "README.md": "README.md",
    "fetch.txt": "fetch.txt",
    "prompts.md": "prompts/README.md",
    "templates.md": "templates/README.md",
    "weekly.sh": "schedule/weekly.sh",
    "crontab": "schedule/crontab",
    "briefing-weekly.service": "schedule/briefing-weekly.service",
    "briefing-weekly.timer": "schedule/briefing-weekly.timer",
}
_COPIED = {"prompts": ("topics.toml", "glossary.csv"), "templates": ("memo.docx",)}
_PLACE = re.compile(r"@([A-Z_]+)@")


def make_folder(folder: Path, *, program: str | None = None, copy: bool = False) -> tuple[Path, ...]:
    """Make a working folder and return what was made, folders first. `copy` adds the packaged prompts and template.

    Raises `ConfigError` when a file is in the way (then nothing is made), `RenderError` when it cannot be written.
    """
    root = folder.resolve()
    if not str(root).isprintable():
        raise ConfigError("The folder's name holds a line break or the like.", "Give it a plain name.")
    files = _contents(root, program or program_path(), copy=copy)
    taken = [path for path in (root, *(root / name for name in FOLDERS)) if path.exists() and not path.is_dir()]
    taken += [path for path in files if path.exists() or path.is_symlink()]
    if taken:
        raise ConfigError(
            f"{taken[0]} is already there; nothing was made.", "Name another folder, or move that file away first."
        )
    made = [path for path in (root, *(root / name for name in FOLDERS)) if not path.exists()]
    try:
        for path in made:
            path.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise ConfigError(f"{root} cannot be made: {problem.strerror}.", "Name another folder.") from None
    for path, data in files.items():
        if not write_new(path, data):
            raise ConfigError(f"{path} came into being meanwhile.", "Look at it, and begin again in another folder.")
    return (*made, *files)


def program_path() -> str:
    """Where the `briefing` command of this installation lies, for schedules that know no PATH."""
    beside = Path(sys.executable).with_name("briefing.exe" if sys.platform == "win32" else "briefing")
    return str(beside) if beside.is_file() else shutil.which("briefing") or "briefing"


def for_cron(text: str) -> str:
    """A word of a crontab's command: quoted for the shell, with the '%' that cron would take for a line break."""
    return shlex.quote(text).replace("%", r"\%")


def for_unit(text: str, *, quoted: bool = True) -> str:
    """A path in a systemd unit: its specifiers ('%') and, within quotes, its variables and escapes are doubled."""
    doubled = text.replace("%", "%%")
    if not quoted:
        return doubled
    escaped = doubled.replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{escaped}"'


def _contents(root: Path, program: str, *, copy: bool) -> dict[Path, bytes]:
    words = {
        "PROGRAM_SH": shlex.quote(program),
        "SCRIPT_CRON": for_cron(str(root / "schedule" / "weekly.sh")),
        "LOG_CRON": for_cron(str(root / "outputs" / "weekly.log")),
        "FOLDER_UNIT": for_unit(str(root), quoted=False),
        "SCRIPT_UNIT": for_unit(str(root / "schedule" / "weekly.sh")),
        "PROMPTS": _commands("prompts"),
        "TEMPLATES": _commands("templates"),
    }
    starter = packaged("templates") / "starter"
    files = {root / FILE_NAME: config_text().encode()}
    for name, place in _FILES.items():
        files[root / place] = _filled((starter / name).read_text(encoding="utf-8"), words).encode()
    if copy:
        files.update(_copies(root))
    return files


def _copies(root: Path) -> Iterator[tuple[Path, bytes]]:
    for kind, names in _COPIED.items():
        for name in names:
            yield root / kind / name, (packaged(kind) / name).read_bytes()


def _commands(kind: str) -> str:
    """The commands that copy the packaged files of a kind, from the working folder."""
    lines = (f"$ cp {shlex.quote(str(packaged(kind) / name))} {kind}/" for name in _COPIED[kind])
    return "\n".join(["```console", *lines, "```"])


def _filled(text: str, words: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: words[place[1]], text)
