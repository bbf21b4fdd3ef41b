"""How good is the choice of sentences? Ours beside the ways that anybody would try first.

Groups of test articles, each what one memo might cover, come in; out go, for every way of choosing, precision, recall
and F of the sentences that people cited, and ROUGE against abstracts. All ways choose as much: as many sentences as
people cited, or as many syllables as the abstract has.

- random: an order drawn from digests, the same every time;
- lead: from the beginning on, the baseline that is hard to beat on news (Nenkova 2005);
- LexRank: centrality in the graph of cosines (Erkan and Radev 2004, continuous), on TF-IDF vectors of syllables;
- centroid: cosine with the article's mean vector (Radev et al. 2004, "Centroid-based summarization");
- title: cosine with the title;
- ours: the salience of `briefing.stages.salience`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence

from briefing.evaluation.rouge import Rouge, rouge_l, rouge_n, rouge_syllables
from briefing.evaluation.testset import TestArticle
from briefing.records import dataclass
from briefing.stages.extract import extract, told
from briefing.stages.lexrank import Vector, centroid, content, cosine, inverse_frequencies, lexrank, vector
from briefing.stages.salience import DEFAULT_WEIGHTS, Features, Weights, article_features, score
from briefing.stages.topics import Topic

OURS = "ours"
SYSTEMS = ("random", "lead", "LexRank", "centroid", "title", OURS)
_DIGITS = 9  # of scores, so that the order of summing never decides


@dataclass(frozen=True, slots=True)
class Rated:
    """One article of a group, its vectors, and the features of its sentences."""

    test: TestArticle
    vectors: tuple[Vector, ...]
    title: Vector
    features: tuple[Features, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many sentences were chosen, how many of them people cited, and how many people cited in all."""

    hits: int
    chosen: int
    cited: int

    @property
    def precision(self) -> float:
        """The share of the chosen sentences that people cited."""
        return self.hits / self.chosen if self.chosen else 0.0

    @property
    def recall(self) -> float:
        """The share of the cited sentences that were chosen."""
        return self.hits / self.cited if self.cited else 0.0

    @property
    def f(self) -> float:
        """Their harmonic mean."""
        return Rouge(self.recall, self.precision).f


@dataclass(frozen=True, slots=True)
class Overlap:
    """Mean F of ROUGE-1, ROUGE-2 and ROUGE-L over articles."""

    one: float
    two: float
    longest: float


def rate(group: Sequence[TestArticle], weights: Weights = DEFAULT_WEIGHTS) -> tuple[Rated, ...]:
    """The articles of one memo as the extract stage sees them: frequencies are counted over the group."""
    found = [[content(sentence.text) for sentence in one.sentences] for one in group]
    idf = inverse_frequencies([feature for one in article for feature in one] for article in found)
    vectors = [tuple(vector(one, idf) for one in article) for article in found]
    whole = centroid(one for article in vectors for one in article)
    rated = []
    for test, own in zip(group, vectors, strict=True):
        title = vector(content(test.article.title or ""), idf)
        texts = [sentence.text for sentence in test.sentences]
        rated.append(Rated(test, own, title, article_features(texts, own, whole, title, weights)))
    return tuple(rated)


def scores(one: Rated, system: str, weights: Weights = DEFAULT_WEIGHTS) -> tuple[float, ...]:
    """The score of every sentence of an article by one of `SYSTEMS`; more is better."""
    ways: Mapping[str, Callable[[], Sequence[float]]] = {
        "random": lambda: [_drawn(f"{one.test.article.id}/{place}") for place in range(len(one.vectors))],
        "lead": lambda: [-float(place) for place in range(len(one.vectors))],
        "LexRank": lambda: lexrank(one.vectors),
        "centroid": lambda: _likeness(one.vectors, centroid(one.vectors)),
        "title": lambda: _likeness(one.vectors, one.title),
        OURS: lambda: [score(features, weights) for features in one.features],
    }
    return tuple(round(value, _DIGITS) for value in ways[system]())


def ranking(values: Sequence[float]) -> list[int]:
    """The places of the scores, the best first; of equals the earlier."""
    return sorted(range(len(values)), key=lambda place: (-values[place], place))


