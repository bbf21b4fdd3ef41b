"""ROUGE on whole syllables: against the values of the common package, given a tokenizer that keeps them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.evaluation.rouge import Rouge, longest_common, rouge_l, rouge_n, rouge_syllables
from tests.conftest import ROOT

CASES = [
    json.loads(line)
    for line in (ROOT / "tests" / "data" / "evaluation" / "rouge.jsonl").read_text(encoding="utf-8").splitlines()
]
UNITS = st.lists(st.sampled_from("abcd"), max_size=12)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["candidate"][:20])
def test_it_agrees_with_the_reference(case: dict[str, object]) -> None:
    candidate, reference = str(case["candidate"]).split(), str(case["reference"]).split()
    ours = {
        "rouge1": rouge_n(candidate, reference, 1),
        "rouge2": rouge_n(candidate, reference, 2),
        "rougeL": rouge_l(candidate, reference),
    }
    for name, one in ours.items():
        assert [one.recall, one.precision, one.f] == pytest.approx(case[name], abs=1e-6)


def test_syllables_stay_whole_and_tones_are_one() -> None:
    assert rouge_syllables("Việt Nam – Lào: HOÀ bình") == ("việt", "nam", "lào", "hòa", "bình")
    assert rouge_syllables("Việt Nam") == rouge_syllables("Vie\u0323\u0302t Nam")
    # What cuts at every letter that is no a to z sees nothing between these two.
    assert rouge_n(rouge_syllables("bò"), rouge_syllables("bộ"), 1).f == 0.0


def test_nothing_has_nothing_in_common() -> None:
    assert rouge_n((), (), 2) == rouge_l((), ()) == Rouge(0.0, 0.0)
    assert rouge_n(("a",), ("a",), 2).f == 0.0


@given(UNITS, UNITS)
def test_the_common_subsequence_is_that_of_the_plain_table(left: list[str], right: list[str]) -> None:
    table = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for row, one in enumerate(left):
        for column, other in enumerate(right):
            best = max(table[row][column + 1], table[row + 1][column])
            table[row + 1][column + 1] = table[row][column] + 1 if one == other else best
    assert longest_common(left, right) == table[-1][-1]


@given(UNITS)
def test_a_text_is_all_of_itself(units: list[str]) -> None:
    assert rouge_l(units, units).f == pytest.approx(float(bool(units)))
    assert rouge_n(units, units, 1).f == pytest.approx(float(bool(units)))
