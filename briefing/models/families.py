"""Families of checkpoints as data: what tells one from another, and how each wants to be asked.

The files `prompts/families/*.toml` come in, one `Family` each goes out: language codes, the first token that is
forced, task prefixes, limits, and what single well-known checkpoints do otherwise. A checkpoint with its own
`model.toml` says most of this itself; for any other, `spec_of` makes a `ModelSpec` out of its family.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from pathlib import Path
from typing import Any

from briefing.errors import ConfigError, ModelError
from briefing.models.boundary import ModelSpec, ToneMarks
from briefing.records import dataclass
from briefing.resources import layered
from briefing.tables import from_table, nearest

_FILE = "//file"  # the key, impossible in TOML files of ours, under which a table remembers its file and text
VOCABULARY_FILES = ("tokenizer.json", "spiece.model", "sentencepiece.bpe.model", "vocab.json")


@dataclass(frozen=True, slots=True)
class Detect:
    """What a checkpoint of the family looks like: its config's model type, its tokenizer's class, a piece that
    its vocabulary holds. All that is given must hold; the family with the most conditions wins.
    """

    model_types: tuple[str, ...]
    tokenizer_classes: tuple[str, ...] = ()
    vocabulary: str = ""


@dataclass(frozen=True, slots=True)
class Files:
    """The tokenizer files that a directory must hold; `a | b` is satisfied by either."""

    tokenizer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Input:
    """How a text is dressed. `{source}` and `{target}` stand for the family's codes of the two languages.

    `source_code` is what the tokenizer is told of the source language, `source_token` the piece that it writes for it.
    """

    tasks: Mapping[str, str]
    tone_marks: ToneMarks = "keep"
    straight_quotes: bool = False
    one_sentence: bool = True
    max_input_tokens: int = 512
    source_code: str = ""
    source_token: str = ""


@dataclass(frozen=True, slots=True)
class Decoding:
    """How an output is begun and searched for: `first_token` is forced after the decoder's start token,
    `start_token` replaces the decoder's start token; empty means as the checkpoint's own configuration says. With
    `no_repeat_ngram` no run of so many tokens is written twice; 0 allows all.
    """

    first_token: str = ""
    start_token: str = ""
    num_beams: int = 4
    length_penalty: float = 1.0
    max_new_tokens: int = 256
    no_repeat_ngram: int = 0


@dataclass(frozen=True, slots=True)
class Output:
    """What to take off an output: a marker that the checkpoint writes before each answer."""

    strip: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """One family of checkpoints."""

    name: str
    detect: Detect
    files: Files
    languages: Mapping[str, str]
    input: Input
    decoding: Decoding
    output: Output = field(default_factory=Output)

    def code(self, language: str) -> str:
        """The family's own code of a language; a code that it does not list is taken as it stands."""
        return self.languages.get(language, language)

    def fill(self, template: str, spec: ModelSpec) -> str:
        """`template` with the codes of the spec's languages in place of {source} and {target}."""
        return template.replace("{source}", self.code(spec.source)).replace("{target}", self.code(spec.target))


def read_families(folder: Path) -> tuple[dict[str, Any], ...]:
    """The tables of all families in `folder`, by name; checked by `family_of` once one is chosen.

    Raises ConfigError for a file that is no TOML or a folder without families.
    """
    tables = tuple(read_family(path) for path in sorted(folder.glob("*.toml")))
    if not tables:
        raise ConfigError(f"{folder} holds no model families.", "Name a prompts folder with families/*.toml, or none.")
    return tables


def families_in_force(chosen: Path | None = None) -> tuple[dict[str, Any], ...]:
    """The tables of all families: a file of the house's own replaces the packaged one of its name or adds a family."""
    files = layered("prompts", "families", ".toml", str(chosen) if chosen else "")
    return tuple(read_family(file.path) for file in files)


def read_family(path: Path) -> dict[str, Any]:
    """One family's table with its name, and the file itself for messages. Raises ConfigError."""
    try:
        text = path.read_text(encoding="utf-8")
        return {"name": path.stem, _FILE: (str(path), text), **_parsed(text)}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}.", "Correct or remove it.") from None


@lru_cache(maxsize=64)
def _parsed(text: str) -> dict[str, Any]:
    """What a file says, which is asked for each task of each model; nobody may change it."""
    return tomllib.loads(text)


def family_named(tables: Sequence[Mapping[str, Any]], name: str, checkpoint: str = "") -> Family:
    """The family of that name, with what it says of `checkpoint` (a hub identifier) applied."""
    for table in tables:
        if table["name"] == name:
            return _build(table, checkpoint)
    known = [str(table["name"]) for table in tables]
    raise ModelError(f"There is no model family {name!r}.", f"In model.toml: {nearest(name, known)}")


def family_of(directory: Path, tables: Sequence[Mapping[str, Any]], checkpoint: str = "") -> Family:
    """The family that the checkpoint in `directory` belongs to, by what its files say. Raises ModelError."""
    config = read_json(directory, "config.json")
    checkpoint = checkpoint or str(config.get("_name_or_path", ""))
    fitting = [table for table in tables if _fits(table, directory, checkpoint)]
    if not fitting:
        known = ", ".join(str(table["name"]) for table in tables)
        raise ModelError(
            f"The model in {directory} is {_kind(directory)}: no known family.", f"Choose a model of: {known}."
        )
    return _build(max(fitting, key=lambda table: (_names(table, checkpoint), len(table["detect"]))), checkpoint)


