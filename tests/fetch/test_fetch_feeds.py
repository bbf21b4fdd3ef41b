"""Feeds of both kinds, and what only claims to be one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefing.fetch.feed import Entry, NoFeed, feed_day, read_feed
from briefing.readers.text import TextReader
from tests.conftest import Briefing
from tests.fetch.conftest import Fetch
from tests.fetch.pages import atom, news, rss
from tests.fetch.server import Site
from tests.readers.builders import article_of

DAYS = ("Thu, 05 Feb 2026 23:49:00 GMT+7", "Fri, 06 Feb 2026 08:00:00 +0700")


def fates(report: object) -> list[str]:
    return [row.fate for row in report.rows]  # type: ignore[attr-defined]


def two_articles(site: Site) -> list[str]:
    return [site.page("/a.html?id=1&b=2", news("001")), site.page("/b.html", news("002"))]


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_the_articles_of_a_feed_are_saved_once(site: Site, fetch: Fetch, sources: Path, kind: str) -> None:
    urls = two_articles(site)
    if kind == "rss":
        body = rss([(url, "T", day) for url, day in zip(urls, DAYS, strict=True)])
    else:
        body = atom(
            [(url.removeprefix(site.url("")).replace("&", "&amp;"), "T", "2026-02-05T10:00:00Z") for url in urls]
        )
    feed = site.page("/feed", body, "application/xml")
    report = fetch(feed=feed)
    assert fates(report) == ["feed", "saved", "saved"]
    assert [row.url for row in report.rows[1:]] == urls
    assert all(row.feed == feed for row in report.rows[1:])
    assert fates(fetch(feed=feed)) == ["feed", "known", "known"]
    assert len(list(sources.glob("*.txt"))) == 2


def test_an_unchanged_feed_is_not_read_again(site: Site, fetch: Fetch) -> None:
    feed = site.page("/feed", rss([(url, "T", DAYS[0]) for url in two_articles(site)]), "text/xml", ETag='"f"')
    fetch(feed=feed)
    site.status("/feed", 304)
    assert fates(fetch(feed=feed)) == ["unchanged"]
    assert site.asked[-1][1]["If-None-Match"] == '"f"'


@pytest.mark.parametrize("limit", [None, 1])
def test_a_feed_with_something_left_to_fetch_is_read_again(site: Site, fetch: Fetch, limit: int | None) -> None:
    urls = [site.page("/a.html", news("001")), site.url("/missing.html")]
    feed = site.page("/feed", rss([(url, "T", DAYS[0]) for url in urls]), "text/xml", ETag='"f"')
    report = fetch(feed=feed, limit=limit)
    assert fates(report) == ["feed", "saved", "left" if limit else "failed"]
    fetch(feed=feed)
    asked = [headers for path, headers in site.asked if path == "/feed"]
    assert "If-None-Match" not in asked[-1]
    site.page("/missing.html", news("002"))
    assert fates(fetch(feed=feed)) == ["feed", "known", "saved"]


def test_the_feed_gives_the_day_and_title_that_a_page_leaves_open(site: Site, fetch: Fetch, sources: Path) -> None:
    feed = site.page("/feed", rss([(site.page("/a.html", news("004", published=None)), "Khác", DAYS[0])]), "text/xml")
    fetch(feed=feed)
    (file,) = sources.glob("*.txt")
    text = file.read_text(encoding="utf-8")
    assert file.name.startswith("2026-02-05-tong-bi-thu")  # the page's own title stays
    assert f"dated_by: 'the feed: {DAYS[0]}'" in text
    assert article_of(TextReader(), file.read_bytes()).published.earliest.isoformat() == "2026-02-05"  # type: ignore[union-attr]


def test_a_page_knows_its_own_day_better_than_its_feed(site: Site, fetch: Fetch, sources: Path) -> None:
    feed = site.page("/feed", rss([(site.page("/a.html", news("001")), "T", DAYS[0])]), "text/xml")
    fetch(feed=feed)
    assert [file.name[:10] for file in sources.glob("*.txt")] == ["2026-01-26"]


def test_a_web_page_is_no_feed_and_the_one_it_names_is_told(site: Site, fetch: Fetch) -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="https://baothu.vn/rss/thoi-su.rss">'
    url = site.page("/", news().replace("</head>", f"{head}</head>"), "application/rss+xml")
    (row,) = fetch(feed=url).rows
    assert (row.fate, row.reason) == (
        "failed",
        "not a feed but a web page; it names the feed https://baothu.vn/rss/thoi-su.rss",
    )


@pytest.mark.parametrize(
    "data", [b"", b"   ", b"\x00\x01\x02", b"{}", b"<xml>", b"<?xml version='1.0'?><a><b/></a>", b"GIF89a", b"Tin"]
)
def test_what_is_no_feed_is_told(data: bytes) -> None:
    assert isinstance(read_feed(data, "https://a.vn/feed"), NoFeed)


def test_a_feed_that_breaks_off_gives_what_stands_before() -> None:
    whole = rss([("https://a.vn/1", "Một", DAYS[0]), ("https://a.vn/2", "Hai", DAYS[1])])
    found = read_feed(whole[: whole.index("<pubDate>Fri")].encode(), "https://a.vn/feed")
    assert isinstance(found, tuple)
    assert found[0].url == "https://a.vn/1"


def test_an_empty_feed_is_a_feed(site: Site, fetch: Fetch) -> None:
    assert fates(fetch(feed=site.page("/feed", rss([]), "text/xml"))) == ["feed"]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_feeds_in_other_encodings_than_they_say(codec: str) -> None:
    body = rss([("https://a.vn/1", "Tin", DAYS[0])])
    if codec == "cp1258":
        body = body.replace("Báo Thử", "Bao Thu").replace("utf-8", "windows-1258")
    found = read_feed(body.encode(codec), "https://a.vn/feed")
    assert found == (Entry("https://a.vn/1", "Tin", feed_day(DAYS[0]), DAYS[0]),)


def test_entities_do_not_grow() -> None:
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    body = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{bomb}]><rss version="2.0"><channel>'
    body += "<item><title>&l11;</title><link>https://a.vn/1</link></item></channel></rss>"
    found = read_feed(body.encode(), "https://a.vn/feed")
    assert isinstance(found, NoFeed)
    assert "entities" in found.reason


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("Thu, 05 Feb 2026 23:49:00 GMT+7", "2026-02-05"),
        ("Thu, 05 Feb 2026 23:49:00 +0700", "2026-02-05"),
        ("Thu, 05 Feb 2026 20:49:00 GMT", "2026-02-06"),
        ("2026-02-05T20:49:00Z", "2026-02-06"),
        ("2026-02-05", "2026-02-05"),
        ("Thu, 05 Feb 2026 20:49:00", None),
        ("2/5/2026 10:00:00 PM", None),
        ("Thu, 35 Feb 2026 20:49:00 GMT", None),
        ("", None),
        ("hôm nay", None),
    ],
)
def test_the_day_of_a_feeds_date(stated: str, day: str | None) -> None:
    found = feed_day(stated)
    assert (found.isoformat() if found else None) == day


def test_the_command_reads_a_list_and_prints_one_document(site: Site, briefing: Briefing, tmp_path: Path) -> None:
    (tmp_path / "briefing.toml").write_text("[fetch]\ndelay = 0.0\n", encoding="utf-8")
    feed = site.page("/feed", rss([(site.page("/a.html", news("001")), "T", DAYS[0])]), "text/xml")
    listed = tmp_path / "list.txt"
    listed.write_text(f"# ours\n\nfeed {feed}\n{site.url('/missing.html')}\n", encoding="utf-8")
    options = ("--list", listed, "--into", tmp_path / "in", "--config", tmp_path / "briefing.toml")
    outcome = briefing("fetch", *options, "--json")
    assert outcome.code == 0, outcome.err
    report = json.loads(outcome.out)
    assert report["counts"] == {"feed": 1, "saved": 1, "failed": 1}
    assert [row["fate"] for row in report["rows"]] == ["feed", "saved", "failed"]
    assert (tmp_path / "in" / report["rows"][1]["file"]).is_file()
    again = briefing("fetch", *options, "--strict")
    assert again.code == 1
    assert "404 Not Found" in again.out


def test_the_command_fails_where_nothing_could_be_had(site: Site, briefing: Briefing, tmp_path: Path) -> None:
    (tmp_path / "briefing.toml").write_text("[fetch]\ndelay = 0.0\ntries = 1\n", encoding="utf-8")
    settings = ("--into", tmp_path / "in", "--config", tmp_path / "briefing.toml")
    outcome = briefing("fetch", "--feed", site.page("/feed", news()), *settings)
    assert outcome.code == 3
    assert "not a feed but a web page" in outcome.err
    assert len(outcome.err.strip().splitlines()) == 2
    outcome = briefing("fetch", "http://127.0.0.1:9/", *settings)
    assert outcome.code == 3
    assert "proxy" in outcome.err


@pytest.mark.parametrize("arguments", [(), ("--list", "none.txt"), ("--limit", "0", "http://a.vn")])
def test_misuse_is_two_lines_and_exit_2(briefing: Briefing, arguments: tuple[str, ...]) -> None:
    outcome = briefing("fetch", *arguments)
    assert outcome.code == 2
    assert len(outcome.err.strip().splitlines()) == 2


def test_an_empty_list_is_no_mistake(briefing: Briefing, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("# nothing yet\n", encoding="utf-8")
    outcome = briefing("fetch", "--list", tmp_path / "list.txt", "--into", tmp_path / "in")
    assert outcome.code == 0
    assert "No address was named" in outcome.out
