"""The English of a saved memo against its quotations: every number and date, in points, summary and annex.

What the memo was rendered with has been checked before; a number that no quotation states is then either flagged in
the memo or accepted by a person, and is noted. What a person wrote in Word is checked here for the first time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefing.renderers.carried import Shown, plain
from briefing.renderers.provenance import EvidencePoint, Survey
from briefing.renderers.shown import summaries
from briefing.renderers.wording import FLAG
from briefing.stages.check import check_point
from briefing.stages.checks.common import stated_dates, stated_quantities
from briefing.stages.checks.dates import check_unsupported_dates
from briefing.stages.checks.numbers import check_unsupported_numbers
from briefing.stages.tidy import NO_TRANSLATION
from briefing.values import BriefingPoint
from briefing.verify.outcome import Failure, Finding, named

_FOREIGN = "source:"
_FAILURES = frozenset({"unsupported number", "unsupported date"})


def english(survey: Survey, now: Shown | None) -> Iterator[Finding]:
    """Every number that no quotation states, and every text that was edited."""
    carried = survey.carried
    if carried is None:
        return
    known = {point.id: point for point in carried.memo.points}
    checked = not any(part.startswith(_FOREIGN) for part in carried.memo.signature.split("|"))
    if not checked:
        yield "numbers are compared for Vietnamese sources only."
    for point in survey.evidence.points:
        if point.id in known:
            yield from _point(point, known[point.id], _line(survey, now, point), checked=checked)
    yield from _summary(survey, known, checked=checked)
    yield from _annex(survey, carried.shown, now, checked=checked)


def count_numbers(survey: Survey) -> int:
    """How many numbers and dates the points state."""
    texts = [point.text for point in survey.evidence.points]
    return sum(len(stated_quantities(text)) + len(stated_dates(text)) for text in texts)


def edited_points(survey: Survey, now: Shown | None) -> tuple[str, ...]:
    """The points whose English was changed, or has got or lost words beside it, since the memo was rendered."""
    changed = ((point, _line(survey, now, point)) for point in survey.evidence.points)
    return tuple(named(point) for point, line in changed if point.edited or line)


def _line(survey: Survey, now: Shown | None, point: EvidencePoint) -> tuple[str, str] | None:
    """All words on a point's own line as rendered and as saved, where they differ in more than the flag."""
    rendered = survey.carried.shown if survey.carried else None
    if rendered is None or now is None:
        return None
    before, after = rendered.lines.get(str(point.number)), now.lines.get(str(point.number))
    if before is None or after is None or before.removeprefix(FLAG).strip() == after.removeprefix(FLAG).strip():
        return None
    return before, after


def _point(
    point: EvidencePoint, rendered: BriefingPoint, line: tuple[str, str] | None, *, checked: bool
) -> Iterator[Finding]:
    quotes = [citation.quote for citation in rendered.citations]
    if point.edited or line:
        beside = "" if point.edited else "the words beside "
        verb = "were" if beside else "was"
        yield f"{beside}point {named(point)} {verb} edited after the memo was rendered."
        before, after = line or (rendered.text, point.text)
        told = _unsupported(quotes, before) if checked else ()
        for number in _unsupported(quotes, after) if checked else ():
            if number not in told:
                yield _invented((named(point),), f"the English of point {point.number}, which was edited,", number)
        if checked and point.edited:
            yield from _doubts(point, quotes)
        return
    flagged = {check.found for check in rendered.checks if check.verdict != "pass"}
    for number in _unsupported(quotes, point.text) if checked and point.text != NO_TRANSLATION else ():
        if number in flagged:
            yield f"point {named(point)} says {number}, which its quotation does not; the memo was rendered with it."
        else:
            yield _invented((named(point),), f"the English of point {point.number}", number)


def _doubts(point: EvidencePoint, quotes: Sequence[str]) -> Iterator[str]:
    """What else the checks have against an edited point."""
    for check in check_point(quotes, point.text):
        if check.verdict == "fail" and check.kind not in _FAILURES:
            yield f"point {named(point)}, edited: {check.name}."


def _summary(survey: Survey, known: dict[str, BriefingPoint], *, checked: bool) -> Iterator[Finding]:
    names = {point.id: named(point) for point in survey.evidence.points}
    for identifier, texts in summaries(survey.opened.body(), known).items():
        point = known[identifier]
        name = names.get(identifier, identifier)
        for text in dict.fromkeys(texts):
            if text == plain(point.in_summary):
                continue
            yield f"what the summary says of point {name} was edited."
            for number in _unsupported([one.quote for one in point.citations], text) if checked else ():
                yield _invented((name,), "the summary, which was edited,", number)


def _annex(survey: Survey, rendered: Shown | None, now: Shown | None, *, checked: bool) -> Iterator[Finding]:
    if rendered is None or now is None:
        return
    for row in survey.evidence.rows:
        before, after = rendered.rows.get(str(row.row)), now.rows.get(str(row.row))
        if before is None or after is None or before[1] == after[1]:
            continue
        yield f"the translation in row E{row.row} of Annex A was edited."
        for number in _unsupported([row.quote], after[1]) if checked else ():
            yield _invented((), f"the translation in row E{row.row}, which was edited,", number, row.row)


def _unsupported(quotes: Sequence[str], text: str) -> tuple[str, ...]:
    found = (*check_unsupported_numbers(quotes, text), *check_unsupported_dates(quotes, text))
    return tuple(dict.fromkeys(check.found for check in found if check.verdict != "pass"))


def _invented(points: tuple[str, ...], place: str, number: str, row: int | None = None) -> Failure:
    return Failure(row, points, place, f"it says {number}, which no quotation states")
