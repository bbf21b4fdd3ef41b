"""A copy of a model that has learned a user's own corrections, in minutes on a processor.

A model directory and a file of pairs come in (TMX, CSV, TSV or two files of lines); another model directory
goes out. The adapted weights are averaged with the ones they came from, which keeps most of what the model
could do before (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models").
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from briefing.errors import ConfigError, ModelError
from briefing.models.boundary import load_spec
from briefing.protocols import Progress, quiet
from briefing.resources import packaged
from briefing.training.disk import in_place, told
from briefing.training.export import export
from briefing.training.recipe import Format, Recipe, SourceSettings, parse_recipe
from briefing.training.train import CHECKPOINT, train

FORMATS: Mapping[str, Format] = {".tmx": "tmx", ".csv": "table", ".tsv": "table", ".jsonl": "own"}
AVERAGED = "averaged.pt"
KEPT = 0.25  # share of the old weights in the new ones, chosen with `python -m bench.adapt`
SHOWN = 12  # times that each pair is shown
FEWEST = 20  # steps


def adapt(
    base: Path,
    data: Sequence[Path],
    run: Path,
    folder: Path,
    *,
    never_train_on: Sequence[Path] = (),
    keep: float = KEPT,
    minutes: float | None = None,
    progress: Progress = quiet,
) -> Path:
    """Train a copy of the model directory `base` on the pairs in `data`; returns `folder`, the new directory.

    `keep` is the share of the old weights in the new ones, `run` a folder for the work in between. Raises
    ConfigError or ModelError.
    """
    if not 0 <= keep < 1:
        raise ConfigError(f"keep is {keep}", "use a share of at least 0 and less than 1, such as 0.5")
    spec = load_spec(base)
    if spec.family != "marian":
        raise ModelError(
            f"a {spec.family} model cannot be adapted here", "adapt the embedded model or one made from it"
        )
    recipe = recipe_for(base, data, never_train_on=never_train_on, minutes=minutes)
    train(recipe, run, base=base, progress=progress)
    with told(run):
        _average(run / CHECKPOINT, run / AVERAGED, base, keep)
    by_task = {task: dict(options) for task, options in spec.generate_by_task.items()}
    overrides = {**spec.generate, **by_task}
    return export(recipe, run, folder, checkpoint=AVERAGED, base=base, overrides=overrides)


def recipe_for(
    base: Path,
    data: Sequence[Path],
    *,
    never_train_on: Sequence[Path] = (),
    minutes: float | None = None,
) -> Recipe:
    """The recipe of an adaptation: gentle, short, and each pair shown `SHOWN` times."""
    if not data:
        raise ConfigError("no corrections given", "name a .tmx, .csv or .tsv file")
    spec = load_spec(base)
    config = json.loads((base / "config.json").read_text(encoding="utf-8"))
    sources = [_source(path) for path in data]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in data if path.is_file())).hexdigest()
    recipe = parse_recipe(
        {
            "name": f"{base.name}-adapted",
            "data_root": ".",
            "digest": digest,
            "sources": sources,
            "data": {
                "never_train_on": [str(path.resolve()) for path in never_train_on],
                "max_ratio": 6.0,
                "placeholders": spec.placeholders,
                "glossary": str(packaged("prompts") / "glossary.csv") if spec.terms else "",
            },
            "model": {
                "width": config["d_model"],
                "feed_forward": config["encoder_ffn_dim"],
                "heads": config["encoder_attention_heads"],
                "encoder_layers": config["encoder_layers"],
                "decoder_layers": config["decoder_layers"],
                "max_positions": config["max_position_embeddings"],
            },
            "alignment": {"weight": 0.0, "final_weight": 0.0},
            "decoding": {
                "beams": spec.num_beams,
                "length_penalty": spec.length_penalty,
                "brief_length_penalty": spec.length_penalty,
                "max_new_tokens": spec.max_new_tokens,
                "doubtful_below": spec.doubtful_below or 0.0,
            },
            "training": {"peak_rate": 2e-4, "warmup_steps": 10, "batch_tokens": 1024, "ema": 0.0, "dropout": 0.1},
        },
    )
    pairs = sum(_roughly(path) for path in data)
    steps = max(FEWEST, SHOWN * pairs * 30 // recipe.training.batch_tokens)
    return replace(recipe, training=replace(recipe.training, max_steps=steps, max_minutes=minutes))


def _source(path: Path) -> dict[str, Any]:
    setting = SourceSettings(path.name, str(path.resolve()), FORMATS.get(path.suffix.lower(), "lines"))
    return {"name": setting.name, "path": setting.path, "format": setting.format, "licence": "the user's own"}


def _roughly(path: Path) -> int:
    """About how many pairs a file holds, for the length of the run."""
    if not path.is_file():
        return 1000
    text = path.read_bytes()
    return text.count(b"<tu") // 3 if path.suffix.lower() == ".tmx" else text.count(b"\n")


def _average(checkpoint: Path, mixed: Path, base: Path, keep: float) -> None:
    """Mix the base's weights into a finished run's averaged ones; the run's own checkpoint stays as it is."""
    import torch

    from briefing.training.network import pretrained
    from briefing.training.parallel import flatten

    record = torch.load(checkpoint, map_location="cpu", weights_only=True)
    old = flatten(pretrained(base))
    record["average"] = torch.lerp(record["average"], old, keep)
    with in_place(mixed) as partial:
        torch.save(record, partial)
