"""Robots, pauses, retries, redirects, and the limits on size and time; the clock is still, the server is real."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import trustme

from briefing.config import FetchSettings
from briefing.fetch.web import Failure, Urllib3Web
from tests.fetch.conftest import Fetch, StillClock
from tests.fetch.pages import news
from tests.fetch.server import Handler, Site, plain


def only(report: object) -> tuple[str, str]:
    (row,) = report.rows  # type: ignore[attr-defined]
    return row.fate, row.reason


def test_the_user_agent_is_honest_and_names_whom_to_reach(site: Site, fetch: Fetch) -> None:
    fetch(site.page("/a.html", news()), settings=FetchSettings(contact="press@example.org"))
    assert {headers["User-Agent"] for _, headers in site.asked} == {"briefing/9.9 (+press@example.org)"}


def test_robots_are_obeyed_with_wildcards_and_the_longest_rule(site: Site, fetch: Fetch) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /*.html$\nAllow: /tin/\nDisallow: /tin/rieng", "text/plain")
    site.page("/a.html", news())
    site.page("/tin/b", news("002"))
    site.page("/tin/rieng/c", news("004"))
    report = fetch(site.url("/a.html"), site.url("/tin/b"), site.url("/tin/rieng/c"))
    assert [row.fate for row in report.rows] == ["robots", "saved", "robots"]
    assert site.paths() == ["/robots.txt", "/tin/b"]


def test_rules_for_us_by_name_come_before_those_for_all(site: Site, fetch: Fetch) -> None:
    site.page("/robots.txt", "User-agent: *\nAllow: /\n\nUser-agent: briefing\nDisallow: /", "text/plain")
    assert only(fetch(site.page("/a.html", news())))[0] == "robots"


@pytest.mark.parametrize(("status", "fate"), [(404, "saved"), (403, "saved"), (500, "robots"), (503, "robots")])
def test_robots_that_cannot_be_had(site: Site, fetch: Fetch, status: int, fate: str) -> None:
    site.status("/robots.txt", status)
    assert only(fetch(site.page("/a.html", news()), settings=FetchSettings(tries=1)))[0] == fate


def test_a_redirect_is_judged_by_robots_like_an_address(site: Site, fetch: Fetch) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /rieng", "text/plain")
    site.page("/rieng/a.html", news())
    assert only(fetch(site.status("/a", 302, Location="/rieng/a.html")))[0] == "robots"
    assert "/rieng/a.html" not in site.paths()


def test_requests_to_a_host_keep_their_distance(site: Site, fetch: Fetch, clock: StillClock) -> None:
    urls = [site.page(f"/{number}.html", news(number)) for number in ("001", "002", "004")]
    fetch(*urls, settings=FetchSettings(delay=3.0))
    assert clock.slept == [3.0, 3.0, 3.0]  # robots.txt went before them


def test_a_crawl_delay_is_kept_up_to_a_bound(site: Site, fetch: Fetch, clock: StillClock) -> None:
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 7", "text/plain")
    fetch(site.page("/1.html", news("001")), site.page("/2.html", news("002")))
    assert clock.slept[-1] == 7.0
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 86400", "text/plain")
    fetch(site.page("/3.html", news("003")), site.page("/4.html", news("004")))
    assert clock.slept[-1] == 60.0


def flaky(status: int, times: int, **headers: str) -> Callable[[Handler], None]:
    """A page that answers with trouble at first."""
    left = [times]
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def reply(handler: Handler) -> None:
        left[0] -= 1
        plain(status, b"", named)(handler) if left[0] >= 0 else plain(200, news(), {"Content-Type": "text/html"})(
            handler
        )

    return reply


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_server_in_trouble_is_asked_again_after_longer_and_longer(
    site: Site, fetch: Fetch, clock: StillClock, status: int
) -> None:
    site.pages["/a.html"] = flaky(status, 2)
    assert only(fetch(site.url("/a.html"), settings=FetchSettings(delay=0.5)))[0] == "saved"
    assert clock.slept == [0.5, 1.0, 2.0]


@pytest.mark.parametrize("wish", ["30", "Fri, 06 Feb 2026 03:00:32 GMT"])
def test_retry_after_is_kept_as_seconds_and_as_a_moment(site: Site, fetch: Fetch, clock: StillClock, wish: str) -> None:
    site.pages["/a.html"] = flaky(429, 1, Retry_After=wish)
    assert only(fetch(site.url("/a.html")))[0] == "saved"
    assert clock.slept[-1] == 30.0


def test_a_server_that_asks_for_an_hour_is_left_alone(site: Site, fetch: Fetch, clock: StillClock) -> None:
    site.status("/a.html", 429, Retry_After="3600")
    report = fetch(site.url("/a.html"), site.page("/b.html", news()))
    assert [row.fate for row in report.rows] == ["failed", "failed"]
    assert "left alone for 3600 seconds" in report.rows[1].reason
    assert "/b.html" not in site.paths()
    assert max(clock.slept) < 60


def test_a_server_that_stays_in_trouble_is_given_up(site: Site, fetch: Fetch) -> None:
    site.status("/a.html", 503)
    assert only(fetch(site.url("/a.html"))) == ("failed", "503 Service Unavailable")
    assert site.paths().count("/a.html") == 3


@pytest.mark.parametrize(("status", "words"), [(404, "404 Not Found"), (410, "410 Gone"), (299, "status 299")])
def test_other_answers_are_told_and_not_repeated(site: Site, fetch: Fetch, status: int, words: str) -> None:
    assert only(fetch(site.status("/a.html", status))) == ("failed", words)
    assert site.paths().count("/a.html") == 1


def test_redirects_in_a_circle_and_without_end(site: Site, fetch: Fetch) -> None:
    site.status("/a", 302, Location="/b")
    site.status("/b", 302, Location="/a")
    assert only(fetch(site.url("/a"))) == ("failed", "redirects that lead in a circle")
    for number in range(20):
        site.status(f"/{number}", 301, Location=f"/{number + 1}")
    assert only(fetch(site.url("/0"))) == ("failed", "more than 8 redirects")
    assert "/9" not in site.paths()


@pytest.mark.parametrize("target", ["ftp://127.0.0.1/a", "file:///etc/passwd", "http://u:p@127.0.0.1/", "http://[::1"])
def test_redirects_out_of_the_web_are_refused(site: Site, fetch: Fetch, target: str) -> None:
    fate, reason = only(fetch(site.status("/a", 302, Location=target)))
    assert fate == "failed"
    assert reason.startswith("redirected to ")


@pytest.mark.parametrize(
    "url",
    ["ftp://a.vn/b", "javascript:alert(1)", "a.vn/b", "http://", "http://a b.vn", "http://u:p@a.vn/", "http://a:x/"],
)
def test_addresses_that_are_never_asked_for(fetch: Fetch, url: str) -> None:
    fate, reason = only(fetch(url))
    assert fate == "failed"
    assert reason


def test_no_network_is_told_at_once_for_every_address(fetch: Fetch, clock: StillClock) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        host = f"http://127.0.0.1:{unused.getsockname()[1]}"
    report = fetch(*(f"{host}/{number}" for number in range(50)))
    assert {row.fate for row in report.rows} == {"failed"}
    assert all(row.unreachable for row in report.rows)
    assert len(clock.slept) <= 2  # two more tries for the first address, none for the others
    assert "no connection" in report.rows[0].reason


def test_a_large_page_is_refused_by_its_own_word(site: Site, fetch: Fetch) -> None:
    def announced(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", "100000000")
        handler.end_headers()
        site.closing.wait(5)

    site.pages["/a.html"] = announced
    fate, reason = only(fetch(site.url("/a.html")))
    assert (fate, reason) == ("failed", "too large: 100 MB announced, 10 MB allowed")


def stream(site: Site, megabytes: int, kind: str = "text/html") -> Callable[[Handler], None]:
    """A page of that many megabytes that does not say how large it is."""

    def reply(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        handler.end_headers()
        for _ in range(megabytes):
            handler.wfile.write(b"<p>Tin</p>" * 100_000)
            site.sent += 1

    return reply


def test_a_page_of_100_megabytes_is_cut_off_while_it_streams(site: Site, fetch: Fetch) -> None:
    site.pages["/a.html"] = stream(site, 100)
    assert only(fetch(site.url("/a.html"))) == ("failed", "too large: more than 10 MB")
    assert site.sent < 40  # what lay in the buffers between the two


def test_a_packed_page_is_measured_unpacked(site: Site, fetch: Fetch) -> None:
    url = site.page("/a.html", gzip.compress(b"0" * 30_000_000), Content_Encoding="gzip")
    assert only(fetch(url)) == ("failed", "too large: more than 10 MB")


def test_what_claims_to_be_packed_and_is_not(site: Site, fetch: Fetch) -> None:
    url = site.page("/a.html", b"plain", Content_Encoding="gzip")
    assert only(fetch(url)) == ("failed", "the answer cannot be unpacked")


def drip(site: Site, start: bytes, drop: bytes) -> Callable[[Handler], None]:
    """An answer that never ends: a little of it again and again."""

    def reply(handler: Handler) -> None:
        handler.wfile.write(start)
        while not site.closing.wait(0.02):
            handler.wfile.write(drop)
            handler.wfile.flush()

    return reply


@pytest.mark.parametrize(
    ("start", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>", b"x"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"),
        (b"HTTP/1.1 200 OK\r\n", b""),
        (b"", b""),
    ],
    ids=["body", "counted body", "chunks", "headers", "silence after the status", "silence"],
)
def test_an_answer_that_never_ends_is_cut_off(site: Site, start: bytes, drop: bytes) -> None:
    site.pages["/a.html"] = drip(site, start, drop)
    answer = Urllib3Web(0.3)(site.url("/a.html"), {}, most_bytes=1_000_000)
    assert answer == Failure("time", "the answer took longer than 0.3 seconds")


def test_an_answer_that_breaks_off_is_not_saved(site: Site, fetch: Fetch, sources: Path) -> None:
    def reply(handler: Handler) -> None:
        body = news().encode()
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[: len(body) // 2])

    site.pages["/a.html"] = reply
    fate, reason = only(fetch(site.url("/a.html")))
    assert fate == "failed"
    assert "broke off" in reason
    assert site.paths().count("/a.html") == 3
    assert not list(sources.glob("*.txt"))


def test_what_is_no_http_is_told(site: Site, fetch: Fetch) -> None:
    site.pages["/a.html"] = lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH\r\n\r\n") and None
    assert only(fetch(site.url("/a.html"), settings=FetchSettings(tries=1)))[0] == "failed"


def test_a_certificate_of_a_stranger_is_refused() -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)

    def serve(listening: socket.socket) -> None:
        connected, _ = listening.accept()
        with connected, suppress(OSError):  # the client hangs up
            context.wrap_socket(connected, server_side=True).close()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,))
        thread.start()
        answer = Urllib3Web(5.0)(f"https://localhost:{listening.getsockname()[1]}/", {}, most_bytes=1_000)
        thread.join()
    assert isinstance(answer, Failure)
    assert answer.kind == "certificate"
    assert not answer.temporary
