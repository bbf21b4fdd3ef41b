"""A model with a memory in front of it: what a person wrote for a text is what comes out, the rest is the model's.

`Remembered` is itself a `Seq2Seq`, outside of cache and text side, so that neither a cached nor a corrected text is
ever decoded, and a person's words are never rewritten on the way.
"""

from __future__ import annotations

from collections.abc import Sequence

from briefing.memory.store import Memory
from briefing.protocols import Progress, Seq2Seq, quiet
from briefing.values import Hypothesis


class Remembered:
    """`inner` behind a memory of sentences; only what people wrote is taken, with the score 0 of what is certain."""

    def __init__(self, inner: Seq2Seq, memory: Memory) -> None:
        self._inner = inner
        self._memory = memory

    @property
    def signature(self) -> str:
        """The inner signature and the state of the memory."""
        digest = self._memory.digest()
        return f"{self._inner.signature}|memory:{digest}" if digest else self._inner.signature

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know about the calls so far."""
        return tuple(getattr(self._inner, "notes", ()))

    def generate(self, texts: Sequence[str], *, progress: Progress = quiet) -> list[Hypothesis]:
        """One hypothesis a text, in order; the model is asked for what no person has written."""
        known = self._memory.exact(texts, "sentence")
        people = {text: Hypothesis(entry.target, 0.0) for text, entry in known.items() if entry.author == "person"}
        asked = [text for text in texts if text not in people]
        written = iter(self._inner.generate(asked, progress=progress) if asked else [])
        return [people[text] if text in people else next(written) for text in texts]
