"""Sending through a real server: encryption, logins, refusals, and a crash at the worst moment."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from briefing.config import Config, EmailSettings
from briefing.errors import ConfigError, MailError
from briefing.mail.credentials import Secret
from briefing.mail.plan import Request, make_plan
from briefing.mail.send import Clock, Report, send
from tests.mail.conftest import MOMENT, Serve

SettingsFor = Callable[..., EmailSettings]
HUONG, NAM, MAI = "huong@mofa.example", "nam@press.example", "mai@embassy.example"


class Post:
    """One memo, and everything needed to send it; remembers the waits and what was told."""

    def __init__(self, memo: Path) -> None:
        self.memo = memo
        self.waits: list[float] = []
        self.told: list[str] = []

    def send(self, settings: EmailSettings, secret: str = "", **more: object) -> Report:
        given = {"to": (HUONG, NAM), "bcc": (MAI,), **more}
        request = Request(self.memo, **given)  # type: ignore[arg-type]
        plan = make_plan(request, self.memo.read_bytes(), MOMENT, Config(email=settings))
        now = iter(MOMENT + timedelta(seconds=second) for second in range(1000))
        clock = Clock(lambda: next(now), self.waits.append)
        return send(plan, settings, Secret(secret) if secret else None, clock, self.told.append)


@pytest.fixture
def post(memo_file: Path) -> Post:
    return Post(memo_file)


def outcomes(report: Report) -> dict[str, str]:
    return {each.mailbox.address: each.outcome for each in report.deliveries}


ALL_SENT = dict.fromkeys((HUONG, NAM, MAI), "sent")


@pytest.mark.parametrize("mechanism", ["none", "starttls", "tls"])
def test_a_memo_reaches_everybody(post: Post, serve: Serve, settings_for: SettingsFor, mechanism: str) -> None:
    box = serve(mechanism=mechanism)
    report = post.send(settings_for(box))
    assert report.stop is None
    assert outcomes(report) == ALL_SENT
    (message,) = box.received
    assert message.sender == "press@example.org"
    assert message.recipients == (HUONG, NAM, MAI)
    assert message.encrypted is (mechanism != "none")
    assert HUONG.encode() in message.content
    assert MAI.encode() not in message.content
    assert b"\nBcc" not in message.content
    assert post.waits == []


@pytest.mark.parametrize("mechanism", ["starttls", "tls"])
def test_a_login_with_a_password(post: Post, serve: Serve, settings_for: SettingsFor, mechanism: str) -> None:
    for password in ("secret", "mật khẩu"):
        box = serve(mechanism=mechanism, users={"press": password})
        report = post.send(settings_for(box, user="press"), password, again=True)
        assert outcomes(report) == ALL_SENT
        assert len(box.commands) == 1


@pytest.mark.parametrize("mechanism", ["starttls", "tls"])
def test_a_login_with_a_token(post: Post, serve: Serve, settings_for: SettingsFor, mechanism: str) -> None:
    box = serve(mechanism=mechanism, tokens={"press@example.org": "ya29.token"})
    settings = settings_for(box, user="press@example.org", auth="xoauth2")
    assert outcomes(post.send(settings, "ya29.token")) == ALL_SENT
    assert box.commands == ["XOAUTH2"]


@pytest.mark.parametrize("auth", ["password", "xoauth2"])
def test_a_refused_login_names_no_secret(post: Post, serve: Serve, settings_for: SettingsFor, auth: str) -> None:
    box = serve(mechanism="starttls", **{"users" if auth == "password" else "tokens": {"press": "right"}})
    report = post.send(settings_for(box, user="press", auth=auth), "wrong-secret")
    assert report.stop is not None
    assert "does not accept the login of press" in report.stop.message
    assert "wrong-secret" not in report.stop.message + report.stop.remedy
    assert not box.received
    assert post.waits == []


def test_a_login_that_is_refused_for_now_is_tried_again(post: Post, serve: Serve, settings_for: SettingsFor) -> None:
    box = serve(mechanism="tls", users={"press": "right"}, auth_replies=["454 4.7.0 try later"] * 2)
    report = post.send(settings_for(box, user="press", retry_waits=(5,)), "right")
    assert outcomes(report) == ALL_SENT
    assert post.waits == [5]


def test_a_server_without_the_wanted_login(post: Post, serve: Serve, settings_for: SettingsFor) -> None:
    box = serve(mechanism="starttls", tokens={"press": "right"})
    report = post.send(settings_for(box, user="press"), "right")
    assert report.stop is not None
    assert "cannot be logged in to" in report.stop.message
    assert "it offers XOAUTH2" in report.stop.message


def test_no_password_without_encryption(post: Post, serve: Serve, settings_for: SettingsFor) -> None:
    box = serve(mechanism="none")
    report = post.send(settings_for(box, user="press"), "right")
    assert report.stop is not None
    assert "not sent without encryption" in report.stop.message
    assert not box.commands


def test_a_server_without_starttls_gets_nothing(post: Post, serve: Serve, settings_for: SettingsFor) -> None:
    box = serve(mechanism="none")
    report = post.send(settings_for(box, security="starttls"))
    assert report.stop is not None
    assert "offers no encryption" in report.stop.message
    assert not box.received


@pytest.mark.parametrize("mechanism", ["starttls", "tls"])
def test_an_unknown_certificate_is_refused(post: Post, serve: Serve, settings_for: SettingsFor, mechanism: str) -> None:
    box = serve(mechanism=mechanism)
    report = post.send(settings_for(box, ca_file=""))
    assert report.stop is not None
    assert "certificate" in report.stop.message
    assert "ca_file" in report.stop.remedy
    assert not box.received


def test_a_certificate_for_another_name_is_refused(post: Post, serve: Serve, settings_for: SettingsFor) -> None:
    box = serve(mechanism="starttls")
    report = post.send(settings_for(box, server="127.0.0.1"))
    assert report.stop is not None
    assert "certificate" in report.stop.message


def test_tls_spoken_to_a_plain_port(post: Post, serve: Serve, settings_for: SettingsFor) -> None:
    box = serve(mechanism="none")
    report = post.send(settings_for(box, security="tls"))
    assert report.stop is not None
    assert "over TLS" in report.stop.message


def test_a_ca_file_that_is_none(post: Post, serve: Serve, settings_for: SettingsFor, memo_file: Path) -> None:
    with pytest.raises(ConfigError, match="ca_file"):
        post.send(settings_for(serve(mechanism="starttls"), ca_file=str(memo_file)))


def test_greylisted_recipients_get_it_later_and_the_others_once(
    post: Post, serve: Serve, settings_for: SettingsFor
) -> None:
    box = serve(rcpt={NAM: ["450 4.2.0 greylisted"] * 2, MAI: ["451 4.7.1 later"]})
    report = post.send(settings_for(box, retry_waits=(60, 300, 900)))
    assert outcomes(report) == ALL_SENT
    assert post.waits == [60, 300]
    assert box.copies == dict.fromkeys((HUONG, NAM, MAI), 1)
    assert "450 4.2.0 greylisted" in post.told[0]
    identities = {line for m in box.received for line in m.content.splitlines() if line.startswith(b"Message-ID")}
    assert len(identities) == 1


def test_patience_ends_and_the_next_run_goes_on(post: Post, serve: Serve, settings_for: SettingsFor) -> None:
    box = serve(rcpt={NAM: ["450 greylisted"] * 3})
    settings = settings_for(box, retry_waits=(1, 2))
    assert outcomes(post.send(settings)) == {HUONG: "sent", NAM: "deferred", MAI: "sent"}
    assert outcomes(post.send(settings)) == {HUONG: "already sent", NAM: "sent", MAI: "already sent"}
    assert box.copies == dict.fromkeys((HUONG, NAM, MAI), 1)


def test_rejected_recipients_are_reported_and_hold_nobody_up(
    post: Post, serve: Serve, settings_for: SettingsFor
) -> None:
    box = serve(rcpt={NAM: ["550 5.1.1 no such user"]})
    report = post.send(settings_for(box))
    assert outcomes(report) == {HUONG: "sent", NAM: "failed", MAI: "sent"}
    assert report.of("failed")[0].reply == "550 5.1.1 no such user"
    assert post.waits == []


def test_nobody_accepted(post: Post, serve: Serve, settings_for: SettingsFor) -> None:
    box = serve(rcpt={each: ["550 no"] for each in (HUONG, NAM, MAI)})
    assert set(outcomes(post.send(settings_for(box))).values()) == {"failed"}
    assert not box.received


def test_a_server_that_takes_few_recipients_at_once(post: Post, serve: Serve, settings_for: SettingsFor) -> None:
    box = serve(most_recipients=2)
    assert outcomes(post.send(settings_for(box, retry_waits=(1,)))) == ALL_SENT
    assert box.copies == dict.fromkeys((HUONG, NAM, MAI), 1)


def test_recipients_are_told_in_groups(post: Post, serve: Serve, settings_for: SettingsFor) -> None:
    box = serve()
    assert outcomes(post.send(settings_for(box, recipients_per_message=1))) == ALL_SENT
    assert [message.recipients for message in box.received] == [(HUONG,), (NAM,), (MAI,)]


def test_a_connection_dropped_within_the_message_is_tried_again(
    post: Post, serve: Serve, settings_for: SettingsFor
) -> None:
    box = serve(data=["drop early"])
    with zipfile.ZipFile(post.memo, "a") as package:  # more than all buffers hold
        package.writestr("word/media/picture.bin", bytes(4_000_000))
    report = post.send(settings_for(box, retry_waits=(60,)))
    assert outcomes(report) == ALL_SENT
    assert post.waits == [60]
    assert "connection broke before the message was complete" in post.told[0]
    assert box.copies == dict.fromkeys((HUONG, NAM, MAI), 1)


def test_a_short_message_whose_connection_drops_is_sent_again_or_a_doubt_but_never_twice(
    post: Post, serve: Serve, settings_for: SettingsFor
) -> None:
    box = serve(data=["drop early"])
    report = post.send(settings_for(box, retry_waits=(60,)))
    assert set(outcomes(report).values()) <= {"sent", "doubtful"}
    assert set(box.copies.values()) <= {1}


def test_a_connection_dropped_after_the_message_is_a_doubt_that_is_never_sent_again(
    post: Post, serve: Serve, settings_for: SettingsFor
) -> None:
    box = serve(data=["drop late"])
    settings = settings_for(box, retry_waits=(60,))
    assert set(outcomes(post.send(settings)).values()) == {"doubtful"}
    assert set(outcomes(post.send(settings)).values()) == {"doubtful"}
    assert box.copies == dict.fromkeys((HUONG, NAM, MAI), 1)
    assert post.waits == []
    assert outcomes(post.send(settings, again=True)) == ALL_SENT


def test_a_nonsensical_answer_to_the_message_is_a_doubt(post: Post, serve: Serve, settings_for: SettingsFor) -> None:
    box = serve(data=["nonsense"])
    assert set(outcomes(post.send(settings_for(box))).values()) == {"doubtful"}


@pytest.mark.parametrize(("reply", "outcome"), [("554 5.7.1 spam", "failed"), ("451 4.3.0 disk full", "sent")])
def test_the_answer_to_the_message_counts(
    post: Post, serve: Serve, settings_for: SettingsFor, reply: str, outcome: str
) -> None:
    box = serve(data=[reply])
    assert set(outcomes(post.send(settings_for(box, retry_waits=(60,)))).values()) == {outcome}


def test_a_server_that_is_busy_at_first(post: Post, serve: Serve, settings_for: SettingsFor) -> None:
    box = serve(greetings=["421 too busy"])
    assert outcomes(post.send(settings_for(box, retry_waits=(60,)))) == ALL_SENT
    assert post.waits == [60]


def test_a_server_that_wants_nobody(post: Post, serve: Serve, settings_for: SettingsFor) -> None:
    box = serve(greetings=["554 no service here"])
    report = post.send(settings_for(box))
    assert report.stop is not None
    assert "554 no service here" in report.stop.message


def test_no_server_at_the_port(post: Post, serve: Serve, settings_for: SettingsFor) -> None:
    box = serve()
    settings = replace(settings_for(box, retry_waits=(1, 2)), port=1)
    report = post.send(settings)
    assert set(outcomes(report).values()) == {"deferred"}
    assert "refused" in report.deliveries[0].reply.lower()
    assert post.waits == [1, 2]


def test_a_server_that_does_not_exist(post: Post, serve: Serve, settings_for: SettingsFor) -> None:
    report = post.send(replace(settings_for(serve()), server="mail.invalid."))
    assert report.stop is not None or set(outcomes(report).values()) == {"deferred"}


def test_the_limit_of_the_server_is_kept_before_anything_is_sent(
    post: Post, serve: Serve, settings_for: SettingsFor
) -> None:
    box = serve(size_limit=5000)
    report = post.send(settings_for(box))
    assert report.stop is not None
    assert "takes 5,000" in report.stop.message
    assert not box.asked
    assert not box.received


def test_the_house_limit(post: Post, serve: Serve, settings_for: SettingsFor) -> None:
    with pytest.raises(MailError, match="at most 1,000"):
        post.send(settings_for(serve(), max_attachment_bytes=1000))


def test_a_list_with_an_international_mailbox(post: Post, serve: Serve, settings_for: SettingsFor) -> None:
    strange = "hương@bộ.example"
    box = serve(utf8=True)
    report = post.send(settings_for(box), bcc=(strange,))
    assert set(outcomes(report).values()) == {"sent"}
    assert box.received[0].recipients[-1] == "hương@xn--b-8xm.example"
    plain = serve(utf8=False)
    report = post.send(settings_for(plain), bcc=(strange,), again=True)
    assert list(outcomes(report).values()) == ["sent", "sent", "failed"]
    report = post.send(settings_for(plain), to=(strange,), again=True)
    assert report.stop is not None
    assert "SMTPUTF8" in report.stop.message


def test_two_processes_do_not_send_the_same_memo_twice(post: Post, serve: Serve, settings_for: SettingsFor) -> None:
    box = serve()
    settings = settings_for(box)
    request = Request(post.memo, to=(HUONG, NAM))
    plans = [make_plan(request, post.memo.read_bytes(), MOMENT, Config(email=settings)) for _ in range(2)]
    clock = Clock(lambda: MOMENT, lambda _: None)
    first, second = (send(plan, settings, None, clock, post.told.append) for plan in plans)
    assert set(outcomes(first).values()) == {"sent"}
    assert set(outcomes(second).values()) == {"already sent"}
    assert box.copies == {HUONG: 1, NAM: 1}


def test_another_case_of_the_same_address_is_the_same_person(
    post: Post, serve: Serve, settings_for: SettingsFor
) -> None:
    box = serve()
    post.send(settings_for(box), to=(HUONG,), bcc=())
    report = post.send(settings_for(box), to=(HUONG.upper(),), bcc=())
    assert [each.outcome for each in report.deliveries] == ["already sent"]


def test_a_log_that_cannot_be_written_stops_before_the_message_is_complete(
    post: Post, serve: Serve, settings_for: SettingsFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = serve()

    def full(*_: object) -> None:
        raise MailError("The send log cannot be used: disk full", "Make room.")

    monkeypatch.setattr("briefing.mail.sendlog.SendLog.add", full)
    report = post.send(settings_for(box))
    assert report.stop is not None
    assert not box.received
