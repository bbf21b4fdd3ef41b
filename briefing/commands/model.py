"""translate and model list|pull|show|use|train|evaluate: the models by themselves."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from briefing.commands import options
from briefing.commands.prompts import steered
from briefing.commands.training import evaluate, train
from briefing.errors import ConfigError, ModelError

app = typer.Typer(name="model", help="List, pull, show, use, train and evaluate models.", no_args_is_help=True)
app.command("train")(train)
app.command("evaluate")(evaluate)

AcceptLicence = Annotated[
    bool, typer.Option("--accept-licence", help="Accept a licence that restricts use, without being asked.")
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
    no_memory: options.NoMemory = False,
) -> None:
    """Translate standard input to standard output, a line a segment."""
    from briefing.config import load_config
    from briefing.console import ProgressBar
    from briefing.memory.remembered import Remembered
    from briefing.memory.store import Memory, memory_file
    from briefing.models.registry import load
    from briefing.stages.generate import translate_lines
    from briefing.steering import read_prompts
    from briefing.translators import load_settings

    try:
        lines = sys.stdin.buffer.read().decode("utf-8").splitlines()
    except UnicodeDecodeError as problem:
        raise ConfigError(f"Standard input is not UTF-8: {problem}.", "Convert it with iconv first.") from None
    config = options.with_backend(steered(load_config(), prompts, source_language), backend)
    config = replace(config, model=replace(config.model, cache=config.model.cache and not no_cache))
    settings = load_settings(config, read_prompts(config).glossary)
    seq2seq = load(model or config.model.name, task, settings)
    if task == "translate" and config.memory.use and not no_memory:
        seq2seq = Remembered(seq2seq, Memory(memory_file(config.memory.file)))
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


def _accepted(name: str, licence: str, *, given: bool) -> bool:
    """True once a person has accepted a licence that restricts use; a free one needs no word. Raises `ModelError`."""
    from briefing.models.catalogue import terms_in_words, terms_of

    if given or terms_of(licence) == "free":
        return given
    words = f"The model {name} is under {terms_in_words(licence)}" if licence else f"The model {name} states no licence"
    if sys.stdin.isatty() and typer.confirm(f"{words}. Go on?", err=True):
        return True
    raise ModelError(f"{words}.", "Read its card; if your use is allowed, add --accept-licence.")
