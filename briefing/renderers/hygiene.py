"""Text that a page can hold: what has to be replaced, what a reader could not see, what could run over its neighbours.

Nothing is changed but what a format forbids, and whatever was changed or is invisible is put into words, so that a
reader knows. The Word file keeps XML's narrower set of forbidden characters (`ooxml.text`); HTML forbids more, and
Markdown and CSL-JSON follow HTML, so that all pages show the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from briefing.renderers.ooxml.text import REPLACEMENT, visible

# HTML's parse errors beyond XML's forbidden characters: DEL, the C1 controls, the noncharacters of every plane.
_NONCHARACTERS = "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(1, 17))
_HTML_FORBIDS = re.compile(f"[\x7f-\x9f\ufdd0-\ufdef{_NONCHARACTERS}]")
_WHITE = re.compile(r"\s+")

_EMBEDDINGS = frozenset("\u202a\u202b\u202d\u202e")  # closed by U+202C
_ISOLATES = frozenset("\u2066\u2067\u2068")  # closed by U+2069
_POP_EMBEDDING, _POP_ISOLATE = "\u202c", "\u2069"
_DIRECTION = _EMBEDDINGS | _ISOLATES | frozenset("\u200e\u200f\u061c\u202c\u2069")
_NO_WIDTH = frozenset("\u00ad\u200b\u200c\u2060\u2061\u2062\u2063\u2064\ufeff\u180e")
_JOINER = "\u200d"
_NAMED = 5
# Most texts hold none of these; one search spares them the walk through every character.
_TURNING = re.compile(f"[{''.join(sorted(_EMBEDDINGS | _ISOLATES))}]")
_ODD = re.compile(f"[{''.join(sorted(_DIRECTION | _NO_WIDTH))}{_JOINER}\U000e0000-\U000e007f]")


def shown(text: str) -> str:
    """`text` as a page can hold it: each forbidden character stands as U+FFFD; same length."""
    if text.isprintable():  # none of the forbidden characters is
        return text
    return _HTML_FORBIDS.sub(REPLACEMENT, visible(text))


def one_line(text: str) -> str:
    """The same for a heading, a title or a field: one line, single spaces, closed towards its neighbours."""
    return closed(_WHITE.sub(" ", shown(text)).strip())


def closed(text: str) -> str:
    """`text` with every direction override or isolate that it leaves open closed at its end.

    Without it a right-to-left override inside a headline would turn round the words that follow on the same line.
    """
    if not _TURNING.search(text):
        return text
    open_ones: list[str] = []
    for character in text:
        if character in _EMBEDDINGS:
            open_ones.append(_POP_EMBEDDING)
        elif character in _ISOLATES:
            open_ones.append(_POP_ISOLATE)
        elif open_ones and character == open_ones[-1]:
            open_ones.pop()
        elif character == _POP_ISOLATE and _POP_ISOLATE in open_ones:  # closes the embeddings inside it, too
            while open_ones.pop() != _POP_ISOLATE:
                pass
    return text + "".join(reversed(open_ones))


def remarks(text: str) -> tuple[str, ...]:
    """What a reader of `shown(text)` has to be told: characters that were replaced, characters that cannot be seen."""
    held = shown(text)
    replaced = Counter(old for old, new in zip(text, held, strict=True) if old != new) if held != text else Counter()
    found = ((match.group(), text[match.start() - 1 : match.start()]) for match in _ODD.finditer(text))
    unseen = Counter(character for character, before in found if character != _JOINER or not _joins(before))
    told = []
    if replaced:
        told.append(f"characters that no page can hold stand as {REPLACEMENT}: {_listed(replaced)}")
    if unseen:
        told.append(f"holds characters that cannot be seen: {_listed(unseen)}")
    return tuple(told)


def _joins(before: str) -> bool:
    """True for a joiner inside an emoji, which has its right to be there."""
    return bool(before) and not before.isalnum() and not before.isspace()


def _listed(counts: Counter[str]) -> str:
    """'U+202E right-to-left override, U+200B zero width space (3 times)'."""
    names = []
    for character, count in sorted(counts.items())[:_NAMED]:
        name = unicodedata.name(character, "").lower()
        times = f" ({count} times)" if count > 1 else ""
        names.append(f"U+{ord(character):04X}{' ' if name else ''}{name}{times}")
    if len(counts) > _NAMED:
        names.append(f"and {len(counts) - _NAMED} others")
    return ", ".join(names)
