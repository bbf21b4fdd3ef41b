"""Addresses as people write them, and what must never become a header."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.errors import ConfigError
from briefing.mail.addresses import Mailbox, parse_mailbox, parse_mailboxes, without_repeats

READ = [
    ("huong@mofa.gov.vn", [("", "huong@mofa.gov.vn")]),
    ("<huong@mofa.gov.vn>", [("", "huong@mofa.gov.vn")]),
    ("Đỗ Thị Hương <huong@mofa.gov.vn>", [("Đỗ Thị Hương", "huong@mofa.gov.vn")]),
    ('"Nguyễn, Văn Nam" <nam@x.vn>', [("Nguyễn, Văn Nam", "nam@x.vn")]),
    (r'"Nam \"N\" Nguyễn" <nam@x.vn>', [('Nam "N" Nguyễn', "nam@x.vn")]),
    ("Hương (Press) <a@b.vn>; nam@x.vn, ", [("Hương (Press)", "a@b.vn"), ("", "nam@x.vn")]),
    ("press@bộngoạigiao.vn", [("", "press@xn--bngoigiao-376dsw.vn")]),
    ("press@BÜCHER.example", [("", "press@xn--bcher-kva.example")]),
    ("Press@MOFA.gov.vn", [("", "Press@mofa.gov.vn")]),
    ("hương@x.vn", [("", "hương@x.vn")]),
    ("o'brien+news@sub-domain.example.org", [("", "o'brien+news@sub-domain.example.org")]),
    ("root@localhost", [("", "root@localhost")]),
]
REFUSED = [
    "",
    " ; , ",
    "huong",
    "huong@",
    "@mofa.gov.vn",
    "a@b@c.vn",
    "a b@c.vn",
    ".a@c.vn",
    "a..b@c.vn",
    "a@c..vn",
    "a@-c.vn",
    "a@c_d.vn",
    "a@[192.0.2.1]",
    "Nguyễn, Nam <nam@x.vn>",
    "Nam <nam@x.vn> <mai@x.vn>",
    'Nam "<nam@x.vn>',
    "undisclosed-recipients:;",
    f"{'a' * 65}@x.vn",
    f"a@{'b' * 64}.vn",
    f"a@{'b.' * 130}vn",
    "a@\u2488.vn",
]
INJECTIONS = [
    "a@x.vn\nBcc: spy@evil.example",
    "a@x.vn\r\nBcc: spy@evil.example",
    "a@x.vn\rSubject: x",
    "Nam\n <a@x.vn>",
    "Nam\x0b <a@x.vn>",
    "Nam\x00 <a@x.vn>",
    "Nam\x85 <a@x.vn>",
    "Nam\u2028 <a@x.vn>",
    "Nam\u202e <a@x.vn>",
    "\udcff <a@x.vn>",
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_addresses_that_are_read(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(each.name, each.address) for each in parse_mailboxes(text, "--to")] == expected


@pytest.mark.parametrize("text", REFUSED)
def test_addresses_that_are_refused(text: str) -> None:
    with pytest.raises(ConfigError) as error:
        parse_mailboxes(text, "--to")
    assert error.value.message.startswith("--to: ")
    assert error.value.remedy


@pytest.mark.parametrize("text", INJECTIONS)
def test_a_line_break_is_refused_as_such(text: str) -> None:
    with pytest.raises(ConfigError, match="refused"):
        parse_mailboxes(text, "--to")


def test_one_is_one() -> None:
    with pytest.raises(ConfigError, match="names 2 addresses"):
        parse_mailbox("a@x.vn, b@x.vn", "--from")


def test_a_person_named_twice_is_written_to_once() -> None:
    both = parse_mailboxes("Nam <nam@x.vn>, NAM@X.VN, mai@x.vn", "--to")
    assert [each.address for each in without_repeats(both)] == ["nam@x.vn", "mai@x.vn"]


@given(st.text())
def test_whatever_is_accepted_ends_no_line(text: str) -> None:
    try:
        found = parse_mailboxes(text, "--to")
    except ConfigError:
        return
    for each in found:
        header = str(each.header())
        assert len(header.splitlines()) == 1
        assert each.domain.isascii()


@given(st.text(st.characters(exclude_categories=("C", "Z"))).map(str.strip))
def test_a_mailbox_is_read_back_as_it_is_shown(name: str) -> None:
    mailbox = Mailbox(name, "nam", "x.vn")
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    (back,) = parse_mailboxes(f'"{quoted}" <nam@x.vn>', "--to") if name else parse_mailboxes("nam@x.vn", "--to")
    assert back.address == mailbox.address
    assert back.key == mailbox.key
