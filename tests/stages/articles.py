"""Articles for the tests of the stages: made from plain text the way readers make them, and the five seeds."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from hypothesis import settings

from briefing.stages.clean import clean
from briefing.values import UNDATED, Article, Cut, Paragraph, PublicationDate, SourceDocument, Span

SEED_FOLDER = Path(__file__).parents[2] / "seeds"
SEEDS = sorted(path.name for path in SEED_FOLDER.glob("*.txt"))


def article_of(
    text: str,
    path: str = "sources/a.txt",
    *,
    title: str | None = None,
    outlet: str | None = None,
    published: PublicationDate = UNDATED,
) -> Article:
    """Every line that is not blank is a paragraph, without the whitespace around it."""
    spans = []
    for match in re.finditer(r"[^\n]+", text):
        inner = match[0].strip()
        if inner:
            start = match.start() + match[0].index(inner)
            spans.append(Span(start, start + len(inner)))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Article(
        id=path,
        source=SourceDocument(path, digest, "text/plain"),
        record=None,
        text=text,
        text_sha256=digest,
        title=title,
        outlet=outlet,
        url=None,
        language="vi",
        paragraphs=tuple(Paragraph(number, span) for number, span in enumerate(spans, start=1)),
        published=published,
    )


@cache
def seed(name: str) -> Article:
    return article_of((SEED_FOLDER / name).read_text(encoding="utf-8"), f"seeds/{name}")


def read_lines(path: Path) -> list[str]:
    """The cases of a data file: lines that are neither blank nor comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("# ")]


@cache
def cleaned(name: str) -> tuple[Article, tuple[Cut, ...]]:
    """A seed and its cuts."""
    article = seed(name)
    return article, clean(article)


relaxed = settings(deadline=None, max_examples=60)
"""For properties over whole articles."""
