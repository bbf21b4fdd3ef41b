"""The settings and what they lead to: configuration, prompts, template and its fonts, LibreOffice and poppler."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections import Counter
from pathlib import Path

from briefing.config import FILE_NAME, Config, load_config
from briefing.doctor.findings import Finding
from briefing.errors import BriefingError
from briefing.renderers.pdf import find_office
from briefing.resources import find_in_layers
from briefing.steering import in_force, read_prompts

_PATIENCE = 60.0  # seconds for a program to say its version
_FONT = re.compile(r'<w:rFonts\b[^>]*?\bw:ascii="([^"]+)"')
_ALIKE = {  # free fonts whose letters are as wide
    "arial": "Liberation Sans",
    "calibri": "Carlito",
    "cambria": "Caladea",
    "courier new": "Liberation Mono",
    "times new roman": "Liberation Serif",
}


def settings(file: Path | None) -> tuple[Config, Finding]:
    """The configuration that `run` would use, or the defaults where that cannot be read."""
    place = file or Path(FILE_NAME)
    try:
        config = load_config(file)
    except BriefingError as error:
        return Config(), Finding("problem", "settings", error.message, error.remedy)
    if not place.is_file():
        return config, Finding("ok", "settings", f"no {FILE_NAME} in {Path.cwd()}; the defaults hold")
    return config, Finding("ok", "settings", f"{place} is in order")


def prompt_findings(config: Config) -> list[Finding]:
    """Where topics, glossary, style and families come from, and whether they can be read."""
    try:
        found = in_force(config)
        read_prompts(config)
    except BriefingError as error:
        return [Finding("problem", "prompts", error.message, error.remedy)]
    counted = Counter(one.origin for one in found)
    own = [str(one.path) for one in found if one.origin != "package"]
    words = ", ".join(f"{count} from the {_origin(origin)}" for origin, count in counted.items())
    return [Finding("ok", "prompts", words + (f": {', '.join(own)}" if own else ""))]


def template_findings(config: Config) -> list[Finding]:
    """Where the Word template comes from, whether it is one, and whether this machine has its fonts."""
    name = config.memo.template
    try:
        if name.endswith(".docx"):
            path, origin = Path(name), "named file"
        else:
            found = find_in_layers("templates", f"{name}.docx", config.paths.templates)
            path, origin = found.path, _origin(found.origin)
        fonts = fonts_of(path)
    except BriefingError as error:
        return [Finding("problem", "template", error.message, error.remedy)]
    except (OSError, KeyError, zipfile.BadZipFile) as problem:
        return [Finding("problem", "template", f"{path} is no Word file ({problem})", "Name another with --template.")]
    return [Finding("ok", "template", f"{path} ({origin})"), font_finding((*fonts, config.house.font))]


def fonts_of(template: Path) -> tuple[str, ...]:
    """The fonts that a Word template's styles ask for."""
    with zipfile.ZipFile(template) as package:
        names = [name for name in ("word/styles.xml", "word/document.xml") if name in package.namelist()]
        text = "".join(package.read(name).decode("utf-8", "replace") for name in names)
        package.getinfo("word/document.xml")
    return tuple(dict.fromkeys(_FONT.findall(text)))


def font_finding(wanted: tuple[str, ...]) -> Finding:
    """Which of these fonts this machine lacks: it matters for PDF and for how a memo looks here, not elsewhere."""
    names = sorted({name for name in wanted if name})
    known = _installed_fonts()
    if known is None:
        return Finding("ok", "fonts", f"wanted: {', '.join(names)}; this system does not tell which it has")
    missing = [name for name in names if name.lower() not in known]
    if not missing:
        return Finding("ok", "fonts", f"all there: {', '.join(names)}")
    covered = [name for name in missing if _ALIKE.get(name.lower(), "").lower() in known]
    words = f"not on this machine: {', '.join(missing)}"
    if covered == missing:
        alike = ", ".join(_ALIKE[name.lower()] for name in covered)
        return Finding("ok", "fonts", f"{words}; {alike} of the same widths stands in")
    return Finding(
        "warn", "fonts", f"{words}; pages may break elsewhere here", "Install them, or set font under [house]."
    )


def program_findings(config: Config) -> list[Finding]:
    """LibreOffice, which PDFs need, and poppler, which only shows and checks them."""
    wanted = "pdf" in config.memo.formats
    office = find_office()
    if office is None:
        text = "not found; only memos as PDF need it"
        remedy = "Install LibreOffice, or set BRIEFING_SOFFICE to its program soffice."
        findings = [Finding("problem" if wanted else "warn", "libreoffice", text, remedy)]
    else:
        version = _says([office, "--version"])
        findings = [Finding("ok" if version else "warn", "libreoffice", version or f"{office} does not answer")]
    poppler = shutil.which("pdftoppm")
    if poppler is None:
        text = "not found; nothing needs it, pictures of pages are made with it"
        return [*findings, Finding("ok", "poppler", text)]
    return [*findings, Finding("ok", "poppler", _says([poppler, "-v"]) or poppler)]


def _says(command: list[str]) -> str:
    """The first line that a program says of itself; empty when it says nothing in time."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return ""
    return next((line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()), "")


def _installed_fonts() -> frozenset[str] | None:
    """The families that fontconfig knows, in lower case; None where there is no fontconfig."""
    program = shutil.which("fc-list")
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - found on the path
            [program, "--format", "%{family}\n"], capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return None
    return frozenset(name.strip().lower() for line in done.stdout.splitlines() for name in line.split(","))


def _origin(layer: str) -> str:
    return {"chosen": "folder in the settings"}.get(layer, layer)
