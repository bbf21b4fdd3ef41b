"""The rules of a house: dates, numbering, paper, font, notes, annex, order of sections, logo, release lines."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import docx
import pytest

from briefing.config import load_config
from briefing.errors import ConfigError, ProvenanceError, RenderError
from briefing.house import House, MemoHeader
from briefing.renderers.arrangement import in_order
from briefing.renderers.docx import DocxRenderer
from briefing.renderers.ooxml.package import read_package
from briefing.renderers.provenance import read_evidence
from briefing.values import Memo
from tests.renderers.sample import sample
from tests.renderers.templates import NAMES, packaged, picture, written
from tests.renderers.tools import (
    W,
    audit,
    body,
    needs_libreoffice,
    needs_poppler,
    paragraphs,
    part,
    pdf_text,
    replaced,
    words,
)

FULL = MemoHeader(
    "Director", "Press unit", date=sample().header.date, marking="Official use only",
    distribution=("Minister's office", "Asia department"), drafted="A. Nguyen", cleared="B. Tran", approved="C. Le",
)  # fmt: skip


def made(house: House, name: str = "memo", memo: Memo | None = None, logo: bytes = b"") -> bytes:
    return DocxRenderer(house, logo).render(memo or sample(), packaged(name))


@pytest.mark.parametrize(
    ("style", "date", "period"),
    [
        ("us", "March 2, 2026", "December 1, 2025 to February 28, 2026"),
        ("uk", "2 March 2026", "1 December 2025 to 28 February 2026"),
        ("iso", "2026-03-02", "2025-12-01 to 2026-02-28"),
    ],
)
def test_dates(style: str, date: str, period: str) -> None:
    data = made(House(dates=style))  # type: ignore[arg-type]
    lines = [words(each) for each in paragraphs(data)]
    assert f"DATE:{date}" in lines
    assert f"PERIOD:{period}" in lines
    notes = words(part(data, "word/footnotes.xml"))
    assert period.partition(" to ")[0] in notes
    assert ("January" in notes) == (style != "iso")


def test_numbering_by_section(tmp_path: Path) -> None:
    data = made(House(numbering="by section"))
    numbers = [each.find(f"{W}pPr/{W}numPr/{W}numId").get(f"{W}val") for each in paragraphs(data, "ListNumber")]
    assert [numbers.count(each) for each in dict.fromkeys(numbers)] == [2, 2, 2, 1]
    shapes = [each.get(f"{W}val") for each in part(data, "word/numbering.xml").iter(f"{W}lvlText")]
    assert {"1.%1.", "2.%1.", "3.%1.", "4.%1."} <= set(shapes)
    assert "(point 1.2)" in words(body(data))
    assert "Point 3.1, 3.2" in words(body(data))
    assert read_evidence(data).points == read_evidence(made(House())).points
    assert list(audit(data, tmp_path)) == []


@needs_libreoffice
@needs_poppler
def test_numbering_by_section_as_a_word_processor_counts(tmp_path: Path) -> None:
    text = pdf_text(made(House(numbering="by section", notes="endnotes")), tmp_path)
    assert re.findall(r"^ *(\d\.\d)\. ", text, re.MULTILINE) == ["1.1", "1.2", "2.1", "2.2", "3.1", "3.2", "4.1"]


@pytest.mark.parametrize(("paper", "size"), [("a4", (11906, 16838)), ("letter", (12240, 15840))])
@pytest.mark.parametrize("name", NAMES)
def test_paper(name: str, paper: str, size: tuple[int, int]) -> None:
    data = made(House(paper=paper), name)  # type: ignore[arg-type]
    page = next(body(data).iter(f"{W}pgSz"))
    assert (int(page.get(f"{W}w")), int(page.get(f"{W}h"))) == size
    tabs = {
        each.get(f"{W}pos")
        for style in part(data, "word/styles.xml").iter(f"{W}style")
        if style.get(f"{W}styleId") == "Footer"
        for each in style.iter(f"{W}tab")
    }
    assert tabs == {str(size[0] - 2880), str((size[0] - 2880) // 2)}
    for table in body(data).iter(f"{W}tbl"):
        assert int(table.find(f"{W}tblPr/{W}tblW").get(f"{W}w")) <= size[0] - 2880


def test_font_and_size() -> None:
    data = made(House(font="Arial", font_size=10))
    styles = part(data, "word/styles.xml")
    plain = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    assert plain.find(f"{W}rFonts").get(f"{W}ascii") == "Arial"
    assert plain.find(f"{W}sz").get(f"{W}val") == "20"
    fonts = {each.get(f"{W}ascii") for each in styles.iter(f"{W}rFonts")}
    assert fonts == {"Arial", "Courier New"}


def test_a_template_with_theme_fonts_takes_the_font_too(tmp_path: Path) -> None:
    buffer = BytesIO()
    docx.Document().save(buffer)
    data = DocxRenderer(House(font="Georgia", font_size=12)).render(sample(), buffer.getvalue())
    for each in part(data, "word/styles.xml").iter(f"{W}rFonts"):
        assert not [key for key in each.attrib if "Theme" in key or "theme" in key]
    assert [each for each in audit(data, tmp_path) if "stylesWithEffects" not in each] == []


@pytest.mark.parametrize("name", NAMES)
def test_endnotes(name: str, tmp_path: Path) -> None:
    data = made(House(notes="endnotes"), name)
    assert not list(body(data).iter(f"{W}footnoteReference"))
    notes = [each for each in part(data, "word/endnotes.xml") if each.get(f"{W}type") is None]
    assert len(notes) == len(list(body(data).iter(f"{W}endnoteReference"))) == (0 if name == "brief" else 7)
    assert read_evidence(data).points
    assert list(audit(data, tmp_path)) == []


def test_an_endnote_that_is_gone_is_missed() -> None:
    data = made(House(notes="endnotes"))
    document = read_package(data)["word/document.xml"]
    mark = re.search(rb"<w:r><w:rPr><w:rStyle[^>]*/></w:rPr><w:endnoteReference [^>]*/></w:r>", document)
    assert mark is not None
    with pytest.raises(ProvenanceError, match="point 1 has no footnote"):
        read_evidence(replaced(data, "word/document.xml", mark.group().decode(), ""))


@pytest.mark.parametrize("name", NAMES)
def test_without_annex_the_quotations_travel_unseen(name: str) -> None:
    data = made(House(annex=False), name)
    assert "Annex A" not in words(body(data))
    notes = words(part(data, "word/footnotes.xml"))
    assert "(evidence" not in notes
    cited = {citation.quote for point in sample().points for citation in point.citations}
    quotes = {row.quote for row in read_evidence(data).rows}
    assert quotes <= cited
    assert name == "brief" or quotes == cited


def test_sections_in_the_order_of_the_house() -> None:
    memo = in_order(sample(), ("legislatures", "Economy and trade", "Nowhere"))
    assert [part_.heading for part_ in memo.sections] == [
        "Legislatures", "Economy and trade", "Political and party relations", "Defence and security",
    ]  # fmt: skip
    assert in_order(sample(), ()) == sample()


def test_distribution_and_release_lines(tmp_path: Path) -> None:
    data = made(House(), memo=sample(header=FULL))
    lines = [words(each) for each in paragraphs(data)]
    start = lines.index("Distribution")
    assert lines[start : start + 3] == ["Distribution", "Minister's office", "Asia department"]
    assert lines[start + 3 : start + 6] == ["DRAFTED:A. Nguyen", "CLEARED:B. Tran", "APPROVED:C. Le"]
    assert list(audit(data, tmp_path)) == []


def test_no_release_lines_where_nobody_is_named() -> None:
    assert "Distribution" not in [words(each) for each in paragraphs(made(House()))]


@pytest.mark.parametrize("name", NAMES)
def test_a_logo_stands_on_the_first_page_with_words(name: str, tmp_path: Path) -> None:
    data = made(House(logo_text="Coat of arms"), name, logo=picture(400, 100))
    drawing = next(part(data, "word/header2.xml").iter("{*}docPr"))
    assert drawing.get("descr") == "Coat of arms"
    extent = next(part(data, "word/header2.xml").iter("{*}extent"))
    assert int(extent.get("cx")) <= 6 * 360_000
    assert int(extent.get("cy")) == int(extent.get("cx")) // 4
    assert [each for each in read_package(data) if each.startswith("word/media/")]
    assert list(audit(data, tmp_path)) == []


@pytest.mark.parametrize(
    ("logo", "said"),
    [
        (b"GIF89a" + bytes(50), "no PNG or JPEG picture"),
        (b"<svg/>", "no PNG or JPEG picture"),
        (picture()[:20], "damaged picture"),
        (bytes(11_000_000), "has 11 MB"),
    ],
)
def test_what_is_no_logo_is_refused(logo: bytes, said: str) -> None:
    with pytest.raises(RenderError, match=said):
        made(House(), logo=logo)


def test_the_rules_stand_in_the_configuration(tmp_path: Path) -> None:
    file = tmp_path / "briefing.toml"
    file.write_text('[house]\ndates = "uk"\npaper = "a4"\nsections = ["Society"]\nfont_size = 11\n')
    assert load_config(file).house == House(dates="uk", paper="a4", sections=("Society",), font_size=11)
    file.write_text('[house]\npaper = "a5"\n')
    with pytest.raises(ConfigError, match="a5"):
        load_config(file)
    file.write_text("[house]\nfont_size = 300\n")
    with pytest.raises(ConfigError, match="font_size"):
        load_config(file)


def test_a_letterhead_gets_the_whole_memo_under_all_rules(tmp_path: Path) -> None:
    house = House(
        dates="iso", numbering="by section", paper="a4", font="Arial", font_size=11, notes="endnotes", annex=False
    )
    data = DocxRenderer(house, picture()).render(sample(header=FULL), written("Ministry of Foreign Affairs"))
    assert words(paragraphs(data)[0]) == "Ministry of Foreign Affairs"
    assert len(read_evidence(data).points) == 7
    assert [each for each in audit(data, tmp_path) if "stylesWithEffects" not in each] == []
