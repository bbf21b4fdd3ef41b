"""The Markdown file, read back by a CommonMark parser: what it shows is what the memo says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from briefing.errors import RenderError
from briefing.house import House
from briefing.renderers.hygiene import shown
from briefing.renderers.markdown import escaped, render_markdown
from briefing.renderers.wording import DRAFT, FLAG
from briefing.values import Memo
from tests.renderers.pages import all_hostile, hostile, with_texts
from tests.renderers.sample import sample, with_point


def parse(text: str) -> list[Any]:
    """The tokens of a parser with footnotes, tables and strike-through, as most readers have them."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    return MarkdownIt("commonmark").use(footnote_plugin).enable(["table", "strikethrough"]).parse(text)


def words(token: Any) -> str:
    """What an inline token shows."""
    parts = []
    for each in token.children or ():
        if each.type in {"hardbreak", "softbreak"}:
            parts.append("\n")
        elif each.type in {"text", "text_special", "code_inline", "html_inline"}:
            parts.append(each.content)
    return "".join(parts)


def inlines(memo: Memo, **more: Any) -> list[str]:
    return [words(token) for token in parse(render_markdown(memo, **more).decode("utf-8")) if token.type == "inline"]


def headings(memo: Memo) -> Iterator[tuple[int, str]]:
    tokens = parse(render_markdown(memo).decode("utf-8"))
    for opened, content in pairwise(tokens):
        if opened.type == "heading_open":
            yield int(opened.tag[1]), words(content)


def test_the_memo_stands_in_it() -> None:
    memo = sample()
    told = inlines(memo)
    assert DRAFT in told
    assert told.count("OFFICIAL USE ONLY") == 2
    for point in memo.points:
        assert (f"{FLAG} {point.text}" if point.flagged else point.text) in told
        for citation in point.citations:
            assert citation.quote in told
            assert citation.translation in told
    levels = [level for level, _ in headings(memo)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_points_keep_their_numbers_from_section_to_section() -> None:
    tokens = parse(render_markdown(sample()).decode())
    starts = [token.attrs.get("start", 1) for token in tokens if token.type == "ordered_list_open"]
    assert starts == [1, 3, 5, 7]


def test_every_footnote_and_link_leads_somewhere() -> None:
    text = render_markdown(sample()).decode()
    tokens = parse(text)
    notes = [token for token in tokens if token.type == "footnote_open"]
    children = [child for token in tokens if token.type == "inline" for child in token.children]
    marks = [child for child in children if child.type == "footnote_ref"]
    assert len(notes) == len(marks) == len(sample().points)
    anchors = {title.lower() for _, title in headings(sample())}
    targets = {child.attrs["href"] for child in children if child.type == "link_open"}
    assert {target[1:] for target in targets} <= anchors
    assert {"#e1", "#e9", "#s2"} <= targets


def test_there_is_no_html_in_it() -> None:
    for memo in (sample(), all_hostile()):
        for token in parse(render_markdown(memo).decode()):
            assert token.type != "html_block"
            assert all(child.type != "html_inline" for child in token.children or ())


def test_texts_are_shown_as_they_are() -> None:
    told = inlines(all_hostile())
    for text, expected in hostile():
        assert told.count(expected) >= 2, text  # the translation and the quotation
        assert any(each.removeprefix(f"{FLAG} ") == expected for each in told)


@given(
    st.text(alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from("\\`*_{}[]()<>#+-.!|~&;:=\n \t\r1@$^")))
)
@example("1)")
@example("-\n-\n=")
@example("\n\n x")
@example("&#32; &amp;")
@example("a  \n  b\\\n")
@example("[x]: y")
@example(":::\n```\n---")
def test_escaping_is_exact(text: str) -> None:
    """In a paragraph, in a quotation and in a list, every text comes out as it went in."""
    if not text:
        return
    line = escaped(shown(text))
    quoted = "> " + line.replace("\n", "\n> ")
    listed = "7. " + line.replace("\n", "\n   ")
    for page in (line, quoted, listed):
        [inline] = [token for token in parse(f"before\n\n{page}\n\nafter") if token.type == "inline"][1:-1]
        assert words(inline) == shown(text)


def test_numbers_by_section_stand_before_paragraphs() -> None:
    told = inlines(sample(), house=House(numbering="by section", dates="iso", annex=False))
    assert any(each.startswith("2.1 Vietnam and Laos want") for each in told)
    assert "Annex A: Evidence" not in told
    assert any("2026-01-26, paragraph 15, sentence 1" in each for each in told)


def test_release_lines_come_where_somebody_gave_them() -> None:
    header = replace(sample().header, distribution=("Embassy *Vientiane*", "Desk"), drafted="A. N.", approved="B. O.")
    told = inlines(replace(sample(), header=header))
    assert {"Distribution", "Embassy *Vientiane*", "Desk", "Drafted: A. N.", "Approved: B. O."} <= set(told)
    assert not any(each.startswith("Cleared") for each in told)


def test_an_override_in_a_title_ends_with_the_title() -> None:
    line = next(each for each in inlines(with_texts("a \u202eb")) if "paragraph 1" in each and "“" in each)
    assert "“a \u202eb\u202c”" in line


def test_a_point_without_a_citation_is_refused() -> None:
    with pytest.raises(RenderError, match="cites no sentence"):
        render_markdown(with_point(sample(), citations=()))


def test_a_link_of_a_source_is_a_line_of_its_own() -> None:
    first, *rest = sample().sources
    told = inlines(replace(sample(), sources=(replace(first, url="https://x.example/a_b_c?d=*"), *rest)))
    assert "Address: https://x.example/a_b_c?d=*" in told
    assert re.search(
        r"Address: https://x.example/a\\_b",
        render_markdown(replace(sample(), sources=(replace(first, url="https://x.example/a_b"),))).decode(),
    )
