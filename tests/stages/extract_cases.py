"""What the tests of the choosing stages share: case files, topics, and the seeds read, cleaned and segmented."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from briefing.readers.folder import read_sources
from briefing.resources import find
from briefing.stages.clean import clean
from briefing.stages.segment import segment
from briefing.stages.topics import Topic, parse_topics
from briefing.values import Article, Sentence

DATA = Path(__file__).parents[1] / "data" / "extract"
SEEDS = Path(__file__).parents[2] / "seeds"


def cases(name: str) -> list[object]:
    """The rows of a case file; known failures are expected to fail."""
    rows = []
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        kind, *fields = line.split("\t")
        marks = [pytest.mark.xfail] if kind == "known_failure" else []
        rows.append(pytest.param(*fields, marks=marks, id=f"{kind}: {fields[-1][:40]}"))
    return rows


@cache
def topics() -> tuple[Topic, ...]:
    return parse_topics(find("prompts", "topics.toml").read_text(encoding="utf-8"))


@cache
def seeds() -> tuple[tuple[Article, ...], dict[str, tuple[Sentence, ...]]]:
    articles = read_sources(SEEDS).articles
    return articles, {article.id: segment(article, clean(article)) for article in articles}


def some_seeds(*numbers: str) -> tuple[tuple[Article, ...], dict[str, tuple[Sentence, ...]]]:
    """The seeds with these numbers ('000', '001' ...)."""
    articles, sentences = seeds()
    return tuple(one for one in articles if Path(one.source.path).name[:3] in numbers), sentences
