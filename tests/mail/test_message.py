"""The message as others read it: a parser that shares no code with the writer, and a strict look at the bytes."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from fast_mail_parser import PyMimePart, parse_email, parse_email_tree
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.config import Config, EmailSettings
from briefing.mail.addresses import parse_mailbox, parse_mailboxes
from briefing.mail.lists import Recipients
from briefing.mail.message import Letter, attachment_name, compose, message_id
from briefing.mail.plan import Request, make_plan
from briefing.mail.wording import Words
from tests.mail.conftest import MOMENT

SENDER = parse_mailbox("Phòng Báo chí <press@example.org>", "")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def letter(**changes: object) -> Letter:
    recipients = Recipients(
        parse_mailboxes('"Nguyễn, Văn Nam" <nam@x.vn>, Đỗ Thị Hương <huong@mofa.gov.vn>', ""),
        parse_mailboxes("politics@embassy.example", ""),
        parse_mailboxes("Hidden Reader <hidden@embassy.example>", ""),
    )
    plain = Letter(
        sender=SENDER,
        recipients=recipients,
        words=Words("[OFFICIAL] Tin tuần", "Tóm tắt\n.\nFrom here on\n", "<p>Tóm tắt</p>\n"),
        date=MOMENT,
        message_id=message_id(SENDER, recipients, "digest", "subject"),
        attachment=bytes(range(256)) * 40,
        attachment_name="memo.docx",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def strictly(data: bytes) -> dict[str, list[str]]:
    """The header lines as RFC 5322 and 2047 want them, unfolded; asserts what is wrong."""
    assert data.isascii()
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", data), "a line end that is not CRLF"
    assert max(map(len, data.split(b"\r\n"))) <= 998
    head = data.partition(b"\r\n\r\n")[0].decode("ascii")
    assert all(len(line) <= 78 or " " not in line.strip() for line in head.split("\r\n"))
    assert all(len(word) <= 75 for word in re.findall(r"=\?[^?]+\?[bqBQ]\?[^?]*\?=", head))
    fields: dict[str, list[str]] = {}
    for line in re.sub(r"\r\n(?=[ \t])", "", head).split("\r\n"):
        match = re.fullmatch(r"([!-9;-~]+):[ ]?(.*)", line)
        assert match, line
        fields.setdefault(match[1].lower(), []).append(match[2])
    for name in ("from", "date", "message-id", "subject", "mime-version", "content-type"):
        assert len(fields[name]) == 1, name
    for name in ("to", "cc", "bcc"):
        assert len(fields.get(name, [])) <= 1
    assert re.fullmatch(r"<[0-9a-f]{32}@[a-z0-9.-]+>", fields["message-id"][0])
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}", fields["date"][0])
    return fields


def leaves(part: PyMimePart) -> list[PyMimePart]:
    return [leaf for child in part.children for leaf in leaves(child)] if part.children else [part]


def test_another_parser_reads_what_was_meant() -> None:
    data = compose(letter())
    mail = parse_email(data)
    assert mail.subject == "[OFFICIAL] Tin tuần"
    assert (mail.from_.display_name, mail.from_.address) == ("Phòng Báo chí", "press@example.org")
    assert [(each.display_name, each.address) for each in mail.to] == [
        ("Nguyễn, Văn Nam", "nam@x.vn"),
        ("Đỗ Thị Hương", "huong@mofa.gov.vn"),
    ]
    assert [each.address for each in mail.cc] == ["politics@embassy.example"]
    assert [text.replace("\r\n", "\n") for text in mail.text_plain] == ["Tóm tắt\n.\nFrom here on\n"]
    assert [text.replace("\r\n", "\n") for text in mail.text_html] == ["<p>Tóm tắt</p>\n"]
    (attachment,) = mail.attachments
    assert (attachment.filename, attachment.mimetype) == ("memo.docx", DOCX)
    assert attachment.content == letter().attachment


def test_the_parts_stand_as_mail_programs_want_them() -> None:
    tree = parse_email_tree(compose(letter()))
    assert tree.content_type == "multipart/mixed"
    assert [child.content_type for child in tree.children] == ["multipart/alternative", DOCX]
    assert [leaf.content_type for leaf in leaves(tree)] == ["text/plain", "text/html", DOCX]
    assert tree.children[1].disposition == "attachment"


def test_the_bytes_hold_to_the_letter_of_the_standards() -> None:
    fields = strictly(compose(letter()))
    assert fields["date"] == ["Mon, 02 Mar 2026 09:30:00 +0000"]
    assert "x-unsent" not in fields
    assert "bcc" not in fields


def test_bcc_is_nowhere_in_what_is_sent() -> None:
    assert b"hidden@" not in compose(letter())
    assert b"Hidden" not in compose(letter())


def test_a_draft_is_marked_unsent_and_shows_bcc_only_when_asked() -> None:
    fields = strictly(compose(letter(), draft=True))
    assert fields["x-unsent"] == ["1"]
    assert "bcc" not in fields
    fields = strictly(compose(letter(), draft=True, with_bcc=True))
    assert fields["bcc"] == ["Hidden Reader <hidden@embassy.example>"]


def test_a_message_to_bcc_alone_says_undisclosed() -> None:
    hidden = Recipients(bcc=parse_mailboxes("hidden@embassy.example", ""))
    assert strictly(compose(letter(recipients=hidden)))["to"] == ["undisclosed-recipients:;"]
    assert "to" not in strictly(compose(letter(recipients=hidden), draft=True))


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert compose(letter()) == compose(letter())


def test_a_list_may_be_left() -> None:
    assert strictly(compose(letter(unsubscribe="press@example.org")))["list-unsubscribe"] == [
        "<mailto:press@example.org>"
    ]
    link = "https://example.org/leave?list=embassy"
    assert strictly(compose(letter(unsubscribe=link)))["list-unsubscribe"] == [f"<{link}>"]


def test_the_identity_follows_memo_sender_and_open_recipients() -> None:
    people = letter().recipients
    first = message_id(SENDER, people, "digest", "s")
    assert first == message_id(SENDER, replace(people, to=people.to[::-1], bcc=()), "digest", "s")
    others = {
        message_id(SENDER, people, "other", "s"),
        message_id(SENDER, replace(people, cc=()), "digest", "s"),
        message_id(SENDER, people, "digest", "t"),
        message_id(SENDER, people, "digest", "s", "2026"),
        message_id(parse_mailbox("press@other.org", ""), people, "digest", "s"),
    }
    assert len(others) == 5
    assert first not in others
    assert first.endswith("@example.org>")


def test_an_international_local_part_is_written_as_rfc_6532_says() -> None:
    to = parse_mailboxes("Hương <hương@bộ.vn>", "")
    data = compose(letter(recipients=Recipients(to)))
    assert "hương@xn--b-8xm.vn".encode() in data
    assert parse_email(data).to[0].address == "hương@xn--b-8xm.vn"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("briefing_2026-02-23_2026-03-01.docx", "briefing_2026-02-23_2026-03-01.docx"),
        ("Bản tin tuần 9 – Đối ngoại.docx", "Ban-tin-tuan-9-Doi-ngoai.docx"),
        ("简报.docx", "memo.docx"),
        ("con.docx", "memo.docx"),
        (".docx", "memo.docx"),
        ("a" * 90 + ".docx", "a" * 43 + ".docx"),
        ('a"b\r\nc.docx', "a-b-c.docx"),
    ],
)
def test_the_attachment_has_a_short_ascii_name(name: str, expected: str) -> None:
    assert attachment_name(name) == expected


NAMES = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=120)


@settings(max_examples=40)
@given(NAMES, NAMES, NAMES)
def test_any_name_and_subject_arrive_whole(first: str, second: str, subject: str) -> None:
    def normal(text: str) -> str:
        return " ".join(text.split())

    one, two = (replace(SENDER, name=normal(name), domain="x.vn") for name in (first, second))
    words = Words(normal(subject) or "x", "text\n", "<p>html</p>\n")
    data = compose(letter(recipients=Recipients(to=(one,), cc=(two,)), words=words, attachment=b"docx"))
    strictly(data)
    mail = parse_email(data)
    assert normal(mail.subject) == words.subject
    assert [(normal(each.display_name or ""), each.address) for each in (*mail.to, *mail.cc)] == [
        (one.name, one.address),
        (two.name, two.address),
    ]


@settings(max_examples=40)
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=400))
def test_any_body_arrives_whole(text: str) -> None:
    body = text.replace("\r\n", "\n").replace("\r", "\n") + "\n"
    mail = parse_email(compose(letter(words=Words("subject", body, f"<pre>{body}</pre>"), attachment=b"docx")))
    assert "".join(mail.text_plain).replace("\r\n", "\n") == body


def test_a_memo_of_the_project_as_a_draft(memo_file: Path) -> None:
    request = Request(memo_file, to=("Nguyễn Văn Nam <nam@x.vn>",))
    house = Config(email=EmailSettings(sender="Press Unit <press@example.org>"))
    plan = make_plan(request, memo_file.read_bytes(), MOMENT, house)
    data = compose(plan.letter, draft=True)
    strictly(data)
    mail = parse_email(data)
    assert mail.subject.startswith("[OFFICIAL USE ONLY] Vietnam and Laos in the Vietnamese press, December 1, 2025")
    assert mail.attachments[0].filename == "Ban-tin-tuan-9.docx"
    assert mail.attachments[0].content == memo_file.read_bytes()
    for body in (mail.text_plain[0], mail.text_html[0]):
        assert "OFFICIAL USE ONLY" in body
        assert " ".join(plan.memo.summary[0].text.split()) in " ".join(body.split())
