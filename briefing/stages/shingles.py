"""Sets of shingles and the pairs of articles that share enough of them to be looked at twice.

Sentences come in; hashed shingles, similarities and candidate pairs go out. A shingle is five syllables in a row within
one sentence, lower-cased, with tone marks in one style: paragraphs may be reordered or dropped without disturbing it.
Candidates are found by Broder's sketch modulo m: of all shingles, the same fixed sample is kept in every article (those
with the smallest hashes), and articles that share sampled shingles are paired. Unlike min-wise hashing it keeps
containment, so a shortened copy is found as surely as a retitled one (A. Broder, On the resemblance and containment of
documents, 1997).
"""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from briefing.lang.text import normalise_tone_marks, syllables

SHINGLE: Final = 5  # syllables
_HASH_BYTES = 8
_SAMPLED = 2**64 // 8  # of all shingles, one in eight is in the sample
_SAMPLE_LEAST = 16  # short articles bring their smallest hashes, sampled or not
_COMMON = 200  # a shingle in more articles than this is a phrase of the trade, not a trace of copying
_SHARED_LEAST = 0.15  # of the smaller sample, to become a candidate


def normalised(sentences: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Each sentence as its syllables, in the form in which they are compared."""
    return tuple(tuple(word.lower() for _, word in syllables(normalise_tone_marks(sentence))) for sentence in sentences)


def shingles(sentences: Iterable[Sequence[str]]) -> array[int]:
    """The 64-bit hashes of all shingles of `sentences`, sorted, each once. A short sentence is one shingle."""
    found: set[int] = set()
    for words in sentences:
        for start in range(max(1, len(words) - SHINGLE + 1) if words else 0):
            piece = " ".join(words[start : start + SHINGLE])
            found.add(int.from_bytes(hashlib.blake2b(piece.encode(), digest_size=_HASH_BYTES).digest(), "big"))
    return array("Q", sorted(found))


def resemblance(first: array[int], second: array[int]) -> tuple[float, float]:
    """Jaccard similarity, and containment: the share of the smaller set that lies in the larger. 0 for empty sets."""
    if not first or not second:
        return 0.0, 0.0
    common = len(set(first).intersection(second))
    return common / (len(first) + len(second) - common), common / min(len(first), len(second))


def candidates(sets: Sequence[array[int]]) -> Iterator[tuple[int, int]]:
    """Pairs (i, j), i < j, of sets that share enough of their samples, in order of i and then j."""
    samples = [_sample(one) for one in sets]
    holders: dict[int, list[int]] = {}
    for at, sample in enumerate(samples):
        for shingle in sample:
            holders.setdefault(shingle, []).append(at)
    for at, sample in enumerate(samples):
        shared: Counter[int] = Counter()
        for shingle in sample:
            if len(holders[shingle]) <= _COMMON:
                shared.update(other for other in holders[shingle] if other > at)
        for other in sorted(shared):
            if shared[other] >= _SHARED_LEAST * min(len(sample), len(samples[other])):
                yield at, other


def _sample(one: array[int]) -> array[int]:
    """The smallest hashes: all below a fixed bound, and of a short article some more."""
    end = 0
    while end < len(one) and (end < _SAMPLE_LEAST or one[end] < _SAMPLED):
        end += 1
    return one[:end]
