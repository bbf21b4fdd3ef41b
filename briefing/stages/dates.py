"""When an article was published: an interval of days, the method that found it, and the words that it rests on.

An article with its cuts comes in, a `PublicationDate` goes out. The methods are an ordered list of plain functions;
each returns evidence, a refusal that is carried along in words, or None, and the first that knows the day wins: a
person, metadata, a header, a dateline, the file name, and at last inference from the dates that the text mentions.
A date is never guessed: what is not stated and does not follow stays open. The file's modification time is no evidence,
and nothing is published after the as-of date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta

from briefing.records import dataclass
from briefing.stages.date_evidence import SEPARATOR, Evidence, concluded, refused_by_reader, said_by_person
from briefing.stages.date_inference import Bounds, infer, possible_years
from briefing.stages.date_reading import Reading, Stamp, calendar_day, read
from briefing.stages.date_stamps import days_in_address, days_in_name, stamp_in_line
from briefing.stages.dateline import Dateline, day_that_opens, days_beside_relative_words, falls_on
from briefing.values import Article, Cut, DateMethod, PublicationDate, Span

STAMP_DAYS = 3  # a related story's stamp gives its year to a dateline at most this many days away
EPOCH = date(1970, 1, 1)  # what broken systems write when they know no date
_STAMP_LINES = 6  # a page prints its own stamp in its first lines


@dataclass(frozen=True, slots=True)
class Case:
    """All that the rules look at. `bounds` is what the body's dates allow; `override` is what a person said."""

    article: Article
    reading: Reading
    bounds: Bounds
    as_of: date
    override: date | None


def date_article(article: Article, cuts: Iterable[Cut], as_of: date, override: date | None = None) -> PublicationDate:
    """When `article` was published, as far as it can be known on `as_of`.

    `cuts` are the spans that are no body text; without them all text counts. `override` is what a person recorded and
    beats everything, even the as-of date. The result's `earliest` and `latest` are None where nothing bounds that side.
    """
    reading = read(article, cuts)
    case = Case(article, reading, infer(reading, as_of), as_of, override)
    refusals = list(refused_by_reader(article.published))
    for rule in RULES:
        evidence = rule(case)
        if evidence is None:
            continue
        if evidence.known:
            return concluded(evidence, refusals)
        refusals.append(evidence.words)
    return PublicationDate(None, None, "none", SEPARATOR.join(dict.fromkeys(refusals)) or "no date in the text")


def person(case: Case) -> Evidence | None:
    """What a person recorded for this article."""
    return None if case.override is None else said_by_person(case.override)


def metadata(case: Case) -> Evidence | None:
    """What the reader found in metadata: front matter, HTML meta tags, document properties, JSON fields."""
    return _stated(case, "metadata")


def header(case: Case) -> Evidence | None:
    """What the reader found in a text header."""
    return _stated(case, "header")


def address(case: Case) -> Evidence | None:
    """A day in the article's web address: '/2026/02/05/', or an article number that begins with it."""
    if not case.article.url:
        return None
    days = days_in_address(case.article.url)
    return _exact(case, "metadata", days, f"web address {case.article.url}")


def stamp_line(case: Case) -> Evidence | None:
    """A line of its own among the first that holds a date with its year and else only weekday, time or label."""
    found: list[tuple[date, Span]] = []
    lines, start = 0, 0
    for line in case.reading.text.splitlines(keepends=True):
        stamp = stamp_in_line(line)
        if stamp is not None:
            at = line.index(stamp[1])
            found.append((stamp[0], case.reading.source(Span(start + at, start + at + len(stamp[1])))))
        start += len(line)
        lines += bool(line.strip())
        if lines == _STAMP_LINES:
            break
    if not found:
        return None
    day, span = min(found)  # the earliest: the others say when the page was changed
    evidence = _exact(case, "header", (day,), f"'{span.of(case.article.text)}'")
    return replace(evidence, spans=(span,)) if evidence else None


