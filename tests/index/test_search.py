"""Words are found as people type them, and only where they stand."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from briefing.config import Config
from briefing.errors import ConfigError
from briefing.index.search import phrase
from briefing.listing import listing
from tests.index.folders import AS_OF, messy
from tests.readers.builders import seed

TEXTS = {
    "a": "Kim ngạch thương mại hai nước đạt 2 tỷ USD. Hai bên ký hoà ước.",
    "b": "Kim  ngach xuat khau cua tinh nam ngoai tang manh, theo bao cao.",
    "c": "Ông Kim nói về ngạch bậc công chức.\nThuỷ điện Hoà Bình xả lũ.",
    "d": "Bạn của Việt Nam.\nKim\nngạch",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "kho"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        os.utime(folder / f"{name}.txt", (10**9, 10**9))  # long before it is looked at
    return folder


def found(folder: Path, *phrases: str) -> dict[str, tuple[str, ...] | None]:
    with listing(folder, AS_OF, Config(), searched=phrases) as found:
        return {row.path: row.found for row in found.rows}


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("kim ngạch", "a"),
        ("KIM NGẠCH", "a"),
        ("kim ngach", "ab"),
        ("kim", "abcd"),
        ("hòa ước", "a"),  # the other place of the tone mark
        ("thủy điện", "c"),
        ("ban", "d"),
        ("bản", ""),
        ("2 tỷ", "a"),
        ("ngạch kim", ""),
        ('"kim" OR NOT', ""),
        ("hai", "a"),
    ],
)
def test_words(folder: Path, words: str, names: str) -> None:
    assert set(found(folder, words)) == {f"kho/{name}.txt" for name in names}


def test_several_phrases_must_all_stand_in_an_article(folder: Path) -> None:
    assert found(folder, "kim", "ngạch bậc") == {"kho/c.txt": ("Ông Kim nói về ngạch bậc công chức.",)}
    assert found(folder, "thủy điện", "kim ngạch") == {}


def test_decomposed_letters_are_the_same(folder: Path) -> None:
    import unicodedata

    assert set(found(folder, unicodedata.normalize("NFD", "kim ngạch"))) == {"kho/a.txt"}


def test_what_is_gone_or_changed_is_not_found(folder: Path) -> None:
    assert len(found(folder, "kim")) == 4
    (folder / "a.txt").unlink()
    (folder / "b.txt").write_text("Không còn gì ở đây nữa, thưa các bạn.", encoding="utf-8")
    assert set(found(folder, "kim")) == {"kho/c.txt", "kho/d.txt"}


def test_titles_and_bodies_are_searched_captions_are_not(tmp_path: Path) -> None:
    folder = messy(tmp_path / "kho")
    assert found(folder, "một") != {}
    assert found(folder, "Tin Lào")["kho/tin.docx"] == ("Tin Lào",)
    caption = next(line for line in seed("000").splitlines() if line.strip().endswith("Ảnh: TTXVN"))
    assert "kho/000.txt" not in found(folder, caption.strip()[:60])


def test_a_search_without_words_is_refused(folder: Path) -> None:
    with pytest.raises(ConfigError, match="no word"):
        phrase(" – ")
    with pytest.raises(ConfigError), listing(folder, AS_OF, Config(), searched=["?!"]):
        pass


@pytest.mark.parametrize("more", [["--json"], ["--search", "kim ngạch"], ["--from", "2025-12-01", "--json"]])
def test_a_warm_listing_loads_nothing_heavy(folder: Path, more: list[str]) -> None:
    with listing(folder, date(2026, 3, 2), Config()) as found:
        list(found.rows)
    command = ["briefing", "sources", str(folder), "--as-of", "2026-03-02", *more]
    script = (
        f"import sys\nfrom briefing.cli import main\nsys.argv = {command!r}\n"
        "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code\n"
        "heavy = {'torch', 'transformers', 'docx', 'lxml', 'numpy', 'trafilatura', 'pdfminer', 'rich', 'ctranslate2'}\n"
        "heavy |= {'briefing.index.entry', 'briefing.stages.clean', 'multiprocessing'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, timeout=120)
