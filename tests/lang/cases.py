"""Reads the tab-separated cases under tests/data/lang; known failures become strict xfails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[1] / "data" / "lang"


def cases(name: str, *, width: int) -> list[Any]:
    """The rows of a file, each of `width` columns after the one that files it."""
    rows = []
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        filed, *columns = line.split("\t")
        columns += [""] * (width - len(columns))
        assert len(columns) == width, line
        marks = [pytest.mark.xfail(reason="known failure")] if filed == "known_failure" else []
        rows.append(pytest.param(*columns, marks=marks, id=f"{filed}: {columns[0][:50]}"))
    return rows


def parts(text: str) -> list[str]:
    return text.split(";") if text else []
