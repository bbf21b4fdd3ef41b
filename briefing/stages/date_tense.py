"""What the words around a date say of its time: that it lies behind the writer, or ahead.

A date's sentence comes in, split into what stands before and after it; a `Tense` or None goes out. The rules are an
ordered list of small functions and the first that speaks wins: words attached to the date ('vừa qua', 'tới', 'hồi'),
then what the date belongs to ('Quyết định số 12 ngày ...'), then the nearest verb ('đã', 'vừa', 'sẽ', 'dự kiến').
Plans, periods, anniversaries and birthdays say nothing of when an article was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from briefing.lang.calendar import DateMention
from briefing.records import dataclass
from briefing.stages.date_words import (
    AFTER_FUTURE,
    AFTER_PAST,
    AFTER_THIS_YEAR,
    BEFORE_ADJUNCT,
    BEFORE_DONE,
    BEFORE_FUTURE,
    BEFORE_LIMIT,
    BEFORE_PAPER,
    BEFORE_PAST,
    BEFORE_SINCE,
    BESIDE,
    BROKEN_PLAN,
    CLAUSE,
    CONTENT,
    FUTURE,
    HOPED,
    NO_EVIDENCE,
    OPENING,
    PAST,
    PERIOD_YEAR,
    REPORT,
    YEAR_SET,
)
from briefing.values import Span

Direction = Literal["past", "future"]
WEAK, VERB, ATTACHED = 1, 2, 3  # how much a rule is trusted when two contradict each other


@dataclass(frozen=True, slots=True)
class Context:
    """A mention and its sentence; `base` is where `before` begins in the reading's text."""

    mention: DateMention
    before: str
    after: str
    base: int

    @property
    def sentence(self) -> str:
        """All of the sentence that is looked at."""
        return self.before + self.mention.text + self.after


@dataclass(frozen=True, slots=True)
class Tense:
    """Which way a date lies, how far that is trusted (1 to 3), and the words that say so.

    `recent` marks 'vừa qua' and its like, said of what lies at most half a year back. `years` is the year of writing
    minus the year of the date where the words tell it ('năm ngoái': 1, 'năm nay': 0).
    """

    direction: Direction
    strength: int
    words: str
    cue: Span | None = None
    recent: bool = False
    years: int | None = None


_NEAR_PAST, _NEAR_FUTURE = 90, 130  # characters between a verb and its date


def tense_of(context: Context) -> Tense | None:
    """Whether the date lies behind or ahead of the writer, or None when its sentence does not say."""
    if context.mention.decade or context.mention.last_year is not None:
        return None
    return _first(ATTACHED_RULES, context) or (None if silent(context) else _first(VERB_RULES, context))


def silent(context: Context) -> bool:
    """True for dates that verbs say nothing of.

    Such are plans, periods, school years, anniversaries, holidays and births, and a year that belongs to a noun ('chiến
    dịch năm 2016'): only 'trong năm 2016' or a year that opens its clause goes with the verb.
    """
    if context.mention.month is None and context.mention.quarter is None:
        if not (opens_clause(context) or BEFORE_ADJUNCT.search(context.before)):
            return True
        if PERIOD_YEAR.search(context.before):
            return True
    return NO_EVIDENCE.search(context.before) is not None


def opens_clause(context: Context) -> bool:
    """True when the date opens its sentence or stands just behind a comma."""
    return bool(OPENING.match(context.before) or CLAUSE.search(context.before))


def attached_after(context: Context) -> Tense | None:
    """'tháng 12/2025 vừa qua', 'ngày 5/2 tới', 'tháng 5 năm ngoái', 'từ năm 2020 đến nay'."""
    match = AFTER_PAST.match(context.after)
    if match:
        years = 1 if match["w"] == "năm ngoái" else None
        return Tense("past", ATTACHED, match["w"], _behind(context, match), match["r"] is not None, years)
    match = AFTER_FUTURE.match(context.after)
    if match:
        years = -1 if match["w"] in {"năm tới", "sang năm"} else None
        return Tense("future", ATTACHED, match["w"], _behind(context, match), years=years)
    return None


def attached_before(context: Context) -> Tense | None:
    """'hồi tháng 8', 'hôm 17/1', 'tính đến ngày 28/12', 'so với năm 2024'; 'từ nay đến tháng 6/2026' lies ahead."""
    match = BEFORE_FUTURE.search(context.before)
    if match:
        return Tense("future", ATTACHED, match["w"], _ahead(context, match))
    match = BEFORE_PAST.search(context.before)
    if match:
        return Tense("past", ATTACHED, match["w"], _ahead(context, match), years=_this_year(context))
    return None


def document(context: Context) -> Tense | None:
    """'Quyết định số 243/QĐ-UBND ngày 12/01/2017': a paper that has a number and a full date exists."""
    if context.mention.day is None or context.mention.year is None:
        return None
    match = BEFORE_PAPER.search(context.before)
    if match:
        return Tense("past", ATTACHED, match["w"], _ahead(context, match))
    return None


