"""Fetched articles are saved once, read back as they were on the page, and never written over anything."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from briefing.errors import SourceError
from briefing.fetch.known import STATE_FILE
from briefing.readers.html import HtmlReader
from briefing.readers.text import TextReader
from tests.conftest import Briefing
from tests.fetch.conftest import Fetch, StillClock
from tests.fetch.pages import news
from tests.fetch.server import Site
from tests.readers.builders import article_of, paragraphs

TITLE = "Thủ tướng: “Đẩy mạnh” hợp tác - ngày 5/2/2026 #1 & 'nháy'"


def fates(report: object) -> list[str]:
    return [row.fate for row in report.rows]  # type: ignore[attr-defined]


def test_a_page_becomes_a_text_file_with_front_matter(site: Site, fetch: Fetch, sources: Path) -> None:
    page = news(title=TITLE)
    report = fetch(site.page("/hop-tac-7.html", page))
    assert fates(report) == ["saved"]
    (file,) = sources.glob("*.txt")
    assert file.name == report.rows[0].file == "2026-01-26-thu-tuong-day-manh-hop-tac-ngay-5x2x2026-1-nhay.txt"
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "---"
    assert "fetched: '2026-02-06T03:00:02Z'" in lines
    saved = article_of(TextReader(), file.read_bytes())
    original = article_of(HtmlReader(), page.encode())
    assert (saved.title, saved.outlet, saved.url) == (TITLE, "Báo Thử", site.url("/hop-tac-7.html"))
    assert saved.title == original.title
    assert saved.published.earliest == original.published.earliest
    assert saved.published.exact
    assert paragraphs(saved) == paragraphs(original)


def test_sources_lists_a_fetched_article_with_title_date_and_outlet(
    site: Site, fetch: Fetch, sources: Path, briefing: Briefing
) -> None:
    fetch(site.page("/a.html", news(title=TITLE)))
    outcome = briefing("sources", sources, "--json", "--as-of", "2026-03-02")
    (row,) = json.loads(outcome.out)
    assert (row["title"], row["outlet"], row["language"]) == (TITLE, "Báo Thử", "vi")
    assert (row["date"]["earliest"], row["date"]["latest"]) == ("2026-01-26", "2026-01-26")
    assert row["date"]["evidence"].startswith("published: 2026-01-26")


def test_what_was_fetched_is_not_asked_for_again(site: Site, fetch: Fetch, sources: Path) -> None:
    url = site.page("/a.html", news())
    fetch(url)
    before = {file: file.read_bytes() for file in sources.iterdir()}
    asked = len(site.asked)
    report = fetch(url, url + "?utm_source=mail#top")
    assert fates(report) == ["known", "known"]
    assert len(site.asked) == asked
    assert {file: file.read_bytes() for file in sources.iterdir()} == before


@pytest.mark.parametrize("state", [None, b"{", b'{"version": 7}', b'{"version": 1, "addresses": {"a": 1}}', b"\xff"])
def test_a_lost_or_broken_state_file_does_not_fetch_twice(
    site: Site, fetch: Fetch, sources: Path, state: bytes | None
) -> None:
    url = site.page("/a.html", news())
    fetch(url)
    if state is None:
        (sources / STATE_FILE).unlink()
    else:
        (sources / STATE_FILE).write_bytes(state)
    report = fetch(url)
    assert fates(report) == ["known"]
    assert bool(report.notes) == (state is not None)
    assert len(list(sources.glob("*.txt"))) == 1


def test_asking_again_is_conditional_and_keeps_the_old_file(site: Site, fetch: Fetch, sources: Path) -> None:
    url = site.page("/a.html", news("001"), ETag='"1"', Last_Modified="Mon, 26 Jan 2026 13:00:00 GMT")
    fetch(url)
    site.status("/a.html", 304)
    assert fates(fetch(url, again=True)) == ["unchanged"]
    path, headers = site.asked[-1]
    assert path == "/a.html"
    assert headers["If-None-Match"] == '"1"'
    assert headers["If-Modified-Since"] == "Mon, 26 Jan 2026 13:00:00 GMT"
    site.page("/a.html", news("001"))
    assert fates(fetch(url, again=True)) == ["unchanged"]
    site.page("/a.html", news("002"))
    report = fetch(url, again=True)
    assert fates(report) == ["saved"]
    assert sorted(file.name for file in sources.glob("*.txt"))[1] == report.rows[0].file.replace("-2.txt", ".txt")
    assert len(list(sources.glob("*.txt"))) == 2


def test_two_articles_of_one_title_and_day_get_two_names(site: Site, fetch: Fetch) -> None:
    report = fetch(site.page("/a.html", news("001")), site.page("/b.html", news("002")))
    assert fates(report) == ["saved", "saved"]
    first, second = (row.file for row in report.rows)
    assert second == first.replace(".txt", "-2.txt")


def test_a_file_of_somebody_else_is_never_written_over(site: Site, fetch: Fetch, sources: Path) -> None:
    sources.mkdir()
    taken = sources / "2026-01-26-hop-tac.txt"
    taken.write_text("mine", encoding="utf-8")
    report = fetch(site.page("/a.html", news(title="Hợp tác")))
    assert report.rows[0].file == "2026-01-26-hop-tac-2.txt"
    assert taken.read_text(encoding="utf-8") == "mine"


def test_the_same_words_under_another_address_are_a_duplicate(site: Site, fetch: Fetch) -> None:
    report = fetch(site.page("/a.html", news()), site.page("/amp/a.html", news()))
    assert fates(report) == ["saved", "duplicate"]
    assert report.rows[0].file == report.rows[1].file
    assert fates(fetch(site.url("/amp/a.html"))) == ["known"]


def test_addresses_that_lead_to_one_page_give_one_file(site: Site, fetch: Fetch, sources: Path) -> None:
    site.page("/a.html", news())
    short = site.status("/s/1", 302, Location="/a.html")
    assert fates(fetch(short, site.url("/a.html"))) == ["saved", "known"]
    other = site.status("/s/2", 301, Location=site.url("/a.html"))
    assert fates(fetch(other)) == ["known"]
    assert len(list(sources.glob("*.txt"))) == 1


def test_a_page_without_a_day_says_so_in_its_name(site: Site, fetch: Fetch, sources: Path) -> None:
    report = fetch(site.page("/a.html", news("004", title="Hợp tác", published=None)))
    assert report.rows[0].file == "undated-hop-tac.txt"
    saved = article_of(TextReader(), (sources / "undated-hop-tac.txt").read_bytes())
    assert not saved.published.exact


@pytest.mark.parametrize(
    ("declared", "header", "codec"),
    [
        ("iso-8859-1", "text/html; charset=iso-8859-1", "utf-8"),
        ("windows-1252", "text/html", "utf-8"),
        ("utf-8", "text/html; charset=utf-16", "utf-8"),
        ("utf-8", "text/html; charset=nonsense", "utf-16"),
        ("utf-8", "text/html; charset=us-ascii", "utf-8-sig"),
    ],
)
def test_lies_about_the_encoding_are_seen_through(
    site: Site, fetch: Fetch, sources: Path, *, declared: str, header: str, codec: str
) -> None:
    page = news(title="Đẩy mạnh hợp tác").replace('charset="utf-8"', f'charset="{declared}"')
    fetch(site.page("/a.html", page.encode(codec), header))
    (file,) = sources.glob("*.txt")
    article = article_of(TextReader(), file.read_bytes())
    assert article.title == "Đẩy mạnh hợp tác"
    assert any("phấn đấu nâng kim ngạch lên 5 tỷ USD" in line for line in paragraphs(article))


def test_a_packed_page_is_unpacked(site: Site, fetch: Fetch) -> None:
    url = site.page("/a.html", gzip.compress(news().encode()), Content_Encoding="gzip")
    assert fates(fetch(url)) == ["saved"]


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (b"%PDF-1.7 ...", "application/pdf", "no web page but application/pdf"),
        (b"\x89PNG....", "image/png", "no web page but image/png"),
        (b"%PDF-1.7 ...", "text/html", "not text: looks like a PDF"),
        (b"", "text/html", "empty file"),
        (b"<html><body><p>Loading</p></body></html>", "text/html", "no article text found"),
        (b'{"a": 1}', "application/json", "no web page but application/json"),
    ],
)
def test_what_is_no_article_is_told(
    site: Site, fetch: Fetch, sources: Path, *, body: bytes, kind: str, reason: str
) -> None:
    report = fetch(site.page("/a", body, kind))
    assert fates(report) == ["failed"]
    assert reason in report.rows[0].reason
    assert not list(sources.glob("*.txt"))


def test_a_full_disk_is_told_and_leaves_nothing_half_written(
    site: Site, fetch: Fetch, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(SourceError, match="No space left on device"):
        fetch(site.page("/a.html", news()))
    assert list(sources.iterdir()) == []


def test_where_there_are_no_links_names_are_claimed_all_the_same(
    site: Site, fetch: Fetch, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr("pathlib.Path.hardlink_to", no_links)
    report = fetch(site.page("/a.html", news("001")), site.page("/b.html", news("002")))
    assert fates(report) == ["saved", "saved"]
    assert {row.file for row in report.rows} == {file.name for file in sources.glob("*.txt")}
    assert all(file.stat().st_size > 1_000 for file in sources.glob("*.txt"))


def test_a_folder_that_is_a_file_is_a_source_error(site: Site, fetch: Fetch, sources: Path) -> None:
    sources.write_text("a file", encoding="utf-8")
    with pytest.raises(SourceError):
        fetch(site.page("/a.html", news()))


def test_the_moment_of_fetching_is_the_clocks(site: Site, fetch: Fetch, sources: Path, clock: StillClock) -> None:
    clock.passed = 86_400.0
    fetch(site.page("/a.html", news()))
    assert "fetched: '2026-02-07T03:00:02Z'" in next(sources.glob("*.txt")).read_text(encoding="utf-8")
