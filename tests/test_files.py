"""Outputs are whole or absent, and what was there before survives a failure."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.errors import RenderError
from briefing.files import write_all, write_atomic


def test_all_files_arrive(tmp_path: Path) -> None:
    write_all({tmp_path / "new" / "a.docx": b"1", tmp_path / "new" / "a.toml": b"2"})
    assert [file.read_bytes() for file in sorted((tmp_path / "new").iterdir())] == [b"1", b"2"]


def test_one_failure_leaves_everything_as_it_was(tmp_path: Path) -> None:
    old = tmp_path / "a.docx"
    old.write_bytes(b"old")
    (tmp_path / "a.toml").mkdir()
    with pytest.raises(RenderError, match="could not be written"):
        write_all({old: b"new", tmp_path / "a.toml": b"x"})
    assert old.read_bytes() == b"old"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.docx", "a.toml"]


def test_a_full_disk_is_said_and_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "memo.docx"
    old.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(RenderError, match="No space left on device") as caught:
        write_atomic(old, b"new")
    assert "Free some space" in caught.value.remedy
    assert old.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["memo.docx"]
