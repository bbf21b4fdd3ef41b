from __future__ import annotations

import io
import warnings
import zipfile
from datetime import UTC, datetime

import pytest

from briefing.readers import docx as docx_reader
from briefing.readers.docx import DocxReader
from briefing.values import UNDATED
from tests.readers.builders import article_of, docx_of, paragraphs, reason_of, repacked, saved, seed_lines

READER = DocxReader()
MAIN = "word/document.xml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def with_body(body: str) -> bytes:
    """A Word document whose body is this XML; the prefixes w, mc and wps are known in it."""
    xml = (
        f'<w:document xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"<w:body>{body}<w:sectPr/></w:body></w:document>"
    )
    return repacked(docx_of([]), {MAIN: xml.encode()})


def p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_a_seed_comes_back_paragraph_by_paragraph(number: str) -> None:
    article = article_of(READER, docx_of(seed_lines(number)))
    assert paragraphs(article) == seed_lines(number)
    assert article.text == "\n".join(seed_lines(number))
    assert article.language == "vi"


def test_the_title_is_taken_and_the_days_of_saving_are_not() -> None:
    import docx

    document = docx.Document()
    document.core_properties.title = "Hội đàm cấp cao"
    document.core_properties.created = datetime(2026, 1, 26, tzinfo=UTC)
    document.core_properties.modified = datetime(2026, 1, 27, tzinfo=UTC)
    document.add_paragraph(seed_lines("004")[0])
    article = article_of(READER, saved(document))
    assert article.title == "Hội đàm cấp cao"
    assert article.published == UNDATED


def test_paragraphs_and_tables_keep_the_order_of_the_document() -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("Trước bảng.")
    table = document.add_table(2, 2)
    for cell, text in zip([*table.rows[0].cells, *table.rows[1].cells], ["Nước", "Tỷ USD", "Lào", "2,2"], strict=True):
        cell.text = text
    document.add_paragraph("Sau bảng.")
    layout = document.add_table(1, 1).rows[0].cells[0]
    layout.text = "Đoạn một."
    layout.add_paragraph("Đoạn hai.")
    assert paragraphs(article_of(READER, saved(document))) == [
        "Trước bảng.", "Nước\tTỷ USD", "Lào\t2,2", "Sau bảng.", "Đoạn một.", "Đoạn hai.",
    ]  # fmt: skip


def test_merged_cells_and_tables_in_tables_are_read_once() -> None:
    import docx

    document = docx.Document()
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Kim ngạch"
    table.cell(1, 0).text = "Lào"
    inner = table.cell(1, 1).add_table(1, 2)
    inner.cell(0, 0).text = "2,2"
    inner.cell(0, 1).text = "tỷ"
    assert paragraphs(article_of(READER, saved(document))) == ["Kim ngạch", "Lào\t2,2\ttỷ"]


def test_hyperlinks_insertions_and_controls_are_text_and_deletions_are_not() -> None:
    body = (
        "<w:p><w:r><w:t>Thủ tướng </w:t></w:r><w:ins><w:r><w:t>Phạm Minh Chính </w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>cũ </w:delText></w:r></w:del><w:hyperlink><w:r><w:t>thăm Lào</w:t></w:r></w:hyperlink>"
        "<w:moveFrom><w:r><w:t>đã dời</w:t></w:r></w:moveFrom>"
        "<w:r><w:instrText>PAGE</w:instrText><w:tab/><w:t>và</w:t><w:br/><w:t>dòng mới.</w:t></w:r></w:p>"
        f"<w:sdt><w:sdtPr/><w:sdtContent>{p('Trong khung.')}</w:sdtContent></w:sdt>"
    )
    assert paragraphs(article_of(READER, with_body(body))) == [
        "Thủ tướng Phạm Minh Chính thăm Lào\tvà",
        "dòng mới.",
        "Trong khung.",
    ]


def test_a_text_box_comes_once_after_its_paragraph() -> None:
    box = f"<wps:txbx><w:txbxContent>{p('Trong hộp.')}</w:txbxContent></wps:txbx>"
    body = (
        "<w:p><w:r><w:t>Trước.</w:t><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        f"<w:p><w:r><mc:AlternateContent/></w:r></w:p>{p('Sau.')}"
    )
    assert paragraphs(article_of(READER, with_body(body))) == ["Trước.", "Trong hộp.", "Sau."]


def test_broken_packages_are_dropped() -> None:
    good = docx_of(seed_lines("004"))
    assert reason_of(READER, good[: len(good) // 2]) == "broken Word document: not a sound ZIP archive"
    assert reason_of(READER, b"not a document at all") == "broken Word document: not a sound ZIP archive"
    damaged = bytearray(good)
    with zipfile.ZipFile(io.BytesIO(good)) as package:
        start = package.getinfo(MAIN).header_offset
    damaged[start + 60 : start + 400] = bytes(340)
    assert reason_of(READER, bytes(damaged)) == "broken Word document: not a sound ZIP archive"
    assert reason_of(READER, repacked(good, {MAIN: b"<w:document>"})).startswith("broken Word document: ")
    assert reason_of(READER, repacked(good, {"_rels/.rels": b"<a/>"})).startswith("broken Word document: ")
    assert reason_of(READER, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)).startswith("encrypted, or an old Word")


def test_other_archives_are_no_word_documents() -> None:
    import docx

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("tin.txt", "Tin")
    assert reason_of(READER, stream.getvalue()) == "not a Word document: a ZIP archive of something else"
    assert docx.Document().paragraphs == []
    assert reason_of(READER, docx_of([])) == "no text in the document"
    assert reason_of(READER, docx_of(["", " \t"])) == "no text in the document"


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_entities_are_refused_before_anything_is_parsed(codec: str) -> None:
    bomb = (
        f'<?xml version="1.0" encoding="{codec}"?><!DOCTYPE w [<!ENTITY a "hahaha"><!ENTITY b "&a;&a;&a;">'
        f'<!ENTITY f SYSTEM "file:///etc/passwd">]><w:document xmlns:w="{W}"><w:body>{p("&b;&f;")}</w:body>'
        "</w:document>"
    )
    data = repacked(docx_of(["Tin"]), {MAIN: bomb.encode(codec)})
    assert reason_of(READER, data) == f"unsafe Word document: {MAIN} declares a document type (entities)"


def test_a_package_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_reader, "LARGEST_UNPACKED", 1_000_000)
    data = repacked(docx_of(["Tin"]), {"word/theme/theme1.xml": b" " * 2_000_000})
    assert len(data) < 100_000
    assert reason_of(READER, data).endswith("MB, more than 1 MB")


def test_a_package_of_too_many_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_reader, "MOST_PARTS", 3)
    assert reason_of(READER, docx_of(["Tin"])).startswith("not a plausible Word document")


def test_an_encrypted_part_is_refused() -> None:
    data = bytearray(docx_of(["Tin"]))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = data.find(signature)
        while position >= 0:
            data[position + flags] |= 1
            position = data.find(signature, position + 1)
    assert reason_of(READER, bytes(data)) == "encrypted Word document"


def test_reading_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        article_of(READER, docx_of(["Tin"]))
