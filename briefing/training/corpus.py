"""Pairs as subword ids, and the order in which training meets them.

Loaded pairs and a tokenizer come in; one flat store of ids with alignments goes out, which can be saved and
loaded again, and `plan` cuts a pass over it into batches of like lengths. A pass depends only on the seed and
its number, so a resumed run sees what an unkilled one sees.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from briefing.errors import ModelError
from briefing.records import dataclass
from briefing.training.data import Loaded, Pair
from briefing.training.disk import in_place
from briefing.training.recipe import Kind, Recipe

Ids = NDArray[np.int32]
Encode = Callable[[Sequence[str]], list[list[int]]]

PREFIXES: Mapping[str, str] = {"translate": "", "brief": "\u27e6brief\u27e7 "}  # what the encoder is told first, a task

TAGS: Mapping[Kind, str] = {"back-translation": "\u27e6bt\u27e7 ", "self-training": "\u27e6st\u27e7 "}  # before sources

ROUND = 4  # batch widths are multiples of this, so that shapes repeat


@dataclass(frozen=True, slots=True)
class Corpus:
    """Sequences laid end to end: pair k is `source[source_start[k]:source_start[k + 1]]`, the target likewise.

    `position` and `confidence` are the alignment of every target subword (confidence 0: unknown).
    """

    source: Ids
    source_start: NDArray[np.int64]
    target: Ids
    target_start: NDArray[np.int64]
    origin: NDArray[np.int32]
    position: NDArray[np.int16]
    confidence: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.origin)

    def row(self, k: int | np.int64) -> Row:
        """Pair `k`."""
        source = slice(self.source_start[k], self.source_start[k + 1])
        target = slice(self.target_start[k], self.target_start[k + 1])
        return Row(self.source[source], self.target[target], self.position[target], self.confidence[target])

    def sources(self) -> list[Ids]:
        """The source ids of each pair."""
        return np.split(self.source, self.source_start[1:-1])

    def targets(self) -> list[Ids]:
        """The target ids of each pair."""
        return np.split(self.target, self.target_start[1:-1])


@dataclass(frozen=True, slots=True)
class Row:
    """One pair: its ids, and for every target subword the source subword that it is aligned to, and how surely."""

    source: Ids
    target: Ids
    position: NDArray[Any]
    confidence: NDArray[np.float32]


Change = Callable[[Row, int], Row]


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded id arrays; `position` and `confidence` have the target's shape. The decoder's input starts with
    the pad, `labels` hold the pad where there is nothing to predict.
    """

    source: NDArray[np.int64]
    decoder: NDArray[np.int64]
    labels: NDArray[np.int64]
    position: NDArray[np.int64]
    confidence: NDArray[np.float32]

    @property
    def tokens(self) -> int:
        """Target tokens to predict, padding not counted."""
        return int((self.labels != self.decoder[0, 0]).sum())


def encode_pairs(pairs: Sequence[Pair], origins: Sequence[int], encode: Encode) -> Corpus:
    """The pairs as ids, each task with its prefix; no alignments yet."""
    source = encode([PREFIXES[pair.task] + pair.tag + pair.source for pair in pairs])
    target = encode([pair.target for pair in pairs])
    return _corpus(source, target, np.asarray(origins, dtype=np.int32))


def _corpus(source: Sequence[Any], target: Sequence[Any], origin: NDArray[np.int32]) -> Corpus:
    flat = np.concatenate([np.asarray(ids, dtype=np.int32) for ids in target])
    return Corpus(
        np.concatenate([np.asarray(ids, dtype=np.int32) for ids in source]),
        np.cumsum([0, *map(len, source)]),
        flat,
        np.cumsum([0, *map(len, target)]),
        origin,
        np.zeros(len(flat), dtype=np.int16),
        np.zeros(len(flat), dtype=np.float32),
    )


def within_limits(corpus: Corpus, recipe: Recipe, tasks: Sequence[str]) -> Corpus:
    """Only the pairs that are short enough and, unless they abridge, of like length on both sides."""
    n, m = np.diff(corpus.source_start), np.diff(corpus.target_start)
    ratio = recipe.data.max_ratio
    faithful = np.array([task == "translate" for task in tasks])
    alike = (n <= ratio * m + 4) & (m <= ratio * n + 4)
    keep = (np.maximum(n, m) <= recipe.data.max_length) & (alike | ~faithful)
    if not keep.any():
        raise ModelError("every training pair is too long or lopsided", "raise data.max_length in the recipe")
    sources, targets = corpus.sources(), corpus.targets()
    chosen = np.flatnonzero(keep)
    return _corpus([sources[k] for k in chosen], [targets[k] for k in chosen], corpus.origin[chosen])


