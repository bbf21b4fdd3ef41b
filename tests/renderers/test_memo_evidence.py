from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from lxml import etree

from briefing.errors import ProvenanceError
from briefing.renderers.ooxml.package import read_package, write_package
from briefing.renderers.ooxml.text import controls, escape, restore, unescape, visible
from briefing.renderers.provenance import read_evidence
from tests.renderers.sample import DATA, sample, with_point, with_quote
from tests.renderers.tools import W, body, convert, edited, needs_libreoffice, render, replaced, saved


def test_the_saved_memo_gives_back_what_it_was_made_from(rendered: bytes) -> None:
    evidence = read_evidence(rendered)
    memo = sample()
    assert [(point.id, point.number, point.text) for point in evidence.points] == [
        (point.id, number, point.text) for number, point in enumerate(memo.points, start=1)
    ]
    cited = {citation.quote: citation for point in memo.points for citation in point.citations}
    assert [row.quote for row in evidence.rows] == list(cited)
    for row in evidence.rows:
        citation = cited[row.quote]
        assert (row.path, row.record, row.paragraph, row.sentence, row.start, row.end) == (
            citation.path,
            citation.record,
            citation.paragraph,
            citation.sentence,
            citation.span.start,
            citation.span.end,
        )
        assert (row.sha256, row.text_sha256) == (citation.sha256, citation.text_sha256)
    assert [row.row for row in evidence.rows] == list(range(1, 10))
    assert evidence.rows[6].point_ids == ("security", "crime")


def test_records_and_odd_paths_come_back(template: bytes) -> None:
    path = "seeds/tab\there \\ \udcff 'new\nline'.jsonl"
    memo = with_quote(sample(), "Một câu.", path=path, record=17)
    row = read_evidence(render(with_point(replace(memo, summary=()), id="an odd & id\t"), template)).rows[0]
    assert (row.path, row.record, row.point_ids) == (path, 17, ("an odd & id\t",))


# One quotation a line, each a JSON string.
QUOTES = [json.loads(each) for each in (DATA / "wild_quotes.jsonl").read_text("utf-8").split("\n") if each]


@pytest.mark.parametrize("quote", QUOTES)
def test_wild_quotations_come_back_letter_by_letter(quote: str, template: bytes) -> None:
    assert read_evidence(render(with_quote(sample(), quote), template)).rows[0].quote == quote


def test_a_letter_changed_in_the_annex_is_seen(rendered: bytes) -> None:
    changed = read_evidence(replaced(rendered, "word/document.xml", "10 tỷ USD", "12 tỷ USD"))
    assert sum(before != after for before, after in zip(read_evidence(rendered).rows, changed.rows, strict=True)) == 1


def test_a_point_edited_in_word_is_read_as_it_stands(rendered: bytes) -> None:
    changed = read_evidence(replaced(rendered, "word/document.xml", "They will step up", "Both will step up"))
    assert changed.points[5].text.startswith("Both will step up")


def remove(tag: str, position: int = 0) -> Callable[[Any], None]:
    def change(tree: Any) -> None:
        element = list(tree.iter(f"{W}{tag}"))[position]
        element.getparent().remove(element)

    return change


def remove_row(tree: Any) -> None:
    row = list(next(tree.iter(f"{W}tbl")).iter(f"{W}tr"))[3]
    row.getparent().remove(row)


def remove_point(tree: Any) -> None:
    mark = next(each for each in tree.iter(f"{W}bookmarkStart") if each.get(f"{W}name") == "point_4")
    paragraph = mark.getparent()
    paragraph.getparent().remove(paragraph)


def add_row(tree: Any) -> None:
    row = list(next(tree.iter(f"{W}tbl")).iter(f"{W}tr"))[3]
    copy = deepcopy(row)
    for mark in list(copy.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")):
        mark.getparent().remove(mark)
    row.addnext(copy)


def add_point(tree: Any) -> None:
    mark = next(each for each in tree.iter(f"{W}bookmarkStart") if each.get(f"{W}name") == "point_4")
    copy = deepcopy(mark.getparent())
    for each in list(copy.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")):
        each.getparent().remove(each)
    mark.getparent().addnext(copy)


def delete_row_tracked(tree: Any) -> None:
    row = list(next(tree.iter(f"{W}tbl")).iter(f"{W}tr"))[3]
    etree.SubElement(row.find(f"{W}trPr"), f"{W}del", {f"{W}id": "900", f"{W}author": "A person"})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (remove("footnoteReference", 2), "point 3 has no footnote"),
        (remove_row, "row E3 of Annex A is gone"),
        (delete_row_tracked, "row E3 of Annex A is gone"),
        (remove_point, "point 4 is gone"),
        (add_row, "the row 'E3Point 3S2, ¶ 11, s. 1"),
        (add_point, "the numbered paragraph 'The two countries will link their econom' has no evidence"),
    ],
)
def test_what_a_person_took_out_or_put_in_is_named(change: Any, said: str, rendered: bytes) -> None:
    with pytest.raises(ProvenanceError) as caught:
        read_evidence(edited(rendered, change))
    assert said in caught.value.message.replace("\n", "")
    assert caught.value.exit_code == 5
    assert caught.value.remedy


