"""run, draft, render, verify: from sources to a memo, in one step or two, and the proof of it."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, get_args

import typer

from briefing.commands import options
from briefing.config import Config, SelectionSettings, load_config
from briefing.errors import ConfigError, ProvenanceError
from briefing.periods import parse_period
from briefing.values import Memo, Period


def run(
    folder: options.Sources,
    first: options.First = None,
    last: options.Last = None,
    week: options.Week = None,
    latest: options.Latest = None,
    as_of: options.AsOf = None,
    output: options.Output = None,
    template: options.Template = None,
    model: options.ModelName = None,
    max_points: options.MaxPoints = None,
    per_section: options.PerSection = None,
    undated: options.Undated = None,
    config: options.ConfigFile = None,
    no_cache: options.NoCache = False,
    strict: options.Strict = False,
    json: options.Json = False,
) -> None:
    """Write the memo of a period: NAME.docx, its draft NAME.toml and its manifest NAME.json."""
    from briefing import pipeline

    day = options.day_or_today(as_of)
    period = parse_period(first, last, week, latest, day)
    settings = _settings(config, model, max_points, per_section, undated, template, no_cache=no_cache)
    target = _target(output, period, ".docx")
    memo = _draft(folder, period, day, settings)
    files = pipeline.outputs(memo, settings, target)
    _finish(memo, files, json=json, strict=strict)


def draft(
    folder: options.Sources,
    first: options.First = None,
    last: options.Last = None,
    week: options.Week = None,
    latest: options.Latest = None,
    as_of: options.AsOf = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where the draft goes (.toml).")] = None,
    model: options.ModelName = None,
    max_points: options.MaxPoints = None,
    per_section: options.PerSection = None,
    undated: options.Undated = None,
    config: options.ConfigFile = None,
    no_cache: options.NoCache = False,
    strict: options.Strict = False,
    json: options.Json = False,
) -> None:
    """Write the draft of a memo, a file that a person edits before `briefing render`."""
    from briefing import draftfile

    day = options.day_or_today(as_of)
    period = parse_period(first, last, week, latest, day)
    settings = _settings(config, model, max_points, per_section, undated, None, no_cache=no_cache)
    target = _target(output, period, ".toml")
    memo = _draft(folder, period, day, settings)
    _finish(memo, {target: draftfile.dump(memo)}, json=json, strict=strict)


def render(
    draft_file: Annotated[Path, typer.Argument(metavar="DRAFT.toml", help="A draft that `draft` or `run` wrote.")],
    output: options.Output = None,
    template: options.Template = None,
    config: options.ConfigFile = None,
    strict: options.Strict = False,
    json: options.Json = False,
) -> None:
    """Render an edited draft: NAME.docx and its manifest NAME.json; the checks are made anew."""
    from briefing import pipeline

    settings = _settings(config, None, None, None, None, template)
    memo = pipeline.reread(draft_file, settings)
    files = pipeline.outputs(memo, settings, output or draft_file.with_suffix(".docx"), keep_draft=True)
    _finish(memo, files, json=json, strict=strict)


def verify(
    memo_file: Annotated[Path, typer.Argument(metavar="MEMO.docx", help="A memo that briefing wrote.")],
    sources: Annotated[Path, typer.Option("--sources", help="The folder that the memo was made from.")],
    json: options.Json = False,
) -> None:
    """Prove each quotation of a saved memo against the files that it cites."""
    from briefing.commands.reports import verification_report
    from briefing.console import ProgressBar
    from briefing.manifest import to_json
    from briefing.pipeline import read_memo_file
    from briefing.tables import to_table
    from briefing.verify import verify as prove

    with ProgressBar() as progress:
        result = prove(read_memo_file(memo_file), sources, progress=progress)
    if json:
        sys.stdout.write(to_json({"memo": str(memo_file), "holds": result.holds, **to_table(result)}))
    else:
        sys.stdout.write(verification_report(result))
    if not result.holds:
        first = result.failures[0]
        raise ProvenanceError(
            f"{len(result.failures)} of {result.quotations} quotations do not hold: "
            f"point {', '.join(first.points)}, {first.place}: {first.reason}.",
            "Compare the annex with the source, or make the memo again.",
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


def _target(output: Path | None, period: Period, suffix: str) -> Path:
    default = Path("outputs") / f"briefing_{period.first}_{period.last}{suffix}"
    target = output or default
    if target.suffix != suffix:
        raise ConfigError(f"--output: {target} does not end in {suffix}.", f"Name it {target.with_suffix(suffix)}.")
    return target


def _draft(folder: Path, period: Period, day: date, settings: Config) -> Memo:
    from briefing import pipeline
    from briefing.console import ProgressBar

    notes: list[str] = []
    with ProgressBar() as progress:
        memo = pipeline.draft(folder, period, day, settings, progress=progress, tell=notes.append)
    sys.stderr.write("".join(f"note: {note}\n" for note in notes))
    return memo


def _finish(memo: Memo, files: dict[Path, bytes], *, json: bool, strict: bool) -> None:
    """Save, report, and say by the exit code whether a check failed."""
    from briefing.commands.reports import memo_report
    from briefing.files import write_all
    from briefing.manifest import manifest, to_json

    write_all(files)
    sys.stderr.write(memo_report(memo, tuple(files)))
    if json:
        sys.stdout.write(to_json(manifest(memo)))
    failed = any(check.verdict == "fail" for point in memo.points for check in point.checks)
    if strict and failed:
        raise typer.Exit(1)
