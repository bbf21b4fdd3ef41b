"""The part that touches torch and transformers: loading a checkpoint, token ids in, token ids out, and their scores.

Loaded models are kept for the process, so that two tasks of one checkpoint share its weights.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from briefing.errors import ModelError
from briefing.models.boundary import ModelSpec
from briefing.models.directory import check_files, digest
from briefing.models.families import Family
from briefing.models.memory import check_memory

_BUDGETS = {"cpu": 4_096, "cuda": 65_536}
_UNLIMITED = 1_000_000


class Engine:
    """A loaded checkpoint. Sequences of token ids begin with the decoder's start token and end with the end mark."""

    def __init__(self, model: Any, tokenizer: Any, start: int | None, first: int | None) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._first = first
        self._fixed = {"do_sample": False, "num_return_sequences": 1, "max_length": None, "forced_eos_token_id": None}
        if start is not None:
            self._fixed["decoder_start_token_id"] = start
        if first is not None:
            self._fixed["forced_bos_token_id"] = first
        ends = model.generation_config.eos_token_id
        self._ends = frozenset([ends] if isinstance(ends, int) else ends or [])
        self.budget = _BUDGETS.get(model.device.type, _BUDGETS["cpu"])
        self.max_positions = int(getattr(model.config, "max_position_embeddings", None) or _UNLIMITED)

    @property
    def start(self) -> int:
        """The id that every output begins with."""
        own = self._fixed.get("decoder_start_token_id", self._model.generation_config.decoder_start_token_id)
        return int(own)

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids with the marks that the family wants, never truncated."""
        with silent():
            return [list(row) for row in self._tokenizer(list(texts), truncation=False)["input_ids"]]

    def decode(self, sequence: Sequence[int]) -> str:
        """The text of a sequence, without special tokens and the forced one (not special in every tokenizer)."""
        written = list(sequence[1:])
        if written and written[0] == self._first:
            del written[0]
        text = self._tokenizer.decode(written, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        return str(text)

    def search(self, rows: Sequence[Sequence[int]], options: dict[str, Any]) -> list[list[int]]:
        """The best sequence for each row of token ids."""
        import torch

        ids, mask = self._padded(rows)
        with torch.inference_mode(), silent():
            sequences = self._model.generate(input_ids=ids, attention_mask=mask, **(self._fixed | options))
        return [self._trimmed(sequence) for sequence in sequences.tolist()]

    def complete(self, sequence: Sequence[int]) -> bool:
        """True when the search came to an end mark by itself and not to its limit."""
        return sequence[-1] in self._ends

    def score(self, rows: Sequence[Sequence[int]], sequences: Sequence[Sequence[int]], at_once: int) -> list[float]:
        """The mean log-probability of the tokens of each sequence given its row: end mark counted, forced token not.

        One pass of the model over what was written, so that greedy and beam search are measured alike and no step of
        the search has to be kept. At most `at_once` logits are held in memory.
        """
        longest = max(len(sequence) for sequence in sequences)
        step = max(1, at_once // (longest * int(self._model.config.vocab_size)))
        scores: list[float] = []
        for start in range(0, len(rows), step):
            scores += self._scored(rows[start : start + step], sequences[start : start + step])
        return scores

    def _scored(self, rows: Sequence[Sequence[int]], sequences: Sequence[Sequence[int]]) -> list[float]:
        import torch

        ids, mask = self._padded(rows)
        inputs, _ = self._padded([sequence[:-1] for sequence in sequences])
        targets, counted = self._padded([sequence[1:] for sequence in sequences])
        if self._first is not None:
            counted[:, 0] = 0
        with torch.inference_mode(), silent():
            logits = self._model(input_ids=ids, attention_mask=mask, decoder_input_ids=inputs).logits.float()
            chosen = logits.gather(-1, targets.unsqueeze(-1)).squeeze(-1) - logits.logsumexp(-1)
            mean = (chosen * counted).sum(-1) / counted.sum(-1).clamp(min=1)
        return [min(0.0, float(value)) for value in mean.tolist()]

    def _padded(self, rows: Sequence[Sequence[int]]) -> tuple[Any, Any]:
        """A rectangle of token ids, padded on the right, and the mask of what is real."""
        import torch

        width = max(len(row) for row in rows)
        pad = self._tokenizer.pad_token_id
        ids = [[*row, *[pad] * (width - len(row))] for row in rows]
        mask = [[1] * len(row) + [0] * (width - len(row)) for row in rows]
        device = self._model.device
        return torch.tensor(ids, device=device), torch.tensor(mask, device=device)

    def _trimmed(self, sequence: list[int]) -> list[int]:
        """A sequence up to its first end mark; the start token (an end mark in some families) does not count."""
        for position in range(1, len(sequence)):
            if sequence[position] in self._ends:
                return sequence[: position + 1]
        while len(sequence) > 2 and sequence[-1] == self._tokenizer.pad_token_id:  # noqa: PLR2004 - start and one
            sequence = sequence[:-1]
        return sequence

    @staticmethod
    def out_of_memory(error: Exception) -> bool:
        """True when a smaller batch may do."""
        return isinstance(error, MemoryError) or "out of memory" in str(error) or "can't allocate" in str(error)


def load_engine(directory: Path, spec: ModelSpec, family: Family, device: str) -> Engine:
    """The checkpoint in `directory`, ready to decode; loaded once a process. Raises ModelError."""
    source = family.fill(family.input.source_code, spec)
    token = family.fill(family.input.source_token, spec)
    start = family.fill(family.decoding.start_token, spec)
    first = family.fill(family.decoding.first_token, spec)
    check_files(directory, family)
    return _load(directory, (source, token, start, first), _device(device), digest(directory))


@lru_cache(maxsize=2)
def _load(directory: Path, codes: tuple[str, str, str, str], device: str, content: str) -> Engine:
    """`content` is the digest of the directory: a checkpoint that was replaced is loaded anew."""
    del content
    source, token, *decoder = codes
    check_memory(directory)
    import torch
    from transformers import AutoModelForSeq2SeqLM

    torch.set_num_threads(min(torch.get_num_threads(), usable_cores()))
    tokenizer = load_tokenizer(directory, source)
    with silent():
        _token_id(tokenizer, token, directory)
        try:
            model, report = AutoModelForSeq2SeqLM.from_pretrained(
                directory,
                local_files_only=True,
                trust_remote_code=False,
                dtype=torch.float32,
                output_loading_info=True,
            )
        except Exception as error:  # a broken file may raise anything: it ends here as one kind of error
            raise _cannot_load(directory, error, source) from error
    missing = sorted(report["missing_keys"]) + sorted(str(key) for key in report["mismatched_keys"])
    if missing:
        message = f"The weights in {directory} are incomplete: {len(missing)} tensors lack, {missing[0]} among them."
        raise ModelError(message, "Copy the checkpoint again, or name another model with --model.")
    ids = [_token_id(tokenizer, token, directory) for token in decoder]
    return Engine(model.eval().to(device), tokenizer, ids[0], ids[1])


def load_tokenizer(directory: Path, source: str) -> Any:
    """The tokenizer of transformers for texts in the language that it calls `source`. Raises ModelError."""
    from transformers import AutoTokenizer

    with silent():
        try:
            tokenizer = AutoTokenizer.from_pretrained(
                directory, local_files_only=True, trust_remote_code=False, **({"src_lang": source} if source else {})
            )
        except Exception as error:  # M2M-100's tokenizer raises a KeyError for a language that it does not know
            raise _cannot_load(directory, error, source) from error
    if hasattr(tokenizer, "punc_normalizer"):
        # Marian normalises punctuation when an optional package happens to be installed; our text side does it always.
        tokenizer.punc_normalizer = str
    return tokenizer


def _token_id(tokenizer: Any, token: str, directory: Path) -> int | None:
    """The id of a language's token, or None for no token. Raises ModelError when the vocabulary lacks it."""
    if not token:
        return None
    number = tokenizer.convert_tokens_to_ids(token)
    if number is None or number == tokenizer.unk_token_id:
        message = f"The vocabulary in {directory} has no token {token!r}."
        raise ModelError(message, "Choose a language that this checkpoint knows, spelled as its family's file has it.")
    return int(number)


