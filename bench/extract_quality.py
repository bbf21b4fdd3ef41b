"""How well does the choice of sentences agree with people's?

Reads articles with briefing points that cite their sentences (a test set: see docs/evaluation.md) and compares ways of
choosing: random, the first sentences, LexRank, centroid, the title's words, and ours. Measured are

- F1@k: per article, as many sentences as people cited (so precision, recall and F1 agree), summed over articles;
- P@3: the share of cited sentences among each article's three best;
- memo: groups of five articles, twelve sentences of each group by their score; of these, how many did people cite.

    python -m bench.extract_quality PATH [PATH ...]     print the figures of each file
    python -m bench.extract_quality --fit PATH          logistic regression on the features, to set the weights by
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from briefing.evaluation.selection import OURS, SYSTEMS, Rated, agreement, ranking, rate, scores
from briefing.evaluation.testrun import MEMO_SIZE
from briefing.evaluation.testset import TestArticle, read_test_set
from briefing.lang.phrases import count_syllables
from briefing.stages.extract import extract, told
from briefing.stages.salience import DEFAULT_WEIGHTS, FEATURES
from briefing.stages.topics import parse_topics

POINTS = 12
TOP = 3
ROOT = Path(__file__).parents[1]


def precision_at(groups: Sequence[Sequence[Rated]], system: str, count: int) -> float:
    """The share of cited sentences among so many best of every article."""
    hits = taken = 0
    for one in (one for group in groups for one in group):
        top = ranking(scores(one, system))[:count]
        hits += len(one.test.cited.intersection(top))
        taken += len(top)
    return hits / taken


def pooled(groups: Sequence[Sequence[Rated]], system: str) -> float:
    """The share of cited sentences among the twelve best of each group, all articles in one."""
    hits = taken = 0
    for group in groups:
        # The shares of LexRank depend on the number of sentences; times that number they can be compared.
        values = [
            (value * len(one.vectors) if system == "LexRank" else value)
            for one in group
            for value in scores(one, system)
        ]
        cited = [place in one.test.cited for one in group for place in range(len(one.vectors))]
        top = ranking(values)[:POINTS]
        hits += sum(cited[place] for place in top)
        taken += len(top)
    return hits / taken


def memo(groups: Sequence[Sequence[TestArticle]]) -> tuple[float, float, float, float]:
    """The whole stage: precision of the told sentences, articles represented, points a memo, syllables a sentence."""
    topics = parse_topics((ROOT / "prompts" / "topics.toml").read_text(encoding="utf-8"))
    hits = taken = represented = articles = points = syllables = 0
    for group in groups:
        result = extract([one.article for one in group], {one.article.id: one.sentences for one in group}, topics)
        cited = {(one.article.id, one.sentences[place].span) for one in group for place in one.cited}
        shown = [sentence for passage in result.passages for sentence in told(passage)]
        hits += sum((sentence.article_id, sentence.span) in cited for sentence in shown)
        taken += len(shown)
        syllables += sum(count_syllables(sentence.text) for sentence in shown)
        represented += len({sentence.article_id for passage in result.passages for sentence in passage.sentences})
        articles += len(group)
        points += len(result.passages)
    return hits / taken, represented / articles, points / len(groups), syllables / taken


def fit(groups: Sequence[Sequence[Rated]]) -> Iterator[tuple[str, float]]:
    """Logistic regression by gradient descent, lightly regularised: the weight of every feature."""
    every = [one for group in groups for one in group]
    features = np.array([[row[name] for name in FEATURES] for one in every for row in one.features])
    cited = np.array([float(place in one.test.cited) for one in every for place in range(len(one.vectors))])
    weights, bias = np.zeros(features.shape[1]), 0.0
    for _ in range(6000):
        error = 1 / (1 + np.exp(-(features @ weights + bias))) - cited
        weights -= features.T @ error / len(cited) + 1e-3 * weights
        bias -= error.mean()
    yield from sorted(zip(FEATURES, weights.tolist(), strict=True), key=lambda pair: -pair[1])


def show(path: Path, rated: Sequence[Sequence[Rated]], groups: Sequence[Sequence[TestArticle]]) -> None:
    print(f"{path.name}: {sum(map(len, groups))} articles")
    print(f"  {'':10s} {'F1@k':>6s} {'P@3':>6s} {'memo':>6s}")
    for system in SYSTEMS:
        row = (agreement(rated, system).f, precision_at(rated, system, TOP), pooled(rated, system))
        print(f"  {system:10s} " + " ".join(f"{value:6.3f}" for value in row))
    for baseline in ("lead", "LexRank"):
        print(f"  {OURS} over {baseline}: {agreement(rated, OURS).f / agreement(rated, baseline).f - 1:+.1%}")
    precision, covered, points, length = memo(groups)
    print(f"  whole stage: precision {precision:.3f}, articles represented {covered:.3f}, points {points:.1f}")
    print(f"  syllables a told sentence: {length:.1f}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--fit", action="store_true", help="print fitted weights instead")
    options = parser.parse_args()
    for path in options.paths:
        if not path.is_file():
            print(f"no articles at {path}: nothing measured", file=sys.stderr)
            return 1
        groups = read_test_set(path).groups(MEMO_SIZE)
        rated = [rate(group) for group in groups]
        if options.fit:
            for name, weight in fit(rated):
                print(f"{name:12s} {weight:6.2f}   in use {getattr(DEFAULT_WEIGHTS, name):6.2f}")
            continue
        show(path, rated, groups)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
