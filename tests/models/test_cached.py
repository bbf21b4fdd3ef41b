"""The store and the model that remembers: hits, order, resumption, and files that cannot be used."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.models.cached import Cached
from briefing.models.echo import Echo
from briefing.models.store import FileStore, MemoryStore, Store, Usage, cache_directory, key_of
from briefing.protocols import Progress, quiet
from briefing.values import Hypothesis

ROOT = Path(__file__).parents[2]
TEXTS = ["Hà Nội", "Thủ tướng Phạm Minh Chính", "ngày 26/1", "Hà Nội", "5 tỷ USD"]


class Counting:
    """An echo that keeps what it was asked, and fails once `fail_after` windows were answered."""

    def __init__(self, fail_after: int | None = None, signature: str = "counting") -> None:
        self.windows: list[list[str]] = []
        self.fail_after = fail_after
        self.signature = signature

    def generate(self, texts: Sequence[str], *, progress: Progress = quiet) -> list[Hypothesis]:
        if self.fail_after is not None and len(self.windows) >= self.fail_after:
            raise RuntimeError("the power went out")
        self.windows.append(list(texts))
        return Echo().generate(texts, progress=progress)

    @property
    def asked(self) -> list[str]:
        return [text for window in self.windows for text in window]


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return MemoryStore() if request.param == "memory" else FileStore(tmp_path / "new" / "store.sqlite3")


def expected(texts: Sequence[str]) -> list[Hypothesis]:
    return Echo().generate(texts)


def test_each_text_is_written_once_and_order_is_kept(store: Store) -> None:
    inner = Counting()
    assert Cached(inner, store).generate(TEXTS) == expected(TEXTS)
    assert sorted(inner.asked) == sorted(set(TEXTS))
    again = Counting()
    assert Cached(again, store).generate(TEXTS[::-1]) == expected(TEXTS[::-1])
    assert again.asked == []


def test_misses_go_longest_first_in_windows(store: Store) -> None:
    inner = Counting()
    Cached(inner, store, window=2).generate(TEXTS)
    lengths = [len(text) for text in inner.asked]
    assert lengths == sorted(lengths, reverse=True)
    assert [len(window) for window in inner.windows] == [2, 2]


def test_another_signature_is_another_model(store: Store) -> None:
    Cached(Counting(), store).generate(TEXTS)
    other = Counting(signature="another")
    Cached(other, store).generate(TEXTS)
    assert sorted(other.asked) == sorted(set(TEXTS))


def test_work_goes_on_where_it_stopped(store: Store) -> None:
    broken = Counting(fail_after=1)
    with pytest.raises(RuntimeError, match="power"):
        Cached(broken, store, window=2).generate(TEXTS)
    done = set(broken.asked)
    assert len(done) == 2
    inner = Counting()
    assert Cached(inner, store, window=2).generate(TEXTS) == expected(TEXTS)
    assert set(inner.asked) == set(TEXTS) - done


def test_progress_counts_what_was_known(store: Store) -> None:
    Cached(Counting(), store).generate(TEXTS[:2])
    seen: list[tuple[int, int]] = []
    Cached(Counting(), store).generate(TEXTS, progress=lambda *step: seen.append(step[:2]))
    assert seen[0] == (2, 4)
    assert seen[-1] == (4, 4)
    assert seen == sorted(seen)


def test_nothing_asked_nothing_done(store: Store) -> None:
    assert Cached(Counting(), store).generate([]) == []


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), max_size=12), st.integers(1, 5))
def test_remembering_changes_nothing(texts: list[str], window: int) -> None:
    store = MemoryStore()
    for _ in range(2):
        assert Cached(Echo(), store, window=window).generate(texts) == expected(texts)


def test_a_file_gives_back_exactly_what_it_got(tmp_path: Path) -> None:
    items = {key_of("m", str(n)): Hypothesis(f"đ{n}\n\0", -n / 3) for n in range(1200)}
    FileStore(tmp_path / "s").put(items)
    assert FileStore(tmp_path / "s").get([*items, b"unknown"]) == items


def broken_file(path: Path) -> None:
    path.write_bytes(b"this is no database" * 100)


def folder_in_the_way(path: Path) -> None:
    path.mkdir()


def other_table(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE hypothesis (something TEXT)")
    connection.close()


@pytest.mark.parametrize("spoil", [broken_file, other_table])
def test_a_damaged_file_is_put_aside_for_a_new_one(spoil: object, tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    spoil(path)  # type: ignore[operator]
    inner = Counting()
    model = Cached(inner, FileStore(path))
    assert model.generate(TEXTS) == expected(TEXTS)
    assert len(model.notes) == 1
    assert str(path) in model.notes[0]
    assert path.with_name("store.sqlite3.damaged").is_file()
    again = Counting()
    second = Cached(again, FileStore(path))
    assert second.generate(TEXTS) == expected(TEXTS)
    assert (again.asked, second.notes) == ([], ())


def test_damage_within_the_file_is_found_and_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    texts = [f"câu {n} " * 20 for n in range(300)]
    Cached(Counting(), FileStore(path)).generate(texts)
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(data)
    model = Cached(Counting(), FileStore(path))
    assert model.generate(texts) == expected(texts)
    assert "damaged" in model.notes[0]


def test_a_folder_in_the_way_costs_only_time(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    folder_in_the_way(path)
    inner = Counting()
    model = Cached(inner, FileStore(path))
    assert model.generate(TEXTS) == expected(TEXTS)
    assert len(model.notes) == 1
    assert str(path) in model.notes[0]
    assert model.generate(TEXTS) == expected(TEXTS)
    assert len(inner.asked) == len(set(TEXTS))


def filled(path: Path, largest: int, days: range, monkeypatch: pytest.MonkeyPatch) -> FileStore:
    store = FileStore(path, largest)
    for day in days:
        monkeypatch.setattr("time.time", lambda day=day: day * 86_400.0)
        store.put({key_of("m", f"{day}.{n}"): Hypothesis("x" * 500, -1.0) for n in range(40)})
    return store


def test_the_file_does_not_outgrow_its_bound_and_the_oldest_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(tmp_path / "s", 200_000, range(100, 130), monkeypatch)
    assert store.usage().bytes < 400_000
    assert (tmp_path / "s").stat().st_size < 260_000
    assert len(store.get([key_of("m", f"129.{n}") for n in range(40)])) == 40
    assert store.get([key_of("m", f"100.{n}") for n in range(40)]) == {}


def test_what_is_wanted_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = filled(tmp_path / "s", 200_000, range(100, 105), monkeypatch)
    wanted = [key_of("m", f"100.{n}") for n in range(40)]
    monkeypatch.setattr("time.time", lambda: 112 * 86_400.0)
    assert len(store.get(wanted)) == 40
    filled(tmp_path / "s", 200_000, range(105, 112), monkeypatch)
    assert len(store.get(wanted)) == 40
    assert len(store.get([key_of("m", f"101.{n}") for n in range(40)])) < 40


def test_the_bound_can_be_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert FileStore(tmp_path / "s").usage() == Usage(0, 0, 2 * 2**30)
    monkeypatch.setenv("BRIEFING_CACHE_MB", "5")
    assert FileStore(tmp_path / "s").usage().largest == 5_000_000
    monkeypatch.setenv("BRIEFING_CACHE_MB", "much")
    assert FileStore(tmp_path / "s").usage().largest == 2 * 2**30


def test_clearing_disturbs_no_one(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    assert FileStore(path).clear() == 0
    assert not path.exists()
    model = Cached(Counting(), FileStore(path))
    model.generate(TEXTS)
    assert FileStore(path).usage().entries == len(set(TEXTS))
    assert FileStore(path).clear() == len(set(TEXTS))
    assert FileStore(path).usage().entries == 0
    assert model.generate(TEXTS) == expected(TEXTS)
    assert model.notes == ()


class Undecided(Counting):
    """A model that turns out to be another one, before it writes."""

    def ready(self) -> None:
        self.signature = "the other"


def test_a_model_is_remembered_under_what_it_turned_out_to_be(store: Store) -> None:
    Cached(Undecided(), store).generate(TEXTS)
    again = Counting(signature="the other")
    assert Cached(again, store).generate(TEXTS) == expected(TEXTS)
    assert again.asked == []


def test_a_folder_that_cannot_be_made_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    model = Cached(Counting(), FileStore(tmp_path / "file" / "store.sqlite3"))
    assert model.generate(TEXTS) == expected(TEXTS)
    assert model.notes


def test_a_disk_that_fills_up_costs_only_time(tmp_path: Path) -> None:
    class Full(FileStore):
        def put(self, items: Mapping[bytes, Hypothesis]) -> None:
            raise sqlite3.OperationalError(f"disk is full, {len(items)} items do not fit")

    model = Cached(Counting(), Full(tmp_path / "store.sqlite3"), window=1)
    assert model.generate(TEXTS) == expected(TEXTS)
    assert "full" in model.notes[0]


WRITER = """
import sys
from briefing.models.store import FileStore, key_of
from pathlib import Path
from briefing.values import Hypothesis
store, who = FileStore(Path(sys.argv[1])), sys.argv[2]
print("ready", flush=True)
sys.stdin.readline()
for n in range(int(sys.argv[3])):
    store.put({key_of(who, f"{n}.{m}"): Hypothesis(f"{who} {n}.{m}", -1.0) for m in range(5)})
    print(n, flush=True)
