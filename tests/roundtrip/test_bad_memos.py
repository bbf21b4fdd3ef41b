"""What is no memo, or no longer one, is refused with what to do; a draft that moved on is merged, not overwritten."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.errors import DraftError, ProvenanceError
from briefing.renderers import opened
from briefing.renderers.carried import carried_xml, read_carried, shape_of
from briefing.renderers.ooxml.package import read_package, write_package
from briefing.renderers.opened import Opened
from briefing.roundtrip.importing import import_memo
from briefing.verify import verify
from tests.renderers.sample import sample
from tests.renderers.tools import edited, saved
from tests.roundtrip.hand import control, laid_out, line, remove, rewritten, said, with_point, without, write


def stripped(memo: bytes, text: str = "customXml/") -> bytes:
    return write_package({name: content for name, content in read_package(memo).items() if not name.startswith(text)})


def zipped(name: str, content: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize("data", [b"", b"nonsense", zipped("word/document.xml", b"<w/>"), zipped("x", b"")])
def test_what_is_no_word_document_is_refused(data: bytes) -> None:
    with pytest.raises(ProvenanceError, match="not a Word document"):
        import_memo(data)


def test_a_damaged_memo_is_refused(rendered: bytes) -> None:
    for broken in (rendered[: len(rendered) // 2], rendered[:2000] + b"\0" * 2000 + rendered[4000:]):
        with pytest.raises(ProvenanceError):
            import_memo(broken)
    parts = read_package(rendered)
    parts["word/document.xml"] = parts["word/document.xml"][:-200]
    with pytest.raises(ProvenanceError, match="damaged"):
        import_memo(write_package(parts))


def test_a_zip_bomb_is_refused_unopened(monkeypatch: pytest.MonkeyPatch, rendered: bytes) -> None:
    monkeypatch.setattr(opened, "MOST_BYTES", 10_000)
    with pytest.raises(ProvenanceError, match="would unpack to"):
        import_memo(rendered)


def test_a_letter_is_no_memo() -> None:
    document = docx.Document()
    document.add_paragraph("Dear colleague, please find enclosed the minutes.")
    with pytest.raises(DraftError, match="no longer carries its draft"):
        import_memo(saved(document))
    with pytest.raises(DraftError, match="not one of the 7 points"):
        import_memo(saved(document), sample())


def test_a_memo_edited_beyond_recognition_is_refused(rendered: bytes) -> None:
    def change(tree: Any) -> None:
        for each in list(tree.iter("{*}p")):
            if said(each):
                write(each, "Something else entirely, time and again.")
        for each in list(tree.iter("{*}sdt", "{*}bookmarkStart", "{*}footnoteReference")):
            remove(each)

    with pytest.raises(DraftError, match="can be found in the memo"):
        import_memo(edited(rendered, change))


def test_a_damaged_draft_inside_is_refused(rendered: bytes) -> None:
    parts = read_package(rendered)
    name = next(name for name, content in parts.items() if b'urn:briefing:draft:1"' in content and b"<draft" in content)
    for text in ("{", "[]", '{"version":9}', "[" * 5000):
        parts[name] = f'<draft xmlns="urn:briefing:draft:1">{text}</draft>'.encode()
        with pytest.raises(ProvenanceError, match="is damaged"):
            import_memo(write_package(parts))


def test_entities_inside_are_not_resolved(rendered: bytes) -> None:
    parts = read_package(rendered)
    name = next(name for name, content in parts.items() if b"<draft" in content)
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(12))
    parts[name] = f'<!DOCTYPE draft [{bomb}]><draft xmlns="urn:briefing:draft:1">&l11;</draft>'.encode()
    with pytest.raises(ProvenanceError):
        import_memo(write_package(parts))


def test_without_its_own_draft_the_memo_is_read_by_the_one_that_is_named(rendered: bytes) -> None:
    memo = edited(rendered, lambda tree: write(control(tree, "point:visit"), "To Lam visits Laos."))
    assert import_memo(stripped(memo), sample()).memo == rewritten(sample(), "visit", "To Lam visits Laos.")


def test_another_memos_draft_is_refused(rendered: bytes) -> None:
    other = sample()
    points = tuple(replace(section, points=()) for section in other.sections[1:])
    first = replace(other.sections[0], points=(replace(other.points[0], id="stranger"),))
    with pytest.raises(DraftError, match="not one point in common"):
        import_memo(rendered, replace(other, sections=(first, *points), summary=()))


def test_what_only_the_draft_changed_stays(rendered: bytes) -> None:
    draft = rewritten(sample(), "parliament", "Parliaments will work together.")
    memo = edited(rendered, lambda tree: write(control(tree, "point:visit"), "To Lam visits Laos."))
    found = import_memo(memo, draft)
    assert found.memo == rewritten(draft, "visit", "To Lam visits Laos.")
    assert not found.problems


def test_what_both_changed_is_told_and_kept(rendered: bytes) -> None:
    draft = rewritten(sample(), "visit", "A visit to Laos is planned.")
    memo = edited(rendered, lambda tree: write(control(tree, "point:visit"), "To Lam visits Laos."))
    found = import_memo(memo, draft)
    point = found.memo.points[0]
    assert point.text == "To Lam visits Laos."
    assert point.notes == ("the draft had: A visit to Laos is planned.",)
    (told,) = found.problems
    assert told.startswith("point visit was changed in the draft too; the memo's version is taken")


def test_a_point_deleted_on_one_side_and_rewritten_on_the_other_is_there(rendered: bytes) -> None:
    draft = rewritten(sample(), "visit", "A visit to Laos is planned.")
    found = import_memo(edited(rendered, lambda tree: remove(line(tree, "point:visit"))), draft)
    assert found.memo.points[0].text == "A visit to Laos is planned."
    memo = edited(rendered, lambda tree: write(control(tree, "point:security"), "They guard the border."))
    back = import_memo(memo, without(sample(), "security"))
    assert "They guard the border." in {point.text for point in back.memo.points}
    assert found.problems
    assert back.problems


def test_an_order_that_only_one_side_changed_is_taken(rendered: bytes) -> None:
    order = {"s0": "documents visit", "s1": "trade projects", "s2": "security crime", "s3": "parliament"}
    draft = laid_out(sample(), **order)
    memo = edited(rendered, lambda tree: write(control(tree, "point:visit"), "To Lam visits Laos."))
    assert import_memo(memo, draft).memo == rewritten(draft, "visit", "To Lam visits Laos.")
    moved = edited(rendered, lambda tree: line(tree, "point:projects").addnext(line(tree, "point:trade")))
    extra = replace(sample().points[0], id="later")
    longer = replace(
        sample(),
        sections=(replace(sample().sections[0], points=(*sample().sections[0].points, extra)), *sample().sections[1:]),
    )
    found = import_memo(moved, longer)
    assert [[point.id for point in section.points] for section in found.memo.sections] == [
        ["visit", "documents", "later"],
        ["projects", "trade"],
        ["security", "crime"],
        ["parliament"],
    ]


@settings(max_examples=40)
@given(st.text(max_size=80))
def test_any_draft_travels_whole(text: str) -> None:
    memo = with_point(sample(), "visit", lambda point: replace(point, text=text, notes=(text,)))
    held = Opened({"customXml/item9.xml": carried_xml(memo, shape_of(memo, ()))}, "")
    carried = read_carried(held)
    assert carried is not None
    assert carried.memo == memo


def test_verify_names_the_points_that_were_edited(rendered: bytes, seeds: Path) -> None:
    memo = edited(rendered, lambda tree: write(control(tree, "point:visit"), "To Lam visits Laos."))
    result = verify(memo, seeds)
    assert result.holds
    assert result.edited == ("1 (visit)",)
    assert result.notes[0].startswith("point 1 (visit) was edited")
    assert not verify(rendered, seeds).notes