def dateline(case: Case) -> Evidence | None:
    """The day that the article itself states, completed with a year by `years_for`; refused when no year follows.

    Days beside relative words come first, as they speak of the day of writing ('hôm qua 25/1' was written on 26/1);
    then the day that opens the lead. Several such days that do not agree are refused.
    """
    refusals: list[str] = []
    for statements in (days_beside_relative_words, day_that_opens):
        found: dict[date, Evidence] = {}
        for line in statements(case.reading):
            days, words, spans = years_for(line, case)
            if len(days) == 1:
                found.setdefault(days[0], Evidence("dateline", days[0], days[0], words, (line.span, *spans)))
            else:
                refusals.append(words)
        if len(found) == 1:
            return next(iter(found.values()))
        if found:
            refusals.append(" and ".join(evidence.words for evidence in found.values()) + " disagree, refused")
    return Evidence("dateline", None, None, SEPARATOR.join(dict.fromkeys(refusals))) if refusals else None


def years_for(line: Dateline, case: Case) -> tuple[tuple[date, ...], str, tuple[Span, ...]]:
    """The days of publication that a dateline allows, the words for it, and the spans that gave the year.

    A year comes, in this order, (1) from the dateline itself; (2) from stamps: full dates that stand alone, as lists
    of related stories print them ('11/09/2024', not 'ngày 11/9/2024'), at most STAMP_DAYS days from the dateline's
    day and month, provided that all stamps so near agree on the year; (3) from the bounds, when between the latest
    date named as past and the earliest named as future (or the as-of date) only one such day lies. A weekday that is
    stated must fit. Days outside the bounds are no candidates.
    """
    if line.year is not None:
        return _written_year(line, case)
    stamped: dict[date, Stamp] = {}
    for stamp in case.reading.stamps:
        for year in (stamp.day.year - 1, stamp.day.year, stamp.day.year + 1):
            day = _day_of(line, year, case)
            if day is not None and abs((stamp.day - day).days) <= STAMP_DAYS:
                best = stamped.get(day)
                if best is None or abs((stamp.day - day).days) < abs((best.day - day).days):
                    stamped[day] = stamp
    if len(stamped) == 1:
        ((day, stamp),) = stamped.items()
        span = case.reading.source(stamp.span)
        words = f"'{line.words}' with the year of '{span.of(case.article.text)}', stamp of a related story"
        return (day,), words, (span,)
    if stamped:
        return (), f"'{line.words}' without a year; stamps of related stories disagree on it", ()
    return _bounded_year(line, case)


def _written_year(line: Dateline, case: Case) -> tuple[tuple[date, ...], str, tuple[Span, ...]]:
    assert line.year is not None
    day = calendar_day(line.year, line.month, line.day)
    published = day + timedelta(days=line.later) if day else None
    if day is None or published is None or not falls_on(day, line.weekday):
        return (), f"'{line.words}': no such day, refused", ()
    if published > case.as_of:
        return (), f"'{line.words}' lies after the as-of date {case.as_of}, refused", ()
    if not case.bounds.allows(published):
        return (), f"'{line.words}' opens the text but contradicts {_first(case.bounds)}, refused", ()
    return (published,), f"'{line.words}'", ()


def _bounded_year(line: Dateline, case: Case) -> tuple[tuple[date, ...], str, tuple[Span, ...]]:
    bounds = case.bounds
    if bounds.earliest is None:
        return (), f"'{line.words}' without a year", ()
    last = min(day for day in (bounds.latest, bounds.recent, case.as_of) if day is not None)
    years = possible_years(bounds.earliest, last)
    days = tuple(day for year in years if (day := _day_of(line, year, case)) is not None and day <= last)
    if len(days) == 1 and bounds.firm:
        spans = tuple(span for constraint in bounds.used for span in constraint.spans)
        why = SEPARATOR.join(bounds.words)
        return days, f"'{line.words}' of {days[0].year} as no other year fits: {why}; as of {case.as_of}", spans
    return (), f"'{line.words}' without a year" + ("" if days else f" that fits {_first(bounds)}"), ()


