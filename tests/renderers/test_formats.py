"""--format: the files that a memo becomes, their names, the manifest, and the same bytes everywhere."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from briefing.draftfile import dump
from briefing.renderers.formats import SUFFIXES, named
from tests.conftest import Briefing
from tests.renderers.sample import ROOT, SEEDS, sample

OURS = ("docx", "html", "md", "csl")


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    file = tmp_path / "memo.toml"
    file.write_bytes(dump(sample()))
    return file


def test_only_the_word_file_is_written_by_default(briefing: Briefing, draft: Path) -> None:
    assert briefing("render", draft).code == 0
    assert sorted(path.name for path in draft.parent.iterdir()) == ["memo.docx", "memo.json", "memo.toml"]


@pytest.mark.parametrize("flags", [["docx,html,md,csl"], ["HTML, md", "csl,docx,md"]])
def test_formats_by_commas_and_by_repeating(briefing: Briefing, draft: Path, flags: list[str]) -> None:
    outcome = briefing("render", draft, *(word for one in flags for word in ("--format", one)), "--json")
    assert outcome.code == 0, outcome.err
    for one in OURS:
        assert draft.with_name(f"memo{SUFFIXES[one]}").is_file()
        assert f"memo{SUFFIXES[one]}" in outcome.err
    printed = json.loads(outcome.out)
    assert printed == json.loads(draft.with_name("memo.json").read_bytes())
    listed = {each["format"]: each for each in printed["outputs"]}
    assert set(listed) == set(OURS)
    for one, each in listed.items():
        data = draft.with_name(each["file"]).read_bytes()
        assert each["sha256"] == hashlib.sha256(data).hexdigest(), one


def test_configuration_names_formats(briefing: Briefing, draft: Path, tmp_path: Path) -> None:
    settings = tmp_path / "house.toml"
    settings.write_text('[memo]\nformats = ["html", "md"]\n', encoding="utf-8")
    assert briefing("render", draft, "--config", settings).code == 0
    assert not draft.with_name("memo.docx").exists()
    assert draft.with_name("memo.html").is_file()
    assert briefing("render", draft, "--config", settings, "-o", tmp_path / "other.md").code == 0
    assert (tmp_path / "other.html").is_file()


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--format", "doxc"], "Did you mean 'docx'?"),
        (["--format", ","], "--format names no format"),
        (["--format", "html", "-o", "memo.docx"], "does not end in .html"),
        (["--format", "html,md", "-o", "memo.txt"], "does not end in .html or .md"),
    ],
)
def test_misuse_is_told_in_two_lines(briefing: Briefing, draft: Path, flags: list[str], said: str) -> None:
    outcome = briefing("render", draft, *flags)
    assert outcome.code == 2
    assert said in outcome.err
    assert len(outcome.err.splitlines()) == 2
    assert sorted(path.name for path in draft.parent.iterdir()) == ["memo.toml"]


def test_configuration_refuses_what_is_no_format(briefing: Briefing, draft: Path, tmp_path: Path) -> None:
    settings = tmp_path / "house.toml"
    for written in ('["odt"]', "[]"):
        settings.write_text(f"[memo]\nformats = {written}\n", encoding="utf-8")
        outcome = briefing("render", draft, "--config", settings)
        assert outcome.code == 2
        assert "docx" in outcome.err


def test_a_template_of_the_house_for_the_page(
    briefing: Briefing, draft: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "templates").mkdir()
    own = tmp_path / "templates" / "memo.html"
    own.write_text("<p>{{ subject }}</p>", encoding="utf-8")
    assert briefing("render", draft, "--format", "html").code == 0
    assert draft.with_name("memo.html").read_text("utf-8") == "<p>Vietnam and Laos in the Vietnamese press</p>"
    before = draft.with_name("memo.html").read_bytes()
    own.write_text("<p>{{ subjekt }}</p>", encoding="utf-8")
    outcome = briefing("render", draft, "--format", "html,md")
    assert outcome.code == 7
    assert "did you mean 'subject'?" in outcome.err
    assert draft.with_name("memo.html").read_bytes() == before
    assert not draft.with_name("memo.md").exists()  # all files or none


def test_an_address_travels_from_the_source_to_the_reference_list(briefing: Briefing, tmp_path: Path) -> None:
    text = (SEEDS / "002_1ad08285bb8b5cb5.txt").read_text("utf-8")
    line = {"text": text, "title": "Thủ tướng gặp", "url": "https://dantri.example/a?b=1", "published": "2026-01-26"}
    (tmp_path / "news.jsonl").write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
    period = ("--from", "2026-01-01", "--to", "2026-01-31", "--as-of", "2026-02-01")
    names = ("--format", "csl,html", "-o", tmp_path / "memo.html")
    outcome = briefing("run", tmp_path / "news.jsonl", *period, "--model", "echo", *names, "--json")
    assert outcome.code == 0, outcome.err
    [item] = json.loads((tmp_path / "memo.csl.json").read_bytes())
    assert item["URL"] == json.loads(outcome.out)["articles"][0]["url"] == line["url"]
    assert 'href="https://dantri.example/a?b=1"' in (tmp_path / "memo.html").read_text("utf-8")


def test_names_beside_each_other() -> None:
    assert named(Path("a/week.6.docx"), ".html") == Path("a/week.6.html")
    assert named(Path("memo.csl.json"), ".json") == Path("memo.json")
    assert named(Path("memo.toml"), ".json") == Path("memo.json")


def rendered(draft: Path, folder: Path, **environment: str) -> dict[str, bytes]:
    """The files of one call of the command line in a process of its own."""
    folder.mkdir()
    copy = shutil.copy(draft, folder)
    script = "from briefing.cli import main; main()"
    command = [sys.executable, "-c", script, "render", str(copy), "--format", ",".join(OURS)]
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    subprocess.run(command, check=True, capture_output=True, cwd=folder, env=variables, timeout=300)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_two_processes_write_the_same_bytes(draft: Path, tmp_path: Path) -> None:
    """Whatever the order of sets, the time zone, the language or the encoding of the machine."""
    one = rendered(draft, tmp_path / "one", PYTHONHASHSEED="1", TZ="Asia/Ho_Chi_Minh", LC_ALL="C", PYTHONUTF8="0")
    two = rendered(
        draft, tmp_path / "two", PYTHONHASHSEED="4711", TZ="America/New_York", LC_ALL="C.UTF-8", LANG="vi_VN"
    )
    assert list(one) == ["memo.csl.json", "memo.docx", "memo.html", "memo.json", "memo.md", "memo.toml"]
    assert one == two
