"""A model whose texts are written by the workers of a Ray cluster, or of a Ray on this machine.

`RaySeq2Seq` stands where the model itself would stand: same signature, same hypotheses, so that text side and cache
around it stay as they are. The model travels as a name, never as weights: each worker loads it from where it lies, and
one that would write with another model refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from briefing.cluster import Failure, RaySettings, Work, spread
from briefing.errors import ModelError
from briefing.models.checkpoint import UNWRITTEN, WHAT
from briefing.models.dressed import alternatives
from briefing.protocols import Progress, Seq2Seq, quiet
from briefing.records import dataclass
from briefing.values import Hypothesis

Several = tuple[Hypothesis, ...]
Load = Callable[[str], Seq2Seq]
"""Makes the model of a signature in a worker; must be importable there."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a worker wrote for one text, and what it had to say about the portion that the text was in."""

    hypotheses: Several
    notes: tuple[str, ...]


class RaySeq2Seq:
    """`local`, run elsewhere, where `load` makes it."""

    window = 65_536  # texts that are handed over at once; results are kept as they come

    def __init__(self, local: Seq2Seq, load: Load, settings: RaySettings) -> None:
        self._local = local
        self._load = load
        self._settings = settings
        self._notes: list[str] = []

    @property
    def signature(self) -> str:
        """That of the model: where it runs changes nothing that it writes."""
        return self._local.signature

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know about the calls so far, in an order that does not depend on the workers."""
        return (*getattr(self._local, "notes", ()), *sorted(set(self._notes)))

    def ready(self) -> None:
        """Find out how the model is run, on this machine."""
        ready = getattr(self._local, "ready", None)
        if ready is not None:
            ready()

    def generate(self, texts: Sequence[str], *, progress: Progress = quiet) -> list[Hypothesis]:
        """One hypothesis a text, in order; `UNWRITTEN` and a note where a text could not be written.

        Raises ConfigError when the workers cannot be reached, ModelError when they cannot run the model.
        """
        return [several[0] for several in self.alternatives(texts, 1, progress=progress)]

    def alternatives(self, texts: Sequence[str], n: int, *, progress: Progress = quiet) -> list[Several]:
        """One to `n` hypotheses a text, best first. Raises as `generate` does."""
        written: dict[int, Several] = {}
        for some in self.arriving(texts, n, progress=progress):
            written.update(some)
        return [written.get(place, (Hypothesis("", UNWRITTEN),)) for place in range(len(texts))]

    def arriving(self, texts: Sequence[str], n: int, *, progress: Progress = quiet) -> Iterator[Mapping[int, Several]]:
        """Hypotheses by the places of their texts, as workers finish them; a text that failed never comes."""
        self.ready()
        done = 0
        for found in spread(partial(_writer, self._load, self.signature, n), texts, self._settings):
            written = {}
            for place, outcome in found.items():
                if isinstance(outcome, Failure):
                    self._notes.append(f"not translated: {outcome.reason}: {texts[place][:60]!r}")
                else:
                    self._notes += outcome.notes
                    written[place] = outcome.hypotheses
            done += len(found)
            yield written
            progress(done, len(texts), WHAT)


def _writer(load: Load, signature: str, n: int) -> Work:
    """What a worker does with texts. Raises ModelError where its model is not that of `signature`."""
    model = load(signature)
    ready = getattr(model, "ready", None)
    if ready is not None:
        ready()
    if model.signature != signature:
        raise ModelError(
            f"A worker would write with {model.signature}, and not with {signature}.",
            "Install the same model and the same versions of its libraries on every node.",
        )

    def write(texts: list[str]) -> list[Written]:
        before = len(getattr(model, "notes", ()))
        written = alternatives(model, texts, n, quiet) if n > 1 else [(one,) for one in model.generate(texts)]
        notes = tuple(getattr(model, "notes", ())[before:])
        return [Written(several, notes if not place else ()) for place, several in enumerate(written)]

    return write
