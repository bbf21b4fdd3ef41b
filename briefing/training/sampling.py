"""Subword regularisation: the same words cut into other subwords each time they are seen.

Subword ids of a pair as the tokenizer cuts them come in; the same text cut at random goes out, each cut as likely as
the unigram model's probability of it to the power `alpha` (Kudo 2018, "Subword Regularization", over all cuts). A cut
depends on the seed, the pass, the pair and the side alone, so that a resumed run, and any number of workers, see the
same ones. SentencePiece's own sampling cannot promise that: its generator is seeded once a thread and draws in turn.

Pieces never cross a space, so a sentence is cut word by word; the lattice of a word is made once and kept.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from briefing.errors import ConfigError
from briefing.records import dataclass
from briefing.training.corpus import Row
from briefing.training.recipe import Recipe
from briefing.training.vocabulary import SPACE

Ids = NDArray[np.int32]
Side = Literal["source", "target"]
Edge = tuple[tuple[int, ...], tuple[int, ...], tuple[float, ...]]
Edges = tuple[Edge, ...]

_SIDES: Mapping[Side, int] = {"source": 0, "target": 1}
_KEPT = 200_000  # words whose lattices are kept
_LONGEST = 40  # characters of a word that is cut anew: longer ones are addresses and noise


@dataclass(frozen=True, slots=True)
class Pieces:
    """A unigram vocabulary by id: how each piece is written, its log-probability, and how long it is in characters.

    Reserved pieces (placeholders, tags) and the unknown one have no probability: they are never cut and never chosen.
    """

    texts: tuple[str, ...]
    scores: tuple[float, ...]
    lengths: NDArray[np.int64]
    starts: NDArray[np.bool_]
    fixed: NDArray[np.bool_]


def read_pieces(tokenizer: Path) -> Pieces:
    """The vocabulary of a tokenizer's folder. Raises ConfigError when it is no unigram model: BPE has no lattice."""
    import sentencepiece

    model = sentencepiece.SentencePieceProcessor(model_file=str(tokenizer / "source.spm"))
    size = model.get_piece_size()
    # SentencePiece's 0 is <unk>; every id stands one higher here, after the end mark.
    texts = ("</s>", *(model.id_to_piece(index) for index in range(size)))
    scores = (0.0, *(model.get_score(index) for index in range(size)))
    fixed = np.array([score >= 0 or not text.strip() for text, score in zip(texts, scores, strict=True)])
    if all(score == round(score) for score in scores):
        raise ConfigError(
            f"the vocabulary in {tokenizer} is no unigram model, so words cannot be cut at random",
            'use vocabulary.model_type = "unigram", or set vocabulary.sampling_share and sampling_share_target to 0',
        )
    return Pieces(
        texts,
        scores,
        np.array([1 if held else len(text) for text, held in zip(texts, fixed, strict=True)]),
        np.array([text.startswith(SPACE) for text in texts]),
        fixed,
    )


