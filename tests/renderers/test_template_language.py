# ruff: noqa: E501 - a case a line
"""What fields, loops and conditions make of a memo, whatever Word has done to their letters."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from briefing.errors import RenderError
from briefing.house import MemoHeader
from briefing.renderers.ooxml.xml import WORD
from briefing.renderers.provenance import read_evidence
from briefing.values import Memo, Section
from tests.renderers.sample import sample, with_point
from tests.renderers.templates import in_runs, in_table, moved, packaged, with_picture, written
from tests.renderers.tools import W, audit, body, edited, paragraphs, part, render, replaced, stories, style_of, words

HEADINGS = [part_.heading for part_ in sample().sections]


def lines(template: bytes, memo: Memo | None = None) -> list[str]:
    return [words(each) for each in paragraphs(render(memo or sample(), template))]


CASES = {
    "a loop over sections": (("{% for s in sections %}", "{{ s.number }} {{ s.heading }}", "{% endfor %}"),
                             [f"{n} {heading}" for n, heading in enumerate(HEADINGS, 1)]),
    "docxtpl's p": (("{%p for s in sections %}", "{{ s.heading }}", "{%p endfor %}"), HEADINGS),
    "a loop in a line": (("{% for s in sections %}{{ s.heading }}{% if not loop.last %}; {% endif %}{% endfor %}.",),
                         ["; ".join(HEADINGS) + "."]),
    "loops in loops": (("{% for s in sections %}", "{% for p in s.points[:1] %}", "{{ s.heading }}: {{ p.source }}",
                        "{% endfor %}", "{% endfor %}"),
                       [f"{part_.heading}: " for part_ in sample().sections]),
    "a condition": (("{% if to == 'nobody' %}", "no", "{% elif points|length > 5 %}", "many", "{% else %}", "few", "{% endif %}"), ["many"]),
    "not, and, or": (("{% if not drafted and (cleared or title) %}", "yes", "{% endif %}"), ["yes"]),
    "a default": (("Drafted by {{ drafted|default('nobody') }}",), ["Drafted by nobody"]),
    "either": (("{{ 'short' if points|length < 3 else 'long' }}",), ["long"]),
    "upper": (("{{ title|upper }}",), ["VIETNAM AND LAOS IN THE VIETNAMESE PRESS"]),
    "joined": (("{{ 'Re: ' ~ title }}",), ["Re: Vietnam and Laos in the Vietnamese press"]),
    "a loop with a test": (("{% for p in points if p.flagged %}", "{{ p.flag }}{{ p.text }}", "{% endfor %}"), [f"⚑ check {sample().points[n].text}" for n in (1, 5)]),
    "nothing to loop over": (("{% for d in distribution %}", "{{ d }}", "{% else %}", "nobody", "{% endfor %}"), ["nobody"]),
    "counts": (("{{ coverage.found }} found, {{ coverage.used }} used",), ["8 found, 4 used"]),
    "a position": (("{{ sections[0].heading }} … {{ sections[-1].heading }}",), ["Political and party relations … Legislatures"]),
    "a position that is not there": (("[{{ sections[9].heading }}]",), ["[]"]),
    "a comment": (("A{# not for readers #}B",), ["AB"]),
    "curly quotes": (("{{ drafted|default(“nobody”) }}",), ["nobody"]),
    "no-break spaces": (("{{\u00a0title\u00a0}}",), ["Vietnam and Laos in the Vietnamese press"]),
    "an article's titles": (("{% for a in articles[-1:] %}", "{{ a.headline }} | {{ a.title }} | {{ a.outlet }}", "{% endfor %}"),
                            ["General Secretary To Lam to visit Laos | Tổng Bí thư Tô Lâm sắp thăm Lào | Outlet not stated"]),
    "outlets": (("{% for o in outlets %}", "{{ o.name }}: {{ o.articles|length }}", "{% endfor %}"), ["Dân trí: 1", "VnExpress: 1", "Outlet not stated: 2"]),
    "a point's source": (("{% for p in points[2:3] %}", "{{ p.source }}; {{ p.place }}", "{% endfor %}"), ["VnExpress, December 1, 2025 and 1 more; ¶ 11, s. 1"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_fields_loops_and_conditions(name: str) -> None:
    template, expected = CASES[name]
    found = lines(written("START", *template, "END", "{{ remaining }}"))
    made = found[found.index("START") + 1 : found.index("END")]
    assert [
        line if not want.endswith(": ") else line[: len(want)] for line, want in zip(made, expected, strict=True)
    ] == expected


@pytest.mark.parametrize("pieces", [("{", "{ ti", "tle", " }", "}"), ("{{ title }", "}"), ("x{{", "title}}y")])
def test_a_tag_cut_into_runs_is_one_tag(pieces: tuple[str, ...]) -> None:
    assert sample().title in lines(in_runs(*pieces))[0]


def test_proofing_marks_inside_a_tag_do_no_harm() -> None:
    cut = '{{ sub</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:rPr><w:b/></w:rPr><w:t>ject }}'
    data = render(sample(), replaced(packaged("memo"), "word/document.xml", "{{ subject }}", cut))
    assert "SUBJECT:" + sample().title in [words(each) for each in paragraphs(data)]


def test_the_looks_of_a_tag_are_those_of_its_value() -> None:
    document = docx.Document()
    run = document.add_paragraph().add_run("{{ title }}")
    run.bold, run.font.name = True, "Arial"
    buffer = BytesIO()
    document.save(buffer)
    shown = next(body(render(sample(), buffer.getvalue())).iter(f"{W}r"))
    assert shown.find(f"{W}rPr/{W}b") is not None
    assert shown.find(f"{W}rPr/{W}rFonts").get(f"{W}ascii") == "Arial"


def test_rows_of_a_table_repeat() -> None:
    template = in_table(("No", "Point"), ("{%tr for p in points %}", ""), ("{{ p.number }}", "{{ p.text }}"), ("{%tr endfor %}", ""))  # fmt: skip
    data = render(sample(), template)
    rows = [[words(cell) for cell in row.iter(f"{W}tc")] for row in next(body(data).iter(f"{W}tbl")).iter(f"{W}tr")]
    assert rows == [["No", "Point"], *([str(n), point.text] for n, point in enumerate(sample().points, 1))]
    assert [point.text for point in read_evidence(data).points] == [point.text for point in sample().points]


def test_a_table_that_loses_all_rows_goes() -> None:
    empty = sample(sections=(Section("Economy", ()),), summary=())
    template = in_table(("{%tr for p in points %}", ""), ("{{ p.number }}", ""), ("{%tr endfor %}", ""))
    assert not list(body(render(empty, template)).iter(f"{W}tbl"))


def test_a_cell_never_stays_without_a_paragraph(tmp_path: Any) -> None:
    data = render(sample(), in_table(("{{ drafted }}", "{{ points }}"), ("{{ annex_evidence }}", "x")))
    for cell in body(data).iter(f"{W}tc"):
        assert cell[-1].tag == f"{W}p"
    assert [each for each in audit(data, tmp_path) if "stylesWithEffects" not in each] == []


def test_text_boxes_and_content_controls_are_filled() -> None:
    def change(tree: Any) -> None:
        control = (
            f'<w:sdt xmlns:w="{WORD}"><w:sdtPr><w:id w:val="7"/><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p><w:r>'
            "<w:t>{{ title }}</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        )
        box = (
            f'<w:p xmlns:w="{WORD}" xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape><v:textbox><w:txbxContent>'
            "<w:p><w:r><w:t>{{ period }}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
        )
        tree.find(f"{W}body").insert(0, etree.fromstring(control))
        tree.find(f"{W}body").insert(0, etree.fromstring(box))

    data = render(sample(), edited(packaged("memo"), change))
    assert words(next(body(data).iter(f"{W}txbxContent"))) == "December 1, 2025 to February 28, 2026"
    assert words(next(each for each in body(data).iter(f"{W}sdt"))) == sample().title
    assert not list(body(data).iter(f"{W}showingPlcHdr"))


def test_a_paragraph_of_tags_that_say_nothing_goes() -> None:
    assert lines(written("A", "{{ drafted }}", "B", "{{ remaining }}"))[:2] == ["A", "B"]


HOSTILE = "AT&T <b> 100<200 {{ title }} {% for x in points %} \u202eabc\u202c 👩‍👩‍👧 " + "W" * 400 + "\x07\ufffe"
SEEN = HOSTILE.replace("\x07", "\ufffd").replace("\ufffe", "\ufffd")


@pytest.mark.parametrize("name", ["memo", "brief", "digest"])
def test_hostile_text_is_shown_and_never_read_as_a_tag(name: str, tmp_path: Any) -> None:
    header = MemoHeader(
        to=HOSTILE, sender=HOSTILE, subject=HOSTILE, marking="x<y", distribution=(HOSTILE,), drafted=HOSTILE
    )
    data = render(with_point(sample(title=HOSTILE, header=header), text=HOSTILE), packaged(name))
    assert words(body(data)).count(SEEN) >= 2
    assert list(audit(data, tmp_path)) == []


@settings(max_examples=12, deadline=None)
@given(st.text(max_size=60))
def test_any_template_text_is_filled_or_refused(text: str) -> None:
    visible = "".join(each for each in text if each.isprintable())
    try:
        render(sample(), written("{{ " + visible + " }}", visible))
    except RenderError as refused:
        assert refused.remedy  # noqa: PT017 - either outcome is right


def test_loops_in_loops_in_loops_are_stopped() -> None:
    points = sample().points
    many = tuple(replace(points[0], id=f"p{number}") for number in range(320))
    nested = written("{% for a in points %}", "{% for b in points %}", "x", "{% endfor %}", "{% endfor %}")
    with pytest.raises(RenderError, match="go round more than 100,000 times"):
        render(sample(sections=(Section("One", many),), summary=()), nested)


def test_an_edited_copy_works_without_code(tmp_path: Any) -> None:
    """Blocks moved, a heading added, a logo put in, another font, as an office worker does all that in Word."""

    def own(tree: Any) -> None:
        for each in tree.iter(f"{W}rFonts"):
            each.set(f"{W}ascii", "Arial")
            each.set(f"{W}hAnsi", "Arial")

    def order(blocks: list[Any]) -> list[Any]:
        *front, release, evidence, sources, coverage, method = blocks
        heading = etree.fromstring(
            f'<w:p xmlns:w="{WORD}"><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>Comment of the desk</w:t></w:r></w:p>'
        )
        return [*front, heading, release, coverage, method, sources, evidence]

    template = with_picture(edited(moved(packaged("memo"), order), own, "word/styles.xml"))
    data = render(sample(), template)
    assert [point.text for point in read_evidence(data).points] == [point.text for point in sample().points]
    headings = [words(each) for each in paragraphs(data, "Heading2")]
    assert headings[-5:] == ["Comment of the desk", "Coverage", "Method", "Annex B: Sources", "Annex A: Evidence"]
    captions = [words(each).split(".")[0] for each in paragraphs(data, "Caption")]
    assert captions == ["Table 1", "Table 2", "Table 3", "Table 4"]
    assert list(body(data).iter(f"{W}drawing"))
    assert 'w:ascii="Arial"' in etree.tostring(part(data, "word/styles.xml")).decode()
    assert list(audit(data, tmp_path)) == []


def test_other_points_in_another_order_are_numbered_as_they_are_shown() -> None:
    template = written("{% for p in points[4:] %}", "{{ p.number }}. {{ p.text }}{{ p.footnote }}", "{% endfor %}", "{{ annex_evidence }}")  # fmt: skip
    data = render(sample(), template)
    evidence = read_evidence(data)
    assert [(point.number, point.id) for point in evidence.points] == [(1, "security"), (2, "crime"), (3, "parliament")]
    shown = [words(each) for each in paragraphs(data)]
    assert [line[:2] for line in shown[:3]] == ["1.", "2.", "3."]
    assert {each for row in evidence.rows for each in row.point_ids} == {"security", "crime", "parliament"}


def test_no_number_is_given_twice(tmp_path: Any) -> None:
    def change(tree: Any) -> None:
        control = (
            f'<w:p xmlns:w="{WORD}"><w:bookmarkStart w:id="3" w:name="mine"/><w:sdt><w:sdtPr><w:id w:val="7"/></w:sdtPr>'
            "<w:sdtContent><w:r><w:t>{{ s.heading }}</w:t></w:r></w:sdtContent></w:sdt>"
            '<w:bookmarkEnd w:id="3"/></w:p>'
        )
        home = tree.find(f"{W}body")
        for position, each in enumerate(("{% for s in sections %}", control, "{% endfor %}")):
            text = each if each.startswith("<") else f'<w:p xmlns:w="{WORD}"><w:r><w:t>{each}</w:t></w:r></w:p>'
            home.insert(position, etree.fromstring(text))

    data = render(sample(), edited(packaged("memo"), change))
    tree = body(data)
    for tag in ("bookmarkStart", "bookmarkEnd"):
        ids = [each.get(f"{W}id") for each in tree.iter(f"{W}{tag}")]
        assert len(set(ids)) == len(ids)
    controls = [each.find(f"{W}id").get(f"{W}val") for each in tree.iter(f"{W}sdtPr")]
    assert len(set(controls)) == len(controls)
    assert list(audit(data, tmp_path)) == []


def test_every_run_of_every_template_names_its_language() -> None:
    for name in ("brief", "digest"):
        for tree in stories(render(sample(), packaged(name))).values():
            for run in tree.iter(f"{W}r"):
                if words(run).strip():
                    assert run.find(f"{W}rPr/{W}lang").get(f"{W}val") in {"en-US", "vi-VN"}


def test_headings_of_the_digest_have_no_gap() -> None:
    styled = [style_of(each) or "" for each in paragraphs(render(sample(), packaged("digest")))]
    levels = [int(each[-1]) for each in styled if each.startswith("Heading")]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
