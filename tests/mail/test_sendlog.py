"""The send log: kept, added to, and never trusted when it is broken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from briefing.errors import MailError
from briefing.mail.sendlog import Entry, SendLog, state_directory

ENTRY = Entry("memo", "nam@x.vn", "sent", "2026-03-02T09:30:00+00:00", "<1@x>", "subject", "250 OK")


@pytest.fixture
def log(tmp_path: Path) -> SendLog:
    return SendLog(tmp_path / "deep" / "log.sqlite3")


def test_the_last_entry_holds_and_all_are_kept(log: SendLog) -> None:
    assert log.history("memo") == ()
    assert not log.path.exists()
    entries = [replace(ENTRY, state="sending"), ENTRY, replace(ENTRY, recipient="mai@x.vn", state="failed")]
    log.add(entries)
    assert log.history("memo") == tuple(entries)
    assert {key: entry.state for key, entry in log.last("memo").items()} == {"nam@x.vn": "sent", "mai@x.vn": "failed"}
    assert SendLog(log.path).history("memo") == tuple(entries)
    assert log.history("another") == ()


def test_another_file_under_the_same_subject_is_found(log: SendLog) -> None:
    log.add([ENTRY, replace(ENTRY, memo="new", state="sending")])
    assert log.others("new", "subject") == (ENTRY,)
    assert log.others("memo", "subject") == ()


def test_a_damaged_log_stops_everything(log: SendLog) -> None:
    log.path.parent.mkdir()
    log.path.write_bytes(b"this is no database" * 100)
    with pytest.raises(MailError, match="cannot be used"):
        log.last("memo")
    with pytest.raises(MailError, match="cannot be used"):
        log.add([ENTRY])


def test_a_log_of_another_version_is_not_guessed_at(log: SendLog) -> None:
    log.add([replace(ENTRY, state="teleported")])  # type: ignore[arg-type]
    with pytest.raises(MailError, match="another version"):
        log.last("memo")


def test_only_one_sends_at_a_time(log: SendLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefing.mail.sendlog._PATIENCE", 0.01)
    with log.alone(), pytest.raises(MailError, match="another process"), SendLog(log.path).alone():
        pytest.fail("two at once")
    with log.alone():
        pass


def test_where_the_log_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert state_directory() == tmp_path / "state"
    monkeypatch.delenv("BRIEFING_STATE")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state_directory() == tmp_path / "briefing"
    monkeypatch.delenv("XDG_STATE_HOME")
    assert state_directory() == Path.home() / ".local" / "state" / "briefing"
