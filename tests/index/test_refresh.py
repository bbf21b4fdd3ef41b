"""What changed in a folder is noticed, told, and alone opened."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from briefing.config import Config
from briefing.index import entry
from briefing.index.refresh import RACY, Changes
from briefing.listing import listing
from briefing.values import SourceEntry
from tests.index.folders import AS_OF, rows_by_reading
from tests.readers.builders import seed

NOW = date(2027, 6, 1)  # after all that the seeds speak of


class Kho:
    """A folder of sources, and which of its files were read at the last listing."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.read, self.notes = folder, [], []
        reading = entry.read_document

        def noted(path: Path, name: str) -> object:
            self.read.append(Path(name).name)
            return reading(path, name)

        monkeypatch.setattr(entry, "read_document", noted)

    def write(self, name: str, text: str, *, age: int = 3600) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.age(name, age)

    def age(self, name: str, seconds: int) -> None:
        stamp = self.folder.stat().st_ctime_ns - seconds * 10**9
        os.utime(self.folder / name, ns=(stamp, stamp))

    def list(self, as_of: date = NOW, *, verify: bool = False) -> tuple[SourceEntry, ...]:
        self.read, self.notes = [], []
        with listing(self.folder, as_of, Config(), verify=verify, tell=self.notes.append) as found:
            rows = tuple(row.entry for row in found.rows)
        assert rows == rows_by_reading(self.folder, None, as_of)[0]
        return rows


