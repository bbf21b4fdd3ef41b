"""All that is known of a folder of sources before anything is chosen: read whole, or looked up in its index.

With the index only the files that may matter for a period are opened, and what comes out is the same. Where an index
cannot be kept (no room, no rights, a file system that cannot lock), the folder is read as if there were none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date
from pathlib import Path

from briefing.config import Config
from briefing.dates_file import load_overrides, override_for
from briefing.index.shelf import shelf
from briefing.listing import Tell, asked_of, indexed, silent
from briefing.protocols import Progress, quiet
from briefing.readers.folder import read_document, read_sources
from briefing.readers.walk import PassedOver, top_name
from briefing.records import dataclass
from briefing.stages.clean import clean
from briefing.stages.dates import date_article
from briefing.stages.segment import segment
from briefing.stages.select import Selection
from briefing.values import Article, Cut, Dropped, Sentence, SourceDocument, SourceEntry


@dataclass(frozen=True, slots=True)
class Library:
    """All that was read from a folder, cleaned and dated, before anything is chosen; mappings go by article id.

    Where `rows` tell of the articles, these come from the index and have no texts yet: see `opened`. It is `fresh`
    where the index did not know all files as they are.
    """

    articles: tuple[Article, ...]
    cuts: Mapping[str, tuple[Cut, ...]]
    sentences: Mapping[str, tuple[Sentence, ...]]
    documents: tuple[SourceDocument, ...]
    dropped: tuple[Dropped, ...]
    passed_over: tuple[PassedOver, ...]
    rows: Mapping[str, SourceEntry] = field(default_factory=dict)
    fresh: bool = field(default=False, compare=False)


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


def look_up(folder: Path, as_of: date, config: Config, *, progress: Progress = quiet, tell: Tell = silent) -> Library:
    """The same, from the index as far as that knows it. Raises as `read_library` does."""
    if not config.index.use:
        return read_library(folder, as_of, progress=progress)
    with indexed(folder, as_of, config, progress=progress, tell=tell) as (index, refreshed), index.reading() as rows:
        kept = shelf(rows, asked_of(folder, as_of))
    fresh = bool(refreshed.changes.new or refreshed.changes.changed)
    return Library(kept.articles, {}, {}, kept.documents, kept.dropped, refreshed.passed_over, kept.rows, fresh)


def opened(
    library: Library, selection: Selection, folder: Path, as_of: date, *, progress: Progress = quiet
) -> tuple[Library, Selection] | None:
    """Library and selection with the texts of the chosen articles; None when a file is not any more what it was."""
    if not library.rows:
        return library, selection
    overrides = load_overrides(folder)
    wanted: dict[str, dict[str, int | None]] = {}
    for article in selection.chosen:
        wanted.setdefault(article.source.path, {})[article.id] = article.record
    documents = {document.path: document for document in library.documents}
    texts: dict[str, Article] = {}
    cuts: dict[str, tuple[Cut, ...]] = {}
    for done, (name, ids) in enumerate(wanted.items(), 1):
        path = folder / name.removeprefix(f"{top_name(folder)}/") if folder.is_dir() else folder
        records = frozenset(record for record in ids.values() if record is not None)
        result = read_document(path, name, records or None)
        found = {article.id: article for article in result.articles}
        if result.documents != (documents[name],) or not found.keys() >= ids.keys():
            return None
        for one in ids:
            cuts[one] = clean(found[one])
            day = override_for(overrides, one, folder)
            texts[one] = replace(found[one], published=date_article(found[one], cuts[one], as_of, day))
        progress(done, len(wanted), "Reading the articles of the period")
    articles = tuple(texts.get(article.id, article) for article in library.articles)
    sentences = {one: segment(article, cuts[one]) for one, article in texts.items()}
    chosen = tuple(texts[article.id] for article in selection.chosen)
    return replace(library, articles=articles, cuts=cuts, sentences=sentences), replace(selection, chosen=chosen)
