"""What lies in the user's cache folder on account of models: counted, and taken away."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from briefing.errors import ModelError
from briefing.models.convert import BESIDE, REFUSED, STAMP
from briefing.models.store import FILE_NAME, FileStore, Usage, cache_directory
from briefing.records import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """Translations, and models converted for CTranslate2."""

    directory: Path
    translations: Usage
    models: int
    model_bytes: int


def kept() -> Kept:
    """What there is. Raises ModelError where the file of translations cannot be read."""
    folder = cache_directory()
    store = FileStore(folder / FILE_NAME)
    try:
        usage = store.usage()
    except (OSError, sqlite3.Error) as error:
        raise ModelError(f"{store.path} cannot be read: {error}.", "Make it anew with: briefing cache clear") from None
    models = _models(folder)
    size = sum(file.stat().st_size for model in models for file in model.rglob("*") if file.is_file())
    return Kept(folder, usage, len(models), size)


def forget(*, models: bool = False) -> tuple[int, int]:
    """Remove the translations, and with `models` the converted models; how many of each. A damaged file is removed as
    it stands. Raises ModelError where something cannot be removed.
    """
    folder = cache_directory()
    store = FileStore(folder / FILE_NAME)
    try:
        translations = store.clear()
    except sqlite3.DatabaseError as error:
        if store.put_aside(error) is None:
            raise ModelError(f"{store.path} cannot be cleared: {error}.", "Try again, or delete the file.") from None
        translations = 0
    except OSError as error:
        raise ModelError(f"{store.path} cannot be cleared: {error}.", "Delete it by hand.") from None
    for damaged in folder.glob(f"{FILE_NAME}.damaged"):
        damaged.unlink(missing_ok=True)
    gone = _models(folder) if models else []
    for model in gone:
        shutil.rmtree(model, ignore_errors=True)
    for mark in (folder / BESIDE).glob(f"*{REFUSED}") if models else ():
        mark.unlink(missing_ok=True)
    return translations, len(gone)


def _models(folder: Path) -> list[Path]:
    return sorted(stamp.parent for stamp in (folder / BESIDE).glob(f"*/{STAMP}"))
