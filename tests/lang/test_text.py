from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.lang import text as lang
from tests.lang.cases import FOLDER

ROWS = [
    line.split("\t")
    for line in (FOLDER / "text.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyAĂĐ áàảãạấứửợệỷòóỏõọ 0123456789.,-/%()\u0301\u0323", max_size=60
)


@pytest.mark.parametrize(("function", "given_text", "expected"), ROWS)
def test_functions(function: str, given_text: str, expected: str) -> None:
    for form in ("NFC", "NFD"):
        assert str(getattr(lang, function)(unicodedata.normalize(form, given_text))) == expected


@given(VIETNAMESE)
def test_folding_is_the_same_for_every_form(text: str) -> None:
    assert lang.fold(unicodedata.normalize("NFD", text)) == lang.fold(unicodedata.normalize("NFC", text))
    assert lang.fold(lang.fold(text)) == lang.fold(text)


@given(VIETNAMESE | st.text(max_size=60) | st.text(alphabet="aệ1²_ \n\t–—“”‘’…\xa0'°第字・\u0345", max_size=30))
def test_what_stands_between_spaces_are_words(text: str) -> None:
    plain = lang.spaced(text)
    if plain is not None:
        found = [line.split() for line in plain.split("\n")]
        assert found == [re.findall(r"\w+", line) for line in text.split("\n")]


def test_common_signs_are_spaced_and_other_texts_left_to_others() -> None:
    assert lang.spaced("“Hai nước” (Việt – Lào):\xa0tốt…\n'Đẹp'!") == " Hai nước   Việt   Lào   tốt \n Đẹp  "
    assert [lang.spaced(text) for text in ("", " . ", "a_b", "第1", "5°", "a\u0301")] == [None] * 6


@given(VIETNAMESE)
def test_tone_marks_settle(text: str) -> None:
    once = lang.normalise_tone_marks(text)
    assert lang.normalise_tone_marks(once) == once
    assert lang.fold(once) == lang.fold(text)


@given(st.one_of(VIETNAMESE, st.text(max_size=40)))
def test_syllables_point_at_their_text(text: str) -> None:
    tokens = lang.syllables(text)
    assert all(span.of(text) == word for span, word in tokens)
    assert all(a.end <= b.start for (a, _), (b, _) in pairwise(tokens))


@given(st.one_of(VIETNAMESE, st.text(max_size=40)))
def test_alignment_carries_positions_back(text: str) -> None:
    composed, offsets = lang.align_nfc(text)
    if offsets is None:
        assert composed == text
    else:
        assert len(offsets) == len(composed) + 1
        assert offsets[-1] == len(text)
        assert offsets == sorted(offsets)
        assert unicodedata.normalize("NFC", composed) == unicodedata.normalize("NFC", text)


@given(st.text(max_size=80))
def test_language_is_always_answered(text: str) -> None:
    assert lang.detect_language(text) in {"vi", "en", "fr", "lo", "th", "zh", "ja", "ko", "ru", "km", "und"}


def test_syllable_tokens() -> None:
    words = [word for _, word in lang.syllables("Ông Tô Lâm, 66 tuổi (d'Ivoire)")]
    assert words == ["Ông", "Tô", "Lâm", "66", "tuổi", "d'Ivoire"]
