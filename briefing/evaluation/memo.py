"""What a memo is worth, measured on the memo itself: does each point hold, and does the whole say enough, once?

A memo with its checks comes in, with the proof of its quotations where the sources are at hand; a `Report` goes out.

- Citation precision: the share of points whose cited sentences support them. Attribution is judged as in AIS (Rashkin
  et al. 2023) and ALCE (Gao et al. 2023), a point at a time against its citations alone; the judge is our checks, which
  are measured by themselves (`make checks`), not a person or a model. A point holds when no check fails; where a person
  has accepted a finding, it holds by that person's word.
- Accuracy of numbers, dates, names, places and terms: of what the English says of the kind, or should say, the share
  that is right: right / (right + lost or wrong + unsupported). What a brief leaves out is counted by itself.
- Consistency: a term that is told in two points or more has one rendering; the share of its mentions that have the
  commonest one.
- Redundancy: the share of points that repeat an earlier point: sentences that state the same (`stages.redundancy`), or
  English that is alike (ROUGE-L of 0.7 or more). Likeness: the mean cosine of a point's sentences with the nearest
  other point's.
- Coverage: articles of the period that a point cites, and days of the period from which there is an article.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

from briefing.evaluation.report import Measure, Report, count, share
from briefing.evaluation.rouge import rouge_l, rouge_syllables
from briefing.records import dataclass
from briefing.stages.checks.common import LEFT_OUT
from briefing.stages.lexrank import content, cosine, inverse_frequencies, vector
from briefing.stages.redundancy import Statement, same, statement
from briefing.stages.salience import DEFAULT_WEIGHTS
from briefing.values import BriefingPoint, Check, Memo, SourceEntry

KINDS = {
    "numbers": frozenset({"number", "unsupported number", "direction", "time"}),
    "dates": frozenset({"date", "unsupported date"}),
    "names": frozenset({"name", "unsupported name"}),
    "places": frozenset({"place", "unsupported place"}),
    "terms and offices": frozenset({"term", "office"}),
}
TERM = "term"
ALIKE = 0.7
"""From this ROUGE-L on, two English points say the same in the same words."""
_SHOWN = 8
_CITATIONS, _FACTS, _REDUNDANCY, _COVERAGE, _TEXT = "Citations", "Facts", "Redundancy", "Coverage", "Text"


@dataclass(frozen=True, slots=True)
class Proof:
    """How many quotations were looked up in the sources, and how many stand there."""

    quotations: int
    standing: int


def measure_memo(memo: Memo, name: str, proof: Proof | None = None) -> Report:
    """All measures of a memo whose checks are made; `name` is how the report calls it."""
    points = memo.points
    checks = [point.checks for point in points]
    measures = (
        *_citations(points, proof),
        *facts(checks),
        *_redundancy(points),
        *_coverage(memo),
        count(_TEXT, "points", len(points)),
        _mean(_TEXT, "words a point", [len(point.text.split()) for point in points]),
        share(_TEXT, "points edited by a person", sum(point.edited for point in points), len(points), ""),
    )
    return Report(name, "memo", memo.signature, measures, tuple(_findings(points)))


def facts(checks: Sequence[Sequence[Check]]) -> tuple[Measure, ...]:
    """Accuracy by kind of fact, terms' consistency, and how much briefs left out; checks come a point at a time."""
    every = list(chain.from_iterable(checks))
    found = []
    for label, kinds in KINDS.items():
        judged = [check for check in every if check.kind in kinds and not _left_out(check)]
        found.append(share(_FACTS, f"{label} right", sum(one.verdict == "pass" for one in judged), len(judged)))
    of_source = [check for check in every if any(check.kind in kinds for kinds in KINDS.values())]
    left = sum(_left_out(check) for check in of_source)
    return (
        *found,
        share(_FACTS, "one rendering a term", *consistency(checks)),
        share(_FACTS, "left out by briefs", left, len(of_source), ""),
    )


def consistency(checks: Sequence[Sequence[Check]]) -> tuple[int, int]:
    """Mentions of terms told in two points or more that have the commonest rendering, and all of those mentions."""
    renderings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for own in checks:
        told = {(one.expected, one.found.lower()) for one in own if one.kind == TERM and one.verdict == "pass"}
        for term, rendering in sorted(told):
            if not rendering.startswith(LEFT_OUT):
                renderings[term][rendering] += 1
    several = [forms for forms in renderings.values() if forms.total() > 1]
    return sum(max(forms.values()) for forms in several), sum(forms.total() for forms in several)


