"""From a run folder to a model directory: float16 weights, tokenizer, `model.toml` and a model card.

What goes out is the whole contract of a model: transformers' Auto classes load it offline, `load_spec` reads
how to use it, and the card says what it was made of and how well it does.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from briefing.errors import ModelError
from briefing.models.boundary import SPEC_FILE
from briefing.models.registry import convert
from briefing.training.corpus import PREFIXES
from briefing.training.disk import told
from briefing.training.prepare import REPORT, read_report, vocabulary_size
from briefing.training.recipe import Recipe

TOKENIZER_FILES = ("source.spm", "target.spm", "vocab.json", "tokenizer_config.json")
LIMITS = (
    "It is small and was trained briefly on a processor: fluent English that misstates its source does occur.",
    "Rare words, irony, speech, verse and long sentences of many clauses go wrong most often. Nothing is known of the",
    "sentence before. Every output needs checking against its source; `briefing` does so for numbers, dates and names,",
    "and leaves the rest to a person.",
)
DRESS = (
    "Names, dates and quantities reach the model as placeholders and are put back in English by rules; it wants",
    "tone marks in the older spelling and straight quotes, one sentence at a time. `model.toml` tells machines so.",
)
LARGEST = 64 * 1024 * 1024  # bytes of a model that may be embedded in the package


def export(
    recipe: Recipe,
    run: Path,
    folder: Path,
    *,
    checkpoint: str = "last.pt",
    base: Path | None = None,
    metrics: Mapping[str, Any] | None = None,
    overrides: Mapping[str, Any] | None = None,
    notes: Sequence[str] = (),
) -> Path:
    """Write the averaged weights of a run's checkpoint as a model directory; returns `folder`.

    `base` is the model directory that the run started from, if it did: tokenizer and architecture are its own.
    The directory is made beside its place, converted for CTranslate2 too, and then moved there, so that a model in use
    is never half written.
    `overrides` are further keys of model.toml's [generate], `notes` paragraphs for the card. Raises ModelError
    when the checkpoint is missing, the conversion is not the model, or both outgrow the package.
    """
    if not (run / checkpoint).exists():
        raise ModelError(f"no checkpoint {checkpoint} in {run}", "train first, or name a finished run")
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    tokenizer = base or run / "tokenizer"
    try:
        with told(folder):
            partial.mkdir(parents=True)
            for name in TOKENIZER_FILES:
                shutil.copyfile(tokenizer / name, partial / name)
            step = _write_weights(recipe, run / checkpoint, partial, vocabulary_size(tokenizer), base)
            rows = read_report(run) if (run / REPORT).exists() else ()
            write_spec(recipe, partial, rows, step=step, metrics=metrics or {}, overrides=overrides or {})
            (partial / "README.md").write_text(card(recipe, rows, step, metrics or {}, notes), encoding="utf-8")
            convert(str(partial), beside=True)
            _move_whole(partial, folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return folder


def _move_whole(partial: Path, folder: Path) -> None:
    """Put a finished model directory into its place, unless it is too large for the package."""
    files = [path for path in partial.rglob("*") if path.is_file()]
    for file in files:
        file.chmod(0o644)  # safetensors writes for the owner alone, and packages keep modes
    size = sum(file.stat().st_size for file in files)
    if size > LARGEST:
        raise ModelError(f"the model takes {size >> 20} MiB, more than 64", "lower model.width or vocabulary.size")
    old = folder.with_name(folder.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        os.replace(folder, old)  # noqa: PTH105
    os.replace(partial, folder)  # noqa: PTH105
    shutil.rmtree(old, ignore_errors=True)


def _write_weights(recipe: Recipe, checkpoint: Path, folder: Path, size: int, base: Path | None) -> int:
    """config.json, generation_config.json and model.safetensors; the number of steps that the run took."""
    import torch
    from transformers import GenerationConfig

    from briefing.training.network import build, pretrained
    from briefing.training.parallel import point_at

    record = torch.load(checkpoint, map_location="cpu", weights_only=True)
    model = pretrained(base) if base else build(recipe.model, size, seed=0, deviation=0.0)
    point_at(model, record["average"].clone())
    pad = size - 1
    assert not model.model.shared.weight[pad].any(), "the pad's vector left zero"
    model.generation_config = GenerationConfig(
        bad_words_ids=[[pad]],
        decoder_start_token_id=pad,
        pad_token_id=pad,
        eos_token_id=0,
        forced_eos_token_id=0,
        max_new_tokens=min(recipe.decoding.max_new_tokens, recipe.model.max_positions - 1),
        num_beams=recipe.decoding.beams,
        length_penalty=recipe.decoding.length_penalty,
    )
    model.half().save_pretrained(folder)
    return int(record["numbers"]["step"])


def _generate_table(recipe: Recipe) -> dict[str, Any]:
    """The table [generate] of model.toml: keyword arguments of transformers' `generate`."""
    decoding = recipe.decoding
    table: dict[str, Any] = {
        "num_beams": decoding.beams,
        "length_penalty": decoding.length_penalty,
        "max_new_tokens": min(decoding.max_new_tokens, recipe.model.max_positions - 1),
    }
    if decoding.no_repeat_ngram:
        table["no_repeat_ngram_size"] = decoding.no_repeat_ngram
    if decoding.repetition_penalty != 1:
        table["repetition_penalty"] = decoding.repetition_penalty
    if decoding.brief_length_penalty != decoding.length_penalty:
        table["brief"] = {"length_penalty": decoding.brief_length_penalty}
    return table


