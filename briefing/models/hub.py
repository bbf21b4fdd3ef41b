"""Downloads a checkpoint of the Hugging Face hub into its client's cache: pinned, resumable, verified.

A checkpoint's name and revision come in; a whole, verified snapshot and its record go out. Order: ask what there is,
see that it fits on the disk, fetch what is small and see that its family is known, fetch the weights (a file that broke
off goes on where it stopped, also in a later run), let the hub's client arrange its cache, verify every digest. Only
`briefing model pull` comes here; nothing else in the package reaches for the network.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from briefing.errors import ModelError
from briefing.models.catalogue import suggest
from briefing.models.directory import CONFIGURATION, TOKENIZER, weight_files
from briefing.models.families import Family, families_in_force, family_of, read_json
from briefing.models.memory import in_words
from briefing.models.pulled import (
    PARTIAL,
    PullRecord,
    RemoteFile,
    digest_differs,
    encoded,
    lacking,
    read_records,
    record_path,
)
from briefing.models.registry import hub_cache, known_names
from briefing.protocols import Progress, quiet
from briefing.records import dataclass

WHAT = "downloading (MB)"
PAPERS = ("README.md", "LICENSE*", "model.toml")
_MARGIN = 100_000_000  # bytes that stay free on the disk
_WEIGHTS = ("model.safetensors", "model-*.safetensors", "pytorch_model.bin", "pytorch_model-*.bin")
_INDEXES = ("model.safetensors.index.json", "pytorch_model.bin.index.json")
_MEGABYTE = 1_000_000
FreeSpace = Callable[[Path], int]


@dataclass(frozen=True, slots=True)
class Offer:
    """What the hub has under a name: the commit, the licence on the card ('' for none), and the files to fetch."""

    checkpoint: str
    revision: str
    commit: str
    licence: str
    files: tuple[RemoteFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


def free_space(folder: Path) -> int:
    """Bytes free where `folder` is or will be."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def look_up(checkpoint: str, revision: str = "main") -> Offer:
    """What the hub says of a checkpoint. Raises ModelError: no network, no such name (nearest offered), no access."""
    from huggingface_hub import HfApi

    with _hub_errors(checkpoint, revision):
        info = HfApi(endpoint=_endpoint()).model_info(checkpoint, revision=revision, files_metadata=True)
    card = info.card_data.to_dict() if info.card_data else {}
    licence = card.get("license") or ""
    licence = ", ".join(licence) if isinstance(licence, list) else str(licence)
    files = [_remote(sibling) for sibling in info.siblings or ()]
    wanted = _wanted(files)
    if not any(_is_weights(file.name) for file in wanted):
        raise ModelError(
            f"The model {checkpoint} holds no weights that can be used here.", "Choose another checkpoint."
        )
    return Offer(checkpoint, revision, str(info.sha), licence, wanted)


