from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.lang.names import english_name, english_name_forms, find_names
from tests.lang.cases import cases, parts


@pytest.mark.parametrize(("text", "names"), cases("names.tsv", width=2))
def test_names(text: str, names: str) -> None:
    found = find_names(text)
    assert [f"{name.text}|{name.kind}|{english_name(name)}" for name in found] == parts(names)


WORDS = [
    *(
        "Nguyễn",
        "Văn",
        "Tô",
        "Lâm",
        "Hà",
        "Nội",
        "Hun",
        "Sen",
        "Putin",
        "ASEAN",
        "ông",
        "Theo",
        "S-400",
        "Sar",
        "Đồng,",
    ),
    *("(IPU)", "Phó", ".", "A.", "d'Ivoire", "el-Sisi", "iPhone", "UAE", "Trung", "Quốc", "NĐ-CP", "XIV", "Á."),
]


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_spans_hold_whatever_the_text(words: list[str]) -> None:
    for form in ("NFC", "NFD"):
        text = unicodedata.normalize(form, " ".join(words))
        found = find_names(text)
        assert all(name.span.of(text) == name.text for name in found)
        assert all(a.span.end <= b.span.start for a, b in pairwise(found))
        assert all(english_name(name) for name in found)


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    assert all(name.span.of(text) == name.text for name in find_names(text))


def test_persons_come_out_in_ascii() -> None:
    (name,) = find_names("Thủ tướng Phạm Minh Chính")
    assert english_name_forms(name) == ("Pham Minh Chinh", "Phạm Minh Chính")


def test_foreign_diacritics_are_kept_but_plain_letters_preferred_in_the_memo() -> None:
    (name,) = find_names("Bí thư Ernesto Valdés")
    assert english_name(name) == "Ernesto Valdés"
    assert english_name_forms(name)[0] == "Ernesto Valdes"