"""


def writer(path: Path, who: str, rounds: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), who, str(rounds)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def test_two_processes_write_one_file(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    both = [writer(path, who, 20) for who in "ab"]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in both:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in both:
        process.communicate()
        assert process.returncode == 0
    for who in "ab":
        keys = [key_of(who, f"{n}.{m}") for n in range(20) for m in range(5)]
        assert len(FileStore(path).get(keys)) == 100


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_a_killed_process_leaves_whole_windows(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    process = writer(path, "a", 100_000)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("go\n")
    process.stdin.flush()
    while process.stdout.readline() != "10\n":
        pass
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    sizes = [len(FileStore(path).get([key_of("a", f"{n}.{m}") for m in range(5)])) for n in range(11)]
    assert sizes == [5] * 11
    FileStore(path).put({key_of("b", "1"): Hypothesis("b", -1.0)})
    assert FileStore(path).get([key_of("b", "1")])


def test_where_the_cache_lies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert cache_directory() == Path(os.environ["BRIEFING_CACHE"])
    monkeypatch.delenv("BRIEFING_CACHE")
    variable = "LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME"
    monkeypatch.setenv(variable, str(tmp_path))
    assert cache_directory() == tmp_path / "briefing"
    monkeypatch.delenv(variable)
    assert cache_directory() == Path.home() / ".cache" / "briefing"
