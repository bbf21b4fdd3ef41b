"""run, draft, render, verify: from sources to a memo, in one step or two, and the proof of it."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from briefing.commands import options
from briefing.commands.importing import with_memory
from briefing.commands.prompts import steered
from briefing.errors import ConfigError, ProvenanceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.config import Config
    from briefing.earlier import Earlier
    from briefing.values import Memo, Period


def run(
    folder: options.Sources,
    first: options.First = None,
    last: options.Last = None,
    week: options.Week = None,
    latest: options.Latest = None,
    as_of: options.AsOf = None,
    output: options.Output = None,
    formats: options.Formats = None,
    template: options.Template = None,
    model: options.ModelName = None,
    backend: options.ModelBackend = None,
    source_language: options.SourceLanguage = None,
    prompts: options.PromptsFolder = None,
    max_points: options.MaxPoints = None,
    per_section: options.PerSection = None,
    undated: options.Undated = None,
    new_since: options.NewSince = None,
    ledger: options.LedgerFile = None,
    config: options.ConfigFile = None,
    no_cache: options.NoCache = False,
    no_memory: options.NoMemory = False,
    strict: options.Strict = False,
    json: options.Json = False,
) -> None:
    """Write the memo of a period: NAME.docx (or as --format says), its draft NAME.toml and its manifest NAME.json."""
    from briefing.commands.formats import checked_target, with_formats
    from briefing.periods import parse_period
    from briefing.publish import get_ready, outputs

    day = options.day_or_today(as_of)
    period = parse_period(first, last, week, latest, day)
    settings = _settings(config, model, max_points, per_section, undated, template, no_cache=no_cache)
    settings = options.with_backend(steered(settings, prompts, source_language), backend)
    settings = options.with_ledger(with_memory(with_formats(settings, formats), no_memory=no_memory), ledger)
    target = checked_target(output, _default(period), settings)
    ready = partial(get_ready, settings)
    memo = _draft(folder, period, day, settings, options.earlier_memo(new_since, target, period), meanwhile=ready)
    files = outputs(memo, settings, target)
    _finish(memo, files, json=json, strict=strict, ledger=settings)


def draft(
    folder: options.SourcesOrNone = None,
    first: options.First = None,
    last: options.Last = None,
    week: options.Week = None,
    latest: options.Latest = None,
    as_of: options.AsOf = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where the draft goes (.toml).")
    ] = None,
    edited: Annotated[
        Path | None, typer.Option("--import", metavar="MEMO.docx", help="Read an edited memo back into its draft.")
    ] = None,
    onto: options.Onto = None,
    model: options.ModelName = None,
    backend: options.ModelBackend = None,
    source_language: options.SourceLanguage = None,
    prompts: options.PromptsFolder = None,
    max_points: options.MaxPoints = None,
    per_section: options.PerSection = None,
    undated: options.Undated = None,
    new_since: options.NewSince = None,
    ledger: options.LedgerFile = None,
    config: options.ConfigFile = None,
    no_cache: options.NoCache = False,
    no_memory: options.NoMemory = False,
    strict: options.Strict = False,
    json: options.Json = False,
) -> None:
    """Write the draft of a memo, a file that a person edits before `briefing render`; or read an edited memo back."""
    from briefing import draftfile
    from briefing.commands.importing import import_edited
    from briefing.config import load_config
    from briefing.periods import parse_period

    if edited is not None:
        import_edited(edited, folder, onto, output, with_memory(load_config(config), no_memory=no_memory), json=json)
        return
    if folder is None or onto is not None:
        raise typer.BadParameter("name SOURCES, or a memo with --import (which alone goes with --onto)")
    day = options.day_or_today(as_of)
    period = parse_period(first, last, week, latest, day)
    settings = _settings(config, model, max_points, per_section, undated, None, no_cache=no_cache)
    settings = steered(with_memory(settings, no_memory=no_memory), prompts, source_language)
    settings = options.with_ledger(options.with_backend(settings, backend), ledger)
    target = _target(output, period, ".toml")
    memo = _draft(folder, period, day, settings, options.earlier_memo(new_since, target, period))
    _finish(memo, {target: draftfile.dump(memo)}, json=json, strict=strict)


def render(
    draft_file: Annotated[Path, typer.Argument(metavar="DRAFT.toml", help="A draft that `draft` or `run` wrote.")],
    output: options.Output = None,
    formats: options.Formats = None,
    template: options.Template = None,
    prompts: options.PromptsFolder = None,
    ledger: options.LedgerFile = None,
    config: options.ConfigFile = None,
    strict: options.Strict = False,
    json: options.Json = False,
) -> None:
    """Render an edited draft: NAME.docx (or as --format says) and its manifest NAME.json, checks made anew."""
    from briefing import pipeline
    from briefing.commands.formats import checked_target, with_formats
    from briefing.publish import outputs

    settings = with_formats(steered(_settings(config, None, None, None, None, template), prompts), formats)
    target = checked_target(output, draft_file.with_suffix(""), settings)
    memo = pipeline.reread(draft_file, settings)
    files = outputs(memo, settings, target, keep_draft=True)
    _finish(memo, files, json=json, strict=strict, ledger=options.with_ledger(settings, ledger))


def verify(
    memo_file: Annotated[Path, typer.Argument(metavar="MEMO.docx", help="A memo that briefing wrote.")],
    sources: Annotated[Path, typer.Option("--sources", metavar="DIR", help="The folder that the memo was made from.")],
    listed: Annotated[
        Path | None,
        typer.Option("--manifest", metavar="FILE", help="The memo's manifest; default: NAME.json beside the memo."),
    ] = None,
    json: options.Json = False,
) -> None:
    """Prove a saved memo against the files that it cites: quotations, numbers, footnotes, annex, manifest."""
    from briefing.commands.reports import verification_report
    from briefing.console import ProgressBar
    from briefing.manifest import to_json
    from briefing.pipeline import read_memo_file
    from briefing.tables import to_table
    from briefing.verify import manifest_of
    from briefing.verify import verify as prove

    data = read_memo_file(memo_file)
    with ProgressBar() as progress:
        result = prove(data, sources, manifest=manifest_of(memo_file, listed), progress=progress)
    if json:
        sys.stdout.write(to_json({"memo": str(memo_file), "holds": result.holds, **to_table(result)}))
    else:
        sys.stdout.write(verification_report(result))
    if not result.holds:
        first = result.failures[0]
        points = f"point {', '.join(first.points)}, " if first.points else ""
        count = len(result.failures)
        raise ProvenanceError(
            f"{count} {'thing does' if count == 1 else 'things do'} not hold: {points}{first.place}: {first.reason}.",
            "Compare the memo with the source, or render it again from its draft.",
        )


def _settings(
    file: Path | None,
    model: str | None,
    max_points: int | None,
    per_section: int | None,
    undated: str | None,
    template: str | None,
    *,
    no_cache: bool = False,
) -> Config:
    """The configuration with the flags laid over it."""
    from briefing.config import SelectionSettings, load_config

    config = load_config(file)
    selection = config.selection
    if undated is not None:
        known = get_args(SelectionSettings.__annotations__["undated"]) or ("include", "exclude")
        if undated not in known:
            raise ConfigError(f"--undated: {undated!r} is not known.", "Use include or exclude.")
        selection = replace(selection, undated=undated)  # type: ignore[arg-type]
    return replace(
        config,
        memo=replace(config.memo, template=template or config.memo.template),
        model=replace(config.model, name=model or config.model.name, cache=config.model.cache and not no_cache),
        selection=replace(
            selection,
            max_points=max_points or selection.max_points,
            per_section=per_section or selection.per_section,
        ),
    )


def _default(period: Period) -> Path:
    return Path("outputs") / f"briefing_{period.first}_{period.last}"


def _target(output: Path | None, period: Period, suffix: str) -> Path:
    default = _default(period)
    target = output or default.with_name(default.name + suffix)
    if target.suffix != suffix:
        raise ConfigError(f"--output: {target} does not end in {suffix}.", f"Name it {target.with_suffix(suffix)}.")
    return target


def _draft(
    folder: Path,
    period: Period,
    day: date,
    settings: Config,
    earlier: Earlier | None,
    *,
    meanwhile: Callable[[], None] = lambda: None,
) -> Memo:
    from briefing import pipeline
    from briefing.console import ProgressBar

    notes: list[str] = []
    with ProgressBar() as progress:
        memo = pipeline.draft(
            folder, period, day, settings, earlier=earlier, progress=progress, tell=notes.append, meanwhile=meanwhile
        )
    sys.stderr.write("".join(f"note: {note}\n" for note in notes))
    return memo


def _finish(memo: Memo, files: dict[Path, bytes], *, json: bool, strict: bool, ledger: Config | None = None) -> None:
    """Save, enter the memo into the ledger that `ledger` names, report, and say by the exit code if a check failed."""
    from briefing.commands.reports import memo_report
    from briefing.files import write_all
    from briefing.manifest import manifest, to_json
    from briefing.renderers.formats import named

    write_all(files)
    if ledger is not None and ledger.ledger.use and ledger.ledger.file:
        from briefing.ledger import record

        record(Path(ledger.ledger.file).expanduser(), memo, next(iter(files)).stem)
    sys.stderr.write(memo_report(memo, tuple(files)))
    if json:
        written = files.get(named(next(iter(files)), ".json"))
        sys.stdout.write(written.decode("utf-8") if written else to_json(manifest(memo)))
    failed = any(check.verdict == "fail" for point in memo.points for check in point.findings)
    if strict and failed:
        raise typer.Exit(1)
