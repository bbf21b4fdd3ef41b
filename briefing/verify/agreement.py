"""A memo against itself: its hidden evidence, the draft inside it, and what its reader sees must say the same.

What a person may do to a memo (edit the English, delete or move a point, add a remark to a footnote) is no failure;
whatever would lead a reader to another source than the one that the point was written from is.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefing.renderers.arrangement import Arrangement, Evidence, arrange
from briefing.renderers.carried import Shown
from briefing.renderers.provenance import EvidenceRow, Marks, Survey
from briefing.verify.outcome import Failure, Finding, excerpt, named


def agreement(survey: Survey, now: Shown | None) -> Iterator[Finding]:
    """Everything in which the parts of a memo contradict each other; `now` is what it shows as it was saved."""
    carried = survey.carried
    if carried is None or carried.shown is None or now is None:
        yield Failure(None, (), "the memo", "the draft inside it is gone, so that changes to it cannot be seen")
        return
    rendered = carried.shown
    if set(rendered.points.values()) - {point.id for point in carried.memo.points}:
        yield Failure(None, (), "the draft inside the memo", "it lacks points that the memo was rendered with")
        return
    order = [rendered.points[number] for number in sorted(rendered.points, key=int)]
    arrangement = arrange(carried.memo, order=order)
    yield from _points(survey, rendered)
    yield from _rows(survey, arrangement)
    yield from _shown(survey, rendered, now)
    yield from _problems(survey)


def _points(survey: Survey, rendered: Shown) -> Iterator[Finding]:
    found = {str(point.number): point.id for point in survey.evidence.points}
    gone = {str(number) for number in survey.gone}
    for point in survey.evidence.points:
        if rendered.points.get(str(point.number)) != point.id:
            yield Failure(None, (named(point),), "the hidden evidence", "it gives the point another name or number")
    for number in rendered.points.keys() - found.keys() - gone:
        yield Failure(None, (number,), "the hidden evidence", "it no longer knows the point")


def _rows(survey: Survey, arrangement: Arrangement) -> Iterator[Finding]:
    gone = set(survey.gone)
    numbers = {point.id: point for point in survey.evidence.points}
    expected = {each.number: each for each in arrangement.evidence}
    for row in survey.evidence.rows:
        names = tuple(named(numbers[each]) for each in row.point_ids)
        cited = expected.pop(row.row, None)
        reason = "the draft inside the memo has no such row" if cited is None else _other(row, cited, gone)
        if reason:
            yield Failure(row.row, names, f"row E{row.row}", reason)
    for number, cited in expected.items():
        if {point for point, _ in cited.points} <= gone:
            yield f"row E{number} of Annex A was deleted with its points."
        else:
            points = tuple(f"{point} ({identifier})" for point, identifier in cited.points)
            yield Failure(number, points, f"row E{number}", "the row is gone")


def _other(row: EvidenceRow, cited: Evidence, gone: set[int]) -> str | None:
    """In what a row of the hidden evidence differs from the citation in the draft inside the memo."""
    citation = cited.citation
    pairs = {
        "file": (row.path, citation.path),
        "record": (row.record, citation.record),
        "digest": (row.sha256, citation.sha256),
        "digest of the text": (row.text_sha256, citation.text_sha256),
        "paragraph": (row.paragraph, citation.paragraph),
        "sentence": (row.sentence, citation.sentence),
        "place": ((row.start, row.end), (citation.span.start, citation.span.end)),
        "quotation": (row.quote, citation.quote),
        "points": (set(row.point_ids), {identifier for number, identifier in cited.points if number not in gone}),
    }
    wrong = [name for name, (found, wanted) in pairs.items() if found != wanted]
    return f"not what the memo was rendered with: {', '.join(wrong)}" if wrong else None


def _shown(survey: Survey, rendered: Shown, now: Shown) -> Iterator[Finding]:
    names = {str(point.number): named(point) for point in survey.evidence.points}
    for number, words in rendered.notes.items():
        found = now.notes.get(number, "")
        if number not in names or found == words:
            continue
        if words in found:
            yield f"point {names[number]}: something was added to its footnote."
        else:
            said = f"it says '{excerpt(found)}' where the memo was rendered with '{excerpt(words)}'"
            yield Failure(None, (names[number],), f"the footnote of point {number}", said)
    for number, (reference, _) in rendered.rows.items():
        if number in now.rows and now.rows[number][0] != reference:
            said = f"the reference says '{excerpt(now.rows[number][0])}' where it said '{excerpt(reference)}'"
            yield Failure(int(number), (), f"row E{number} of Annex A", said)
    for number, words in rendered.sources.items():
        if number not in now.sources:
            yield f"row S{number} of Annex B was deleted."
        elif now.sources[number] != words:
            yield Failure(None, (), f"row S{number} of Annex B", "it no longer says what the memo was rendered with")
    yield from _links(survey, rendered, now)


def _links(survey: Survey, rendered: Shown, now: Shown) -> Iterator[Finding]:
    for link in sorted(set(now.links) - set(rendered.links)):
        target, _, words = link.partition(" ")
        yield Failure(None, (), f"the link '{excerpt(words)}'", f"it leads to {target}, which it did not when rendered")
    marks = Marks(survey.opened.body()).starts.keys()
    gone = {f"point_{number}" for number in survey.gone}
    for target in sorted({link.partition(" ")[0] for link in now.links} - marks):
        if target in gone:
            yield f"links still lead to the deleted point {target.removeprefix('point_')}."
        elif target.startswith("point_"):
            yield f"the mark of point {target.removeprefix('point_')} was lost while editing; links to it lead nowhere."
        else:
            yield Failure(None, (), f"links to {target}", "the row that they lead to is gone or has lost its mark")


def _problems(survey: Survey) -> Iterator[Finding]:
    """What the memo lacks, or has too much of; rows that are gone are told with their points above."""
    for problem in survey.problems:
        if not (problem.startswith("row E") and problem.endswith("is gone")):
            yield Failure(None, (), "the memo", problem)
