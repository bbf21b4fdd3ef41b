from __future__ import annotations

from pathlib import Path

import pytest

from briefing.errors import ConfigError
from briefing.glossary.taking import read_terms
from briefing.lang.glossary import Term

DATA = Path(__file__).parents[1] / "data" / "glossary"
MINISTRY = Term(
    "Bộ Nông nghiệp và Môi trường",
    "Ministry of Agriculture and Environment",
    ("Agriculture & Environment Ministry",),
    "government",
    "since 2025",
)


def test_tbx_of_the_older_dialect() -> None:
    taken = read_terms(DATA / "ministry-v2.tbx")
    assert taken.terms == (MINISTRY, Term("Cục Hàng không", "Civil Aviation Authority"))
    assert [(each.place, each.reason) for each in taken.passed_over] == [
        ("entry c3", "there is no Vietnamese"),
        ("entry c4", "hải quan điện tử: there is no English"),
    ]


def test_tbx_of_the_newer_dialect() -> None:
    taken = read_terms(DATA / "ministry-v3.tbx")
    assert [(term.vi, term.renderings, term.domain) for term in taken.terms] == [
        (MINISTRY.vi, MINISTRY.renderings, "government")
    ]


def written(folder: Path, text: str, name: str = "terms.tbx") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


ENTRY = (
    '<tbx><text><body><conceptEntry><langSec xml:lang="vi"><termSec><term>{vi}</term></termSec></langSec>'
    '<langSec xml:lang="en"><termSec><term>{en}</term></termSec></langSec></conceptEntry></body></text></tbx>'
)
SECRET = '<!DOCTYPE tbx [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
LAUGHS = '<!DOCTYPE tbx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SECRET + ENTRY.format(vi="Cục", en="&x;"), "declares entities"),
        (LAUGHS + ENTRY.format(vi="Cục", en="&b;"), "declares entities"),
        ('<!DOCTYPE tbx SYSTEM "no.dtd">' + ENTRY.format(vi="Cục", en="&x;"), "uses entities"),
        ("<html><body/></html>", "its root is <html>"),
        ("<tbx><text>", "is no TBX file"),
        ("nonsense", "is no TBX file"),
        ("<tbx><text><body/></text></tbx>", "holds no Vietnamese-English term"),
        (ENTRY.format(vi="Cục", en="a|b"), "holds no Vietnamese-English term"),
        (ENTRY.format(vi="…", en="Authority"), "holds no Vietnamese-English term"),
    ],
)
def test_bad_tbx_is_refused(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        read_terms(written(tmp_path, text))
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("vi,en\nCục,Authority\n", "first line"),
        ("vi,en,alternatives,domain,note\nCục,Authority\n", "line 2: 2 fields where 5 belong"),
        ('vi,en,alternatives,domain,note\n"Cục,Authority,,,\n', "unexpected end"),
        ("vi,en,alternatives,domain,note\nCục,,,,\n", "line 2: Cục: there is no English"),
    ],
)
def test_bad_csv_is_refused(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=said):
        read_terms(written(tmp_path, text, "terms.csv"))


def test_csv_that_is_not_utf8_names_its_line(tmp_path: Path) -> None:
    file = tmp_path / "terms.csv"
    file.write_bytes("vi,en,alternatives,domain,note\nCục,Ministère,,,\n".encode("latin-1", "replace"))
    with pytest.raises(ConfigError, match="line 2: this is not UTF-8"):
        read_terms(file)


def test_filled_in_candidates_are_taken_and_the_rest_waits(tmp_path: Path) -> None:
    text = (
        "vi,en,alternatives,domain,note,count,articles,score,example\n"
        'hải quan số,digital customs,e-customs,,,4,2,6.3,"Hải quan số, nay"\n'
        "khu vực biên giới,,,,,3,2,6.0,Khu vực biên giới\n"
    )
    taken = read_terms(written(tmp_path, text, "candidates.csv"))
    assert taken.terms == (Term("hải quan số", "digital customs", ("e-customs",)),)
    assert [each.place for each in taken.passed_over] == ["line 3"]


@pytest.mark.parametrize("name", ["terms.docx", "none.tbx"])
def test_other_files_are_refused(name: str, tmp_path: Path) -> None:
    if name == "terms.docx":
        (tmp_path / name).write_bytes(b"x")
    with pytest.raises(ConfigError):
        read_terms(tmp_path / name)
