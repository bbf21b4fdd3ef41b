from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.errors import RenderError
from briefing.house import MemoHeader
from briefing.renderers.ooxml.package import read_package
from briefing.renderers.provenance import read_evidence
from briefing.values import Check, Dropped, Memo, Section, SourceEntry
from tests.renderers.sample import ROOT, TEMPLATE, sample, with_point, with_quote
from tests.renderers.tools import W, audit, body, paragraphs, part, render, stories, style_of, words

HOSTILE = "AT&T <b> 100<200 \"quoted\" 'single' ]]> &amp; {{memo}} {{title}}"
BARE = MemoHeader()


@cache
def memos() -> dict[str, Memo]:
    whole = sample()
    one = replace(whole.sections[0], points=whole.points[:1])
    doubt = (Check("name", "fail", HOSTILE, "not found (source: Lào)"),)
    flagged = tuple(
        replace(section, points=tuple(replace(point, checks=doubt) for point in section.points))
        for section in whole.sections
    )
    return {
        "whole": whole,
        "reviewed": sample(reviewed=True),
        "bare header": sample(header=BARE),
        "one point": sample(sections=(one,), summary=(), sources=(), dropped=(), method=()),
        "no points": sample(sections=(Section("Economy", ()),), summary=()),
        "all flagged": sample(sections=flagged),
        "hostile": with_point(sample(title=HOSTILE, signature=HOSTILE, method=(HOSTILE,)), text=HOSTILE),
    }


@pytest.mark.parametrize("name", memos())
def test_the_validator_finds_nothing(name: str, template: bytes, tmp_path: Path) -> None:
    assert list(audit(render(memos()[name], template), tmp_path)) == []


def test_the_same_memo_gives_the_same_bytes(rendered: bytes, template: bytes) -> None:
    assert render(sample(), template) == rendered


def test_the_same_bytes_in_another_process(rendered: bytes, tmp_path: Path) -> None:
    script = (
        "import sys, pathlib; sys.path[:0] = sys.argv[2:]\n"
        "from tests.renderers.sample import TEMPLATE, sample\nfrom briefing.renderers.docx import DocxRenderer\n"
        "pathlib.Path(sys.argv[1]).write_bytes(DocxRenderer().render(sample(), TEMPLATE.read_bytes()))"
    )
    target = tmp_path / "memo.docx"
    environment = {**os.environ, "PYTHONHASHSEED": "4242", "TZ": "Asia/Ho_Chi_Minh"}
    arguments = [sys.executable, "-c", script, str(target), str(ROOT)]
    subprocess.run(arguments, check=True, env=environment, timeout=120)
    assert target.read_bytes() == rendered


def test_the_archive_is_pinned(rendered: bytes) -> None:
    entries = zipfile.ZipFile(BytesIO(rendered)).infolist()
    names = [entry.filename for entry in entries]
    assert names[0] == "[Content_Types].xml"
    assert names[1:] == sorted(names[1:])
    assert len(set(names)) == len(names)
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}


def test_properties(rendered: bytes) -> None:
    properties = docx.Document(BytesIO(rendered)).core_properties
    assert properties.title == "Vietnam and Laos in the Vietnamese press"
    assert properties.language == "en-US"
    assert properties.author == "Press and Analysis Unit"
    assert properties.created == properties.modified == datetime(2026, 3, 2, tzinfo=UTC)


def test_a_memo_without_a_date_is_stamped_with_the_end_of_its_period(template: bytes) -> None:
    properties = docx.Document(BytesIO(render(sample(header=BARE), template))).core_properties
    assert properties.created == datetime(2026, 2, 28, tzinfo=UTC)


def test_settings(rendered: bytes) -> None:
    settings_part = part(rendered, "word/settings.xml")
    assert settings_part.find(f"{W}updateFields") is None
    assert settings_part.find(f"{W}themeFontLang").get(f"{W}val") == "en-US"
    assert [each.get(f"{W}id") for each in settings_part.find(f"{W}footnotePr")] == ["-1", "0"]


def test_title_block(rendered: bytes) -> None:
    lines = [words(each) for each in paragraphs(rendered)[:7]]
    assert lines == [
        "MEMORANDUM",
        "DRAFT - machine translation, not reviewed",
        "TO:Director, Southeast Asia Department",
        "FROM:Press and Analysis Unit",
        "DATE:March 2, 2026",
        "SUBJECT:Vietnam and Laos in the Vietnamese press",
        "PERIOD:December 1, 2025 to February 28, 2026",
    ]


