"""The package from Python: the same steps as on the command line, in a few functions with plain values in and out.

Everything here stands in `briefing` itself: `import briefing` loads next to nothing, and each name loads what it needs
when it is first used. Paths may be strings. Nothing is printed; `progress` hears how far things are, `tell` what the
models have to say. Errors are `BriefingError`s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from os import PathLike
from pathlib import Path

from briefing import pipeline
from briefing.config import Config, load_config
from briefing.draftfile import dump
from briefing.errors import ConfigError
from briefing.files import write_all
from briefing.models.registry import load
from briefing.periods import parse_day, parse_period
from briefing.protocols import Progress, Seq2Seq, quiet
from briefing.publish import outputs
from briefing.renderers.formats import SUFFIXES
from briefing.stages.generate import translate_lines
from briefing.steering import read_prompts
from briefing.translators import load_settings
from briefing.values import Memo, Period, SourceEntry
from briefing.verify import Verification, manifest_of, verify

AnyPath = str | PathLike[str]

__all__ = [
    "Config",
    "Verification",
    "draft",
    "list_sources",
    "load_config",
    "load_model",
    "period_of",
    "read_draft",
    "save",
    "save_draft",
    "translate",
    "verify_memo",
]


def period_of(text: str, as_of: date | None = None) -> Period:
    """The period that a text names: `2025-12-01..2026-02-28`, a week `2026-W06`, or with `as_of` `last` and `7d`.

    `last` is the whole week before the one that holds `as_of`; `7d` and `2w` end on it. Raises `ConfigError`.
    """
    first, dots, last = (part.strip() for part in text.partition(".."))
    if dots:
        start, end = parse_day(first, "the first day"), parse_day(last, "the last day")
        if start > end:
            raise ConfigError(f"The period {text!r} begins after it ends.", "Write the earlier day first.")
        return Period(start, end)
    week = "W" in text or text == "last"
    if as_of is None and "W" not in text:
        raise ConfigError(f"The period {text!r} hangs on a day.", "Give that day as `as_of`, or name a week or days.")
    return parse_period(None, None, text if week else None, None if week else text, as_of or date.max)


def list_sources(
    sources: AnyPath,
    *,
    as_of: date,
    period: Period | None = None,
    config: Config | None = None,
    progress: Progress = quiet,
) -> tuple[SourceEntry, ...]:
    """Every article under a folder (or in one file), with its date, the evidence for it, and its fate so far.

    `as_of` is the day to count as today: it bounds dates that an article leaves open. Raises `SourceError`.
    """
    entries, _ = pipeline.list_sources(Path(sources), as_of, config or Config(), period=period, progress=progress)
    return entries


def draft(
    sources: AnyPath,
    period: Period,
    *,
    as_of: date,
    config: Config | None = None,
    progress: Progress = quiet,
    tell: Callable[[str], None] = lambda _: None,
) -> Memo:
    """The memo of a period: chosen, translated, checked and put in order, every point with its citations.

    `as_of` becomes the memo's date. The same arguments give the same memo. Settings are the defaults unless `config`
    is given; `load_config` reads a `briefing.toml`. Raises `SourceError`, `ModelError`, `ConfigError`.
    """
    return pipeline.draft(Path(sources), period, as_of, config or Config(), progress=progress, tell=tell)


def read_draft(draft_file: AnyPath, *, config: Config | None = None) -> Memo:
    """A memo from its draft (`NAME.toml`), as a person left it, its points checked anew. Raises `DraftError`."""
    return pipeline.reread(Path(draft_file), config or Config())


def save_draft(memo: Memo, draft_file: AnyPath) -> Path:
    """Write a memo's draft alone, the file that a person edits. Raises `RenderError`."""
    target = Path(draft_file)
    write_all({target: dump(memo)})
    return target


def save(memo: Memo, target: AnyPath, *, config: Config | None = None, keep_draft: bool = False) -> tuple[Path, ...]:
    """Write a memo's files beside each other, all or none, and return their paths.

    `target` is `NAME.docx`; its draft `NAME.toml` and its manifest `NAME.json` go with it. Other formats are named by
    `config.memo.formats`. `keep_draft` leaves a draft that is there as it is. Raises `RenderError`.
    """
    settings, path = config or Config(), Path(target)
    if not path.name.endswith(tuple(SUFFIXES[one] for one in settings.memo.formats)):
        raise ConfigError(
            f"{path} is not named like one of the formats {', '.join(settings.memo.formats)}.",
            "Give it the suffix of a format, or name the format in config.memo.formats.",
        )
    files = outputs(memo, settings, path, keep_draft=keep_draft)
    write_all(files)
    return tuple(files)


def verify_memo(
    memo_file: AnyPath, sources: AnyPath, *, manifest: AnyPath | None = None, progress: Progress = quiet
) -> Verification:
    """Prove a saved Word memo against the files, and its manifest: `holds`, `failures`, `notes`, `edited`, `deleted`.

    The manifest is NAME.json beside the memo, if it is there, or the one named. Raises `ProvenanceError` where the file
    is no memo of ours; what does not hold is a value.
    """
    listed = manifest_of(Path(memo_file), Path(manifest) if manifest is not None else None)
    return verify(pipeline.read_memo_file(Path(memo_file)), Path(sources), manifest=listed, progress=progress)


def load_model(name: str = "", task: str = "translate", *, config: Config | None = None) -> Seq2Seq:
    """A model for a task, with its prompts, its glossary and a cache: texts in, hypotheses out, in the same order.

    `name` as on the command line ('embedded', a directory, a hub identifier), else what `config` names. Weights load
    when the first text is written. Raises `ModelError`.
    """
    settings = config or Config()
    return load(name or settings.model.name, task, load_settings(settings, read_prompts(settings).glossary))


def translate(
    texts: Iterable[str], *, model: str = "", config: Config | None = None, progress: Progress = quiet
) -> tuple[str, ...]:
    """The English of each text, sentence by sentence, as `briefing translate` writes it. Raises `ModelError`."""
    settings = config or Config()
    if model:
        settings = replace(settings, model=replace(settings.model, name=model))
    return tuple(translate_lines(load_model(config=settings), list(texts), progress=progress))
