"""Assembling: from drafted points and everything that is known about the articles to a `Memo`.

Points come in with the topic and the weight of their passage; they go out under their sections' headings, the
weightiest first, with a summary, a row for every article and file, and the coverage figures. Every article ends as
used, unused or dropped, and the figures add up: found = used + unused + dropped.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace

from briefing.house import MemoHeader
from briefing.records import dataclass
from briefing.stages.entries import article_entry, file_entry
from briefing.stages.extract import Unused
from briefing.stages.gaps import days_without, outlets_missing, outlets_of
from briefing.stages.topics import OTHER, Topic, headings, section_order
from briefing.values import (
    Article,
    BriefingPoint,
    Citation,
    Coverage,
    Cut,
    Dropped,
    Memo,
    Period,
    Section,
    Sentence,
    SourceDocument,
    SourceEntry,
)

SUMMARY_SENTENCES = 3
NOTHING_SELECTED = "in the period, nothing selected"
_ID_DIGITS = 8
# A full stop after a lone capital belongs to initials ("U.S. officials"), after these words to a title.
_SENTENCE_END = re.compile(r"(?<!\b[A-Z])(?<!\b(?:Dr|Mr|Ms|St|No))(?<!\bMrs)[.!?][\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9])")


@dataclass(frozen=True, slots=True)
class DraftedPoint:
    """A point with the topic and the weight of the passage that it was written from."""

    point: BriefingPoint
    topic: str
    weight: float


@dataclass(frozen=True, slots=True)
class Findings:
    """What the stages before found out about the sources.

    `articles` are all that could be read, with their dates; `documents` all files opened, for the digests of those
    that gave no article; `dropped` the refusals of every stage; `chosen` the ids of the articles in the period;
    `unused` the reasons why nothing of an article was taken; the mappings go by article id. `rows` are those known
    beforehand, as for articles that were not opened again. `credited` goes from an article of which nothing was taken
    to the one that tells its event; `stories` counts the events, `updated` the earlier versions; `heard` are
    the outlets of earlier memos.
    """

    articles: tuple[Article, ...]
    documents: tuple[SourceDocument, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    chosen: frozenset[str] = frozenset()
    unused: tuple[Unused, ...] = ()
    duplicate_of: Mapping[str, str] = field(default_factory=dict)
    cuts: Mapping[str, Sequence[Cut]] = field(default_factory=dict)
    titles_en: Mapping[str, str] = field(default_factory=dict)
    passed_over: int = 0
    rows: Mapping[str, SourceEntry] = field(default_factory=dict)
    credited: Mapping[str, str] = field(default_factory=dict)
    updated: int = 0
    stories: int = 0
    heard: frozenset[str] = frozenset()


def assemble(
    drafted: Sequence[DraftedPoint],
    findings: Findings,
    *,
    title: str,
    period: Period,
    topics: Sequence[Topic],
    signature: str,
    method: Sequence[str] = (),
    header: MemoHeader | None = None,
) -> Memo:
    """Build the memo.

    Points without an id get one from their citations. Raises ValueError when a point cites an article that
    `findings` does not have or has as dropped, or belongs to an unknown topic: no input of a user can cause that.
    """
    points = _with_ids(drafted)
    sections = _sections(points, topics)
    sources = source_entries(findings, {_article_id(one) for item in points for one in item.point.citations})
    return Memo(
        title=title,
        period=period,
        summary=summarise(points),
        sections=sections,
        sources=sources,
        dropped=findings.dropped,
        coverage=replace(
            coverage(sources, findings, period), reported=sum(bool(item.point.reported) for item in points)
        ),
        signature=signature,
        header=header or MemoHeader(),
        method=tuple(method),
    )


def cite(article: Article, sentence: Sentence, translation: str = "") -> Citation:
    """The citation of one sentence of `article`."""
    return Citation(
        path=article.source.path,
        sha256=article.source.sha256,
        text_sha256=article.text_sha256,
        record=article.record,
        paragraph=sentence.paragraph,
        sentence=sentence.index,
        span=sentence.span,
        quote=sentence.text,
        published=article.published,
        title=article.title,
        outlet=article.outlet,
        translation=translation,
    )


def point_id(citations: Iterable[Citation], digits: int = _ID_DIGITS) -> str:
    """A point's id: 'p' and the first hex digits of the SHA-256 over where its sentences stand."""
    places = "\n".join(f"{_article_id(one)}\t{one.paragraph}\t{one.sentence}" for one in citations)
    return "p" + hashlib.sha256(places.encode("utf-8")).hexdigest()[:digits]