def test_empty_fields_are_blanks_to_fill_in(template: bytes) -> None:
    lines = [words(each) for each in paragraphs(render(sample(header=BARE), template))]
    assert "TO:" + "_" * 30 in lines
    assert "DATE:" + "_" * 30 in lines


def test_the_draft_line_goes_once_a_person_has_reviewed(template: bytes) -> None:
    texts = [words(each) for each in stories(render(sample(reviewed=True), template)).values()]
    assert not any("DRAFT" in text for text in texts)


def test_the_marking_stands_at_top_and_bottom_of_every_page(rendered: bytes) -> None:
    edges = {name: words(tree) for name, tree in stories(rendered).items() if "header" in name or "footer" in name}
    assert len(edges) == 4
    assert all("OFFICIAL USE ONLY" in text for text in edges.values())
    assert all("{{" not in text for text in edges.values())


def test_page_numbers_are_fields_with_values(rendered: bytes) -> None:
    for name in ("word/footer1.xml", "word/footer2.xml"):
        fields = list(part(rendered, name).iter(f"{W}fldSimple"))
        assert [each.get(f"{W}instr").strip() for each in fields] == ["PAGE", "NUMPAGES"]
        assert all(words(each) for each in fields)


def test_headings_are_real_with_one_first_level_and_no_gap(rendered: bytes) -> None:
    styled = [(style_of(each) or "", words(each)) for each in paragraphs(rendered)]
    headings = [(style, text) for style, text in styled if style.startswith("Heading")]
    assert [style for style, _ in headings] == ["Heading1"] + ["Heading2"] * (len(headings) - 1)
    assert [text for _, text in headings[1:]] == [
        "Summary",
        "Political and party relations",
        "Economy and trade",
        "Defence and security",
        "Legislatures",
        "Annex A: Evidence",
        "Annex B: Sources",
        "Coverage",
        "Method",
    ]


def test_points_are_one_list_through_the_memo(rendered: bytes) -> None:
    points = paragraphs(rendered, "ListNumber")
    assert len(points) == len(sample().points)
    numbers = {each.find(f"{W}pPr/{W}numPr/{W}numId").get(f"{W}val") for each in points}
    assert len(numbers) == 1
    known = {each.get(f"{W}numId") for each in part(rendered, "word/numbering.xml").iter(f"{W}num")}
    assert numbers <= known


def notes(data: bytes) -> list[str]:
    return [words(each).strip() for each in part(data, "word/footnotes.xml") if each.get(f"{W}type") is None]


def test_each_point_has_one_footnote_of_its_own_in_order(rendered: bytes) -> None:
    points = paragraphs(rendered, "ListNumber")
    references = [[each.get(f"{W}id") for each in point.iter(f"{W}footnoteReference")] for point in points]
    assert references == [[str(number)] for number in range(1, len(points) + 1)]
    kinds = [each.get(f"{W}type") for each in part(rendered, "word/footnotes.xml")]
    assert kinds[:2] == ["separator", "continuationSeparator"]
    assert len(notes(rendered)) == len(points)


def test_footnotes_name_article_date_paragraph_and_sentence(rendered: bytes) -> None:
    found = notes(rendered)
    assert found[0] == (
        "“Tổng Bí thư Tô Lâm sắp thăm Lào”, date inferred: December 1, 2025 to February 5, 2026, "
        "paragraph 1, sentence 1 (evidence 1)."
    )
    assert found[2] == (
        "VnExpress, “Việt Nam - Lào phấn đấu nâng kim ngạch lên 5 tỷ USD”, December 1, 2025, paragraph 11, sentence 1 "
        "(evidence 3); Dân trí, 002_1ad08285bb8b5cb5.txt, January 26, 2026, paragraph 15, sentence 1 (evidence 4)."
    )
    assert found[3] == (
        "000_456da3bcb937796d.txt, date inferred: December 1, 2025 or later, paragraph 15, sentence 1 (evidence 5), "
        "paragraph 10, sentence 2 (evidence 6)."
    )


