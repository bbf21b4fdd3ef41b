"""The seams of the house: what a reader, a model and a renderer must offer to be one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeAlias, runtime_checkable

from briefing.values import Article, Dropped, Hypothesis, Memo, SourceDocument


class Progress(Protocol):
    """Called as work advances."""

    def __call__(self, done: int, total: int, what: str) -> None:
        """How much is done, of how much, of what."""
        ...


def quiet(done: int, total: int, what: str) -> None:
    """A `Progress` that shows nothing."""


Writing: TypeAlias = "Callable[[Progress], list[Hypothesis]]"
"""Work that was begun: called once, it waits for its end and gives one hypothesis a text."""

WritingSeveral: TypeAlias = "Callable[[Progress], list[tuple[Hypothesis, ...]]]"
"""The same with one hypothesis or more a text."""


class Reader(Protocol):
    """Bytes in, articles out. Content that cannot be read comes out as `Dropped`, never as an exception."""

    def read(self, data: bytes, source: SourceDocument) -> Iterable[Article | Dropped]:
        """The articles of one file, in its order."""
        ...


class Seq2Seq(Protocol):
    """Texts in, one hypothesis each out, in the same order."""

    @property
    def signature(self) -> str:
        """One line that changes whenever the outputs may change: model digest, decoding settings."""
        ...

    def generate(self, texts: Sequence[str], *, progress: Progress = quiet) -> list[Hypothesis]:
        """One hypothesis a text. Raises `ModelError` when the model cannot run."""
        ...


@runtime_checkable
class NBest(Protocol):
    """What a `Seq2Seq` may offer besides: further hypotheses for a text whose best one failed its checks.

    A wrapper (text side, cache) passes the call on, and gives the one hypothesis of `generate` where the model behind
    it has no more to give.
    """

    def alternatives(self, texts: Sequence[str], n: int, *, progress: Progress = quiet) -> list[tuple[Hypothesis, ...]]:
        """One to `n` different hypotheses a text, best first, in the order of the texts. Raises `ModelError`.

        They come from one beam search of at least `n` beams and carry scores of the same kind as those of `generate`.
        """
        ...


@runtime_checkable
class Ahead(Protocol):
    """What a `Seq2Seq` may offer besides: to write while its caller does something else."""

    def begin(self, texts: Sequence[str], *, beside: int = 1) -> Writing:
        """Begin what `generate` does, and return at once. Raises `ModelError`, as does the call of what is returned.

        `beside` is how many such calls are begun before any is waited for: they share the processor.
        """
        ...


class Renderer(Protocol):
    """A memo and a template's bytes in, the bytes of one output file out; the same bytes for the same input."""

    def render(self, memo: Memo, template: bytes) -> bytes:
        """The finished file. Raises `RenderError` when the template cannot be used."""
        ...
