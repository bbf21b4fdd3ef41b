"""Text hygiene: nothing changed but what a page cannot hold, everything changed or unseen put into words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.renderers.hygiene import closed, one_line, remarks, shown
from briefing.renderers.ooxml.text import visible
from tests.renderers.sample import sample

ANY = st.text(alphabet=st.characters())


@given(ANY)
def test_a_shown_text_is_fit_for_html_xml_and_utf8(text: str) -> None:
    result = shown(text)
    assert len(result) == len(text)
    assert result == shown(result) == visible(result)
    result.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]", result)


@given(ANY)
def test_every_change_is_told(text: str) -> None:
    told = " ".join(remarks(text))
    for old, new in zip(text, shown(text), strict=True):
        if old != new:
            assert new == "\ufffd"
            assert "characters that no page can hold" in told


@given(st.text(alphabet="ab\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
def test_what_is_closed_stays_closed(text: str) -> None:
    result = closed(text)
    assert result.startswith(text)
    assert closed(result) == result
    assert set(result[len(text) :]) <= {"\u202c", "\u2069"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u202eb", "a\u202eb\u202c"),
        ("\u2067a\u202bb\u2069c", "\u2067a\u202bb\u2069c"),
        ("\u2069\u202c", "\u2069\u202c"),
        ("plain", "plain"),
    ],
)
def test_closing(text: str, expected: str) -> None:
    assert closed(text) == expected


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Tiếng Việt, 100% – “ngoặc”, 5 tỷ USD", ()),
        ("👩🏽\u200d💻 and ❤️ and 🇻🇳", ()),
        ("zero\u200bwidth", ("holds characters that cannot be seen: U+200B zero width space",)),
        ("a\u200db", ("holds characters that cannot be seen: U+200D zero width joiner",)),
        ("\u202ea\u202eb", ("holds characters that cannot be seen: U+202E right-to-left override (2 times)",)),
        ("a\x00b", ("characters that no page can hold stand as \ufffd: U+0000",)),
    ],
)
def test_remarks(text: str, told: tuple[str, ...]) -> None:
    assert remarks(text) == told


def test_the_seeds_need_no_remark() -> None:
    assert not [remarks(each.quote) for point in sample().points for each in point.citations if remarks(each.quote)]


def test_one_line() -> None:
    assert one_line("  a\n\tb\u00a0 c\u202e ") == "a b c\u202e\u202c"


def test_a_long_list_of_characters_is_cut() -> None:
    [told] = remarks("".join(map(chr, range(8))))
    assert told.endswith("U+0000, U+0001, U+0002, U+0003, U+0004, and 3 others")
