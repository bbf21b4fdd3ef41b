"""Families of checkpoints as data: what tells one from another, and how each wants to be asked.

The files `prompts/families/*.toml` come in, one `Family` each goes out: language codes, the first token that is
forced, task prefixes, limits, and what single well-known checkpoints do otherwise. A checkpoint with its own
`model.toml` says most of this itself; for any other, `spec_of` makes a `ModelSpec` out of its family.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from briefing.errors import ConfigError, ModelError
from briefing.models.boundary import ModelSpec, ToneMarks
from briefing.tables import from_table

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
    """How a text is dressed. `{source}` and `{target}` stand for the family's codes of the two languages."""

    tasks: Mapping[str, str]
    tone_marks: ToneMarks = "keep"
    straight_quotes: bool = False
    one_sentence: bool = True
    max_input_tokens: int = 512
    source_code: str = ""


@dataclass(frozen=True, slots=True)
class Decoding:
    """How an output is begun and searched for: `first_token` is forced after the decoder's start token,
    `start_token` replaces the decoder's start token; empty means as the checkpoint's own configuration says.
    """

    first_token: str = ""
    start_token: str = ""
    num_beams: int = 4
    length_penalty: float = 1.0
    max_new_tokens: int = 256


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
    tables = []
    for path in sorted(folder.glob("*.toml")):
        try:
            tables.append({"name": path.stem, **tomllib.loads(path.read_text(encoding="utf-8"))})
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ConfigError(f"{path} cannot be read: {error}.", "Correct or remove it.") from None
    if not tables:
        raise ConfigError(f"{folder} holds no model families.", "Name a prompts folder with families/*.toml, or none.")
    return tuple(tables)


def family_named(tables: Sequence[Mapping[str, Any]], name: str, checkpoint: str = "") -> Family:
    """The family of that name, with what it says of `checkpoint` (a hub identifier) applied."""
    for table in tables:
        if table["name"] == name:
            return _build(table, checkpoint)
    known = ", ".join(str(table["name"]) for table in tables)
    raise ModelError(f"There is no model family {name!r}.", f"In model.toml, choose one of: {known}.")


def family_of(directory: Path, tables: Sequence[Mapping[str, Any]], checkpoint: str = "") -> Family:
    """The family that the checkpoint in `directory` belongs to, by what its files say. Raises ModelError."""
    config = read_json(directory, "config.json")
    tokenizer = str(read_json(directory, "tokenizer_config.json", missing_ok=True).get("tokenizer_class", ""))
    checkpoint = checkpoint or str(config.get("_name_or_path", ""))
    model_type = str(config.get("model_type", ""))
    fitting = [table for table in tables if _fits(_detect(table), directory, model_type, tokenizer)]
    if not fitting:
        known = ", ".join(str(table["name"]) for table in tables)
        what = f"of type {model_type!r}" + (f" with the tokenizer {tokenizer}" if tokenizer else "")
        raise ModelError(f"The model in {directory} is {what}: no known family.", f"Choose a model of: {known}.")
    return _build(max(fitting, key=lambda table: len(table["detect"])), checkpoint)


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


def _fits(detect: Detect, directory: Path, model_type: str, tokenizer: str) -> bool:
    if model_type not in detect.model_types:
        return False
    if detect.tokenizer_classes and tokenizer not in detect.tokenizer_classes:
        return False
    return not detect.vocabulary or _vocabulary_holds(directory, detect.vocabulary)


def _vocabulary_holds(directory: Path, piece: str) -> bool:
    """True when the first vocabulary file there spells `piece`; no tokenizer is built for this."""
    for name in VOCABULARY_FILES:
        if (directory / name).is_file():
            return piece.encode() in (directory / name).read_bytes()
    return False


def _detect(table: Mapping[str, Any]) -> Detect:
    return from_table(Detect, table.get("detect", {}), source=_file(table))


def _file(table: Mapping[str, Any]) -> str:
    return f"prompts/families/{table['name']}.toml"


def _build(table: Mapping[str, Any], checkpoint: str) -> Family:
    """A family from its table, with the [[checkpoints]] entry for `checkpoint` laid over it."""
    merged = {key: value for key, value in table.items() if key != "checkpoints"}
    for entry in table.get("checkpoints", []):
        if checkpoint.partition("@")[0] in entry.get("names", []):
            for key, value in entry.items():
                if key != "names":
                    merged[key] = {**merged.get(key, {}), **value}
    return from_table(Family, merged, source=_file(table))
