"""The choice itself: from many scored candidates to the few that a memo has room for.

Candidates by article come in; what was taken goes out, with a reason for every article that gave nothing. First each
article gives one point, the weightiest first (coverage); then the rest is filled by weight less likeness to what is
already there (maximal marginal relevance). What another article says too becomes support of the point, not a point.
An event that several articles tell is told from one of them; another adds a point only with figures that are news.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from briefing.records import dataclass
from briefing.stages.lexrank import cosine
from briefing.stages.redundancy import Amount, Statement, restates, same
from briefing.stages.salience import Weights
from briefing.values import Sentence

MAX_SENTENCES = 3
"""A passage never cites more sentences."""
NEWS = 0.5
"""The share of a sentence's weight that must lie in syllables which the article that tells its story does not have."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a memo may say: points in all, in one section, and from one article."""

    max_points: int = 12
    per_section: int = 4
    max_per_article: int = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence with all that is known about it; `article` and `place` count from 0."""

    sentence: Sentence
    article: int
    place: int
    score: float
    dangling: bool
    length: int
    statement: Statement


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may become a point: after the one that it needs, before those that support it."""

    lines: tuple[Line, ...]
    score: float
    topic: str
    support: tuple[Line, ...] = ()

    @property
    def main(self) -> Line:
        """The sentence for whose sake the passage is told."""
        return self.lines[-1]


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside the sentences, by article number: the number of the story that it tells (without any, each
    tells its own); which articles only announced what another of their story reports; and sentences, by article and
    place, that may not be told, with the reason.
    """

    story: Sequence[int] = ()
    previews: frozenset[int] = frozenset()
    barred: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def story_of(self, article: int) -> int:
        """The number of an article's story."""
        return self.story[article] if self.story else article


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was taken, in the order of taking, and the articles (by number) that gave nothing, with the reason.

    `credited` gives the article that tells the story of another, for those of which nothing is cited.
    """

    taken: tuple[Candidate, ...]
    passed: tuple[tuple[int, str], ...]
    credited: Mapping[int, int] = field(default_factory=dict)


def choose(
    candidates: Sequence[Sequence[Candidate]],
    lines: Sequence[Sequence[Line]],
    limits: Limits,
    weights: Weights,
    context: Context | None = None,
) -> Chosen:
    """Take points from `candidates` (by article, each the best first); `lines` holds all sentences by article."""
    chooser = _Chooser(candidates, lines, limits, weights, context or Context())
    chooser.cover()
    chooser.fill()
    return Chosen(tuple(chooser.taken), chooser.passed(), chooser.credited())


class _Chooser:
    """The state of one choice."""

    def __init__(
        self,
        candidates: Sequence[Sequence[Candidate]],
        lines: Sequence[Sequence[Line]],
        limits: Limits,
        weights: Weights,
        context: Context,
    ) -> None:
        self.candidates = candidates
        self.lines = lines
        self.limits = limits
        self.weights = weights
        self.context = context
        self.tellers: dict[int, int] = {}
        self.reports: dict[int, int] = {}  # the first article of each story that does more than announce it
        for number, group in enumerate(lines):
            if group and number not in context.previews:
                self.reports.setdefault(context.story_of(number), number)
        self.said: dict[int, tuple[frozenset[str], frozenset[Amount]]] = {}
        self.taken: list[Candidate] = []
        self.used: set[tuple[int, int]] = set()
        self.cited: set[int] = set()
        self.by_topic: Counter[str] = Counter()
        self.by_article: Counter[int] = Counter()
        self.likeness: dict[tuple[int, int], float] = {}
        self.repeated: dict[tuple[int, int], str] = {}

    def cover(self) -> None:
        """One point from each story that is not told yet, as far as it has something to say and there is room."""
        while self._take_best(
            [one for number, group in enumerate(self.candidates) if self._unheard(number) for one in group]
        ):
            pass

    def fill(self) -> None:
        """The weightiest of what is left, until there is no room or nothing worth it."""
        rest = [candidate for group in self.candidates for candidate in group]
        while self._take_best(rest):
            pass

    def passed(self) -> tuple[tuple[int, str], ...]:
        """The articles of which no sentence is cited, each with the reason."""
        return tuple(
            (number, self._reason(group)) for number, group in enumerate(self.candidates) if number not in self.cited
        )

    def credited(self) -> dict[int, int]:
        """The articles of which no sentence is cited though their story is told, each with the one that tells it."""
        story_of = self.context.story_of
        return {
            number: self.tellers[story_of(number)]
            for number in range(len(self.candidates))
            if number not in self.cited and story_of(number) in self.tellers
        }

    def _unheard(self, number: int) -> bool:
        return number not in self.cited and self.context.story_of(number) not in self.tellers

    def _take_best(self, group: Sequence[Candidate]) -> bool:
        fitting = [candidate for candidate in group if not self._hindrance(candidate)]
        if not fitting:
            return False
        best = max(fitting, key=lambda one: (round(self._worth(one), 6), -one.main.article, -one.main.place))
        self._take(best)
        return True

    def _worth(self, candidate: Candidate) -> float:
        weights = self.weights
        return (
            candidate.score
            - weights.diversity * self.likeness.get(_key(candidate.main), 0.0)
            - weights.section_again * self.by_topic[candidate.topic]
            - weights.article_again * self.by_article[candidate.main.article]
        )

    def _hindrance(self, candidate: Candidate) -> str:
        """Why a candidate cannot be taken now; empty when it can."""
        article = candidate.main.article
        if (reason := self._known(candidate)) or candidate.score < self.weights.floor:
            return reason or "nothing salient enough"
        if any(_key(line) in self.used for line in candidate.lines):
            return "its best sentences are told already"
        if (other := self.repeated.get(_key(candidate.main))) is not None:
            return f"its best sentences repeat what {other} says"
        if len(self.taken) >= self.limits.max_points:
            return f"weightier articles filled the memo (limit: {self.limits.max_points})"
        if self.by_topic[candidate.topic] >= self.limits.per_section:
            return "the sections of its best sentences are full"
        return "enough points from it" if self.by_article[article] >= self.limits.max_per_article else ""

    def _known(self, candidate: Candidate) -> str:
        """Why the reader has a candidate's news already, or has it from a better place."""
        barred = (self.context.barred.get(_key(line), "") for line in candidate.lines)
        if reason := next(filter(None, barred), ""):
            return reason
        teller = self._told_elsewhere(candidate)
        return "" if teller is None else f"its story is told from {self.lines[teller][0].sentence.article_id}"

    def _told_elsewhere(self, candidate: Candidate) -> int | None:
        """The article that tells the candidate's story, unless that is its own or the candidate has news beside it."""
        article = candidate.main.article
        if article in self.context.previews:
            return self.reports.get(self.context.story_of(article))
        teller = self.tellers.get(self.context.story_of(article))
        if teller is None or teller == article:
            return None
        return None if self._is_news(candidate, teller) else teller

    def _is_news(self, candidate: Candidate, teller: int) -> bool:
        """True when a candidate states figures, none of them the teller's, and mostly in words that it has not."""
        statement = candidate.main.statement
        if teller not in self.said:
            told = [line.statement for line in self.lines[teller]]
            self.said[teller] = (
                frozenset(word for one in told for word in one.vector),
                frozenset(amount for one in told for amount in one.amounts),
            )
        words, amounts = self.said[teller]
        own = {word: weight**2 for word, weight in statement.vector.items() if " " not in word}
        new = sum(weight for word, weight in own.items() if word not in words)
        return bool(statement.amounts) and not statement.amounts & amounts and new >= NEWS * sum(own.values())

    def _reason(self, group: Sequence[Candidate]) -> str:
        if not group:
            return "no body text left after cleaning"
        hindrances = [hindrance for one in group if (hindrance := self._hindrance(one))]
        # The best candidate's reason, unless it merely fell under the floor like all the rest.
        return hindrances[0] if hindrances else "nothing salient enough"

    def _take(self, candidate: Candidate) -> None:
        self.used.update(_key(line) for line in candidate.lines)
        article = candidate.main.article
        self.tellers.setdefault(self.context.story_of(article), article)
        support = self._support(candidate)
        self.used.update(_key(line) for line in support)
        self.cited.update(line.article for line in (*candidate.lines, *support))
        self.by_topic[candidate.topic] += 1
        self.by_article[article] += 1
        self.taken.append(replace(candidate, support=support))
        for group in self.candidates:
            for other in group:
                self._compare(other.main, candidate)

    def _compare(self, line: Line, taken: Candidate) -> None:
        """Note how like a sentence is to what was just taken, and whether it repeats that."""
        key = _key(line)
        alike = max(cosine(line.statement.vector, told.statement.vector) for told in taken.lines)
        self.likeness[key] = max(alike, self.likeness.get(key, 0.0))
        restated = line.article == taken.main.article and restates(line.statement, taken.main.statement)
        # Alike words with other figures are news: last week's price, this week's price.
        copied = alike >= self.weights.too_alike and line.statement.amounts <= taken.main.statement.amounts
        if copied or restated:
            self.repeated.setdefault(key, taken.main.sentence.article_id)

    def _support(self, candidate: Candidate) -> tuple[Line, ...]:
        """Sentences of other articles, one each, that say what the candidate's main sentence says; the likest first."""
        main = candidate.main
        found: list[tuple[float, Line]] = []
        for number, group in enumerate(self.lines):
            if number == main.article or number in self.context.previews:
                continue
            alike = [
                (cosine(line.statement.vector, main.statement.vector), line)
                for line in group
                if _key(line) not in self.used and same(main.statement, line.statement, self.weights)
            ]
            if alike:
                found.append(max(alike, key=lambda pair: (round(pair[0], 6), -pair[1].place)))
        found.sort(key=lambda pair: (-round(pair[0], 6), pair[1].article))
        return tuple(line for _, line in found[: MAX_SENTENCES - len(candidate.lines)])


def _key(line: Line) -> tuple[int, int]:
    return line.article, line.place
