"""Suggestions: near enough, with equal or certainly exchangeable names and numbers, and never a silent one."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.memory.entry import Entry
from briefing.memory.fuzzy import FuzzyIndex, similarity, tokens_of

CASES = tomllib.loads((Path(__file__).parents[1] / "data" / "memory" / "fuzzy.toml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES["suggested"], ids=lambda case: case["name"])
def test_a_sentence_much_like_a_known_one_is_suggested(case: dict[str, str]) -> None:
    index = FuzzyIndex([Entry(case["known"], case["english"]), Entry("Trời hôm nay đẹp.", "The weather is fine.")])
    assert [each.text for each in index.suggest(case["sentence"], 0.7)] == [case["suggestion"]]


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["name"])
def test_a_sentence_with_other_facts_is_not(case: dict[str, str]) -> None:
    assert FuzzyIndex([Entry(case["known"], case["english"])]).suggest(case["sentence"], 0.7) == ()


def test_a_person_comes_before_a_machine_and_the_likest_first() -> None:
    base = "Hai bên nhất trí tiếp tục tăng cường hợp tác chặt chẽ trong lĩnh vực"
    entries = [
        Entry(f"{base} quốc phòng", "machine", author="machine"),
        Entry(f"{base} y tế và giáo dục", "further"),
        Entry(f"{base} y tế", "nearer"),
    ]
    suggested = FuzzyIndex(entries).suggest(f"{base} du lịch", 0.7)
    assert [each.text for each in suggested] == ["nearer", "further", "machine"]
    assert suggested[0].similarity > suggested[1].similarity
    assert FuzzyIndex(entries).suggest(f"{base} y tế", 0.99) == ()  # the very sentence is no suggestion


WORDS = st.lists(
    st.sampled_from(["hai", "bên", "nhất", "trí", "tăng", "cường", "hợp", "tác", "y", "tế"]), min_size=1, max_size=14
)


@given(WORDS, WORDS)
def test_likeness_is_a_share_and_the_same_both_ways(one: list[str], two: list[str]) -> None:
    value = similarity(one, two)
    assert 0 <= value <= 1
    assert value == similarity(two, one)
    assert (value == 1) == (one == two)


@given(st.lists(WORDS, min_size=1, max_size=12), WORDS, st.sampled_from([0.5, 0.7, 0.8, 0.95]))
def test_the_index_finds_whatever_a_full_search_finds(
    known: list[list[str]], query: list[str], threshold: float
) -> None:
    entries = [Entry(" ".join(words), str(number)) for number, words in enumerate(known)]
    sentence = " ".join(query)
    found = {each.source for each in FuzzyIndex(entries).suggest(sentence, threshold)}
    near = {
        entry.source
        for entry in entries
        if entry.source != sentence and similarity(tokens_of(sentence), tokens_of(entry.source)) >= threshold
    }
    assert found <= near
    assert bool(found) == bool(near)
