"""What is written of any page can be read back, and names of files are safe."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.errors import ConfigError
from briefing.fetch.addresses import Wish, askable, objection, read_list, same_page
from briefing.fetch.page import slug, text_file
from briefing.readers.frontmatter import front_matter
from briefing.readers.layer import make_article, one_line
from briefing.stages.date_stamps import days_in_name
from briefing.values import PublicationDate, SourceDocument

LINES = st.text(st.characters(codec="utf-8"), max_size=60).map(one_line)
DAYS = st.none() | st.dates(date(1990, 1, 1), date(2090, 1, 1))


@given(LINES, LINES, DAYS)
def test_front_matter_is_read_back_as_it_was(title: str | None, outlet: str | None, day: date | None) -> None:
    published = PublicationDate(day, day, "metadata" if day else "none", "as printed: 5/2")
    source = SourceDocument("a", "b", "text/html")
    article = make_article("Tin trong ngày.\n---\nHết.", source, title=title, outlet=outlet, published=published)
    saved = text_file(article, "https://a.vn/1?a=b#c", datetime(2026, 2, 6, tzinfo=UTC))
    text = saved.data.decode("utf-8")
    matter = front_matter(text)
    assert (matter.title, matter.outlet, matter.url) == (title, outlet, "https://a.vn/1?a=b#c")
    assert matter.published.earliest == day
    assert text[matter.start :].strip() == article.text


@given(st.text(max_size=300))
def test_names_are_short_plain_and_state_no_other_day(title: str) -> None:
    name = slug(title)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert len(name) <= 60


@pytest.mark.parametrize("title", ["Tin ngày 5/2/2026", "5-2-2026", "2026.02.05 tin", "Họp 05_02_2026"])
def test_a_day_in_a_title_is_no_day_in_the_name(title: str) -> None:
    assert days_in_name(f"undated-{slug(title)}.txt") == ()


@given(st.text(max_size=60))
def test_any_address_is_refused_or_can_be_sent(text: str) -> None:
    url = f"https://{text}"
    if objection(url) is None:
        assert askable(url).partition("//")[2].partition("/")[2].isascii()
        assert same_page(same_page(url)) == same_page(url)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://A.vn/x", "HTTPS://a.vn:443/x#top", True),
        ("https://a.vn", "https://a.vn/", True),
        ("https://a.vn/x?utm_source=b&utm_medium=c", "https://a.vn/x", True),
        ("https://a.vn/x?id=1&fbclid=z", "https://a.vn/x?id=1", True),
        ("https://a.vn/x?cid=1", "https://a.vn/x?cid=2", False),
        ("https://a.vn/x", "https://a.vn/X", False),
        ("https://a.vn:8443/x", "https://a.vn/x", False),
    ],
)
def test_when_two_addresses_are_one_page(one: str, other: str, *, same: bool) -> None:
    assert (same_page(one) == same_page(other)) is same


def test_a_list_of_addresses(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("\ufeff# x\n\n https://a.vn/1 \nFeed  https://a.vn/rss\nfeeds.vn\n", encoding="utf-8")
    assert read_list(path) == (Wish("https://a.vn/1"), Wish("https://a.vn/rss", "feed"), Wish("feeds.vn"))
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError):
        read_list(path)
