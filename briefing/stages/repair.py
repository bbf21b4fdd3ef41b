"""Second attempts at points whose checks failed, before they are flagged.

Points as first written come in, with the English of their sentences; better ones go out where there are any, each with
the path that it took. In order: further hypotheses of the model, re-ranked by the checks and its own score; the
sentence parted at its clauses and tried again; the right form of a number, date, name or office put in where that is
certain. Everything that the model is asked anew for a whole memo goes to it in one call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from briefing.protocols import NBest, Progress, Seq2Seq, quiet
from briefing.records import dataclass
from briefing.stages.candidates import Candidate, English, Judge, joined, mean, says
from briefing.stages.clauses import split_clauses
from briefing.stages.correct import correct
from briefing.stages.tidy import tidy
from briefing.values import Hypothesis, Sentence

HYPOTHESES = 5
"""How many ways the model is asked to put a sentence."""
N_BEST, CLAUSES, PUT_IN, STILL_FAILS = "another hypothesis", "in clauses", "put in", "still fails"
_SHORTER = 2  # clauses are at most this much shorter than the first time
_LEAST_CLAUSE = 12

Answers = Mapping[str, tuple[Hypothesis, ...]]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A point as it stands: its best candidate, and the English of each sentence that it tells."""

    best: Candidate
    lines: Mapping[Sentence, English]


def repair(
    attempts: Sequence[Attempt],
    model: Seq2Seq,
    judge: Judge,
    max_words: int,
    *,
    progress: Progress = quiet,
) -> tuple[Attempt, ...]:
    """The attempts in order, those that failed replaced where something better was found.

    A point that holds is never touched. What the model raises passes through.
    """
    failing = [attempt for attempt in attempts if not attempt.best.holds]
    asked = dict.fromkeys(text for attempt in failing for text in _texts(attempt, judge, max_words))
    answers = _asked(model, tuple(asked), progress)
    return tuple(
        attempt if attempt.best.holds else _repaired(attempt, answers, judge, max_words) for attempt in attempts
    )


def _asked(model: Seq2Seq, texts: Sequence[str], progress: Progress) -> Answers:
    """What the model has to say to each text, best first; one hypothesis where it knows no more."""
    if not texts:
        return {}

    def report(done: int, total: int, what: str) -> None:
        del what
        progress(done, total, "trying again")

    if isinstance(model, NBest):
        found = model.alternatives(texts, HYPOTHESES, progress=report)
    else:
        found = [(one,) for one in model.generate(texts, progress=report)]
    return dict(zip(texts, found, strict=True))


def _texts(attempt: Attempt, judge: Judge, max_words: int) -> Iterator[str]:
    """What is to be asked: each wrong sentence as it was asked before, and in smaller parts."""
    for sentence in _wrong(attempt, judge):
        yield from _parts(sentence.text, max_words)
        yield from _parts(sentence.text, _fewer(sentence.text, max_words))


def _wrong(attempt: Attempt, judge: Judge) -> Iterator[Sentence]:
    """The sentences whose own English fails; all of them where only the whole does."""
    group = attempt.best.group
    failing = [one for one in group if not judge((one,), attempt.lines[one], "translate").holds]
    yield from failing or group


def _parts(text: str, max_words: int) -> tuple[str, ...]:
    return tuple(span.of(text) for span in split_clauses(text, max_words)) or (text,)


def _fewer(text: str, max_words: int) -> int:
    return max(_LEAST_CLAUSE, min(len(text.split()), max_words) // _SHORTER)


def _repaired(attempt: Attempt, answers: Answers, judge: Judge, max_words: int) -> Attempt:
    """The best that can be made of one point."""
    best, lines = attempt.best, dict(attempt.lines)
    wrong = tuple(_wrong(attempt, judge))
    for way in (N_BEST, CLAUSES):
        again = dict(lines)
        for sentence in wrong:
            limit = max_words if way == N_BEST else _fewer(sentence.text, max_words)
            options = _options(sentence, answers, judge, limit)
            again[sentence] = min((lines[sentence], *options), key=_ranked(sentence, judge))
        candidate = _whole(best, again, judge, way)
        if candidate.rank[:3] < best.rank[:3]:
            best, lines = candidate, again
        if best.holds:
            return Attempt(best, lines)
    return Attempt(_put_in(best, judge), lines)


def _ranked(sentence: Sentence, judge: Judge) -> Callable[[English], tuple[bool, int, int, float]]:
    return lambda english: judge((sentence,), english, "translate").rank


def _options(sentence: Sentence, answers: Answers, judge: Judge, max_words: int) -> Iterator[English]:
    """Other ways to put a sentence: where it goes in parts, each part's best by its own checks."""
    parts = _parts(sentence.text, max_words)
    if len(parts) == 1:
        yield from (English(one.text, one.score) for one in answers.get(parts[0], ()) if says(one.text))
        return
    if not all(part in answers for part in parts):
        return
    chosen = []
    for part in parts:
        inner = replace(sentence, text=part)
        ranked = [(judge((inner,), English(one.text, one.score), "translate").rank, one) for one in answers[part]]
        chosen.append(min(ranked, key=lambda pair: pair[0])[1])
    yield joined(parts, chosen)


def _whole(best: Candidate, lines: Mapping[Sentence, English], judge: Judge, way: str) -> Candidate:
    said = [lines[sentence] for sentence in best.group]
    english = English(" ".join(tidy(line.text) for line in said), mean(said))
    return judge(best.group, english, "translate", (*best.path, way))


def _put_in(best: Candidate, judge: Judge) -> Candidate:
    """The point with every form put in that is certain; where it fails all the same, its path says so."""
    sources = [sentence.text for sentence in best.group]
    text, steps = correct(sources, best.text, best.checks, judge.check)
    if steps:
        kept = tuple(check for check in best.checks if check.kind == "confidence")
        path = (*best.path, *(f"{PUT_IN}: {step}" for step in steps))
        best = replace(best, text=text, checks=(*kept, *judge.check(sources, text)), path=path)
    return best if best.holds else replace(best, path=(*best.path, STILL_FAILS))
