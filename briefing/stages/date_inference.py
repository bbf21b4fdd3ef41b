"""Bounds on the day of publication from the dates that an article mentions.

A `Reading` comes in; `Bounds` go out. Each mention whose tense is known gives one constraint: what lies behind the
writer cannot be later than the day of writing, what lies ahead cannot be earlier. The constraints are intersected;
where two contradict each other the less trusted one is dropped and that is said. Dates without a year are completed
only when exactly one year fits (see `fitting_years`).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from briefing.lang.calendar import FIRST_YEAR, LAST_YEAR, DateMention
from briefing.records import dataclass
from briefing.stages.date_reading import Reading, extent
from briefing.stages.date_tense import WEAK, Context, Tense, tense_of
from briefing.values import Span

HALF_YEAR = timedelta(days=183)  # 'vừa qua' reaches back, and a date without its year reaches over New Year, this far


@dataclass(frozen=True, slots=True)
class Constraint:
    """One side of an interval: not before `day` (lower) or not after it (upper), why, and how far it is trusted."""

    side: Literal["lower", "upper"]
    day: date
    strength: int
    words: str
    spans: tuple[Span, ...]
    recent: date | None = None

    def __str__(self) -> str:
        return f"{self.words}: not {'before' if self.side == 'lower' else 'after'} {self.day}"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the text allows, before the as-of date closes it.

    `earliest` and `latest` rest on the constraints `used` and are None without one. `recent` is the last day for
    which the words 'vừa qua' hold; it only helps to choose a year and bounds nothing. `notes` say what was dropped
    or left open.
    """

    earliest: date | None
    latest: date | None
    recent: date | None = None
    used: tuple[Constraint, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The used constraints in words, then the notes."""
        return (*(str(constraint) for constraint in self.used), *self.notes)

    @property
    def firm(self) -> bool:
        """True when the lower bound is more than a bare year or a weak rule: only then may it complete a dateline."""
        return any(c.side == "lower" and c.strength > WEAK for c in self.used)

    def allows(self, day: date) -> bool:
        """True when `day` lies inside the bounds."""
        return (self.earliest is None or self.earliest <= day) and (self.latest is None or day <= self.latest)


def infer(reading: Reading, as_of: date) -> Bounds:
    """The bounds that the body's dates put on its publication, none of them later than `as_of`."""
    known: list[Constraint] = []
    yearless: list[tuple[DateMention, Tense]] = []
    for mention in reading.mentions:
        tense = tense_of(_context(reading, mention))
        if tense is None:
            continue
        if mention.year is None:
            yearless.append((mention, tense))
        elif constraint := _constraint(reading, mention, tense, mention.year):
            known.append(constraint)
    bounds, stated = intersect(known, as_of), len(known)
    for mention, tense in yearless:
        years = fitting_years(mention, tense, bounds, as_of)
        if len(years) == 1 and (constraint := _constraint(reading, mention, tense, years[0])):
            known.append(constraint)
    if len(known) > stated:
        bounds = intersect(known, as_of)
    if not bounds.used and yearless:
        words = ", ".join(dict.fromkeys(f"'{mention.text}'" for mention, _ in yearless[:3]))
        return Bounds(None, None, None, (), (*bounds.notes, f"{words} without a year"))
    return bounds


def fitting_years(mention: DateMention, tense: Tense, bounds: Bounds, as_of: date) -> tuple[int, ...]:
    """The years that a date without one may have; empty when nothing bounds the past.

    The rule is that of newspapers: the year is left out for days of the year of writing, and across New Year for days
    at most half a year away. So a past day D of year Y was written from D to the end of Y or D + 183 days, whichever
    is later; a future one from the beginning of Y or D - 183 days, whichever is earlier, to D. A year fits when that
    window meets the bounds, where 'vừa qua' closes them half a year after its own date.
    """
    if bounds.earliest is None:
        return ()
    latest = min(day for day in (bounds.latest, bounds.recent, as_of) if day is not None)
    fits = []
    for year in possible_years(bounds.earliest, latest):
        days = extent(mention, year)
        if days is None:
            continue
        first, last = _window(days, tense, year)
        if first <= latest and last >= bounds.earliest:
            fits.append(year)
    return tuple(fits)


def possible_years(earliest: date, latest: date) -> range:
    """The years that a date without one is tried with, for an article written between these days."""
    return range(max(FIRST_YEAR, earliest.year - 1), min(LAST_YEAR, latest.year + 1) + 1)


def _window(days: tuple[date, date], tense: Tense, year: int) -> tuple[date, date]:
    first, last = days
    if tense.years is not None:
        written = year + tense.years
        opening, closing = date(written, 1, 1), date(written, 12, 31)
        return (max(first, opening), closing) if tense.direction == "past" else (opening, min(last, closing))
    if tense.direction == "past":
        closing = last + HALF_YEAR if tense.recent else max(date(year, 12, 31), last + HALF_YEAR)
        return first, closing
    return min(date(year, 1, 1), first - HALF_YEAR), last


def intersect(constraints: list[Constraint], as_of: date) -> Bounds:
    """The interval that satisfies the most trusted constraints.

    Constraints that would put the publication after the as-of date are dropped and named. While the latest lower
    bound lies after the earliest upper bound, the less trusted of the two is dropped and named, or both when they are
    equally trusted: the interval is then wider, never wrong by choice.
    """
    notes = [
        f"{c.words}: later than the as-of date {as_of}, not counted"
        for c in constraints
        if c.side == "lower" and c.day > as_of
    ]
    lowers = [c for c in constraints if c.side == "lower" and c.day <= as_of]
    uppers = [c for c in constraints if c.side == "upper" and c.day < as_of]
    while lowers and uppers:
        low = max(lowers, key=lambda c: (c.day, c.strength))
        high = min(uppers, key=lambda c: (c.day, -c.strength))
        if low.day <= high.day:
            break
        if low.strength <= high.strength:
            lowers.remove(low)
            notes.append(f"{low.words}: contradicts {high.words}, not counted")
        if high.strength <= low.strength:
            uppers.remove(high)
            notes.append(f"{high.words}: contradicts {low.words}, not counted")
    low_end = max(lowers, key=lambda c: (c.day, c.strength)) if lowers else None
    high_end = min(uppers, key=lambda c: (c.day, -c.strength)) if uppers else None
    return Bounds(
        low_end.day if low_end else None,
        high_end.day if high_end else None,
        min(
            (c.recent for c in lowers if c.recent is not None and (low_end is None or c.recent >= low_end.day)),
            default=None,
        ),
        tuple(c for c in (low_end, high_end) if c is not None),
        tuple(dict.fromkeys(notes)),
    )


def _context(reading: Reading, mention: DateMention) -> Context:
    sentence = reading.sentence(mention.span)
    before = reading.text[sentence.start : mention.span.start]
    return Context(mention, before, reading.text[mention.span.end : sentence.end], sentence.start)


def _constraint(reading: Reading, mention: DateMention, tense: Tense, year: int) -> Constraint | None:
    """A past date bounds from below by its first day, a future one from above by its last; a bare year only weakly."""
    days = extent(mention, year)
    if days is None:
        return None
    strength = tense.strength if mention.month is not None or mention.quarter is not None else 0
    completed = "" if mention.year is not None else f", of {year} as no other year fits"
    words = f"{_quoted(reading, mention, tense)} named as {tense.direction}{completed}"
    spans = tuple(sorted(reading.source(span) for span in (_named(reading, mention), tense.cue) if span is not None))
    recent = days[1] + HALF_YEAR if tense.recent else None
    if tense.direction == "past":
        return Constraint("lower", days[0], strength, words, spans, recent)
    return Constraint("upper", days[1], strength, words, spans)


def _named(reading: Reading, mention: DateMention) -> Span:
    """The mention with the word 'năm' before a bare year."""
    start = mention.span.start
    return Span(start - 4 if reading.text[max(0, start - 4) : start].lower() == "năm " else start, mention.span.end)


def _quoted(reading: Reading, mention: DateMention, tense: Tense) -> str:
    """The mention and its cue as one quotation where they touch, else as two."""
    named = _named(reading, mention)
    stated = named.of(reading.text)
    if tense.cue is None:
        return f"'{stated}'"
    start, end = min(tense.cue.start, named.start), max(tense.cue.end, named.end)
    together = reading.text[start:end]
    if len(together) <= len(stated) + len(tense.words) + 12:  # a preposition or two between them
        return f"'{together}'"
    return f"'{stated}' with '{tense.words}'"
