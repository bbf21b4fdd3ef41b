"""The file of an index: damaged, foreign, of other code, shared by processes, and left by one that was killed."""

from __future__ import annotations

import ast
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

import briefing
from briefing import listing as desk
from briefing import pipeline
from briefing.config import Config, IndexSettings
from briefing.errors import ConfigError
from briefing.index import code
from briefing.index.pool import Task, read_all
from briefing.index.store import Stale, open_index
from briefing.listing import index_file, listing
from tests.index.folders import AS_OF, WINTER, messy, rows_by_reading
from tests.readers.builders import seed

LIST = """
import sys
from datetime import date
from pathlib import Path
from briefing import pipeline
from briefing.config import Config, IndexSettings
from briefing.manifest import article_row, to_json
config = Config(index=IndexSettings(file=sys.argv[2]))
rows, _ = pipeline.list_sources(Path(sys.argv[1]), date(2026, 3, 2), config)
sys.stdout.write(to_json([article_row(row) for row in rows]))
"""


def files(folder: Path, count: int) -> Path:
    folder.mkdir(parents=True)
    for number in range(count):
        text = seed(f"00{number % 5}")
        path = folder / f"{number:04}.txt"
        path.write_text(f"Bài số {number} của ngày hôm đó.\n{text}", encoding="utf-8")
        os.utime(path, (10**9, 10**9))  # long before it is looked at
    return folder


