# ruff: noqa: E501 - a case a line
"""`template check` on templates that are broken in one way each, and on those that are not."""

from __future__ import annotations

import zipfile
from functools import cache
from io import BytesIO

import pytest

from briefing.errors import RenderError
from briefing.renderers.docx import DocxRenderer
from briefing.renderers.ooxml.package import read_package, write_package
from briefing.renderers.template_check import check_template
from briefing.renderers.templating.kinds import VOCABULARY
from tests.renderers.sample import sample
from tests.renderers.templates import (
    NAMES,
    appended,
    in_header,
    in_runs,
    in_table,
    packaged,
    with_part,
    with_picture,
    written,
)
from tests.renderers.tools import convert, needs_libreoffice, render, replaced


def bomb(name: str, size: int) -> bytes:
    """An archive that unpacks to `size` bytes of nothing."""
    buffer = BytesIO(packaged("memo"))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as part:
        for _ in range(size // 1_000_000):
            part.write(bytes(1_000_000))
    return buffer.getvalue()


def macros() -> bytes:
    return with_part(packaged("memo"), "word/vbaProject.bin", b"\0")


def cut_by_link() -> bytes:
    link = '</w:t></w:r><w:hyperlink w:anchor="x"><w:r><w:t>{{ sub</w:t></w:r></w:hyperlink><w:r><w:t>ject }}'
    return replaced(packaged("memo"), "word/document.xml", "{{ subject }}", link)


def remote_picture() -> bytes:
    relation = (
        '<Relationship Id="rId99" TargetMode="External" Target="https://example.org/pixel.png" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/></Relationships>'
    )
    return replaced(packaged("memo"), "word/_rels/document.xml.rels", "</Relationships>", relation)


def in_a_footnote() -> bytes:
    data = render(sample(), packaged("memo"))
    parts = {name: part for name, part in read_package(data).items() if not name.startswith("customXml")}
    rels = "word/_rels/document.xml.rels"
    parts[rels] = b"".join(p + b">" for p in parts[rels].split(b">")[:-1] if b"customXml" not in p)
    types = "[Content_Types].xml"
    parts[types] = b"".join(p + b">" for p in parts[types].split(b">")[:-1] if b"customXml" not in p)
    parts["word/footnotes.xml"] = parts["word/footnotes.xml"].replace(b"evidence 1<", b"{{ title }}<")
    return write_package(parts)


def tracked() -> bytes:
    inserted = '<w:ins w:id="900" w:author="A" w:date="2026-01-01T00:00:00Z"><w:r><w:t>new</w:t></w:r></w:ins></w:p>'
    return replaced(packaged("memo"), "word/document.xml", "</w:p>", inserted)


def section_end() -> bytes:
    tag = '<w:p><w:pPr><w:sectPr/></w:pPr><w:r><w:t xml:space="preserve">{% if title %}</w:t></w:r></w:p>'
    return replaced(appended("memo", "{% endif %}"), "word/document.xml", "<w:p>", tag + "<w:p>")


# What is broken, and words of the finding.
BROKEN = {
    "no Word document": (lambda: b"Dear Sir,", "not a Word document"),
    "old Word": (lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "Word 97-2003"),
    "macros": (macros, "holds macros"),
    "a finished memo": (lambda: render(sample(), packaged("brief")), "finished memo"),
    "a zip bomb": (lambda: bomb("word/more.xml", 150_000_000), "would unpack to 150 MB"),
    "a huge picture": (lambda: bomb("word/media/image1.png", 60_000_000), "image1.png has 60 MB"),
    "a loop that never ends": (lambda: appended("memo", "{% for point in points %}", "{{ point.number }}"), "never closed"),
    "a condition that never ends": (lambda: appended("memo", "{% if title %}", "x"), "never closed"),
    "an end without a beginning": (lambda: appended("memo", "{% endfor %}"), "closes or divides nothing"),
    "a loop over lines that begins in one": (lambda: appended("memo", "All: {% for point in points %}", "{% endfor %}"), "never closed"),
    "a name misspelt": (lambda: written("{{ subjct }}"), "unknown field {{subjct}}"),
    "a field misspelt": (lambda: written("{% for p in points %}", "{{ p.txt }}", "{% endfor %}"), "unknown field 'txt'"),
    "a field of a text": (lambda: written("{{ title.upper }}"), "unknown field 'upper'"),
    "a reach for Python": (lambda: written("{{ title.__class__.__mro__ }}"), "unknown field '__class__'"),
    "a reach by brackets": (lambda: written("{{ title['__class__'] }}"), "is no list"),
    "a call": (lambda: written("{{ title.format(points) }}"), "no use for 'call'"),
    "a loop without end": (lambda: written("{% for n in range(10**12) %}", "x", "{% endfor %}"), "no use for 'call'"),
    "a power": (lambda: written("{{ 9**9**9**9 }}"), "no use for 'pow'"),
    "a strange tag": (lambda: written("{% while true %}", "{% endwhile %}"), "unknown tag {% while true %}"),
    "an import": (lambda: written("{% include 'secret.txt' %}"), "unknown tag {% include 'secret.txt' %}"),
    "an unknown filter": (lambda: written("{{ title|safe }}"), "unknown filter 'safe'"),
    "a filter on the wrong thing": (lambda: written("{{ title|fit(3) }}"), "needs a list"),
    "braces left open": (lambda: written("{{ title"), "cut in two or not closed"),
    "braces closed once": (lambda: in_runs("{{ ti", "tle }"), "cut in two or not closed"),
    "cut by a link": (cut_by_link, "cut in two or not closed"),
    "cut by a tab": (lambda: written("{{ title\t}}"), "cut in two or not closed"),
    "nothing between the braces": (lambda: written("{{ }}"), "not understood"),
    "a block in a line": (lambda: written("See {{ annex_evidence }}"), "stands in a line with other words"),
    "a block in a header": (lambda: in_header("{{ points }}"), "cannot stand in a header or footer"),
    "a note in a header": (lambda: in_header("{% for p in points %}{{ p.footnote }}{% endfor %}"), "cannot stand in a header"),
    "a list printed": (lambda: written("{{ sections }}"), "cannot be printed"),
    "a loop over a text": (lambda: written("{% for a in title %}", "{% endfor %}"), "is no list"),
    "a table row that never ends": (lambda: in_table(("{%tr for p in points %}", ""), ("{{ p.number }}", "x")), "never closed"),
    "a column loop": (lambda: in_table(("{%tc for p in points %}", "x")), "columns and runs have no loops"),
    "a paragraph tag in a line": (lambda: written("Now {%p if title %} more {%p endif %}"), "stands in a line with other words"),
    "an undefined style": (
        lambda: replaced(packaged("memo"), "word/document.xml", '"Title"', '"Tytle"'), "style 'Tytle' is used and not defined",
    ),
    "a field in a footnote": (in_a_footnote, "fields in notes and comments are not filled"),
    "something from the net": (remote_picture, "loads something from outside itself: https://example.org/pixel.png"),
    "tracked changes": (tracked, "tracked changes"),
    "a tag that ends a section": (section_end, "ends a section"),
    "broken markup": (lambda: with_part(packaged("memo"), "word/document.xml", b"<w:document"), "not a Word document"),
    "a very long tag": (lambda: written("{{ " + "title ~ " * 100 + "title }}"), "longer than 500 characters"),
    "deeply nested": (lambda: written("{{ " + "(" * 200 + "title" + ")" * 200 + " }}"), ""),
}  # fmt: skip


@cache
def broken(name: str) -> tuple[bytes, str]:
    make, said = BROKEN[name]
    return make(), said


def test_there_are_more_than_enough() -> None:
    assert len(BROKEN) >= 15


@pytest.mark.parametrize("name", [each for each in BROKEN if each != "deeply nested"])
def test_each_fault_is_found_with_its_place_and_a_remedy(name: str) -> None:
    data, said = broken(name)
    report = check_template(data)
    found = [fault for fault in report.faults if said in fault.problem]
    assert found, [fault.problem for fault in report.findings]
    assert len(report.faults) <= 2
    for fault in report.faults:
        assert fault.place
        assert fault.remedy.endswith((".", "?"))
        assert "\n" not in fault.problem + fault.remedy


# What a memo can be made with all the same; the check still says so.
_HARMLESS = {"an undefined style", "a field in a footnote", "something from the net", "tracked changes"}


@pytest.mark.parametrize("name", [each for each in BROKEN if each not in _HARMLESS and each != "deeply nested"])
def test_rendering_refuses_what_the_check_finds(name: str) -> None:
    data, said = broken(name)
    with pytest.raises(RenderError) as caught:
        render(sample(), data)
    assert said in caught.value.message
    assert caught.value.exit_code == 7


def test_deep_nesting_does_not_bring_the_program_down() -> None:
    assert check_template(broken("deeply nested")[0]) is not None


@pytest.mark.parametrize(
    ("written_", "meant"),
    [("subjct", "subject"), ("anex_evidence", "annex_evidence"), ("tittle", "title"), ("Period", "period")],
)
def test_a_misspelt_name_gets_the_nearest(written_: str, meant: str) -> None:
    (fault,) = check_template(written(f"{{{{ {written_} }}}}")).faults
    assert fault.remedy == f"Did you mean '{meant}'?"


@pytest.mark.parametrize("name", NAMES)
def test_the_packaged_templates_pass(name: str) -> None:
    report = check_template(packaged(name))
    assert report.findings == ()
    assert set(report.used) <= set(VOCABULARY)
    assert report.about


def test_notes_tell_what_will_be_put_in() -> None:
    report = check_template(with_picture(written("{% for p in points %}", "{{ p.text }}", "{% endfor %}")))
    assert report.faults == ()
    said = " ".join(note.problem for note in report.notes)
    assert "does not define" in said
    assert "no {{ marking }} stands there" in said
    assert "{{ status }} stands nowhere" in said
    assert "points are shown without footnote, source or Annex A" in said
    assert "has no alternative text" in said


@needs_libreoffice
@pytest.mark.parametrize("name", NAMES)
def test_a_template_saved_by_libreoffice_passes_and_serves(name: str, tmp_path: object) -> None:
    from pathlib import Path

    data = convert(packaged(name), Path(str(tmp_path)), "docx")
    assert check_template(data).faults == ()
    assert DocxRenderer().render(sample(), data)
