"""`briefing email` from the outside: drafts, dry runs, sending, and a process that dies in the middle of a list."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fast_mail_parser import parse_email

from briefing.config import EmailSettings
from tests.conftest import Briefing
from tests.mail.conftest import Serve
from tests.mail.postbox import Postbox

PEOPLE = ("one@x.vn", "two@x.vn", "three@x.vn")
Folder = Callable[..., Path]


@pytest.fixture
def folder(memo_file: Path, tmp_path: Path, ca_file: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A working folder with a memo, a list and a briefing.toml that knows the server."""
    monkeypatch.chdir(tmp_path)

    def make(box: Postbox | None = None, more: str = "") -> Path:
        lines = ["[email]", 'sender = "Press Unit <press@example.org>"', f'ca_file = "{ca_file.as_posix()}"', more]
        if box:
            lines += ['server = "localhost"', f"port = {box.port}", f'security = "{box.manners.mechanism}"']
        Path("briefing.toml").write_text("\n".join(lines), encoding="utf-8")
        Path("lists").mkdir(exist_ok=True)
        rows = "".join(f"{address}\n" for address in PEOPLE)
        Path("lists/embassy.csv").write_text(f"address\n{rows}", encoding="utf-8")
        return memo_file

    return make


def two_lines(text: str) -> bool:
    lines = [line for line in text.strip().splitlines() if not line.startswith("note: ")]
    return len(lines) == 2 and "Traceback" not in text


def test_a_draft_is_written_by_default(briefing: Briefing, folder: Folder) -> None:
    memo = folder()
    outcome = briefing("email", memo, "--to", "Nguyễn Văn Nam <nam@x.vn>", "--date", "2026-03-02T09:30+00:00")
    assert outcome.code == 0, outcome.err
    draft = memo.with_suffix(".eml")
    mail = parse_email(draft.read_bytes())
    assert mail.headers["X-Unsent"] == ["1"]
    assert mail.subject.startswith("[OFFICIAL USE ONLY] Vietnam and Laos")
    assert mail.to[0].display_name == "Nguyễn Văn Nam"
    assert mail.attachments[0].content == memo.read_bytes()
    assert f"Wrote {draft}" in outcome.err
    assert "points are flagged" in outcome.err
    before = draft.read_bytes()
    briefing("email", memo, "--to", "Nguyễn Văn Nam <nam@x.vn>", "--date", "2026-03-02T09:30+00:00")
    assert draft.read_bytes() == before


def test_bcc_is_told_and_left_out_of_the_draft_unless_asked(briefing: Briefing, folder: Folder, tmp_path: Path) -> None:
    memo = folder()
    outcome = briefing("email", memo, "--list", "embassy", "-o", tmp_path / "a.eml")
    assert "Bcc is not in the draft; paste it, or use --bcc-in-draft: one@x.vn; two@x.vn; three@x.vn" in outcome.err
    assert b"one@x.vn" not in (tmp_path / "a.eml").read_bytes()
    briefing("email", memo, "--list", "embassy", "-o", tmp_path / "b.eml", "--bcc-in-draft")
    assert b"Bcc: one@x.vn, two@x.vn, three@x.vn\r\n" in (tmp_path / "b.eml").read_bytes()


def test_a_dry_run_shows_who_would_get_what_and_touches_nothing(
    briefing: Briefing, folder: Folder, serve: Serve, tmp_path: Path
) -> None:
    box = serve()
    memo = folder(box)
    before = sorted(tmp_path.rglob("*"))
    outcome = briefing("email", memo, "--list", "embassy", "--cc", "nam@x.vn", "--send", "--dry-run")
    assert outcome.code == 0, outcome.err
    for words in ("From:       Press Unit <press@example.org>", "Bcc:        one@x.vn  [would get it]", f":{box.port}"):
        assert words in outcome.out
    assert "4 of 4 recipients are to get it." in outcome.out
    assert not box.asked
    assert sorted(tmp_path.rglob("*")) == before
    table = json.loads(briefing("email", memo, "--list", "embassy", "--dry-run", "--json").out)
    assert [row["standing"] for row in table["recipients"]] == ["new"] * 3


