"""The memory on disk: a person's English is kept, found in any spelling of tones, and shared by processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from briefing.errors import ConfigError
from briefing.memory.entry import Entry, key_of
from briefing.memory.store import Memory, Stored

SENTENCE = "Tổng Bí thư Tô Lâm hoà đàm tại Viêng Chăn vào ngày 5/2."


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "deep" / "memory.sqlite3")


def test_what_was_kept_is_found_in_any_spelling(memory: Memory) -> None:
    import unicodedata

    assert memory.add([Entry(SENTENCE, "General Secretary To Lam held talks.")]) == Stored(new=1)
    spellings = (SENTENCE, unicodedata.normalize("NFD", SENTENCE), SENTENCE.replace("hoà", "hòa"), f" {SENTENCE}\n")
    for spelling in spellings:
        found = memory.exact([spelling, "Không có."], "sentence")
        assert {key: entry.target for key, entry in found.items()} == {spelling: "General Secretary To Lam held talks."}
    assert not memory.exact([SENTENCE], "point")
    assert key_of("“Hoà”  bình – 'thuỷ'") == key_of('"Hòa" bình - ‘thủy’')


def test_a_machine_never_replaces_a_person(memory: Memory) -> None:
    person, machine = Entry(SENTENCE, "By hand."), Entry(SENTENCE, "By machine.", author="machine")
    assert memory.add([machine]) == Stored(new=1)
    assert memory.add([person]) == Stored(replaced=1)
    assert memory.add([machine]) == Stored(refused=1)
    assert memory.add([person]) == Stored(same=1)
    assert memory.add([Entry(SENTENCE, "By another hand.")]) == Stored(replaced=1)
    assert [entry.target for entry in memory.entries()] == ["By another hand."]


def test_an_empty_memory_makes_no_file(memory: Memory) -> None:
    assert memory.entries() == ()
    assert not memory.exact([SENTENCE], "sentence")
    assert memory.digest() == ""
    assert memory.forget(SENTENCE) == 0
    assert memory.add([]) == Stored()
    assert not memory.path.exists()


def test_what_is_forgotten_is_gone(memory: Memory) -> None:
    memory.add([Entry(SENTENCE, "One."), Entry(SENTENCE, "One.", "point"), Entry("Khác.", "Other.")])
    before = memory.digest()
    assert memory.forget(SENTENCE) == 2
    assert [entry.source for entry in memory.entries()] == ["Khác."]
    assert memory.digest() != before


def test_a_broken_file_is_an_error_and_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "memory.sqlite3"
    file.write_bytes(b"no database, but precious" * 100)
    for call in (Memory(file).entries, lambda: Memory(file).add([Entry(SENTENCE, "One.")])):
        with pytest.raises(ConfigError, match="cannot be used"):
            call()
    assert file.read_bytes().startswith(b"no database")


def test_two_processes_write_at_once(memory: Memory) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom briefing.memory.entry import Entry\n"
        "from briefing.memory.store import Memory\nname = sys.argv[2]\n"
        "for n in range(25):\n"
        "    Memory(Path(sys.argv[1])).add([Entry(f'{name} câu số {n}', 'x'), Entry('chung', name)])\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", script, str(memory.path), name]) for name in ("một", "hai")]
    assert [process.wait(timeout=120) for process in running] == [0, 0]
    entries = memory.entries()
    assert len(entries) == 51
    assert next(entry.target for entry in entries if entry.source == "chung") in ("một", "hai")
