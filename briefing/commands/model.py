"""translate and model list|show|train|evaluate: the models by themselves."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from briefing.commands import options
from briefing.errors import ConfigError

app = typer.Typer(name="model", help="List, show, train and evaluate models.", no_args_is_help=True)

DataRoot = Annotated[Path | None, typer.Option("--data-root", help="Folder that a recipe's paths are relative to.")]


def translate(
    model: options.ModelName = None,
    task: Annotated[str, typer.Option("--task", help="What is asked of the model: translate, brief.")] = "translate",
    no_cache: options.NoCache = False,
) -> None:
    """Translate standard input to standard output, a line a segment."""
    from briefing.console import ProgressBar
    from briefing.models.registry import LoadSettings, load
    from briefing.stages.generate import translate_lines

    try:
        lines = sys.stdin.buffer.read().decode("utf-8").splitlines()
    except UnicodeDecodeError as problem:
        raise ConfigError(f"Standard input is not UTF-8: {problem}.", "Convert it with iconv first.") from None
    seq2seq = load(model, task, LoadSettings(cache="none" if no_cache else "file"))
    with ProgressBar() as progress:
        english = translate_lines(seq2seq, lines, progress=progress)
    sys.stdout.write("".join(f"{line}\n" for line in english))


@app.command("list")
def list_models(json: options.Json = False) -> None:
    """List the embedded model and the checkpoints in the hub's cache."""
    from briefing.manifest import to_json
    from briefing.models.registry import installed

    found = installed()
    if json:
        sys.stdout.write(to_json([{"name": one.name, "kind": one.kind} for one in found]))
    else:
        sys.stdout.write("".join(f"{one.name}  ({one.kind})\n" for one in found))


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(help="'embedded', a directory, or a hub identifier.")] = "embedded",
    json: options.Json = False,
) -> None:
    """Show what is known of a model: family, languages, tasks, data, metrics; nothing is loaded."""
    from briefing.commands.reports import model_report, model_row
    from briefing.manifest import to_json
    from briefing.models.registry import describe

    info = describe(name)
    sys.stdout.write(to_json(model_row(info)) if json else model_report(info))


@app.command("train")
def train(
    recipe: Annotated[Path, typer.Argument(metavar="RECIPE.toml", help="What to train, on what, for how long.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder of the run: data, checkpoints, log.")],
    export: Annotated[Path | None, typer.Option("--export", help="Write the model directory here at the end.")] = None,
    base: Annotated[Path | None, typer.Option("--from", help="A model directory to go on from.")] = None,
    data_root: DataRoot = None,
    max_steps: Annotated[int | None, typer.Option("--max-steps", min=1, help="Stop early, after this step.")] = None,
) -> None:
    """Train a model by a recipe; an interrupted run goes on where its folder left off."""
    from briefing.console import ProgressBar
    from briefing.training.export import export_run
    from briefing.training.recipe import read_recipe
    from briefing.training.train import train as run_training

    plan = read_recipe(recipe, data_root=data_root)
    with ProgressBar() as progress:
        result = run_training(plan, output, base=base, max_steps=max_steps, progress=progress)
    sys.stderr.write(f"{result}\n")
    if export is not None:
        export_run(plan, output, export)
        sys.stderr.write(f"Wrote {export}\n")


@app.command("evaluate")
def evaluate(
    name: Annotated[str, typer.Argument(help="'embedded', a directory, or a hub identifier.")] = "embedded",
    test_sets: Annotated[
        list[str] | None, typer.Option("--test", metavar="NAME=PATH", help="PATH.vi and PATH.en, or an own .jsonl.")
    ] = None,
    json: options.Json = False,
) -> None:
    """Score a model on test sets: BLEU, chrF2++, numbers and names kept, empty and repetitive outputs."""
    raise NotImplementedError