def summarise(points: Sequence[DraftedPoint]) -> tuple[str, ...]:
    """The ids of the points that the summary repeats, the weightiest first.

    At most three sentences in all (but always one point). Points without a flag come before flagged ones; among
    either, a section not yet heard before one that was.
    """
    rest = sorted(points, key=lambda item: -item.weight)
    picked: list[DraftedPoint] = []
    room = SUMMARY_SENTENCES
    while rest and room > 0:
        heard = {item.topic for item in picked}
        best = min(rest, key=lambda item: (item.point.flagged, item.topic in heard))
        rest.remove(best)
        size = count_sentences(best.point.text)
        if size <= room or not picked:
            picked.append(best)
            room -= size
    return tuple(item.point.id for item in sorted(picked, key=lambda item: -item.weight))


def count_sentences(english: str) -> int:
    """How many sentences an English text has; at least one.

    >>> count_sentences("Trade with the U.S. reached $10 billion. It grew 6.5%.")
    2
    """
    return len(_SENTENCE_END.findall(english.strip())) + 1


def source_entries(findings: Findings, cited: Iterable[str]) -> tuple[SourceEntry, ...]:
    """A row for every article, and for every file or record that gave none, by path and record."""
    used = set(cited)
    refused = {one.article_id: one for one in findings.dropped}
    known = {article.id for article in findings.articles}
    if wrong := sorted(used - known) or sorted(used & set(refused)):
        raise ValueError(f"a point cites {wrong[0]}, which is not among the articles in use")
    reasons = {one.article_id: one.reason for one in findings.unused}
    rows = [_article_entry(article, findings, used, refused, reasons) for article in findings.articles]
    digests = {document.path: document.sha256 for document in findings.documents}
    rows.extend(file_entry(one, digests) for key, one in refused.items() if key not in known)
    return tuple(sorted(rows, key=lambda row: (row.path, row.record or 0)))


def coverage(sources: Sequence[SourceEntry], findings: Findings, period: Period) -> Coverage:
    """The figures of the coverage statement; `in_range` counts duplicates too, `undated` articles without any bound."""
    fates = Counter(row.fate for row in sources)
    chosen = [article for article in findings.articles if article.id in findings.chosen]
    return Coverage(
        found=len(sources),
        in_range=len(findings.chosen),
        used=fates["used"],
        undated=sum(one.published.earliest is None and one.published.latest is None for one in findings.articles),
        duplicates=sum(row.duplicate_of is not None for row in sources),
        dropped=fates["dropped"],
        passed_over=findings.passed_over,
        stories=findings.stories,
        credited=sum(row.stage == "stories" for row in sources),
        updated=findings.updated,
        days=days_without(chosen, period),
        outlets=outlets_of(chosen),
        absent=outlets_missing(findings.articles, chosen, period, findings.heard),
    )


def _sections(points: Sequence[DraftedPoint], topics: Sequence[Topic]) -> tuple[Section, ...]:
    order = section_order(topics)
    names = headings(topics)
    if unknown := sorted({item.topic for item in points} - set(order)):
        raise ValueError(f"no topic {unknown[0]!r}; expected one of {', '.join(order)} (the last is {OTHER.key!r})")
    sections = []
    for key in order:
        own = sorted((item for item in points if item.topic == key), key=lambda item: -item.weight)
        if own:
            sections.append(Section(names[key], tuple(item.point for item in own)))
    return tuple(sections)


def _with_ids(drafted: Sequence[DraftedPoint]) -> tuple[DraftedPoint, ...]:
    taken = {item.point.id for item in drafted if item.point.id}
    if len(taken) < sum(bool(item.point.id) for item in drafted):
        raise ValueError("two points have one id")
    named: list[DraftedPoint] = []
    for item in drafted:
        if item.point.id:
            named.append(item)
            continue
        digits = _ID_DIGITS
        while (own := point_id(item.point.citations, digits)) in taken:
            digits += 1
            if digits > hashlib.sha256().digest_size * 2:
                raise ValueError("two points cite exactly the same sentences")
        taken.add(own)
        named.append(replace(item, point=replace(item.point, id=own)))
    return tuple(named)


def _article_id(citation: Citation) -> str:
    return citation.path if citation.record is None else f"{citation.path}#{citation.record}"


def _article_entry(
    article: Article,
    findings: Findings,
    used: set[str],
    refused: Mapping[str, Dropped],
    reasons: Mapping[str, str],
) -> SourceEntry:
    row = findings.rows.get(article.id) or article_entry(article, findings.cuts.get(article.id, ()))
    row = replace(row, title_en=findings.titles_en.get(article.id))
    if article.id in refused:
        one = refused[article.id]
        return replace(
            row,
            fate="dropped",
            stage=one.stage,
            reason=one.reason,
            duplicate_of=findings.duplicate_of.get(article.id),
        )
    if article.id in used:
        return row
    if (teller := findings.credited.get(article.id)) is not None:
        return replace(row, fate="unused", stage="stories", reason=f"credited: {teller} tells the same event")
    detail = reasons.get(article.id)
    reason = f"{NOTHING_SELECTED}: {detail}" if detail else NOTHING_SELECTED
    return replace(row, fate="unused", stage="extract", reason=reason)
