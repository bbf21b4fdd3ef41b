"""`briefing template list, new, check` as a person types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from briefing.cli import app
from briefing.errors import ConfigError, RenderError
from briefing.renderers.docx import DocxRenderer
from tests.renderers.sample import sample
from tests.renderers.templates import packaged, written


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> str:
    outcome = CliRunner().invoke(app, ["template", *arguments], catch_exceptions=True)
    if outcome.exception is not None and not isinstance(outcome.exception, SystemExit):
        raise outcome.exception
    return outcome.stdout


@pytest.mark.usefixtures("desk")
def test_list_names_the_packaged_ones_with_what_they_are() -> None:
    lines = run("list").splitlines()
    assert [line.split()[0] for line in lines] == ["brief", "digest", "memo"]
    assert all(line.endswith("(package)") for line in lines)
    rows = json.loads(run("list", "--json"))["templates"]
    assert [row["name"] for row in rows] == ["brief", "digest", "memo"]
    assert all(row["about"] for row in rows)


def test_new_copies_one_which_then_is_listed_checked_and_used(desk: Path) -> None:
    run("new", "our-note", "--from", "brief")
    copy = desk / "templates" / "our-note.docx"
    assert copy.read_bytes() == packaged("brief")
    assert any(line.startswith("our-note") and "working folder" in line for line in run("list").splitlines())
    assert run("check", "our-note").startswith("uses: coverage, from,")
    assert json.loads(run("check", str(copy), "--json"))["passes"] is True


def test_new_replaces_nothing_unasked(desk: Path) -> None:
    run("new", "note")
    with pytest.raises(ConfigError, match="exists already"):
        run("new", "note")
    run("new", "note", "--from", "digest", "--force")
    assert (desk / "templates" / "note.docx").read_bytes() == packaged("digest")


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("name", ["../note", "a/b", "", "note.docx"])
def test_new_wants_a_plain_name(name: str) -> None:
    with pytest.raises(ConfigError, match="no name for a template"):
        run("new", name)


@pytest.mark.usefixtures("desk")
def test_new_from_nothing_names_the_nearest() -> None:
    with pytest.raises(ConfigError, match=r"templates/mem\.docx was not found"):
        run("new", "note", "--from", "mem")


def test_check_tells_each_fault_and_ends_with_7(desk: Path) -> None:
    file = desk / "bad.docx"
    file.write_bytes(written("{{ subjct }}", "{% for p in points %}"))
    with pytest.raises(RenderError) as caught:
        run("check", str(file))
    assert caught.value.exit_code == 7
    assert "has 2 faults" in caught.value.message
    outcome = CliRunner().invoke(app, ["template", "check", str(file)])
    assert "Did you mean 'subject'?" in outcome.stdout
    assert "is never closed in the same place" in outcome.stdout
    report = json.loads(CliRunner().invoke(app, ["template", "check", str(file), "--json"]).stdout)
    assert report["passes"] is False
    assert {each["severity"] for each in report["findings"]} == {"fault", "note"}


def test_a_file_with_another_ending_is_looked_at_all_the_same(desk: Path) -> None:
    file = desk / "house.dotx"
    file.write_bytes(packaged("memo"))
    assert run("check", str(file)).startswith("uses: annex_evidence")
    memo = desk / "memo.docm"
    memo.write_bytes(DocxRenderer().render(sample(), packaged("memo")))
    with pytest.raises(RenderError, match="finished memo"):
        run("check", str(memo))