class Sampler:
    """Cuts words anew; `cut` is a pure function of its arguments."""

    def __init__(self, recipe: Recipe, tokenizer: Path) -> None:
        """Read the tokenizer. Raises ConfigError when its vocabulary cannot be sampled."""
        settings = recipe.vocabulary
        self.shares: dict[Side, float] = {
            "source": settings.sampling_share,
            "target": settings.sampling_share_target,
        }
        self._alpha, self._seed, self._longest = settings.sampling_alpha, recipe.seed, recipe.data.max_length
        self._pieces = read_pieces(tokenizer)
        self._by_text = {text: k for k, text in enumerate(self._pieces.texts) if not self._pieces.fixed[k]}
        self._lattices: dict[bytes, Edges | None] = {}

    def cut(self, ids: Ids, *, number: int, pair: int, side: Side) -> Ids:
        """The ids of one side of a pair as pass `number` sees them: cut anew for the side's share of the pairs.

        A cut that would outgrow `data.max_length` is not taken.
        """
        chance = np.random.default_rng((self._seed, 5, number, pair, _SIDES[side]))
        if chance.random() >= self.shares[side]:
            return ids
        draws = iter(chance.random(int(self._pieces.lengths[ids].sum())).tolist())
        new: list[int] = []
        bounds = np.flatnonzero(self._pieces.starts[ids] | (ids == 0))
        edges = [0, *(int(k) for k in bounds if k), len(ids)]
        for first, last in pairwise(edges):
            word = ids[first:last]
            lattice = self._lattice(word)
            new += word.tolist() if lattice is None else _walk(lattice, draws)
        return ids if len(new) > self._longest else np.asarray(new, dtype=np.int32)

    def row(self, row: Row, *, number: int, pair: int) -> Row:
        """A pair as pass `number` sees it, its alignment carried over to the new subwords."""
        source = self.cut(row.source, number=number, pair=pair, side="source")
        target = self.cut(row.target, number=number, pair=pair, side="target")
        position, confidence = row.position, row.confidence
        if target is not row.target:
            parents = self.moved(target, row.target)
            position, confidence = position[parents], confidence[parents]
        if source is not row.source:
            position = self.moved(row.source, source)[position]
        return Row(source, target, position, confidence)

    def moved(self, old: Ids, new: Ids) -> NDArray[np.int64]:
        """For each old subword the new one that holds its last character."""
        before, after = (np.cumsum(self._pieces.lengths[ids]) for ids in (old, new))
        return np.searchsorted(after, before)

    def _lattice(self, word: Ids) -> Edges | None:
        """Where the pieces of a word may begin and end, with their chances; None for what is never cut."""
        key = word.tobytes()
        if key not in self._lattices:
            if len(self._lattices) >= _KEPT:
                self._lattices.clear()
            text = "" if self._pieces.fixed[word].any() else "".join(self._pieces.texts[k] for k in word)
            known = 1 < len(text) <= _LONGEST
            self._lattices[key] = lattice(text, self._by_text, self._pieces.scores, self._alpha) if known else None
        return self._lattices[key]


def sampler_for(recipe: Recipe, tokenizer: Path) -> Sampler | None:
    """What cuts words anew for a recipe; None where it asks for none. Raises ConfigError."""
    settings = recipe.vocabulary
    return Sampler(recipe, tokenizer) if max(settings.sampling_share, settings.sampling_share_target) > 0 else None


def lattice(text: str, ids: Mapping[str, int], scores: Sequence[float], alpha: float) -> Edges:
    """For every end of a piece in `text`: starts, ids and running chances of the pieces that may end there.

    Walking it from the last character gives each way of cutting the text with a chance in proportion to the product of
    its pieces' probabilities to the power `alpha`.
    """
    total = [0.0] + [-math.inf] * len(text)  # log of the sum over all ways to cut the text up to here
    edges: list[Edge] = [((), (), ())]
    for end in range(1, len(text) + 1):
        found = [
            (start, ids[text[start:end]]) for start in range(end) if total[start] > -math.inf and text[start:end] in ids
        ]
        logs = [total[start] + alpha * scores[k] for start, k in found]
        highest = max(logs, default=-math.inf)
        shares = [math.exp(one - highest) for one in logs]
        mass = sum(shares)
        total[end] = highest + math.log(mass) if mass else -math.inf
        running = tuple(accumulate(share / mass for share in shares))
        edges.append((tuple(start for start, _ in found), tuple(k for _, k in found), running))
    return tuple(edges)


def _walk(edges: Edges, draws: Iterator[float]) -> list[int]:
    """One way of cutting, piece by piece from the end of the text."""
    end, found = len(edges) - 1, []
    while end:
        starts, ids, chances = edges[end]
        chosen = min(bisect_left(chances, next(draws)), len(ids) - 1)
        found.append(ids[chosen])
        end = starts[chosen]
    return found[::-1]
