from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.lang.glossary import parse_glossary
from briefing.lang.placeholders import LIMITS, TOKENS, mask, mask_pair, unmask
from briefing.resources import packaged
from tests.lang.cases import cases, parts

PACKAGED = parse_glossary((packaged("prompts") / "glossary.csv").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "masked", "forms"), cases("masked.tsv", width=3))
def test_mask(text: str, masked: str, forms: str) -> None:
    for form in ("NFC", "NFD"):
        result = mask(unicodedata.normalize(form, text))
        assert result.text == masked
        assert [slot.forms[0] for slot in result.slots] == parts(forms)


@pytest.mark.parametrize(("vietnamese", "english", "source", "target"), cases("pairs.tsv", width=4))
def test_mask_pair(vietnamese: str, english: str, source: str, target: str) -> None:
    assert mask_pair(vietnamese, english) == (source, target)


@pytest.mark.parametrize(("source", "text", "expected", "missing", "unknown"), cases("unmasked.tsv", width=5))
def test_unmask(source: str, text: str, expected: str, missing: str, unknown: str) -> None:
    result = unmask(text, mask(source).slots)
    assert result.text == expected
    assert [slot.token for slot in result.missing] == parts(missing)
    assert list(result.unknown) == parts(unknown)


@pytest.mark.parametrize(
    ("text", "english", "expected"),
    [
        ("Hai mươi sáu hộ dân", "{} households", "Twenty-six households"),
        ("12 nước dự, 12 vắng", "{} countries attend, {} do not", "Twelve countries attend, 12 do not"),
        ("5-10 tỷ USD", "{} it is", "$5-10 billion it is"),
        ("Ban Chấp hành Trung ương Đảng họp", "{} met", "The Party Central Committee met"),
        ("lãnh đạo Ban Chấp hành Trung ương Đảng", "its {} leaders", "its Party Central Committee leaders"),
        ("Mặt trận Tổ quốc Việt Nam và Mặt trận Lào", "of the {} and", "of the Vietnam Fatherland Front and"),
    ],
)
def test_forms_suit_their_place(text: str, english: str, expected: str) -> None:
    slots = mask(text, PACKAGED).slots
    assert unmask(english.replace("{}", slots[0].token), slots).text == expected


PIECES = [
    "ông Tô Lâm", "Putin", "ASEAN", "10 tỷ USD", "6,5%", "ngày 26/1", "tháng 12/2025", "năm 2025", "12 văn kiện",
    "hai nước", "5 km", "quý III", "Đại hội 14", "Phạm Minh Chính", "từ 5 đến 7%", "S-400", "hợp tác", "3 Đảng",
    "(IPU)", "khóa XV",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_unmasking_what_was_masked_restores_the_forms(pieces: list[str]) -> None:
    masked = mask(", ".join(pieces))
    result = unmask(masked.text, masked.slots)
    assert not result.missing
    assert not result.unknown
    assert all(any(form.lower() in result.text.lower() for form in slot.forms) for slot in masked.slots)
    assert not any(token in result.text for token in TOKENS)
    order = sorted(masked.slots, key=lambda slot: masked.text.find(slot.token))
    assert tuple(order) == masked.slots


@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_composed_and_decomposed_text_are_masked_alike(pieces: list[str]) -> None:
    text = "; ".join(pieces)
    assert mask(unicodedata.normalize("NFD", text)) == mask(unicodedata.normalize("NFC", text))


@given(st.lists(st.sampled_from(PIECES), max_size=8), st.text(max_size=60))
def test_a_pair_has_the_same_tokens_on_both_sides(pieces: list[str], noise: str) -> None:
    text = ", ".join(pieces)
    english = unmask(mask(text).text, mask(text).slots).text + " " + noise
    source, target = mask_pair(text, english)
    assert {token for token in TOKENS if token in source} == {token for token in TOKENS if token in target}


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_passes(text: str, other: str) -> None:
    masked = mask(text)
    assert len(masked.slots) <= sum(LIMITS.values())
    unmask(other, masked.slots)
    mask_pair(text, other)


def test_beyond_the_limit_text_stays() -> None:
    text = "; ".join(f"{number} hộ" for number in range(101, 112))
    masked = mask(text)
    assert len(masked.slots) == LIMITS["N"]
    assert masked.text.endswith("109 hộ; 110 hộ; 111 hộ")


def test_tokens_are_distinct_and_brackets_in_the_source_are_no_tokens() -> None:
    assert len(set(TOKENS)) == sum(LIMITS.values()) == 22
    assert mask("xem ⟦hai⟧").text == "xem [hai]"


def test_the_articles_that_the_project_came_with() -> None:
    """Every slot in the seeds is a name, a quantity or a date that stands there; none is an institution or a place."""
    folder = Path(__file__).parents[2] / "seeds"
    slots = {
        slot.source: slot.forms[0]
        for path in sorted(folder.glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        for slot in mask(line).slots
    }
    assert slots["Thongloun Sisoulith"] == "Thongloun Sisoulith"
    assert slots["5-10 tỷ USD"] == "$5-10 billion"
    assert slots["tháng 12/2025"] == "December 2025"
    assert slots["14"] == "14th"
    assert slots["4"] == "4", "the number of a storm"
    wrong = {
        "Hà Nội",
        "Việt Nam",
        "Lào",
        "Đại hội",
        "Quốc hội",
        "TTXVN",
        "Hồ Chí Minh",
        "Hải Long",
        "Campuchia",
        "1",
        "3",
    }
    assert not wrong & set(slots)
