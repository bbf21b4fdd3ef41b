"""The house's style of English, as far as it can be obeyed by rule: spelling, and names with their diacritics.

A tidy English line and the Vietnamese that it was written from come in; the line in the house's style goes out. A model
writes American English and bare names; what only a model could do (tense, tone) is not offered here.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Literal

from briefing.errors import ConfigError
from briefing.lang.glossary import NAME, Glossary, Term
from briefing.lang.names import NameMention, english_name, english_name_forms, find_names
from briefing.lang.text import ascii_name, nfc
from briefing.records import dataclass
from briefing.values import Span

Dress = Callable[[str, Sequence[str]], str]

COLUMNS = ("us", "uk")
_WORD = re.compile(r"[^\W\d_]+")
_OPENS = re.compile(r"(?:^|[.!?:][\"')\]]*\s+)[\"'(\[]*$")


@dataclass(frozen=True, slots=True)
class PointStyle:
    """How many words a point of the `brief` task may have; one outside is not taken, and the translation stands."""

    shortest: int = 12
    longest: int = 32

    def __post_init__(self) -> None:
        if not 1 <= self.shortest <= self.longest:
            raise ValueError("shortest must be at least 1 and not above longest")


@dataclass(frozen=True, slots=True)
class EnglishStyle:
    """The spelling: American as the models write it, or British by the word list `spelling-uk.csv`."""

    spelling: Literal["US", "UK"] = "US"


@dataclass(frozen=True, slots=True)
class NameStyle:
    """Whether names of Vietnamese persons keep their diacritics in English, and how single ones want to be spelled.

    `spelling` gives the English by the Vietnamese name; it goes before the diacritics.
    """

    diacritics: bool = False
    spelling: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        empty = [name for name, english in self.spelling.items() if not name.strip() or not english.strip()]
        if empty:
            raise ValueError(f"spelling needs a name and its English, not {empty[0]!r}")

    @property
    def terms(self) -> tuple[Term, ...]:
        """The persons with a spelling of their own as terms of a glossary."""
        return tuple(Term(nfc(name.strip()), english.strip(), (), NAME) for name, english in self.spelling.items())


@dataclass(frozen=True, slots=True)
class Style:
    """Everything that `style.toml` may say."""

    points: PointStyle = field(default_factory=PointStyle)
    english: EnglishStyle = field(default_factory=EnglishStyle)
    names: NameStyle = field(default_factory=NameStyle)


def parse_spelling(csv_text: str, source: str = "the word list") -> dict[str, str]:
    """American to British from the text of a CSV file (`us,uk`), small letters. Raises ConfigError naming the line."""
    rows = csv.reader(io.StringIO(csv_text.removeprefix("\ufeff")), strict=True)
    words: dict[str, str] = {}
    try:
        if tuple(next(rows, [])) != COLUMNS:
            raise ConfigError(f"{source}:1: the first line is not us,uk.", "Begin the file with: us,uk")
        for row in rows:
            if not row:
                continue
            pair = [cell.strip().lower() for cell in row]
            if len(pair) != len(COLUMNS) or not all(pair):
                raise ConfigError(f"{source}:{rows.line_num}: two words belong here.", "Write it as color,colour")
            if pair[0] in words:
                raise ConfigError(f"{source}:{rows.line_num}: {pair[0]!r} stands there already.", "Keep one line.")
            words[pair[0]] = pair[1]
    except csv.Error as error:
        raise ConfigError(f"{source}:{rows.line_num}: {error}.", "Write two words and a comma.") from None
    return words


def dresser(style: Style, spelling: Mapping[str, str]) -> Dress:
    """What puts a line into the house's style; twice does no more than once."""

    def dress(text: str, sources: Sequence[str]) -> str:
        if style.english.spelling == "UK":
            text = respelled(text, spelling)
        if style.names.diacritics:
            text = with_diacritics(text, sources)
        return with_spelling(text, sources, style.names.terms)

    return dress


def undressed(text: str, sources: Sequence[str]) -> str:
    """The line as it is: the models' own style."""
    del sources
    return text


def respelled(text: str, spelling: Mapping[str, str]) -> str:
    """`text` with the words of the list in their other spelling.

    A capitalised word is part of a name (World Trade Center, the Department of Defense) and stays, unless it begins a
    sentence and a small word follows.
    """
    phrases = {phrase.split()[-1]: None for phrase in spelling if " " in phrase}
    pieces: list[str] = []
    end = 0
    matches = list(_WORD.finditer(text))
    for place, match in enumerate(matches):
        word = match[0]
        key = word.lower()
        if key not in spelling and key in phrases and place and text[matches[place - 1].end() : match.start()] == " ":
            other = spelling.get(f"{matches[place - 1][0].lower()} {key}", "").rpartition(" ")[2]
        else:
            other = spelling.get(key, "")
        follows = text[match.end() :].lstrip()[:1]
        opens = word[:1].isupper() and word[1:].islower() and follows.islower() and _OPENS.search(text[: match.start()])
        if not other or not (word.islower() or opens):
            continue
        pieces += [text[end : match.start()], other.capitalize() if opens else other]
        end = match.end()
    return "".join([*pieces, text[end:]])


def with_diacritics(text: str, sources: Sequence[str]) -> str:
    """`text` with the persons of the Vietnamese `sources` spelled as there, where they stand in full."""
    names = {english_name(name): nfc(name.text) for source in sources for name in find_names(source) if _bare(name)}
    for bare in sorted(names, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(bare)}(?!\w)", names[bare].replace("\\", r"\\"), text)
    return text


def with_spelling(text: str, sources: Sequence[str], persons: Sequence[Term]) -> str:
    """`text` with persons of the Vietnamese `sources` who prefer a spelling spelled so, where they stand in full."""
    told = Glossary(persons)
    here = {mention.term: None for source in sources for mention in told.find(source)} if persons else {}
    for person in sorted(here, key=lambda one: -len(one.vi)):
        usual = english_name_forms(NameMention(Span(0, len(person.vi)), person.vi, "person"))
        others = "|".join(re.escape(form) for form in sorted({*usual, person.vi}, key=len, reverse=True))
        if others and person.en not in text:
            text = re.sub(rf"(?<!\w)(?:{others})(?!\w)", person.en.replace("\\", r"\\"), text)
    return text


def _bare(name: NameMention) -> bool:
    """True for a Vietnamese person whose English name is the same without diacritics (not a Chinese one's pinyin)."""
    return name.kind == "person" and english_name(name) == ascii_name(name.text) != nfc(name.text)
