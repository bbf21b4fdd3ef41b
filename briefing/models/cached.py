"""A model that remembers: texts already written come from a store, the others from the model, window by window.

`Cached` is itself a `Seq2Seq`. It looks up what it has, sorts the rest by length, sends windows, stores each as it
comes (so that work interrupted at any moment goes on where it stopped), reports progress and restores order. Losing
the store costs time, never a result: a broken or unwritable file is named in `notes` and replaced by memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from briefing.models.store import MemoryStore, Store, key_of
from briefing.protocols import Progress, Seq2Seq, quiet
from briefing.values import Hypothesis

WINDOW = 64
WHAT = "writing English"
_LOST = (OSError, sqlite3.Error, UnicodeError)


class Cached:
    """`inner` behind a store; texts that occur twice are written once."""

    def __init__(self, inner: Seq2Seq, store: Store, *, window: int = WINDOW) -> None:
        self._inner = inner
        self._store = store
        self._window = window
        self._notes: list[str] = []

    @property
    def signature(self) -> str:
        """That of the model behind: remembering changes nothing that is written."""
        return self._inner.signature

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know about the calls so far, the model's own notes included."""
        return (*self._notes, *getattr(self._inner, "notes", ()))

    def generate(self, texts: Sequence[str], *, progress: Progress = quiet) -> list[Hypothesis]:
        """One hypothesis a text, in order. What the model raises passes through; finished windows are kept."""
        signature = self.signature
        keys = [key_of(signature, text) for text in texts]
        by_key = dict(zip(keys, texts, strict=True))
        known = self._get(list(by_key))
        missing = sorted((key for key in by_key if key not in known), key=lambda key: len(by_key[key]), reverse=True)
        progress(len(known), len(by_key), WHAT)
        for start in range(0, len(missing), self._window):
            part = missing[start : start + self._window]
            inner_progress = _shifted(progress, len(known), len(by_key))
            hypotheses = self._inner.generate([by_key[key] for key in part], progress=inner_progress)
            written = dict(zip(part, hypotheses, strict=True))
            self._put(written)
            known.update(written)
            progress(len(known), len(by_key), WHAT)
        return [known[key] for key in keys]

    def _get(self, keys: Sequence[bytes]) -> dict[bytes, Hypothesis]:
        try:
            return self._store.get(keys)
        except _LOST as error:
            self._fall_back(error)
            return {}

    def _put(self, items: Mapping[bytes, Hypothesis]) -> None:
        try:
            self._store.put(items)
        except _LOST as error:
            self._fall_back(error)
            self._store.put(items)

    def _fall_back(self, error: Exception) -> None:
        where = getattr(self._store, "path", "the cache")
        self._notes.append(f"{where} cannot be used ({error}): nothing is remembered after this run")
        self._store = MemoryStore()


def _shifted(progress: Progress, before: int, whole: int) -> Progress:
    """The progress of a window, seen as part of the whole."""

    def report(done: int, total: int, what: str) -> None:
        del total
        progress(before + done, whole, what)

    return report
