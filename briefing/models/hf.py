"""Checkpoints in the Hugging Face format, run with transformers: prepared texts in, raw outputs with scores out.

`HfSeq2Seq` tokenises, sorts by length, fills batches up to a token budget, searches with `generate` and scores what
was written. Nothing is cut off silently: a text that is longer than the model takes is not translated at all (an
empty hypothesis with `UNWRITTEN` as its score, and a note), and an output that stops at the limit ends in `CUT_MARK`.
torch and transformers are imported when the first text is written, not before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from briefing.errors import ModelError
from briefing.models.boundary import ModelSpec
from briefing.models.directory import digest
from briefing.models.engine import Engine, first_line, load_engine
from briefing.models.families import Family
from briefing.protocols import Progress, quiet
from briefing.values import Hypothesis

UNWRITTEN = -99.0  # the score of a text that was not translated: below any real average log-probability
CUT_MARK = " [...]"
WHAT = "writing English"
_SCORED_AT_ONCE = 2**26  # logits held for scoring, in numbers: 256 MiB
_ROWS = 64
_STEP = 32  # lengths are rounded up to this for the limit of an output


@dataclass(frozen=True, slots=True)
class Running:
    """Where and how a model runs: what does not decide what it writes.

    `device` is "auto", "cpu" or "cuda"; `budget` is how many source tokens a batch may hold, padding and beams
    counted (0: what suits the device).
    """

    device: str = "auto"
    budget: int = 0


class HfSeq2Seq:
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
        self._directory = directory
        self._name = name
        self._spec = spec
        self._family = family
        self._running = running or Running()
        self._options = spec.generate_options(task) | ({"num_beams": beam} if beam else {})
        self._notes: list[str] = []

    @property
    def signature(self) -> str:
        """Model, digest of its files, decoding settings, versions of the libraries that decode.

        The device is not in it: processors differ in the last bits of a float, which may tip a near-tie.
        """
        options = dict(self._options)
        beam, penalty = options.pop("num_beams"), options.pop("length_penalty")
        start = self._family.fill(self._family.decoding.start_token, self._spec)
        first = self._family.fill(self._family.decoding.first_token, self._spec)
        source = self._family.fill(self._family.input.source_code, self._spec)
        rest = json.dumps([options, start, first, source, self._family.output.strip], sort_keys=True, default=str)
        rest += f"|limit:{self._spec.max_input_tokens}"
        return (
            f"model:{self._name}@{digest(self._directory)[:16]}|family:{self._family.name}|beam:{beam}"
            f"|length_penalty:{penalty}|decoding:{hashlib.sha256(rest.encode()).hexdigest()[:8]}"
            f"|transformers:{version('transformers')}|torch:{version('torch').partition('+')[0]}"
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What was not translated, and what was cut, in the calls so far."""
        return tuple(self._notes)

    def generate(self, texts: Sequence[str], *, progress: Progress = quiet) -> list[Hypothesis]:
        """One hypothesis a text, in order. Raises ModelError when the model cannot be loaded or run.

        Texts are batched with others of like length. Padding is masked; what is left of its influence is the order
        in which a processor sums floats.
        """
        if not texts:
            return []
        engine = load_engine(self._directory, self._spec, self._family, self._running.device)
        ids = engine.encode(texts)
        limit = min(self._spec.max_input_tokens, engine.max_positions)
        hypotheses = [Hypothesis("", UNWRITTEN)] * len(texts)
        for index in (index for index, row in enumerate(ids) if len(row) > limit):
            self._notes.append(f"not translated: {len(ids[index])} tokens where {limit} fit: {texts[index][:60]!r}")
        done = sum(len(row) > limit for row in ids)
        for batch in self._batches(ids, limit, engine):
            for index, hypothesis in zip(batch, self._write(engine, [ids[n] for n in batch]), strict=True):
                hypotheses[index] = hypothesis
            done += len(batch)
            progress(done, len(texts), WHAT)
        return hypotheses

    def _batches(self, ids: Sequence[Sequence[int]], limit: int, engine: Engine) -> Iterator[list[int]]:
        """Indices of texts that fit, longest first (so that memory runs out at once or never).

        Texts in a batch have the same room for their outputs, so that no output depends on its neighbours' lengths.
        """
        budget = self._running.budget or engine.budget
        beams = int(self._options["num_beams"])
        fitting = (index for index, row in enumerate(ids) if len(row) <= limit)
        order = sorted(fitting, key=lambda index: len(ids[index]), reverse=True)
        batch: list[int] = []
        for index in order:
            longest = len(ids[batch[0]]) if batch else len(ids[index])
            full = (len(batch) + 1) * longest * beams > budget or len(batch) >= _ROWS
            if batch and (full or _room(ids[index]) != _room(ids[batch[0]])):
                yield batch
                batch = []
            batch.append(index)
        if batch:
            yield batch

    def _write(self, engine: Engine, rows: Sequence[Sequence[int]]) -> list[Hypothesis]:
        """The hypotheses of one batch; a batch that does not fit into memory is halved."""
        options = dict(self._options)
        options["max_new_tokens"] = min(int(options["max_new_tokens"]), engine.max_positions - 1, _room(rows[0]))
        try:
            sequences = engine.search(rows, options)
            scores = engine.score(rows, sequences, _SCORED_AT_ONCE)
            texts = [engine.decode(sequence) for sequence in sequences]
        except (ValueError, TypeError, IndexError) as error:
            message = f"{self._name} cannot decode with these settings: {first_line(error)}"
            raise ModelError(message, "Correct [generate] in its model.toml.") from error
        except (MemoryError, RuntimeError) as error:
            if len(rows) == 1 or not engine.out_of_memory(error):
                message = f"{self._name} failed: {first_line(error)}"
                raise ModelError(message, "Use the CPU, a smaller batch, or a smaller model.") from error
            middle = len(rows) // 2
            return self._write(engine, rows[:middle]) + self._write(engine, rows[middle:])
        return [
            Hypothesis(self._finished(text, len(sequence) - 1, complete=engine.complete(sequence)), score)
            for text, sequence, score in zip(texts, sequences, scores, strict=True)
        ]

    def _finished(self, text: str, tokens: int, *, complete: bool) -> str:
        """An output without the family's marker, and with a mark where it stopped at its limit."""
        text, marker = text.strip(), self._family.output.strip.strip()
        if marker:
            text = text.removeprefix(marker).strip()
        if complete:
            return text
        self._notes.append(f"stopped after {tokens} tokens: {text[:60]!r}")
        return f"{text}{CUT_MARK}".strip()


def _room(row: Sequence[int]) -> int:
    """How many tokens an output may have: twice its source and some, which only a decoder that goes round needs."""
    return 2 * -(-len(row) // _STEP) * _STEP + _STEP
