"""What an analyst does to a memo is no failure, and is named: edits, deleted and moved points, another program."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.renderers.templates import NAMES
from tests.renderers.tools import convert, edited, needs_libreoffice
from tests.roundtrip.edits import EDITS, Edit
from tests.roundtrip.hand import control, line, remove, write
from tests.verify.conftest import case_of, proved
from tests.verify.tampering import Case, rows_of, texts

WITHOUT_EVIDENCE = {
    "a point typed with its rows",
    "a point copied with its footnote",
    "a paragraph typed without a citation",
    "a paragraph typed with a row that is not there",
}
"""Edits that put a point into the numbered list that the memo has no evidence for: the draft must take it in first."""
UNPROVABLE = {"every mark lost and two points rewritten", "special characters"}
"""A memo that nothing leads from to its sources any more, and an edit that puts two invented numbers in."""
DELETED = {
    "a point deleted": 1,
    "the words of a point deleted": 1,
    "a point deleted that the summary names": 1,
    "a point deleted from the text, not from the summary": 1,
    "a whole section deleted": 1,
    "tracked: a point deleted": 1,
    "many at once": 1,
}
HONEST = [edit for edit in EDITS if edit.name not in WITHOUT_EVIDENCE | UNPROVABLE]
ENGLISH = "To Lam will visit Laos on February 5."


@pytest.mark.parametrize("edit", HONEST, ids=lambda edit: edit.name)
def test_an_honest_edit_is_no_failure(edit: Edit, untouched: Case, tmp_path: Path) -> None:
    outcome = proved(replace(untouched, memo=edit.made(untouched.memo)), tmp_path)
    assert outcome.failures == ()
    assert len(outcome.deleted) == DELETED.get(edit.name, 0)


@pytest.mark.parametrize("edit", [edit for edit in EDITS if edit.name in WITHOUT_EVIDENCE], ids=lambda edit: edit.name)
def test_a_point_without_evidence_is_named(edit: Edit, untouched: Case, tmp_path: Path) -> None:
    outcome = proved(replace(untouched, memo=edit.made(untouched.memo)), tmp_path)
    assert [failure.reason.endswith("has no evidence") for failure in outcome.failures] == [True]


def test_a_memo_that_has_lost_its_marks_is_not_proved(untouched: Case, tmp_path: Path) -> None:
    edit = next(edit for edit in EDITS if edit.name.startswith("every mark lost"))
    assert not proved(replace(untouched, memo=edit.made(untouched.memo)), tmp_path).holds


def test_an_edited_point_is_named_with_what_the_checks_doubt(untouched: Case, tmp_path: Path) -> None:
    memo = edited(untouched.memo, lambda tree: write(control(tree, "point:visit"), "To Lam will not visit Laos."))
    outcome = proved(replace(untouched, memo=memo), tmp_path)
    assert outcome.edited == ("1 (visit)",)
    assert outcome.holds
    assert any("edited: date: expected February 5" in note for note in outcome.notes)


@pytest.mark.parametrize("number", ["February 6", "$7 million", "50%"])
def test_a_number_put_into_an_edited_point_is_a_failure(number: str, untouched: Case, tmp_path: Path) -> None:
    memo = edited(untouched.memo, lambda tree: write(control(tree, "point:visit"), f"{ENGLISH} It was {number}."))
    outcome = proved(replace(untouched, memo=memo), tmp_path)
    assert [failure.points for failure in outcome.failures] == [("1 (visit)",)]
    assert number.strip("$%").split()[-1] in outcome.failures[0].reason


def test_a_point_deleted_with_its_row_is_named(untouched: Case, tmp_path: Path) -> None:
    def change(tree: object) -> None:
        remove(line(tree, "point:visit"))
        remove(rows_of(tree, "evidence")[0])

    outcome = proved(replace(untouched, memo=edited(untouched.memo, change)), tmp_path)
    assert outcome.holds
    assert outcome.deleted == ("1 (visit)",)
    assert "row E1 of Annex A was deleted with its points." in outcome.notes


def test_something_added_to_a_footnote_is_a_note(untouched: Case, tmp_path: Path) -> None:
    def change(tree: object) -> None:
        note = texts(tree)[-1]
        note.text = f"{note.text} See also the embassy's cable."

    outcome = proved(replace(untouched, memo=edited(untouched.memo, change, "word/footnotes.xml")), tmp_path)
    assert outcome.holds
    assert outcome.notes == ("point 7 (parliament): something was added to its footnote.",)


@needs_libreoffice
@pytest.mark.parametrize("name", NAMES)
def test_a_memo_that_libreoffice_saved_holds(name: str, tmp_path: Path) -> None:
    case = case_of(name)
    outcome = proved(replace(case, memo=convert(case.memo, tmp_path, "docx")), tmp_path)
    assert outcome.failures == ()
    assert outcome.edited == outcome.deleted == ()
