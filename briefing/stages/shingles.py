"""Sets of shingles, and the pairs of articles that share enough of them to be looked at twice.

Sentences come in; hashed shingles, shares and candidate pairs go out. A shingle is five syllables in a row within one
sentence, lower-cased, with tone marks in one style: paragraphs may be reordered or dropped without disturbing it.
Candidates are found by sketches with Broder's modulo sampling: of all shingles the same fixed part is kept in every
article (here those with the smallest hashes), and articles that share sampled shingles are paired. Unlike min-wise
hashing it keeps containment, so a shortened copy is found as surely as a retitled one (A. Broder, On the resemblance
and containment of documents, 1997).

Of very many articles those pairs that share half of their text are many more than those that share most of it, and to
look at each twice takes hours. So what two sketches share must not lie further below the share that is looked for than
chance explains: four standard deviations of a sample of that size.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, compress
from math import sqrt
from typing import Final

from briefing.lang.text import normalise_tone_marks, spaced

SHINGLE: Final = 5  # syllables
_WORD = re.compile(r"\w+")
_HASH_BYTES = 8
_WORDS_KEPT = 65536  # words whose numbers are at hand
_SAMPLED = 2**64 // 8  # one shingle in eight is in the sketch
_SKETCH_LEAST = 16  # short articles bring their smallest hashes, sampled or not
_COMMON = 200  # a shingle in more articles than this is a phrase of the trade, not a trace of copying
_SLICES = (*range(2**58, _SAMPLED + 1, 2**58), 2**64)  # of the hashes that are looked at together
_SHARED_LEAST = 0.4  # of what is rare in the smaller sketch
_SKETCHES_KEPT = 65536  # articles whose sketches are at hand
_DEVIATIONS = 4  # a pair of just the share that is looked for is missed once in 30,000 times


def normalised(sentences: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Each sentence as its syllables, in the form in which they are compared; sentences without any are left out."""
    text = normalise_tone_marks("\n".join(sentences)).lower()
    plain = spaced(text)
    lines = (line.split() for line in plain.split("\n")) if plain else map(_WORD.findall, text.split("\n"))
    return tuple(tuple(words) for words in lines if words)


def shingles(sentences: Iterable[Sequence[str]]) -> array[int]:
    """The 64-bit hashes of all shingles of `sentences`, sorted, each once. A short sentence is one shingle."""
    return in_order(hashed(sentences))


def hashed(sentences: Iterable[Sequence[str]]) -> set[int]:
    """The hashes of all shingles of `sentences`, as numbers with a sign.

    Python's own hash of a tuple of numbers does the mixing: unlike that of strings it is the same in every process.
    """
    found: set[int] = set()
    numbers: list[int] = []
    starts = bytearray()  # for each number whether a shingle begins with it: none reaches over the end of a sentence
    for words in sentences:
        if len(words) < SHINGLE:
            found.add(hash(tuple(map(_NUMBERS.__getitem__, words))))
        else:
            numbers += map(_NUMBERS.__getitem__, words)
            starts += b"\1" * (len(words) - SHINGLE + 1) + bytes(SHINGLE - 1)
    runs = zip(*(numbers[at:] for at in range(SHINGLE)), strict=False)
    found.update(map(hash, compress(runs, starts)))
    return found


def in_order(found: Iterable[int]) -> array[int]:
    """Hashes without their signs, sorted."""
    return array("Q", sorted(array("Q", array("q", found).tobytes())))


class _Numbers(dict[str, int]):
    """A number for each word that was met; emptied now and then, which costs less than to say which word was last."""

    def __missing__(self, word: str) -> int:
        if len(self) >= _WORDS_KEPT:
            self.clear()
        number = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=_HASH_BYTES).digest(), "big")
        self[word] = number
        return number


_NUMBERS: Final = _Numbers()


def resemblance(first: array[int], second: array[int]) -> tuple[float, float, float]:
    """Jaccard similarity, the share of `first` that lies in `second`, and the reverse; 0 where a set is empty."""
    if not first or not second:
        return 0.0, 0.0, 0.0
    common = len(set(first).intersection(second))
    return common / (len(first) + len(second) - common), common / len(first), common / len(second)


def sketch_of(one: array[int]) -> array[int]:
    """The smallest hashes of a set: all below a fixed bound, and of a short article some more."""
    end = max(bisect_left(one, _SAMPLED), min(len(one), _SKETCH_LEAST))
    return one if end == len(one) else one[:end]


def sampled(found: Collection[int]) -> array[int]:
    """The sketch of hashes that are in no order yet; most of them need never be put in one."""
    few = sorted([one for one in found if 0 <= one < _SAMPLED])
    return array("Q", few) if len(few) >= _SKETCH_LEAST else sketch_of(in_order(found))


