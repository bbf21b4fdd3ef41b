"""From a web page to a text file with front matter, read by the same reader as saved pages.

The bytes of an answer come in; the bytes of a .txt file and its name go out, or the reason why there is no article.
The file is read back before it is handed on: it must give the same title, outlet, day and paragraphs as the page.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime

from briefing.fetch.addresses import host_of
from briefing.fetch.feed import Entry
from briefing.lang.text import fold
from briefing.readers.html import HtmlReader
from briefing.readers.text import TextReader
from briefing.records import dataclass
from briefing.values import Article, Dropped, PublicationDate, SourceDocument

_PAGES = frozenset({"text/html", "application/xhtml+xml", ""})
_LONGEST_TITLE = 500  # characters
_SLUG = 60
UNDATED_NAME = "undated"


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A file to be written: its name without ending, its bytes, and the digest of the article's words."""

    stem: str
    data: bytes
    words_sha256: str


def read_page(data: bytes, content_type: str, url: str, entry: Entry | None, fetched: datetime) -> SavedPage | str:
    """The text file of a page, else why it holds no article. What the page leaves open, its feed's entry may fill."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in _PAGES:
        return f"no web page but {kind[:60]}; save it by hand if it is wanted"
    source = SourceDocument(url, hashlib.sha256(data).hexdigest(), "text/html")
    article = next(iter(HtmlReader().read(data, source)), None)
    if not isinstance(article, Article):
        return article.reason if isinstance(article, Dropped) else "no article text found in the page"
    article = _completed(article, url, entry)
    saved = text_file(article, url, fetched)
    return saved if _reads_back(saved.data, article) else "the article's text could not be kept whole"


def text_file(article: Article, url: str, fetched: datetime) -> SavedPage:
    """The article as a text file: front matter as our text reader knows it, a blank line, the text as it is."""
    import yaml

    day = article.published.earliest if article.published.exact else None
    fields = {
        "title": article.title,
        "outlet": article.outlet,
        "url": url,
        "published": day.isoformat() if day else None,
        "dated_by": article.published.evidence if day else None,
        "fetched": fetched.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    block = yaml.safe_dump(
        {key: value for key, value in fields.items() if value}, allow_unicode=True, sort_keys=False, width=1_000_000
    )
    body = article.text.strip("\n")
    stem = f"{day or UNDATED_NAME}-{slug(article.title or host_of(url))}"
    words = hashlib.sha256(" ".join(body.split()).encode()).hexdigest()
    return SavedPage(stem, f"---\n{block}---\n\n{body}\n".encode(), words)


def slug(title: str) -> str:
    """A title as the part of a file name: ASCII, lower case, words joined by '-', no more than sixty characters.

    Numbers are run together, so that nobody takes 'ngày 5-2-2026' in a name for the day of publication.

    >>> slug("Thủ tướng: “Đẩy mạnh” hợp tác ngày 5/2/2026")
    'thu-tuong-day-manh-hop-tac-ngay-5x2x2026'
    """
    words = re.findall(r"[a-z0-9]+", re.sub(r"(?<=\d)[-/._](?=\d)", "x", fold(title)))
    text = "-".join(words)
    if len(text) > _SLUG:
        text = text[: _SLUG + 1].rpartition("-")[0] or text[:_SLUG]
    return text or "article"


def _completed(article: Article, url: str, entry: Entry | None) -> Article:
    """The article with what its feed knows better: a title where there is none, a day where the page states none."""
    title = (article.title or (entry.title if entry else None) or "")[:_LONGEST_TITLE].strip() or None
    published = article.published
    if not published.exact and entry is not None and entry.published is not None:
        day = entry.published
        published = PublicationDate(day, day, "metadata", f"the feed: {entry.stated}")
    return replace(
        article, title=title, outlet=(article.outlet or host_of(url))[:_LONGEST_TITLE], url=url, published=published
    )


def _reads_back(data: bytes, article: Article) -> bool:
    again = next(iter(TextReader().read(data, SourceDocument("again.txt", "", "text/plain"))), None)
    if not isinstance(again, Article):
        return False
    lines = [paragraph.span.of(article.text) for paragraph in article.paragraphs]
    day = article.published.earliest if article.published.exact else None
    return (
        (again.title, again.outlet, again.url) == (article.title, article.outlet, article.url)
        and again.published.earliest == day
        and [paragraph.span.of(again.text) for paragraph in again.paragraphs] == lines
    )
