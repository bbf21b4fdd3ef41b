"""Distribution lists, in TOML and CSV."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.errors import ConfigError
from briefing.mail.addresses import parse_mailbox
from briefing.mail.lists import Recipients, read_list

TOML = """\
name = "The embassy's weekly readers"
to = ["Đại sứ <ambassador@embassy.example>"]
cc = ["politics@embassy.example"]
bcc = ["archive@embassy.example", "Ambassador@embassy.example"]
"""
CSV = """\
address,name,field
ambassador@embassy.example,"Trần, Đại sứ",to
politics@embassy.example,Political Section,CC

archive@embassy.example,,
"""


def shown(recipients: Recipients) -> tuple[list[str], list[str], list[str]]:
    return tuple([str(each) for each in field] for field in (recipients.to, recipients.cc, recipients.bcc))  # type: ignore[return-value]


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def test_a_list_in_toml(tmp_path: Path) -> None:
    write(tmp_path, "embassy.toml", TOML)
    assert shown(read_list("embassy", tmp_path)) == (
        ["Đại sứ <ambassador@embassy.example>"],
        ["politics@embassy.example"],
        ["archive@embassy.example"],
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_list_in_csv_hides_whoever_has_no_field(tmp_path: Path, encoding: str, ends: str) -> None:
    write(tmp_path, "embassy.csv", CSV.replace("\n", ends), encoding)
    assert shown(read_list("embassy", tmp_path)) == (
        ["Trần, Đại sứ <ambassador@embassy.example>"],
        ["Political Section <politics@embassy.example>"],
        ["archive@embassy.example"],
    )


def test_a_list_as_excel_writes_it_in_europe(tmp_path: Path) -> None:
    path = write(tmp_path, "x.csv", "name;address\r\nNam;nam@x.vn\r\n")
    assert shown(read_list(str(path), tmp_path / "elsewhere"))[2] == ["Nam <nam@x.vn>"]


def test_a_person_on_two_lists_keeps_the_more_open_place() -> None:
    nam = parse_mailbox("nam@x.vn", "")
    assert Recipients(bcc=(nam,)).and_also(Recipients(to=(nam,))) == Recipients(to=(nam,))


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.toml", 'to = ["nam"]', r"a\.toml, to\[1\]: 'nam' is no e-mail address"),
        ("a.toml", 'too = ["nam@x.vn"]', "unknown key 'too'"),
        ("a.toml", 'to = "nam@x.vn"', "a list is expected"),
        ("a.toml", "to = [", "cannot be read"),
        ("a.toml", 'name = "nobody"', "nobody on it"),
        ("a.toml", 'to = ["nam@x.vn\\nBcc: spy@evil.example"]', "line break"),
        ("a.csv", "", "no first line"),
        ("a.csv", "nam@x.vn\n", "has the column 'nam@x.vn'"),
        ("a.csv", "name,field\nNam,to\n", "no first line with the column 'address'"),
        ("a.csv", "address,address\n", "no first line"),
        ("a.csv", "address,field\nnam@x.vn,all\n", "line 2: the field 'all' is not known"),
        ("a.csv", "address,name\nnam@x.vn,Nam,Mr\n", "line 2: 3 columns, not 2"),
        ("a.csv", 'address,name\nnam@x.vn,"Nam\nBcc: spy@evil.example"\n', "line break"),
        ("a.csv", "address,name\n,Nam\n", "names no address"),
        ("a.csv", "address\n", "nobody on it"),
    ],
)
def test_lists_that_are_refused(tmp_path: Path, name: str, text: str, message: str) -> None:
    write(tmp_path, name, text)
    with pytest.raises(ConfigError, match=message):
        read_list("a", tmp_path)


def test_a_list_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"address\n\xff\xfe\n")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_list("a", tmp_path)


def test_a_misspelt_list_is_met_with_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, "embassy.toml", TOML)
    with pytest.raises(ConfigError) as error:
        read_list("embasy", tmp_path)
    assert error.value.remedy == "Did you mean 'embassy'?"
    with pytest.raises(ConfigError, match="no list 'embassy'"):
        read_list("embassy", tmp_path / "nowhere")


def test_two_lists_of_one_name(tmp_path: Path) -> None:
    write(tmp_path, "embassy.toml", TOML)
    write(tmp_path, "embassy.csv", CSV)
    with pytest.raises(ConfigError, match="two lists"):
        read_list("embassy", tmp_path)
