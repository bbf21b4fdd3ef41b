"""Phrases on whole syllables: a text becomes tokens with spans, a table of phrases finds its longest matches in it.

A token is one syllable or number ("hòa", "2026") or one mark of punctuation; white space only separates. Forms are
compared in NFC with old-style tone marks and case folded, so "Hoà", "hòa" and "HÒA" are one form, while spans
hold in the text as it was given, decomposed accents and all. Dashes are one dash and quotes one quote, so that
"kinh tế-xã hội" and "kinh tế – xã hội" are the same phrase; a comma is never skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from briefing.lang.text import nfc, normalise_tone_marks, spaced
from briefing.records import dataclass
from briefing.values import Span

# One Chinese or Japanese character, which is a syllable or more by itself; letters and digits with the marks that a
# decomposed text writes after them; or a single other sign.
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|(?:[^\W_][\u0300-\u036f]*)+|[^\w\s]|_")
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_UNLIKE = re.compile(r"[\u0345\u3040-\u30ff\u3400-\u9fff]")  # signs that are words alone, an iota that unfolds
_SAME_SIGN = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "“": '"', "”": '"', "‘": "'", "’": "'"})


@dataclass(frozen=True, slots=True)
class Token:
    """One syllable, number or sign: its form for comparing, and where it stands."""

    form: str
    span: Span

    @property
    def word(self) -> bool:
        """True for a syllable or number, false for punctuation."""
        return self.form[0].isalnum()


@lru_cache(maxsize=65536)
def fold_syllable(syllable: str) -> str:
    """The form under which a syllable is compared: NFC, old-style tone marks, case folded.

    >>> fold_syllable("Thoả"), fold_syllable("HÒA"), fold_syllable("–")
    ('thỏa', 'hòa', '-')
    """
    return normalise_tone_marks(nfc(syllable).translate(_SAME_SIGN).casefold())


@lru_cache(maxsize=8192)
def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of `text`, in order.

    >>> [token.form for token in tokens("Kinh tế-xã hội, 6,5%")]
    ['kinh', 'tế', '-', 'xã', 'hội', ',', '6', ',', '5', '%']
    """
    return tuple(Token(fold_syllable(found.group()), Span(*found.span())) for found in _TOKEN.finditer(text))


@lru_cache(maxsize=8192)
def forms(text: str) -> tuple[str, ...]:
    """The forms of all tokens of `text`."""
    return tuple(map(fold_syllable, _TOKEN.findall(text)))


def count_syllables(text: str) -> int:
    """How many syllables and numbers `text` has: the length of Vietnamese text as its readers feel it."""
    plain = spaced(text)
    if plain is not None:
        return len(plain.split())
    if _UNLIKE.search(text):
        return sum(token.word for token in tokens(text))
    return len(_WORD.findall(text))


@dataclass(frozen=True, slots=True)
class Match:
    """One match of a phrase: which phrase (its place in the table) and which tokens, half-open."""

    phrase: int
    first: int
    last: int


class PhraseTable:
    """Phrases that can be looked for together; of several at one place the longest is found.

    A phrase that stands in the table more than once is found at its first place; `candidates` names them all.
    """

    __slots__ = ("_by_first", "phrases")

    def __init__(self, phrases: Iterable[str]) -> None:
        self.phrases: tuple[tuple[str, ...], ...] = tuple(forms(phrase) for phrase in phrases)
        by_first: dict[str, list[int]] = {}
        for place, phrase in enumerate(self.phrases):
            if phrase:
                by_first.setdefault(phrase[0], []).append(place)
        # Longest first, so that the first that fits is the longest that fits.
        self._by_first = {
            first: tuple(sorted(places, key=lambda place: (-len(self.phrases[place]), place)))
            for first, places in by_first.items()
        }

    def candidates(self, found: Sequence[Token], start: int) -> Iterator[Match]:
        """The phrases that stand at token `start`, longest first."""
        for place in self._by_first.get(found[start].form, ()):
            phrase = self.phrases[place]
            end = start + len(phrase)
            if end > len(found) or (len(phrase) > 1 and found[start + 1].form != phrase[1]):
                continue  # as nearly all that have the first syllable in common
            if all(found[start + step].form == form for step, form in enumerate(phrase)):
                yield Match(place, start, end)

    def find(self, found: Sequence[Token]) -> tuple[Match, ...]:
        """All matches from left to right, none overlapping, the longest at each place."""
        matches: list[Match] = []
        start = 0
        while start < len(found):
            known = found[start].form in self._by_first
            match = next(self.candidates(found, start), None) if known else None
            if match is None:
                start += 1
            else:
                matches.append(match)
                start = match.last
        return tuple(matches)
