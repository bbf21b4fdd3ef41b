"""Templates for tests, made as people make them: from the packaged ones, from python-docx, by hand in the XML."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import docx
from lxml import etree

from briefing.renderers.ooxml.package import read_package, write_package
from briefing.renderers.ooxml.xml import WORD
from tests.renderers.sample import ROOT
from tests.renderers.tools import W, edited, saved

NAMES = ("memo", "brief", "digest")


def packaged(name: str) -> bytes:
    return (ROOT / "templates" / f"{name}.docx").read_bytes()


def written(*lines: str) -> bytes:
    """A plain Word document with these paragraphs."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def in_header(text: str) -> bytes:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = text
    return saved(document)


def in_table(*rows: tuple[str, ...]) -> bytes:
    document = docx.Document()
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return saved(document)


def in_runs(*pieces: str) -> bytes:
    """One paragraph, cut into runs as Word likes to."""
    document = docx.Document()
    paragraph = document.add_paragraph()
    for piece in pieces:
        paragraph.add_run(piece)
    return saved(document)


def appended(name: str, *lines: str) -> bytes:
    """A packaged template with more paragraphs at its end."""

    def change(tree: Any) -> None:
        body = tree.find(f"{W}body")
        for line in lines:
            body.insert(len(body) - 1, etree.fromstring(f'<w:p xmlns:w="{WORD}"><w:r><w:t>{line}</w:t></w:r></w:p>'))

    return edited(packaged(name), change)


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    return write_package({**read_package(data), name: content})


def moved(data: bytes, order: Callable[[list[Any]], list[Any]]) -> bytes:
    """The template with the paragraphs of its body in another order."""

    def change(tree: Any) -> None:
        body = tree.find(f"{W}body")
        *blocks, last = list(body)
        for each in (*blocks, last):
            body.remove(each)
        body.extend([*order(blocks), last])

    return edited(data, change)


def picture(width: int = 8, height: int = 4) -> bytes:
    """A small PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x1f\x38\x64" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def with_picture(data: bytes) -> bytes:
    """The template with a logo put into its first paragraph, as a person does in Word."""
    document = docx.Document(BytesIO(data))
    document.paragraphs[0].insert_paragraph_before().add_run().add_picture(BytesIO(picture()))
    return saved(document)
