"""The text side of a model: what happens to a Vietnamese text before a model sees it, and to the English after.

`model.toml` says how a checkpoint wants its texts (`ModelSpec`); `prepare` makes them so (NFC, tone marks in
the spelling that the model was trained on, straight quotes, names and quantities behind placeholders, the
task's prefix) and `finish` undoes what must be undone. Training and use share this file, so that a model
never meets a text in another dress than the one it learned. No third-party library is needed here.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from briefing.errors import ModelError
from briefing.lang.glossary import Glossary, Term
from briefing.lang.placeholders import Masked, mask, unmask
from briefing.lang.repetition import repetition
from briefing.lang.terms import plurals, says_term, switch
from briefing.lang.text import modern_tone_marks, normalise_tone_marks
from briefing.records import dataclass

ToneMarks = Literal["old", "new", "keep"]

SPEC_FILE = "model.toml"

SEARCH: Mapping[str, Any] = MappingProxyType({"early_stopping": True, "renormalize_logits": True})
"""The search as every backend can do it: a text is done once it has as many outputs as beams are kept, and words that
may not be written count for nothing in the probabilities of the rest. A model.toml may say otherwise for transformers.
"""

_STRAIGHT = str.maketrans(
    {
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u00ab": '"',
        "\u00bb": '"',
        "\u2018": "'",
        "\u2019": "'",
        "\u201a": "'",
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u2026": "...",
        "\u00a0": " ",
        "\u202f": " ",
        "\u200b": None,
        "\u00ad": None,
        "\ufeff": None,
    },
)


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """How a checkpoint wants to be used, as its `model.toml` says.

    `tasks` maps a task's name to the prefix that asks for it (with its own trailing space, or empty);
    `terms` marks models trained on glossary terms said in English inside the source (`lang.terms`);
    `one_sentence` marks models that drop text when given several sentences at once; `generate` holds further
    keyword arguments of transformers' `generate`. A task may override them in `generate_by_task`. Outputs with a
    mean log-probability under `doubtful_below` were often wrong when the model was measured; None means unknown.
    """

    family: str
    source: str
    target: str
    tasks: Mapping[str, str]
    placeholders: bool = False
    terms: bool = False
    tone_marks: ToneMarks = "keep"
    straight_quotes: bool = False
    one_sentence: bool = True
    max_input_tokens: int = 512
    max_new_tokens: int = 256
    num_beams: int = 4
    length_penalty: float = 1.0
    doubtful_below: float | None = None
    generate: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    generate_by_task: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: MappingProxyType({}))

    def generate_options(self, task: str) -> dict[str, Any]:
        """All keyword arguments of `generate` for this task."""
        return {
            **SEARCH,
            "num_beams": self.num_beams,
            "length_penalty": self.length_penalty,
            "max_new_tokens": self.max_new_tokens,
            **self.generate,
            **self.generate_by_task.get(task, {}),
        }


@dataclass(frozen=True, slots=True)
class Prepared:
    """A model input and what `finish` needs to turn the model's output into English; `terms` were said in English."""

    text: str
    masked: Masked | None
    terms: tuple[Term, ...] = ()


