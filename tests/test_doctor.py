"""The doctor tells the truth about good and bad desks, and needs neither torch nor a sound configuration."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from briefing.config import Config, MemoSettings
from briefing.doctor.desk import font_finding, fonts_of, program_findings, template_findings
from briefing.doctor.findings import Finding
from briefing.doctor.machine import disk_findings, memory_finding, model_findings
from briefing.doctor.report import examine
from briefing.doctor.software import Loaded, engine_findings, load_apart, package_findings, python_finding
from tests.conftest import Briefing

GOOD, BAD = Loaded("1.0"), Loaded(error="ImportError: no kernel")


def well(_: str) -> Loaded:
    return GOOD


def of(findings: list[Finding], topic: str) -> list[tuple[str, str]]:
    return [(one.level, one.text) for one in findings if one.topic == topic]


@pytest.fixture
def empty_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def sound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Engines that load, so that the command need not load them."""
    monkeypatch.setattr("briefing.doctor.report.examine.__defaults__", (None, None, well))


@pytest.mark.usefixtures("empty_desk", "sound")
def test_a_good_desk_is_ready(briefing: Briefing) -> None:
    outcome = briefing("doctor", "--json")
    assert outcome.code == 0, outcome.out
    report = json.loads(outcome.out)
    assert report["ready"] is True
    topics = {one["topic"] for one in report["findings"]}
    assert topics >= {"python", "packages", "settings", "model", "memory", "engine", "gpu", "prompts", "template"}
    assert topics >= {"fonts", "libreoffice", "poppler", "disk", "cache"}
    assert all(one["remedy"] for one in report["findings"] if one["level"] == "problem")
    lines = briefing("doctor").out
    assert "embedded (the default)" in lines
    assert "`briefing run` can run" in lines


@pytest.mark.usefixtures("sound")
def test_a_broken_configuration_is_told_and_the_rest_is_looked_at(briefing: Briefing, empty_desk: Path) -> None:
    (empty_desk / "briefing.toml").write_text('[memo]\nmarkng = "x"\n', encoding="utf-8")
    outcome = briefing("doctor")
    assert outcome.code == 1
    assert "'marking'" in outcome.out
    assert "embedded (the default)" in outcome.out
    assert "1 problems keep `briefing run` from running" in outcome.out


def test_the_model_and_why(empty_desk: Path) -> None:
    (empty_desk / "briefing.toml").write_text('[model]\nname = "no/such"\n', encoding="utf-8")
    [(level, text)] = of(examine(probe=well), "model")
    assert level == "problem"
    assert text.startswith("no/such (named in briefing.toml): ")
    [(level, text)] = of(examine(probe=well, model="echo"), "model")
    assert (level, text.partition(":")[0]) == ("warn", "echo (named by --model)")


