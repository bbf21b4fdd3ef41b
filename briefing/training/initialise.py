"""What a model can know before its first step.

English vectors from co-occurrence (positive pointwise mutual information and its leading singular vectors,
after Levy and Goldberg 2014), Vietnamese vectors as the means of the English ones that they are aligned with,
so that with tied embeddings a word's vector already points at its translations; and cross-attention whose
values and outputs begin near the identity, so that what is attended to is what is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

NOISE = 0.35  # share of a vector's norm that is chance, to tell like words apart
IDENTITY = 0.7


def cooccurrence_vectors(sequences: Sequence[NDArray[np.int32]], size: int, width: int, window: int) -> Floats:
    """One vector of `width` an id, from how often ids stand within `window` of each other; zero if unseen."""
    import torch

    flat = np.concatenate(sequences).astype(np.int64)
    sentence = np.repeat(np.arange(len(sequences)), [len(item) for item in sequences])
    counts = np.zeros(size * size, dtype=np.float32)
    for distance in range(1, window + 1):
        same = sentence[:-distance] == sentence[distance:]
        keys = flat[:-distance][same] * size + flat[distance:][same]
        unique, number = np.unique(keys, return_counts=True)
        counts[unique] += number.astype(np.float32) / distance
    table = counts.reshape(size, size)
    table += table.T.copy()
    rows = table.sum(axis=1)
    context = rows**0.75
    expected = np.outer(rows, context / max(context.sum(), 1e-9))
    with np.errstate(divide="ignore", invalid="ignore"):
        table = np.log(table / expected, out=np.zeros_like(table), where=table > 0)
    np.maximum(table, 0, out=table)
    with torch.random.fork_rng(), _one_thread():
        torch.manual_seed(0)  # its range finder draws at random
        left, strength, _ = torch.svd_lowrank(torch.tensor(table), q=min(width + 16, size), niter=2)
    vectors: Floats = (left * strength.sqrt())[:, :width].numpy()
    if vectors.shape[1] < width:
        vectors = np.pad(vectors, ((0, 0), (0, width - vectors.shape[1])))
    return vectors


@contextmanager
def _one_thread() -> Iterator[None]:
    """Sums that are cut into the same parts however many cores there are: the last bits stay the same."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def joint_embeddings(
    english: Floats,
    english_count: NDArray[np.int64],
    vietnamese_count: NDArray[np.int64],
    counts: Any,
    *,
    deviation: float,
    seed: int,
) -> Floats:
    """Vectors of the joint vocabulary, all of one norm (`deviation` a component), the pad's (last) zero.

    `counts` is the sparse matrix of aligned (source id, target id) pairs. An id of both languages gets the
    mean of both vectors, weighted by how often it occurs in each.
    """
    from scipy.sparse import diags

    size, width = english.shape
    seen = english[english_count > 0]
    english = _unit(english - seen.mean(axis=0))
    mass = np.maximum(np.asarray(counts.sum(axis=1)).ravel(), 1e-9)
    translated = _unit(diags(1 / mass) @ counts @ english)
    share = (english_count / np.maximum(english_count + vietnamese_count, 1))[:, None]
    joined = _unit(share * english + (1 - share) * translated)
    chance = _unit(np.random.default_rng((seed, 3)).standard_normal((size, width)))
    known = np.linalg.norm(joined, axis=1, keepdims=True) > 0
    vectors: Any = _unit(np.where(known, (1 - NOISE) * joined + NOISE * chance, chance)) * deviation * np.sqrt(width)
    vectors[-1] = 0
    joint: Floats = vectors.astype(np.float32)
    return joint


def _unit(vectors: Any) -> Any:
    norm = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, norm, out=np.zeros_like(vectors), where=norm > 1e-9)  # noqa: PLR2004


def near_identity(model: Any) -> None:
    """Let the cross-attention of a Marian model begin by handing on what it looks at."""
    import torch

    with torch.no_grad():
        for layer in model.model.decoder.layers:
            for part in (layer.encoder_attn.v_proj, layer.encoder_attn.out_proj):
                part.weight.mul_(0.5).add_(IDENTITY * torch.eye(part.weight.shape[0]))