def start(folder: Path, index: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", LIST, str(folder), str(index)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ))


def config_of(index: Path) -> Config:
    return Config(index=IndexSettings(file=str(index)))


def records_in(index: Path) -> int:
    if not index.exists():
        return 0
    try:
        with sqlite3.connect(index) as connection:
            count: int = connection.execute("SELECT count(*) FROM record").fetchone()[0]
            return count
    except sqlite3.OperationalError:  # the tables are being made
        return 0
    finally:
        connection.close()


def test_two_processes_make_one_index(tmp_path: Path) -> None:
    folder, index = files(tmp_path / "kho", 40), tmp_path / "index.sqlite3"
    both = [start(folder, index), start(folder, index)]
    outputs = [process.communicate(timeout=240) for process in both]
    assert [process.returncode for process in both] == [0, 0], outputs
    assert outputs[0][0] == outputs[1][0]
    assert len(json.loads(outputs[0][0])) == 40
    assert records_in(index) == 40
    assert pipeline.list_sources(folder, AS_OF, config_of(index))[0] == rows_by_reading(folder, None)[0]


def test_a_process_killed_in_the_middle_leaves_what_it_wrote(tmp_path: Path) -> None:
    folder, index = files(tmp_path / "kho", 300), tmp_path / "index.sqlite3"
    process = start(folder, index)
    until = time.monotonic() + 240
    while records_in(index) == 0 and process.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    kept = records_in(index)
    assert kept > 0
    with sqlite3.connect(index) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.execute("INSERT INTO search (search) VALUES ('integrity-check')")
    connection.close()
    reading: list[int] = []
    with listing(folder, AS_OF, config_of(index), progress=lambda _, total, __: reading.append(total)) as found:
        assert sum(1 for _ in found.rows) == 300
    assert (reading or [0])[0] == 300 - kept
    assert records_in(index) == 300


@pytest.mark.parametrize("damage", ["head", "middle", "nonsense"])
def test_a_damaged_index_is_made_anew_and_that_is_told(tmp_path: Path, damage: str) -> None:
    folder, index = messy(tmp_path / "kho"), tmp_path / "index.sqlite3"
    pipeline.list_sources(folder, AS_OF, config_of(index))
    data = bytearray(index.read_bytes())
    if damage == "nonsense":
        data = bytearray(b"not a database at all " * 400)
    else:
        at = 0 if damage == "head" else 4096
        data[at : at + 3000 if damage == "head" else len(data)] = (
            os.urandom(3000) if damage == "head" else bytes(len(data) - 4096)
        )
    index.write_bytes(data)
    for mark in ("-wal", "-shm"):
        index.with_name(index.name + mark).unlink(missing_ok=True)
    notes: list[str] = []
    with listing(folder, AS_OF, config_of(index), period=WINTER, tell=notes.append) as found:
        rows = tuple(row.entry for row in found.rows)
    assert rows == rows_by_reading(folder, WINTER)[0]
    assert "damaged and is made anew" in notes[0]
    assert index.with_name("index.sqlite3.damaged").exists()
    notes.clear()
    with listing(folder, AS_OF, config_of(index), tell=notes.append):
        assert notes == []


def test_an_index_of_another_folder_is_refused(tmp_path: Path) -> None:
    index = tmp_path / "index.sqlite3"
    pipeline.list_sources(files(tmp_path / "kho", 1), AS_OF, config_of(index))
    with pytest.raises(ConfigError, match=r"is the index of .*kho"):
        pipeline.list_sources(files(tmp_path / "khác", 1), AS_OF, config_of(index))


def test_other_code_reads_everything_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, index = files(tmp_path / "kho", 3), tmp_path / "index.sqlite3"
    pipeline.list_sources(folder, AS_OF, config_of(index))
    monkeypatch.setattr(desk, "code_version", lambda: "a later version")
    notes: list[str] = []
    read: list[str] = []
    with listing(folder, AS_OF, config_of(index), tell=notes.append, progress=lambda *_: read.append("one")) as found:
        assert len(list(found.rows)) == 3
    assert notes == ["the index was made by another version and is made anew"]
    assert len(read) == 3


def test_an_index_taken_over_by_other_code_is_not_written_to(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite3"
    with open_index(path, "/kho", "one") as index, open_index(path, "/kho", "two"):
        with pytest.raises(Stale):
            index.forget([1])
        assert not index.connection.in_transaction


def test_the_code_that_rows_depend_on_is_all_named() -> None:
    """Every module that reading for the index loads is part of the digest, but for what is known not to matter."""
    package = Path(briefing.__file__).parent
    harmless = {"errors", "protocols"}
    seen: set[str] = set()
    todo = ["index/entry"]
    while todo:
        name = todo.pop()
        path = package / f"{name}.py"
        if name in seen or name in harmless or not path.is_file():
            continue
        seen.add(name)
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        modules = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
        ours = [module for module in modules if module.startswith("briefing.")]
        todo += [module.removeprefix("briefing.").replace(".", "/") for module in ours]
    rooms = {name for name in seen if "/" in name and name.split("/")[0] in code.ROOMS}
    stages = {name.removeprefix("stages/") for name in seen if name.startswith("stages/")}
    assert seen - rooms - {f"stages/{name}" for name in stages} == {name.removesuffix(".py") for name in code.DESK}
    assert stages <= set(code.STAGES)


class Killer(Task):
    """A task on which the process that is given it dies."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (3,)


def test_many_files_are_read_by_several_processes_in_order(tmp_path: Path) -> None:
    folder = files(tmp_path / "kho", 50)
    tasks = [Task(str(path), path.name, 5000) for path in sorted(folder.iterdir())]
    readings = list(read_all(tasks, AS_OF, 2))
    assert [one.sha256 for one in readings] == [one.sha256 for one in read_all(tasks, AS_OF, 1)]
    assert list(read_all(tasks, AS_OF, 2)) == list(read_all(tasks, AS_OF, 1))


def test_a_file_on_which_the_reading_process_dies_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    folder = files(tmp_path / "kho", 20)
    tasks = [Task(str(path), path.name, 5000) for path in sorted(folder.iterdir())]
    tasks[3] = Killer(tasks[3].path, tasks[3].name, 5000)
    readings = list(read_all(tasks, AS_OF, 1 + 1))
    (dead,) = readings[3].records or ()
    assert (dead.stage, dead.reason) == ("read", "cannot be read: the process that reads it dies")
    assert (readings[3].sha256, len(readings)) == ("", 20)
    assert all(one.sha256 for one in readings[:3] + readings[4:])


def test_the_index_lies_where_it_is_wanted(tmp_path: Path) -> None:
    folder = files(tmp_path / "kho", 1)
    first = index_file(folder, Config())
    assert first is not None
    assert first.is_relative_to(os.environ["BRIEFING_CACHE"])
    (tmp_path / "đường tắt").symlink_to(folder)
    assert index_file(tmp_path / "đường tắt", Config()) == first
    assert index_file(tmp_path, Config()) != first
    assert index_file(folder, config_of(tmp_path / "x")) == tmp_path / "x"
    assert index_file(folder, replace(Config(), index=IndexSettings(use=False))) is None
