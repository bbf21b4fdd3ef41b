"""What the tests of the renderers share: parts of a package, runs of LibreOffice, edits such as a person makes."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from briefing.renderers.docx import DocxRenderer
from briefing.renderers.ooxml.package import read_package, write_package
from briefing.renderers.ooxml.xml import WORD
from briefing.values import Memo

W = f"{{{WORD}}}"
SOFFICE = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler (pdftotext) is not installed")


def render(memo: Memo, template: bytes) -> bytes:
    return DocxRenderer().render(memo, template)


def part(data: bytes, name: str) -> Any:
    return etree.fromstring(read_package(data)[name])


def body(data: bytes) -> Any:
    return part(data, "word/document.xml")


def stories(data: bytes) -> dict[str, Any]:
    """Every part that holds text, by name."""
    names = ("document", "footnotes", "comments", "header", "footer")
    return {
        name: etree.fromstring(content)
        for name, content in read_package(data).items()
        if name.startswith(tuple(f"word/{each}" for each in names))
    }


def words(element: Any) -> str:
    return "".join(each.text or "" for each in element.iter(f"{W}t"))


def paragraphs(data: bytes, style: str | None = None) -> list[Any]:
    return [each for each in body(data).iter(f"{W}p") if style is None or style_of(each) == style]


def style_of(paragraph: Any) -> str | None:
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return None if found is None else str(found.get(f"{W}val"))


def replaced(data: bytes, name: str, old: str, new: str) -> bytes:
    """The package with one passage of one part changed."""
    parts = read_package(data)
    text = parts[name].decode("utf-8")
    assert old in text
    parts[name] = text.replace(old, new, 1).encode("utf-8")
    return write_package(parts)


def edited(data: bytes, change: Any, name: str = "word/document.xml") -> bytes:
    """The package with `change` applied to the tree of one part."""
    parts = read_package(data)
    tree = etree.fromstring(parts[name])
    change(tree)
    parts[name] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return write_package(parts)


def saved(document: Any) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def convert(data: bytes, folder: Path, target: str, name: str = "memo") -> bytes:
    """The document as LibreOffice writes it in another format, in a profile of its own."""
    source = folder / f"{name}.docx"
    source.write_bytes(data)
    result = folder / "converted"
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", target, "--outdir", str(result), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=True)
    assert "Error" not in done.stdout + done.stderr
    return (result / f"{name}.{target}").read_bytes()


def pdf_text(data: bytes, folder: Path) -> str:
    file = folder / "memo.pdf"
    file.write_bytes(convert(data, folder, "pdf"))
    command = ["pdftotext", "-layout", str(file), "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    return done.stdout


def audit(data: bytes, folder: Path) -> Iterator[str]:
    """What the validator objects to."""
    from openxml_audit import OpenXmlValidator

    file = folder / "audited.docx"
    file.write_bytes(data)
    for each in OpenXmlValidator().validate(file).errors:
        yield str(each)
