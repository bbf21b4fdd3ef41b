"""What the rows of an index depend on besides the files: the code that read them.

A digest of the modules that read, clean, date and segment, of the libraries behind them and of Python goes out. When
any of them changes, what was found before may be wrong, and everything is read anew.
"""

from __future__ import annotations

import hashlib
import sys
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

from briefing.versions import installed

ROOMS: Final = ("index", "lang", "readers")
STAGES: Final = (
    *("breaks", "bylines", "captions", "clauses", "clean", "date_evidence", "date_inference", "date_reading"),
    *("date_stamps", "date_tense", "date_words", "dateline", "dates", "dedupe", "entries", "furniture", "headings"),
    *("newsroom", "page", "segment", "shingles", "tail"),
)
DESK: Final = ("house.py", "manifest.py", "records.py", "values.py")
LIBRARIES: Final = ("htmldate", "lxml", "pdfminer.six", "python-docx", "PyYAML", "trafilatura")


@cache
def code_version() -> str:
    """The digest."""
    package = Path(__file__).parents[1]
    files = [path for room in ROOMS for path in sorted((package / room).glob("*.py"))]
    files += [package / "stages" / f"{name}.py" for name in STAGES] + [package / name for name in DESK]
    digest = hashlib.sha256(f"{sys.version_info[:2]} {unicodedata.unidata_version}".encode())
    for path in files:
        data = path.read_bytes()
        digest.update(f"\n{path.relative_to(package).as_posix()} {len(data)}\n".encode() + data)
    for name in LIBRARIES:
        digest.update(f"\n{name} {installed(name) or 'none'}".encode())
    return digest.hexdigest()
