"""model train|evaluate: making a model, and measuring one."""

from __future__ import annotations

import importlib.util
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefing.commands import options
from briefing.errors import ConfigError, ModelError

if TYPE_CHECKING:
    from briefing.protocols import Progress
    from briefing.training.recipe import DevelopmentSet

_WIDTH = 100  # of the line that shows how far training is

NoGlossary = Annotated[
    bool, typer.Option("--no-glossary", help="Keep the glossary from the model; its terms are counted all the same.")
]
Keep = Annotated[
    float,
    typer.Option(
        "--keep", metavar="SHARE", min=0.0, max=0.99, help="With --data: share of the old weights in the new ones."
    ),
]
DataRoot = Annotated[
    Path | None, typer.Option("--data-root", metavar="DIR", help="Folder that a recipe's paths are relative to.")
]


def train(
    recipe: Annotated[
        Path | None, typer.Argument(metavar="RECIPE.toml", help="What to train, on what, for how long.")
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Folder of the run: data, checkpoints, log.")
    ] = Path("runs/model"),
    export: Annotated[
        Path | None, typer.Option("--export", metavar="DIR", help="Write the model directory here at the end.")
    ] = None,
    base: Annotated[
        str | None,
        typer.Option("--from", metavar="NAME", help="A model to go on from: 'embedded' or a model directory."),
    ] = None,
    data: Annotated[
        list[Path] | None,
        typer.Option("--data", metavar="FILE", help="Adapt the model of --from to these pairs: .tmx, .csv, .tsv."),
    ] = None,
    keep: Keep = 0.25,
    data_root: DataRoot = None,
    max_steps: Annotated[
        int | None,
        typer.Option("--max-steps", metavar="NUMBER", min=1, help="Stop after this step; the rate follows steps."),
    ] = None,
    metrics: Annotated[
        Path | None,
        typer.Option("--metrics", metavar="FILE", help="What `model evaluate --json` printed, for the model card."),
    ] = None,
) -> None:
    """Train a model by a recipe, or adapt one to your corrections; an interrupted run goes on where it left off."""
    _need("scipy")
    from briefing.models.registry import resolve

    if (recipe is None) == (not data):
        raise ConfigError("Name a recipe, or pairs with --data.", "See: briefing model train --help")
    start = resolve(base or "embedded").directory if base or data else None
    with _StatusLine() as progress:
        if recipe is not None:
            written = _train(recipe, start, output, export, data_root, max_steps, metrics, progress)
        else:
            written = _adapt(start, data or [], output, export or output / "model", keep, progress)
    sys.stderr.write("".join(f"{line}\n" for line in written))


class _StatusLine:
    """A `Progress` as a context manager: one line that is written over, for messages that change with every call;
    nothing where standard error is no terminal.
    """

    def __enter__(self) -> Progress:
        from briefing.protocols import quiet

        return self._write if sys.stderr.isatty() else quiet

    def _write(self, done: int, total: int, what: str) -> None:
        sys.stderr.write(f"\r\x1b[2K{done / max(total, 1):4.0%}  {what}"[:_WIDTH])
        sys.stderr.flush()

    def __exit__(self, *error: object) -> None:
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[2K")


def _train(
    recipe: Path,
    base: Path | None,
    run: Path,
    folder: Path | None,
    data_root: Path | None,
    max_steps: int | None,
    metrics: Path | None,
    progress: Progress,
) -> list[str]:
    """What a training run comes to, in lines."""
    from briefing.training.export import export, read_metrics
    from briefing.training.recipe import read_recipe
    from briefing.training.train import train as run_training

    plan = read_recipe(recipe, data_root=data_root)
    result = run_training(plan, run, base=base, max_steps=max_steps, progress=progress)
    loss = "no development set" if result.loss is None else f"development loss {result.loss:.4f} nats a token"
    lines = [f"{result.steps} steps, {result.tokens} target tokens, {result.minutes:.1f} minutes; {loss}"]
    if folder is None:
        return lines
    export(plan, run, folder, base=base, metrics=read_metrics(metrics) if metrics else None)
    return [*lines, f"Wrote {folder}"]


def _adapt(base: Path | None, data: list[Path], run: Path, folder: Path, keep: float, progress: Progress) -> list[str]:
    from briefing.training.adapt import adapt

    assert base is not None, "pairs are learned by a model that there is"
    adapt(base, data, run, folder, keep=keep, progress=progress)
    return [f"Wrote {folder}", f"Use it with: briefing model use {folder}"]


def evaluate(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="'embedded', a directory, or a hub identifier.")
    ] = "embedded",
    test: Annotated[
        list[str] | None,
        typer.Option("--test", metavar="NAME=PATH", help="A test set: PATH.vi and PATH.en, or articles in .jsonl."),
    ] = None,
    recipe: Annotated[
        Path | None, typer.Option("--recipe", metavar="FILE", help="Use this recipe's development sets.")
    ] = None,
    data_root: DataRoot = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="NUMBER", min=1, help="Only the first pairs of each set.")
    ] = None,
    save: Annotated[
        Path | None, typer.Option("--save", metavar="DIR", help="Leave the outputs in this folder.")
    ] = None,
    against: Annotated[
        str | None, typer.Option("--against", metavar="NAME", help="A second model to lay beside the first.")
    ] = None,
    no_glossary: NoGlossary = False,
    written: Annotated[
        bool, typer.Option("--written", help="Score what a memo would say: in clauses, checked and repaired.")
    ] = False,
    json: options.Json = False,
) -> None:
    """Score a model on test sets: BLEU, chrF2++, numbers, names and terms kept; empty, repeating, untranslated."""
    _need("sacrebleu")
    from briefing.config import load_config
    from briefing.console import ProgressBar
    from briefing.manifest import to_json
    from briefing.models.registry import resolve
    from briefing.steering import read_prompts
    from briefing.training.evaluate import evaluate as score

    root, sets = _test_sets(test or [], recipe, data_root)
    glossary = read_prompts(load_config()).glossary
    directory = resolve(name).directory
    measure = partial(score, sets=sets, root=root, limit=limit, languages=_languages(directory))
    measure = partial(measure, glossary=glossary, tell_glossary=not no_glossary, written=written)
    with ProgressBar() as progress:
        report = measure(directory, save_to=save, progress=progress)
        other = measure(resolve(against).directory, progress=progress) if against else None
    if json:
        sys.stdout.write(to_json([report.to_json(), other.to_json()] if other else report.to_json()))
    else:
        sys.stdout.write(report.table(other) + "\n")


def _languages(directory: Path) -> tuple[str, str]:
    """What a model of our own reads and writes; Vietnamese and English for one that does not say."""
    from briefing.models.boundary import SPEC_FILE, load_spec

    spec = load_spec(directory) if (directory / SPEC_FILE).is_file() else None
    return (spec.source, spec.target) if spec else ("vi", "en")


def _test_sets(
    named: list[str], recipe: Path | None, data_root: Path | None
) -> tuple[Path, tuple[DevelopmentSet, ...]]:
    """The folder and the sets to score on. Raises `ConfigError` where there is none."""
    from briefing.training.recipe import read_recipe

    plan = read_recipe(recipe, data_root=data_root) if recipe else None
    sets = (*(named_test_set(text) for text in named), *(plan.development if plan else ()))
    if not sets:
        raise ConfigError("No test set was named.", "Use --test NAME=PATH, or --recipe RECIPE.toml --data-root DIR.")
    return Path(plan.data_root) if plan else Path(), sets


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
