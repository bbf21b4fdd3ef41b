"""Edited memos come back as the drafts that say the same, whichever program saved them last."""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from briefing.roundtrip.importing import Imported, import_memo
from tests.renderers.sample import TEMPLATE, sample
from tests.renderers.tools import SOFFICE, edited, needs_libreoffice, render
from tests.roundtrip.edits import EDITS, Edit
from tests.roundtrip.hand import control, line, paragraph, remove, rewritten, without, write


def hold(edit: Edit, found: Imported) -> None:
    assert found.memo == edit.expected(sample())
    assert found.accepted == edit.accepted
    assert tuple(found.renamed.items()) == edit.renamed
    assert len(found.problems) == len(edit.problems), found.problems
    for said, beginning in zip(found.problems, edit.problems, strict=True):
        assert said.startswith(beginning)


def test_there_are_forty_edits_of_different_names() -> None:
    assert len(EDITS) >= 40
    assert Counter(edit.name for edit in EDITS).most_common(1)[0][1] == 1


def test_an_unedited_memo_says_what_its_draft_says(rendered: bytes) -> None:
    found = import_memo(rendered)
    assert found.memo == found.before == sample()
    assert not found.problems
    assert not found.accepted
    assert found.recognised == {"content control": 7}


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_an_edit_comes_back_exactly(edit: Edit, rendered: bytes) -> None:
    hold(edit, import_memo(edit.made(rendered)))


@pytest.mark.parametrize("edit", EDITS[::5], ids=lambda edit: edit.name)
def test_an_edit_comes_back_onto_its_draft(edit: Edit, rendered: bytes) -> None:
    hold(edit, import_memo(edit.made(rendered), sample()))


# LibreOffice takes seconds a memo: a few stand for all, unless all are asked for.
THOROUGH = bool(os.environ.get("BRIEFING_THOROUGH"))
FEW = ("a point copied with its footnote", "many at once")
THROUGH_LIBREOFFICE = [edit for edit in EDITS if THOROUGH or edit.name in FEW]


@pytest.fixture(scope="module")
def saved_by_libreoffice(rendered: bytes, tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """Every edited memo as LibreOffice saves it, all in one run of the program."""
    folder = tmp_path_factory.mktemp("libreoffice")
    files = [folder / f"edit{number:02}.docx" for number in range(len(THROUGH_LIBREOFFICE))]
    for edit, file in zip(THROUGH_LIBREOFFICE, files, strict=True):
        file.write_bytes(edit.made(rendered))
    out = folder / "saved"
    command = [str(SOFFICE), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "docx"]
    subprocess.run([*command, "--outdir", str(out), *map(str, files)], capture_output=True, timeout=600, check=True)
    return [(out / file.name).read_bytes() for file in files]


@needs_libreoffice
@pytest.mark.parametrize("number", range(len(THROUGH_LIBREOFFICE)), ids=[edit.name for edit in THROUGH_LIBREOFFICE])
def test_an_edit_comes_back_from_libreoffice(number: int, saved_by_libreoffice: list[bytes]) -> None:
    hold(THROUGH_LIBREOFFICE[number], import_memo(saved_by_libreoffice[number]))


@pytest.mark.parametrize("name", ["brief", "digest"])
def test_a_memo_in_another_template_comes_back(name: str) -> None:
    """These show points in another order and under other headings than the draft has."""
    memo = render(sample(), (TEMPLATE.parent / f"{name}.docx").read_bytes())
    assert import_memo(memo).memo == sample()
    words = "Twelve documents were exchanged."

    def change(tree: Any) -> None:
        write(control(tree, "point:documents"), words)
        remove(line(tree, "point:trade"))
        line(tree, "point:projects").addnext(paragraph("Trade is the aim (E1).", line(tree, "point:projects")))

    found = import_memo(edited(memo, change))
    assert not found.problems
    expected = replace(without(rewritten(sample(), "documents", words), "trade"), summary=("visit", "documents"))
    old, new = found.memo.sections[1].points
    assert old == expected.sections[1].points[0]
    assert (new.text, new.task, len(new.citations)) == ("Trade is the aim.", "person", 1)
    assert replace(found.memo, sections=()) == replace(expected, sections=())
    assert found.memo.sections[::2] == expected.sections[::2]
