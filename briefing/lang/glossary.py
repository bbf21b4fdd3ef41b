"""The glossary: how names of offices, bodies, treaties and set phrases are said in English.

A CSV text comes in (`vi,en,alternatives,domain,note`), a `Glossary` goes out; `find` names the terms of a sentence with
their spans, on whole syllables, the longest first. Terms are found whatever their capitals ("Tổng bí thư" is
"Tổng Bí thư"), except names of places, abbreviations and terms whose note says "match case", which keep theirs:
"Nga" is Russia, "nga" is not. A term whose note begins with "numeral" counts after a figure only.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from briefing.errors import ConfigError
from briefing.lang.phrases import Match, PhraseTable, Token, forms, tokens
from briefing.lang.text import nfc
from briefing.records import dataclass
from briefing.values import Span

COLUMNS = ("vi", "en", "alternatives", "domain", "note")
COMMENT = "#"
"""A line whose first field begins so says something to people alone."""
NAME = "name"
"""The domain of persons with the spelling that they prefer."""
_NAMES = frozenset({"place", "abbreviation", NAME})
_SENTENCE_STARTS = frozenset('.!?:;"(')


@dataclass(frozen=True, slots=True)
class Term:
    """One Vietnamese term, its preferred English, and the other renderings that are right too."""

    vi: str
    en: str
    alternatives: tuple[str, ...] = ()
    domain: str = ""
    note: str = ""

    @property
    def renderings(self) -> tuple[str, ...]:
        """All English that says the term, the preferred first."""
        return (self.en, *self.alternatives)

    @property
    def keeps_case(self) -> bool:
        """True for names, which are found only with their capitals."""
        return self.domain in _NAMES or "match case" in self.note

    @property
    def capitalised(self) -> bool:
        """True for what English capitalises: 'Prime Minister', 'Laos', not 'comrade'."""
        return any(letter.isupper() for letter in self.en)

    @property
    def numeral(self) -> bool:
        """True for words that are a number only behind a figure ("5 tỷ", not "tỷ lệ")."""
        return self.note.startswith("numeral")


@dataclass(frozen=True, slots=True)
class TermMention:
    """A term where it stands in a text."""

    span: Span
    term: Term


class Glossary:
    """Terms that can be looked up together."""

    __slots__ = ("_persons", "_table", "terms")

    def __init__(self, terms: Sequence[Term]) -> None:
        self.terms = tuple(terms)
        self._table = PhraseTable(term.vi for term in self.terms)
        self._persons = {term.vi: term for term in self.terms if term.domain == NAME}

    def __len__(self) -> int:
        return len(self.terms)

    def with_over(self, others: Sequence[Term]) -> Glossary:
        """This glossary with `others` laid over it: a term that it has too gives way, domain and note stay where the
        other says none; new terms follow.
        """
        mine = {_key(term): term for term in self.terms}
        for term in others:
            key = next((key for key in (_key(term), (forms(term.vi), not term.keeps_case)) if key in mine), None)
            before = mine.get(key) if key else None
            if key is None or before is None:
                mine[_key(term)] = term
            else:
                mine[key] = replace(term, domain=term.domain or before.domain, note=term.note or before.note)
        return Glossary(tuple(mine.values())) if others else self

    def name(self, vietnamese: str) -> Term | None:
        """The person of this name, where one preferred spelling is known."""
        return self._persons.get(unicodedata.normalize("NFC", vietnamese))

    def find(self, text: str) -> tuple[TermMention, ...]:
        """The terms in `text`, from left to right, none overlapping; the longest wins where several begin."""
        return tuple(self._mentions(text, tokens(text)))

    def _mentions(self, text: str, found: Sequence[Token]) -> Iterator[TermMention]:
        start = 0
        while start < len(found):
            fitting = (match for match in self._table.candidates(found, start) if self._accepts(text, found, match))
            match = next(fitting, None)
            if match is None:
                start += 1
                continue
            span = Span(found[match.first].span.start, found[match.last - 1].span.end)
            yield TermMention(span, self.terms[match.phrase])
            start = match.last

    def _accepts(self, text: str, found: Sequence[Token], match: Match) -> bool:
        term = self.terms[match.phrase]
        if term.numeral and not _after_figure(found, match.first):
            return False
        if not term.keeps_case:
            return True
        if "personal name" in term.note and _after_capital(text, found, match.first):
            return False
        written = [found[place].span.of(text) for place in range(match.first, match.last)]
        return all(_same_capitals(mine, theirs) for mine, theirs in zip(_pieces(term.vi), written, strict=True))


def parse_glossary(csv_text: str, source: str = "the glossary") -> Glossary:
    """Read a glossary from the text of its CSV file; `source` names it in messages.

    Raises ConfigError for a wrong header, a row with too few or too many fields, an empty term or rendering, and
    for a term that stands there twice.
    """
    rows = csv.reader(io.StringIO(csv_text.removeprefix("\ufeff")), strict=True)
    terms: list[Term] = []
    seen: dict[tuple[tuple[str, ...], bool], int] = {}
    try:
        header = tuple(field.strip() for field in next(rows, []))
        if header != COLUMNS:
            raise ConfigError(
                f"{source}:1: the first line is {','.join(header)!r}",
                f"make it {','.join(COLUMNS)!r}",
            )
        for row in rows:
            if not row or row[0].startswith(COMMENT):
                continue
            term = term_of(row, f"{source}, line {rows.line_num}")
            key = _key(term)
            if key in seen:
                raise ConfigError(
                    f"{source}, line {rows.line_num}: {term.vi!r} stands already on line {seen[key]}",
                    "keep one row and put the other renderings under 'alternatives'",
                )
            seen[key] = rows.line_num
            terms.append(term)
    except csv.Error as error:
        raise ConfigError(
            f"{source}, line {rows.line_num}: {error}",
            "quote fields that hold a comma or a quotation mark, and double the marks inside",
        ) from error
    return Glossary(terms)


def term_of(row: Sequence[str], place: str) -> Term:
    """The term of a row, `vi, en, alternatives, domain, note`. Raises ConfigError naming the `place`."""
    if len(row) != len(COLUMNS):
        raise ConfigError(
            f"{place}: {len(row)} fields where {len(COLUMNS)} belong",
            f"write {', '.join(COLUMNS)}, and quote a field that holds a comma",
        )
    vi, en, alternatives, domain, note = (nfc(field.strip()) for field in row)
    if not forms(vi) or not en:
        raise ConfigError(
            f"{place}: the {'English' if forms(vi) else 'Vietnamese'} is empty",
            "fill in both, or take the row out",
        )
    others = tuple(part.strip() for part in alternatives.split("|") if part.strip())
    return Term(vi, en, others, domain, note)


def _key(term: Term) -> tuple[tuple[str, ...], bool]:
    """What two rows for one term have in common."""
    return forms(term.vi), term.keeps_case


def same_term(one: Term, other: Term) -> bool:
    """True for two rows that say how one term is said, whatever domain they put it under."""
    return forms(one.vi) == forms(other.vi)


def _pieces(term: str) -> list[str]:
    return [token.span.of(term) for token in tokens(term)]


def _same_capitals(mine: str, theirs: str) -> bool:
    """A capital demands a capital; an abbreviation (two capitals and more) demands its exact letters."""
    if sum(letter.isupper() for letter in mine) > 1:
        return mine == unicodedata.normalize("NFC", theirs)
    return not mine[0].isupper() or theirs[0].isupper()


def _after_figure(found: Sequence[Token], place: int) -> bool:
    return place > 0 and found[place - 1].form[-1].isdigit()


def _after_capital(text: str, found: Sequence[Token], place: int) -> bool:
    """True inside a person's name: the syllable before has a capital that no beginning of a sentence explains."""
    if place == 0 or not found[place - 1].word:
        return False
    before = found[place - 1].span.of(text)
    opens = place == 1 or found[place - 2].form in _SENTENCE_STARTS
    return before[0].isupper() and not before.isupper() and not opens
