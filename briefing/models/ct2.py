"""Checkpoints run with CTranslate2 on the processor: prepared texts in, raw outputs with scores out.

`Ct2Seq2Seq` does what `HfSeq2Seq` does, several times faster: it cuts all texts into batches of like length up to a
number of tokens and lets one translator a core work through them. Neither torch nor transformers is imported where the
model was converted before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache, partial
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from briefing.errors import ModelError
from briefing.models.boundary import SEARCH
from briefing.models.checkpoint import WHAT, Checkpoint, room
from briefing.models.convert import COMPUTED, ConversionError, convert, converted, positions, precision, scores
from briefing.models.engine import first_line, usable_cores
from briefing.models.memory import check_memory
from briefing.models.tokens import Tokens, tokens_for
from briefing.protocols import Progress, WritingSeveral, quiet
from briefing.records import dataclass
from briefing.values import Hypothesis
from briefing.versions import installed

UNDERSTOOD = frozenset(
    {"num_beams", "length_penalty", "max_new_tokens", "no_repeat_ngram_size", "repetition_penalty", *SEARCH}
)
"""Keys of [generate] that can be asked of CTranslate2; those of `SEARCH` only as they stand there."""

_BATCH_TOKENS = 1024  # source tokens a batch, padding counted
_SMALLEST_BATCH = 128
_SLACK = 1.25  # of a translator's share, for padding and texts that cannot be parted
_MOST_TRANSLATORS = 8
_ONE_LOADS = Lock()  # while one thread loads a model, another that wants it waits for it
_REMEDY = 'Take it away with `briefing cache clear --models`, or use backend = "transformers".'


@dataclass(frozen=True, slots=True)
class _Asked:
    """Texts that are being written: what there is already, and for the others their index and what will come."""

    tokens: Tokens
    rows: Sequence[Sequence[str]]
    refused: Sequence[Hypothesis]
    pending: Sequence[tuple[int, Any]]


class Ct2Seq2Seq(Checkpoint):
    """The checkpoint in `directory`, decoding as `spec` says for `task`; it loads at the first use, converted then if
    it never was.
    """

    window = 512  # texts between two saves of a cache: enough to keep every core at work

    @property
    def signature(self) -> str:
        """Model, digest of its files, decoding settings, what decodes and how coarse its numbers are."""
        return f"{self._identity()}|ctranslate2:{installed('ctranslate2')}|{precision(self._directory)}"

    def ready(self) -> None:
        """Convert the model if it was not. Raises ConversionError."""
        if converted(self._directory) is None:
            self._notes.append(f"{self._name} is converted for CTranslate2, once")
            convert(self._directory, self._spec, self._family)

    def load_ahead(self) -> None:
        """Begin to load the converted model, where there is one already."""
        if converted(self._directory) is not None:
            load_ahead(self._directory)

    def generate(self, texts: Sequence[str], *, progress: Progress = quiet) -> list[Hypothesis]:
        """One hypothesis a text, in order. Raises ModelError when the model cannot be loaded or run."""
        return [found[0] for found in self.alternatives(texts, 1, progress=progress)]

    def alternatives(self, texts: Sequence[str], n: int, *, progress: Progress = quiet) -> list[tuple[Hypothesis, ...]]:
        """One to `n` hypotheses a text, best first, from a search with at least `n` beams. Raises ModelError."""
        return self.begin_alternatives(texts, n)(progress)

    def begin_alternatives(self, texts: Sequence[str], n: int, *, beside: int = 1) -> WritingSeveral:
        """Begin what `alternatives` does, as one of `beside` such calls at the same time; its end is waited for by
        calling what is returned. Both raise ModelError.
        """
        if not texts:
            return lambda _: []
        self.ready()
        load_ahead(self._directory)
        tokens = tokens_for(self._directory, self._spec, self._family)
        rows = tokens.encode(texts)
        most = positions(self._directory)
        limit = min(self._spec.max_input_tokens, most)
        refused = self._refuse_long(texts, [len(row) for row in rows], limit)
        groups: dict[int, list[int]] = {}
        for index, row in enumerate(rows):
            if len(row) <= limit:
                longest = min(int(self._options["max_new_tokens"]), most - 1, room(len(row)))
                groups.setdefault(longest, []).append(index)
        try:
            pending = self._begun(tokens, rows, groups, n, beside)
        except (RuntimeError, ValueError, MemoryError) as error:
            raise self._failed(error) from error
        return partial(self._ended, _Asked(tokens, rows, refused, pending))

    def _ended(self, asked: _Asked, progress: Progress) -> list[tuple[Hypothesis, ...]]:
        """Wait for everything, as it comes."""
        hypotheses: list[tuple[Hypothesis, ...]] = [(one,) for one in asked.refused]
        done = len(hypotheses) - len(asked.pending)
        try:
            for index, several in self._found(asked):
                found = [Hypothesis(self._said(asked.tokens, written), score) for written, score in several]
                hypotheses[index] = tuple({one.text: one for one in reversed(found)}.values())[::-1]
                done += 1
                progress(done, len(hypotheses), WHAT)
        except (RuntimeError, ValueError, MemoryError) as error:
            raise self._failed(error) from error
        return hypotheses

    def _failed(self, error: Exception) -> ModelError:
        return ModelError(f"{self._name} failed with CTranslate2: {first_line(error)}", _REMEDY)

    def _said(self, tokens: Tokens, written: Sequence[str]) -> str:
        complete = bool(written) and written[-1] == tokens.end
        return self._finished(tokens.decode(list(written)), len(written), complete=complete)

    def _begun(
        self,
        tokens: Tokens,
        rows: Sequence[Sequence[str]],
        groups: Mapping[int, Sequence[int]],
        n: int,
        beside: int,
    ) -> list[tuple[int, Any]]:
        """The index of each row and its search for the `n` best outputs. All batches are handed over before any is
        waited for, so that no core is idle while another finishes a group.
        """
        translator = load_translator(self._directory)
        options = self._given()
        options |= {"num_hypotheses": n, "beam_size": max(n, options["beam_size"])}
        asked = sum(len(rows[index]) for indices in groups.values() for index in indices)
        share = asked * beside * _SLACK // workers()[0]  # a small job is parted between translators, and no further
        options["max_batch_size"] = int(min(_BATCH_TOKENS, max(_SMALLEST_BATCH, share)))
        pending: list[tuple[int, Any]] = []
        for longest in sorted(groups, reverse=True):
            indices = groups[longest]
            prefix = [list(tokens.prefix)] * len(indices) if tokens.prefix else None
            batch = [rows[index] for index in indices]
            results = translator.translate_batch(
                batch, target_prefix=prefix, max_decoding_length=longest, asynchronous=True, **options
            )
            pending += zip(indices, results, strict=True)
        return pending

    def _found(self, asked: _Asked) -> Iterator[tuple[int, list[tuple[list[str], float]]]]:
        """The best outputs for each row: its index, their pieces and scores."""
        options, forced = self._options, asked.tokens.forced
        for index, result in asked.pending:
            found = result.result()
            several = found.hypotheses
            if float(options.get("repetition_penalty", 1.0)) == 1:
                penalty = float(options["length_penalty"])
                means = [_mean(s, len(w), forced, penalty) for w, s in zip(several, found.scores, strict=True)]
            else:  # the search reports what the penalty made of the model's own numbers
                translator, row = load_translator(self._directory), asked.rows[index]
                means = scores(translator, asked.tokens, [row] * len(several), several)
            yield index, list(zip(several, means, strict=True))

    def _given(self) -> dict[str, Any]:
        """The decoding settings in CTranslate2's words; outputs are ranked and scored with their end marks."""
        options = self._options
        return {
            "beam_size": int(options["num_beams"]),
            "length_penalty": float(options["length_penalty"]),
            "no_repeat_ngram_size": int(options.get("no_repeat_ngram_size", 0)),
            "repetition_penalty": float(options.get("repetition_penalty", 1.0)),
            "batch_type": "tokens",
            "max_input_length": 0,
            "return_end_token": True,
            "return_scores": True,
        }


