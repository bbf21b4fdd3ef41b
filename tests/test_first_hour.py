"""The first hour of a new user, from an empty folder to a memo that was mailed once and is not mailed twice.

Nothing is stood in for: pages come from a web server, the English from the embedded model, the mail goes to an SMTP
server that demands TLS and a login; all of them on this machine.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest

from tests.conftest import Briefing
from tests.fetch.pages import news, rss
from tests.fetch.server import Site, serving
from tests.mail import conftest as mail
from tests.mail.postbox import Postbox
from tests.readers.builders import seed_lines

authority, ca_file, server_context = mail.authority, mail.ca_file, mail.server_context  # fixtures
own_state, serve = mail.own_state, mail.serve

LAOS, FOG, OLD = "Tuyên bố chung Việt Nam - Lào", "Sương mù ở sân bay Nội Bài", "Vụ án cũ"
MEMO = Path("outputs/winter.docx")
TO = ("--to", "The Ambassador <ambassador@example.org>", "--list", "embassy")
SENT = {"one@example.org", "two@example.org", "ambassador@example.org"}
SECRET = "geheim-4711"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "desk"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("BRIEFING_SMTP_PASSWORD", SECRET)
    return folder


@pytest.fixture
def paper() -> Iterator[Site]:
    """A newspaper with a feed of two articles and one article beside it, which are the seeds' words as web pages."""
    with serving() as site:
        laos = site.page("/laos.html", news("002", LAOS, "2026-01-26T20:30:00+07:00"))
        fog = site.page("/fog.html", news("004", FOG, "2026-02-05T08:00:00+07:00"))
        site.page("/old.html", news("003", OLD, "2024-09-11T08:00:00+07:00"))
        items = [(laos, LAOS, "Mon, 26 Jan 2026 20:30:00 +0700"), (fog, FOG, "Thu, 05 Feb 2026 08:00:00 +0700")]
        site.page("/news.rss", rss(items), "application/rss+xml")
        yield site


@pytest.fixture
def post(serve: mail.Serve) -> Postbox:
    return serve(mechanism="starttls", users={"press": SECRET})


def test_the_first_hour(desk: Path, paper: Site, post: Postbox, ca_file: Path, briefing: Briefing) -> None:
    assert briefing("init").code == 0
    settle(post.port, ca_file)
    articles_are_fetched_once(briefing, paper)
    a_memo_is_made_and_proved(briefing)
    it_is_not_sent_before_somebody_has_read_it(briefing, post)
    words = it_is_corrected(briefing)
    a_draft_for_the_mail_program_is_written(briefing, words)
    assert not post.received
    it_is_sent_to_each_once(briefing, post)
    kept = "".join(path.read_text("utf-8", "ignore") for path in desk.parent.rglob("*") if path.is_file())
    assert SECRET not in kept


def articles_are_fetched_once(briefing: Briefing, paper: Site) -> None:
    Path("fetch.txt").write_text(f"feed {paper.url('/news.rss')}\n{paper.url('/old.html')}\n", encoding="utf-8")
    fetched = briefing("fetch", "--list", "fetch.txt", "--json")
    assert fetched.code == 0, fetched.err
    assert json.loads(fetched.out)["counts"]["saved"] == 3
    assert len(list(Path("sources").glob("*.txt"))) == 3
    assert "saved" not in json.loads(briefing("fetch", "--list", "fetch.txt", "--json").out)["counts"]
    listed = json.loads(briefing("sources", "sources", "--as-of", "2026-03-02", "--json").out)
    dates = {row["title"]: (row["date"]["earliest"], row["date"]["latest"]) for row in listed}
    assert dates == {
        LAOS: ("2026-01-26", "2026-01-26"),
        FOG: ("2026-02-05", "2026-02-05"),
        OLD: ("2024-09-11", "2024-09-11"),
    }


def a_memo_is_made_and_proved(briefing: Briefing) -> None:
    period = ("--from", "2026-01-01", "--to", "2026-02-28", "--as-of", "2026-03-02")
    made = briefing("run", "sources", *period, "--max-points", "3", "-o", MEMO, "--json")
    assert made.code == 0, made.err
    manifest = json.loads(made.out)
    assert {row["title"]: row["fate"] for row in manifest["articles"]} == {LAOS: "used", FOG: "used", OLD: "dropped"}
    quotes = [one["quote"] for part in manifest["sections"] for point in part["points"] for one in point["citations"]]
    texts = " ".join(" ".join(line.split()) for seed in ("002", "004") for line in seed_lines(seed))
    assert len(quotes) >= 3
    assert all(" ".join(quote.split()) in texts for quote in quotes)
    proof = briefing("verify", MEMO, "--sources", "sources", "--json")
    assert json.loads(proof.out)["holds"] is True


