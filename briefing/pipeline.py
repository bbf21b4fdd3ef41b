"""The one file that sees every room: read → clean → date → select → segment → deduplicate → extract → generate →
check → assemble → render, each a plain value in and out.

Cleaning comes before dating, because a date in a related story is other evidence than a date in the body.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Literal

from briefing import __version__
from briefing.config import Config
from briefing.dates_file import load_overrides, override_for
from briefing.draftfile import dump, load
from briefing.errors import DraftError, ProvenanceError, RenderError, SourceError
from briefing.lang.glossary import Glossary, parse_glossary
from briefing.manifest import manifest, to_json
from briefing.models.registry import ECHO, LoadSettings, describe
from briefing.models.registry import load as load_model
from briefing.protocols import Progress, Seq2Seq, quiet
from briefing.readers.folder import PassedOver, read_sources
from briefing.resources import find
from briefing.stages.assemble import DraftedPoint, Findings, assemble, cite, source_entries
from briefing.stages.check import check_point
from briefing.stages.choose import Limits
from briefing.stages.clean import clean
from briefing.stages.dates import date_article
from briefing.stages.dedupe import Deduplicated, deduplicate
from briefing.stages.extract import Extraction, extract
from briefing.stages.generate import OF_THE_MODEL, GenerateSettings, Written, generate
from briefing.stages.segment import segment
from briefing.stages.select import Selection, select
from briefing.stages.tidy import NO_TRANSLATION
from briefing.stages.topics import Topic, parse_topics
from briefing.values import (
    Article,
    BriefingPoint,
    Cut,
    Dropped,
    Memo,
    MemoHeader,
    Period,
    Sentence,
    SourceDocument,
    SourceEntry,
)


@dataclass(frozen=True, slots=True)
class Library:
    """All that was read from a folder, cleaned and dated, before anything is chosen; mappings go by article id."""

    articles: tuple[Article, ...]
    cuts: Mapping[str, tuple[Cut, ...]]
    sentences: Mapping[str, tuple[Sentence, ...]]
    documents: tuple[SourceDocument, ...]
    dropped: tuple[Dropped, ...]
    passed_over: tuple[PassedOver, ...]


@dataclass(frozen=True, slots=True)
class Prompts:
    """What steers the stages from prompts/: topics and glossary, with a digest for the signature."""

    topics: tuple[Topic, ...]
    glossary: Glossary
    digest: str


def read_library(folder: Path, as_of: date, *, progress: Progress = quiet) -> Library:
    """Read, clean, date and segment everything under `folder`. Raises `SourceError` where nothing can be read."""
    result = read_sources(folder, progress=progress)
    overrides = load_overrides(folder)
    cuts = {article.id: clean(article) for article in result.articles}
    dated = tuple(
        replace(
            article,
            published=date_article(article, cuts[article.id], as_of, override_for(overrides, article.id, folder)),
        )
        for article in result.articles
    )
    sentences = {article.id: segment(article, cuts[article.id]) for article in dated}
    return Library(dated, cuts, sentences, result.documents, result.dropped, result.passed_over)


def read_prompts(config: Config) -> Prompts:
    """The topics and the glossary that are in force. Raises `ConfigError` for a file that says something wrong."""
    texts = [
        find("prompts", name, config.paths.prompts).read_text(encoding="utf-8")
        for name in ("topics.toml", "glossary.csv")
    ]
    digest = hashlib.sha256("\0".join(texts).encode("utf-8")).hexdigest()[:12]
    return Prompts(parse_topics(texts[0]), parse_glossary(texts[1]), digest)


def list_sources(
    folder: Path, as_of: date, config: Config, *, period: Period | None = None, progress: Progress = quiet
) -> tuple[tuple[SourceEntry, ...], tuple[PassedOver, ...]]:
    """Every article with its date and status, and the files never opened; nothing is written or translated."""
    library = read_library(folder, as_of, progress=progress)
    everything = Selection(library.articles, ())
    selection = select(library.articles, period, config.selection.undated) if period else everything
    unique = deduplicate(selection.chosen, library.sentences)
    findings = _findings(library, selection, unique, Extraction((), ()))
    ready = [
        replace(entry, stage=None, reason=None) if entry.fate == "unused" else entry
        for entry in source_entries(findings, ())
    ]
    return tuple(ready), library.passed_over


def draft(
    folder: Path,
    period: Period,
    as_of: date,
    config: Config,
    *,
    progress: Progress = quiet,
    tell: Callable[[str], None] = lambda _: None,
) -> Memo:
    """Make the memo of a period, ready to be rendered or edited; `tell` hears what the models have to say.

    Raises `SourceError` when nothing lies in the period, `ModelError` when the model cannot run, `ConfigError`.
    """
    prompts = read_prompts(config)
    library = read_library(folder, as_of, progress=progress)
    selection = select(library.articles, period, config.selection.undated)
    unique = deduplicate(selection.chosen, library.sentences)
    remedy = f"See dates and cuts with: briefing sources {folder}"
    if not unique.kept:
        found = f"None of the {len(library.articles)} articles in {folder}"
        raise SourceError(f"{found} lies between {period.first} and {period.last}.", remedy)
    limits = Limits(config.selection.max_points, config.selection.per_section)
    extraction = extract(unique.kept, library.sentences, prompts.topics, limits)
    if not extraction.passages:
        raise SourceError("The articles of the period hold no sentence to tell.", remedy)
    translate, brief, manner = _models(config, prompts.glossary)
    written = generate(
        extraction.passages,
        translate,
        brief,
        check=partial(check_point, glossary=prompts.glossary),
        settings=manner,
        progress=progress,
    )
    titles = _titles(unique.kept, translate, progress)
    for note in dict.fromkeys(note for model in (translate, brief) for note in getattr(model, "notes", ())):
        tell(note)
    findings = replace(_findings(library, selection, unique, extraction), titles_en=titles)
    return assemble(
        _points(written, {article.id: article for article in unique.kept}),
        findings,
        title=config.memo.title,
        period=period,
        topics=prompts.topics,
        signature=_signature(config, prompts, translate, period, as_of),
        method=_method(config, translate, prompts),
        header=_header(config, as_of),
    )


def reread(draft_file: Path, config: Config) -> Memo:
    """Read an edited draft and check its points anew. Raises `DraftError`."""
    try:
        data = draft_file.read_bytes()
    except OSError as problem:
        raise DraftError(f"{draft_file} cannot be read: {problem.strerror}.", "Name a draft that exists.") from None
    memo = load(data, str(draft_file))
    return recheck(memo, read_prompts(config).glossary)


def recheck(memo: Memo, glossary: Glossary) -> Memo:
    """The same memo with the checks of every point made against its quotations as they stand now."""

    def afresh(point: BriefingPoint) -> BriefingPoint:
        first = point.citations[0]
        told = [one.quote for one in point.citations if (one.path, one.record) == (first.path, first.record)]
        kept = () if point.edited else tuple(check for check in point.checks if check.kind in OF_THE_MODEL)
        again = check_point(told, point.text, glossary) if point.text != NO_TRANSLATION else ()
        return replace(point, checks=(*kept, *again))

    sections = tuple(
        replace(section, points=tuple(afresh(point) for point in section.points)) for section in memo.sections
    )
    return replace(memo, sections=sections)


def outputs(memo: Memo, config: Config, target: Path, *, keep_draft: bool = False) -> dict[Path, bytes]:
    """The files of a memo by path: the Word document, the manifest, and the draft unless a person's is to be kept."""
    from briefing.renderers.docx import DocxRenderer

    files = {target: DocxRenderer().render(memo, _template(config))}
    if not keep_draft:
        files[target.with_suffix(".toml")] = dump(memo)
    files[target.with_suffix(".json")] = to_json(manifest(memo)).encode("utf-8")
    return files