@pytest.mark.usefixtures("empty_desk")
def test_a_broken_library_is_told_and_loads_nothing_here() -> None:
    script = (
        "import sys\nfrom briefing.doctor.report import examine\nfrom briefing.doctor.software import Loaded\n"
        "found = examine(probe=lambda name: Loaded(error='broken'))\n"
        "assert any(one.level == 'problem' and one.topic == 'engine' for one in found)\n"
        "assert not {'torch', 'transformers', 'ctranslate2'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=120)


@pytest.mark.parametrize(
    ("torch", "ctranslate2", "converted", "backend", "levels"),
    [
        (GOOD, GOOD, True, "auto", ["ok", "ok", "ok"]),
        (GOOD, BAD, True, "auto", ["ok", "ok", "warn"]),
        (BAD, GOOD, True, "auto", ["warn", "ok", "ok"]),
        (BAD, GOOD, False, "auto", ["problem", "ok", "ok"]),
        (BAD, GOOD, True, "transformers", ["problem", "ok", "ok"]),
        (BAD, BAD, True, "auto", ["problem", "ok", "problem"]),
    ],
)
def test_one_engine_is_enough(
    torch: Loaded, ctranslate2: Loaded, *, converted: bool, backend: str, levels: list[str]
) -> None:
    loaded = {"torch": torch, "transformers": GOOD, "ctranslate2": ctranslate2}
    found = engine_findings(loaded, converted=converted, backend=backend)
    assert [one.level for one in found if one.topic == "engine"][:3] == levels


def test_a_graphics_card_is_named() -> None:
    loaded = {"torch": Loaded("1.0", cuda=True, device="Card X"), "transformers": GOOD, "ctranslate2": GOOD}
    assert of(engine_findings(loaded, converted=True, backend="auto"), "gpu") == [("ok", "Card X is used")]
    assert of(engine_findings(loaded, converted=True, backend="ctranslate2"), "gpu")[0][0] == "warn"


@pytest.mark.parametrize(
    ("card", "backend", "refused", "runs"),
    [
        (False, "auto", "", "ctranslate2"),
        (True, "auto", "", "transformers"),
        (True, "ctranslate2", "", "ctranslate2"),
        (False, "transformers", "", "transformers"),
        (False, "auto", "it does not reproduce it", "transformers"),
    ],
)
def test_which_engine_runs_the_model(*, card: bool, backend: str, refused: str, runs: str) -> None:
    loaded = {"torch": Loaded("1.0", cuda=card), "transformers": GOOD, "ctranslate2": GOOD}
    found = engine_findings(loaded, converted=not refused, backend=backend, refused=refused)
    assert of(found, "engine")[-1][1].startswith(f"{runs} runs the model")


def test_a_library_is_loaded_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_apart("typer").version
    assert load_apart("no-such-library").error == "not installed"
    monkeypatch.setattr("briefing.doctor.software._PROBE", "import os; os.abort()")
    assert "crashed" in load_apart("typer").error
    monkeypatch.setattr("briefing.doctor.software._PROBE", "raise ImportError('libfoo.so: missing')")
    assert load_apart("typer").error == "ImportError: libfoo.so: missing"
    monkeypatch.setattr("briefing.doctor.software._PROBE", "print('hello')")
    assert load_apart("typer").error == "it did not answer"
    monkeypatch.setattr("briefing.doctor.software._PROBE", "import time; time.sleep(60)")
    monkeypatch.setattr("briefing.doctor.software.PATIENCE", 0.3)
    assert "longer than" in load_apart("typer").error


def test_packages_that_are_missing_or_old() -> None:
    asked = ["lxml>=5", "no-such-package>=1", "typer>=999", "feedparser-not>=1; extra == 'dev'", "torch>=2"]
    found = package_findings(lambda: asked)
    assert [(one.level, one.text.partition(" ")[0]) for one in found] == [
        ("ok", "lxml"),
        ("problem", "no-such-package"),
        ("warn", "typer"),
    ]
    assert found[1].remedy == "pip install 'no-such-package>=1'"
    assert [one.level for one in package_findings(list)] == ["warn"]


def test_pythons_that_are_too_old() -> None:
    assert python_finding().level == "ok"
    assert python_finding((3, 8, 0)).level == "problem"


@pytest.mark.parametrize(
    ("needed", "free", "level"),
    [(10**9, None, "ok"), (10**9, 10**10, "ok"), (10**9, 2 * 10**9, "warn"), (10**9, 10**8, "problem")],
)
def test_memory_is_measured_against_the_model(needed: int, free: int | None, level: str) -> None:
    assert memory_finding(needed, free).level == level


def test_too_little_memory_for_the_chosen_model_is_a_problem() -> None:
    _, found = model_findings(Config(), "embedded", "the default", memory=lambda: 1_000)
    assert [(one.topic, one.level) for one in found] == [("model", "ok"), ("memory", "problem")]


@pytest.mark.parametrize(("free", "level"), [(10**12, "ok"), (10**8, "warn"), (10**6, "problem"), (None, "ok")])
def test_the_room_on_the_disk(tmp_path: Path, free: int | None, level: str) -> None:
    found = disk_findings(tmp_path / "outputs", lambda _: free)
    assert [one.level for one in found] == [level, level]


def test_the_cache_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFING_CACHE", str(tmp_path / "cache"))
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "kept").write_bytes(b"0" * 4_000)
    assert "4 kB in it" in of(disk_findings(tmp_path), "cache")[0][1]


def test_templates_and_their_fonts(tmp_path: Path) -> None:
    assert template_findings(Config())[0].level == "ok"
    bad = tmp_path / "bad.docx"
    bad.write_bytes(b"nonsense")
    for name in (str(bad), str(tmp_path / "gone.docx"), "no-such-template"):
        found = template_findings(Config(memo=MemoSettings(template=name)))
        assert [one.level for one in found] == ["problem"]
    with zipfile.ZipFile(bad, "w") as package:
        package.writestr("word/styles.xml", '<w:rFonts w:hint="x" w:ascii="No Such Font"/><w:rFonts w:ascii="Arial"/>')
        package.writestr("word/document.xml", "<w:document/>")
    assert fonts_of(bad) == ("No Such Font", "Arial")


@pytest.mark.parametrize(
    ("wanted", "known", "level", "words"),
    [
        (("Arial", ""), {"arial"}, "ok", "all there: Arial"),
        (("Cambria",), {"caladea"}, "ok", "Caladea of the same widths stands in"),
        (("Cambria", "Odd"), {"caladea"}, "warn", "not on this machine: Cambria, Odd"),
        (("Odd",), None, "ok", "does not tell"),
    ],
)
def test_fonts(
    monkeypatch: pytest.MonkeyPatch, *, wanted: tuple[str, ...], known: set[str] | None, level: str, words: str
) -> None:
    monkeypatch.setattr("briefing.doctor.desk._installed_fonts", lambda: known)
    found = font_finding(wanted)
    assert found.level == level
    assert words in found.text


def test_libreoffice_is_a_problem_only_where_a_pdf_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefing.doctor.desk.find_office", lambda: None)
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert [one.level for one in program_findings(Config())] == ["warn", "ok"]
    assert program_findings(Config(memo=MemoSettings(formats=("docx", "pdf"))))[0].level == "problem"


def test_programs_say_their_versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = tmp_path / "soffice"
    office.write_text("#!/bin/sh\necho 'LibreOffice 99.1'\n", encoding="utf-8")
    office.chmod(0o755)
    monkeypatch.setenv("BRIEFING_SOFFICE", str(office))
    assert program_findings(Config())[0] == Finding("ok", "libreoffice", "LibreOffice 99.1")


@pytest.mark.usefixtures("empty_desk")
def test_own_prompts_are_named_and_broken_ones_are_problems(empty_desk: Path) -> None:
    (empty_desk / "prompts").mkdir()
    (empty_desk / "prompts" / "topics.toml").write_text("no = [toml", encoding="utf-8")
    assert of(examine(probe=well), "prompts")[0][0] == "problem"