def it_is_not_sent_before_somebody_has_read_it(briefing: Briefing, post: Postbox) -> None:
    refused = briefing("email", MEMO, "--list", "embassy", "--send", "--yes")
    assert refused.code == 8
    assert "reviewed = true" in refused.err
    assert not post.received


def it_is_corrected(briefing: Briefing) -> str:
    words = edit(MEMO.with_suffix(".toml"))
    assert briefing("render", MEMO.with_suffix(".toml")).code == 0
    told = json.loads(MEMO.with_suffix(".json").read_text(encoding="utf-8"))
    assert words in [point["text"] for part in told["sections"] for point in part["points"]]
    assert briefing("verify", MEMO, "--sources", "sources").code == 0
    return words


def a_draft_for_the_mail_program_is_written(briefing: Briefing, words: str) -> None:
    assert briefing("email", MEMO, *TO).code == 0
    draft = BytesParser(policy=policy.default).parsebytes(MEMO.with_suffix(".eml").read_bytes())
    assert draft["X-Unsent"] == "1"
    assert draft["Subject"].startswith("[INTERNAL] Vietnam weekly")
    assert [part.get_content() for part in draft.iter_attachments()] == [MEMO.read_bytes()]
    body = draft.get_body(("plain",))
    assert body is not None
    assert words in " ".join(body.get_content().split())


def it_is_sent_to_each_once(briefing: Briefing, post: Postbox) -> None:
    sent = briefing("email", MEMO, *TO, "--send", "--yes")
    assert sent.code == 0, sent.err
    assert post.copies == dict.fromkeys(SENT, 1)
    assert all(message.encrypted for message in post.received)
    assert not any(b"X-Unsent" in message.content or b"one@" in message.content for message in post.received)
    twice = briefing("email", MEMO, *TO, "--send", "--yes")
    assert twice.code == 8
    assert "Nobody is left to send to: all 3 recipients have this memo" in twice.err
    assert post.copies == dict.fromkeys(SENT, 1)
    assert SECRET not in sent.out + sent.err + twice.err


def settle(port: int, authority_file: Path) -> None:
    """Fill in briefing.toml as a person would: take the # away and write a value."""
    file = Path("briefing.toml")
    text = file.read_text(encoding="utf-8")
    for table, key, value in (
        ("memo", "title", '"Vietnam weekly"'),
        ("memo", "marking", '"Internal"'),
        ("fetch", "delay", "0.0"),
        ("email", "sender", '"Press Unit <press@example.org>"'),
        ("email", "server", '"localhost"'),
        ("email", "port", str(port)),
        ("email", "user", '"press"'),
        ("email", "ca_file", json.dumps(str(authority_file))),
    ):
        place = re.compile(rf"(^\[{table}\]\n(?:(?!^\[).*\n)*?)#{key} = .*$", re.MULTILINE)
        text, count = place.subn(lambda found, line=f"{key} = {value}": f"{found[1]}{line}", text)
        assert count == 1, f"[{table}] {key}"
    file.write_text(text, encoding="utf-8")
    Path("lists").mkdir()
    Path("lists/embassy.csv").write_text("address\none@example.org\ntwo@example.org\n", encoding="utf-8")


def edit(draft: Path) -> str:
    """Correct the first point of the summary and say that the memo was reviewed; what the point says now."""
    text = draft.read_text(encoding="utf-8")
    table = tomllib.loads(text)
    first = next(point for part in table["sections"] for point in part["points"] if point["id"] == table["summary"][0])
    line = f"text = {json.dumps(first['text'], ensure_ascii=False)}\n"
    assert line in text
    words = "A sentence that the analyst has put into better English."
    text = text.replace(line, f"text = {json.dumps(words)}\n", 1)
    assert "reviewed = false" in text
    draft.write_text(text.replace("reviewed = false", "reviewed = true", 1), encoding="utf-8")
    return words
