"""The last touch on English: spacing, quotes, capitals and stops. Letters and digits are never added or removed.

Model outputs come in; lines fit for a memo go out. `join_clauses` puts a sentence together again that was translated
in parts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

NO_TRANSLATION = "[no translation]"
"""Stands where a model wrote nothing: a gap that is seen is better than one that is not."""
CUT_MARK = "[...]"
"""How a model's output ends when it stopped at its limit."""

_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "`": "'"})
_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\s+", " "),
        (r"\s+([,;:!?%)\]])", r"\1"),
        (r"\s+\.(?!\d|\.\.)", "."),
        (r"([(\[])\s+", r"\1"),
        (r",{2,}", ","),
        (r";{2,}", ";"),
        (r":{2,}", ":"),
        (r"[,;:]+(?=[.!?])(?!\.\d)", ""),
        (r"([!?])\1+", r"\1"),
        (r"\.{4,}", "..."),
        (r"(?<!\.)\.\.(?!\.)", "."),
    )
)
_FIRST_LETTER = re.compile(r"^[\W_]*")
_ENDS_WELL = re.compile(r"[.!?][\"')\]]*$|\[\.\.\.\]$")
_CLAUSE_END = re.compile(r"[\s.!?,;:]+$")
_MARK_BEHIND = re.compile(r"[,;:]$")
_FUNCTION_WORDS = (
    "a after also an and as at because before between both but by during each especially for from he her his if in "
    "including into it its many most of on or other our she since some such that the their there thereby therefore "
    "these they this those through thus to towards under until we when where which while who with within"
)
_PARTICIPLES = (  # named one by one: Beijing ends like them
    "according affirming aiming bringing building calling considering contributing creating developing enhancing "
    "ensuring expanding facilitating focusing following helping implementing improving maintaining making meeting "
    "promoting protecting providing realizing reaffirming removing serving strengthening supporting taking turning"
)
_LOWERED = frozenset(f"{_FUNCTION_WORDS} {_PARTICIPLES}".split())


def tidy(text: str) -> str:
    """`text` as a line of the memo: even spacing, straight quotes, a capital first, a stop last. Idempotent."""
    text = _spaced(text.translate(_QUOTES))
    text = _capitalised(text)
    if not text or text.endswith(NO_TRANSLATION) or _ENDS_WELL.search(text):
        return text
    text = text.rstrip(",;:- ")
    if text.endswith('"') and text.count('"') % 2 == 0:
        inner = text[:-1].rstrip(",;:- ")
        return f'{inner}"' if inner.endswith((".", "!", "?")) else f'{inner}."'
    return f"{text}." if text and not _ENDS_WELL.search(text) else text


def join_clauses(sources: Sequence[str], clauses: Sequence[str]) -> str:
    """One sentence out of the English `clauses` of the Vietnamese parts `sources`.

    Between two clauses stands the mark that ended the Vietnamese part, if any, and no full stop; a function word that
    begins a later clause loses its capital.
    """
    joined = ""
    for position, (source, clause) in enumerate(zip(sources, clauses, strict=True)):
        inner = position < len(clauses) - 1
        text = clause.strip()
        if inner and not text.endswith((CUT_MARK, NO_TRANSLATION)):
            text = _CLAUSE_END.sub("", text)
        mark = _MARK_BEHIND.search(source.strip())
        if inner and mark:
            text += mark[0]
        joined += f" {_lowered(text)}" if joined else text
    return joined


def _spaced(text: str) -> str:
    """The rules, until none changes anything: one may make room for another."""
    while True:
        before = text
        for rule, replacement in _RULES:
            text = rule.sub(replacement, text)
        text = text.strip()
        if text == before:
            return text


def _capitalised(text: str) -> str:
    start = _FIRST_LETTER.match(text)
    at = start.end() if start else 0
    upper = text[at : at + 1].upper()
    if text.startswith(NO_TRANSLATION) or len(upper) != 1:
        return text
    return text[:at] + upper + text[at + 1 :]


def _lowered(text: str) -> str:
    first = text.split(" ", 1)[0]
    common = first.casefold() in _LOWERED and first == first.capitalize()
    return text[:1].lower() + text[1:] if common else text