@pytest.fixture
def kho(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kho:
    found = Kho(tmp_path / "kho", monkeypatch)
    for number in ("000", "001", "002"):
        found.write(f"{number}.txt", seed(number))
    found.list()
    assert found.read == ["000.txt", "001.txt", "002.txt"]
    assert found.notes == []
    return found


def test_what_is_as_it_was_is_not_opened(kho: Kho) -> None:
    kho.list()
    assert (kho.read, kho.notes) == ([], [])


def test_new_changed_and_deleted_files(kho: Kho) -> None:
    kho.write("003.txt", seed("003"))
    kho.write("001.txt", seed("004"))
    (kho.folder / "002.txt").unlink()
    kho.list()
    assert sorted(kho.read) == ["001.txt", "003.txt"]
    assert kho.notes == [
        "1 new since the last time: kho/003.txt",
        "1 changed since the last time: kho/001.txt",
        "1 deleted since the last time: kho/002.txt",
    ]
    kho.list()
    assert (kho.read, kho.notes) == ([], [])


def test_many_changes_are_counted_and_the_first_named(kho: Kho) -> None:
    for number in range(5):
        kho.write(f"mới/{number}.txt", seed("003"))
    kho.list()
    assert kho.notes == ["5 new since the last time: kho/mới/0.txt, kho/mới/1.txt, kho/mới/2.txt, …"]


def test_a_renamed_or_moved_file_is_not_read(kho: Kho) -> None:
    (kho.folder / "cũ").mkdir()
    (kho.folder / "001.txt").rename(kho.folder / "cũ" / "tên khác.txt")
    kho.list()
    assert (kho.read, kho.notes) == ([], ["1 moved since the last time: kho/001.txt to kho/cũ/tên khác.txt"])


def test_a_file_copied_elsewhere_and_removed_is_known_by_its_digest(kho: Kho) -> None:
    (kho.folder / "001.txt").unlink()
    kho.write("bản sao.txt", seed("001"), age=60)
    kho.list()
    assert (kho.read, kho.notes) == ([], ["1 moved since the last time: kho/001.txt to kho/bản sao.txt"])


def test_of_two_copies_of_a_file_that_is_gone_one_is_read(kho: Kho) -> None:
    (kho.folder / "001.txt").unlink()
    kho.write("a.txt", seed("001"), age=60)
    kho.write("b.txt", seed("001"), age=61)
    kho.list()
    assert kho.read == ["b.txt"]
    assert kho.notes == [
        "1 new since the last time: kho/b.txt",
        "1 moved since the last time: kho/001.txt to kho/a.txt",
    ]


def test_a_copy_beside_its_original_is_read(kho: Kho) -> None:
    kho.write("bản sao.txt", seed("001"))
    assert [row.duplicate_of for row in kho.list()].count("kho/001.txt") == 1
    assert kho.read == ["bản sao.txt"]


@pytest.mark.parametrize("name", ["2026-02-01 họp.txt", "20251230.txt", "000.html"])
def test_a_file_whose_new_name_says_something_is_read(kho: Kho, name: str) -> None:
    (kho.folder / "000.txt").rename(kho.folder / name)
    kho.list()
    assert kho.read == [name]


def test_a_touched_file_is_compared_not_read(kho: Kho) -> None:
    kho.age("001.txt", 100)
    kho.list()
    assert (kho.read, kho.notes) == ([], [])


def test_files_that_swap_their_names(kho: Kho) -> None:
    for old, new in (("001.txt", "x"), ("002.txt", "001.txt"), ("x", "002.txt")):
        (kho.folder / old).rename(kho.folder / new)
    kho.list()
    assert kho.notes == ["2 changed since the last time: kho/001.txt, kho/002.txt"]


def test_an_edit_within_the_clocks_tick_is_noticed(kho: Kho) -> None:
    text = seed("001")
    kho.write("tick.txt", text, age=0)
    stamp = (kho.folder / "tick.txt").stat().st_mtime_ns + RACY // 4
    os.utime(kho.folder / "tick.txt", ns=(stamp, stamp))
    kho.list()
    changed = text.replace("2025", "2024")
    assert len(changed.encode()) == len(text.encode())
    (kho.folder / "tick.txt").write_text(changed, encoding="utf-8")
    os.utime(kho.folder / "tick.txt", ns=(stamp, stamp))
    kho.list()
    assert kho.read == ["tick.txt"]


def test_only_digests_find_an_edit_that_hides(kho: Kho) -> None:
    path = kho.folder / "001.txt"
    before = path.stat()
    path.write_text(seed("001").replace("2025", "2024"), encoding="utf-8")
    os.utime(path, ns=(before.st_mtime_ns, before.st_mtime_ns))
    with listing(kho.folder, NOW, Config()) as found:
        assert "2025" in {row.path: row for row in found.rows}["kho/001.txt"].date.evidence
    kho.list(verify=True)
    assert kho.read == ["001.txt"]
    assert kho.notes == ["1 changed since the last time: kho/001.txt"]


def test_a_persons_dates_need_no_reading(kho: Kho) -> None:
    (kho.folder / "briefing-dates.toml").write_text('[dates]\n"000.txt" = 2026-02-04\n')
    assert kho.list()[0].date.method == "person"
    (kho.folder / "briefing-dates.toml").unlink()
    assert kho.list()[0].date.method == "inference"
    assert (kho.read, kho.notes) == ([], [])


def test_a_later_day_reads_nothing_again_an_earlier_one_what_hangs_on_it(kho: Kho) -> None:
    rows = kho.list(date(2027, 6, 2))
    assert kho.read == []
    assert rows[0].date.latest == date(2027, 6, 2)
    kho.list(date(2025, 12, 24))
    assert kho.read == ["002.txt"]
    assert kho.notes == ["1 read again for another as-of day"]
    kho.list(AS_OF)


def test_what_could_not_be_opened_is_tried_again(kho: Kho, monkeypatch: pytest.MonkeyPatch) -> None:
    opening: Callable[[Path], bytes] = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "003.txt":
            raise PermissionError(13, "Permission denied")
        return opening(path)

    kho.write("003.txt", seed("003"))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", refuse)
        assert kho.list()[-1].reason == "cannot be opened: Permission denied"
    assert kho.list()[-1].fate == "unused"
    assert kho.read == ["003.txt"]


def test_changes_are_told_from_the_second_time_on() -> None:
    assert Changes(new=["a"]).lines == ()
    assert Changes(unchanged=1).lines == ()
    assert len(Changes(unchanged=1, new=["a"], dated_again=2).lines) == 2