def write_spec(
    recipe: Recipe,
    folder: Path,
    rows: Sequence[Mapping[str, Any]],
    *,
    step: int,
    metrics: Mapping[str, Any],
    overrides: Mapping[str, Any],
) -> None:
    """`model.toml`: [model], [tasks] and [generate] for machines, [training] and [metrics] for people."""
    import tomli_w

    decoding = recipe.decoding
    record = {
        "model": {
            "name": recipe.name,
            "family": "marian",
            "source": recipe.source,
            "target": recipe.target,
            "placeholders": recipe.data.placeholders,
            "terms": bool(recipe.data.glossary),
            "tone_marks": "old" if recipe.source == "vi" else "keep",
            "straight_quotes": True,
            "one_sentence": True,
            "max_input_tokens": min(recipe.model.max_positions, 2 * recipe.data.max_length),
            **({"doubtful_below": decoding.doubtful_below} if decoding.doubtful_below else {}),
        },
        "tasks": dict(PREFIXES) if recipe.source == "vi" else {"translate": PREFIXES["translate"]},
        "generate": {**_generate_table(recipe), **overrides},
        "training": {
            "recipe_sha256": recipe.digest,
            "steps": step,
            "sources": [
                {"name": row["name"], "pairs": row["trained"], "sha256": row["sha256"]}
                for row in rows
                if row["trained"]
            ],
        },
        "metrics": dict(metrics),
    }
    (folder / SPEC_FILE).write_text(tomli_w.dumps(record), encoding="utf-8")


def card(
    recipe: Recipe,
    rows: Sequence[Mapping[str, Any]],
    step: int,
    metrics: Mapping[str, Any],
    notes: Sequence[str] = (),
) -> str:
    """The model card in Markdown: what it is, what it was made of, how well it does, where it fails."""
    model = recipe.model
    run = recipe.data.decontamination_run
    sizes = f"{model.encoder_layers}+{model.decoder_layers} layers, {recipe.vocabulary.size:,} subwords"
    lines = [
        f"# {recipe.name}",
        "",
        f"A small {recipe.source}→{recipe.target} translation model for news of government, diplomacy and the economy.",
        f"Marian architecture: width {model.width}, {sizes}, one tied embedding, float16 weights; {step:,} steps.",
        "",
        *(DRESS if recipe.data.placeholders else ("It wants straight quotes, one sentence at a time.",)),
        "`ctranslate2/` holds the same weights for CTranslate2, which runs them faster on a processor.",
        "",
        "## Data",
        "",
        'Licences as their owners state them; "none stated" means just that. No pair shares a run of',
        f"{run} words with a development set or a seed article; such pairs were left out.",
        "",
        "| source | pairs | left out as contaminated | licence |",
        "| --- | ---: | ---: | --- |",
        *(f"| {r['name']} | {r['trained']:,} | {r['contaminated']:,} | {r['licence']} |" for r in rows if r["trained"]),
        "",
        *(["## Training", "", *(line for note in notes for line in (note, ""))] if notes else []),
        "## Metrics",
        "",
        *_metric_lines(metrics),
        "",
        "## Limits",
        "",
        *LIMITS,
        "",
    ]
    return "\n".join(lines)


def _metric_lines(metrics: Mapping[str, Any]) -> list[str]:
    if not metrics:
        return ["Not measured yet."]
    keys = list(dict.fromkeys(key for row in metrics.values() if isinstance(row, Mapping) for key in row))
    lines = ["| set | " + " | ".join(keys) + " |", "| --- |" + " ---: |" * len(keys)]
    lines += [
        f"| {name} | " + " | ".join(str(row.get(key, "")) for key in keys) + " |"
        for name, row in metrics.items()
        if isinstance(row, Mapping)
    ]
    notes = [f"{name}: `{value}`" for name, value in metrics.items() if isinstance(value, str)]
    return [*lines, *(["", *notes] if notes else [])]


def read_metrics(path: Path) -> dict[str, Any]:
    """A report that `evaluate` wrote as JSON, as the rows of a model card. Raises ModelError when it is none."""
    from briefing.training.evaluate import Report, Score

    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        scores = tuple(Score(**score) for score in record["scores"])
        return Report(record["model"], record["bleu_signature"], record["chrf_signature"], scores).metrics()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{path} is no evaluation report: {error}", "make it with: briefing model evaluate --json"
        ) from error
