"""A new working folder: complete, never written over, its schedule sound, its settings the defaults."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest

from briefing.config import Config, load_config
from briefing.config_text import config_text, remarks
from briefing.fetch.addresses import read_list
from briefing.starter import for_cron, for_unit, make_folder, program_path
from briefing.tables import from_table
from tests.conftest import Briefing

PLAIN, ODD = "desk", 'my 100% "desk" o\'$HOME \\n'


def uncommented(text: str) -> str:
    """The settings with every key in force."""
    return re.sub(r"^#(?=\w+ = )", "", text, flags=re.MULTILINE)


def test_the_folder_holds_what_it_says(briefing: Briefing, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "desk"
    outcome = briefing("init", folder)
    assert outcome.code == 0, outcome.err
    made = {line.removeprefix("Made ").rstrip("/") for line in outcome.out.splitlines() if line.startswith("Made ")}
    assert made == {str(path) for path in (folder, *folder.rglob("*"))}
    assert {path.name for path in folder.iterdir()} == {
        *("sources", "outputs", "prompts", "templates", "schedule"),
        *("briefing.toml", "README.md", "fetch.txt"),
    }
    assert "briefing run sources --week last" in outcome.out.splitlines()[-1]
    assert not re.search(r"@[A-Z_]+@", "".join(path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()))


def test_the_new_folder_works_at_once(
    briefing: Briefing, seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_folder(tmp_path / "desk")
    monkeypatch.chdir(tmp_path / "desk")
    assert read_list(Path("fetch.txt")) == ()
    assert briefing("fetch", "--list", "fetch.txt").code == 0
    shutil.copy(seeds / "001_a2b9573a540839a5.txt", "sources")
    options = ("--week", "last", "--new-since", "last", "--as-of", "2025-12-08", "--model", "echo", "--format", "md")
    outcome = briefing("run", "sources", *options)
    assert outcome.code == 0, outcome.err
    assert Path("outputs/briefing_2025-12-01_2025-12-07.md").is_file()


@pytest.mark.parametrize("taken", ["briefing.toml", "README.md", "schedule/crontab", "sources", "schedule"])
def test_nothing_is_written_over_and_nothing_is_half_made(briefing: Briefing, tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / taken).write_text("mine", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    outcome = briefing("init", tmp_path)
    assert outcome.code == 2
    assert len(outcome.err.strip().splitlines()) == 2
    assert "already there" in outcome.err
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / taken).read_text(encoding="utf-8") == "mine"


def test_a_folder_with_sources_is_filled_up(briefing: Briefing, tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "a.txt").write_text("Tin", encoding="utf-8")
    assert briefing("init", tmp_path).code == 0
    assert briefing("init", tmp_path).code == 2
    assert (tmp_path / "sources" / "a.txt").read_text(encoding="utf-8") == "Tin"


def test_a_file_in_the_place_of_the_folder(briefing: Briefing, tmp_path: Path) -> None:
    (tmp_path / "desk").write_text("mine", encoding="utf-8")
    assert briefing("init", tmp_path / "desk").code == 2
    assert briefing("init", tmp_path / "desk" / "below").code == 2
    assert briefing("init", tmp_path / "a\nb").code == 2


def test_copies_are_asked_for(tmp_path: Path) -> None:
    make_folder(tmp_path / "with", copy=True)
    copies = {"prompts/glossary.csv", "prompts/topics.toml", "templates/memo.docx"}
    assert all((tmp_path / "with" / name).is_file() for name in copies)
    make_folder(tmp_path / "without")
    assert not any((tmp_path / "without" / name).exists() for name in copies)


def test_the_commands_that_copy_work(tmp_path: Path) -> None:
    make_folder(tmp_path / ODD)
    for notes in ("prompts", "templates"):
        text = (tmp_path / ODD / notes / "README.md").read_text(encoding="utf-8")
        for command in re.findall(r"^\$ (.*)$", text, re.MULTILINE):
            subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path / ODD, check=True)
    assert (tmp_path / ODD / "prompts" / "glossary.csv").is_file()


# --- the settings


def test_all_keys_uncommented_are_the_defaults() -> None:
    text = config_text()
    assert from_table(Config, tomllib.loads(uncommented(text)), source="all") == Config()
    assert from_table(Config, tomllib.loads(text), source="none") == Config()


def test_every_key_stands_there() -> None:
    from dataclasses import fields, is_dataclass

    table = tomllib.loads(uncommented(config_text()))

    def check(value: object, here: dict[str, object]) -> None:
        for one in fields(value):  # type: ignore[arg-type]
            inner = getattr(value, one.name)
            if inner is None:
                continue
            assert one.name in here
            if is_dataclass(inner):
                check(inner, here[one.name])  # type: ignore[arg-type]

    check(Config(), table)


@dataclass(frozen=True)
class Inner:
    """A table within."""

    deep: float = 0.5


@dataclass(frozen=True)
class Outer:
    """What a house may want."""

    # how often,
    # in a year
    often: int = 3
    names: tuple[Literal["a", "b"], ...] = ("a",)  # whose
    text: str = 'say "x" \\ Đ'
    nothing: str | None = None
    inner: Inner = field(default_factory=Inner)


@dataclass(frozen=True)
class Whole:
    outer: Outer = field(default_factory=Outer)


def test_remarks_choices_and_inner_tables_are_told() -> None:
    text = config_text(Whole)
    assert remarks(Outer) == {"often": "how often, in a year", "names": "whose", "text": "", "nothing": "", "inner": ""}
    assert "# How often, in a year\n#often = 3\n" in text
    assert '# Whose; any of a, b\n#names = ["a"]\n' in text
    assert "# nothing is not set\n" in text
    assert "# A table within.\n[outer.inner]\n#deep = 0.5\n" in text
    assert from_table(Whole, tomllib.loads(uncommented(text)), source="whole") == Whole()


def test_the_written_file_is_read_as_the_defaults(tmp_path: Path) -> None:
    make_folder(tmp_path)
    assert load_config(tmp_path / "briefing.toml") == Config()


# --- the schedule

_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))


def cron_jobs(text: str) -> list[str]:
    """The commands of a crontab as cron hands them to the shell; raises where a line is none."""
    commands = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        *times, command = line.split(None, 5)
        assert len(times) == 5
        for value, (low, high) in zip(times, _RANGES, strict=True):
            numbers = [int(number) for part in value.split(",") for number in re.findall(r"\d+", part)]
            assert re.fullmatch(r"(\*|\d+(-\d+)?)(/\d+)?(,(\*|\d+(-\d+)?)(/\d+)?)*", value), value
            assert all(low <= number <= high for number in numbers), value
        assert not re.search(r"(?<!\\)%", command), "cron would take % for the end of the command"
        commands.append(command.replace(r"\%", "%"))
    return commands


@pytest.mark.parametrize(
    "bad", ["0 7 * *", "60 7 * * 1 x", "0 7 * * 8 x", "0 7 * * Mon% x", "a b c d e f", "0 7 * * 1 a%b"]
)
def test_the_test_of_crontabs_can_fail(bad: str) -> None:
    with pytest.raises((AssertionError, ValueError)):
        cron_jobs(bad)


@pytest.mark.parametrize("name", [PLAIN, ODD])
def test_the_crontab_runs_the_script_of_this_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    program = tmp_path / "fake briefing"
    program.write_text('#!/bin/sh\nprintf "%s|%s\\n" "$PWD" "$*"\n', encoding="utf-8")
    program.chmod(0o755)
    make_folder(folder, program=str(program))
    (command,) = cron_jobs((folder / "schedule" / "crontab").read_text(encoding="utf-8"))
    subprocess.run(["/bin/sh", "-c", command], check=True, cwd="/", env={"PATH": "/usr/bin:/bin"})
    assert (folder / "outputs" / "weekly.log").read_text(encoding="utf-8").splitlines() == [
        f"{folder.resolve()}|fetch --list fetch.txt --into sources",
        f"{folder.resolve()}|run sources --week last --new-since last",
    ]


def test_a_failed_fetch_does_not_stop_the_memo_and_its_exit_code_is_told(tmp_path: Path) -> None:
    program = tmp_path / "briefing"
    program.write_text('#!/bin/sh\necho "$1"\n[ "$1" = fetch ] && exit 3\nexit 6\n', encoding="utf-8")
    program.chmod(0o755)
    make_folder(tmp_path / "desk", program=str(program))
    done = subprocess.run(
        ["/bin/sh", tmp_path / "desk" / "schedule" / "weekly.sh"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.split()) == (6, ["fetch", "run"])
    assert "going on" in done.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze here")
@pytest.mark.parametrize("name", [PLAIN, "my 100% desk"])
def test_systemd_takes_the_units(tmp_path: Path, name: str) -> None:
    make_folder(tmp_path / name)
    units = [tmp_path / name / "schedule" / f"briefing-weekly.{kind}" for kind in ("service", "timer")]
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}
    command = ["systemd-analyze", "verify", "--user", *map(str, units)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    bad = units[1].with_name("bad.timer")
    bad.write_text(units[1].read_text("utf-8").replace("Mon *-*-*", "Someday"), encoding="utf-8")
    shutil.copy(units[0], bad.with_suffix(".service"))
    failed = subprocess.run([*command[:3], str(bad)], capture_output=True, text=True, check=False, env=environment)
    assert failed.returncode != 0


def unit(text: str) -> dict[str, dict[str, str]]:
    """A unit file's sections; raises where a line is neither a section, a key nor a remark."""
    sections: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            sections[line.strip("[]")] = {}
            continue
        key, equals, value = line.partition("=")
        assert equals
        assert re.fullmatch(r"[A-Z][A-Za-z]+", key)
        next(reversed(sections.values()))[key] = value
    return sections


@pytest.mark.parametrize("name", [PLAIN, ODD])
def test_the_units_name_this_folder(tmp_path: Path, name: str) -> None:
    make_folder(tmp_path / name)
    folder = (tmp_path / name).resolve()
    service = unit((folder / "schedule" / "briefing-weekly.service").read_text(encoding="utf-8"))["Service"]
    timer = unit((folder / "schedule" / "briefing-weekly.timer").read_text(encoding="utf-8"))
    assert service["WorkingDirectory"].replace("%%", "%") == str(folder)
    shell, script = shlex.split(service["ExecStart"].replace("%%", "%").replace("$$", "$"))
    assert (shell, script) == ("/bin/sh", f"{folder}/schedule/weekly.sh")
    assert re.fullmatch(r"Mon \*-\*-\* \d\d:\d\d:\d\d", timer["Timer"]["OnCalendar"])
    assert timer["Install"]["WantedBy"] == "timers.target"


def test_words_are_quoted_for_their_reader() -> None:
    assert for_cron("a b%c") == r"'a b\%c'"
    assert for_unit('a%$"\\') == r'"a%%$$\"\\"'
    assert Path(program_path()).name.startswith("briefing")