def candidates(sets: Sequence[array[int]], share: float) -> Iterator[tuple[int, int]]:
    """Pairs (i, j), i < j, of sets of which one may hold `share` of the other, by their sketches, which alone will do.

    They come in order of i and then j.
    """
    sketches = [sketch_of(one) for one in sets]
    holders, common = _holders(sketches)
    rare = [array("Q", (s for s in sketch if s not in common)) for sketch in sketches]
    few = [_SHARED_LEAST * bisect_left(sketch, _SAMPLED) for sketch in rare]
    for at, sketch in enumerate(rare):
        known = [holders[shingle] for shingle in sketch if shingle in holders]
        shared = Counter(chain.from_iterable(one[bisect_right(one, at) :] for one in known))
        enough = few[at]
        likely = [other for other, count in shared.items() if count >= enough or count >= few[other]]
        for other in sorted(likely):
            limit = min(_limit(sketches[at]), _limit(sketches[other]))
            if shared[other] >= _SHARED_LEAST * _least(sketch, rare[other], limit) and _may_hold(
                sketches[at], sketches[other], limit, share
            ):
                yield at, other


class Partners:
    """The same pairs for a few articles among very many, whose sketches need not all be taken apart for that.

    `scan` goes through the numbers and sketches of all articles, `sketch` gives one. What is asked for costs one or two
    passes, in which only the shingles in question are looked for.
    """

    def __init__(
        self, scan: Callable[[], Iterable[tuple[int, array[int]]]], sketch: Callable[[int], array[int]], share: float
    ) -> None:
        self._scan, self._sketch, self._share = scan, lru_cache(maxsize=_SKETCHES_KEPT)(sketch), share
        self._holders: dict[int, list[int]] = {}  # of the shingles looked for so far; no more than make one common
        self._sizes: dict[int, int] = {}  # how much of the sketches of these holders lies below the fixed bound

    def likely(self, wanted: Collection[int]) -> Iterator[tuple[int, int]]:
        """Pairs (i, j) with i in `wanted`, in order of i and then j: all that `candidates` gives, and a few more."""
        self._look_for(wanted)
        for at in sorted(wanted):
            for other in self._likely(at):
                yield at, other

    def confirmed(self, pairs: Collection[tuple[int, int]]) -> list[tuple[int, int]]:
        """Those of `pairs` (likely ones) that `candidates` gives too: they share enough of what is rare."""
        doubtful = {(at, other) for at, other in pairs if not self._enough(at, other, self._sketch(other))}
        self._look_for({other for _, other in doubtful})
        return [
            (at, other)
            for at, other in pairs
            if (at, other) not in doubtful or self._enough(at, other, self._rare(other))
        ]

    def _enough(self, at: int, other: int, theirs: Sequence[int]) -> bool:
        """Whether they share enough of what is rare in `at` and of `theirs`, which is all that is rare in `other`."""
        rare, sketch = self._rare(at), self._sketch(other)
        limit = min(_limit(self._sketch(at)), _limit(sketch))
        return len(set(rare).intersection(sketch)) >= _SHARED_LEAST * _least(rare, theirs, limit)

    def _look_for(self, numbers: Iterable[int]) -> None:
        """Find the holders of all shingles in the sketches of these articles."""
        fresh = set(chain.from_iterable(map(self._sketch, numbers))).difference(self._holders)
        if not fresh:
            return
        holders: dict[int, list[int]] = {shingle: [] for shingle in fresh}
        for at, sketch in self._scan():
            held = fresh.intersection(sketch)
            if held:
                self._sizes[at] = bisect_left(sketch, _SAMPLED)
            for shingle in held:
                if len(holders[shingle]) <= _COMMON:
                    holders[shingle].append(at)
        self._holders |= holders

    def _rare(self, at: int) -> list[int]:
        return [shingle for shingle in self._sketch(at) if len(self._holders[shingle]) <= _COMMON]

    def _likely(self, at: int) -> Iterator[int]:
        """Who may hold enough, or be held, in order."""
        sketch, rare = self._sketch(at), self._rare(at)
        shared = Counter(chain.from_iterable(map(self._holders.__getitem__, rare)))
        shared.pop(at, None)
        common, own = len(sketch) - len(rare), bisect_left(sketch, _SAMPLED)
        for other, count in sorted(shared.items()):
            size = min(own, self._sizes[other])  # both sketches are complete so far at least
            if count + common >= _bound(size, self._share):
                theirs = self._sketch(other)
                if _may_hold(sketch, theirs, min(_limit(sketch), _limit(theirs)), self._share):
                    yield other


def _limit(sketch: array[int]) -> int:
    """Up to which hash a sketch is complete."""
    return max(_SAMPLED, sketch[-1]) if sketch else 0


def _least(first: Sequence[int], second: Sequence[int], limit: int) -> int:
    """The size of the smaller sketch up to where both are complete."""
    return min(bisect_right(first, limit), bisect_right(second, limit))


def _bound(size: int, share: float) -> float:
    """How much of a sketch of that size the other holds at least where its set holds `share` of the whole."""
    return share * size - _DEVIATIONS * sqrt(share * (1 - share) * size)


def _may_hold(first: array[int], second: array[int], limit: int, share: float) -> bool:
    """False where two sketches share so little that neither set can hold `share` of the other."""
    return len(set(first).intersection(second)) >= _bound(_least(first, second, limit), share)


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
