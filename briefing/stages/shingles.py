"""Sets of shingles, and the pairs of articles that share enough of them to be looked at twice.

Sentences come in; hashed shingles, shares and candidate pairs go out. A shingle is five syllables in a row within one
sentence, lower-cased, with tone marks in one style: paragraphs may be reordered or dropped without disturbing it.
Candidates are found by sketches with Broder's modulo sampling: of all shingles the same fixed part is kept in every
article (here those with the smallest hashes), and articles that share sampled shingles are paired. Unlike min-wise
hashing it keeps containment, so a shortened copy is found as surely as a retitled one (A. Broder, On the resemblance
and containment of documents, 1997).
"""

from __future__ import annotations

import hashlib
import re
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from briefing.lang.text import normalise_tone_marks

SHINGLE: Final = 5  # syllables
_WORD = re.compile(r"\w+")
_HASH_BYTES = 8
_SAMPLED = 2**64 // 8  # one shingle in eight is in the sketch
_SKETCH_LEAST = 16  # short articles bring their smallest hashes, sampled or not
_COMMON = 200  # a shingle in more articles than this is a phrase of the trade, not a trace of copying
_SLICES = (*range(2**58, _SAMPLED + 1, 2**58), 2**64)  # of the hashes that are looked at together
_SHARED_LEAST = 0.4  # of the smaller sketch: half of the share that makes a duplicate, for sketches are small


def normalised(sentences: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Each sentence as its syllables, in the form in which they are compared; sentences without any are left out."""
    lines = normalise_tone_marks("\n".join(sentences)).lower().split("\n")
    return tuple(tuple(words) for line in lines if (words := _WORD.findall(line)))


def shingles(sentences: Iterable[Sequence[str]]) -> array[int]:
    """The 64-bit hashes of all shingles of `sentences`, sorted, each once. A short sentence is one shingle."""
    return in_order(hashed(sentences))


def hashed(sentences: Iterable[Sequence[str]]) -> set[int]:
    """The hashes of all shingles of `sentences`, as numbers with a sign.

    Python's own hash of a tuple of numbers does the mixing: unlike that of strings it is the same in every process.
    """
    found: set[int] = set()
    for words in sentences:
        numbers = tuple(map(_number, words))
        runs = [numbers] if len(numbers) < SHINGLE else zip(*(numbers[at:] for at in range(SHINGLE)), strict=False)
        found.update(map(hash, runs))
    return found


def in_order(found: Iterable[int]) -> array[int]:
    """Hashes without their signs, sorted."""
    return array("Q", sorted(array("Q", array("q", found).tobytes())))


@lru_cache(maxsize=65536)
def _number(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=_HASH_BYTES).digest(), "big")


def resemblance(first: array[int], second: array[int]) -> tuple[float, float, float]:
    """Jaccard similarity, the share of `first` that lies in `second`, and the reverse; 0 where a set is empty."""
    if not first or not second:
        return 0.0, 0.0, 0.0
    common = len(set(first).intersection(second))
    return common / (len(first) + len(second) - common), common / len(first), common / len(second)


def sketch_of(one: array[int]) -> array[int]:
    """The smallest hashes of a set: all below a fixed bound, and of a short article some more."""
    end = 0
    while end < len(one) and (end < _SKETCH_LEAST or one[end] < _SAMPLED):
        end += 1
    return one[:end]


def sampled(found: Collection[int]) -> array[int]:
    """The sketch of hashes that are in no order yet; most of them need never be put in one."""
    few = sorted(one for one in found if 0 <= one < _SAMPLED)
    return array("Q", few) if len(few) >= _SKETCH_LEAST else sketch_of(in_order(found))


def candidates(sets: Sequence[array[int]]) -> Iterator[tuple[int, int]]:
    """Pairs (i, j), i < j, of sets whose sketches share enough, in order of i and then j; sketches alone will do."""
    sketches = [sketch_of(one) for one in sets]
    holders, common = _holders(sketches)
    rare = [array("Q", (s for s in sketch if s not in common)) for sketch in sketches]
    limits = [max(_SAMPLED, sketch[-1]) if sketch else 0 for sketch in sketches]
    for at, sketch in enumerate(rare):
        shared = Counter(other for shingle in sketch for other in holders.get(shingle, ()) if other > at)
        for other in sorted(shared):
            limit = min(limits[at], limits[other])  # up to here both sketches are complete
            least = min(bisect_right(sketch, limit), bisect_right(rare[other], limit))
            if shared[other] >= _SHARED_LEAST * least:
                yield at, other


def alike(sets: Sequence[array[int]], share: float) -> Iterator[tuple[int, int]]:
    """Pairs (i, j), i < j, of whole sets of which one holds at least `share` of the other; exact, for a few sets."""
    holders: dict[int, list[int]] = {}
    for at, one in enumerate(sets):
        shared = Counter(other for shingle in one for other in holders.get(shingle, ()))
        for other in sorted(shared):
            if shared[other] / min(len(one), len(sets[other])) >= share:
                yield other, at
        for shingle in one:
            holders.setdefault(shingle, []).append(at)


def _holders(sketches: Sequence[array[int]]) -> tuple[dict[int, array[int]], set[int]]:
    """Who holds the shingles that several sketches hold, and the shingles that too many hold.

    Most shingles have one holder and are of no use here. They are never all in memory: a slice of the hashes, a small
    part of each sketch, is looked at at a time.
    """
    holders: dict[int, array[int]] = {}
    common: set[int] = set()
    starts = [0] * len(sketches)
    for bound in _SLICES:
        ends = [bisect_left(sketch, bound, start) for sketch, start in zip(sketches, starts, strict=True)]
        counts = Counter(
            shingle for sketch, start, end in zip(sketches, starts, ends, strict=True) for shingle in sketch[start:end]
        )
        several = {shingle: array("L") for shingle, count in counts.items() if 1 < count <= _COMMON}
        common.update(shingle for shingle, count in counts.items() if count > _COMMON)
        for at, (sketch, start, end) in enumerate(zip(sketches, starts, ends, strict=True)):
            for shingle in sketch[start:end]:
                if shingle in several:
                    several[shingle].append(at)
        holders |= several
        starts = ends
    return holders, common
