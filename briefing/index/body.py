"""The body of an article as the index keeps it: its sentences, a line each, compressed; and what is searched of it."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from briefing.lang.text import fold, nfc, unstroked, words_of

_COMPRESSION = 3


def packed(sentences: Iterable[str]) -> bytes:
    """Sentences, none of which holds a line break, as they are kept."""
    return zlib.compress("\n".join(sentences).encode(), _COMPRESSION)


def sentences_of(data: bytes) -> list[str]:
    """The sentences that `packed` kept."""
    text = zlib.decompress(data).decode()
    return text.split("\n") if text else []


def folded(text: str) -> str:
    """The syllables of `text` in lower case and without diacritics, a space between them."""
    return " ".join([fold(word) for word in words_of(nfc(text))])


def searched(title: str | None, sentences: Iterable[str]) -> str:
    """What of an article is searched: its title and its body, as SQLite's tokeniser folds them to `folded`."""
    return unstroked(nfc("\n".join(sentences if title is None else (title, *sentences))))
