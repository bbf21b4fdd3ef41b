"""The shape of the English: its length, words left in Vietnamese, and text that goes round in circles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefing.lang.repetition import repetition
from briefing.lang.text import is_vietnamese_letter_word, nfc, syllables
from briefing.stages.checks.common import names_of
from briefing.values import Check

LENGTH, REPETITION, LANGUAGE = "length", "repetition", "untranslated"
LEAST_RATIO, GREATEST_RATIO = 0.25, 1.6
"""English words a Vietnamese syllable. In aligned news prose 0.5 to 1.0 is usual; a brief point may say less."""
LEAST_BRIEF_RATIO = 0.1
_SHORT = 6  # syllables; of fewer, one word more or less is no sign
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_SHARED = 5  # words in a row that stand in both
_SHOWN = 6


def check_language(sources: Sequence[str], english: str, *, brief: bool = False) -> tuple[Check, ...]:  # noqa: ARG001
    """No Vietnamese is left in the English: no word in Vietnamese letters, and no five words as the source has them."""
    named = {word for name in names_of(sources) for word in _WORD.findall(nfc(name.text))}  # houses may keep the marks
    words = (match[0] for match in _WORD.finditer(nfc(english)))
    left = [word for word in words if is_vietnamese_letter_word(word) and word not in named]
    if not left:
        left = _copied(sources, english)
    return (Check(LANGUAGE, "fail", "English only", " ".join(left[:_SHOWN])),) if left else ()


def _copied(sources: Sequence[str], english: str) -> list[str]:
    """A run of words that stands in the source just so and is no name."""
    named = {word.lower() for name in names_of(sources) for word in _WORD.findall(name.text)}
    words = _WORD.findall(english)
    runs = {
        tuple(word.lower() for word in found[start : start + _SHARED])
        for found in (_WORD.findall(text) for text in sources)
        for start in range(len(found) - _SHARED + 1)
    }
    for start in range(len(words) - _SHARED + 1):
        run = words[start : start + _SHARED]
        if tuple(word.lower() for word in run) in runs and any(word.islower() and word not in named for word in run):
            return run
    return []


def check_repetition(sources: Sequence[str], english: str, *, brief: bool = False) -> tuple[Check, ...]:  # noqa: ARG001
    """The English does not go round in circles."""
    phrase = repetition(english)
    return (Check(REPETITION, "fail", "each phrase once", phrase),) if phrase else ()


def check_length(sources: Sequence[str], english: str, *, brief: bool = False) -> tuple[Check, ...]:
    """The English is neither far shorter nor longer than its source."""
    expected = sum(len(syllables(text)) for text in sources)
    words = len(_WORD.findall(english))
    least = LEAST_BRIEF_RATIO if brief else LEAST_RATIO
    if expected < _SHORT or least <= words / expected <= GREATEST_RATIO:
        return ()
    side = "short" if words < expected else "long"
    return (Check(LENGTH, "warn", f"about {round(expected * 0.7)} words", f"{words} words: suspiciously {side}"),)