def workers() -> tuple[int, int]:
    """How many translators work side by side, and on how many cores each: one core each, as long as memory is not
    wasted on many. Threads within a translator wait for each other at every step, which costs dearly on a busy machine.
    """
    cores = usable_cores()
    side_by_side = min(cores, _MOST_TRANSLATORS)
    return side_by_side, max(1, cores // side_by_side)


def _mean(score: float, pieces: int, forced: int, penalty: float) -> float:
    """The mean log-probability of the pieces that were searched for, from the score by which CTranslate2 ranked."""
    whole: float = score * float(pieces) ** penalty
    return min(0.0, whole / max(1, pieces - forced))


def load_translator(directory: Path) -> Any:
    """The converted files of the model in `directory`, loaded once a process. Raises ConversionError."""
    place = converted(directory)
    if place is None:
        raise ConversionError(f"The model in {directory} is not converted.", "Convert it: briefing model convert")
    stored = precision(directory)
    file = (place / "model.bin").stat()
    needed = file.st_size * (2 if stored == "float16" else 1)  # computed with in four bytes, or as it is stored
    with _ONE_LOADS:
        return _load(place, COMPUTED[stored], file.st_mtime_ns, needed)


def load_ahead(directory: Path) -> None:
    """Begin to load the model while something else is done; whoever asks for it waits until it is there."""
    Thread(target=_load_quietly, args=(directory,)).start()


def _load_quietly(directory: Path) -> None:
    with suppress(Exception):  # what prevents it is told to the next who asks for the model
        load_translator(directory)


@lru_cache(maxsize=2)
def _load(place: Path, arithmetic: str, changed: int, needed: int) -> Any:
    del changed
    check_memory(place, needed=needed)
    from ctranslate2 import Translator

    side_by_side, threads = workers()
    return Translator(
        str(place),
        device="cpu",
        compute_type=arithmetic,
        inter_threads=side_by_side,
        intra_threads=threads,
        max_queued_batches=-1,
    )