def test_every_link_leads_to_a_bookmark(rendered: bytes) -> None:
    marks = [each.get(f"{W}name") for each in body(rendered).iter(f"{W}bookmarkStart")]
    assert len(set(marks)) == len(marks)
    targets = [each.get(f"{W}anchor") for tree in stories(rendered).values() for each in tree.iter(f"{W}hyperlink")]
    assert set(targets) <= set(marks)
    assert {"point_1", "evidence_1", "source_1"} <= set(targets)


def test_a_flagged_point_shows_words_and_carries_a_comment(rendered: bytes) -> None:
    flagged = [each for each in paragraphs(rendered) if words(each).startswith("⚑ check ")]
    assert [style_of(each) for each in flagged] == [None, "ListNumber", "ListNumber"]
    document = docx.Document(BytesIO(rendered))
    first, second = list(document.comments)
    assert first.text.split("\n") == [
        "Check of the number: failed. Expected: 12. Found: not found (source: 12).",
        "Check of the name: failed. Expected: Vientiane. Found: not found (source: Viêng Chăn).",
    ]
    assert second.text == "Check of the length: warning. Expected: about 47 words. Found: 15 words: suspiciously short."
    assert {first.timestamp, second.timestamp} == {datetime(2026, 3, 2, tzinfo=UTC)}


def test_every_style_in_use_is_defined(rendered: bytes) -> None:
    defined = {each.get(f"{W}styleId") for each in part(rendered, "word/styles.xml").iter(f"{W}style")}
    for tree in stories(rendered).values():
        for tag in ("pStyle", "rStyle", "tblStyle"):
            assert {each.get(f"{W}val") for each in tree.iter(f"{W}{tag}")} <= defined


def test_every_run_of_text_names_its_language(rendered: bytes) -> None:
    for name, tree in stories(rendered).items():
        for run in tree.iter(f"{W}r"):
            if words(run).strip():
                language = run.find(f"{W}rPr/{W}lang")
                assert language is not None, (name, words(run))
                assert language.get(f"{W}val") in {"en-US", "vi-VN"}


def rows_of_annex(data: bytes) -> list[list[str]]:
    table = next(body(data).iter(f"{W}tbl"))
    return [[words(cell) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]


def test_annex_a_sets_the_english_beside_the_vietnamese(rendered: bytes) -> None:
    header, *rows = rows_of_annex(rendered)
    assert header == ["Ref", "English", "Vietnamese"]
    assert len(rows) == 9
    cited = {citation.quote: citation for point in sample().points for citation in point.citations}
    assert [row[2] for row in rows] == list(cited)
    assert [row[1] for row in rows] == [citation.translation for citation in cited.values()]
    assert rows[0][0] == "E1Point 1S5, ¶ 1, s. 1"
    assert rows[6][0] == "E7Point 5, 6S3, ¶ 17, s. 1"


def test_quotations_are_tagged_as_vietnamese(rendered: bytes) -> None:
    table = next(body(rendered).iter(f"{W}tbl"))
    for row in list(table.iter(f"{W}tr"))[1:]:
        cells = list(row.iter(f"{W}tc"))
        tags = [{each.get(f"{W}val") for each in cell.iter(f"{W}lang")} for cell in cells]
        assert tags == [{"en-US"}, {"en-US"}, {"vi-VN"}]


def test_tables_can_be_followed_by_a_screen_reader(rendered: bytes) -> None:
    tables = list(body(rendered).iter(f"{W}tbl"))
    assert len(tables) == 4
    for table in tables:
        assert table.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val")
        assert table.find(f"{W}tblPr/{W}tblDescription").get(f"{W}val")
        flagged = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table.iter(f"{W}tr")]
        assert flagged == [True] + [False] * (len(flagged) - 1)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in table.iter(f"{W}tr"))
        assert not list(table.iter(f"{W}gridSpan", f"{W}vMerge", f"{W}hMerge"))
    captions = [words(each) for each in paragraphs(rendered, "Caption")]
    assert captions[0] == "Table 1. Cited sentences in English and in the original"
    assert [caption.split(".")[0] for caption in captions] == ["Table 1", "Table 2", "Table 3", "Table 4"]


def lines(cell: Any) -> str:
    return "\n".join(words(line) for line in cell.iter(f"{W}p"))