def load_spec(directory: Path) -> ModelSpec:
    """The spec in `directory/model.toml`. Raises ModelError when it is missing, unreadable or incomplete."""
    path = directory / SPEC_FILE
    try:
        record = _parsed(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(f"no {SPEC_FILE} in {directory}", "name a model directory or pull the model again") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ModelError(f"cannot read {path}: {error}", f"repair or replace {SPEC_FILE}") from error
    try:
        return parse_spec(record)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{path} is incomplete: {error}", f"compare it with a working {SPEC_FILE}") from error


@lru_cache(maxsize=8)
def _parsed(text: str) -> dict[str, Any]:
    """What a file says, which is asked for each task; nobody may change it."""
    return tomllib.loads(text)


def parse_spec(record: Mapping[str, Any]) -> ModelSpec:
    """The spec in a parsed `model.toml`: the tables [model], [tasks] and [generate]; others are for people."""
    model, generate = record["model"], dict(record.get("generate", {}))
    by_task = {
        name: MappingProxyType(dict(generate.pop(name)))
        for name in tuple(generate)
        if isinstance(generate[name], Mapping)
    }
    tone_marks = model.get("tone_marks", "keep")
    if tone_marks not in get_args(ToneMarks):
        raise ValueError(f"tone_marks is {tone_marks!r}, not one of {', '.join(get_args(ToneMarks))}")
    return ModelSpec(
        family=str(model["family"]),
        source=str(model["source"]),
        target=str(model["target"]),
        tasks=MappingProxyType({str(name): str(prefix) for name, prefix in record["tasks"].items()}),
        placeholders=bool(model.get("placeholders", False)),
        terms=bool(model.get("terms", False)),
        tone_marks=tone_marks,
        straight_quotes=bool(model.get("straight_quotes", False)),
        one_sentence=bool(model.get("one_sentence", True)),
        max_input_tokens=int(model.get("max_input_tokens", 512)),
        doubtful_below=float(model["doubtful_below"]) if "doubtful_below" in model else None,
        max_new_tokens=int(generate.pop("max_new_tokens", 256)),
        num_beams=int(generate.pop("num_beams", 4)),
        length_penalty=float(generate.pop("length_penalty", 1.0)),
        generate=MappingProxyType(generate),
        generate_by_task=MappingProxyType(by_task),
    )


def normalise(text: str, *, tone_marks: ToneMarks = "keep", straight_quotes: bool = False) -> str:
    """NFC, one space between words, and the spelling and punctuation that a model was trained on."""
    text = unicodedata.normalize("NFC", text)
    if straight_quotes:
        text = text.translate(_STRAIGHT)
    if tone_marks == "old":
        text = normalise_tone_marks(text)
    elif tone_marks == "new":
        text = modern_tone_marks(text)
    return " ".join(text.split())


def prepare(text: str, spec: ModelSpec, task: str = "translate", glossary: Glossary | None = None) -> Prepared:
    """What the model is given for `text`; raises ModelError for a task that the model does not know.

    A `glossary` puts the offices before names, where the model knows placeholders, and says its terms in English
    inside the text, where the model was trained so.
    """
    if task not in spec.tasks:
        known = ", ".join(spec.tasks)
        raise ModelError(f"this model knows no task {task!r}", f"choose one of: {known}")
    text = normalise(text, tone_marks=spec.tone_marks, straight_quotes=spec.straight_quotes)
    masked = mask(text, glossary) if spec.placeholders else None
    text = masked.text if masked else text
    said, terms = switch(text, glossary) if spec.terms and glossary is not None else (text, ())
    return Prepared(spec.tasks[task] + said, masked, terms)


def finish(output: str, prepared: Prepared) -> str:
    """The model's decoded output with placeholders replaced by the English of what they stood for."""
    return _finished(output, prepared)[0]


def _finished(output: str, prepared: Prepared) -> tuple[str, int]:
    """The English, and how many placeholders were lost or made up on the way."""
    output = plurals(" ".join(output.split()), prepared.terms)
    if prepared.masked is None:
        return output, 0
    filled = unmask(output, prepared.masked.slots)
    return filled.text, len(filled.missing) + len(filled.unknown)


def most_complete(outputs: Sequence[str], prepared: Prepared) -> int:
    """The place of the output that lost fewest placeholders, then terms, and does not go round in circles.

    `outputs` come best first, and the best stands among its equals.
    """
    flaws: list[tuple[int, int]] = []
    for output in outputs:
        english, lost = _finished(output, prepared)
        missing = sum(not says_term(english, term) for term in prepared.terms)
        flaws.append((lost, missing + bool(repetition(english))))
        if not any(flaws[-1]):
            break  # most often the first, and none can be better
    return flaws.index(min(flaws))