def check_family(directory: Path, tables: Sequence[Mapping[str, Any]], name: str, checkpoint: str = "") -> Family:
    """The family that a `model.toml` names. Raises ModelError where the files say that the checkpoint is of another."""
    family = family_named(tables, name, checkpoint)
    if any(table["name"] == name and _fits(table, directory, checkpoint) for table in tables):
        return family
    others = [str(table["name"]) for table in tables if _fits(table, directory, checkpoint)]
    remedy = f'Write family = "{others[0]}".' if others else "Name the family that the checkpoint was trained as."
    raise ModelError(
        f"model.toml in {directory} says family {name!r}, but the checkpoint is {_kind(directory)}.", remedy
    )


def spec_of(family: Family, source: str = "vi", target: str = "en") -> ModelSpec:
    """How a checkpoint without a `model.toml` is used: as its family says."""
    spec = ModelSpec(family=family.name, source=source, target=target, tasks={})
    return ModelSpec(
        family=family.name,
        source=source,
        target=target,
        tasks={task: family.fill(prefix, spec) for task, prefix in family.input.tasks.items()},
        tone_marks=family.input.tone_marks,
        straight_quotes=family.input.straight_quotes,
        one_sentence=family.input.one_sentence,
        max_input_tokens=family.input.max_input_tokens,
        max_new_tokens=family.decoding.max_new_tokens,
        num_beams=family.decoding.num_beams,
        length_penalty=family.decoding.length_penalty,
        generate={"no_repeat_ngram_size": unrepeated} if (unrepeated := family.decoding.no_repeat_ngram) else {},
    )


def read_json(directory: Path, name: str, *, missing_ok: bool = False) -> dict[str, Any]:
    """A JSON object of a model directory. Raises ModelError when it is missing or broken."""
    try:
        record = json.loads((directory / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        if missing_ok:
            return {}
        raise ModelError(
            f"The model directory {directory} lacks {name}.", "Copy the whole checkpoint again, or name another model."
        ) from None
    except (OSError, ValueError) as error:
        raise ModelError(f"{directory / name} cannot be read: {error}.", "Copy the checkpoint again.") from None
    if not isinstance(record, dict):
        raise ModelError(f"{directory / name} holds no JSON object.", "Copy the checkpoint again.")
    return record


def _fits(table: Mapping[str, Any], directory: Path, checkpoint: str) -> bool:
    """True when the files say so. Where they do not name the tokenizer's class, the checkpoint's name may, or else
    the tokenizer's files decide.
    """
    detect = from_table(Detect, table.get("detect", {}), source=_file(table), text=_text(table), at="detect")
    if str(read_json(directory, "config.json").get("model_type", "")) not in detect.model_types:
        return False
    if detect.tokenizer_classes:
        stated = _tokenizer_class(directory)
        if stated and stated not in detect.tokenizer_classes:
            return False
        if not stated and not _names(table, checkpoint) and not _has_files(table, directory):
            return False
    return not detect.vocabulary or _vocabulary_holds(directory, detect.vocabulary)


def _tokenizer_class(directory: Path) -> str:
    stated = (
        read_json(directory, name, missing_ok=True).get("tokenizer_class")
        for name in ("tokenizer_config.json", "config.json")
    )
    return str(next((name for name in stated if name), ""))


def _names(table: Mapping[str, Any], checkpoint: str) -> bool:
    """True when the family's file names this checkpoint."""
    return any(checkpoint.partition("@")[0] in entry.get("names", []) for entry in table.get("checkpoints", []))


def _has_files(table: Mapping[str, Any], directory: Path) -> bool:
    wanted = table.get("files", {}).get("tokenizer", [])
    return all(any((directory / name.strip()).is_file() for name in either.split("|")) for either in wanted)


def _kind(directory: Path) -> str:
    tokenizer = _tokenizer_class(directory)
    model_type = str(read_json(directory, "config.json").get("model_type", ""))
    return f"of type {model_type!r}" + (f" with the tokenizer {tokenizer}" if tokenizer else "")


def _vocabulary_holds(directory: Path, piece: str) -> bool:
    """True when the first vocabulary file there spells `piece`; no tokenizer is built for this."""
    for name in VOCABULARY_FILES:
        if (directory / name).is_file():
            return piece.encode() in (directory / name).read_bytes()
    return False


def _file(table: Mapping[str, Any]) -> str:
    return str(table[_FILE][0]) if _FILE in table else f"prompts/families/{table['name']}.toml"


def _text(table: Mapping[str, Any]) -> str:
    return str(table[_FILE][1]) if _FILE in table else ""


def _build(table: Mapping[str, Any], checkpoint: str) -> Family:
    """A family from its table, with the [[checkpoints]] entry for `checkpoint` laid over it."""
    merged = {key: value for key, value in table.items() if key not in {"checkpoints", _FILE}}
    for entry in table.get("checkpoints", []):
        if checkpoint.partition("@")[0] in entry.get("names", []):
            for key, value in entry.items():
                if key != "names":
                    merged[key] = {**merged.get(key, {}), **value}
    return from_table(Family, merged, source=_file(table), text=_text(table))