def read_memo_file(path: Path) -> bytes:
    """The bytes of a saved memo. Raises `ProvenanceError` when there is none."""
    try:
        return path.read_bytes()
    except OSError as problem:
        raise ProvenanceError(
            f"{path} cannot be read: {problem.strerror}.", "Name a memo that briefing wrote."
        ) from None


def _template(config: Config) -> bytes:
    name = config.memo.template
    path = Path(name) if name.endswith(".docx") else find("templates", f"{name}.docx", config.paths.templates)
    try:
        return path.read_bytes()
    except OSError as problem:
        raise RenderError(f"The template {path} cannot be read: {problem.strerror}.", "Name a .docx file.") from None


def _models(config: Config, glossary: Glossary) -> tuple[Seq2Seq, Seq2Seq | None, GenerateSettings]:
    """The models of the two tasks, the brief one only where it is wanted and known, and when to doubt them."""
    own = Path(config.paths.prompts) if config.paths.prompts else None
    prompts = own if own and (own / "families").is_dir() else None
    cache: Literal["file", "none"] = "file" if config.model.cache else "none"
    settings = LoadSettings(beam=config.model.beam, cache=cache, prompts=prompts, glossary=glossary)
    translate = load_model(config.model.name, "translate", settings)
    if config.model.name == ECHO:
        return translate, None, GenerateSettings()
    info = describe(config.model.name, prompts)
    brief = load_model(config.model.name, "brief", settings) if config.model.brief and "brief" in info.tasks else None
    return translate, brief, GenerateSettings(doubtful_below=info.doubtful_below)


