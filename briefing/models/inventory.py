"""What `briefing model list` shows: the models that are here, those half here, and known ones that are not.

The embedded model, `models/` of the working folder, the hub's cache and the catalogue come in; rows go out.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from briefing.models.catalogue import CatalogueEntry, Score, entry_of, read_catalogue, terms_in_words
from briefing.models.directory import weight_files
from briefing.models.families import families_in_force, family_of
from briefing.models.registry import ModelLocation, installed, partly_downloaded
from briefing.records import dataclass

State = Literal["embedded", "local", "downloaded", "partly downloaded", "known"]
_STATES: dict[str, State] = {"embedded": "embedded", "directory": "local", "hub": "downloaded"}


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One model. `kind` is that of the registry, 'hub' for what is not here yet; unknown things are empty or None."""

    name: str
    kind: str
    state: State
    family: str = ""
    revision: str = ""
    megabytes: int | None = None
    licence: str = ""
    note: str = ""
    scores: tuple[Score, ...] = ()


def inventory(prompts: Path | None = None) -> tuple[ModelRow, ...]:
    """All rows: what is here first, then what is half here, then the rest of the catalogue."""
    catalogue = read_catalogue(prompts)
    here = tuple(_present(location, catalogue, prompts) for location in installed(prompts))
    partly = tuple(
        _listed(name, "partly downloaded", entry_of(name, catalogue), note=why) for name, why in partly_downloaded()
    )
    seen = {row.name.partition("@")[0] for row in (*here, *partly)}
    known = tuple(_listed(entry.name, "known", entry) for entry in catalogue if entry.name not in seen)
    return (*here, *partly, *known)


def score_in_words(score: Score) -> str:
    """A published score, with its source."""
    values = (("BLEU", score.bleu), ("chrF++", score.chrf))
    parts = [f"{name} {value:.1f}" for name, value in values if value is not None]
    return f"{', '.join(parts)} on {score.test} ({score.source})"


def row_in_words(row: ModelRow) -> str:
    """A row for people: a line, and what there is to add below it."""
    size = f"{row.megabytes:,} MB" if row.megabytes is not None else ""
    licence = terms_in_words(row.licence) if row.kind == "hub" else row.licence
    head = "  ".join(part for part in (row.name, row.state, row.family, size, licence) if part)
    more = [*([row.note] if row.note else []), *(score_in_words(score) for score in row.scores)]
    return "".join(f"{line}\n" for line in (head, *(f"    {line}" for line in more)))


def _present(location: ModelLocation, catalogue: tuple[CatalogueEntry, ...], prompts: Path | None) -> ModelRow:
    entry = entry_of(location.checkpoint, catalogue) if location.checkpoint else None
    size = sum(path.stat().st_size for path in weight_files(location.directory))
    return ModelRow(
        location.name,
        location.kind,
        _STATES[location.kind],
        family_of(location.directory, families_in_force(prompts), location.checkpoint).name,
        location.revision or "",
        round(size / 1e6),
        entry.licence if entry else "",
        entry.note if entry else "",
        entry.scores if entry else (),
    )


def _listed(name: str, state: State, entry: CatalogueEntry | None, note: str = "") -> ModelRow:
    bare, _, revision = name.partition("@")
    if entry is None:
        return ModelRow(bare, "hub", state, revision=revision, note=note)
    words = " ".join(filter(None, (note and f"{note}.", entry.note)))
    return ModelRow(bare, "hub", state, entry.family, revision, entry.megabytes, entry.licence, words, entry.scores)
