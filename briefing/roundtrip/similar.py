"""How like two English texts are, and the best pairing of many: for what lost its marks on the way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from difflib import SequenceMatcher

from briefing.lang.text import fold

ALIKE = 0.5
"""Share of words in common from which two texts may be versions of one another."""
_CLEAR = 0.1
_WORD = re.compile(r"\w+(?:[.,'’]\w+)*")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, folded, for comparison."""
    return tuple(_WORD.findall(fold(text)))


def likeness(one: tuple[str, ...], two: tuple[str, ...]) -> float:
    """The share of words that two texts have in common and in order, 0 to 1 (2·matches over both lengths)."""
    if not one or not two:
        return 0.0
    return SequenceMatcher(None, one, two, autojunk=False).ratio()


def pair_up(wanted: Mapping[str, str], offered: Mapping[int, str]) -> dict[str, int]:
    """Which of the `offered` lines is which of the `wanted` texts: equal ones first, then the clearly most alike.

    A pair needs `ALIKE` of its words in common, and clearly more than either has with any other.
    """
    pairs = _equal(wanted, offered)
    left = {key: words_of(text) for key, text in wanted.items() if key not in pairs}
    taken = set(pairs.values())
    right = {index: words_of(text) for index, text in offered.items() if index not in taken}
    bags = {index: Counter(words) for index, words in right.items()}
    scores: list[tuple[float, str, int]] = []
    for key, words in left.items():
        bag = Counter(words)
        for index, other in right.items():
            length = len(words) + len(other)
            if length and 2 * sum((bag & bags[index]).values()) / length >= ALIKE:
                score = likeness(words, other)
                if score >= ALIKE:
                    scores.append((score, key, index))
    scores.sort(key=lambda each: (-each[0], each[1], each[2]))
    return pairs | _clear(scores)


def _equal(wanted: Mapping[str, str], offered: Mapping[int, str]) -> dict[str, int]:
    lines: dict[str, list[int]] = {}
    for index, text in offered.items():
        lines.setdefault(text, []).append(index)
    pairs: dict[str, int] = {}
    for key, text in wanted.items():
        if lines.get(text):
            pairs[key] = lines[text].pop(0)
    return pairs


def _clear(scores: list[tuple[float, str, int]]) -> dict[str, int]:
    """The pairs that stand out from every other pair with either side, best first."""
    pairs: dict[str, int] = {}
    taken: set[int] = set()
    for score, key, index in scores:
        if key in pairs or index in taken:
            continue
        rivals = [
            other
            for other, name, line in scores
            if (name == key) != (line == index) and name not in pairs and line not in taken
        ]
        if all(score - other >= _CLEAR for other in rivals):
            pairs[key] = index
            taken.add(index)
    return pairs
