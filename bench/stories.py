"""How well are articles joined to stories? Pairs of articles: precision and recall.

python bench/stories.py LABELLED.jsonl [...]        articles with a `story` each: precision and recall of pairs
python bench/stories.py --natural ARTICLES.jsonl.gz articles without: the pairs that were joined, for a person to judge
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

from briefing.stages.events import likeness, profiles
from briefing.stages.stories import JOINED, find_stories, story_of
from briefing.values import UNDATED, Article, Paragraph, PublicationDate, Sentence, SourceDocument, Span

Sentences = Mapping[str, tuple[Sentence, ...]]


def read(path: Path) -> list[dict[str, Any]]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.decode("utf-8").splitlines() if line.strip()]


def as_articles(rows: Sequence[dict[str, Any]], name: str) -> tuple[list[Article], Sentences]:
    """The articles with each line, or each sentence of the body, as a sentence."""
    articles, sentences = [], {}
    for number, row in enumerate(rows, 1):
        lines = row["text"].split("\n") if "text" in row else [row["abstract"], *row["body"]]
        day = date.fromisoformat(row["published"]) if "published" in row else None
        published = PublicationDate(day, day, "metadata", "") if day else UNDATED
        article = Article(
            f"{name}#{number}", SourceDocument(name, "", ""), number, "\n".join(lines), "", row["title"],
            row.get("outlet"), row.get("url"), "vi", (Paragraph(1, Span(0, 0)),), published,
        )  # fmt: skip
        articles.append(article)
        sentences[article.id] = tuple(
            Sentence(article.id, place, 1, Span(0, len(line)), line) for place, line in enumerate(lines, 1)
        )
    return articles, sentences


def labelled(path: Path) -> str:
    """One line: how many pairs are right, precision, recall."""
    rows = read(path)
    articles, sentences = as_articles(rows, path.name)
    found = story_of(find_stories(articles, sentences))
    right = {pair for pair in combinations(range(len(rows)), 2) if len({rows[one]["story"] for one in pair}) == 1}
    joined = {pair for pair in combinations(range(len(rows)), 2) if len({found[articles[one].id] for one in pair}) == 1}
    precision = len(right & joined) / len(joined) if joined else 1.0
    recall = len(right & joined) / len(right) if right else 1.0
    return (
        f"{path.name}: {len(rows)} articles, {len(right)} pairs of one story, {len(joined)} joined; "
        f"precision {precision:.3f}, recall {recall:.3f}; {len(set(found.values()))} stories"
    )


def natural(path: Path, joined: float) -> None:
    rows = read(path)
    articles, sentences = as_articles(rows, path.name)
    began = time.perf_counter()
    stories = find_stories(articles, sentences, joined)
    seconds = time.perf_counter() - began
    known = dict(zip((one.id for one in articles), profiles(articles, sentences), strict=True))
    titles = {one.id: one.title for one in articles}
    told = [story for story in stories if len(story.articles) > 1]
    print(f"{path.name}: {len(articles)} articles, {len(stories)} stories, {len(told)} of several ({seconds:.1f} s)")
    scored = [(likeness(known[a], known[b]), a, b) for story in told for a, b in combinations(story.articles, 2)]
    for alike, one, other in sorted(scored, reverse=True):
        print(f"{alike:.3f}  {titles[one]}  |  {titles[other]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--natural", action="store_true", help="the articles have no label")
    parser.add_argument("--joined", type=float, default=JOINED, help="likeness from which articles are joined")
    arguments = parser.parse_args()
    for path in arguments.paths:
        if arguments.natural:
            natural(path, arguments.joined)
        else:
            print(labelled(path))


if __name__ == "__main__":
    sys.exit(main())