def pull(
    offer: Offer, *, accepted: bool, progress: Progress = quiet, free: FreeSpace = free_space
) -> tuple[Path, PullRecord]:
    """Fetch what is offered; the snapshot's directory and its record. Raises ModelError.

    What arrived before a failure is kept, and a later call goes on there.
    """
    folder = hub_cache() / f"models--{offer.checkpoint.replace('/', '--')}"
    record = PullRecord(
        offer.checkpoint, offer.revision, offer.commit, offer.licence, accepted=accepted, files=offer.files
    )
    _check_space(folder, record, free)
    with _disk_errors(folder):
        _write(record_path(folder, offer.commit), encoded(record))
    small = [file for file in offer.files if not _is_weights(file.name)]
    directory = _arrange(offer, small)
    check_known(directory, offer.checkpoint)
    weights = [file for file in offer.files if _is_weights(file.name)]
    done = sum(file.size for file in small)
    for file in weights:
        _fetch(folder, offer, file, _counted(progress, done, offer.size))
        done += file.size
    _arrange(offer, weights)
    verify(folder, record)
    weight_files(directory)
    progress(offer.size // _MEGABYTE, offer.size // _MEGABYTE, WHAT)
    return directory, record


def verify(folder: Path, record: PullRecord) -> None:
    """Prove every file of a record; a file that differs is deleted. Raises ModelError."""
    for missing in lacking(folder, record)[:1]:
        raise ModelError(
            f"The file {missing.name} of {record.checkpoint} is not whole.", f"Run again: {_again(record)}"
        )
    for file in record.files:
        path = folder / "snapshots" / record.commit / file.name
        if digest_differs(path, file):
            path.resolve().unlink()
            path.unlink(missing_ok=True)
            raise ModelError(
                f"The file {file.name} of {record.checkpoint} is not what the hub announced: its digest differs.",
                f"It was deleted; run again: {_again(record)}",
            )


def verify_offline(checkpoint: str, revision: str) -> tuple[Path, PullRecord]:
    """What was pulled before, proved without a network. Raises ModelError when it is not there or not whole."""
    folder = hub_cache() / f"models--{checkpoint.replace('/', '--')}"
    for record in read_records(folder):
        if revision in {record.revision, record.commit} or (len(revision) >= 7 and record.commit.startswith(revision)):  # noqa: PLR2004 - as short as people write commits
            verify(folder, record)
            return folder / "snapshots" / record.commit, record
    near = suggest(checkpoint, known_names())
    raise ModelError(
        f"The model {checkpoint}@{revision} was not pulled here before.", near or "Pull it where there is a network."
    )


def check_known(directory: Path, checkpoint: str) -> Family:
    """The family of what arrived. Raises ModelError for an unknown one, before the weights are fetched."""
    read_json(directory, "config.json")
    return family_of(directory, families_in_force(), checkpoint)


def offline() -> bool:
    """True when the user has told the hub's client to stay off the network."""
    return any(os.environ.get(name, "").upper() in {"1", "ON", "YES", "TRUE"} for name in _OFFLINE)


_OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")


def _endpoint() -> str | None:
    return os.environ.get("HF_ENDPOINT") or None


def _remote(sibling: Any) -> RemoteFile:
    large = sibling.lfs
    return RemoteFile(
        str(sibling.rfilename),
        int((large.size if large else sibling.size) or 0),
        str(large.sha256) if large else "",
        "" if large else str(sibling.blob_id or ""),
    )


def _is_weights(name: str) -> bool:
    return any(fnmatch(name, pattern) for pattern in _WEIGHTS)


def _wanted(files: Iterable[RemoteFile]) -> tuple[RemoteFile, ...]:
    """The files that loading needs: one form of the weights, safetensors where there are, whole before in shards."""
    by_name = {file.name: file for file in files}
    patterns = (*CONFIGURATION, *TOKENIZER, *PAPERS)
    names = [name for name in by_name if any(fnmatch(name, pattern) for pattern in patterns)]
    for pattern, index in zip(_WEIGHTS, (None, _INDEXES[0], None, _INDEXES[1]), strict=True):
        weights = [name for name in by_name if fnmatch(name, pattern)]
        if weights and (index is None or index in by_name):
            names += [*weights, *([index] if index else [])]
            break
    return tuple(by_name[name] for name in sorted(names))


def _check_space(folder: Path, record: PullRecord, free: FreeSpace) -> None:
    arrived = sum(path.stat().st_size for path in (folder / "blobs").glob(f"*{PARTIAL}"))
    needed = max(0, sum(file.size for file in lacking(folder, record)) - arrived)
    there = free(folder)
    if needed and needed + _MARGIN > there:
        raise ModelError(
            f"The model {record.checkpoint} needs {in_words(needed)} more on the disk of {folder.parent}, "
            f"and {in_words(there)} are free.",
            "Free some space, or set HF_HOME to a folder on another disk.",
        )


def _fetch(folder: Path, offer: Offer, file: RemoteFile, progress: Callable[[int], None]) -> None:
    """One file of weights into the cache's blobs, going on where an earlier download broke off."""
    from huggingface_hub import hf_hub_url
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils import WeakFileLock, build_hf_headers

    blob = folder / "blobs" / (file.sha256 or file.blob)
    if blob.is_file():
        return
    with _disk_errors(folder):
        blob.parent.mkdir(parents=True, exist_ok=True)
    partial = blob.with_name(blob.name + PARTIAL)
    url = hf_hub_url(offer.checkpoint, file.name, revision=offer.commit, endpoint=_endpoint())
    with (
        _silent_client(),
        _hub_errors(offer.checkpoint, offer.commit),
        _disk_errors(folder),
        WeakFileLock(partial.with_suffix(".lock")),
        partial.open("ab") as stream,
    ):
        stream.seek(0, os.SEEK_END)
        if stream.tell() > file.size:
            stream.truncate(0)
        http_get(
            url,
            stream,
            resume_size=stream.tell(),
            headers=build_hf_headers(),
            expected_size=file.size,
            displayed_filename=file.name,
            tqdm_class=_bar(progress),
        )
    if digest_differs(partial, file):
        partial.unlink()
        raise ModelError(
            f"The file {file.name} of {offer.checkpoint} is not what the hub announced: its digest differs.",
            f"It was deleted; run again: briefing model pull {offer.checkpoint}@{offer.commit}",
        )
    partial.replace(blob)
    partial.with_suffix(".lock").unlink(missing_ok=True)


def _arrange(offer: Offer, files: Iterable[RemoteFile]) -> Path:
    """Let the hub's client put these files into its cache; the snapshot's directory."""
    from huggingface_hub import snapshot_download

    with _silent_client(), _hub_errors(offer.checkpoint, offer.revision), _disk_errors(hub_cache()):
        directory = snapshot_download(
            offer.checkpoint,
            revision=offer.commit,
            allow_patterns=[file.name for file in files],
            cache_dir=hub_cache(),
            endpoint=_endpoint(),
            max_workers=1,
        )
    folder = Path(directory)
    if offer.revision != offer.commit:
        _write(folder.parents[1] / "refs" / offer.revision, offer.commit.encode())
    return folder


def _write(path: Path, data: bytes) -> None:
    """A small file of the cache, moved into place when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_name(f".{path.name}.{os.getpid()}")
    waiting.write_bytes(data)
    waiting.replace(path)


def _again(record: PullRecord) -> str:
    return f"briefing model pull {record.checkpoint}@{record.commit}"


def _counted(progress: Progress, before: int, whole: int) -> Callable[[int], None]:
    return lambda bytes_: progress((before + bytes_) // _MEGABYTE, whole // _MEGABYTE, WHAT)


def _bar(progress: Callable[[int], None]) -> Any:
    """A class that the hub's client takes for its progress bar."""
    from huggingface_hub.utils import tqdm

    class Bar(tqdm):  # type: ignore[misc]
        def __init__(self, *arguments: Any, **settings: Any) -> None:
            settings["disable"] = True
            super().__init__(*arguments, **settings)
            self._arrived = int(settings.get("initial") or 0)

        def update(self, n: float | None = 1) -> None:
            self._arrived += int(n or 0)
            progress(self._arrived)

    return Bar


@contextmanager
def _silent_client() -> Iterator[None]:
    """Keep the hub client's own messages and bars away from the user, and put its settings back afterwards."""
    from huggingface_hub.utils import are_progress_bars_disabled, disable_progress_bars, enable_progress_bars, logging

    level, bars = logging.get_verbosity(), not are_progress_bars_disabled()
    logging.set_verbosity_error()
    disable_progress_bars()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            enable_progress_bars()


@contextmanager
def _disk_errors(folder: Path) -> Iterator[None]:
    """What the disk refuses, as one kind of error."""
    try:
        yield
    except OSError as error:
        if _of_the_hub(error):
            raise
        raise ModelError(
            f"{folder} cannot be written: {error.strerror or error}.", "Free some space, or set HF_HOME."
        ) from error


def _of_the_hub(error: Exception) -> bool:
    """True for errors of the hub's client, some of which are errors of the operating system to Python."""
    return type(error).__module__.split(".")[0] in {"huggingface_hub", "httpx", "httpx2", "httpcore", "requests"}


@contextmanager
def _hub_errors(checkpoint: str, revision: str) -> Iterator[None]:
    """What the hub or the network refuses, as one kind of error with what to do."""
    from huggingface_hub.errors import (
        GatedRepoError,
        HfHubHTTPError,
        HFValidationError,
        LocalEntryNotFoundError,
        OfflineModeIsEnabled,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    again = f"Check the network and run again; what has arrived is kept: briefing model pull {checkpoint}"
    try:
        yield
    except GatedRepoError as error:
        raise ModelError(
            f"The model {checkpoint} is given only to those who asked.", "Ask on its page; set HF_TOKEN."
        ) from error
    except RepositoryNotFoundError as error:
        near = suggest(checkpoint, known_names()) or "See: briefing model list"
        raise ModelError(f"The hub has no model {checkpoint}.", near) from error
    except RevisionNotFoundError as error:
        raise ModelError(
            f"{checkpoint} has no revision {revision}.", "Leave the revision out for the newest."
        ) from error
    except HFValidationError as error:
        raise ModelError(f"{checkpoint!r} is no name of a model.", "Write it as owner/name.") from error
    except OfflineModeIsEnabled as error:
        raise ModelError("The hub's client is told to stay offline.", "Unset HF_HUB_OFFLINE.") from error
    except LocalEntryNotFoundError as error:
        raise ModelError(f"The model {checkpoint} cannot be fetched: the hub does not answer.", again) from error
    except HfHubHTTPError as error:
        status = getattr(error.response, "status_code", "an error")
        raise ModelError(f"The hub answers {status} for {checkpoint}.", again) from error
    except Exception as error:
        if isinstance(error, ModelError) or not (_of_the_hub(error) or "Consistency check" in str(error)):
            raise
        raise ModelError(f"The download of {checkpoint} broke off: {type(error).__name__}.", again) from error
