"""Ways to put one point: what a model wrote of some sentences, judged by the checks, and which way is the better.

English pieces with their scores come in; judged `Candidate`s go out. Writing and repairing share them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from briefing.lang.repetition import repetition
from briefing.records import dataclass
from briefing.stages.style import Dress
from briefing.stages.tidy import CUT_MARK, NO_TRANSLATION, join_clauses, tidy
from briefing.values import Check, Hypothesis, Sentence, Task

CheckPoint = Callable[[Sequence[str], str], tuple[Check, ...]]


@dataclass(frozen=True, slots=True)
class English:
    """A piece of English and its mean log-probability."""

    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to put a point, written from the sentences of `group`, and judged; `path` tells how it came about."""

    group: tuple[Sentence, ...]
    text: str
    task: Task
    score: float
    checks: tuple[Check, ...]
    path: tuple[str, ...] = ()

    @property
    def broken(self) -> bool:
        """True when something is missing in it or it goes round in circles."""
        return NO_TRANSLATION in self.text or CUT_MARK in self.text or bool(repetition(self.text))

    def count(self, verdict: str) -> int:
        """How many checks came to this verdict."""
        return sum(check.verdict == verdict for check in self.checks)

    @property
    def holds(self) -> bool:
        """True when nothing failed; a warning is no failure."""
        return not self.broken and self.count("fail") == 0

    @property
    def rank(self) -> tuple[bool, int, int, float]:
        """Smaller is better."""
        return self.broken, self.count("fail"), self.count("warn"), -self.score


@dataclass(frozen=True, slots=True)
class Judge:
    """What a candidate is held against: the checks, the score under which the model doubts, and the house's style."""

    check: CheckPoint
    doubtful_below: float | None
    dress: Dress

    def __call__(
        self, group: tuple[Sentence, ...], english: English, task: Task, path: tuple[str, ...] = ()
    ) -> Candidate:
        """A candidate with what the checks say of it against its own sources, what is missing in it, and whether the
        model itself was unsure.
        """
        sources, floor = [sentence.text for sentence in group], self.doubtful_below
        text = self.dress(tidy(english.text), sources)
        checks = self.check(sources, text) if text != NO_TRANSLATION else ()
        if NO_TRANSLATION in text:
            checks = (Check("empty", "fail", "an English text", "the model wrote nothing"), *checks)
        if CUT_MARK in text:
            checks = (Check("cut", "fail", "a whole sentence", "the model stopped at its limit"), *checks)
        if floor is not None and english.score < floor:
            checks = (Check("confidence", "warn", f"a score of {floor:.2f} or more", f"{english.score:.2f}"), *checks)
        return Candidate(group, text, task, english.score, checks, path)


def says(text: str) -> bool:
    """True when a model wrote more than punctuation."""
    return any(character.isalnum() for character in text)


def mean(lines: Sequence[English]) -> float:
    """The mean score, a longer text counting for more."""
    weights = [len(line.text.split()) for line in lines]
    return sum(line.score * weight for line, weight in zip(lines, weights, strict=True)) / sum(weights)


def joined(pieces: Sequence[str], found: Sequence[Hypothesis]) -> English:
    """One sentence out of the hypotheses of its parts; a part without words says so."""
    clauses = [one.text.strip() if says(one.text) else NO_TRANSLATION for one in found]
    score = mean([English(clause, one.score) for clause, one in zip(clauses, found, strict=True)])
    return English(join_clauses(pieces, clauses), score)
