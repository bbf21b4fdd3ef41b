"""The catalogue of known checkpoints: `prompts/models.toml`, with family, size, licence and published scores.

The file comes in, `CatalogueEntry` values go out; `terms_of` says what a licence demands before a model is used, and
`suggest` finds the names nearest to a misspelt one.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from briefing.errors import ConfigError
from briefing.records import dataclass
from briefing.resources import find
from briefing.tables import from_table

FILE = "models.toml"
Terms = Literal["free", "non-commercial", "copyleft", "unclear"]

_FREE = ("apache", "mit", "bsd", "cc-by-4", "cc-by-sa", "cc0", "mpl", "isc", "unlicense")
_WORDS: dict[Terms, str] = {
    "free": "",
    "non-commercial": "non-commercial use only",
    "copyleft": "who offers it to others over a network must offer its source as well",
    "unclear": "its owners do not say clearly what is allowed",
}


@dataclass(frozen=True, slots=True)
class Score:
    """A published score from Vietnamese to English: BLEU and chrF (with word bigrams) on a named test set."""

    test: str
    source: str
    bleu: float | None = None
    chrf: float | None = None


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One checkpoint of the hub; `megabytes` is what `pull` downloads, None where it is not known beforehand."""

    name: str
    family: str
    licence: str
    megabytes: int | None = None
    tasks: tuple[str, ...] = ("translate",)
    note: str = ""
    scores: tuple[Score, ...] = ()

    @property
    def terms(self) -> Terms:
        """What the licence demands."""
        return terms_of(self.licence)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All entries, in the order of the file."""

    model: tuple[CatalogueEntry, ...]


def read_catalogue(prompts: Path | None = None) -> tuple[CatalogueEntry, ...]:
    """The entries that are in force. Raises ConfigError."""
    path = find("prompts", FILE, str(prompts) if prompts else "")
    return parse_catalogue(path.read_text(encoding="utf-8"), str(path))


def parse_catalogue(text: str, source: str) -> tuple[CatalogueEntry, ...]:
    """The entries of a catalogue's text. Raises ConfigError naming file and line."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source} cannot be read: {error}.", "Correct it; texts stand in quotes.") from None
    entries = from_table(Catalogue, table, source=source, text=text).model
    names = [entry.name for entry in entries]
    double = next((name for name in names if names.count(name) > 1), None)
    if double:
        raise ConfigError(f"{source}: {double!r} stands there twice.", "Keep one entry.")
    return entries


def entry_of(name: str, entries: Iterable[CatalogueEntry]) -> CatalogueEntry | None:
    """The entry of a checkpoint, its revision left aside."""
    return next((entry for entry in entries if entry.name == name.partition("@")[0]), None)


def terms_of(licence: str) -> Terms:
    """What a licence's identifier demands; one that says nothing clear is 'unclear'."""
    name = licence.casefold().strip()
    if "-nc" in name or "noncommercial" in name or "non-commercial" in name:
        return "non-commercial"
    if name.startswith(("agpl", "gpl", "lgpl")):
        return "copyleft"
    return "free" if name.startswith(_FREE) else "unclear"


def terms_in_words(licence: str) -> str:
    """A licence and what it demands, for people."""
    demand = _WORDS[terms_of(licence)]
    shown = licence or "no licence stated"
    return f"{shown}: {demand}" if demand else shown


def suggest(name: str, known: Sequence[str]) -> str:
    """A sentence with the nearest names, '' when none is near; the owner may be missing or wrong."""
    wanted = name.partition("@")[0].casefold()
    last = wanted.rpartition("/")[2]
    ends = {one.rpartition("/")[2].casefold(): one for one in known}
    full = {one.casefold(): one for one in known}
    near = [full[one] for one in difflib.get_close_matches(wanted, full, n=2, cutoff=0.75)]
    near += [ends[one] for one in difflib.get_close_matches(last, ends, n=2, cutoff=0.75)]
    found = [one for one in dict.fromkeys(near) if one != name.partition("@")[0]]
    return f"Did you mean {' or '.join(found[:2])}?" if found else ""
