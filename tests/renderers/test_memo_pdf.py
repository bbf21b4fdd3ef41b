"""The memo as another word processor shows it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from briefing.values import Check, Memo
from tests.renderers.sample import sample
from tests.renderers.tools import needs_libreoffice, needs_poppler, pdf_text, render


def all_flagged() -> Memo:
    doubt = (Check("name", "warn", "Laos", "not found (source: Lào)"),)
    memo = sample()
    sections = tuple(
        replace(each, points=tuple(replace(point, checks=doubt) for point in each.points)) for each in memo.sections
    )
    return replace(memo, sections=sections)


def evidence_in_notes(text: str) -> list[str]:
    """The evidence numbers of the footnotes, in the order of the pages."""
    return re.findall(r"\(evidence (\d+)\)", re.sub(r"\s+", " ", text))


@needs_libreoffice
@needs_poppler
def test_libreoffice_shows_the_whole_memo(template: bytes, tmp_path: Path) -> None:
    text = pdf_text(render(sample(), template), tmp_path)
    pages = text.rstrip("\f").split("\f")
    assert all(page.count("OFFICIAL USE ONLY") == 2 for page in pages)
    assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, start=1))
    assert re.search(r"^ *7\. +National Assembly Chairman", text, re.MULTILINE)
    assert evidence_in_notes(text) == ["1", "2", "3", "4", "5", "6", "7", "8", "7", "9"]


@needs_libreoffice
@needs_poppler
def test_comments_do_not_shift_footnotes_in_libreoffice(template: bytes, tmp_path: Path) -> None:
    """A comment's mark between the first two footnotes' marks makes LibreOffice 7.4 show other notes' texts."""
    text = pdf_text(render(all_flagged(), template), tmp_path)
    assert evidence_in_notes(text) == ["1", "2", "3", "4", "5", "6", "7", "8", "7", "9"]
