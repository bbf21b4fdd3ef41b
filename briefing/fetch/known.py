"""What was fetched before: a small state file in the folder of sources, and the front matter of the files themselves.

The state file only spares work: where it is lost or broken, the addresses in the files still keep them from being
fetched twice. It is hidden, so that it is never read as an article.
"""

from __future__ import annotations

import json
from dataclasses import asdict, field
from pathlib import Path
from typing import Any

from briefing.errors import RenderError, SourceError
from briefing.fetch.addresses import same_page
from briefing.fetch.polite import Validators
from briefing.files import write_atomic, write_new
from briefing.readers.frontmatter import front_matter
from briefing.records import dataclass

STATE_FILE = ".briefing-fetch.json"
_VERSION = 1
_HEAD = 30_000  # bytes in which front matter ends
_MOST_NAMES = 10_000


@dataclass(frozen=True, slots=True)
class Record:
    """What is remembered of one address: the file made from it ('' for a feed) and the marks for asking again."""

    file: str
    url: str
    etag: str = ""
    last_modified: str = ""
    words_sha256: str = ""

    @property
    def validators(self) -> Validators:
        """The marks of the last answer."""
        return Validators(self.url, self.etag, self.last_modified)


@dataclass(slots=True)
class Known:
    """The memory of one folder."""

    folder: Path
    records: dict[str, Record] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def find(self, url: str) -> Record | None:
        """What is remembered of an address."""
        return self.records.get(same_page(url))

    def file_with(self, words_sha256: str) -> str | None:
        """The file that holds the same words."""
        return next((one.file for one in self.records.values() if one.file and one.words_sha256 == words_sha256), None)

    def remember(self, record: Record, *addresses: str) -> None:
        """Keep a record under each of its addresses, and on disk."""
        for address in addresses:
            self.records[same_page(address)] = record
        table = {"version": _VERSION, "addresses": {key: asdict(one) for key, one in sorted(self.records.items())}}
        data = json.dumps(table, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")
        try:
            write_atomic(self.folder / STATE_FILE, data)
        except RenderError as error:
            raise _unwritable(self.folder, error) from error

    def write(self, stem: str, data: bytes) -> str:
        """Write a new file under the first free name, and return the name. Nothing is ever overwritten."""
        for number in range(1, _MOST_NAMES):
            name = f"{stem}.txt" if number == 1 else f"{stem}-{number}.txt"
            try:
                if write_new(self.folder / name, data):
                    return name
            except RenderError as error:
                raise _unwritable(self.folder, error) from error
        raise SourceError(f"{self.folder} holds too many files named {stem}.", "Fetch into another folder.")


def load_known(folder: Path) -> Known:
    """The memory of a folder, from its state file and from files that the state does not know."""
    known = Known(folder)
    path = folder / STATE_FILE
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        known.records.update(_records(table))
    except FileNotFoundError:
        pass
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as problem:
        known.notes.append(f"{path} cannot be read ({problem}); the addresses in the files are used instead")
    named = {record.file for record in known.records.values()}
    for file in sorted(folder.rglob("*.txt")):
        name = file.relative_to(folder).as_posix()
        if name not in named:
            url = _address_in(file)
            if url:
                known.records.setdefault(same_page(url), Record(name, url))
    return known


def _records(table: Any) -> dict[str, Record]:
    if table["version"] != _VERSION:
        raise ValueError(f"version {table['version']!r}")
    records = {key: Record(**value) for key, value in table["addresses"].items()}
    if not all(isinstance(value, str) for one in records.values() for value in asdict(one).values()):
        raise ValueError("a value that is no text")
    return records


def _address_in(file: Path) -> str | None:
    try:
        with file.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError:
        return None
    return (
        front_matter(head.decode("utf-8-sig", "replace")).url if head.startswith((b"---", b"\xef\xbb\xbf---")) else None
    )


def _unwritable(folder: Path, error: RenderError) -> SourceError:
    reason = getattr(error.__cause__, "strerror", None) or error.message
    return SourceError(
        f"Nothing can be written to {folder}: {reason}.", "Free some space or name another folder with --into."
    )
