from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.lang.spellings import EXONYMS, READINGS, exonyms, find_exonyms, is_reading, pinyin_pattern, reads_as


def test_the_longest_exonym_is_found_where_it_stands() -> None:
    text = "Hội nghị ở Vịnh Bắc Bộ bàn về Mác - Lênin và người Bà La Môn."
    found = find_exonyms(text)
    assert [one.text for one in found] == ["Vịnh Bắc Bộ", "Mác - Lênin", "Bà La Môn"]
    assert "Gulf of Tonkin" in found[0].english
    assert all(one.span.of(text) == one.text for one in found)


def test_small_letters_and_parts_of_words_are_no_exonyms() -> None:
    assert find_exonyms("một viên đá vành khăn và mác thép") == ()


@pytest.mark.parametrize(
    ("name", "pinyin", "other"),
    [
        ("Mã Tuấn Huy", "ma junhui", "li junhui"),
        ("Đặng Khiết Vân", "deng jieyun", "deng minhai"),
        ("Nam Khê Sơn", "nanxishan", "dongxishan"),
        ("Diên An", "yan'an", "yanbian"),
        ("Hàn Lập Bình", "han liping", "wang liping"),
    ],
)
def test_a_name_is_read_in_its_own_pinyin(name: str, pinyin: str, other: str) -> None:
    pattern = pinyin_pattern(name)
    assert pattern is not None
    assert pattern.fullmatch(pinyin)
    assert pattern.fullmatch(other) is None


def test_names_that_are_not_chinese_have_no_reading() -> None:
    assert pinyin_pattern("Po Klong Garai") is None
    assert pinyin_pattern("Pò Chài") is None
    assert pinyin_pattern("Huy") is None


def test_syllables_side_by_side_are_read() -> None:
    assert reads_as("wenming", ("Văn Minh Đường",))
    assert not reads_as("jiefang", ("Văn Minh Đường",))
    assert is_reading("wu", ["ngô"])
    assert not is_reading("wu", ["nguyễn"])


@pytest.mark.parametrize("path", [EXONYMS, READINGS], ids=lambda path: path.name)
def test_the_tables_are_sorted_and_whole(path: object) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()  # type: ignore[attr-defined]
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert all(len(row) == 2 and all(row) for row in rows)
    names = [row[0] for row in rows]
    assert names == sorted(set(names))
    assert all(unicodedata.is_normalized("NFC", line) for line in lines)


@given(st.text(max_size=60) | st.lists(st.sampled_from(sorted(exonyms())), max_size=6).map(" ".join))
def test_spans_hold_and_do_not_overlap(text: str) -> None:
    found = find_exonyms(text)
    assert all(one.span.of(text) == one.text for one in found)
    assert all(one.span.end <= other.span.start for one, other in pairwise(found))
