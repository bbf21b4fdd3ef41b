"""A memo's Word document as PDF, through LibreOffice where it is installed.

Bytes of a .docx in, bytes of a PDF out: tagged for screen readers, with bookmarks, PDF/A-2b unless told otherwise.
LibreOffice works in a folder of its own, with a profile of its own, which are gone afterwards; no window of the
user's is touched. The bytes are LibreOffice's, with its clock in them: two runs differ.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from briefing.errors import RenderError

TIMEOUT = 300
_NAMES = ("soffice", "libreoffice")
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
_NO_OFFICE = (
    "Install LibreOffice, or set BRIEFING_SOFFICE to its program soffice; or leave pdf out of the formats "
    "and save the .docx as PDF in Word."
)
_PDF = b"%PDF-"
_PDF_A_2B = 2


def find_office() -> str | None:
    """LibreOffice's program: as BRIEFING_SOFFICE names it, on the path, or where it is usually installed."""
    named = os.environ.get("BRIEFING_SOFFICE")
    if named:
        return named if Path(named).is_file() else None
    found = next((path for path in map(shutil.which, _NAMES) if path), None)
    return found or next((place for place in _PLACES if Path(place).is_file()), None)


def to_pdf(document: bytes, *, archival: bool = True, timeout: float = TIMEOUT, office: str | None = None) -> bytes:
    """The document as PDF; `archival` asks for PDF/A-2b. `timeout` in seconds.

    Raises `RenderError` when there is no LibreOffice, when it takes too long, or when it writes no PDF.
    """
    program = office or find_office()
    if program is None:
        raise RenderError("a PDF needs LibreOffice, which was not found", _NO_OFFICE)
    with tempfile.TemporaryDirectory(prefix="briefing-pdf-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source = folder / "memo.docx"
        source.write_bytes(document)
        said = _convert(program, source, archival=archival, timeout=timeout)
        target = source.with_suffix(".pdf")
        data = target.read_bytes() if target.is_file() else b""
    if not data.startswith(_PDF):
        raise RenderError(f"LibreOffice wrote no PDF: {said or 'it said nothing'}", _NO_OFFICE)
    return data


def _convert(program: str, source: Path, *, archival: bool, timeout: float) -> str:
    """Run LibreOffice once and return what it said."""
    folder = source.parent
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--convert-to",
        f"pdf:writer_pdf_Export:{_settings(archival=archival)}",
        "--outdir",
        str(folder),
        str(source),
    ]
    environment = {**os.environ, "TMPDIR": str(folder)}
    # A session of its own, so that a LibreOffice that hangs can be ended with its children.
    apart = sys.platform != "win32"
    try:
        process = subprocess.Popen(  # noqa: S603 - the program is LibreOffice, the arguments are ours
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=apart,
        )
    except OSError as problem:
        raise RenderError(f"{program} could not be started: {problem.strerror}", _NO_OFFICE) from None
    with process:
        try:
            output, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            _end(process)
            raise RenderError(
                f"LibreOffice did not finish within {timeout:g} seconds",
                "Try again when the machine is less busy, or leave pdf out of the formats.",
            ) from None
        except BaseException:
            _end(process)
            raise
    lines = output.decode("utf-8", "replace").splitlines()
    return " ".join(line.strip() for line in lines if "javaldx" not in line and not line.startswith("convert "))[:500]


def _end(process: subprocess.Popen[bytes]) -> None:
    """End LibreOffice and the program that it starts below itself."""
    if sys.platform == "win32":
        process.kill()
    else:
        import signal

        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            process.kill()
    process.communicate()


def _settings(*, archival: bool) -> str:
    """The export's settings in LibreOffice's own JSON (7.4 and later)."""
    wanted: dict[str, bool | int] = {
        "UseTaggedPDF": True,
        "ExportBookmarks": True,
        "SelectPdfVersion": _PDF_A_2B if archival else 0,
    }
    kinds = {True: "boolean", False: "long"}
    table = {
        name: {"type": kinds[isinstance(value, bool)], "value": str(value).lower()} for name, value in wanted.items()
    }
    return json.dumps(table, separators=(",", ":"))
