"""How much of what journalists wrote as the abstract does our choice of sentences say, beside lead and LexRank?

    python -m bench.abstracts PATH [--limit N]          ROUGE on articles with abstracts, by way of choosing
    python -m bench.abstracts --fit PATH [--limit N]    the weights of `briefing.stages.headline`, fitted anew

PATH holds JSON lines (packed with gzip or xz or not) of `title`, `abstract` and `body`, a list of sentences. Every way
of choosing has exactly as many syllables as the abstract. Margins come with a 95 per cent interval, by resampling
articles (Efron's bootstrap, 1,000 draws).
"""

from __future__ import annotations

import argparse
import gzip
import lzma
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from briefing.evaluation.rouge import rouge_syllables
from briefing.evaluation.selection import (
    OURS,
    SYSTEMS,
    Overlap,
    Rated,
    greedy,
    mean,
    ranking,
    rate,
    rouge,
    scores,
    within,
)
from briefing.evaluation.testrun import MEMO_SIZE
from briefing.evaluation.testset import TestSet, read_test_set
from briefing.stages.headline import HEADLINE_WEIGHTS, PENALTIES, title_words
from briefing.stages.salience import DEFAULT_WEIGHTS

TEMPERATURE = 0.03
"""How sharply a better sentence is preferred to a worse one: in units of mean ROUGE F."""
DRAWS = 1000
BASELINES = ("lead", "LexRank")


def load(path: Path, limit: int | None) -> TestSet:
    """The first `limit` lines of a file, as a test set."""
    opened = {".gz": gzip.open, ".xz": lzma.open}.get(path.suffix, open)
    with opened(path, "rt", encoding="utf-8") as lines, tempfile.TemporaryDirectory() as folder:
        head = Path(folder) / f"{path.name.split('.')[0]}.jsonl"
        head.write_text("".join(line for number, line in enumerate(lines) if not limit or number < limit), "utf-8")
        return read_test_set(head)


def articles(test: TestSet) -> Iterator[Rated]:
    return (one for group in test.groups(MEMO_SIZE) for one in rate(group) if rouge_syllables(one.test.abstract))


def measure(rated: Sequence[Rated]) -> dict[str, list[Overlap]]:
    """ROUGE of every article by every way of choosing, and of the greedy oracle."""
    found: dict[str, list[Overlap]] = {system: [] for system in (*SYSTEMS, "oracle")}
    for one in rated:
        reference = rouge_syllables(one.test.abstract)
        lines = [rouge_syllables(sentence.text) for sentence in one.test.sentences]
        for system in SYSTEMS:
            order = ranking(scores(one, system))
            found[system].append(rouge(within(lines, order, len(reference)), reference))
        found["oracle"].append(rouge(greedy(lines, reference), reference))
    return found


def margin(ours: Sequence[Overlap], theirs: Sequence[Overlap], name: str) -> tuple[float, float, float]:
    """How much better than the other, relatively: the figure and the ends of its interval."""
    left = np.array([getattr(one, name) for one in ours])
    right = np.array([getattr(one, name) for one in theirs])
    drawn = random.Random(1)  # noqa: S311 - no secret
    ratios = []
    for _ in range(DRAWS):
        picked = drawn.choices(range(len(left)), k=len(left))
        ratios.append(left[picked].sum() / right[picked].sum() - 1)
    ratios.sort()
    return left.sum() / right.sum() - 1, ratios[DRAWS * 25 // 1000], ratios[DRAWS * 975 // 1000]


def fit(rated: Sequence[Rated], rounds: int = 4000) -> dict[str, float]:
    """The weights under which the likeliest sentence is the one with the best ROUGE; penalties are held as they are.

    Softmax cross-entropy over the sentences of each article, by gradient descent with a little shrinkage.
    """
    names = [*HEADLINE_WEIGHTS, *PENALTIES]
    groups = []
    for one in rated:
        reference = rouge_syllables(one.test.abstract)
        told = [
            {**own, "title_words": title_words(v, one.title)} for own, v in zip(one.features, one.vectors, strict=True)
        ]
        lines = [rouge_syllables(sentence.text)[: len(reference)] for sentence in one.test.sentences]
        gains = [rouge(line, reference) for line in lines]
        worth = np.array([(gain.one + gain.two + gain.longest) / 3 for gain in gains]) / TEMPERATURE
        if len(worth):
            wanted = np.exp(worth - worth.max())
            groups.append((np.array([[row[name] for name in names] for row in told]), wanted / wanted.sum()))
    features = np.concatenate([group[0] for group in groups])
    wanted = np.concatenate([group[1] for group in groups])
    starts = np.cumsum([0, *(len(group[1]) for group in groups)][:-1])
    number = np.repeat(np.arange(len(groups)), [len(group[1]) for group in groups])
    free = len(HEADLINE_WEIGHTS)
    weights = np.array([0.0] * free + [getattr(DEFAULT_WEIGHTS, name) for name in PENALTIES])
    for _ in range(rounds):
        logits = features @ weights
        likely = np.exp(logits - np.maximum.reduceat(logits, starts)[number])
        likely /= np.add.reduceat(likely, starts)[number]
        gradient = features.T @ (likely - wanted) / len(groups) + 2e-3 * weights
        weights[:free] -= gradient[:free]
    return dict(zip(names[:free], weights[:free].tolist(), strict=True))


def show(name: str, found: dict[str, list[Overlap]]) -> None:
    print(f"{name}: {len(found[OURS])} articles")
    print(f"  {'':9s} {'ROUGE-1':>8s} {'ROUGE-2':>8s} {'ROUGE-L':>8s}")
    for system, each in found.items():
        one = mean(each)
        print(f"  {system:9s} {one.one:8.4f} {one.two:8.4f} {one.longest:8.4f}")
    for baseline in BASELINES:
        for label, field in (("ROUGE-1", "one"), ("ROUGE-2", "two"), ("ROUGE-L", "longest")):
            gain, low, high = margin(found[OURS], found[baseline], field)
            print(f"  {OURS} over {baseline}, {label}: {gain:+.1%} ({low:+.1%} to {high:+.1%})")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--limit", type=int, help="only so many articles")
    parser.add_argument("--fit", action="store_true", help="print fitted weights instead")
    options = parser.parse_args()
    if not options.path.is_file():
        print(f"no articles at {options.path}: nothing measured", file=sys.stderr)
        return 1
    rated = list(articles(load(options.path, options.limit)))
    if options.fit:
        for name, weight in fit(rated).items():
            print(f"{name:12s} {weight:6.2f}   in use {HEADLINE_WEIGHTS[name]:6.2f}")
    else:
        show(options.path.name, measure(rated))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
