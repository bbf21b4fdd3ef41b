"""Finding words in the articles of an index.

Phrases come in, the records that hold all of them go out, each with its sentences (or title) that hold one. A phrase is
some syllables in a row. One that is written without diacritics ('kim ngach') is found however it is written in the
article; a syllable with diacritics must stand there with them, the tone mark in its older or newer place.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from briefing.errors import ConfigError
from briefing.index.body import folded, sentences_of
from briefing.lang.text import fold, normalise_tone_marks, words_of
from briefing.records import dataclass

_HELD = "SELECT title, text FROM body JOIN print USING (record) WHERE record = ?"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Syllables in a row; `exact` are the same as they must be written, '' where that does not matter."""

    folded: tuple[str, ...]
    exact: tuple[str, ...]

    def lines_in(self, lines: Sequence[str], bare: Sequence[str]) -> list[str]:
        """Those of `lines` in which the phrase stands; `bare` are the same, in lower case without diacritics."""
        likely = (line for line, plain in zip(lines, bare, strict=True) if all(word in plain for word in self.folded))
        return [line for line in likely if self.stands_in(line)]

    def stands_in(self, text: str) -> bool:
        """True when the phrase stands somewhere in `text`."""
        words = words_of(normalise_tone_marks(text).lower())
        bare = [fold(word) for word in words]
        size = len(self.folded)
        return any(
            tuple(bare[at : at + size]) == self.folded
            and all(not want or want == word for want, word in zip(self.exact, words[at : at + size], strict=True))
            for at in range(len(words) - size + 1)
        )


def phrase(text: str) -> Phrase:
    """What a person typed after --search. Raises `ConfigError` when there is no letter and no digit in it."""
    words = tuple(words_of(normalise_tone_marks(text).lower()))
    if not words:
        raise ConfigError(f"--search: {text!r} holds no word.", "Give one or more words, such as 'kim ngạch'.")
    bare = tuple(folded(word) for word in words)
    return Phrase(bare, tuple("" if word == plain else word for word, plain in zip(words, bare, strict=True)))


def search(connection: sqlite3.Connection, phrases: Sequence[Phrase]) -> dict[int, tuple[str, ...]]:
    """The records that hold every phrase, and where."""
    query = " AND ".join('"' + " ".join(one.folded) + '"' for one in phrases)
    found: dict[int, tuple[str, ...]] = {}
    rows = connection.execute("SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid", (query,)).fetchall()
    for (record,) in rows:
        title, text = connection.execute(_HELD, (record,)).fetchone()
        lines = ([title] if title else []) + sentences_of(text)
        bare = fold("\n".join(lines)).split("\n")
        where = [one.lines_in(lines, bare) for one in phrases]
        if all(where):
            shown = {line for hits in where for line in hits}
            found[record] = tuple(line for line in dict.fromkeys(lines) if line in shown)
    return found