def test_a_memo_is_sent_once_over_tls_and_a_resend_is_refused(
    briefing: Briefing, folder: Folder, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = serve(mechanism="starttls", users={"press": "secret-word"})
    memo = folder(box, 'user = "press"')
    monkeypatch.setenv("BRIEFING_SMTP_PASSWORD", "secret-word")
    outcome = briefing("email", memo, "--list", "embassy", "--send", "--yes", "--json")
    assert outcome.code == 0, outcome.err
    table = json.loads(outcome.out)
    assert [row["outcome"] for row in table["recipients"]] == ["sent"] * 3
    assert table["message_id"].encode() in box.received[0].content
    assert b"X-Unsent" not in box.received[0].content
    again = briefing("email", memo, "--list", "embassy", "--send", "--yes")
    assert again.code == 8
    assert "Nobody is left to send to" in again.err
    assert two_lines(again.err)
    assert set(box.copies.values()) == {1}
    history = briefing("email", memo, "--history")
    assert history.out.count("  sent  ") == 3
    assert "secret-word" not in outcome.out + outcome.err + again.out + again.err + history.out
    assert briefing("email", memo, "--list", "embassy", "--send", "--yes", "--again").code == 0
    assert set(box.copies.values()) == {2}
    first, second = (parse_email(message.content).headers["Message-ID"] for message in box.received)
    assert first != second


def test_a_partial_failure_is_reported_and_cured_by_the_next_run(
    briefing: Briefing, folder: Folder, serve: Serve
) -> None:
    box = serve(rcpt={PEOPLE[1]: ["550 5.1.1 no such user"]})
    memo = folder(box)
    outcome = briefing("email", memo, "--list", "embassy", "--send", "--yes")
    assert outcome.code == 8
    assert "failed: two@x.vn  (550 5.1.1 no such user)" in outcome.out
    assert "Sent to 2 of 3." in outcome.out
    assert "two@x.vn: failed" in outcome.err
    outcome = briefing("email", memo, "--list", "embassy", "--send", "--yes")
    assert outcome.code == 0
    assert "already sent: one@x.vn" in outcome.out
    assert box.copies == dict.fromkeys(PEOPLE, 1)


def test_a_new_version_of_the_memo_is_noted(
    briefing: Briefing, folder: Folder, serve: Serve, draft_memo_bytes: bytes
) -> None:
    memo = folder(serve())
    assert briefing("email", memo, "--list", "embassy", "--send", "--yes").code == 0
    memo.write_bytes(draft_memo_bytes)
    outcome = briefing("email", memo, "--list", "embassy", "--dry-run")
    assert "3 of the recipients got another file under this subject" in outcome.err


def test_a_memo_marked_draft_is_not_sent_unless_forced(
    briefing: Briefing, folder: Folder, serve: Serve, draft_memo_bytes: bytes
) -> None:
    box = serve()
    memo = folder(box)
    memo.write_bytes(draft_memo_bytes)
    outcome = briefing("email", memo, "--to", "nam@x.vn", "--send", "--yes")
    assert outcome.code == 8
    assert "still says: DRAFT" in outcome.err
    assert not box.asked
    assert briefing("email", memo, "--to", "nam@x.vn", "--send", "--yes", "--force").code == 0
    assert len(box.received) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--to", "nam@x.vn\nBcc: spy@evil.example"), 2, "line break"),
        (("--to", "nam"), 2, "no e-mail address"),
        (("--subject", "x\r\nBcc: spy@evil.example"), 2, "line break"),
        (("--from", "a@x.vn\nBcc: b@x.vn"), 2, "line break"),
        (("--list", "embasy"), 2, "embassy"),
        (("--date", "yesterday"), 2, "is no time"),
        (("-o", "draft.txt"), 2, "does not end in .eml"),
        (("--send", "-o", "x.eml"), 2, "exclude"),
        (("--send",), 2, "Nobody is named"),
        (("--to", "nam@x.vn", "--send"), 2, "--yes"),
        (("--to", "nam@x.vn", "--send", "--yes"), 2, "No SMTP server is known"),
        (("--templates", "nowhere"), 2, "does not exist"),
        (("--config", "nowhere.toml"), 2, "does not exist"),
    ],
)
def test_misuse_ends_in_two_lines(
    briefing: Briefing, folder: Folder, arguments: tuple[str, ...], code: int, words: str
) -> None:
    outcome = briefing("email", folder(), *arguments)
    assert outcome.code == code
    assert words in outcome.err
    assert two_lines(outcome.err)


def test_a_password_in_the_configuration_is_refused(briefing: Briefing, folder: Folder) -> None:
    outcome = briefing("email", folder(more='password = "secret-word"'), "--to", "nam@x.vn")
    assert outcome.code == 2
    assert "password_command" in outcome.err
    assert "secret-word" not in outcome.err


def test_a_file_that_is_not_there(briefing: Briefing, folder: Folder) -> None:
    folder()
    assert briefing("email", "nowhere.docx", "--to", "nam@x.vn").code == 5


@pytest.mark.parametrize(
    "settings", [{"port": 70000}, {"timeout": 0}, {"retry_waits": (-1,)}, {"max_attachment_bytes": 0}]
)
def test_settings_that_make_no_sense(settings: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="must"):
        EmailSettings(**settings)  # type: ignore[arg-type]


@pytest.mark.skipif(sys.platform == "win32", reason="the process is killed by a signal")
@pytest.mark.parametrize("moment", ["taken", "asked"])
def test_nobody_gets_it_twice_when_the_process_dies_in_the_middle_of_the_list(
    briefing: Briefing, folder: Folder, serve: Serve, moment: str
) -> None:
    """The process is killed when the server has the second message and has not answered, or before the second DATA."""
    running: list[subprocess.Popen[bytes]] = []

    def kill(number: int) -> None:
        if number == 2 and running:
            running.pop().kill()

    box = serve(mechanism="starttls", on_data=kill)
    if moment == "asked":
        box.manners.on_data = lambda _: None
        box.on_rcpt = lambda address: kill(2) if address == PEOPLE[1] else None
    memo = folder(box, "recipients_per_message = 1")
    command = [
        sys.executable,
        "-c",
        "from briefing.cli import main; main()",
        "email",
        str(memo),
        "--list",
        "embassy",
        "--send",
        "--yes",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ))
    running.append(process)
    process.communicate(timeout=120)
    assert process.returncode == -9
    box.on_rcpt = lambda _: None
    taken = moment == "taken"
    assert box.copies == ({PEOPLE[0]: 1, PEOPLE[1]: 1} if taken else {PEOPLE[0]: 1})
    outcome = briefing("email", memo, "--list", "embassy", "--send", "--yes", "--json")
    outcomes = [row["outcome"] for row in json.loads(outcome.out)["recipients"]]
    assert outcomes == ["already sent", "doubtful" if taken else "sent", "sent"]
    assert outcome.code == (8 if taken else 0)
    assert box.copies == dict.fromkeys(PEOPLE, 1)
    assert len({parse_email(message.content).headers["Message-ID"][0] for message in box.received}) == 1