def _day_of(line: Dateline, year: int, case: Case) -> date | None:
    """The day of publication if the dateline is of that year; None when the calendar, weekday or bounds forbid it."""
    day = calendar_day(year, line.month, line.day)
    if day is None or not falls_on(day, line.weekday):
        return None
    published = day + timedelta(days=line.later)
    return published if published <= case.as_of and case.bounds.allows(published) else None


def file_name(case: Case) -> Evidence | None:
    """A day in the file's name, if the file holds this article alone and the text does not contradict it."""
    if case.article.record is not None:
        return None  # the name of a file of many articles dates the file
    days = days_in_name(case.article.source.path)
    name = case.article.source.path.rsplit("/", 1)[-1]
    evidence = _exact(case, "file name", days, f"file name '{name}'")
    if evidence is not None and evidence.earliest is not None and not case.bounds.allows(evidence.earliest):
        return Evidence("file name", None, None, f"file name '{name}' contradicts {_first(case.bounds)}, refused")
    return evidence


def inference(case: Case) -> Evidence | None:
    """The interval that the dates mentioned in the body allow; open to the as-of date where nothing closes it.

    A page that states only when it was last changed was published by then.
    """
    bounds, changed = case.bounds, _last_change(case)
    if not bounds.used:
        if changed is not None:
            words = SEPARATOR.join((changed.evidence, *bounds.notes, "nothing bounds it from below"))
            return Evidence("metadata", None, changed.latest, words, changed.spans)
        return Evidence("inference", None, None, SEPARATOR.join(bounds.notes)) if bounds.notes else None
    words = SEPARATOR.join(bounds.words)
    latest = bounds.latest
    if changed is not None and changed.latest is not None and bounds.allows(changed.latest):
        latest, words = changed.latest, f"{words}{SEPARATOR}{changed.evidence}"
    if latest is None:
        latest, words = case.as_of, f"{words}{SEPARATOR}open to the as-of date {case.as_of}"
    elif bounds.earliest is None:
        words = f"{words}{SEPARATOR}nothing bounds it from below"
    spans = tuple(sorted({span for constraint in bounds.used for span in constraint.spans}))
    return Evidence("inference", bounds.earliest, latest, words, spans)


Rule = Callable[[Case], Evidence | None]
RULES: tuple[Rule, ...] = (person, metadata, header, stamp_line, address, dateline, file_name, inference)


def _stated(case: Case, method: DateMethod) -> Evidence | None:
    published = case.article.published
    if published.method != method or published.earliest is None or published.latest is None:
        return None
    if published.latest > case.as_of:
        words = f"{published.evidence} lies after the as-of date {case.as_of}, refused"
        return Evidence(method, None, None, words)
    if published.earliest == EPOCH:
        return Evidence(method, None, None, f"{published.evidence} is a computer's zero date, refused")
    return Evidence(method, published.earliest, published.latest, _doubted(case, published), published.spans)


def _last_change(case: Case) -> PublicationDate | None:
    """What the reader found when the source states the day of a later change and no other."""
    stated = case.article.published
    only_latest = stated.method == "metadata" and stated.earliest is None and stated.latest is not None
    return stated if only_latest and stated.latest is not None and stated.latest <= case.as_of else None


def _doubted(case: Case, published: PublicationDate) -> str:
    """The evidence words, with the text's own bounds where they contradict it: told, not acted on."""
    if published.earliest is None or case.bounds.allows(published.earliest):
        return published.evidence
    return f"{published.evidence}{SEPARATOR}but the text has {_first(case.bounds)}"


def _exact(case: Case, method: DateMethod, days: tuple[date, ...], words: str) -> Evidence | None:
    if not days:
        return None
    if len(days) > 1:
        return Evidence(method, None, None, f"{words} holds several days, refused")
    if days[0] > case.as_of:
        return Evidence(method, None, None, f"{words} lies after the as-of date {case.as_of}, refused")
    return Evidence(method, days[0], days[0], words)


def _first(bounds: Bounds) -> str:
    return " and ".join(str(constraint) for constraint in bounds.used) or "the dates in the text"
