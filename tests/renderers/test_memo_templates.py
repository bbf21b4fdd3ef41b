from __future__ import annotations

import importlib.util
from functools import cache
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import docx
import pytest
from docx.oxml.parser import parse_xml

from briefing.errors import RenderError
from briefing.house import MemoHeader
from briefing.renderers.docx import DocxRenderer
from briefing.renderers.ooxml.package import read_package, write_package
from briefing.renderers.ooxml.xml import WORD
from briefing.renderers.provenance import read_evidence
from tests.renderers.sample import ROOT, TEMPLATE, sample
from tests.renderers.tools import (
    W,
    audit,
    body,
    convert,
    edited,
    needs_libreoffice,
    paragraphs,
    part,
    render,
    replaced,
    saved,
    stories,
    style_of,
    words,
)


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_templates", ROOT / "templates" / "make_templates.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_committed_templates_are_what_the_script_writes() -> None:
    made = script()
    assert [design.name for design in made.DESIGNS] == ["memo", "brief", "digest"]
    for design in made.DESIGNS:
        written = made.template(design)
        assert written == made.template(design)
        # parts rather than bytes: another zlib may compress otherwise
        assert read_package(written) == read_package((ROOT / "templates" / f"{design.name}.docx").read_bytes())


@pytest.mark.parametrize("name", ["memo", "brief", "digest"])
def test_the_validator_finds_nothing_in_a_template(name: str, tmp_path: Path) -> None:
    assert list(audit((ROOT / "templates" / f"{name}.docx").read_bytes(), tmp_path)) == []


def test_margins_are_an_inch_at_least() -> None:
    section = docx.Document(str(TEMPLATE)).sections[0]
    edges = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
    assert all(edge is not None and edge.inches >= 1 for edge in edges)


def plain() -> bytes:
    return saved(docx.Document())


def test_a_plain_word_document_serves_as_template(tmp_path: Path) -> None:
    data = render(sample(), plain())
    assert read_evidence(data) == read_evidence(render(sample(), TEMPLATE.read_bytes()))
    titles = {each.find(f"{W}name").get(f"{W}val") for each in part(data, "word/styles.xml").iter(f"{W}style")}
    assert {"Message Header", "footnote text", "annotation reference", "Hyperlink"} <= titles
    # python-docx's own document names a theme part of Word for Mac twice; that is not ours
    assert [each for each in audit(data, tmp_path) if "stylesWithEffects" not in each] == []


def test_a_template_without_headers_gets_the_marking_all_the_same() -> None:
    data = render(sample(), plain())
    edges = [words(tree) for name, tree in stories(data).items() if "header" in name or "footer" in name]
    assert edges == ["OFFICIAL USE ONLY"] * 2


def test_a_longer_word_in_the_header_is_not_taken_for_the_marking() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "GENERAL SECRETARIAT"
    data = render(sample(header=MemoHeader(marking="Secret")), saved(document))
    header = next(tree for name, tree in stories(data).items() if "header" in name)
    assert [words(each) for each in header.iter(f"{W}p")] == ["SECRET", "GENERAL SECRETARIAT"]


def test_no_marking_leaves_a_template_alone() -> None:
    assert not [name for name in stories(render(sample(header=MemoHeader()), plain())) if "header" in name]


def test_each_kind_of_page_is_marked() -> None:
    document = docx.Document()
    document.sections[0].different_first_page_header_footer = True
    document.settings.odd_and_even_pages_header_footer = True
    document.add_section()
    document.sections[1].header.is_linked_to_previous = False
    document.sections[1].header.paragraphs[0].text = "Second part"
    data = render(sample(), saved(document))
    edges = [words(tree) for name, tree in stories(data).items() if "header" in name or "footer" in name]
    assert len(edges) == 7
    assert all("OFFICIAL USE ONLY" in edge for edge in edges)


