"""PDF through LibreOffice: what it gives, and every way in which it may fail."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from briefing.draftfile import dump
from briefing.errors import RenderError
from briefing.renderers.pdf import find_office, to_pdf
from tests.conftest import Briefing
from tests.renderers.sample import sample
from tests.renderers.tools import needs_libreoffice

needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")


@pytest.fixture
def rooms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary folders, to see that none is left."""
    folder = tmp_path / "rooms"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def stand_in(folder: Path, script: str) -> str:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return str(program)


@needs_libreoffice
def test_libreoffice_makes_a_tagged_pdf_a(rendered: bytes, rooms: Path) -> None:
    data = to_pdf(rendered)
    assert data.startswith(b"%PDF-1.")
    assert b"/MarkInfo" in data
    assert b"/StructTreeRoot" in data
    assert b"<pdfaid:part>2</pdfaid:part>" in data
    assert b"/Outlines" in data
    assert not list(rooms.iterdir())


def test_without_libreoffice_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFING_SOFFICE", "/no/such/program")
    assert find_office() is None
    with pytest.raises(RenderError, match="needs LibreOffice") as caught:
        to_pdf(b"PK")
    assert "leave pdf out" in caught.value.remedy


@needs_shell
def test_a_libreoffice_that_hangs_is_ended_with_its_children(tmp_path: Path, rooms: Path) -> None:
    mark = tmp_path / "child"
    program = stand_in(tmp_path, f"sleep 300 &\necho $! > {mark}\nwait")
    with pytest.raises(RenderError, match="within 1 seconds"):
        to_pdf(b"PK", timeout=1, office=program)
    child = int(mark.read_text())
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(child)], capture_output=True, text=True, check=False).stdout
    assert not state.strip() or state.strip().startswith("Z")
    assert not list(rooms.iterdir())


@needs_shell
@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo Error: source file could not be loaded; exit 1", "source file could not be loaded"),
        ("exit 0", "it said nothing"),
        ('for last; do :; done; echo broken > "${last%.docx}.pdf"', "wrote no PDF"),
    ],
)
def test_a_libreoffice_that_fails_is_quoted(tmp_path: Path, rooms: Path, script: str, said: str) -> None:
    with pytest.raises(RenderError, match=said):
        to_pdf(b"PK", office=stand_in(tmp_path, script))
    assert not list(rooms.iterdir())


@needs_shell
def test_a_program_that_cannot_be_started(tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_bytes(b"no program")
    with pytest.raises(RenderError, match="could not be started"):
        to_pdf(b"PK", office=str(program))


@needs_shell
def test_it_works_in_a_profile_of_its_own(tmp_path: Path, rooms: Path) -> None:
    told = tmp_path / "told"
    script = f'echo "$@" "TMPDIR=$TMPDIR" > {told}; for last; do :; done; echo "%PDF-1.7" > "${{last%.docx}}.pdf"'
    assert to_pdf(b"PK", office=stand_in(tmp_path, script)).startswith(b"%PDF-1.7")
    words = told.read_text()
    assert f"-env:UserInstallation=file://{rooms}" in words
    assert f"TMPDIR={rooms}" in words
    assert '"SelectPdfVersion":{"type":"long","value":"2"}' in words
    to_pdf(b"PK", office=stand_in(tmp_path, script), archival=False)
    assert '"SelectPdfVersion":{"type":"long","value":"0"}' in told.read_text()


@needs_shell
def test_a_memo_may_be_a_pdf_alone(briefing: Briefing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = 'for last; do :; done; echo "%PDF-1.7 $(wc -c < "$last")" > "${last%.docx}.pdf"'
    monkeypatch.setenv("BRIEFING_SOFFICE", stand_in(tmp_path, script))
    draft = tmp_path / "memo.toml"
    draft.write_bytes(dump(sample()))
    outcome = briefing("render", draft, "--format", "pdf", "--json")
    assert outcome.code == 0, outcome.err
    assert int((tmp_path / "memo.pdf").read_text().split()[1]) > 10_000
    assert not (tmp_path / "memo.docx").exists()
    assert '"sha256": null' in outcome.out  # LibreOffice puts the time of day into a PDF


@needs_shell
def test_nothing_is_written_when_the_pdf_fails(
    briefing: Briefing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRIEFING_SOFFICE", stand_in(tmp_path, "exit 3"))
    draft = tmp_path / "memo.toml"
    draft.write_bytes(dump(sample()))
    assert briefing("render", draft, "--format", "docx,html,pdf").code == 7
    assert sorted(each.name for each in tmp_path.iterdir()) == ["memo.toml", "soffice"]
