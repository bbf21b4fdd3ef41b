"""The last touch on English, on cases from a data file and on any text."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.lang.repetition import repetition
from briefing.models import checkpoint
from briefing.stages.tidy import CUT_MARK, NO_TRANSLATION, join_clauses, tidy

CASES = tomllib.loads((Path(__file__).parents[1] / "data" / "generate" / "tidy.toml").read_text(encoding="utf-8"))
ENGLISH = st.text(st.sampled_from("aB9 .,;:!?\"'()“”’-…\n%$"), max_size=40)


def letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum()).casefold()


@pytest.mark.parametrize("case", CASES["wild"], ids=lambda case: case["before"][:40])
def test_outputs_become_lines(case: dict[str, str]) -> None:
    assert tidy(case["before"]) == case["after"]


@pytest.mark.parametrize("line", CASES["negative"]["lines"])
def test_good_lines_stay(line: str) -> None:
    assert tidy(line) == line


@given(ENGLISH)
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(st.one_of(ENGLISH, st.text(max_size=40)))
def test_letters_and_digits_are_kept(text: str) -> None:
    assert letters(tidy(text)) == letters(text)


@pytest.mark.parametrize("case", CASES["clauses"], ids=lambda case: case["whole"][:40])
def test_clauses_become_a_sentence(case: dict[str, list[str]]) -> None:
    assert join_clauses(case["source"], case["english"]) == case["whole"]


@given(st.lists(ENGLISH, min_size=1, max_size=4))
def test_joining_keeps_letters_and_digits(clauses: list[str]) -> None:
    assert letters(join_clauses(["a"] * len(clauses), clauses)) == letters("".join(clauses))


@pytest.mark.parametrize("text", CASES["loops"]["yes"])
def test_loops_are_seen(text: str) -> None:
    assert repetition(text)


@pytest.mark.parametrize("text", [*CASES["loops"]["no"], *CASES["negative"]["lines"], ""])
def test_prose_is_no_loop(text: str) -> None:
    assert not repetition(text)


def test_models_and_stages_agree_on_the_mark() -> None:
    assert checkpoint.CUT_MARK.strip() == CUT_MARK
    assert tidy(NO_TRANSLATION) == NO_TRANSLATION
