"""How well does the choice of sentences agree with people's?

Reads articles with briefing points that cite their sentences (JSON lines: `date`, `title_vi`, `paras` of sentences
with `vi`, `points` with `cites` counted from 0) and compares three ways of choosing: the first sentences, plain
LexRank, and the salience of `briefing.stages.salience`. Measured are

- F1@k: per article, as many sentences as people cited (so precision, recall and F1 agree), summed over articles;
- P@3: the share of cited sentences among each article's three best;
- memo: groups of five articles, twelve points; of the told sentences, how many did people cite, and how many of the
  articles are represented. Leads and LexRank take twelve sentences of all five by their own rank.

    python bench/extract_quality.py PATH [PATH ...]     print the figures of each file
    python bench/extract_quality.py --fit PATH          logistic regression on the features, to set the weights by
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from briefing.stages.extract import extract, told
from briefing.stages.lexrank import centroid, content, inverse_frequencies, lexrank, vector
from briefing.stages.salience import DEFAULT_WEIGHTS, FEATURES, article_features
from briefing.stages.topics import parse_topics
from briefing.values import Article, Paragraph, Sentence, SourceDocument, Span

GROUP = 5
POINTS = 12
TOP = 3
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Judged:
    """One article, its sentences, and which of them people cited."""

    article: Article
    sentences: tuple[Sentence, ...]
    cited: np.ndarray
    features: np.ndarray
    ranks: np.ndarray


def load(path: Path) -> list[list[Judged]]:
    """The articles in groups of five, by date: what one memo might cover."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    rows.sort(key=lambda row: (row["date"], row["id"]))
    return [judge(rows[start : start + GROUP]) for start in range(0, len(rows), GROUP)]


def judge(rows: Sequence[dict[str, Any]]) -> list[Judged]:
    read = [as_article(row) for row in rows]
    features = [[content(sentence.text) for sentence in sentences] for _, sentences in read]
    idf = inverse_frequencies([one for own in group for one in own] for group in features)
    vectors = [[vector(one, idf) for one in group] for group in features]
    whole = centroid(one for group in vectors for one in group)
    judged = []
    for row, (article, sentences), own in zip(rows, read, vectors, strict=True):
        title = vector(content(article.title or ""), idf)
        rated = article_features([one.text for one in sentences], own, whole, title)
        cites = {cite for point in row["points"] for cite in point["cites"]}
        judged.append(
            Judged(
                article,
                sentences,
                np.array([place in cites for place in range(len(sentences))]),
                np.array([[one[name] for name in FEATURES] for one in rated]),
                np.array(lexrank(own)),
            )
        )
    return judged


def as_article(row: dict[str, Any]) -> tuple[Article, tuple[Sentence, ...]]:
    """The row as the pipeline would have read it: one paragraph a line."""
    text = "\n".join(" ".join(one["vi"] for one in paragraph) for paragraph in row["paras"])
    sentences, paragraphs, start = [], [], 0
    for number, paragraph in enumerate(row["paras"], start=1):
        begin = start
        for index, one in enumerate(paragraph, start=1):
            span = Span(start, start + len(one["vi"]))
            sentences.append(Sentence(row["id"], number, index, span, one["vi"]))
            start = span.end + 1
        paragraphs.append(Paragraph(number, Span(begin, start - 1)))
    digest = hashlib.sha256(text.encode()).hexdigest()
    source = SourceDocument(row["id"], digest, "text/plain")
    article = Article(row["id"], source, None, text, digest, row["title_vi"], None, None, "vi", tuple(paragraphs))
    return article, tuple(sentences)


def salience(one: Judged) -> np.ndarray:
    return np.asarray(one.features @ np.array([getattr(DEFAULT_WEIGHTS, name) for name in FEATURES]))


def lead(one: Judged) -> np.ndarray:
    return -np.arange(len(one.sentences), dtype=float)


METHODS = {"lead": lead, "LexRank": lambda one: one.ranks * len(one.ranks), "salience": salience}


def best(scores: np.ndarray, count: int) -> np.ndarray:
    return np.argsort(-scores, kind="stable")[:count]


def agreement(groups: Sequence[Sequence[Judged]], name: str) -> tuple[float, float, float]:
    """F1@k, P@3 and the precision of twelve sentences from five articles."""
    rank = METHODS[name]
    hits = wanted = top_hits = top_taken = memo_hits = memo_taken = 0
    for group in groups:
        for one in group:
            scores = rank(one)
            count = int(one.cited.sum())
            hits += int(one.cited[best(scores, count)].sum())
            wanted += count
            top = best(scores, TOP)
            top_hits += int(one.cited[top].sum())
            top_taken += len(top)
        cited = np.concatenate([one.cited for one in group])
        pooled = best(np.concatenate([rank(one) for one in group]), POINTS)
        memo_hits += int(cited[pooled].sum())
        memo_taken += len(pooled)
    return hits / wanted, top_hits / top_taken, memo_hits / memo_taken


def memo(groups: Sequence[Sequence[Judged]]) -> tuple[float, float, float]:
    """The whole stage: precision of the told sentences, articles represented, points a memo."""
    topics = parse_topics((ROOT / "prompts" / "topics.toml").read_text(encoding="utf-8"))
    hits = taken = represented = articles = points = 0
    for group in groups:
        result = extract([one.article for one in group], {one.article.id: one.sentences for one in group}, topics)
        cited = {
            (one.article.id, sentence.span)
            for one in group
            for sentence, yes in zip(one.sentences, one.cited, strict=True)
            if yes
        }
        shown = [sentence for passage in result.passages for sentence in told(passage)]
        hits += sum((sentence.article_id, sentence.span) in cited for sentence in shown)
        taken += len(shown)
        represented += len({sentence.article_id for passage in result.passages for sentence in passage.sentences})
        articles += len(group)
        points += len(result.passages)
    return hits / taken, represented / articles, points / len(groups)


def fit(groups: Sequence[Sequence[Judged]]) -> Iterator[tuple[str, float]]:
    """Logistic regression by gradient descent, lightly regularised: the weight of every feature."""
    features = np.concatenate([one.features for group in groups for one in group])
    cited = np.concatenate([one.cited for group in groups for one in group]).astype(float)
    weights, bias = np.zeros(features.shape[1]), 0.0
    for _ in range(6000):
        error = 1 / (1 + np.exp(-(features @ weights + bias))) - cited
        weights -= features.T @ error / len(cited) + 1e-3 * weights
        bias -= error.mean()
    yield from sorted(zip(FEATURES, weights.tolist(), strict=True), key=lambda pair: -pair[1])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--fit", action="store_true", help="print fitted weights instead")
    options = parser.parse_args()
    for path in options.paths:
        if not path.is_file():
            print(f"no articles at {path}: nothing measured", file=sys.stderr)
            return 1
        groups = load(path)
        if options.fit:
            for name, weight in fit(groups):
                print(f"{name:12s} {weight:6.2f}   in use {getattr(DEFAULT_WEIGHTS, name):6.2f}")
            continue
        print(f"{path.name}: {sum(map(len, groups))} articles")
        print(f"  {'':10s} {'F1@k':>6s} {'P@3':>6s} {'memo':>6s}")
        for name in METHODS:
            print(f"  {name:10s} " + " ".join(f"{value:6.3f}" for value in agreement(groups, name)))
        precision, covered, points = memo(groups)
        print(f"  whole stage: precision {precision:.3f}, articles represented {covered:.3f}, points {points:.1f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
