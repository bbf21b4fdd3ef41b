"""News pages and feeds around the seeds' own paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

from tests.readers.builders import seed_lines
from tests.readers.test_read_html import TITLE, page

HEAD = '<meta property="article:published_time" content="{}">'


def news(
    seed: str = "001", title: str = TITLE, published: str | None = "2026-01-26T20:30:00+07:00", **more: str
) -> str:
    """A page of a newspaper with a seed's text, a title and a day."""
    lines = [" ".join(line.split()) for line in seed_lines(seed)]
    head = HEAD.format(published) if published else ""
    return page(lines=lines, head=head, **more).replace(TITLE, title)  # type: ignore[arg-type]


def rss(items: Sequence[tuple[str, str, str]]) -> str:
    """An RSS 2.0 feed of (address, title, date)."""
    told = "".join(
        f"<item><title><![CDATA[{title}]]></title><link>{url}</link><pubDate>{day}</pubDate></item>"
        for url, title, day in ((url.replace("&", "&amp;"), title, day) for url, title, day in items)
    )
    channel = f"<channel><title>Báo Thử</title><link>https://baothu.vn</link>{told}</channel>"
    return f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0">{channel}</rss>'


def atom(items: Sequence[tuple[str, str, str]]) -> str:
    """An Atom feed of (address, title, date)."""
    told = "".join(
        f'<entry><title>{title}</title><id>tag:{n}</id><link rel="alternate" href="{url}"/>'
        f'<link rel="enclosure" href="/picture.jpg"/><published>{day}</published><updated>{day}</updated></entry>'
        for n, (url, title, day) in enumerate(items)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>Báo Thử</title>'
        f'<id>urn:1</id><updated>2026-02-05T00:00:00Z</updated><link rel="self" href="/atom.xml"/>{told}</feed>'
    )
