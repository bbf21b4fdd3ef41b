"""The values that travel between rooms: frozen, slotted, tuples instead of lists.

Nothing here reads a file or calls a model. Offsets are half-open ranges of Unicode code points into
`Article.text`; paragraphs and sentences are numbered from 1, before any cleaning, so that a citation
never changes its number because a caption was cut.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date
from typing import Literal

from briefing.house import MemoHeader
from briefing.records import dataclass

Verdict = Literal["pass", "warn", "fail"]
Fate = Literal["used", "unused", "dropped"]
Task = Literal["translate", "brief", "memory", "person"]
Writer = Literal["machine", "person"]
DateMethod = Literal["person", "metadata", "header", "dateline", "file name", "inference", "none"]


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range [start, end) of code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __lt__(self, other: Span) -> bool:
        return (self.start, self.end) < (other.start, other.end)

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The part of `text` that this span points at."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """True when the two ranges share at least one code point."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """True when `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Period:
    """A closed range of days, both ends included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(f"the period begins ({self.first}) after it ends ({self.last})")


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A file as found: its path (POSIX, relative to where the command was given), digest and media type."""

    path: str
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class PublicationDate:
    """When an article was published, as an interval of days with the reason for it.

    `earliest` or `latest` is None where nothing bounds that side. `evidence` quotes the words that the date
    rests on; `spans` points at them in the article's text where they stand there.
    """

    earliest: date | None
    latest: date | None
    method: DateMethod
    evidence: str
    spans: tuple[Span, ...] = ()

    @property
    def exact(self) -> bool:
        """True when both ends are known and agree."""
        return self.earliest is not None and self.earliest == self.latest


UNDATED = PublicationDate(None, None, "none", "")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of an article, numbered from 1 before cleaning."""

    number: int
    span: Span


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read; `text` is never rewritten.

    `record` is the line number (from 1) inside a file that holds many articles, else None. `published` is
    filled by the reader when the file states it, and completed by the date stage.
    """

    id: str
    source: SourceDocument
    record: int | None
    text: str
    text_sha256: str
    title: str | None
    outlet: str | None
    url: str | None
    language: str
    paragraphs: tuple[Paragraph, ...]
    published: PublicationDate = UNDATED


@dataclass(frozen=True, slots=True)
class Cut:
    """A span of an article's text that is not body text, with the reason."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of body text; `article.text[span] == text` always holds."""

    article_id: str
    paragraph: int
    index: int
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """What one point is written from: one to three sentences, and how salient they are (higher is more)."""

    sentences: tuple[Sentence, ...]
    score: float
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One output of a model; `score` is its length-normalised log-probability (natural log, at most 0)."""

    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a point comes from, exactly: enough to find and re-prove the quotation.

    `translator` says whose words `translation` is: the machine's, or a person's (corrected, or from the memory).
    """

    path: str
    sha256: str
    text_sha256: str
    record: int | None
    paragraph: int
    sentence: int
    span: Span
    quote: str
    published: PublicationDate
    title: str | None = None
    outlet: str | None = None
    translation: str = ""
    translator: Writer = "machine"


@dataclass(frozen=True, slots=True)
class Check:
    """One finding about a point: what the source demands and what the English has."""

    kind: str
    verdict: Verdict
    expected: str
    found: str

    @property
    def name(self) -> str:
        """The finding in one line, as a person accepts it: 'number: expected 12, found nothing'."""
        return f"{self.kind}: expected {self.expected or 'nothing'}, found {self.found or 'nothing'}"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a person wrote for a sentence much like a cited one; offered, never used by itself.

    `source` is that sentence, `similarity` the share of syllables in common (0 to 1).
    """

    text: str
    source: str
    similarity: float


CreditKind = Literal["same event", "copy", "earlier version", "announcement"]


@dataclass(frozen=True, slots=True)
class Credit:
    """Another article on the event of a point, not cited by it; `kind` says how it stands to the event."""

    path: str
    record: int | None
    outlet: str | None
    title: str | None
    published: PublicationDate
    kind: CreditKind = "same event"


@dataclass(frozen=True, slots=True)
class BriefingPoint:
    """One English point, the sentences that it was generated from, and what the checks said of it.

    `machine` is the text as the model wrote it; where `text` differs, a person has changed it. `score` is the mean
    log-probability of the machine's text (natural log a token, at most 0). `task` is 'memory' where the text is a
    person's from an earlier memo, 'person' where a person typed the point. `accepted` holds the findings that a person
    lets stand (a check's `name`, or its kind alone), `notes` what people remarked, `summary_text` what the summary
    says instead of `text` where a person has put it otherwise, `path` how the machine came to its text: 'brief
    refused', 'put in: 5 -> 6', 'still fails'. `reported` names the earlier memo that said the same.
    """

    id: str
    text: str
    citations: tuple[Citation, ...]
    checks: tuple[Check, ...] = ()
    task: Task = "translate"
    score: float = 0.0
    machine: str = ""
    accepted: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    summary_text: str = ""
    path: tuple[str, ...] = ()
    credits: tuple[Credit, ...] = ()
    reported: str = ""

    @property
    def edited(self) -> bool:
        """True when a person has changed the machine's text."""
        return bool(self.machine) and self.text != self.machine

    @property
    def findings(self) -> tuple[Check, ...]:
        """The checks that failed or warned, without those that a person has accepted."""
        return tuple(
            check
            for check in self.checks
            if check.verdict != "pass" and check.kind not in self.accepted and check.name not in self.accepted
        )

    @property
    def flagged(self) -> bool:
        """True when a check failed or warned and no person has accepted that."""
        return bool(self.findings)

    @property
    def in_summary(self) -> str:
        """What the summary says of this point."""
        return self.summary_text or self.text


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its points, in the order in which they are told."""

    heading: str
    points: tuple[BriefingPoint, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something refused: which article (or file), at which stage, and why."""

    article_id: str
    stage: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """What became of one article or file: a row of the manifest and of Annex B."""

    path: str
    record: int | None
    sha256: str
    title: str | None
    outlet: str | None
    language: str
    words: int
    date: PublicationDate
    fate: Fate
    stage: str | None = None
    reason: str | None = None
    duplicate_of: str | None = None
    title_en: str | None = None
    cuts: tuple[tuple[str, int], ...] = ()
    url: str | None = None
    text_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many articles were found and what became of them; `passed_over` counts files never opened.

    `stories` counts events, `credited` articles whose event is told from another, `updated` replaced versions,
    `reported` points of an earlier memo; `days` have no article, `absent` outlets were heard before.
    """

    found: int
    in_range: int
    used: int
    undated: int
    duplicates: int
    dropped: int
    passed_over: int = 0
    stories: int = 0
    credited: int = 0
    updated: int = 0
    reported: int = 0
    days: tuple[date, ...] = ()
    outlets: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Memo:
    """A whole briefing, before any renderer has seen it.

    `summary` holds ids of points, `method` plain sentences, `notes` what people remarked on the whole.
    """

    title: str
    period: Period
    summary: tuple[str, ...]
    sections: tuple[Section, ...]
    sources: tuple[SourceEntry, ...]
    dropped: tuple[Dropped, ...]
    coverage: Coverage
    signature: str
    header: MemoHeader = field(default_factory=MemoHeader)
    method: tuple[str, ...] = ()
    reviewed: bool = False
    notes: tuple[str, ...] = ()

    @property
    def points(self) -> tuple[BriefingPoint, ...]:
        """All points, in order of sections."""
        return tuple(point for section in self.sections for point in section.points)
