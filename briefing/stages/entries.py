"""Rows of the list of sources: what is known of an article, or of a file that gave none, before anything is chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from briefing.lang.phrases import count_syllables
from briefing.values import UNDATED, Article, Cut, Dropped, SourceEntry


def article_entry(article: Article, cuts: Iterable[Cut]) -> SourceEntry:
    """What is known of an article by itself, as one in use; `cuts` are counted by their reasons."""
    return SourceEntry(
        path=article.source.path,
        record=article.record,
        sha256=article.source.sha256,
        title=article.title,
        outlet=article.outlet,
        language=article.language,
        words=count_syllables(article.text),
        date=article.published,
        fate="used",
        cuts=tuple(sorted(Counter(cut.reason for cut in cuts).items())),
        url=article.url,
        text_sha256=article.text_sha256,
    )


def file_entry(one: Dropped, digests: Mapping[str, str]) -> SourceEntry:
    """The row of a file, or of a record in a file, that no article came from."""
    path, mark, record = one.article_id.rpartition("#")
    if one.article_id in digests or not mark or not record.isdigit():
        path, record = one.article_id, ""
    return SourceEntry(
        path=path,
        record=int(record) if record else None,
        sha256=digests.get(path, ""),
        title=None,
        outlet=None,
        language="und",
        words=0,
        date=UNDATED,
        fate="dropped",
        stage=one.stage,
        reason=one.reason,
    )
