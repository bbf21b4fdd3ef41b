"""The import arrows of DESIGN.md, read off the syntax trees, and what a cheap command must not load."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "briefing"
FILES = sorted(PACKAGE.rglob("*.py"))

# What each room may import from the rest of the package; a room may always import from itself.
CELLAR = {"values", "house", "errors", "records"}
ALLOWED: dict[str, set[str]] = {
    "values": {"house", "records"},
    "house": {"records"},
    "errors": set(),
    "records": set(),
    "lang": CELLAR,
    "protocols": CELLAR,
    "toml_lines": set(),
    "versions": set(),
    "patterns": set(),
    "tables": {"errors", "toml_lines"},
    "files": {"errors"},
    "console": {"protocols"},
    "periods": CELLAR,
    "resources": {"errors", "tables", "records"},
    "cluster": {"errors", "records"},
    "config": CELLAR | {"tables", "cluster"},
    "dates_file": CELLAR | {"lang", "tables", "files"},
    "stages": CELLAR | {"lang", "protocols"},
    "readers": CELLAR | {"lang", "protocols"},
    "models": CELLAR | {"lang", "protocols", "resources", "tables", "cluster", "versions"},
    "renderers": CELLAR | {"lang", "protocols", "tables"},
    "roundtrip": CELLAR | {"lang", "memory", "renderers", "stages"},
    "evaluation": CELLAR | {"lang", "stages", "tables"},
    "memory": CELLAR | {"lang", "protocols", "stages"},
    "manifest": {"values", "records"},
    "publish": CELLAR | {"config", "draftfile", "manifest", "renderers", "resources"},
    "mail": CELLAR | {"config", "renderers", "resources", "tables"},
    "fetch": CELLAR | {"lang", "protocols", "readers", "config", "files"},
    "config_text": {"config", "records"},
    "starter": {"errors", "config", "config_text", "files", "resources"},
    "doctor": {"errors", "config", "models", "renderers", "resources", "steering", "records", "versions"},
    "index": CELLAR | {"cluster", "lang", "protocols", "manifest", "readers", "stages", "versions"},
    "listing": CELLAR | {"config", "dates_file", "index", "models", "protocols", "readers", "stages"},
    "library": CELLAR | {"config", "dates_file", "index", "listing", "protocols", "readers", "stages"},
    "earlier": CELLAR | {"stages"},
    "ledger": CELLAR | {"stages"},
    "draftfile": CELLAR | {"tables"},
    "verify": CELLAR | {"manifest", "protocols", "readers", "renderers", "stages"},
    "settings_file": {"errors", "files"},
    "steering": {"errors", "lang", "config", "resources", "stages", "tables", "records"},
    "translators": CELLAR | {"lang", "config", "models", "protocols", "stages", "steering"},
    "prompts_check": CELLAR | {"lang", "config", "models", "resources", "stages", "steering", "tables", "toml_lines"},
    "glossary": CELLAR | {"lang"},
    "training": CELLAR | {"lang", "protocols", "models", "tables", "files", "resources", "stages", "memory"},
}
SHELL = {"pipeline", "api", "cli", "commands", "__init__", "__main__"}
LIGHT = {"torch", "transformers", "docx", "lxml", "typer", "trafilatura", "pdfminer", "sentencepiece", "numpy", "rich"}
LIGHT |= {"urllib3", "feedparser", "protego"}


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def of(*rooms: str) -> list[Path]:
    return [path for path in FILES if room(path) in rooms]


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def imports(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names.add(node.module or "")
            names |= {f"{node.module}.{alias.name}" for alias in node.names if node.module == "briefing"}
    return names


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_follow_the_arrows(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    here = room(path)
    ours = {name.split(".")[1] for name in imports(tree) if name.startswith("briefing.")}
    if here in SHELL:
        assert "training" not in ours or here in {"cli", "commands"}
        return
    assert here in ALLOWED, f"{here}: a new room needs its arrows written down here and in DESIGN.md"
    assert ours <= ALLOWED[here] | {here}


@pytest.mark.parametrize("path", of("stages", "lang", "values", "errors", "protocols"), ids=name_of)
def test_stages_and_lang_know_the_standard_library_alone(path: Path) -> None:
    roots = {name.split(".")[0] for name in imports(ast.parse(path.read_text(encoding="utf-8")))}
    assert roots <= set(sys.stdlib_module_names) | {"briefing"}


@pytest.mark.parametrize("path", [path for path in FILES if path not in of("training", "cli", "commands")], ids=name_of)
def test_heavy_libraries_are_imported_inside_functions(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = ast.Module([node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)], [])
    assert not {name.split(".")[0] for name in imports(top)} & LIGHT


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_rooms_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 50, f"{node.name} is too long"


@pytest.mark.parametrize("command", [["--help"], ["--version"], ["run", "--help"], ["model", "--help"]])
def test_help_loads_nothing_heavy(command: list[str]) -> None:
    script = (
        "import sys\nfrom briefing.cli import main\n"
        f"sys.argv = ['briefing', *{command!r}]\n"
        "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code\n"
        "slow = {'briefing.config', 'briefing.values'}\n"
        "heavy = {'torch', 'transformers', 'docx', 'lxml', 'numpy', 'trafilatura', *slow} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, timeout=120)


def test_the_dates_of_a_person_are_never_read_as_an_article() -> None:
    from briefing.dates_file import SIDECAR
    from briefing.readers.folder import DATES_FILE

    assert SIDECAR == DATES_FILE  # the arrows keep the two rooms apart, the name must not
