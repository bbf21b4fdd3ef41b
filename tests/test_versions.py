"""Versions read off folder names are those that the standard library reads in the metadata."""

from __future__ import annotations

import sys
from importlib.metadata import distributions, version
from pathlib import Path

import pytest

from briefing.versions import installed


def test_every_installed_version_is_that_of_the_metadata() -> None:
    names = {found.metadata["Name"] for found in distributions()}
    assert len(names) > 20
    assert {name: installed(name) for name in names} == {name: version(name) for name in names}


@pytest.mark.parametrize("name", ["pdfminer.six", "pdfminer-six", "PDFMiner_Six"])
def test_spellings_of_a_name_are_one(name: str) -> None:
    assert installed(name) == version("pdfminer.six")


def test_what_is_not_there_has_none() -> None:
    assert installed("a-package-that-nobody-wrote") == ""


def test_the_first_on_the_path_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for place, number in (("one", "1.2.3"), ("two", "4.5.6rc1")):
        (tmp_path / place / f"some_tool-{number}.dist-info").mkdir(parents=True)
    (tmp_path / "two" / "other-0.1.dist-info").mkdir()
    monkeypatch.setattr(sys, "path", [str(tmp_path / "one"), str(tmp_path / "two"), str(tmp_path / "nowhere")])
    assert (installed("some-tool"), installed("other")) == ("1.2.3", "0.1")