def save_corpus(corpus: Corpus, path: Path) -> None:
    """Write the store in one file, whole or not at all."""
    with in_place(path) as partial:
        np.savez(partial, **{name: getattr(corpus, name) for name in Corpus.__dataclass_fields__})


def load_corpus(path: Path) -> Corpus:
    """Read a store that `save_corpus` wrote."""
    with np.load(path) as stored:
        return Corpus(**{name: stored[name] for name in Corpus.__dataclass_fields__})


def choose(corpus: Corpus, recipe: Recipe, number: int) -> NDArray[np.int64]:
    """The pairs of pass `number`: each source as often as its weight says, fractions taking turns."""
    chosen = []
    for origin, setting in enumerate(recipe.mixture):
        members = np.flatnonzero(corpus.origin == origin)
        if not len(members) or not setting.weight:
            continue
        order = np.random.default_rng((recipe.seed, 1, origin)).permutation(members)
        first, last = (round(n * setting.weight * len(members)) for n in (number, number + 1))
        chosen.append(order[np.arange(first, max(last, first + 1)) % len(members)])
    return np.concatenate(chosen)


def plan(corpus: Corpus, recipe: Recipe, number: int) -> list[NDArray[np.int64]]:
    """Pass `number` as batches of pair numbers, in the order of training."""
    chance = np.random.default_rng((recipe.seed, 2, number))
    chosen = choose(corpus, recipe, number)
    n, m = (np.diff(start)[chosen] for start in (corpus.source_start, corpus.target_start))
    wide = np.maximum(n, m)
    # Like lengths together, with a little disorder so that no batch returns in another pass.
    order = chosen[np.lexsort((chance.random(len(chosen)), n + chance.integers(0, 3, len(chosen)), (m + 3) // ROUND))]
    batches = _cut(order, corpus, recipe.training.batch_tokens)
    shuffled = [batches[k] for k in chance.permutation(len(batches))]
    if number == 0 and recipe.training.short_first_steps:
        typical = float(np.median(wide)) / 2
        widths = [int(np.diff(corpus.target_start)[batch].max()) for batch in shuffled]
        short = [k for k, width in enumerate(widths) if width <= typical][: recipe.training.short_first_steps]
        rest = sorted(set(range(len(shuffled))) - set(short))
        shuffled = [shuffled[k] for k in (*short, *rest)]
    return shuffled


def _cut(order: NDArray[np.int64], corpus: Corpus, budget: int) -> list[NDArray[np.int64]]:
    n, m = (np.diff(start)[order] for start in (corpus.source_start, corpus.target_start))
    batches, first, widest = [], 0, 0.0
    for k in range(len(order)):
        now = max(widest, float(m[k]), float(n[k]) / 1.4)
        if k > first and now * (k - first + 1) > budget:
            batches.append(order[first:k])
            first, now = k, max(float(m[k]), float(n[k]) / 1.4)
        widest = now
    batches.append(order[first:])
    return batches


def collate(
    corpus: Corpus, members: Sequence[int] | NDArray[np.int64], pad: int, change: Change | None = None
) -> Batch:
    """The pairs `members` as padded arrays, each first handed to `change` with its number where that is given."""
    pairs = [corpus.row(k) for k in members]
    if change is not None:
        pairs = [change(pair, int(k)) for pair, k in zip(pairs, members, strict=True)]
    rows = len(pairs)
    n, m = ([len(getattr(pair, side)) for pair in pairs] for side in ("source", "target"))
    wide_source, wide_target = (-(-max(lengths) // ROUND) * ROUND for lengths in (n, m))
    source = np.full((rows, wide_source), pad, dtype=np.int64)
    labels = np.full((rows, wide_target), pad, dtype=np.int64)
    position = np.zeros((rows, wide_target), dtype=np.int64)
    confidence = np.zeros((rows, wide_target), dtype=np.float32)
    for row, pair in enumerate(pairs):
        source[row, : n[row]] = pair.source
        labels[row, : m[row]] = pair.target
        position[row, : m[row]] = pair.position
        confidence[row, : m[row]] = pair.confidence
    decoder = np.concatenate([np.full((rows, 1), pad, dtype=np.int64), labels[:, :-1]], axis=1)
    return Batch(source, decoder, labels, position, confidence)


def tasks_of(loaded: Loaded) -> list[str]:
    """The task of each pair."""
    return [pair.task for pair in loaded.pairs]
