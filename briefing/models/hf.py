"""Checkpoints in the Hugging Face format, run with transformers: prepared texts in, raw outputs with scores out.

`HfSeq2Seq` tokenises, sorts by length, fills batches up to a token budget, searches with `generate` and scores what
was written. torch and transformers are imported when the first text is written, not before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from briefing.errors import ModelError
from briefing.models.boundary import ModelSpec
from briefing.models.checkpoint import WHAT, Checkpoint, room
from briefing.models.engine import Engine, first_line, load_engine
from briefing.models.families import Family
from briefing.protocols import Progress, quiet
from briefing.records import dataclass
from briefing.values import Hypothesis
from briefing.versions import installed

_SCORED_AT_ONCE = 2**26  # logits held for scoring, in numbers: 256 MiB
_ROWS = 64


@dataclass(frozen=True, slots=True)
class Running:
    """Where and how a model runs: what does not decide what it writes.

    `device` is "auto", "cpu" or "cuda"; `budget` is how many source tokens a batch may hold, padding and beams
    counted (0: what suits the device).
    """

    device: str = "auto"
    budget: int = 0


class HfSeq2Seq(Checkpoint):
    """The checkpoint in `directory`, decoding as `spec` says for `task`; its weights load at the first use."""

    def __init__(
        self,
        directory: Path,
        name: str,
        spec: ModelSpec,
        family: Family,
        task: str,
        *,
        beam: int = 0,
        running: Running | None = None,
    ) -> None:
        super().__init__(directory, name, spec, family, task, beam=beam)
        self._running = running or Running()

    @property
    def signature(self) -> str:
        """Model, digest of its files, decoding settings, versions of the libraries that decode."""
        torch = installed("torch").partition("+")[0]
        return f"{self._identity()}|transformers:{installed('transformers')}|torch:{torch}"

    def generate(self, texts: Sequence[str], *, progress: Progress = quiet) -> list[Hypothesis]:
        """One hypothesis a text, in order. Raises ModelError when the model cannot be loaded or run.

        Texts are batched with others of like length. Padding is masked; what is left of its influence is the order
        in which a processor sums floats.
        """
        return [found[0] for found in self.alternatives(texts, 1, progress=progress)]

    def alternatives(self, texts: Sequence[str], n: int, *, progress: Progress = quiet) -> list[tuple[Hypothesis, ...]]:
        """One to `n` different hypotheses a text, best first, from a search with at least `n` beams.

        Raises ModelError.
        """
        if not texts:
            return []
        engine = load_engine(self._directory, self._spec, self._family, self._running.device)
        ids = engine.encode(texts)
        limit = min(self._spec.max_input_tokens, engine.max_positions)
        refused = self._refuse_long(texts, [len(row) for row in ids], limit)
        hypotheses: list[tuple[Hypothesis, ...]] = [(one,) for one in refused]
        done = sum(len(row) > limit for row in ids)
        for batch in self._batches(ids, limit, engine, n):
            written = self._write(engine, [ids[index] for index in batch], n)
            for place, index in enumerate(batch):
                hypotheses[index] = _different(written[place * n : (place + 1) * n])
            done += len(batch)
            progress(done, len(texts), WHAT)
        return hypotheses

    def _batches(self, ids: Sequence[Sequence[int]], limit: int, engine: Engine, n: int) -> Iterator[list[int]]:
        """Indices of texts that fit, longest first (so that memory runs out at once or never).

        Texts in a batch have the same room for their outputs, so that no output depends on its neighbours' lengths.
        """
        budget = self._running.budget or engine.budget
        beams = max(int(self._options["num_beams"]), n)
        fitting = (index for index, row in enumerate(ids) if len(row) <= limit)
        order = sorted(fitting, key=lambda index: len(ids[index]), reverse=True)
        batch: list[int] = []
        for index in order:
            longest = len(ids[batch[0]]) if batch else len(ids[index])
            full = (len(batch) + 1) * longest * beams > budget or len(batch) >= _ROWS
            if batch and (full or room(len(ids[index])) != room(len(ids[batch[0]]))):
                yield batch
                batch = []
            batch.append(index)
        if batch:
            yield batch

    def _write(self, engine: Engine, rows: Sequence[Sequence[int]], n: int) -> list[Hypothesis]:
        """The hypotheses of one batch, `n` a row; a batch that does not fit into memory is halved."""
        options = dict(self._options)
        if n > 1:
            options |= {"num_beams": max(int(options["num_beams"]), n), "num_return_sequences": n}
        options["max_new_tokens"] = min(int(options["max_new_tokens"]), engine.max_positions - 1, room(len(rows[0])))
        try:
            sequences = engine.search(rows, options)
            scores = engine.score([row for row in rows for _ in range(n)], sequences, _SCORED_AT_ONCE)
            texts = [engine.decode(sequence) for sequence in sequences]
        except (ValueError, TypeError, IndexError) as error:
            message = f"{self._name} cannot decode with these settings: {first_line(error)}"
            raise ModelError(message, "Correct [generate] in its model.toml.") from error
        except (MemoryError, RuntimeError) as error:
            if len(rows) == 1 or not engine.out_of_memory(error):
                message = f"{self._name} failed: {first_line(error)}"
                raise ModelError(message, "Use the CPU, a smaller batch, or a smaller model.") from error
            middle = len(rows) // 2
            return self._write(engine, rows[:middle], n) + self._write(engine, rows[middle:], n)
        return [
            Hypothesis(self._finished(text, len(sequence) - 1, complete=engine.complete(sequence)), score)
            for text, sequence, score in zip(texts, sequences, scores, strict=True)
        ]


def _different(hypotheses: Sequence[Hypothesis]) -> tuple[Hypothesis, ...]:
    """Without those that say the same as one before."""
    return tuple({one.text: one for one in reversed(hypotheses)}.values())[::-1]
