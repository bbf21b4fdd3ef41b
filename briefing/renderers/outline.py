"""A memo as plain words in order, for every format that is no Word file: numbers, marks, phrases, nothing of a format.

Strings here are fit to be shown (`hygiene`), not yet escaped: each format escapes in its own way. `mark` names the
place that links lead to. These are the values that an HTML template sees; docs/formats.md lists them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from urllib.parse import urlsplit

from briefing.house import DateStyle, House, MemoHeader
from briefing.records import dataclass
from briefing.renderers.arrangement import Arrangement, arrange, point_of
from briefing.renderers.arrangement import Evidence as Cited
from briefing.renderers.coverage_words import counts, credits_of, gaps, reported_words
from briefing.renderers.hygiene import one_line, remarks, shown
from briefing.renderers.wording import (
    DRAFT,
    REMEMBERED,
    article_id,
    check_words,
    date_words,
    entry_id,
    file_words,
    language_tag,
    language_words,
    long_date,
    method_words,
    period_words,
    place_words,
)
from briefing.values import BriefingPoint, Check, Citation, Memo, SourceEntry

_VIETNAMESE = "vi"


@dataclass(frozen=True, slots=True)
class Reference:
    """A number, the mark that it leads to, and the number as it is shown (a point's may be '2.1')."""

    number: int
    mark: str
    label: str


def _reference(kind: str, number: int, label: str = "") -> Reference:
    return Reference(number, f"{kind}_{number}", label or str(number))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a point is flagged: English words, the words of the source that they quote (may be empty), English words."""

    said: str
    source: str
    end: str


@dataclass(frozen=True, slots=True)
class Place:
    """A cited sentence: 'paragraph 4, sentence 1' and its row in the evidence, unless the house wants no Annex A."""

    words: str
    row: Reference | None


@dataclass(frozen=True, slots=True)
class Article:
    """An article that a point cites; `title` is empty where it has none, and `file` names it then."""

    outlet: str
    title: str
    file: str
    date: str
    language: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One cited sentence: the original, its translation (may be empty), the points that cite it, where it stands.

    `whose` says so where the translation is a person's.
    """

    number: int
    mark: str
    english: str
    whose: str
    original: str
    language: str
    language_words: str
    points: tuple[Reference, ...]
    source: Reference | None
    place: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One numbered point with its reasons for doubt, its articles and its rows of evidence.

    `label` is its number as shown, `in_summary` what the summary says of it, `credits` who else tells of its event,
    `reported` the memo that made it before.
    """

    number: int
    mark: str
    label: str
    id: str
    text: str
    in_summary: str
    flagged: bool
    edited: bool
    reasons: tuple[Reason, ...]
    articles: tuple[Article, ...]
    rows: tuple[Row, ...]
    remarks: tuple[str, ...]
    credits: tuple[Reason, ...]
    reported: str


@dataclass(frozen=True, slots=True)
class Part:
    """A section: its heading, its mark, its points."""

    heading: str
    mark: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """An article found: titles, outlet, date with its evidence, file and digest, and what became of it.

    `link` is its address where that is a web address (http, https), else empty. `duplicate` leads to the article that
    this one repeats. `fate` is one word; `reason` says why it was dropped.
    """

    number: int
    mark: str
    title: str
    title_en: str
    outlet: str
    language: str
    language_words: str
    words: str
    date: str
    method: str
    evidence: str
    file: str
    path: str
    sha256: str
    link: str
    fate: str
    reason: str
    duplicate: Reference | None
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """One figure of the coverage."""

    label: str
    number: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """An article that was dropped or not used, with the stage and the reason."""

    article: str
    stage: str
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """A label and what stands beside it."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Outline:
    """The whole memo. Empty strings are fields that nobody filled in; `status` is empty once it was reviewed."""

    title: str
    subject: str
    to: str
    sender: str
    date: str
    iso_date: str
    period: str
    marking: str
    status: str
    summary: tuple[Point, ...]
    sections: tuple[Part, ...]
    distribution: tuple[str, ...]
    release: tuple[Line, ...]
    evidence: tuple[Row, ...]
    sources: tuple[Source, ...]
    counts: tuple[Count, ...]
    gaps: tuple[str, ...]
    refusals: tuple[Refusal, ...]
    method: tuple[str, ...]
    signature: str
    flagged: int


def outline(memo: Memo, house: House) -> Outline:
    """The memo in words, dated, numbered and with or without Annex A as the house wants.

    Raises `RenderError` as `arrange` does.
    """
    arrangement = arrange(memo, by_section=house.numbering == "by section")
    languages = {entry_id(entry): entry.language for entry in memo.sources}
    rows = tuple(_row(each, arrangement, languages) for each in arrangement.evidence)
    points = {point.id: _point(point, arrangement, rows, house) for point in memo.points}
    header = memo.header
    return Outline(
        title=one_line(memo.title),
        subject=one_line(header.subject or memo.title),
        to=one_line(header.to),
        sender=one_line(header.sender),
        date=long_date(header.date, house.dates) if header.date else "",
        iso_date=(header.date or memo.period.last).isoformat(),
        period=period_words(memo.period, house.dates),
        marking=one_line(header.marking).upper(),
        status="" if memo.reviewed else DRAFT,
        summary=tuple(points[point_of(memo, identifier).id] for identifier in memo.summary),
        sections=tuple(
            Part(
                one_line(part.heading),
                f"section_{number}",
                tuple(points[point.id] for point in part.points),
            )
            for number, part in enumerate(memo.sections, start=1)
        ),
        distribution=tuple(one_line(each) for each in header.distribution),
        release=tuple(_release(header)),
        evidence=rows if house.annex else (),
        sources=tuple(_source(entry, arrangement, house.dates) for entry in memo.sources),
        counts=tuple(Count(label, f"{number:,}") for label, number in counts(memo.coverage)),
        gaps=tuple(one_line(sentence) for sentence in gaps(memo.coverage, house.dates)),
        refusals=tuple(_refusals(memo)),
        method=tuple(one_line(sentence) for sentence in memo.method),
        signature=one_line(memo.signature),
        flagged=sum(point.flagged for point in memo.points),
    )


def _release(header: MemoHeader) -> Iterator[Line]:
    """Who answers for the memo; only what was given."""
    for label, name in (("Drafted", header.drafted), ("Cleared", header.cleared), ("Approved", header.approved)):
        if name:
            yield Line(label, one_line(name))


def _row(cited: Cited, arrangement: Arrangement, languages: dict[str, str]) -> Row:
    citation = cited.citation
    source = arrangement.source(citation)
    language = languages.get(article_id(citation.path, citation.record), _VIETNAMESE)
    told = [f"the quotation {remark}" if remark.startswith("holds") else remark for remark in remarks(citation.quote)]
    told += [f"the translation: {remark}" for remark in remarks(citation.translation)]
    return Row(
        number=cited.number,
        mark=_reference("evidence", cited.number).mark,
        english=shown(citation.translation),
        whose=REMEMBERED if citation.translator == "person" else "",
        original=shown(citation.quote),
        language=language_tag(language),
        language_words=language_words(language),
        points=tuple(_reference("point", number, arrangement.labels[name]) for number, name in cited.points),
        source=_reference("source", source) if source is not None else None,
        place=place_words(citation),
        remarks=tuple(told),
    )


def _point(point: BriefingPoint, arrangement: Arrangement, rows: tuple[Row, ...], house: House) -> Point:
    number = arrangement.points[point.id]
    cited = dict.fromkeys(arrangement.row(citation) for citation in point.citations)
    own = tuple(rows[row - 1] for row in cited)
    return Point(
        number=number,
        mark=_reference("point", number).mark,
        label=arrangement.labels[point.id],
        id=point.id,
        text=shown(point.text),
        in_summary=shown(point.in_summary),
        flagged=point.flagged,
        edited=point.edited,
        reasons=tuple(_reason(check) for check in point.findings),
        articles=tuple(_articles(point, arrangement, own, house)),
        rows=own,
        remarks=remarks(point.text),
        credits=tuple(Reason(*map(one_line, words)) for words in credits_of(point, house.dates)),
        reported=one_line(reported_words(point)),
    )


def _reason(check: Check) -> Reason:
    said, source, end = check_words(check)
    return Reason(shown(said), one_line(source), shown(end))


def _articles(point: BriefingPoint, arrangement: Arrangement, rows: tuple[Row, ...], house: House) -> Iterator[Article]:
    """Every cited article once for each time that it comes up, with the sentences that the point was written from."""
    language = {row.number: row.language for row in rows}
    for _, group in groupby(point.citations, key=lambda each: article_id(each.path, each.record)):
        citations = list(group)
        first = citations[0]
        yield Article(
            outlet=one_line(first.outlet or ""),
            title=one_line(first.title or ""),
            file=one_line(file_words(first.path, first.record)),
            date=date_words(first.published, house.dates),
            language=language[arrangement.row(first)],
            places=tuple(_place(citation, arrangement, annex=house.annex) for citation in citations),
        )


def _place(citation: Citation, arrangement: Arrangement, *, annex: bool) -> Place:
    row = _reference("evidence", arrangement.row(citation))
    return Place(place_words(citation), row if annex else None)


def _source(entry: SourceEntry, arrangement: Arrangement, dates: DateStyle) -> Source:
    number = arrangement.sources[entry_id(entry)]
    original = arrangement.sources.get(entry.duplicate_of or "")
    said = date_words(entry.date, dates)
    told = [f"the title {remark}" if remark.startswith("holds") else remark for remark in remarks(entry.title or "")]
    return Source(
        number=number,
        mark=_reference("source", number).mark,
        title=one_line(entry.title or ""),
        title_en=one_line(entry.title_en or ""),
        outlet=one_line(entry.outlet or ""),
        language=language_tag(entry.language),
        language_words=language_words(entry.language),
        words=f"{entry.words:,}",
        date=said[0].upper() + said[1:],
        method=method_words(entry.date.method),
        evidence=one_line(entry.date.evidence),
        file=one_line(file_words(entry.path, entry.record)),
        path=one_line(article_id(entry.path, entry.record)),
        sha256=entry.sha256,
        link=web_address(entry.url),
        fate=entry.fate.capitalize(),
        reason=one_line(_why(entry)),
        duplicate=_reference("source", original) if original is not None else None,
        remarks=tuple(told),
    )


def web_address(url: str | None) -> str:
    """The address if a browser may be led there (http or https, a host, no white space), else nothing."""
    if not url or url != one_line(url) or " " in url:
        return ""
    try:
        parts = urlsplit(url)
        reachable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return ""
    return url if reachable else ""


def _why(entry: SourceEntry) -> str:
    if entry.duplicate_of:
        return f"duplicate of {entry.duplicate_of}"
    return (entry.reason or "") if entry.fate == "dropped" else ""


def _refusals(memo: Memo) -> Iterator[Refusal]:
    """Everything dropped, then everything in range that no point cites."""
    named = {each.article_id for each in memo.dropped}
    for dropped in memo.dropped:
        yield Refusal(one_line(dropped.article_id), one_line(dropped.stage), one_line(dropped.reason))
    for entry in memo.sources:
        if entry.fate != "used" and entry_id(entry) not in named:
            reason = entry.reason or "no sentence was selected"
            yield Refusal(one_line(entry_id(entry)), one_line(entry.stage or "extract"), one_line(reason))
