# ruff: noqa: INP001 - a script beside what it shows, in no package
"""Makes the pictures of the README from the memo of the seed articles: `make pictures`.

Needs LibreOffice (soffice) and poppler (pdftoppm). The memo is drafted once and rendered with each packaged template;
the first page of each becomes docs/NAME-page-1.png, and of the memo the first page of Annex A besides.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PERIOD = ("--from", "2025-12-01", "--to", "2026-02-28", "--as-of", "2026-03-02")
TEMPLATES = ("memo", "brief", "digest")
HOUSE = """[memo]
to = "Director, Southeast Asia Department"
sender = "Press and Analysis Unit"
marking = "Official use only"
distribution = ["Minister's office", "Southeast Asia Department"]
drafted = "Press and Analysis Unit"
"""
DOTS = "80"  # an inch


def run(*command: str | Path) -> str:
    """Run a program; its standard output. Its complaints go to ours."""
    return subprocess.run([str(each) for each in command], check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603


def briefing(*arguments: str | Path) -> None:
    """Run the program itself."""
    run(sys.executable, "-c", "from briefing.cli import main; main()", *arguments)


def page_with(pdf: Path, words: str) -> int:
    """The number of the first page that holds these words; the first page where none does."""
    pages = run("pdftotext", pdf, "-").split("\f")
    return next((number for number, page in enumerate(pages, start=1) if words in page), 1)


def picture(pdf: Path, page: int, name: str) -> None:
    """One page as a PNG in docs/."""
    run("pdftoppm", "-png", "-singlefile", "-r", DOTS, "-f", str(page), "-l", str(page), pdf, ROOT / "docs" / name)


def main() -> None:
    """Draft once, render, convert, take the pictures."""
    for program in ("soffice", "pdftoppm"):
        if shutil.which(program) is None:
            sys.exit(f"{program} is not installed.\nInstall LibreOffice Writer and poppler-utils.")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "house.toml").write_text(HOUSE, encoding="utf-8")
        config = ("--config", folder / "house.toml")
        briefing("draft", ROOT / "seeds", *PERIOD, *config, "--output", folder / "draft.toml")
        for name in TEMPLATES:
            template = ROOT / "templates" / f"{name}.docx"
            document = folder / f"{name}.docx"
            briefing("render", folder / "draft.toml", *config, "--template", template, "--output", document)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        documents = [folder / f"{name}.docx" for name in TEMPLATES]
        run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, *documents)
        for name in TEMPLATES:
            picture(folder / f"{name}.pdf", 1, f"{name}-page-1")
        memo = folder / "memo.pdf"
        picture(memo, page_with(memo, "Annex A: Evidence"), "memo-annex")


if __name__ == "__main__":
    main()