def _titles(articles: Sequence[Article], translate: Seq2Seq, progress: Progress) -> dict[str, str]:
    titled = [article for article in articles if article.title]
    english = translate.generate([article.title or "" for article in titled], progress=progress) if titled else []
    return {article.id: hypothesis.text for article, hypothesis in zip(titled, english, strict=True)}


def _points(written: Sequence[Written], articles: Mapping[str, Article]) -> list[DraftedPoint]:
    drafted = []
    for one in written:
        pairs = zip(one.passage.sentences, one.translations, strict=True)
        citations = tuple(cite(articles[sentence.article_id], sentence, english) for sentence, english in pairs)
        point = BriefingPoint("", one.text, citations, one.checks, one.task, one.score, machine=one.text)
        drafted.append(DraftedPoint(point, one.passage.topic, one.passage.score))
    return drafted


def _findings(library: Library, selection: Selection, unique: Deduplicated, extraction: Extraction) -> Findings:
    return Findings(
        articles=library.articles,
        documents=library.documents,
        dropped=(*library.dropped, *selection.dropped, *unique.dropped),
        chosen=frozenset(article.id for article in selection.chosen),
        unused=extraction.passed,
        duplicate_of=unique.duplicate_of,
        cuts=library.cuts,
        passed_over=len(library.passed_over),
    )


def _header(config: Config, as_of: date) -> MemoHeader:
    memo = config.memo
    return MemoHeader(memo.to, memo.sender, memo.subject or memo.title, as_of, memo.marking)


def _signature(config: Config, prompts: Prompts, translate: Seq2Seq, period: Period, as_of: date) -> str:
    """One line that changes whenever the memo may: versions, model, prompts, template, selection and period."""
    template = hashlib.sha256(_template(config)).hexdigest()[:12]
    selection = config.selection
    parts = (
        f"briefing:{__version__}",
        translate.signature,
        f"brief:{'yes' if config.model.brief else 'no'}",
        f"prompts:{prompts.digest}",
        f"template:{config.memo.template}@{template}",
        f"points:{selection.max_points}/{selection.per_section}",
        f"undated:{selection.undated}",
        f"period:{period.first}..{period.last}",
        f"as-of:{as_of}",
    )
    return "|".join(parts)


def _method(config: Config, translate: Seq2Seq, prompts: Prompts) -> tuple[str, ...]:
    """How the memo was made, for its reader."""
    return (
        (
            "Sentences were chosen from the articles by position, centrality, reporting verbs and figures, "
            "and each point was written from the sentences that it cites, and from nothing else."
        ),
        f"The English is machine translation by the model {config.model.name!r}; {translate.signature}.",
        (
            "Every number, date and name of the Vietnamese was looked for in the English, and offices and places by a "
            f"glossary of {len(prompts.glossary)} terms; a point in which one is missing, or which says more than its "
            "source, is flagged with the reason."
        ),
        (
            "Where an article does not state when it was published, its date is an interval with the words that it was "
            "inferred from; such articles are marked 'date inferred'."
        ),
    )
