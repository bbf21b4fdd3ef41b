"""One judgement of whether an English text goes round in circles, for points, model outputs and test sets alike.

Text in; the words that return, or nothing, out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from briefing.lang.text import word_set

TIMES = 3
"""A phrase that stands this often, close together, is a loop, unless it is a name."""
_NEAR = 8  # words from the first time to the third, for each word of the phrase
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_STRESSED = re.compile(r"\b([^\W\d_]+)(?:, \1\b)+", re.IGNORECASE)  # 'No, no, no'
_LISTED = re.compile(r"(?<![\w-])(?!never\b|really\b)([a-z]{5,})(?:, \1)+(?![\w-])")
_DOUBLED = re.compile(r"(?<![\w-])([^\W\d_]+) \1(?![\w-])")
_JOINED = re.compile(r"(?<![\w-])(?<!less )(?<!more )([a-z]+) and \1(?![\w-])(?! not)(?: ([a-z]+))?")
_RIGHT_TWICE = frozenset({"had", "that"})
_RIGHT_JOINED = word_set(
    """
    again ever faster fewer higher less lower more on out over through years
    """
)
_COMMON = word_set(
    """
    a an and as at between by for from in into it its of on or that the their these this those to two was were
    will with he she they said what is are be million billion trillion percent
    """
)


@lru_cache(maxsize=4096)
def repetition(text: str) -> str:
    """The words that return as those of a model that runs in a circle do; '' where none do.

    A word twice running, or joined to itself by 'and' or a comma, is one, and so is a phrase that stands three times
    close together: any four words, or two or three of which two are not common and one is no name.

    >>> repetition("the plan of the plan of the plan of the"), repetition("The two sides agreed on trade.")
    ('the plan of the', '')
    """
    return next(_found(text), "")


def _found(text: str) -> Iterator[str]:
    yield from (match[0] for match in _DOUBLED.finditer(text) if match[1].lower() not in _RIGHT_TWICE)
    yield from (match[0] for match in _LISTED.finditer(text) if match[0].count(",") == 1)  # thrice is said on purpose
    yield from (f"{match[1]} and {match[1]}" for match in _JOINED.finditer(text) if not _is_right(match))
    words = [match[0] for match in _WORD.finditer(_STRESSED.sub(" ", text))]
    lowered = [word.lower() for word in words]
    often = {word for word, times in Counter(lowered).items() if times >= TIMES}  # no other word is in such a phrase
    for length in (2, 3, 4) if often else ():
        places: dict[tuple[str, ...], list[int]] = {}
        for start, phrase in enumerate(zip(*(lowered[shift:] for shift in range(length)), strict=False)):
            if often.issuperset(phrase):
                places.setdefault(phrase, []).append(start)
        for found, starts in places.items():
            close = any(
                last - first <= _NEAR * length for first, last in zip(starts, starts[TIMES - 1 :], strict=False)
            )
            if close and _may_loop(words[starts[0] : starts[0] + length]):
                yield " ".join(found)


def _is_right(joined: re.Match[str]) -> bool:
    """True for 'more and more' and for 'wood and wood products', where the second begins another name."""
    return joined[1] in _RIGHT_JOINED or (joined[2] is not None and joined[2] not in _COMMON)


def _may_loop(phrase: list[str]) -> bool:
    """True for phrases that no right text repeats so soon: names and figures are repeated, common words too."""
    if len(phrase) > 3:  # noqa: PLR2004 - even a name of four words
        return True
    if all(word[0].isupper() or word[0].isdigit() for word in phrase):
        return False
    return sum(word.lower() not in _COMMON for word in phrase) > 1
