"""Which sentences of a large text are like those of a small one.

Sentences of the wanted kind and a pool come in; a number for each of the pool goes out, higher for likelier: the
difference of its log-probability a word under two language models, one of the wanted kind and one of the pool (Moore &
Lewis, "Intelligent selection of language model training data", ACL 2010). The models are of word pairs, smoothed by
interpolation (Jelinek & Mercer 1980), over the words that the wanted kind has more than once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain, pairwise
from math import log

_WORD = re.compile(r"\w+|[^\w\s]")
_START, _OTHER = 0, 1  # the numbers of what comes before a sentence and of any word not in the vocabulary
_PAIRS = 0.6  # weight of word pairs against single words

Numbers = Sequence[int]


def likeness(wanted: Sequence[str], pool: Sequence[str], sample: Sequence[str]) -> list[float]:
    """For each of `pool`: nats a word by which it is likelier as one of `wanted` than as one of the pool's `sample`."""
    counts = Counter(chain.from_iterable(map(_words, wanted)))
    known = {word: number for number, word in enumerate((w for w, n in counts.items() if n > 1), start=_OTHER + 1)}
    near, far = (_Model([_numbers(text, known) for text in texts], len(known)) for texts in (wanted, sample))
    return [_difference(_numbers(text, known), near, far) for text in pool]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _numbers(text: str, known: dict[str, int]) -> list[int]:
    return [_START, *(known.get(word, _OTHER) for word in _words(text))]


def _difference(numbers: Numbers, near: _Model, far: _Model) -> float:
    """Nats a word; 0 for a text of no words."""
    total = sum(near.nats(pair) - far.nats(pair) for pair in pairwise(numbers))
    return total / max(1, len(numbers) - 1)


class _Model:
    """A bigram model with add-one unigrams below it; what it was asked once it remembers."""

    def __init__(self, texts: Sequence[Numbers], words: int) -> None:
        self._singles = Counter(chain.from_iterable(text[1:] for text in texts))
        self._pairs = Counter(chain.from_iterable(map(pairwise, texts)))
        self._before = Counter(chain.from_iterable(text[:-1] for text in texts))
        self._total = sum(self._singles.values()) + words + 1
        self._known: dict[tuple[int, int], float] = {}

    def nats(self, pair: tuple[int, int]) -> float:
        """Log-probability of the second word after the first."""
        found = self._known.get(pair)
        if found is None:
            single = (self._singles[pair[1]] + 1) / self._total
            seen = self._pairs[pair] / max(1, self._before[pair[0]])
            found = self._known[pair] = log((1 - _PAIRS) * single + _PAIRS * seen)
        return found
