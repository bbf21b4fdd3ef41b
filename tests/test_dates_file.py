"""The sidecar with the dates that a person knows: names, refusals, and that nothing else is touched."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

import pytest

from briefing.dates_file import SIDECAR, load_overrides, override_for, parse_setting, record_override, resolve_key
from briefing.errors import ConfigError, SourceError

DAY = date(2026, 2, 5)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "tin"
    for name in ("004.txt", "lao/001.txt", "lao/hội đàm.txt", "cam/001.txt", "wire.jsonl", ".hidden.txt"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("…", encoding="utf-8")
    return folder


def test_a_folder_without_a_sidecar_has_no_overrides(root: Path) -> None:
    assert load_overrides(root) == {}


def test_what_is_recorded_is_loaded_and_found_by_the_article(root: Path) -> None:
    assert record_override(root, "004.txt", DAY) == "004.txt"
    assert record_override(root, "wire.jsonl#3", date(2026, 1, 1)) == "wire.jsonl#3"
    overrides = load_overrides(root)
    assert overrides == {"004.txt": DAY, "wire.jsonl#3": date(2026, 1, 1)}
    assert override_for(overrides, "tin/004.txt", root) == DAY
    assert override_for(overrides, "tin/wire.jsonl#3", root) == date(2026, 1, 1)
    assert override_for(overrides, "tin/wire.jsonl#4", root) is None


def test_a_single_file_keeps_its_sidecar_beside_it(root: Path) -> None:
    file = root / "004.txt"
    record_override(file, "004.txt", DAY)
    assert (root / SIDECAR).exists()
    assert override_for(load_overrides(file), "004.txt", file) == DAY


def test_entries_are_sorted_replaced_and_otherwise_kept(root: Path) -> None:
    record_override(root, "lao/001.txt", DAY)
    record_override(root, "004.txt", date(2026, 1, 1))
    record_override(root, "004.txt", DAY)
    lines = (root / SIDECAR).read_text(encoding="utf-8").splitlines()
    assert lines[1:] == ["[dates]", '"004.txt" = 2026-02-05', '"lao/001.txt" = 2026-02-05']
    assert [path.name for path in root.iterdir() if path.name.startswith(f".{SIDECAR}")] == []


def test_the_sources_are_not_touched(root: Path) -> None:
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    record_override(root, "004.txt", DAY)
    assert all(path.read_bytes() == data for path, data in before.items())


def test_a_file_may_be_named_in_many_ways(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root.parent)
    for name in (
        "lao/hội đàm.txt",
        "tin/lao/hội đàm.txt",
        "./lao/hội đàm.txt",
        "hội đàm.txt",
        str(root / "lao/hội đàm.txt"),
    ):
        assert resolve_key(root, name) == "lao/hội đàm.txt"
        assert resolve_key(root, unicodedata.normalize("NFD", name)) == "lao/hội đàm.txt"
    assert resolve_key(Path("tin"), "tin/004.txt") == "004.txt"
    monkeypatch.chdir(root / "lao")
    assert resolve_key(Path(".."), "001.txt") == "lao/001.txt"
    monkeypatch.chdir(root)
    assert resolve_key(Path(), "lao/001.txt") == "lao/001.txt"


def refusal(root: Path, file: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        record_override(root, file, DAY)
    assert not (root / SIDECAR).exists()
    assert caught.value.exit_code == 2
    return caught.value


def test_an_unknown_file_is_refused_with_the_nearest_match(root: Path) -> None:
    error = refusal(root, "005.txt")
    assert "no source '005.txt'" in error.message
    assert error.remedy == "Did you mean '004.txt'?"


@pytest.mark.parametrize("name", [".hidden.txt", SIDECAR, "../other.txt", "", "lao", "#3"])
def test_what_is_no_source_is_refused(root: Path, name: str) -> None:
    (root.parent / "other.txt").write_text("…", encoding="utf-8")
    refusal(root, name)


def test_an_ambiguous_name_is_refused_with_the_choices(root: Path) -> None:
    assert "cam/001.txt, lao/001.txt" in refusal(root, "001.txt").message


def test_a_file_of_many_articles_needs_a_record(root: Path) -> None:
    assert refusal(root, "wire.jsonl").remedy == "Name one by its line, for example 'wire.jsonl#1'."


def test_missing_sources(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        record_override(tmp_path / "nowhere", "004.txt", DAY)


def test_a_sidecar_that_cannot_be_written_leaves_the_old_one(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record_override(root, "004.txt", DAY)
    before = (root / SIDECAR).read_bytes()

    def full(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(SourceError, match="No space left"):
        record_override(root, "lao/001.txt", DAY)
    assert (root / SIDECAR).read_bytes() == before
    assert [path.name for path in root.iterdir() if path.name.startswith(f".{SIDECAR}")] == []


@pytest.mark.parametrize(
    "content",
    [
        b"[dates\n",
        b'[dates]\n"004.txt" = "yesterday"\n',
        b'[dates]\n"004.txt" = 2026-02-31\n',
        b'[dates]\n"004.txt" = 2026-02-05T10:00:00\n',
        b"dates = 3\n",
        b'[days]\n"004.txt" = 2026-02-05\n',
        b"\xff\xfe\x00",
    ],
)
def test_a_broken_sidecar_is_refused_in_two_lines(root: Path, content: bytes) -> None:
    (root / SIDECAR).write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        load_overrides(root)
    assert str(root / SIDECAR) in caught.value.message
    assert "\n" not in caught.value.message
    assert "\n" not in caught.value.remedy
    with pytest.raises(ConfigError):
        record_override(root, "004.txt", DAY)
    assert (root / SIDECAR).read_bytes() == content


def test_settings() -> None:
    assert parse_setting("004.txt=2026-02-05") == ("004.txt", DAY)
    assert parse_setting("a=b.txt = 2026-02-05") == ("a=b.txt", DAY)


@pytest.mark.parametrize("setting", ["004.txt", "=2026-02-05", "004.txt=2026-02-31", "004.txt=5/2/2026", "004.txt="])
def test_settings_that_say_nothing_are_refused(setting: str) -> None:
    with pytest.raises(ConfigError):
        parse_setting(setting)
