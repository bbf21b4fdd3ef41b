"""What a model directory must hold, and its digest: a checkpoint is its weights, its tokenizer and its configuration.

A directory comes in; lists of files, a digest and a number of parameters go out. Nothing here loads a model.
"""

from __future__ import annotations

import hashlib
import json
import math
import string
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from briefing.errors import ModelError
from briefing.models.families import Family, read_json

WEIGHTS = ("model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json")
CONFIGURATION = ("config.json", "generation_config.json")
TOKENIZER = (
    "added_tokens.json",
    "sentencepiece.bpe.model",
    "source.spm",
    "special_tokens_map.json",
    "spiece.model",
    "target.spm",
    "target_vocab.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "vocab.json",
)
_REMEDY = "Copy the whole checkpoint there again, or name another model with --model."
_LONGEST_HEADER = 100_000_000
_SHA256_DIGITS = 64
_ONE_READS = Lock()  # while one thread reads the files, another that wants the same digest waits for it
_PREFIX = 8  # bytes before the header of a safetensors file: its length


def check_files(directory: Path, family: Family) -> None:
    """Raise ModelError naming the first file that the directory lacks."""
    read_json(directory, "config.json")
    for alternatives in family.files.tokenizer:
        names = [name.strip() for name in alternatives.split("|")]
        if not any((directory / name).is_file() for name in names):
            raise ModelError(f"The model directory {directory} lacks {' or '.join(names)}.", _REMEDY)
    for path in weight_files(directory):
        if _cut_short(path):
            raise ModelError(f"{path} is not whole: it is shorter than its own table of contents says.", _REMEDY)


def weight_files(directory: Path) -> tuple[Path, ...]:
    """The files of weights, shards included. Raises ModelError when one is missing."""
    for name in WEIGHTS:
        path = directory / name
        if not path.is_file():
            continue
        if not name.endswith(".index.json"):
            return (path,)
        shards = sorted({str(shard) for shard in read_json(directory, name).get("weight_map", {}).values()})
        for shard in shards:
            if not (directory / shard).is_file():
                raise ModelError(f"The model directory {directory} lacks {shard}.", _REMEDY)
        return tuple(directory / shard for shard in shards)
    raise ModelError(f"The model directory {directory} lacks model.safetensors.", _REMEDY)


def model_files(directory: Path) -> tuple[Path, ...]:
    """All files that decide what the model writes, in a fixed order."""
    named = (directory / name for name in CONFIGURATION + TOKENIZER)
    return (*(path for path in named if path.is_file()), *weight_files(directory))


def digest(directory: Path) -> str:
    """SHA-256 over the names and contents of `model_files`; other files (cards, metrics) do not count."""
    states = ((path, path.stat()) for path in model_files(directory))
    files = tuple((path, state.st_size, state.st_mtime_ns, state.st_ino) for path, state in states)
    with _ONE_READS:
        return _digest(files)


@lru_cache(maxsize=16)
def _digest(files: tuple[tuple[Path, int, int, int], ...]) -> str:
    """The digest of files in the state in which they are, which is looked at often and changes never."""
    whole = hashlib.sha256()
    for path, *_ in files:
        whole.update(f"{path.name}\n{_sha256(path)}\n".encode())
    return whole.hexdigest()


def parameters(directory: Path) -> int | None:
    """The number of stored weights, from the headers of safetensors files; None for other formats."""
    files = weight_files(directory)
    if any(path.suffix != ".safetensors" for path in files):
        return None
    shapes: list[list[int]] = [entry["shape"] for path in files for entry in _tensors(path)]
    return sum(math.prod(shape) for shape in shapes)


def _tensors(path: Path) -> Iterable[dict[str, Any]]:
    """The tensors that a safetensors file announces: eight bytes of length, then a JSON object."""
    with path.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        try:
            header = json.loads(stream.read(length)) if length < _LONGEST_HEADER else None
        except ValueError:
            header = None
    if not isinstance(header, dict):
        raise ModelError(f"{path} is no safetensors file.", _REMEDY)
    return [entry for name, entry in header.items() if name != "__metadata__"]


def _cut_short(path: Path) -> bool:
    """True for a safetensors file that ends before its last tensor: a copy or a download that broke off."""
    if path.suffix != ".safetensors":
        return False
    size = path.stat().st_size
    with path.open("rb") as stream:
        header = int.from_bytes(stream.read(8), "little")
    if size < _PREFIX + header and header < _LONGEST_HEADER:
        return True
    try:
        ends = [int(entry["data_offsets"][1]) for entry in _tensors(path)]
    except (ModelError, KeyError, ValueError):
        return False  # not cut but something else: loading says what
    return size < _PREFIX + header + max(ends, default=0)


def _sha256(path: Path) -> str:
    """The digest of one file; large files of a hub cache carry it as the name of what they link to."""
    real = path.resolve()
    if real.parent.name == "blobs" and len(real.name) == _SHA256_DIGITS and set(real.name) <= set(string.hexdigits):
        return real.name
    state = real.stat()
    return _hash_file(real, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=256)
def _hash_file(path: Path, size: int, modified_ns: int) -> str:  # noqa: ARG001 - the cache's key
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
