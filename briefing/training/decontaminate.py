"""Keeping test material out of training: no pair may share a run of words with what it will be judged on.

The texts that must never be trained on come in; a set of word runs goes out, and a question about a pair.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from briefing.errors import ConfigError
from briefing.models.boundary import normalise
from briefing.training.textfiles import read_text, records_of

_WORD = re.compile(r"[^\W_]+")

Run = tuple[str, ...]


def words(text: str) -> list[str]:
    """Lower-cased words without punctuation, tone marks spelled the old way."""
    return _WORD.findall(normalise(text, tone_marks="old").lower())


def runs(text: str, length: int) -> Iterator[Run]:
    """All runs of `length` consecutive words."""
    found = words(text)
    return zip(*(found[start:] for start in range(length)), strict=False)


def forbidden_runs(texts: Iterable[str], length: int) -> frozenset[Run]:
    """Every run of `length` words in the texts, of either language."""
    return frozenset(run for text in texts for run in runs(text, length))


def contaminated(text: str, forbidden: frozenset[Run], length: int) -> bool:
    """True when the text shares a run of words with the forbidden ones."""
    return any(run in forbidden for run in runs(text, length))


def read_forbidden(paths: Iterable[Path]) -> Iterator[str]:
    """The texts of files and folders: JSON lines give every string in them, other files their lines."""
    for path in paths:
        if not path.exists():
            raise ConfigError(f"{path}, which must not be trained on, is not there", "correct data.never_train_on")
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if not file.is_file():
                continue
            if file.suffix == ".jsonl":
                for _, record in records_of(file):
                    yield from _strings(record)
            else:
                yield from read_text(file).splitlines()


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
