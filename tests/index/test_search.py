"""Words are found as people type them, and only where they stand."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from briefing.config import Config, IndexSettings
from briefing.errors import ConfigError
from briefing.index.listing import listed
from briefing.index.search import phrase, search
from briefing.listing import asked_of, listing
from tests.index.folders import AS_OF, WINTER, messy
from tests.readers.builders import seed

USES_INDEX = re.compile("USING|VIRTUAL TABLE INDEX")
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


def many(folder: Path, count: int) -> Path:
    """Articles of their own sentences, a third of them with a phrase; the second half copies of the first."""
    folder.mkdir()
    for number in range(count):
        words = [f"từ{(number % (count // 2)) * 911 + at * at}" for at in range(150)]
        if number % 3 == 0:
            words[70:72] = ["kim", "ngạch"]
        text = "\n".join(" ".join(words[at : at + 15]).capitalize() + "." for at in range(0, 150, 15))
        (folder / f"{number:04}.txt").write_text(text, encoding="utf-8")
        os.utime(folder / f"{number:04}.txt", (10**9, 10**9))
    return folder


def statements(asked: Callable[[sqlite3.Connection], object], file: Path) -> list[str]:
    """What an index is asked for, in SQL."""
    connection = sqlite3.connect(file)
    told: list[str] = []
    connection.set_trace_callback(told.append)
    asked(connection)
    connection.close()
    return told


def test_of_many_articles_only_those_shown_are_taken_from_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file is opened again, and no text unpacked but of the articles found and of their likely duplicates."""
    folder, file = many(tmp_path / "kho", 600), tmp_path / "index.sqlite3"
    config = Config(index=IndexSettings(file=str(file)))
    with listing(folder, AS_OF, config) as everything:
        fates = {row.path: row.fate for row in everything.rows}
    assert sum(stage == "deduplicate" for _, stage, _, _ in fates.values()) == 300
    monkeypatch.setattr("briefing.index.pool.read_all", None)
    found = {}

    def search_it(connection: sqlite3.Connection) -> None:
        hits = search(connection, [phrase("kim ngạch")])
        few = dict(list(hits.items())[:10])
        found.update({row.path: row.fate for row in listed(connection, asked_of(folder, AS_OF), few)})
        assert len(hits) == 200

    texts = [one for one in statements(search_it, file) if one.startswith("SELECT text")]
    assert found
    assert all(fates[path] == fate for path, fate in found.items())
    assert len(texts) <= 2 * 10
    with listing(folder, AS_OF, config, searched=["kim ngach"]) as again:
        shown = {row.path: row.fate for row in again.rows}
    assert len(shown) == 200
    assert all(fates[path] == fate for path, fate in shown.items())


def test_searches_and_listings_go_by_the_indexes(tmp_path: Path) -> None:
    file = tmp_path / "index.sqlite3"
    config = Config(index=IndexSettings(file=str(file)))
    folder = messy(tmp_path / "kho")
    with listing(folder, AS_OF, config) as found:
        list(found.rows)
    asked = replace(asked_of(folder, AS_OF), period=WINTER, overrides=None)

    def ask(connection: sqlite3.Connection) -> None:
        list(listed(connection, asked, search(connection, [phrase("kim ngạch")])))
        list(listed(connection, asked))

    with closing(sqlite3.connect(file)) as connection:
        queries = {one for one in statements(ask, file) if one.startswith("SELECT") and "'search_" not in one}
        for query in queries:
            steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}")]
            scans = [step for step in steps if step.startswith("SCAN") and not USES_INDEX.search(step)]
            assert not scans, (query, steps)


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
