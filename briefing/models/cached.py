"""A model that remembers: texts already written come from a store, the others from the model, window by window.

`Cached` is itself a `Seq2Seq`. It looks up what it has, sorts the rest by length, sends windows, stores each as it
comes (so that work interrupted at any moment goes on where it stopped), reports progress and restores order. Losing
the store costs time, never a result: a damaged file is put aside for a new one, one that cannot be used is replaced by
memory, and `notes` says so.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence

from briefing.models.checkpoint import UNWRITTEN
from briefing.models.dressed import begin_alternatives, load_ahead
from briefing.models.store import MemoryStore, Store, key_of
from briefing.protocols import NBest, Progress, Seq2Seq, WritingSeveral, quiet
from briefing.values import Hypothesis

WINDOW = 64
WHAT = "writing English"
_LOST = (OSError, sqlite3.Error, UnicodeError)


class Cached:
    """`inner` behind a store; texts that occur twice are written once."""

    def __init__(self, inner: Seq2Seq, store: Store, *, window: int = 0) -> None:
        self._inner = inner
        self._store = store
        self._window = window or getattr(inner, "window", WINDOW)
        self._notes: list[str] = []
        self._began_anew = False

    @property
    def signature(self) -> str:
        """That of the model behind: remembering changes nothing that is written."""
        return self._inner.signature

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know about the calls so far, the model's own notes included."""
        return (*self._notes, *getattr(self._inner, "notes", ()))

    def load_ahead(self) -> None:
        """Begin to load the model behind, where it loads by itself."""
        load_ahead(self._inner)

    def generate(self, texts: Sequence[str], *, progress: Progress = quiet) -> list[Hypothesis]:
        """One hypothesis a text, in order. What the model raises passes through; finished windows are kept."""
        return [several[0] for several in self._begun(texts, 1)(progress)]

    def alternatives(self, texts: Sequence[str], n: int, *, progress: Progress = quiet) -> list[tuple[Hypothesis, ...]]:
        """One to `n` hypotheses a text, best first; one where the model behind has no more to give."""
        return self.begin_alternatives(texts, n)(progress)

    def begin_alternatives(self, texts: Sequence[str], n: int, *, beside: int = 1) -> WritingSeveral:
        """Begin what `alternatives` does: what is known is looked up, and the first window is handed to the model."""
        return self._begun(texts, n if n > 1 and isinstance(self._inner, NBest) else 1, beside)

    def _begun(self, texts: Sequence[str], n: int, beside: int = 1) -> WritingSeveral:
        signature = self.signature
        names = [f"{signature}|{place} of {n}" for place in range(n)] if n > 1 else [signature]
        keys = {text: [key_of(name, text) for name in names] for text in texts}
        known = self._get([key for places in keys.values() for key in places])
        missing = sorted((text for text, places in keys.items() if places[0] not in known), key=len, reverse=True)
        if missing and self._settled() != signature:
            return self._begun(texts, n, beside)
        windows = [missing[start : start + self._window] for start in range(0, len(missing), self._window)]
        first = _begun(self._inner, windows[0], n, beside) if windows else None

        def ended(progress: Progress) -> list[tuple[Hypothesis, ...]]:
            done = len(keys) - len(missing)
            progress(done, len(keys), WHAT)
            for window in windows:
                writing = first if first and window is windows[0] else _begun(self._inner, window, n)
                for some in writing(_shifted(progress, done, len(keys))):
                    written = {
                        key: hypothesis
                        for place, several in some.items()
                        for key, hypothesis in zip(keys[window[place]], _filled(several, n), strict=True)
                    }
                    self._put(written)
                    known.update(written)
                done += len(window)
                progress(done, len(keys), WHAT)
            never = (Hypothesis("", UNWRITTEN),)
            spoken = {
                text: _spoken([known[key] for key in places]) if places[0] in known else never
                for text, places in keys.items()
            }
            return [spoken[text] for text in texts]

        return ended

    def _settled(self) -> str:
        """The signature once the model behind has made up its mind how it is run, which it does before it writes."""
        ready = getattr(self._inner, "ready", None)
        if ready is not None:
            ready()
        return self.signature

    def _get(self, keys: Sequence[bytes]) -> dict[bytes, Hypothesis]:
        try:
            return self._store.get(keys)
        except _LOST as error:
            self._recover(error)
            return self._get(keys)

    def _put(self, items: Mapping[bytes, Hypothesis]) -> None:
        try:
            self._store.put(items)
        except _LOST as error:
            self._recover(error)
            self._put(items)

    def _recover(self, error: Exception) -> None:
        """Begin a new file where the old one is damaged, once; remember in memory alone where that is no help."""
        where = getattr(self._store, "path", "the cache")
        put_aside = getattr(self._store, "put_aside", None)
        aside = put_aside(error) if put_aside and not self._began_anew else None
        if aside is not None:
            self._began_anew = True
            self._notes.append(f"{where} was damaged ({error}); it is now {aside.name}, and a new one was begun")
        else:
            self._notes.append(f"{where} cannot be used ({error}): nothing is remembered after this run")
            self._store = MemoryStore()


def _filled(several: Sequence[Hypothesis], n: int) -> list[Hypothesis]:
    return [*several, *[Hypothesis("", 0.0)] * (n - len(several))]


def _spoken(hypotheses: Sequence[Hypothesis]) -> tuple[Hypothesis, ...]:
    """The first hypothesis, and those behind it that say something."""
    return (hypotheses[0], *(one for one in hypotheses[1:] if one.text))


def _begun(
    inner: Seq2Seq, texts: Sequence[str], n: int, beside: int = 1
) -> Callable[[Progress], Iterator[Mapping[int, Sequence[Hypothesis]]]]:
    """What `inner` writes, by the places of the texts: as it comes from a model that is spread over many workers, in
    one piece from another. A text that never comes is not to be remembered.
    """
    arriving = getattr(inner, "arriving", None)
    if arriving is not None:
        return lambda progress: arriving(texts, n, progress=progress)
    writing = begin_alternatives(inner, texts, n, beside)

    def ended(progress: Progress) -> Iterator[Mapping[int, Sequence[Hypothesis]]]:
        yield dict(enumerate(writing(progress)))

    return ended


def _shifted(progress: Progress, before: int, whole: int) -> Progress:
    """The progress of a window, seen as part of the whole."""

    def report(done: int, total: int, what: str) -> None:
        del total
        progress(before + done, whole, what)

    return report
