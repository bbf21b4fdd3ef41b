"""The one file that sees every room: read → clean → date → select → segment → sift (stories, updates, duplicates) →
extract → generate → check → assemble → render, each a plain value in and out.

Cleaning comes before dating, because a date in a related story is other evidence than a date in the body. What comes
behind the model is loaded while the model writes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from briefing import __version__
from briefing.config import Config
from briefing.earlier import Earlier, mark_of, only_new
from briefing.errors import DraftError, ProvenanceError, SourceError
from briefing.house import MemoHeader
from briefing.lang.glossary import Glossary
from briefing.ledger import Heard, heard_before
from briefing.library import Library, look_up, opened, read_library
from briefing.listing import listing
from briefing.protocols import Progress, Seq2Seq, quiet
from briefing.readers.walk import PassedOver
from briefing.renderers.wording import language_words
from briefing.stages.assemble import DraftedPoint, Findings, assemble, cite
from briefing.stages.choose import Limits
from briefing.stages.credit import count_stories, give_credit, mark_reported
from briefing.stages.disagree import KIND as OF_THE_SOURCES
from briefing.stages.extract import Extraction, extract
from briefing.stages.foreign import VIETNAMESE, check_foreign, limits
from briefing.stages.generate import OF_THE_MODEL, Written, begin, generate
from briefing.stages.reported import find_reported
from briefing.stages.select import Selection, handled, select
from briefing.stages.sift import Sifted, sift
from briefing.stages.style import Dress
from briefing.stages.tidy import NO_TRANSLATION
from briefing.steering import Prompts, read_prompts
from briefing.translators import look_over, models_of
from briefing.values import Article, BriefingPoint, Check, Memo, Period, Sentence, SourceEntry

if TYPE_CHECKING:
    from briefing.memory.prefer import Recall
    from briefing.stages.candidates import CheckPoint

SURE = 2  # decimals of a score that do not hang on what else was in its batch
_REHEARSED = (
    "Ngày 2/3/2026, tại Hà Nội, Thủ tướng Phạm Minh Chính nói hai nước không giảm 12% thuế đối với hàng hóa của Lào.",
    "On March 2, 2026, in Hanoi, Prime Minister Pham Minh Chinh said that tariffs on Lao goods will not fall by 12%.",
)
"""A sentence and its English that nobody reads: checking it loads what the checks of any point need."""


def list_sources(
    folder: Path, as_of: date, config: Config, *, period: Period | None = None, progress: Progress = quiet
) -> tuple[tuple[SourceEntry, ...], tuple[PassedOver, ...]]:
    """Every article with its date and status, and the files never opened; nothing is written or translated."""
    with listing(folder, as_of, config, period=period, progress=progress) as found:
        return tuple(row.entry for row in found.rows), found.passed_over


def draft(
    folder: Path,
    period: Period,
    as_of: date,
    config: Config,
    *,
    earlier: Earlier | None = None,
    progress: Progress = quiet,
    tell: Callable[[str], None] = lambda _: None,
    meanwhile: Callable[[], None] = lambda: None,
) -> Memo:
    """Make the memo of a period, ready to be rendered or edited; `tell` hears what the models have to say, and
    `meanwhile` is called once, while they write.

    Raises `SourceError` when nothing lies in the period, `ModelError` when the model cannot run, `ConfigError`.
    """
    prompts = read_prompts(config)
    source = config.model.source_language
    library, selection = _chosen(folder, period, as_of, config, earlier=earlier, progress=progress, tell=tell)
    remedy = f"See dates and cuts with: briefing sources {folder}"
    unique = _sifted(folder, period, library, selection, remedy=remedy)
    heard, old = _told_before(config, period, library, unique)
    translate, brief, manner = models_of(config, prompts, soon=library.fresh)
    extraction = _extracted(config, library, unique, prompts, old, remedy=remedy)
    check = partial(_check, glossary=prompts.glossary) if source == VIETNAMESE else check_foreign
    ready = partial(_get_ready, meanwhile, check)
    naming = _titles(unique.kept, translate, manner.dress)
    written = generate(
        extraction.passages, translate, brief, check=check, settings=manner, progress=progress, meanwhile=ready
    )
    titles = naming(progress)
    _tell_notes(tell, config, (translate, brief))
    drafted, titles, recall = _remember(
        _points(written, {article.id: article for article in unique.kept}), titles, unique.kept, config, check
    )
    drafted = give_credit(drafted, unique, selection.chosen, library.sentences)
    findings = replace(_findings(library, selection, unique, extraction), titles_en=titles, heard=heard.outlets)
    marks = recall.mark + mark_of(earlier) + heard.mark
    memo = assemble(
        mark_reported(drafted, old),
        findings,
        title=config.memo.title,
        period=period,
        topics=prompts.topics,
        signature=_signature(config, prompts, (translate, brief), period, as_of) + marks,
        method=(*_method(config, prompts), *recall.words),
        header=_header(config, as_of),
    )
    return _agreeing(memo, prompts.glossary) if source == VIETNAMESE else memo


def _get_ready(meanwhile: Callable[[], None], check: CheckPoint) -> None:
    meanwhile()
    check(_REHEARSED[:1], _REHEARSED[1])


def _check(sources: Sequence[str], english: str, *, glossary: Glossary) -> tuple[Check, ...]:
    from briefing.stages.check import check_point

    return check_point(sources, english, glossary)


def _agreeing(memo: Memo, glossary: Glossary) -> Memo:
    from briefing.stages.consistency import consistent

    return consistent(memo, glossary)


def reread(draft_file: Path, config: Config) -> Memo:
    """Read an edited draft and check its points anew. Raises `DraftError`."""
    try:
        data = draft_file.read_bytes()
    except OSError as problem:
        raise DraftError(f"{draft_file} cannot be read: {problem.strerror}.", "Name a draft that exists.") from None
    from briefing.draftfile import load

    memo = load(data, str(draft_file))
    return recheck(memo, read_prompts(config).glossary)


def recheck(memo: Memo, glossary: Glossary) -> Memo:
    """The same memo with the checks of every point made against its quotations as they stand now."""
    foreign = any(part.startswith("source:") for part in memo.signature.split("|"))
    check = check_foreign if foreign else partial(_check, glossary=glossary)

    def afresh(point: BriefingPoint) -> BriefingPoint:
        first = point.citations[0]
        told = [one.quote for one in point.citations if (one.path, one.record) == (first.path, first.record)]
        lasting = {OF_THE_SOURCES, *(() if point.edited else OF_THE_MODEL)}
        kept = tuple(check for check in point.checks if check.kind in lasting)
        again = check(told, point.text) if point.text != NO_TRANSLATION else ()
        return replace(point, checks=(*kept, *again))

    sections = tuple(
        replace(section, points=tuple(afresh(point) for point in section.points)) for section in memo.sections
    )
    memo = replace(memo, sections=sections)
    return memo if foreign else _agreeing(memo, glossary)


def read_memo_file(path: Path) -> bytes:
    """The bytes of a saved memo. Raises `ProvenanceError` when there is none."""
    try:
        return path.read_bytes()
    except OSError as problem:
        raise ProvenanceError(
            f"{path} cannot be read: {problem.strerror}.", "Name a memo that briefing wrote."
        ) from None


def _chosen(
    folder: Path,
    period: Period,
    as_of: date,
    config: Config,
    *,
    earlier: Earlier | None,
    progress: Progress,
    tell: Callable[[str], None],
) -> tuple[Library, Selection]:
    """What is known of all articles, and the texts of those that the memo may draw on."""
    look_over(config)
    languages = handled(config.model.source_language)
    library = look_up(folder, as_of, config, progress=progress, tell=tell)
    selection = only_new(select(library.articles, period, config.selection.undated, languages), earlier)
    read = opened(library, selection, folder, as_of, progress=progress)
    if read is not None:
        return read
    library = read_library(folder, as_of, progress=progress)  # someone is writing to the folder
    return library, only_new(select(library.articles, period, config.selection.undated, languages), earlier)


def _sifted(folder: Path, period: Period, library: Library, selection: Selection, *, remedy: str) -> Sifted:
    """The articles of the period, each story once. Raises `SourceError` when there are none."""
    unique = sift(selection.chosen, library.sentences)
    if not unique.kept:
        found = f"None of the {len(library.articles)} articles in {folder}"
        raise SourceError(f"{found} lies between {period.first} and {period.last}.", remedy)
    return unique


def _told_before(config: Config, period: Period, library: Library, unique: Sifted) -> tuple[Heard, dict[Sentence, str]]:
    """What earlier memos said, and which sentences of the articles they reported, each with the memo."""
    ledger = config.ledger
    if not (ledger.use and ledger.file) or config.selection.reported == "ignore":
        return Heard(), {}
    heard = heard_before(Path(ledger.file).expanduser(), period)
    lines = (sentence for article in unique.kept for sentence in library.sentences[article.id])
    return heard, find_reported(lines, heard.points)


def _extracted(
    config: Config, library: Library, unique: Sifted, prompts: Prompts, old: Mapping[Sentence, str], *, remedy: str
) -> Extraction:
    """The passages to tell, without those that earlier memos reported where these are left out. Raises `SourceError`
    when there are none.
    """
    left_out = {one: f"reported in {memo}" for one, memo in old.items()}
    extraction = extract(
        unique.kept,
        library.sentences,
        prompts.topics,
        Limits(config.selection.max_points, config.selection.per_section),
        stories=unique.stories,
        barred=left_out if config.selection.reported == "leave out" else {},
    )
    if not extraction.passages:
        news = " that is news" if old else ""
        raise SourceError(f"The articles of the period hold no sentence to tell{news}.", remedy)
    return extraction


def _tell_notes(tell: Callable[[str], None], config: Config, models: Sequence[Seq2Seq | None]) -> None:
    """Tell what is not done, and what the models have to say, each once."""
    said = (note for model in models for note in getattr(model, "notes", ()))
    for note in dict.fromkeys((*_not_done(config), *said)):
        tell(note)


def _titles(articles: Sequence[Article], translate: Seq2Seq, dress: Dress) -> Callable[[Progress], dict[str, str]]:
    """The English titles of the articles by id, begun in one call of the model and to be waited for."""
    titled = [article for article in articles if article.title]
    writing = begin(translate, [article.title or "" for article in titled])
    return lambda progress: {
        article.id: dress(hypothesis.text, [article.title or ""])
        for article, hypothesis in zip(titled, writing(progress), strict=True)
    }


def _points(written: Sequence[Written], articles: Mapping[str, Article]) -> list[DraftedPoint]:
    drafted = []
    for one in written:
        pairs = zip(one.passage.sentences, one.translations, strict=True)
        citations = tuple(cite(articles[sentence.article_id], sentence, english) for sentence, english in pairs)
        score = round(one.score, SURE)
        point = BriefingPoint("", one.text, citations, one.checks, one.task, score, machine=one.text, path=one.path)
        drafted.append(DraftedPoint(point, one.passage.topic, one.passage.score))
    return drafted


def _remember(
    drafted: Sequence[DraftedPoint],
    titles: dict[str, str],
    articles: Sequence[Article],
    config: Config,
    check: CheckPoint,
) -> tuple[list[DraftedPoint], dict[str, str], Recall]:
    """A person's words in place of the machine's, where the translation memory has some."""
    from briefing.memory.prefer import Recall, prefer, prefer_titles
    from briefing.memory.store import Memory, memory_file

    points = [each.point for each in drafted]
    if not config.memory.use:
        return list(drafted), titles, Recall(tuple(points))
    memory = Memory(memory_file(config.memory.file))
    recall = prefer(points, memory, check, fuzzy=config.memory.fuzzy)
    told = [replace(each, point=point) for each, point in zip(drafted, recall.points, strict=True)]
    return told, prefer_titles(titles, {article.id: article.title for article in articles}, memory), recall


def _findings(library: Library, selection: Selection, unique: Sifted, extraction: Extraction) -> Findings:
    return Findings(
        articles=library.articles,
        documents=library.documents,
        dropped=(*library.dropped, *selection.dropped, *unique.dropped),
        chosen=frozenset(article.id for article in selection.chosen),
        unused=extraction.passed,
        credited=extraction.credited,
        updated=len(unique.replaced_by),
        stories=count_stories(unique),
        duplicate_of=unique.duplicate_of,
        cuts=library.cuts,
        passed_over=len(library.passed_over),
        rows=library.rows,
    )


def _header(config: Config, as_of: date) -> MemoHeader:
    memo = config.memo
    return MemoHeader(
        to=memo.to,
        sender=memo.sender,
        subject=memo.subject or memo.title,
        date=as_of,
        marking=memo.marking,
        distribution=memo.distribution,
        drafted=memo.drafted,
        cleared=memo.cleared,
        approved=memo.approved,
    )


def _signature(
    config: Config, prompts: Prompts, models: tuple[Seq2Seq, Seq2Seq | None], period: Period, as_of: date
) -> str:
    """One line that changes whenever the memo may: versions, model, prompts, template, selection and period."""
    from briefing.publish import word_template

    template = hashlib.sha256(word_template(config)).hexdigest()[:12]
    selection = config.selection
    parts = (
        f"briefing:{__version__}",
        models[0].signature,
        f"brief:{'yes' if config.model.brief else 'no'}",
        *([models[1].signature] if models[1] and config.model.brief_model else []),
        *([f"source:{config.model.source_language}"] if config.model.source_language != VIETNAMESE else []),
        f"prompts:{prompts.digest}",
        f"template:{config.memo.template}@{template}",
        f"points:{selection.max_points}/{selection.per_section}",
        f"undated:{selection.undated}",
        f"period:{period.first}..{period.last}",
        f"as-of:{as_of}",
    )
    return "|".join(parts)


def _not_done(config: Config) -> tuple[str, ...]:
    """What is not done for sources in another language than Vietnamese."""
    return limits(config.model.source_language, language_words(config.model.source_language))


def _method(config: Config, prompts: Prompts) -> tuple[str, ...]:
    """How the memo was made, for its reader."""
    return (
        (
            "Sentences were chosen from the articles by position, centrality, reporting verbs and figures, "
            "and each point was written from the sentences that it cites, and from nothing else."
        ),
        f"The English is machine translation by the model {config.model.name!r}; the signature has its digest.",
        *(
            _not_done(config)
            or [
                (
                    "Every number, date and name of the Vietnamese was looked for in the English, and offices and "
                    f"places by a glossary of {len(prompts.glossary)} terms; a point in which one is missing, or which "
                    "says more than its source, is flagged with the reason."
                )
            ]
        ),
        (
            "Where an article does not state when it was published, its date is an interval with the words that it was "
            "inferred from; such articles are marked 'date inferred'."
        ),
    )
