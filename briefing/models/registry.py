"""Finds models by name and puts them together: the embedded one, a directory, or a checkpoint in the hub's cache.

A name comes in (`embedded`, a path, or `owner/name`, `owner/name@revision`); a `ModelLocation`, a description or a
ready `Seq2Seq` goes out. Nothing here reaches for the network, and only `load`'s result ever imports torch.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from briefing.errors import ModelError
from briefing.lang.glossary import Glossary
from briefing.models.boundary import SPEC_FILE, ModelSpec, load_spec
from briefing.models.cached import Cached
from briefing.models.directory import check_files, digest, parameters, weight_files
from briefing.models.dressed import Dressed
from briefing.models.echo import Echo
from briefing.models.families import Family, family_named, family_of, read_families, read_json, spec_of
from briefing.models.hf import HfSeq2Seq, Running
from briefing.models.store import FILE_NAME, FileStore, MemoryStore, cache_directory
from briefing.protocols import Seq2Seq
from briefing.resources import packaged

EMBEDDED = "embedded"
ECHO = "echo"
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
    before names to models that know placeholders.
    """

    beam: int = 0
    cache: Literal["file", "memory", "none"] = "file"
    prompts: Path | None = None
    glossary: Glossary | None = None
    running: Running = field(default_factory=Running)


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
        raise ModelError(f"There is no model directory {name}.", "Name a directory, owner/name of the hub, or nothing.")
    return _in_hub_cache(match["id"], match["revision"])


def load(name: str | None, task: str = "translate", settings: LoadSettings | None = None) -> Seq2Seq:
    """The model of that name for a task, with its text side and a cache. Weights load when the first text is written.

    Raises ModelError when the model is not found, lacks a file, or does not know the task.
    """
    settings = settings or LoadSettings()
    if name == ECHO:
        return Echo()
    location = resolve(name)
    spec, family, _ = _spec(location, settings.prompts)
    check_files(location.directory, family)
    label = location.name if location.revision is None else f"{location.name}:{location.revision[:12]}"
    model: Seq2Seq = HfSeq2Seq(
        location.directory, label, spec, family, task, beam=settings.beam, running=settings.running
    )
    if settings.cache != "none":
        store = FileStore(cache_directory() / FILE_NAME) if settings.cache == "file" else MemoryStore()
        model = Cached(model, store)
    return Dressed(model, spec, task, settings.glossary)


def describe(name: str | None = None, prompts: Path | None = None) -> ModelInfo:
    """What there is to know about a model without loading it. Raises ModelError like `resolve`."""
    location = resolve(name)
    spec, family, stated = _spec(location, prompts)
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
    """The embedded model and the checkpoints of known families in the hub's cache, by name."""
    found = []
    if (embedded_directory() / "config.json").is_file():
        found.append(resolve(EMBEDDED))
    tables = read_families((prompts or packaged("prompts")) / "families")
    for folder in sorted(hub_cache().glob("models--*--*")):
        try:
            location = _in_hub_cache(folder.name.removeprefix("models--").replace("--", "/", 1), None)
            family_of(location.directory, tables, location.checkpoint)
            weight_files(location.directory)
        except ModelError:
            continue
        found.append(location)
    return tuple(found)


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
    wanted = revision or "main"
    remedy = f"Download it once with the hub's client (hf download {checkpoint}), or name a directory."
    if not (folder / "snapshots").is_dir():
        raise ModelError(f"{checkpoint} is neither a directory here nor in the hub's cache.", remedy)
    reference = folder / "refs" / wanted
    commit = reference.read_text(encoding="utf-8").strip() if reference.is_file() else wanted
    snapshots = [path for path in (folder / "snapshots").iterdir() if path.name.startswith(commit)]
    if len(snapshots) != 1:
        kept = ", ".join(sorted(path.name[:12] for path in (folder / "snapshots").iterdir()))
        raise ModelError(f"Revision {wanted} of {checkpoint} is not in the hub's cache (there: {kept}).", remedy)
    name = f"{checkpoint}@{revision}" if revision else checkpoint
    return ModelLocation(name, snapshots[0], "hub", checkpoint, snapshots[0].name)


def _spec(location: ModelLocation, prompts: Path | None) -> tuple[ModelSpec, Family, bool]:
    """How the model is used, its family, and whether its own model.toml says so."""
    read_json(location.directory, "config.json")
    tables = read_families((prompts or packaged("prompts")) / "families")
    if (location.directory / SPEC_FILE).is_file():
        spec = load_spec(location.directory)
        return spec, family_named(tables, spec.family, location.checkpoint), True
    family = family_of(location.directory, tables, location.checkpoint)
    return spec_of(family), family, False


def _card(directory: Path) -> dict[str, Any]:
    """The tables of model.toml that are for people: training data, metrics, licence."""
    path = directory / SPEC_FILE
    if not path.is_file():
        return {}
    record = tomllib.loads(path.read_text(encoding="utf-8"))
    return {key: value for key, value in record.items() if key not in {"tasks", "generate"}}