def _cannot_load(directory: Path, error: Exception, source: str) -> ModelError:
    if isinstance(error, KeyError) and source and source in str(error):
        return ModelError(
            f"The tokenizer in {directory} knows no language {source!r}.", "Choose a language that it knows."
        )
    message = f"The model in {directory} cannot be loaded: {first_line(error)}"
    return ModelError(message, "Copy the checkpoint again, or name another model with --model.")


def _device(wanted: str) -> str:
    """The device to use: a graphics card where there is one and nothing else was asked for."""
    import torch

    available = torch.cuda.is_available()
    if wanted == "cuda" and not available:
        raise ModelError("No CUDA device is available.", "Leave the device to 'auto', or use 'cpu'.")
    return "cuda" if available and wanted in {"auto", "cuda"} else "cpu"


def usable_cores() -> int:
    """The processor cores that this process may use: its affinity, in a container its share of time, and what
    $OMP_NUM_THREADS says, by which a worker among many is told its part.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with suppress(ValueError):
        cores = min(cores, max(1, int(os.environ.get("OMP_NUM_THREADS", ""))))
    with suppress(OSError, ValueError):
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
        cores = min(cores, max(1, round(int(quota) / int(period))))
    return cores


@contextmanager
def silent() -> Iterator[None]:
    """Keep transformers' own messages and bars away from the user, and put its settings back afterwards."""
    from transformers.utils import logging

    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity(logging.CRITICAL)
    logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Recommended: pip install sacremoses")
            yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()


def first_line(error: Exception) -> str:
    """What an exception says, in one line."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
