"""TMX in and out: whole, strict about entities and languages, and kind to other programs' files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from briefing.errors import ConfigError
from briefing.memory.entry import Entry
from briefing.memory.tmx import PassedOver, read_tmx, read_tmx_file, write_tmx

DATA = Path(__file__).parents[1] / "data" / "memory"
ENTRIES = (
    Entry(
        "Kim ngạch đạt 10 tỷ USD.", "Trade reached $10 billion.", origin="seeds/a.txt", tool="briefing draft --import"
    ),
    Entry(
        "Hai bên nhất trí. Họ ký 12 văn kiện.", "They signed 12 documents.", "point", "person", "b.jsonl", "briefing"
    ),
    Entry('A & B <c> "d"', "A & B <c> 'd'", author="machine", tool="x", changed="2026-03-02"),
)


def test_a_memory_comes_back_whole(tmp_path: Path) -> None:
    file = tmp_path / "memory.tmx"
    file.write_bytes(write_tmx(ENTRIES, "1.0"))
    assert read_tmx(file) == ENTRIES
    assert write_tmx(read_tmx(file), "1.0") == file.read_bytes()


def test_the_file_says_what_the_format_wants() -> None:
    root = etree.fromstring(write_tmx(ENTRIES, "1.0"))
    assert (root.tag, root.get("version")) == ("tmx", "1.4")
    wanted = {"creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype"}
    assert set(root.find("header").keys()) == wanted
    assert [unit.get("changeid") for unit in root.iter("tu")] == ["person", "person", "machine"]
    assert [unit.get("segtype") for unit in root.iter("tu")] == ["sentence", "block", "sentence"]
    assert {prop.text for prop in root.iter("prop") if prop.get("type") == "x-source-file"} == {
        "seeds/a.txt",
        "b.jsonl",
    }


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: "".join(text.split()))


@given(TEXT, TEXT)
def test_any_text_makes_a_file_that_parses(source: str, target: str) -> None:
    root = etree.fromstring(write_tmx([Entry(source, target)], "1.0"))
    assert len(list(root.iter("seg"))) == 2


def test_another_programs_file_is_read() -> None:
    """OmegaT and Trados: regions, inline codes, other languages, a person's and a machine's units."""
    found = read_tmx_file(DATA / "foreign.tmx")
    assert [(entry.source, entry.target, entry.author) for entry in found.entries] == [
        ("Thủ tướng thăm Lào.", "The Prime Minister visits Laos.", "person"),
        ("Kim ngạch tăng 6,5%.", "Trade grew 6.5%.", "machine"),
        ("Hai bên ký 12 văn kiện.", "The two sides signed 12 documents.", "person"),
    ]
    assert [entry.changed for entry in found.entries] == ["2026-01-26", "", ""]
    assert found.passed_over == (
        PassedOver(3, "its languages are en, fr"),
        PassedOver(4, "a segment is empty"),
        PassedOver(5, "its Vietnamese is en"),
        PassedOver(6, "its English is vi"),
    )
    assert {entry.author for entry in read_tmx_file(DATA / "foreign.tmx", "machine").entries} == {"machine"}


def bomb(where: str) -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(12))
    return f'<?xml version="1.0"?><!DOCTYPE tmx [{entities}]><tmx version="1.4">{where}</tmx>'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (bomb('<body><tu><tuv xml:lang="vi"><seg>&l11;</seg></tuv></tu></body>'), "declares entities"),
        (bomb('<body><tu x="&l11;"/></body>'), "(declares entities|is no TMX)"),
        ('<!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/passwd">]><tmx><body><tu>&x;</tu></body></tmx>', "declares"),
        ("<html/>", "root is <html>"),
        ("not XML", "is no TMX"),
        ("", "is no TMX"),
        ('<tmx version="1.4"><body/></tmx>', "has no unit"),
        (
            '<tmx version="1.4"><body><tu><tuv xml:lang="fr"><seg>Bonjour</seg></tuv></tu></body></tmx>',
            "languages are fr",
        ),
        (
            '<tmx version="1.4"><body><tu><tuv xml:lang="vi"><seg/></tuv></tu></body>',
            "is no TMX",
        ),
    ],
)
def test_bad_files_are_refused(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.tmx"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=said) as caught:
        read_tmx(file)
    assert caught.value.remedy


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_tmx(tmp_path / "none.tmx")


def test_utf_16_is_read(tmp_path: Path) -> None:
    file = tmp_path / "wide.tmx"
    text = write_tmx(ENTRIES[:1], "1.0").decode("utf-8").replace("UTF-8", "UTF-16", 1)
    file.write_bytes(text.encode("utf-16"))
    assert read_tmx(file) == ENTRIES[:1]


def test_training_can_read_a_memory_without_a_database() -> None:
    script = "import sys\nfrom briefing.memory.tmx import read_tmx\nassert 'sqlite3' not in sys.modules\n"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=120)
