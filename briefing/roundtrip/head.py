"""The title block of an edited memo: To, From, Date and Subject as a person left them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from briefing.house import MemoHeader
from briefing.lang.calendar_english import find_english_dates
from briefing.records import dataclass
from briefing.renderers.carried import Shape, plain
from briefing.renderers.ooxml.reading import Line
from briefing.renderers.wording import long_date, period_words
from briefing.values import Memo

_LABEL = re.compile(r"^(to|from|date|subject|period)\s*:\s*(.*)$", re.IGNORECASE | re.DOTALL)
_BLANK = re.compile(r"[_.…\s]*")
_FIELDS = {"to": "to", "from": "sender", "subject": "subject"}


@dataclass(frozen=True, slots=True)
class Head:
    """The header as read, the lines that it takes up, and what in it cannot be taken over."""

    header: MemoHeader
    claimed: frozenset[int]
    problems: tuple[str, ...]


def read_head(base: Memo, lines: Sequence[Line], shape: Shape | None, before: int) -> Head:
    """The title block among the lines before the index `before`. What is not there stays as it was."""
    found: dict[str, tuple[int, str]] = {}
    for index, line in enumerate(lines[:before]):
        if line.kind != "furniture" and (field := _field(line.text)):
            found.setdefault(field[0], (index, field[1]))
    was = _shown(base) | dict(filter(None, map(_field, shape.lines if shape else ())))
    if shape is not None:
        gone = {field[0] for line in shape.lines if (field := _field(line))} - set(found)
        found |= dict.fromkeys(sorted(gone), (-1, ""))
    problems: list[str] = []
    header = base.header
    for label, (_, value) in found.items():
        if plain(value) != plain(was[label]):
            header = _changed(header, label, value, problems)
    return Head(header, frozenset(index for index, _ in found.values() if index >= 0), tuple(problems))


def _field(line: str) -> tuple[str, str] | None:
    """The label and the value of a line of the title block; the blank of an empty field is no value."""
    match = _LABEL.match(plain(line))
    return (match[1].lower(), "" if _BLANK.fullmatch(match[2]) else match[2].strip()) if match else None


def _shown(base: Memo) -> dict[str, str]:
    """What the title block said when the memo was written."""
    header = base.header
    return {
        "to": header.to,
        "from": header.sender,
        "date": long_date(header.date) if header.date else "",
        "subject": header.subject or base.title,
        "period": period_words(base.period),
    }


def _changed(header: MemoHeader, label: str, value: str, problems: list[str]) -> MemoHeader:
    if label in _FIELDS:
        return replace(header, **{_FIELDS[label]: value})  # type: ignore[arg-type]
    if label == "period":
        problems.append(f"the period was changed to {value!r}; it follows from the sources: make the memo anew for it")
        return header
    if not value:
        return replace(header, date=None)
    day = read_day(value)
    if day is None:
        problems.append(f"the date {value!r} is not clear; write it as January 31, 2026 or 2026-01-31")
        return header
    return replace(header, date=day)


def read_day(words: str) -> date | None:
    """The one day that the words name: 'January 31, 2026', '31 January 2026' or '2026-01-31'; else None."""
    try:
        return date.fromisoformat(words.strip())
    except ValueError:
        days = set(_days(words))
        return days.pop() if len(days) == 1 else None


def _days(words: str) -> Iterator[date]:
    for mention in find_english_dates(words):
        if mention.year and mention.month and mention.day and not mention.joint:
            try:
                yield date(mention.year, mention.month, mention.day)
            except ValueError:
                continue
