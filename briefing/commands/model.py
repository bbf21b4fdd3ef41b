"""translate and model list|show|train|evaluate: the models by themselves."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefing.commands import options
from briefing.errors import ConfigError, ModelError

if TYPE_CHECKING:
    from briefing.training.recipe import DevelopmentSet

app = typer.Typer(name="model", help="List, show, train and evaluate models.", no_args_is_help=True)

DataRoot = Annotated[Path | None, typer.Option("--data-root", help="Folder that a recipe's paths are relative to.")]


def translate(
    model: options.ModelName = None,
    task: Annotated[str, typer.Option("--task", help="What is asked of the model: translate, brief.")] = "translate",
    no_cache: options.NoCache = False,
) -> None:
    """Translate standard input to standard output, a line a segment."""
    from briefing.config import load_config
    from briefing.console import ProgressBar
    from briefing.models.registry import LoadSettings, load
    from briefing.pipeline import read_prompts
    from briefing.stages.generate import translate_lines

    try:
        lines = sys.stdin.buffer.read().decode("utf-8").splitlines()
    except UnicodeDecodeError as problem:
        raise ConfigError(f"Standard input is not UTF-8: {problem}.", "Convert it with iconv first.") from None
    glossary = read_prompts(load_config()).glossary
    seq2seq = load(model, task, LoadSettings(cache="none" if no_cache else "file", glossary=glossary))
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
    metrics: Annotated[
        Path | None, typer.Option("--metrics", help="What `model evaluate --json` printed, for the model card.")
    ] = None,
) -> None:
    """Train a model by a recipe; an interrupted run goes on where its folder left off."""
    _need("scipy")
    from briefing.console import ProgressBar
    from briefing.training.export import export as write_model
    from briefing.training.export import read_metrics
    from briefing.training.recipe import read_recipe
    from briefing.training.train import train as run_training

    plan = read_recipe(recipe, data_root=data_root)
    with ProgressBar() as progress:
        result = run_training(plan, output, base=base, max_steps=max_steps, progress=progress)
    loss = "no development set" if result.loss is None else f"development loss {result.loss:.4f} nats a token"
    sys.stderr.write(f"{result.steps} steps, {result.tokens} target tokens, {result.minutes:.1f} minutes; {loss}\n")
    if export is not None:
        write_model(plan, output, export, base=base, metrics=read_metrics(metrics) if metrics else None)
        sys.stderr.write(f"Wrote {export}\n")


@app.command("evaluate")
def evaluate(
    name: Annotated[str, typer.Argument(help="'embedded', a directory, or a hub identifier.")] = "embedded",
    test: Annotated[
        list[str] | None,
        typer.Option("--test", metavar="NAME=PATH", help="A test set: PATH.vi and PATH.en, or articles in .jsonl."),
    ] = None,
    recipe: Annotated[Path | None, typer.Option("--recipe", help="Use this recipe's development sets.")] = None,
    data_root: DataRoot = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Only the first pairs of each set.")] = None,
    save: Annotated[Path | None, typer.Option("--save", help="Leave the outputs in this folder.")] = None,
    json: options.Json = False,
) -> None:
    """Score a model on test sets: BLEU, chrF2++, numbers kept; empty, repeating and untranslated outputs."""
    _need("sacrebleu")
    from briefing.console import ProgressBar
    from briefing.manifest import to_json
    from briefing.models.registry import resolve
    from briefing.training.evaluate import evaluate as score
    from briefing.training.recipe import read_recipe

    plan = read_recipe(recipe, data_root=data_root) if recipe else None
    sets = (*(named_test_set(text) for text in test or ()), *(plan.development if plan else ()))
    if not sets:
        raise ConfigError("No test set was named.", "Use --test NAME=PATH, or --recipe RECIPE.toml --data-root DIR.")
    root = Path(plan.data_root) if plan else Path()
    with ProgressBar() as progress:
        report = score(resolve(name).directory, sets, root, limit=limit, save_to=save, progress=progress)
    sys.stdout.write(to_json(report.to_json()) if json else report.table() + "\n")


def named_test_set(text: str) -> DevelopmentSet:
    """The set that NAME=PATH names: articles of our own format in .jsonl, else aligned files PATH.vi and PATH.en."""
    from briefing.training.recipe import DevelopmentSet

    name, equals, path = text.partition("=")
    if not equals or not name or not path:
        raise ConfigError(f"--test: {text!r} names no set and path.", "Write it as NAME=PATH.")
    if path.endswith(".jsonl"):
        return DevelopmentSet(name, str(Path(path).resolve()), "own", "sentences")
    return DevelopmentSet(name, str(Path(path).resolve()))


def _need(package: str) -> None:
    """Raise `ModelError` where a library that only training and measuring want is not installed."""
    if importlib.util.find_spec(package) is None:
        raise ModelError(f"{package} is not installed.", "Install it with: pip install 'briefing[train]'")
