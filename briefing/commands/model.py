"""translate and model list|pull|show|use|train|evaluate: the models by themselves."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefing.commands import options
from briefing.commands.prompts import steered
from briefing.errors import ConfigError, ModelError

if TYPE_CHECKING:
    from briefing.training.recipe import DevelopmentSet

app = typer.Typer(name="model", help="List, pull, show, use, train and evaluate models.", no_args_is_help=True)

AcceptLicence = Annotated[
    bool, typer.Option("--accept-licence", help="Accept a licence that restricts use, without being asked.")
]
DataRoot = Annotated[
    Path | None, typer.Option("--data-root", metavar="DIR", help="Folder that a recipe's paths are relative to.")
]


def translate(
    model: options.ModelName = None,
    task: Annotated[
        str, typer.Option("--task", metavar="NAME", help="What is asked of the model: translate, brief.")
    ] = "translate",
    backend: options.ModelBackend = None,
    source_language: options.SourceLanguage = None,
    prompts: options.PromptsFolder = None,
    no_cache: options.NoCache = False,
) -> None:
    """Translate standard input to standard output, a line a segment."""
    from briefing.config import load_config
    from briefing.console import ProgressBar
    from briefing.models.registry import LoadSettings, load
    from briefing.stages.generate import translate_lines
    from briefing.steering import prompts_folder, read_prompts

    try:
        lines = sys.stdin.buffer.read().decode("utf-8").splitlines()
    except UnicodeDecodeError as problem:
        raise ConfigError(f"Standard input is not UTF-8: {problem}.", "Convert it with iconv first.") from None
    config = options.with_backend(steered(load_config(), prompts, source_language), backend)
    settings = LoadSettings(
        cache="none" if no_cache else "file",
        prompts=prompts_folder(config),
        glossary=read_prompts(config).glossary,
        source=config.model.source_language,
        backend=config.model.backend,
    )
    seq2seq = load(model, task, settings)
    with ProgressBar() as progress:
        english = translate_lines(seq2seq, lines, progress=progress)
    sys.stdout.write("".join(f"{line}\n" for line in english))


@app.command("list")
def list_models(json: options.Json = False) -> None:
    """List models: embedded, local, downloaded, partly downloaded, and known ones that `model pull` fetches."""
    from briefing.config import load_config
    from briefing.manifest import to_json
    from briefing.models.inventory import inventory, row_in_words
    from briefing.steering import prompts_folder
    from briefing.tables import to_table

    rows = inventory(prompts_folder(load_config()))
    sys.stdout.write(to_json(to_table(rows)) if json else "".join(row_in_words(row) for row in rows))


@app.command("pull")
def pull(
    name: Annotated[str, typer.Argument(metavar="OWNER/NAME[@REVISION]", help="A model of the Hugging Face hub.")],
    accept_licence: AcceptLicence = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Stay off the network: prove what was pulled before.")
    ] = False,
    json: options.Json = False,
) -> None:
    """Download a model once, pinned and verified; a download that broke off goes on where it stopped."""
    from briefing.console import ProgressBar
    from briefing.manifest import to_json
    from briefing.models import hub
    from briefing.models.memory import in_words

    checkpoint, _, revision = name.partition("@")
    if offline or hub.offline():
        directory, record = hub.verify_offline(checkpoint, revision or "main")
    else:
        offer = hub.look_up(checkpoint, revision or "main")
        accepted = _accepted(checkpoint, offer.licence, given=accept_licence)
        with ProgressBar() as progress:
            directory, record = hub.pull(offer, accepted=accepted, progress=progress)
    if json:
        row = {"name": f"{checkpoint}@{record.commit}", "directory": str(directory), "bytes": record.size}
        sys.stdout.write(to_json(row | {"licence": record.licence, "files": [file.name for file in record.files]}))
    else:
        said = f"{len(record.files)} files, {in_words(record.size)}, verified"
        sys.stdout.write(f"{checkpoint}@{record.commit}: {said}\n")
        sys.stdout.write(f"Use it with: briefing model use {checkpoint}@{record.commit[:12]}\n")


@app.command("use")
def use(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="'embedded', a directory, or a hub identifier that was pulled.")
    ],
    config: options.ConfigFile = None,
    accept_licence: AcceptLicence = False,
) -> None:
    """Write a model and its exact revision into briefing.toml; everything else in the file stays as it is."""
    from briefing.config import FILE_NAME
    from briefing.models.catalogue import entry_of, read_catalogue
    from briefing.models.pulled import record_of
    from briefing.models.registry import describe, resolve
    from briefing.settings_file import write_keys

    location, info = resolve(name), describe(name)
    shown = name
    if location.kind == "hub":
        shown = f"{location.checkpoint}@{location.revision}"
        record = record_of(location.directory.parents[1], location.revision or "")
        entry = entry_of(location.checkpoint, read_catalogue())
        licence = record.licence if record else entry.licence if entry else ""
        _accepted(location.checkpoint, licence, given=accept_licence or (record is not None and record.accepted))
    key = "name" if "translate" in info.tasks else "brief_model"
    file = config or Path(FILE_NAME)
    write_keys(file, "model", {key: shown})
    sys.stdout.write(f'{file}: [model] {key} = "{shown}"\n')


@app.command("convert")
def convert(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="'embedded', a directory, or a hub identifier.")
    ] = "embedded",
    beside: Annotated[
        bool, typer.Option("--beside", help="Put the files into the model's own directory, to be given away with it.")
    ] = False,
) -> None:
    """Convert a model for CTranslate2 now, rather than when it is first used; the result is proved against it."""
    from briefing.models.registry import convert as convert_model

    sys.stderr.write(f"Wrote {convert_model(name, beside=beside)}\n")


@app.command("show")
def show(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="'embedded', a directory, or a hub identifier.")
    ] = "embedded",
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
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Folder of the run: data, checkpoints, log.")
    ],
    export: Annotated[
        Path | None, typer.Option("--export", metavar="DIR", help="Write the model directory here at the end.")
    ] = None,
    base: Annotated[Path | None, typer.Option("--from", metavar="DIR", help="A model directory to go on from.")] = None,
    data_root: DataRoot = None,
    max_steps: Annotated[
        int | None, typer.Option("--max-steps", metavar="NUMBER", min=1, help="Stop early, after this step.")
    ] = None,
    metrics: Annotated[
        Path | None,
        typer.Option("--metrics", metavar="FILE", help="What `model evaluate --json` printed, for the model card."),
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


def _accepted(name: str, licence: str, *, given: bool) -> bool:
    """True once a person has accepted a licence that restricts use; a free one needs no word. Raises `ModelError`."""
    from briefing.models.catalogue import terms_in_words, terms_of

    if given or terms_of(licence) == "free":
        return given
    words = f"The model {name} is under {terms_in_words(licence)}" if licence else f"The model {name} states no licence"
    if sys.stdin.isatty() and typer.confirm(f"{words}. Go on?", err=True):
        return True
    raise ModelError(f"{words}.", "Read its card; if your use is allowed, add --accept-licence.")


def _need(package: str) -> None:
    """Raise `ModelError` where a library that only training and measuring want is not installed."""
    if importlib.util.find_spec(package) is None:
        raise ModelError(f"{package} is not installed.", "Install it with: pip install 'briefing[train]'")
