"""The Python API: light to import, typed, and its page run from top to bottom as it stands."""

from __future__ import annotations

import contextlib
import inspect
import io
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import briefing as package
from briefing import api
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "api.md"
BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = [
    (kind, body, text_line) for text_line, (kind, body) in enumerate(BLOCK.findall(PAGE.read_text(encoding="utf-8")))
]
FOREIGN = ("torch", "transformers", "docx", "lxml", "numpy", "ctranslate2", "rich", "trafilatura", "pdfminer")
CELLS = [body for kind, body, _ in BLOCKS if kind == "python"]


def test_the_page_runs_and_prints_what_it_says(seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(seeds, "seeds")
    Path("briefing.toml").write_text("[selection]\nmax_points = 3\n", encoding="utf-8")  # a small memo is quick
    names: dict[str, object] = {}
    said = ""
    compared = 0
    for kind, body, number in BLOCKS:
        if kind == "text":
            assert said == body
            compared += 1
            continue
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(body, f"api.md, block {number}", "exec"), names)
        said = out.getvalue()
    assert compared >= 5
    assert Path("outputs/edited.docx").stat().st_size > 10_000
    [english, blank] = names["english"]  # type: ignore[misc]
    assert "Hanoi" in english
    assert blank == ""


def test_types_hold_for_a_strict_checker(tmp_path: Path) -> None:
    cells = tmp_path / "cells.py"
    cells.write_text("\n".join(CELLS), encoding="utf-8")
    settings = tmp_path / "mypy.ini"
    skipped = "".join(f"[mypy-{name}.*]\nfollow_imports = skip\nignore_missing_imports = True\n" for name in FOREIGN)
    settings.write_text(
        f"[mypy]\nstrict = True\nfollow_imports = silent\nignore_missing_imports = True\n{skipped}", encoding="utf-8"
    )
    options = ["--config-file", settings, "--cache-dir", ROOT / ".mypy_cache" / "api"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, cells, ROOT / "tests" / "docs" / "typed_use.py"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_package_says_that_it_is_typed() -> None:
    assert Path(package.__file__).with_name("py.typed").is_file()


def test_importing_it_loads_nothing_heavy() -> None:
    script = (
        "import sys, briefing\n"
        "assert 'draft' in dir(briefing)\n"
        "loaded = {'torch', 'transformers', 'docx', 'lxml', 'numpy', 'typer', 'briefing.pipeline'} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
        "briefing.draft, briefing.load_model, briefing.verify_memo\n"
        "heavy = {'torch', 'transformers', 'docx', 'lxml', 'typer'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)


@pytest.mark.parametrize("name", package.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(package, name)
    if name != "__version__":
        assert len(inspect.getdoc(value) or "") > 15
        assert getattr(package, name) is value


@pytest.mark.parametrize("name", api.__all__)
def test_every_function_stands_on_the_page(name: str) -> None:
    assert name in package.__all__
    assert f"`{name}" in PAGE.read_text(encoding="utf-8")


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'drafts'"):
        package.drafts  # noqa: B018


@pytest.mark.parametrize(
    ("text", "as_of", "first", "last"),
    [
        ("2025-12-01..2026-02-28", None, "2025-12-01", "2026-02-28"),
        ("2026-W06", None, "2026-02-02", "2026-02-08"),
        ("last", "2026-02-09", "2026-02-02", "2026-02-08"),
        ("7d", "2026-02-09", "2026-02-03", "2026-02-09"),
    ],
)
def test_periods(text: str, as_of: str | None, first: str, last: str) -> None:
    day = date.fromisoformat(as_of) if as_of else None
    period = package.period_of(text, day)
    assert (str(period.first), str(period.last)) == (first, last)


@pytest.mark.parametrize(
    "text", ["7d", "last", "", "2026-02-08..2026-02-02", "2026-02-02..", "..2026-02-02", "2026-W60"]
)
def test_periods_that_are_none(text: str) -> None:
    with pytest.raises(package.ConfigError) as caught:
        package.period_of(text)
    assert "--" not in caught.value.message or "W60" in text


def test_a_file_is_named_like_its_format(tmp_path: Path) -> None:
    with pytest.raises(package.ConfigError, match="not named like"):
        package.save(None, tmp_path / "memo.odt")  # type: ignore[arg-type]