def holds(point: BriefingPoint) -> bool:
    """True when no check fails, or a person has accepted each that does."""
    return bool(point.citations) and not any(check.verdict == "fail" for check in point.findings)


def _left_out(check: Check) -> bool:
    return check.verdict == "pass" and check.found.startswith(LEFT_OUT)


def _citations(points: Sequence[BriefingPoint], proof: Proof | None) -> Iterable[Measure]:
    yield share(_CITATIONS, "points that their sentences support", sum(map(holds, points)), len(points))
    yield share(_CITATIONS, "points without any finding", sum(not point.flagged for point in points), len(points))
    accepted = sum(holds(point) and any(one.verdict == "fail" for one in point.checks) for point in points)
    yield count(_CITATIONS, "points that hold by a person's word", accepted)
    if proof is not None:
        yield share(_CITATIONS, "quotations that stand in the sources", proof.standing, proof.quotations)
    yield _mean(_CITATIONS, "sentences cited a point", [len(point.citations) for point in points])


def _redundancy(points: Sequence[BriefingPoint]) -> Iterable[Measure]:
    said = [rouge_syllables(point.text) for point in points]
    features = [content(" ".join(_told(point))) for point in points]
    idf = inverse_frequencies(features)
    vectors = [vector(one, idf) for one in features]
    statements = [[statement(text, vector(content(text), idf)) for text in _told(point)] for point in points]
    repeating = sum(
        any(
            _restate(statements[earlier], statements[place]) or rouge_l(said[earlier], said[place]).f >= ALIKE
            for earlier in range(place)
        )
        for place in range(len(points))
    )
    nearest = [
        max((cosine(one, other) for place, other in enumerate(vectors) if place != own), default=0.0)
        for own, one in enumerate(vectors)
    ]
    yield share(_REDUNDANCY, "points that repeat an earlier one", repeating, len(points), "less")
    mean = round(sum(nearest) / len(nearest), 4) if len(nearest) > 1 else None
    yield Measure(_REDUNDANCY, "likeness to the nearest other point", mean, len(nearest), "share", "less")


def _restate(left: Sequence[Statement], right: Sequence[Statement]) -> bool:
    return any(same(one, other, DEFAULT_WEIGHTS) for one in left for other in right)


def _told(point: BriefingPoint) -> list[str]:
    """The sentences of the article that the point tells; those of others say the same."""
    first = point.citations[0] if point.citations else None
    return [one.quote for one in point.citations if first and (one.path, one.record) == (first.path, first.record)]


def _coverage(memo: Memo) -> Iterable[Measure]:
    within = [entry for entry in memo.sources if entry.fate != "dropped"]
    yield share(_COVERAGE, "articles of the period that are told", memo.coverage.used, len(within))
    days = (memo.period.last - memo.period.first).days + 1
    yield share(_COVERAGE, "days of the period with an article", len(_days(memo, within)), days)
    outlets = Counter(entry.outlet for entry in within if entry.outlet)
    told = {entry.outlet for entry in within if entry.outlet and entry.fate == "used"}
    yield share(_COVERAGE, "outlets that are told", len(told), len(outlets))
    yield count(_COVERAGE, "articles found", memo.coverage.found)
    yield count(_COVERAGE, "dropped", memo.coverage.dropped)
    yield count(_COVERAGE, "undated", memo.coverage.undated, "less")
    yield count(_COVERAGE, "duplicates", memo.coverage.duplicates)


def _days(memo: Memo, entries: Iterable[SourceEntry]) -> set[object]:
    exact = {entry.date.earliest for entry in entries if entry.date.exact}
    return {day for day in exact if day and memo.period.first <= day <= memo.period.last}


def _mean(group: str, name: str, numbers: Sequence[int]) -> Measure:
    value = round(sum(numbers) / len(numbers), 2) if numbers else None
    return Measure(group, name, value, len(numbers), "mean", "")


def _findings(points: Sequence[BriefingPoint]) -> Iterable[str]:
    """What checks object to, a line each, failures first, as many as fit on the page."""
    found = [
        (check.verdict != "fail", number, check) for number, point in enumerate(points, 1) for check in point.findings
    ]
    lines = [
        f"point {number} ({'doubted' if doubted else 'failed'}): {check.name}"
        for doubted, number, check in sorted(found, key=lambda one: one[:2])
    ]
    yield from lines[:_SHOWN]
    if len(lines) > _SHOWN:
        yield f"and {len(lines) - _SHOWN} more"
