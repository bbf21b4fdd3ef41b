"""Makes files of every kind in memory, and reads them: Word documents, web pages, PDFs of a few hundred bytes."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from briefing.protocols import Reader
from briefing.values import Article, Dropped, SourceDocument

SEEDS = Path(__file__).parents[2] / "seeds"
DATA = Path(__file__).parents[1] / "data" / "readers"

PdfText = tuple[float, float, float, str]  # x, baseline, font size, text


def seed(number: str) -> str:
    """A seed's text, by the number that its name begins with."""
    return next(SEEDS.glob(f"{number}_*.txt")).read_text(encoding="utf-8")


def seed_lines(number: str) -> list[str]:
    return [line.strip() for line in seed(number).splitlines() if line.strip()]


def source_of(data: bytes, path: str = "folder/file") -> SourceDocument:
    return SourceDocument(path, hashlib.sha256(data).hexdigest(), "any/thing")


def read_one(reader: Reader, data: bytes) -> Article | Dropped:
    """Reads bytes that must give exactly one outcome, and checks what holds for all of them."""
    source = source_of(data)
    outcomes = list(reader.read(data, source))
    assert len(outcomes) == 1
    outcome = outcomes[0]
    if isinstance(outcome, Article):
        assert outcome.source == source
        check_article(outcome)
    else:
        assert outcome.stage == "read"
        assert outcome.reason
        assert len(outcome.reason.splitlines()) == 1
    return outcome


def article_of(reader: Reader, data: bytes) -> Article:
    outcome = read_one(reader, data)
    assert isinstance(outcome, Article), outcome
    return outcome


def reason_of(reader: Reader, data: bytes) -> str:
    outcome = read_one(reader, data)
    assert isinstance(outcome, Dropped), outcome
    return outcome.reason


def check_article(article: Article) -> None:
    """What holds for any article that a reader gives."""
    assert [paragraph.number for paragraph in article.paragraphs] == list(range(1, len(article.paragraphs) + 1))
    position = 0
    for paragraph in article.paragraphs:
        text = paragraph.span.of(article.text)
        assert text
        assert text == text.strip()
        assert len(text.splitlines()) == 1
        assert paragraph.span.start >= position
        position = paragraph.span.end
    assert article.text_sha256 == hashlib.sha256(article.text.encode()).hexdigest()


def paragraphs(article: Article) -> list[str]:
    return [paragraph.span.of(article.text) for paragraph in article.paragraphs]


def docx_of(lines: Iterable[str], title: str = "") -> bytes:
    import docx

    document = docx.Document()
    document.core_properties.title = title
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def saved(document: object) -> bytes:
    stream = io.BytesIO()
    document.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


def repacked(package: bytes, parts: Mapping[str, bytes]) -> bytes:
    """A ZIP archive with some of its parts replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
    return stream.getvalue()


def pdf_of(pages: Sequence[Sequence[PdfText]], title: str = "") -> bytes:
    """A PDF whose codes are UTF-16 units and whose letters are all half their size wide; it embeds no font."""
    letters = sorted({character for page in pages for *_, text in page for character in text})
    to_unicode = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def "
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange "
        b"%d beginbfchar %s endbfchar endcmap end end"
    ) % (len(letters), " ".join(f"<{ord(letter):04x}> <{ord(letter):04x}>" for letter in letters).encode())
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Any /Encoding /Identity-H "
        b"/DescendantFonts [4 0 R] /ToUnicode 5 0 R >>"
    )
    descendant = (
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Any /DW 500 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        b"/FontDescriptor << /Type /FontDescriptor /FontName /Any /Ascent 800 /Descent -200 >> >>"
    )
    kids = b" ".join(b"%d 0 R" % (7 + 2 * number) for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        font,
        descendant,
        _stream(to_unicode),
        b"<< /Title <%s> >>" % ("\ufeff" + title).encode("utf-16-be").hex().encode(),
    ]
    for number, page in enumerate(pages):
        content = "\n".join(
            f"BT /F {size} Tf 1 0 0 1 {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET" for x, y, size, text in page
        )
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R "
            b"/Resources << /Font << /F 3 0 R >> >> >>" % (8 + 2 * number)
        )
        objects.append(_stream(content.encode()))
    return _assembled(objects)


def wrapped(text: str, width: int, x: float, top: float, *, leading: float = 12) -> list[PdfText]:
    """`text` broken into lines of at most `width` letters of 10 points, the first one on the baseline `top`."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return [(x, round(top - number * leading, 2), 10.0, line) for number, line in enumerate(lines)]


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _assembled(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
