"""The house's glossary file: terms are written behind what stands there, which keeps every letter, comment and order.

Terms and the text of a file come in; a new text and what became of each term go out. A term that the file has already
is never changed behind a person's back: it is refused, with the line that says it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Literal

from briefing.lang.glossary import COLUMNS, COMMENT, Glossary, Term, parse_glossary, same_term
from briefing.records import dataclass

Fate = Literal["added", "known", "refused"]


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a term: taken in, there already in the same words, or refused because the file says otherwise."""

    term: Term
    fate: Fate
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The file's new text, and what became of each term, in order."""

    text: str
    written: tuple[Written, ...]

    def of(self, fate: Fate) -> tuple[Written, ...]:
        """The terms with this fate."""
        return tuple(each for each in self.written if each.fate == fate)


def add_terms(text: str, terms: Iterable[Term], source: str, packaged: Glossary | None = None) -> Outcome:
    """The text of a house file ('' for a new one) with `terms` behind its rows.

    A term that `packaged`, the glossary below, renders in the same words is known and not written. Raises `ConfigError`
    when the file itself is wrong.
    """
    here = list(parse_glossary(text, source).terms) if text.strip() else []
    lines = _line_numbers(text)
    below = list(packaged.terms) if packaged is not None else []
    rows: list[Term] = []
    written: list[Written] = []
    for term in terms:
        mine = next((one for one in [*here, *rows] if same_term(one, term)), None)
        base = next((one for one in below if same_term(one, term)), None)
        if mine is not None:
            same = mine.renderings == term.renderings
            place = f"line {lines[mine.vi]} has it" if mine.vi in lines else "it stands twice in what comes in"
            reason = "" if same else f"{place} as {mine.en!r}"
            written.append(Written(term, "known" if same else "refused", reason))
        elif base is not None and base.renderings == term.renderings:
            written.append(Written(term, "known", "the glossary below says the same"))
        else:
            rows.append(term)
            over = f"lies over {base.en!r}" if base is not None else ""
            written.append(Written(term, "added", over))
    start = text if text.strip() else ",".join(COLUMNS) + "\n"
    start = start if start.endswith("\n") else start + "\n"
    return Outcome(start + csv_rows(rows), tuple(written)) if rows else Outcome(text, tuple(written))


def csv_rows(terms: Iterable[Term]) -> str:
    """Terms as rows of a glossary file."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows((term.vi, term.en, "|".join(term.alternatives), term.domain, term.note) for term in terms)
    return buffer.getvalue()


def _line_numbers(text: str) -> dict[str, int]:
    """The line on which each term of a file ends."""
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    return {row[0].strip(): rows.line_num for row in rows if row and not row[0].startswith(COMMENT)}