def test_lost_footnotes_are_named(rendered: bytes) -> None:
    parts = read_package(rendered)
    del parts["word/footnotes.xml"]
    with pytest.raises(ProvenanceError, match=r"point 1 has no footnote; .* and 2 more"):
        read_evidence(write_package(parts))


def test_an_emptied_footnote_is_named(rendered: bytes) -> None:
    def change(tree: Any) -> None:
        for text in tree[2].iter(f"{W}t"):
            text.text = ""

    with pytest.raises(ProvenanceError, match="point 1 has no footnote"):
        read_evidence(edited(rendered, change, "word/footnotes.xml"))


def test_a_lost_evidence_part_is_named(rendered: bytes) -> None:
    parts = {name: content for name, content in read_package(rendered).items() if not name.startswith("customXml")}
    with pytest.raises(ProvenanceError, match="no evidence part"):
        read_evidence(write_package(parts))


def test_tracked_changes_count_as_accepted(rendered: bytes) -> None:
    def change(tree: Any) -> None:
        mark = next(each for each in tree.iter(f"{W}bookmarkStart") if each.get(f"{W}name") == "point_1")
        run = mark.getnext()
        deleted = etree.Element(f"{W}del", {f"{W}id": "901", f"{W}author": "A person"})
        inserted = etree.Element(f"{W}ins", {f"{W}id": "902", f"{W}author": "A person"})
        run.addprevious(deleted)
        deleted.append(run)
        for text in run.iter(f"{W}t"):
            text.tag = f"{W}delText"
        etree.SubElement(etree.SubElement(inserted, f"{W}r"), f"{W}t").text = "Edited."
        deleted.addnext(inserted)

    assert read_evidence(edited(rendered, change)).points[0].text == "Edited."


@cache
def not_memos() -> dict[str, bytes]:
    return {
        "empty": b"",
        "text": "Không phải là một tài liệu".encode(),
        "zip": write_package({"a.txt": b"a"}),
        "another document": saved(docx.Document()),
        "broken rels": write_package({"_rels/.rels": b"<oops"}),
    }


@pytest.mark.parametrize("name", not_memos())
def test_a_file_that_is_no_memo_is_refused(name: str) -> None:
    with pytest.raises(ProvenanceError) as caught:
        read_evidence(not_memos()[name])
    assert caught.value.remedy


def test_a_damaged_memo_is_refused(rendered: bytes) -> None:
    with pytest.raises(ProvenanceError):
        read_evidence(rendered[: len(rendered) // 2])


def test_strict_open_xml_is_named(rendered: bytes) -> None:
    parts = read_package(rendered)
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    parts["word/document.xml"] = parts["word/document.xml"].replace(W[1:-1].encode(), strict)
    with pytest.raises(ProvenanceError, match="Strict"):
        read_evidence(write_package(parts))


def test_python_docx_saves_the_evidence_too(rendered: bytes) -> None:
    assert read_evidence(saved(docx.Document(BytesIO(rendered)))) == read_evidence(rendered)


@needs_libreoffice
def test_libreoffice_saves_the_evidence_too(template: bytes, tmp_path: Path) -> None:
    quote = "A\tB\u00a0C\u2011D\u00adE  hai dấu cách,\u200b “ngoặc” \x0b và NFD: tie\u0302\u0301ng."
    memo = with_quote(sample(), quote)
    data = render(memo, template)
    again = convert(data, tmp_path, "docx")
    assert again != data
    assert read_evidence(again) == read_evidence(data)
    assert read_evidence(again).rows[0].quote == quote


def test_controls_are_kept_beside_the_text() -> None:
    text = "a\x00b\r\nc\ud800\ufffe"
    assert visible(text) == "a\ufffdb\ufffd\nc\ufffd\ufffd"
    assert restore(visible(text), controls(text)) == text
    assert restore("a changed cell", controls(text)) == "a changed cell"
    assert unescape(escape(text + "\\u{41}")) == text + "\\u{41}"


def test_two_points_citing_one_sentence_share_its_row(template: bytes) -> None:
    memo = sample()
    first, second = memo.points[:2]
    shared = replace(memo.sections[0], points=(first, replace(second, citations=first.citations)))
    evidence = read_evidence(render(sample(sections=(shared,), summary=()), template))
    assert [row.point_ids for row in evidence.rows] == [("visit", "documents")]
    assert len(list(body(render(sample(sections=(shared,), summary=()), template)).iter(f"{W}footnoteReference"))) == 2
