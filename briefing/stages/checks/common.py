"""What the checks share: what a sentence states, read once; whole-word search; and how a finding is put."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from briefing.lang import calendar, calendar_english, clock, names, numbers, numbers_english, numbers_spelled
from briefing.lang.calendar import DateMention
from briefing.lang.clock import ClockTime
from briefing.lang.glossary import Glossary, TermMention
from briefing.lang.names import NameMention
from briefing.lang.numbers import Quantity
from briefing.values import Check, Verdict

NOT_FOUND = "not found"
LEFT_OUT = "left out"
_REMEMBERED = 4096


def verdict(kind: str, expected: str, match: str | None, source: str, *, brief: bool, lost: Verdict = "fail") -> Check:
    """Passed where `match` says what the English has; what a brief leaves out is told and passes."""
    if match is not None:
        return Check(kind, "pass", expected, match)
    if brief:
        return Check(kind, "pass", expected, f"{LEFT_OUT} (source: {source})")
    return Check(kind, lost, expected, f"{NOT_FOUND} (source: {source})")


def stands(form: str, lowered: str) -> bool:
    """True when `form` stands as whole words, or with a plural's ending, in a text in lower case."""
    form = form.lower()
    start = lowered.find(form) if form else -1
    while start >= 0:
        end = start + len(form)
        if not (start and _joins(lowered[start - 1]) and _joins(form[0])) and _ends_word(lowered, end):
            return True
        start = lowered.find(form, start + 1)
    return False


def first_standing(forms: Iterable[str], lowered: str) -> str | None:
    """The first of `forms` that stands in a text in lower case."""
    return next((form for form in forms if stands(form, lowered)), None)


def _joins(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _ends_word(text: str, end: int) -> bool:
    for ending in ("", "s", "es"):
        if text.startswith(ending, end):
            rest = text[end + len(ending) : end + len(ending) + 1]
            if not rest or not _joins(rest):
                return True
    return False


def quantities(sources: Sequence[str]) -> tuple[Quantity, ...]:
    """Every quantity of the sources that is written with digits, times of the day left out."""
    return tuple(one for text in sources for one in _quantities(text))


def spelled(sources: Sequence[str]) -> tuple[Quantity, ...]:
    """Every number that the sources write in words."""
    return tuple(one for text in sources for one in _spelled(text))


def dates(sources: Sequence[str]) -> tuple[DateMention, ...]:
    """Every date of the sources."""
    return tuple(one for text in sources for one in _dates(text))


def times(sources: Sequence[str]) -> tuple[ClockTime, ...]:
    """Every time of the day of the sources."""
    return tuple(one for text in sources for one in _times(text))


def names_of(sources: Sequence[str]) -> tuple[NameMention, ...]:
    """Every name of the sources."""
    return tuple(one for text in sources for one in _names(text))


@lru_cache(maxsize=_REMEMBERED)
def terms_of(glossary: Glossary, text: str) -> tuple[TermMention, ...]:
    """The glossary's terms in one sentence."""
    return glossary.find(text)


@lru_cache(maxsize=_REMEMBERED)
def _quantities(text: str) -> tuple[Quantity, ...]:
    hours = [time.span for time in _times(text)]
    found = numbers.find_quantities(text)
    return tuple(one for one in found if not any(one.span.overlaps(hour) for hour in hours))


@lru_cache(maxsize=_REMEMBERED)
def _spelled(text: str) -> tuple[Quantity, ...]:
    return numbers_spelled.find_spelled_quantities(text)


@lru_cache(maxsize=_REMEMBERED)
def _dates(text: str) -> tuple[DateMention, ...]:
    return calendar.find_dates(text)


@lru_cache(maxsize=_REMEMBERED)
def _times(text: str) -> tuple[ClockTime, ...]:
    return clock.find_times(text)


@lru_cache(maxsize=_REMEMBERED)
def _names(text: str) -> tuple[NameMention, ...]:
    return names.find_names(text)


@lru_cache(maxsize=_REMEMBERED)
def stated_quantities(english: str) -> tuple[Quantity, ...]:
    """Every quantity of the English."""
    return numbers_english.find_english_quantities(english)


@lru_cache(maxsize=_REMEMBERED)
def stated_dates(english: str) -> tuple[DateMention, ...]:
    """Every date of the English."""
    return calendar_english.find_english_dates(english)
