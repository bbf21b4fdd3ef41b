"""The memo's fixed phrases: dates, sources and findings in words, the same in every output format."""

from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath

from briefing.house import DateStyle
from briefing.values import Check, Citation, DateMethod, Period, PublicationDate, SourceEntry

DRAFT = "DRAFT - machine translation, not reviewed"
FLAG = "⚑ check"
REMEMBERED = "(a person's translation)"

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_METHODS: dict[DateMethod, str] = {
    "person": "given by a person",
    "metadata": "from the file's metadata",
    "header": "from the file's header line",
    "dateline": "from the article's dateline",
    "file name": "from the file name",
    "inference": "inferred from the article's words",
    "none": "no date found",
}
# Before the words of the source that a finding quotes.
_SOURCE = "(source: "
_LANGUAGES = {"vi": "Vietnamese", "en": "English", "zh": "Chinese", "fr": "French", "lo": "Lao", "km": "Khmer"}
_TAGS = {"vi": "vi-VN", "en": "en-US"}


def long_date(day: date, style: DateStyle = "us") -> str:
    """'January 26, 2026', '26 January 2026' or '2026-01-26'."""
    if style == "iso":
        return day.isoformat()
    month = _MONTHS[day.month - 1]
    return f"{day.day} {month} {day.year}" if style == "uk" else f"{month} {day.day}, {day.year}"


def period_words(period: Period, style: DateStyle = "us") -> str:
    """'December 1, 2025 to February 28, 2026', or the one day."""
    if period.first == period.last:
        return long_date(period.first, style)
    return f"{long_date(period.first, style)} to {long_date(period.last, style)}"


def date_words(published: PublicationDate, style: DateStyle = "us") -> str:
    """The date as it is cited; whatever the article does not state is marked 'date inferred' or 'date unknown'."""
    earliest, latest = published.earliest, published.latest
    if earliest is None and latest is None:
        return "date unknown"
    if earliest is not None and earliest == latest:
        words = long_date(earliest, style)
        return f"date inferred: {words}" if published.method == "inference" else words
    if latest is None and earliest is not None:
        return f"date inferred: {long_date(earliest, style)} or later"
    if earliest is None and latest is not None:
        return f"date inferred: {long_date(latest, style)} or earlier"
    assert earliest is not None
    assert latest is not None
    return f"date inferred: {long_date(earliest, style)} to {long_date(latest, style)}"


def method_words(method: DateMethod) -> str:
    """How a date was established."""
    return _METHODS[method]


def language_words(code: str) -> str:
    """'Vietnamese' for 'vi'; a code that has no name here stays as it is."""
    return _LANGUAGES.get(code, code or "unknown")


def language_tag(code: str) -> str:
    """The tag that a word processor wants for text in this language."""
    return _TAGS.get(code, code or "und")


def file_words(path: str, record: int | None) -> str:
    """The file's name, with the line of a file that holds many articles."""
    name = PurePosixPath(path).name or path
    return name if record is None else f"{name}, line {record}"


def place_words(citation: Citation) -> str:
    """'paragraph 11, sentence 1'."""
    return f"paragraph {citation.paragraph}, sentence {citation.sentence}"


def article_id(path: str, record: int | None) -> str:
    """The identity of an article: its path, and its record where a file holds many."""
    return path if record is None else f"{path}#{record}"


def entry_id(entry: SourceEntry) -> str:
    """The identity of the article of a source entry."""
    return article_id(entry.path, entry.record)


def check_words(check: Check) -> tuple[str, str, str]:
    """A finding in words, cut in three: English, the words of the source that it quotes (may be empty), English."""
    degree = "warning" if check.verdict == "warn" else "failed"
    found, mark, rest = check.found.partition(_SOURCE)
    said = f"Check of the {check.kind}: {degree}. Expected: {check.expected or 'nothing'}. Found: {found or 'nothing'}"
    source, _, end = rest.rpartition(")") if mark else ("", "", "")
    return said + mark, source, f"{')' if mark else ''}{end}."