def done(context: Context) -> Tense | None:
    """'đạt được trong tháng 12/2025', 'xảy ra ngày 3/1/2026', unless it is only hoped for."""
    match = BEFORE_DONE.search(context.before)
    if match and not HOPED.search(context.before, max(0, match.start() - 45), match.start()):
        return Tense("past", VERB, match["w"], _ahead(context, match), years=_this_year(context))
    return None


def verb_of_clause(context: Context) -> Tense | None:
    """'Ngày 5/2, đoàn sẽ ...', 'Năm 2025, hai bên đã ...': the first verb after a date that opens its clause."""
    if not opens_clause(context) or BEFORE_LIMIT.search(context.before):
        return None
    window = context.after[:_NEAR_FUTURE].partition(";")[0]
    hits = [match for rule in (PAST, FUTURE, REPORT) if (match := rule.search(window))]
    return _by_verb(context, min(hits, key=lambda match: match.start())) if hits else None


def verb_before(context: Context) -> Tense | None:
    """The nearest of 'đã', 'vừa' and 'sẽ', 'sắp', 'dự kiến' before the date, in its own clause."""
    past = _last(PAST, context.before)
    future = _last(FUTURE, context.before)
    if future and (past is None or past.start() < future.start()):
        if not _reaches(context.before[future.end() :], _NEAR_FUTURE) or unreliable_plan(context):
            return None
        return Tense("future", VERB, future[0], _ahead(context, future), years=_this_year(context))
    if past is None or not _reaches(context.before[past.end() :], _NEAR_PAST) or BEFORE_LIMIT.search(context.before):
        return None
    if CONTENT.search(context.before, past.end()):
        return None
    return Tense("past", VERB, past[0], _ahead(context, past), years=_this_year(context))


def verb_beside(context: Context) -> Tense | None:
    """'Trung Quốc ngày 13/5 tuyên bố ...': the verb right behind a day or month."""
    if context.mention.day is None and context.mention.month is None:
        return None
    for rule in (PAST, FUTURE, REPORT):
        match = rule.search(context.after[:40])
        if match and BESIDE.match(context.after[: match.start()]):
            return None if BEFORE_LIMIT.search(context.before) else _by_verb(context, match)
    return None


def opening_full_date(context: Context) -> Tense | None:
    """'Ngày 21/8/2018, tòa có quyết định ...': a sentence that opens with a full day and knows no future. Weak."""
    if context.mention.day is None or context.mention.year is None or not OPENING.match(context.before):
        return None
    if FUTURE.search(context.after) or not context.after.lstrip().startswith(","):
        return None
    return Tense("past", WEAK, "opens its sentence")


Rule = Callable[[Context], Tense | None]
ATTACHED_RULES: tuple[Rule, ...] = (attached_after, attached_before)
VERB_RULES: tuple[Rule, ...] = (document, done, verb_of_clause, verb_before, verb_beside, opening_full_date)


def unreliable_plan(context: Context) -> bool:
    """True when 'sẽ' or 'dự kiến' may be told from an earlier time: broken plans, sentences set in another year."""
    if BROKEN_PLAN.search(context.sentence) or BEFORE_SINCE.search(context.before):
        return True
    scene = YEAR_SET.match(context.before)
    return scene is not None and context.mention.year is not None and int(scene["y"]) < context.mention.year


def looks_elsewhere(after: str) -> bool:
    """True when the day that opens a sentence is not its own: 'Ngày 5/2 tới', 'vừa qua', 'Ngày 5/2, đoàn sẽ'."""
    if AFTER_FUTURE.match(after) or AFTER_PAST.match(after):
        return True
    future = FUTURE.search(after)
    told = [match.start() for rule in (REPORT, PAST) if (match := rule.search(after))]
    return future is not None and all(future.start() < start for start in told)


def _first(rules: tuple[Rule, ...], context: Context) -> Tense | None:
    return next((tense for rule in rules if (tense := rule(context)) is not None), None)


def _by_verb(context: Context, match: re.Match[str]) -> Tense | None:
    if match.re is not FUTURE:
        return Tense("past", VERB, match[0], _behind(context, match), years=_this_year(context))
    if unreliable_plan(context):
        return None
    return Tense("future", VERB, match[0], _behind(context, match), years=_this_year(context))


def _reaches(between: str, limit: int) -> bool:
    return len(between) <= limit and between.count(",") <= 1 and not re.search(r"[;:“”\"]", between)


def _last(rule: re.Pattern[str], text: str) -> re.Match[str] | None:
    last = None
    for last in rule.finditer(text):  # noqa: B007 — the last match is what is wanted
        pass
    return last


def _this_year(context: Context) -> int | None:
    return 0 if AFTER_THIS_YEAR.match(context.after) else None


def _ahead(context: Context, match: re.Match[str]) -> Span:
    return Span(context.base + match.start(), context.base + match.end())


def _behind(context: Context, match: re.Match[str]) -> Span:
    start = context.mention.span.end
    named = "w" in match.re.groupindex
    return Span(
        start + (match.start("w") if named else match.start()), start + (match.end("w") if named else match.end())
    )