def test_annex_b_gives_dates_with_evidence_digests_and_fates(rendered: bytes) -> None:
    table = list(body(rendered).iter(f"{W}tbl"))[1]
    rows = [[lines(cell) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]
    entries: tuple[SourceEntry, ...] = sample().sources
    assert len(rows) == len(entries) + 1
    assert all(entry.sha256 in row[3] for entry, row in zip(entries, rows[1:], strict=True))
    assert rows[2] == [
        "S2",
        f"{entries[1].title_en}\n{entries[1].title}\nVnExpress · Vietnamese · {entries[1].words:,} words",
        "December 1, 2025\nfrom the file's header line: “date 2025-12-01”",
        f"001_a2b9573a540839a5.txt\n{entries[1].sha256}\nUsed",
    ]
    assert rows[5][2].startswith("Date inferred: December 1, 2025 to February 5, 2026")
    assert rows[6][2] == "Date unknown\nno date found"
    assert rows[7][3].endswith("Dropped: duplicate of S2")


def test_coverage_accounts_for_everything_refused(rendered: bytes) -> None:
    counts, refused = list(body(rendered).iter(f"{W}tbl"))[2:]
    numbers = [[words(cell) for cell in row.iter(f"{W}tc")][1] for row in counts.iter(f"{W}tr")]
    assert numbers == ["Number", "8", "6", "4", "1", "1", "3", "2"]
    lines = [[words(cell) for cell in row.iter(f"{W}tc")] for row in refused.iter(f"{W}tr")]
    assert ["seeds/broken.docx", "read", "not a Word document: the archive is damaged"] in lines
    assert ["seeds/note.html", "extract", "no sentence was selected"] in lines
    assert len(lines) == 5


def test_nothing_refused_is_said_in_words(template: bytes) -> None:
    entries = tuple(each for each in sample().sources if each.fate == "used")
    data = render(sample(sources=entries, dropped=()), template)
    assert "No article was dropped or left unused." in [words(each) for each in paragraphs(data)]


def test_hostile_text_stays_text(template: bytes) -> None:
    dropped = (Dropped(HOSTILE, HOSTILE, HOSTILE),)
    memo = sample(title=HOSTILE, method=(HOSTILE,), dropped=dropped, header=MemoHeader(to=HOSTILE))
    memo = with_point(memo, text=HOSTILE)
    data = render(memo, template)
    assert words(body(data)).count(HOSTILE) >= 6
    assert HOSTILE in words(part(data, "word/header1.xml"))


def test_forbidden_characters_show_as_replacements_in_english(template: bytes) -> None:
    data = render(with_point(sample(), text="A bell\x07 and a \ud800 half"), template)
    assert "A bell\ufffd and a \ufffd half" in words(body(data))


@pytest.mark.parametrize(
    ("memo", "said"),
    [
        (with_point(sample(), citations=()), "cites no sentence"),
        (with_point(sample(), id="trade"), "two points of the memo have the id 'trade'"),
        (sample(summary=("nowhere",)), "the summary names the point 'nowhere'"),
    ],
)
def test_a_memo_that_cannot_be_cited_is_refused(memo: Memo, said: str, template: bytes) -> None:
    with pytest.raises(RenderError, match=said) as caught:
        render(memo, template)
    assert caught.value.exit_code == 7
    assert caught.value.remedy


ONE = replace(sample().sections[0], points=sample().points[:1])
SMALL = sample(sections=(ONE,), summary=(), sources=(), dropped=())
LOOK = TEMPLATE.read_bytes()


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(codec=None), min_size=1, max_size=60))
def test_any_quotation_survives_letter_by_letter(quote: str) -> None:
    assert read_evidence(render(with_quote(SMALL, quote), LOOK)).rows[0].quote == quote


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_any_english_gives_a_document_that_word_libraries_read(title: str, text: str) -> None:
    data = render(replace(with_point(SMALL, text=text), title=title), LOOK)
    assert docx.Document(BytesIO(data)).comments is not None
    assert set(read_package(data)) >= {"word/document.xml", "word/footnotes.xml", "customXml/item1.xml"}


def test_a_single_day_is_one_date(template: bytes) -> None:
    memo = sample()
    one = replace(memo, period=replace(memo.period, last=date(2025, 12, 1)))
    assert "PERIOD:December 1, 2025" in [words(each) for each in paragraphs(render(one, template))]
