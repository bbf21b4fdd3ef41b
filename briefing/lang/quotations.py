"""Quotations: the stretches between quotation marks, in Vietnamese and in English alike.

Text in, `Quotation`s out. A mark that is never closed opens a quotation to the end of the text, and one that was never
opened closes one from its beginning: a sentence may be part of a longer speech.
"""

from __future__ import annotations

import re

from briefing.records import dataclass
from briefing.values import Span


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between two marks (the span leaves them out); `whole` is False where one mark is missing."""

    span: Span
    text: str
    whole: bool = True


_PAIRED = re.compile(r"[“„«](?P<a>[^“”„«»]*)[”»]")
_OPENING = re.compile(r"[“„«]")
_CLOSING = re.compile(r"[”»]")
# Single marks count only where no apostrophe can be meant.
_SINGLE = re.compile(r"(?<![\w'’])['‘](?P<a>[^'‘’\"]{2,200})['’](?!\w)")


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """The quotations of `text`, in order."""
    found = [_of(text, *match.span("a")) for match in _PAIRED.finditer(text)]
    rest = _PAIRED.sub(lambda match: " " * len(match[0]), text)
    opening = _OPENING.search(rest)
    closing = _CLOSING.search(rest)
    if closing:
        found.append(_of(text, 0, closing.start(), whole=False))
    if opening:
        found.append(_of(text, opening.end(), len(text), whole=False))
    found += _straight(rest)
    taken = [one.span for one in found]
    found += [
        _of(text, *match.span("a"))
        for match in _SINGLE.finditer(text)
        if not any(one.overlaps(Span(*match.span("a"))) for one in taken)
    ]
    return tuple(sorted((one for one in found if one.text.strip()), key=lambda one: one.span))


def _straight(text: str) -> list[Quotation]:
    """Straight marks taken in pairs; an odd one out opens or closes by the side on which its space stands."""
    marks = [place for place, letter in enumerate(text) if letter == '"']
    found: list[Quotation] = []
    if len(marks) % 2:
        first = marks[0]
        closes = first > 0 and not text[first - 1].isspace() and text[first - 1] not in "(["
        if closes:
            found.append(_of(text, 0, first, whole=False))
            marks = marks[1:]
        else:
            found.append(_of(text, marks[-1] + 1, len(text), whole=False))
            marks = marks[:-1]
    found += [_of(text, start + 1, end) for start, end in zip(marks[::2], marks[1::2], strict=True)]
    return found


def _of(text: str, start: int, end: int, *, whole: bool = True) -> Quotation:
    return Quotation(Span(start, end), text[start:end], whole)