def letterhead(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def test_the_memo_stands_where_the_template_wants_it() -> None:
    data = render(sample(), letterhead("Ministry", "{{memo}}", "Distribution: A, B"))
    lines = [words(each) for each in paragraphs(data)]
    assert lines[:2] == ["Ministry", "MEMORANDUM"]
    assert lines[-1] == "Distribution: A, B"


def test_without_a_place_the_memo_follows_the_body() -> None:
    lines = [words(each) for each in paragraphs(render(sample(), letterhead("Ministry")))]
    assert lines[:2] == ["Ministry", "MEMORANDUM"]
    assert body(render(sample(), letterhead("Ministry")))[0][-1].tag == f"{W}sectPr"


def test_a_field_cut_into_many_runs_is_filled() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    for piece in ("To {{", "t", "o }} and ", "{{da", "te}}", "."):
        paragraph.add_run(piece)
    line = paragraphs(render(sample(), saved(document)))[0]
    assert words(line) == "To Director, Southeast Asia Department and March 2, 2026."


def test_every_field_is_filled() -> None:
    fields = ("marking", "status", "title", "subject", "to", "from", "date", "period")
    data = render(sample(), letterhead(*(f"{each}: {{{{{each}}}}}" for each in fields)))
    assert [words(each) for each in paragraphs(data)[: len(fields)]] == [
        "marking: OFFICIAL USE ONLY",
        "status: DRAFT - machine translation, not reviewed",
        "title: Vietnam and Laos in the Vietnamese press",
        "subject: Vietnam and Laos in the Vietnamese press",
        "to: Director, Southeast Asia Department",
        "from: Press and Analysis Unit",
        "date: March 2, 2026",
        "period: December 1, 2025 to February 28, 2026",
    ]


@cache
def refused() -> dict[str, tuple[bytes, str]]:
    good = TEMPLATE.read_bytes()
    parts = read_package(good)
    types = "[Content_Types].xml"
    word, macro = b"openxmlformats-officedocument.wordprocessingml.document", b"ms-word.document.macroEnabled"
    macros = parts[types].replace(word, macro)
    headless = {name: content for name, content in parts.items() if name != "word/document.xml"}
    sheet = parts[types].replace(b"wordprocessingml.document.main", b"spreadsheetml.sheet.main")
    return {
        "empty": (b"", "not a Word document"),
        "text": (b"Dear Sir,", "not a Word document"),
        "cut short": (good[:3000], "not a Word document"),
        "damaged inside": (good[:900] + bytes(200) + good[1100:], "not a Word document"),
        "another archive": (write_package({"readme.txt": b"hello"}), "not a Word document"),
        "a spreadsheet": (write_package({**parts, types: sheet}), "not a Word document"),
        "no main part": (write_package(headless), "not a Word document"),
        "broken markup": (write_package({**parts, "word/document.xml": b"<w:document"}), "not a Word document"),
        "old Word": (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "encrypted, or in the format of Word 97-2003"),
        "macros": (write_package({**parts, types: macros}), "holds macros"),
        "a memo": (DocxRenderer().render(sample(), good), "a finished memo"),
        "unknown field": (letterhead("{{sender}}"), "unknown field {{sender}}"),
    }


@pytest.mark.parametrize("name", refused())
def test_a_template_that_cannot_serve_is_refused_in_two_lines(name: str) -> None:
    data, said = refused()[name]
    with pytest.raises(RenderError) as caught:
        render(sample(), data)
    assert said in caught.value.message
    assert caught.value.exit_code == 7
    assert "\n" not in caught.value.message + caught.value.remedy
    assert caught.value.remedy


def test_a_word_template_file_serves_too(template: bytes, rendered: bytes) -> None:
    old, new = "wordprocessingml.document.main+xml", "wordprocessingml.template.main+xml"
    assert render(sample(), replaced(template, "[Content_Types].xml", old, new)) == rendered


def test_a_template_in_another_language_keeps_its_styles(template: bytes) -> None:
    parts = read_package(template)
    renamed = {b"Heading2": b"berschrift2", b"ListNumber": b"Listennummer", b"CommentText": b"Kommentartext"}
    for name in ("word/styles.xml", "word/numbering.xml"):
        for old, new in renamed.items():
            parts[name] = parts[name].replace(b'"%b"' % old, b'"%b"' % new)
    data = render(sample(), write_package(parts))
    used = {style_of(each) for each in paragraphs(data)}
    assert {"berschrift2", "Listennummer"} <= used
    assert not {"Heading2", "ListNumber"} & used
    assert {style_of(each) for each in stories(data)["word/comments.xml"].iter(f"{W}p")} == {"Kommentartext"}


def test_a_style_of_another_kind_with_our_id_is_left_alone(template: bytes) -> None:
    def change(tree: Any) -> None:
        for each in tree.iter(f"{W}style"):
            if each.get(f"{W}styleId") == "Caption":
                each.find(f"{W}name").set(f"{W}val", "My own")

    data = render(sample(), edited(template, change, "word/styles.xml"))
    assert {style_of(each) for each in paragraphs(data)} >= {"CaptionMemo"}


def test_a_list_that_counts_otherwise_is_not_taken(template: bytes) -> None:
    data = render(sample(), replaced(template, "word/numbering.xml", '"decimal"', '"upperRoman"'))
    numbering = part(data, "word/numbering.xml")
    number = paragraphs(data, "ListNumber")[0].find(f"{W}pPr/{W}numPr/{W}numId").get(f"{W}val")
    shape = next(each for each in numbering.iter(f"{W}num") if each.get(f"{W}numId") == number)[0].get(f"{W}val")
    abstract = next(each for each in numbering.iter(f"{W}abstractNum") if each.get(f"{W}abstractNumId") == shape)
    assert abstract.find(f"{W}lvl/{W}numFmt").get(f"{W}val") == "decimal"


def test_footnotes_of_the_template_are_kept(template: bytes, tmp_path: Path) -> None:
    first = render(sample(), template)
    parts = {name: content for name, content in read_package(first).items() if not name.startswith("customXml")}
    parts["word/_rels/document.xml.rels"] = b"".join(
        piece + b">" for piece in parts["word/_rels/document.xml.rels"].split(b">")[:-1] if b"customXml" not in piece
    )
    parts["[Content_Types].xml"] = b"".join(
        piece + b">" for piece in parts["[Content_Types].xml"].split(b">")[:-1] if b"customXml" not in piece
    )

    def unmark(tree: Any) -> None:
        for each in list(tree.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")):
            each.getparent().remove(each)
        for each in list(tree.iter(f"{W}hyperlink")):
            del each.attrib[f"{W}anchor"]

    old = edited(edited(write_package(parts), unmark), unmark, "word/footnotes.xml")
    data = render(sample(), old)
    notes = list(part(data, "word/footnotes.xml"))
    assert len(notes) == 2 + 7 + 7
    assert len({each.get(f"{W}id") for each in notes}) == len(notes)
    assert read_evidence(data) == read_evidence(first)
    assert list(audit(data, tmp_path)) == []


def test_the_settings_of_the_template_do_not_make_word_ask() -> None:
    document = docx.Document()
    asking = f'<w:updateFields xmlns:w="{WORD}" w:val="true"/>'
    document.settings.element.insert(0, parse_xml(asking))
    settings = part(render(sample(), saved(document)), "word/settings.xml")
    assert not list(settings.iter(f"{W}updateFields", f"{W}rsid"))


@needs_libreoffice
def test_a_template_saved_by_libreoffice_serves_too(template: bytes, tmp_path: Path) -> None:
    data = render(sample(), convert(template, tmp_path, "docx"))
    assert read_evidence(data) == read_evidence(render(sample(), template))
    names = list(read_package(data))
    assert names.count("docProps/core.xml") == 1
    assert docx.Document(BytesIO(data)).core_properties.title == sample().title
