"""evaluate: one page of measures of a memo, of what a folder gives, or of a test set; two versions side by side."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefing.commands import options
from briefing.commands.prompts import steered
from briefing.errors import ConfigError

if TYPE_CHECKING:
    from briefing.config import Config
    from briefing.evaluation.memo import Proof
    from briefing.evaluation.report import Report
    from briefing.values import Memo

_MEMOS = frozenset({".toml", ".docx"})


Subject = Annotated[
    Path,
    typer.Argument(
        metavar="SUBJECT", help="A draft (.toml), a memo (.docx), a folder of articles, or a test set (.jsonl)."
    ),
]
SourcesFolder = Annotated[
    Path | None,
    typer.Option("--sources", metavar="DIR", help="With a memo: the folder to prove its quotations against."),
]
Against = Annotated[
    Path | None,
    typer.Option("--against", metavar="OTHER.json", help="A report saved with --json, to be shown beside."),
]
Limit = Annotated[
    int | None, typer.Option("--limit", metavar="NUMBER", min=1, help="Only a test set's first articles.")
]
SelectionOnly = Annotated[
    bool, typer.Option("--selection-only", help="With a test set: measure the choice, write no English.")
]
Markdown = Annotated[bool, typer.Option("--markdown", help="The page in Markdown.")]


def evaluate(
    subject: Subject,
    sources: SourcesFolder = None,
    first: options.First = None,
    last: options.Last = None,
    week: options.Week = None,
    latest: options.Latest = None,
    as_of: options.AsOf = None,
    against: Against = None,
    limit: Limit = None,
    selection_only: SelectionOnly = False,
    model: options.ModelName = None,
    backend: options.ModelBackend = None,
    prompts: options.PromptsFolder = None,
    config: options.ConfigFile = None,
    no_cache: options.NoCache = False,
    markdown: Markdown = False,
    json: options.Json = False,
) -> None:
    """Measure a memo, what a folder gives, or a test set: citations, facts, terms, redundancy, coverage, choice."""
    from briefing.evaluation.report import as_markdown, as_text, read_report, to_document
    from briefing.evaluation.testset import is_test_set
    from briefing.manifest import to_json

    if json and (markdown or against):
        raise ConfigError("--json prints one report alone.", "Leave out --markdown and --against, or --json.")
    other = read_report(against) if against else None
    settings = options.with_backend(steered(_settings(config, model, no_cache=no_cache), prompts, None), backend)
    if subject.suffix in _MEMOS and subject.is_file():
        report = _memo(subject, sources, settings)
    elif is_test_set(subject):
        report = _test_set(subject, settings, limit, write=not selection_only)
    else:
        report = _folder(subject, (first, last, week, latest, as_of), settings)
    if json:
        sys.stdout.write(to_json(to_document(report)))
    else:
        sys.stdout.write((as_markdown if markdown else as_text)(report, other))


def _settings(file: Path | None, model: str | None, *, no_cache: bool) -> Config:
    """The configuration with the flags of the model laid over it."""
    from briefing.config import load_config

    config = load_config(file)
    chosen = replace(config.model, name=model or config.model.name, cache=config.model.cache and not no_cache)
    return replace(config, model=chosen)


def _memo(path: Path, sources: Path | None, settings: Config) -> Report:
    """A saved memo, as its reader sees it, checks made anew; its quotations proved where the sources are given."""
    from briefing import pipeline
    from briefing.evaluation.memo import measure_memo
    from briefing.roundtrip.compare import accept
    from briefing.roundtrip.importing import import_memo
    from briefing.steering import read_prompts

    if path.suffix == ".toml":
        memo, data = pipeline.reread(path, settings), None
    else:
        data = pipeline.read_memo_file(path)
        found = import_memo(data)
        memo = accept(pipeline.recheck(found.memo, read_prompts(settings).glossary), found.accepted)
    return measure_memo(memo, path.name, _proof(memo, data, sources, settings))


def _proof(memo: Memo, data: bytes | None, sources: Path | None, settings: Config) -> Proof | None:
    """How many quotations stand in the sources; a draft is rendered for it."""
    from briefing.evaluation.memo import Proof
    from briefing.publish import outputs
    from briefing.verify import verify

    if sources is None:
        return None
    if data is None:
        data = outputs(memo, settings, Path("memo.docx"))[Path("memo.docx")]
    result = verify(data, sources)
    rows = {failure.row for failure in result.failures if failure.row is not None}
    return Proof(result.quotations, result.quotations - len(rows))


def _folder(folder: Path, period: tuple[str | None, ...], settings: Config) -> Report:
    """The memo that a folder gives for a period, nothing written, and its quotations proved."""
    from briefing import pipeline
    from briefing.console import ProgressBar
    from briefing.evaluation.memo import measure_memo
    from briefing.periods import parse_period

    first, last, week, latest, as_of = period
    day = options.day_or_today(as_of)
    notes: list[str] = []
    # A person's corrections are no merit of this version.
    settings = replace(settings, memory=replace(settings.memory, use=False))
    with ProgressBar() as progress:
        memo = pipeline.draft(
            folder, parse_period(first, last, week, latest, day), day, settings, progress=progress, tell=notes.append
        )
    sys.stderr.write("".join(f"note: {note}\n" for note in notes))
    return measure_memo(memo, folder.name, _proof(memo, None, folder, settings))


def _test_set(path: Path, settings: Config, limit: int | None, *, write: bool) -> Report:
    """A test set: the choice of sentences, and the English that the model writes from the cited ones."""
    from functools import partial

    from briefing import __version__
    from briefing.console import ProgressBar
    from briefing.evaluation.testrun import measure_test_set, passages
    from briefing.evaluation.testset import read_test_set
    from briefing.stages.check import check_point
    from briefing.stages.generate import generate
    from briefing.steering import read_prompts
    from briefing.translators import models_of

    test = read_test_set(path, limit=limit)
    prompts = read_prompts(settings)
    signature = f"briefing:{__version__}|prompts:{prompts.digest}"
    cited = passages(test)
    if not write or not cited:
        return measure_test_set(test, prompts.topics, signature)
    translate, brief, manner = models_of(settings, prompts)
    check = partial(check_point, glossary=prompts.glossary)
    with ProgressBar() as progress:
        written = generate(cited, translate, brief, check=check, settings=manner, progress=progress)
    signature = f"briefing:{__version__}|{translate.signature}|prompts:{prompts.digest}"
    return measure_test_set(test, prompts.topics, signature, written)