def agreement(groups: Sequence[Sequence[Rated]], system: str, weights: Weights = DEFAULT_WEIGHTS) -> Agreement:
    """An article at a time as many sentences as people cited, summed; so precision, recall and F are one."""
    hits = cited = 0
    for one in _articles(groups):
        wanted = one.test.cited
        hits += len(wanted.intersection(ranking(scores(one, system, weights))[: len(wanted)]))
        cited += len(wanted)
    return Agreement(hits, cited, cited)


def told_agreement(groups: Sequence[Sequence[TestArticle]], topics: Sequence[Topic]) -> Agreement:
    """The whole stage, limits and redundancy and all: of the sentences that points tell, how many did people cite?"""
    hits = chosen = cited = 0
    for group in groups:
        sentences = {one.article.id: one.sentences for one in group}
        wanted = {(one.article.id, one.sentences[place].span) for one in group for place in one.cited}
        result = extract([one.article for one in group], sentences, topics)
        shown = {(one.article_id, one.span) for passage in result.passages for one in told(passage)}
        hits += len(shown & wanted)
        chosen += len(shown)
        cited += len(wanted)
    return Agreement(hits, chosen, cited)


def overlap(groups: Sequence[Sequence[Rated]], system: str, weights: Weights = DEFAULT_WEIGHTS) -> Overlap:
    """ROUGE against the abstracts, of exactly as many syllables as each abstract has."""
    found = []
    for one in _articles(groups):
        reference = rouge_syllables(one.test.abstract)
        if not reference:
            continue
        lines = [rouge_syllables(sentence.text) for sentence in one.test.sentences]
        found.append(rouge(within(lines, ranking(scores(one, system, weights)), len(reference)), reference))
    return mean(found)


def oracle(groups: Sequence[Sequence[Rated]]) -> Overlap:
    """What a chooser could reach at most who knows the abstract and takes, one by one, the sentence that gains most.

    The greedy bound of Nallapati et al. 2017, on the sum of ROUGE-1 and ROUGE-2.
    """
    found = []
    for one in _articles(groups):
        reference = rouge_syllables(one.test.abstract)
        if reference:
            lines = [rouge_syllables(sentence.text) for sentence in one.test.sentences]
            found.append(rouge(greedy(lines, reference), reference))
    return mean(found)


def greedy(lines: Sequence[Sequence[str]], reference: Sequence[str]) -> tuple[str, ...]:
    """The summary of a chooser who sees the abstract: always the sentence that gains most, until none gains."""
    order: list[int] = []
    best = 0.0
    summary: tuple[str, ...] = ()
    while True:
        tried = []
        for place in range(len(lines)):
            if place not in order:
                candidate = within(lines, [*order, place], len(reference))
                reached = rouge(candidate, reference)
                tried.append((reached.one + reached.two, -place, candidate))
        gain = max(tried, default=(0.0, 0, ()))
        if gain[0] <= best:
            return summary
        best, summary = gain[0], gain[2]
        order.append(-gain[1])


def within(lines: Sequence[Sequence[str]], order: Sequence[int], budget: int) -> tuple[str, ...]:
    """The first lines of `order` up to `budget` syllables, the last one cut there, told in their own order.

    >>> within([["a", "b"], ["c", "d"], ["e"]], [2, 0, 1], 2)
    ('a', 'e')
    """
    taken: dict[int, Sequence[str]] = {}
    for place in order:
        if budget <= 0:
            break
        taken[place] = lines[place][:budget]
        budget -= len(lines[place])
    return tuple(unit for place in sorted(taken) for unit in taken[place])


def rouge(candidate: Sequence[str], reference: Sequence[str]) -> Overlap:
    """The three F of one summary."""
    return Overlap(
        rouge_n(candidate, reference, 1).f, rouge_n(candidate, reference, 2).f, rouge_l(candidate, reference).f
    )


def mean(found: Sequence[Overlap]) -> Overlap:
    """The mean over articles; zeros where there are none."""
    count = max(1, len(found))
    return Overlap(
        sum(one.one for one in found) / count,
        sum(one.two for one in found) / count,
        sum(one.longest for one in found) / count,
    )


def _articles(groups: Sequence[Sequence[Rated]]) -> Iterator[Rated]:
    return (one for group in groups for one in group)


def _likeness(vectors: Sequence[Vector], direction: Vector) -> list[float]:
    return [cosine(one, direction) for one in vectors]


def _drawn(key: str) -> float:
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") / 2**64
