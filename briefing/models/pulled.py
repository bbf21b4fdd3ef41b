"""What `briefing model pull` wrote down about a download: the commit, and each file with its size and digest.

The record lies beside the snapshots in the hub's cache, is written before the first byte arrives, and so tells a half
downloaded model from a whole one, later and offline. Models that another program downloaded have no record.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from briefing.errors import ModelError
from briefing.models.memory import in_words
from briefing.records import dataclass
from briefing.tables import from_table, to_table

RECORDS = "briefing"
PARTIAL = ".briefing.incomplete"  # the end of the name of a blob that is still arriving
_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One file as the hub describes it: its SHA-256 where it is a large one, else its git object id (SHA-1)."""

    name: str
    size: int
    sha256: str = ""
    blob: str = ""


@dataclass(frozen=True, slots=True)
class PullRecord:
    """What was asked for and what it is; `accepted` says that a person accepted the licence."""

    checkpoint: str
    revision: str
    commit: str
    licence: str
    accepted: bool
    files: tuple[RemoteFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


def record_path(folder: Path, commit: str) -> Path:
    """Where the record of a commit lies; `folder` is the checkpoint's own in the hub's cache."""
    return folder / RECORDS / f"{commit}.json"


def read_records(folder: Path) -> tuple[PullRecord, ...]:
    """The records of a checkpoint, unreadable ones left out (what they describe is then judged by its files)."""
    found = []
    for path in sorted((folder / RECORDS).glob("*.json")):
        try:
            table = json.loads(path.read_text(encoding="utf-8"))
            found.append(from_table(PullRecord, table, source=str(path), error=ModelError))
        except (OSError, ValueError, ModelError):
            continue
    return tuple(found)


def record_of(folder: Path, commit: str) -> PullRecord | None:
    """The record of one commit (or its beginning), if there is one."""
    return next((record for record in read_records(folder) if record.commit.startswith(commit)), None)


def encoded(record: PullRecord) -> bytes:
    """The record as its file."""
    table: Mapping[str, object] = to_table(record)
    return (json.dumps(table, ensure_ascii=False, indent=2) + "\n").encode()


def lacking(folder: Path, record: PullRecord) -> tuple[RemoteFile, ...]:
    """The files of the record that are not there in their full size."""
    snapshot = folder / "snapshots" / record.commit
    return tuple(
        file
        for file in record.files
        if not (snapshot / file.name).is_file() or (snapshot / file.name).stat().st_size != file.size
    )


def check_whole(folder: Path, commit: str) -> None:
    """Raise ModelError when the record of that commit names files that are not there."""
    record = record_of(folder, commit)
    missing = lacking(folder, record) if record else ()
    if record is None or not missing:
        return
    arrived = sum(path.stat().st_size for path in (folder / "blobs").glob(f"*{PARTIAL}"))
    there = record.size - sum(file.size for file in missing) + arrived
    raise ModelError(
        f"The model {record.checkpoint} is only half downloaded: {in_words(there)} of {in_words(record.size)}; "
        f"{missing[0].name} is not whole.",
        f"Go on where it stopped: briefing model pull {record.checkpoint}@{record.commit}",
    )


def digest_differs(path: Path, file: RemoteFile) -> bool:
    """True when the content is not what the hub announced."""
    if file.sha256:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() != file.sha256
    if not file.blob:
        return path.stat().st_size != file.size
    whole = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            whole.update(chunk)
    return whole.hexdigest() != file.blob
