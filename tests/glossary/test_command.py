from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import Briefing

DATA = Path(__file__).parents[1] / "data" / "glossary"
HEAD = "vi,en,alternatives,domain,note\n"


@pytest.fixture(autouse=True)
def in_a_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_term_is_added_once(briefing: Briefing, tmp_path: Path) -> None:
    arguments = ("glossary", "add", "Cục Hàng không", "Civil Aviation Authority", "--alternatives", "CAA|CAAV")
    assert briefing(*arguments).code == 0
    file = tmp_path / "house-glossary.csv"
    assert file.read_text("utf-8") == f"{HEAD}Cục Hàng không,Civil Aviation Authority,CAA|CAAV,,\n"
    again = briefing(*arguments)
    assert again.code == 2
    assert "Nothing needs to be added" in again.err
    other = briefing("glossary", "add", "cục hàng không", "Aviation Agency")
    assert other.code == 2
    assert "line 2 has it as 'Civil Aviation Authority'" in other.err
    assert file.read_text("utf-8").count("\n") == 2


def test_what_lies_over_the_packaged_glossary_is_said(briefing: Briefing) -> None:
    assert "lies over 'Prime Minister'" in briefing("glossary", "add", "Thủ tướng", "Premier").err
    known = briefing("glossary", "add", "Chủ tịch Hồ Chí Minh", "President Ho Chi Minh", "--domain", "title")
    assert known.code == 2
    checked = briefing("glossary", "check")
    assert checked.code == 0
    assert "note: Thủ tướng: 'Premier' lies over the packaged 'Prime Minister'" in checked.out


@pytest.mark.parametrize(("vi", "en"), [("", "x"), ("Cục", " "), (" ", "")])
def test_half_a_term_is_refused(vi: str, en: str, briefing: Briefing, tmp_path: Path) -> None:
    assert briefing("glossary", "add", vi, en).code == 2
    assert not (tmp_path / "house-glossary.csv").exists()


def test_tbx_is_imported_and_accounted_for(briefing: Briefing, tmp_path: Path) -> None:
    (tmp_path / "house-glossary.csv").write_text(f"{HEAD}# ours\nCục Hàng không,CAA,,,\n", encoding="utf-8")
    outcome = briefing("glossary", "import", DATA / "ministry-v2.tbx", "--json")
    assert outcome.code == 0
    table = json.loads(outcome.out)
    assert [(each["vi"], each["fate"]) for each in table["terms"]] == [
        ("Bộ Nông nghiệp và Môi trường", "added"),
        ("Cục Hàng không", "refused"),
    ]
    assert [each["place"] for each in table["passed_over"]] == ["entry c3", "entry c4"]
    text = (tmp_path / "house-glossary.csv").read_text("utf-8")
    assert text.startswith(f"{HEAD}# ours\nCục Hàng không,CAA,,,\nBộ Nông nghiệp và Môi trường,")
    again = json.loads(briefing("glossary", "import", DATA / "ministry-v2.tbx", "--json").out)
    assert [each["fate"] for each in again["terms"]] == ["known", "refused"]


def test_problems_end_with_their_exit_code(briefing: Briefing, tmp_path: Path) -> None:
    file = tmp_path / "house-glossary.csv"
    file.write_text(f"{HEAD}Cục,Office,Office,,\n", encoding="utf-8")
    outcome = briefing("glossary", "check", "--json")
    assert outcome.code == 2
    assert [row["words"] for row in json.loads(outcome.out) if row["problem"]] == [
        "the alternative 'Office' is the preferred English"
    ]
    file.write_text(f"{HEAD}Cục,Office\n", encoding="utf-8")
    assert "line 2" in briefing("glossary", "check").err


def test_terms_that_no_source_has_are_named(briefing: Briefing, seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "house-glossary.csv").write_text(f"{HEAD}Cục Tem,Stamp Office,,,\nhai bên,both,,,\n", encoding="utf-8")
    out = briefing("glossary", "check", "--sources", seeds).out
    assert "Cục Tem: none of the sources has it" in out
    assert "hai bên: none" not in out


def test_candidates_come_from_the_sources(briefing: Briefing, seeds: Path, tmp_path: Path) -> None:
    outcome = briefing("glossary", "extract", seeds, "-o", tmp_path / "candidates.csv", "--most", "5")
    assert outcome.code == 0
    lines = (tmp_path / "candidates.csv").read_text("utf-8").splitlines()
    assert lines[0].startswith("vi,en,alternatives,domain,note,count")
    assert len(lines) == 6
    assert briefing("glossary", "import", tmp_path / "candidates.csv").code == 2  # no English yet


def test_the_house_glossary_steers_the_checks_of_a_run(briefing: Briefing, seeds: Path, tmp_path: Path) -> None:
    shutil.copy(seeds / "000_456da3bcb937796d.txt", tmp_path / "one.txt")
    arguments = ("run", tmp_path / "one.txt", "--from", "2025-12-01", "--to", "2026-02-28", "--model", "echo", "--json")
    before = json.loads(briefing(*arguments).out)["signature"]
    briefing("glossary", "add", "Thủ tướng", "Premier")
    assert json.loads(briefing(*arguments).out)["signature"] != before
