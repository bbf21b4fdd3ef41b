"""Texts to the pieces of a checkpoint's vocabulary and back, with as little machinery as the checkpoint allows.

`tokens_for` gives the tokenizer of a model directory. Marian's is done here with SentencePiece alone, piece for piece
as transformers does it, so that the path on which the embedded model runs loads neither transformers nor torch. Every
other family goes through transformers' own tokenizer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from briefing.errors import ModelError
from briefing.models.boundary import ModelSpec
from briefing.models.directory import digest
from briefing.models.engine import first_line, load_tokenizer, silent
from briefing.models.families import Family, read_json

MARIAN = "marian"
_LANGUAGE = re.compile(r">>.*?<<", re.DOTALL)  # asks a checkpoint of many targets for one of them


class Tokens(Protocol):
    """What a translator needs of a tokenizer. `end` is the end mark; `prefix` is what the decoder is told at the start,
    and `forced` says how many pieces of it an output repeats.
    """

    end: str
    prefix: tuple[str, ...]
    forced: int

    def encode(self, texts: Sequence[str]) -> list[list[str]]:
        """The pieces of each text with the marks that the family wants, never truncated."""
        ...

    def decode(self, pieces: Sequence[str]) -> str:
        """The text of an output, without special tokens and the forced one."""
        ...


class MarianTokens:
    """The SentencePiece models and the vocabulary of a Marian checkpoint."""

    prefix: tuple[str, ...] = ()
    forced = 0

    def __init__(self, directory: Path) -> None:
        from sentencepiece import SentencePieceProcessor

        named = read_json(directory, "tokenizer_config.json", missing_ok=True)
        self.end, self._unknown = _token(named, "eos_token", "</s>"), _token(named, "unk_token", "<unk>")
        self._special = frozenset((self.end, self._unknown, _token(named, "pad_token", "<pad>")))
        self._known = frozenset(read_json(directory, "vocab.json"))
        separate = bool(named.get("separate_vocabs", False))
        try:
            self._source = SentencePieceProcessor(model_file=str(directory / "source.spm"))
            # With one vocabulary, transformers puts outputs together by the source's model; so do we.
            target = directory / "target.spm"
            self._target = SentencePieceProcessor(model_file=str(target)) if separate else self._source
        except (OSError, RuntimeError) as error:
            message = f"The tokenizer in {directory} cannot be loaded: {first_line(error)}"
            raise ModelError(message, "Copy the checkpoint again, or name another model with --model.") from error
        self._marks = re.compile("(" + "|".join(re.escape(mark) for mark in sorted(self._special)) + ")")

    def encode(self, texts: Sequence[str]) -> list[list[str]]:
        """The pieces of each text and the end mark; a special token spelled out in a text counts as that token."""
        parts = (self._marks.split(text) for text in texts)
        return [[*(piece for part in found for piece in self._pieces(part)), self.end] for found in parts]

    def decode(self, pieces: Sequence[str]) -> str:
        """The text of an output without special tokens."""
        said = [piece for piece in pieces if piece not in self._special]
        return str(self._target.decode_pieces(said)).replace("▁", " ").strip()

    def _pieces(self, part: str) -> list[str]:
        if not part or part in self._special:
            return [part] if part else []
        language = _LANGUAGE.match(part)
        code = [language[0]] if language else []
        pieces = [*code, *self._source.encode(part[len(code[0]) :] if code else part, out_type=str)]
        return [piece if piece in self._known else self._unknown for piece in pieces]


class HubTokens:
    """transformers' tokenizer of any other family."""

    def __init__(self, tokenizer: Any, first: str, start: str) -> None:
        self._tokenizer = tokenizer
        self.end = str(tokenizer.eos_token)
        self.prefix = tuple(token for token in (start, first) if token)
        self.forced = 1 if first else 0  # a start token is no part of an output

    def encode(self, texts: Sequence[str]) -> list[list[str]]:
        """The pieces of each text with the marks that the family wants, never truncated."""
        with silent():
            rows = self._tokenizer(list(texts), truncation=False)["input_ids"]
            return [[str(piece) for piece in self._tokenizer.convert_ids_to_tokens(row)] for row in rows]

    def decode(self, pieces: Sequence[str]) -> str:
        """The text of an output, without special tokens and the forced one (not special in every tokenizer)."""
        said = list(pieces[self.forced :])
        ids = self._tokenizer.convert_tokens_to_ids(said)
        return str(self._tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False))


def tokens_for(directory: Path, spec: ModelSpec, family: Family) -> Tokens:
    """The tokenizer of a checkpoint, loaded once a process. Raises ModelError when it cannot be loaded."""
    codes = (
        family.fill(family.input.source_code, spec),
        family.fill(family.decoding.first_token, spec),
        family.fill(family.decoding.start_token, spec),
    )
    return _load(directory, family.name, codes, digest(directory))


@lru_cache(maxsize=4)
def _load(directory: Path, family: str, codes: tuple[str, str, str], content: str) -> Tokens:
    """`content` is the digest of the directory: a checkpoint that was replaced is loaded anew."""
    del content
    source, first, start = codes
    if family == MARIAN:
        return MarianTokens(directory)
    return HubTokens(load_tokenizer(directory, source), first, start)


def _token(named: dict[str, Any], key: str, default: str) -> str:
    """A special token as tokenizer_config.json spells it, plainly or as a table."""
    value = named.get(key, default)
    return str(value.get("content", default) if isinstance(value, dict) else value)
