"""Finds models by name and puts them together: the embedded one, a directory, or a checkpoint in the hub's cache.

A name comes in (`embedded`, a path, or `owner/name`, `owner/name@revision`); a `ModelLocation`, a description or a
ready `Seq2Seq` goes out. Nothing here reaches for the network, and only `load`'s result ever imports torch.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import field, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

from briefing.cluster import RaySettings
from briefing.errors import ModelError
from briefing.lang.glossary import Glossary
from briefing.models.backend import Backend, runner
from briefing.models.boundary import SPEC_FILE, ModelSpec, load_spec
from briefing.models.cached import Cached
from briefing.models.catalogue import read_catalogue, suggest
from briefing.models.convert import convert as convert_directory
from briefing.models.directory import check_files, digest, parameters, weight_files
from briefing.models.dressed import Dressed
from briefing.models.echo import Echo
from briefing.models.families import Family, check_family, families_in_force, family_of, read_json, spec_of
from briefing.models.hf import Running
from briefing.models.pulled import check_whole, lacking, read_records
from briefing.models.ray import RaySeq2Seq
from briefing.models.store import FILE_NAME, FileStore, MemoryStore, cache_directory
from briefing.protocols import Seq2Seq
from briefing.records import dataclass

EMBEDDED = "embedded"
ECHO = "echo"
VIETNAMESE = "vi"
LOCAL = "models"  # the folder of the working folder in which `list` looks for model directories
_HUB_NAME = re.compile(r"(?P<id>[\w.-]+/[\w.-]+?)(?:@(?P<revision>[\w.-]+))?")

Kind = Literal["embedded", "directory", "hub"]


@dataclass(frozen=True, slots=True)
class ModelLocation:
    """Where a model lies. `checkpoint` is its hub identifier and `revision` the commit, when it has them."""

    name: str
    directory: Path
    kind: Kind
    checkpoint: str = ""
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class LoadSettings:
    """How a model is used: `beam` 0 is the model's own; `prompts` a folder with `families/`, None the packaged one.

    `cache` is "file" (the user's cache folder), "memory" (this process only) or "none". `glossary` gives the offices
    before names to models that know placeholders. `source` is the language to translate from,
    `backend` the library that runs the model, or `ray`, whose workers are those of the settings `ray`.
    """

    beam: int = 0
    cache: Literal["file", "memory", "none"] = "file"
    prompts: Path | None = None
    glossary: Glossary | None = None
    running: Running = field(default_factory=Running)
    backend: Backend = "auto"
    source: str = VIETNAMESE
    ray: RaySettings = field(default_factory=RaySettings)


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What `briefing model show` tells. `stated` is False when the directory has no model.toml of its own."""

    name: str
    kind: Kind
    directory: Path
    revision: str | None
    digest: str
    family: str
    source: str
    target: str
    tasks: Mapping[str, str]
    stated: bool
    beam: int
    length_penalty: float
    max_input_tokens: int
    one_sentence: bool
    placeholders: bool
    tone_marks: str
    doubtful_below: float | None
    parameters: int | None
    bytes: int
    card: Mapping[str, Any]


def embedded_directory() -> Path:
    """Where the package keeps its own model."""
    return Path(__file__).parent / EMBEDDED


def resolve(name: str | None = None) -> ModelLocation:
    """The model that a name means; nothing is downloaded. Raises ModelError when there is none."""
    if name in (None, "", EMBEDDED):
        directory = embedded_directory()
        if not (directory / "config.json").is_file():
            raise ModelError("This installation has no embedded model.", "Install it again, or name one with --model.")
        return ModelLocation(EMBEDDED, directory, "embedded")
    path = Path(str(name)).expanduser()
    if path.is_dir():
        return ModelLocation(path.name or str(path), path.resolve(), "directory")
    match = _HUB_NAME.fullmatch(str(name))
    if match is None or path.is_absolute() or str(name).startswith("."):
        near = suggest(str(name), known_names())
        remedy = near or "Name a directory, owner/name of the hub, or nothing; see: briefing model list"
        raise ModelError(f"There is no model directory {name}.", remedy)
    return _in_hub_cache(match["id"], match["revision"])


def load(name: str | None, task: str = "translate", settings: LoadSettings | None = None) -> Seq2Seq:
    """The model of that name for a task, with its text side and a cache. Weights load when the first text is written.

    Raises ModelError when the model is not found, lacks a file, or does not know the task.
    """
    settings = settings or LoadSettings()
    if name == ECHO:
        return _spread(Echo(), ECHO, task, settings)
    location = resolve(name)
    spec, family, _ = _spec(location, settings.prompts, settings.source)
    there = str(location.directory) if location.kind == "directory" else location.name
    model = _spread(_bare(location, spec, family, task, settings), there, task, settings)
    if settings.cache != "none":
        store = FileStore(cache_directory() / FILE_NAME) if settings.cache == "file" else MemoryStore()
        model = Cached(model, store)
    beams = settings.beam or int(spec.generate_options(task)["num_beams"])
    return Dressed(model, spec, task, settings.glossary, choices=beams)


def load_in_worker(name: str, task: str, settings: LoadSettings, signature: str) -> Seq2Seq:
    """The model of that name without its text side, run by the library that `signature` names. Raises ModelError."""
    if name == ECHO:
        return Echo()
    location = resolve(name)
    spec, family, _ = _spec(location, settings.prompts, settings.source)
    backend: Backend = "transformers" if "|transformers:" in signature else "ctranslate2"
    return _bare(location, spec, family, task, replace(settings, backend=backend))


def _spread(model: Seq2Seq, name: str, task: str, settings: LoadSettings) -> Seq2Seq:
    """The model as it is, or its stand-in where workers elsewhere shall run it."""
    if settings.backend != "ray":
        return model
    return RaySeq2Seq(model, partial(load_in_worker, name, task, replace(settings, glossary=None)), settings.ray)


def _bare(location: ModelLocation, spec: ModelSpec, family: Family, task: str, settings: LoadSettings) -> Seq2Seq:
    check_files(location.directory, family)
    label = location.name if location.revision is None else f"{location.name}:{location.revision[:12]}"
    return runner(
        location.directory,
        label,
        spec,
        family,
        task,
        beam=settings.beam,
        running=settings.running,
        backend=settings.backend,
    )


def convert(name: str | None = None, *, beside: bool = False) -> Path:
    """Convert the model of that name for CTranslate2, anew if it was before; where its files lie. Raises ModelError."""
    location = resolve(name)
    spec, family, _ = _spec(location, None, "")
    check_files(location.directory, family)
    return convert_directory(location.directory, spec, family, beside=beside, anew=True)


def describe(name: str | None = None, prompts: Path | None = None, source: str = "") -> ModelInfo:
    """What there is to know about a model without loading it. Raises ModelError like `resolve`.

    `source` is the language that it shall translate from; empty means whichever it is meant for.
    """
    location = resolve(name)
    spec, family, stated = _spec(location, prompts, source)
    check_files(location.directory, family)
    return ModelInfo(
        name=location.name,
        kind=location.kind,
        directory=location.directory,
        revision=location.revision,
        digest=digest(location.directory),
        family=family.name,
        source=spec.source,
        target=spec.target,
        tasks=spec.tasks,
        stated=stated,
        beam=spec.num_beams,
        length_penalty=spec.length_penalty,
        max_input_tokens=spec.max_input_tokens,
        one_sentence=spec.one_sentence,
        placeholders=spec.placeholders,
        tone_marks=spec.tone_marks,
        doubtful_below=spec.doubtful_below,
        parameters=parameters(location.directory),
        bytes=sum(path.stat().st_size for path in weight_files(location.directory)),
        card=_card(location.directory),
    )


def installed(prompts: Path | None = None) -> tuple[ModelLocation, ...]:
    """The embedded model, directories under `models/` of the working folder, and the checkpoints of known families
    in the hub's cache.
    """
    found = []
    if (embedded_directory() / "config.json").is_file():
        found.append(resolve(EMBEDDED))
    tables = families_in_force(prompts)
    local = (path.parent for path in sorted(Path(LOCAL).glob("*/config.json")))
    found += [ModelLocation(str(path), path.resolve(), "directory") for path in local]
    for folder in _checkpoint_folders():
        try:
            found.append(_in_hub_cache(_checkpoint_in(folder), None))
        except ModelError:
            continue
    return tuple(location for location in found if _usable(location, tables))


def partly_downloaded() -> tuple[tuple[str, str], ...]:
    """Checkpoints in the hub's cache of which files are missing: each with what is missing, for people."""
    found: list[tuple[str, str]] = []
    for folder in _checkpoint_folders():
        records = read_records(folder)
        missing = ((record, lacking(folder, record)) for record in records)
        found += [
            (f"{record.checkpoint}@{record.commit}", f"{files[0].name} is not whole")
            for record, files in missing
            if files
        ]
        if not records and any((folder / "blobs").glob("*.incomplete")):
            found.append((_checkpoint_in(folder), "a download was broken off"))
    return tuple(found)


def known_names(prompts: Path | None = None) -> tuple[str, ...]:
    """Names that a person may have meant: the embedded model, what is downloaded, what the catalogue lists."""
    here = [_checkpoint_in(folder) for folder in _checkpoint_folders()]
    local = [str(path.parent) for path in sorted(Path(LOCAL).glob("*/config.json"))]
    return (EMBEDDED, *local, *dict.fromkeys([*here, *(entry.name for entry in read_catalogue(prompts))]))


def _usable(location: ModelLocation, tables: tuple[dict[str, Any], ...]) -> bool:
    """True when the files are of a known family and the weights are there."""
    try:
        family_of(location.directory, tables, location.checkpoint)
        weight_files(location.directory)
    except ModelError:
        return False
    return True


def _checkpoint_folders() -> tuple[Path, ...]:
    return tuple(sorted(hub_cache().glob("models--*--*")))


def _checkpoint_in(folder: Path) -> str:
    return folder.name.removeprefix("models--").replace("--", "/", 1)


def _only_commit(folder: Path) -> str | None:
    """The commit of a checkpoint that is here at one revision alone, and not as its main branch."""
    snapshots = sorted(path.name for path in (folder / "snapshots").glob("*"))
    return snapshots[0] if len(snapshots) == 1 and not (folder / "refs" / "main").is_file() else None


def hub_cache() -> Path:
    """Where the Hugging Face hub's client keeps what it downloads, by the same environment variables."""
    if chosen := os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE"):
        return Path(chosen).expanduser()
    home = os.environ.get("HF_HOME")
    base = Path(home) if home else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "huggingface"
    return base.expanduser() / "hub"


def _in_hub_cache(checkpoint: str, revision: str | None) -> ModelLocation:
    """A downloaded checkpoint; a branch, a tag or a commit (or its beginning) names the revision."""
    folder = hub_cache() / f"models--{checkpoint.replace('/', '--')}"
    wanted = revision or _only_commit(folder) or "main"
    remedy = f"Download it once: briefing model pull {checkpoint}{f'@{revision}' if revision else ''}"
    reference = folder / "refs" / wanted
    commit = reference.read_text(encoding="utf-8").strip() if reference.is_file() else wanted
    check_whole(folder, commit)
    if not (folder / "snapshots").is_dir():
        known = known_names()
        message = f"The model {checkpoint} is neither a directory here nor in the hub's cache."
        raise ModelError(message, remedy if checkpoint in known else suggest(checkpoint, known) or remedy)
    snapshots = [path for path in (folder / "snapshots").iterdir() if path.name.startswith(commit)]
    if len(snapshots) != 1:
        kept = ", ".join(sorted(path.name[:12] for path in (folder / "snapshots").iterdir()))
        raise ModelError(f"Revision {wanted} of {checkpoint} is not in the hub's cache (there: {kept}).", remedy)
    name = f"{checkpoint}@{revision}" if revision else checkpoint
    return ModelLocation(name, snapshots[0], "hub", checkpoint, snapshots[0].name)


def _spec(location: ModelLocation, prompts: Path | None, source: str) -> tuple[ModelSpec, Family, bool]:
    """How the model is used, its family, and whether its own model.toml says so. Raises ModelError where the model
    is one of another source language.
    """
    read_json(location.directory, "config.json")
    tables = families_in_force(prompts)
    if (location.directory / SPEC_FILE).is_file():
        spec = load_spec(location.directory)
        _check_source(location, spec.source, source)
        return spec, check_family(location.directory, tables, spec.family, location.checkpoint), True
    family = family_of(location.directory, tables, location.checkpoint)
    own = str(read_json(location.directory, "tokenizer_config.json", missing_ok=True).get("source_lang") or "")
    _check_source(location, own, source)
    return spec_of(family, source or VIETNAMESE), family, False


def _check_source(location: ModelLocation, own: str, wanted: str) -> None:
    """Raise ModelError when a model of one language pair is asked for another; only two-letter codes are compared."""
    if wanted and len(own) == len(VIETNAMESE) and own != wanted:
        raise ModelError(
            f"The model {location.name} translates from {own!r}, not from {wanted!r}.",
            "Set source_language to its language, or choose a multilingual model: briefing model list",
        )


def _card(directory: Path) -> dict[str, Any]:
    """The tables of model.toml that are for people: training data, metrics, licence."""
    path = directory / SPEC_FILE
    if not path.is_file():
        return {}
    record = tomllib.loads(path.read_text(encoding="utf-8"))
    return {key: value for key, value in record.items() if key not in {"tasks", "generate"}}
