"""Choosing beside the baselines: the same amount for all, figures that people can count, and the margin held."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.evaluation.selection import (
    OURS,
    SYSTEMS,
    Agreement,
    agreement,
    greedy,
    oracle,
    overlap,
    ranking,
    rate,
    rouge,
    scores,
    told_agreement,
    within,
)
from briefing.evaluation.testset import read_test_set
from tests.evaluation.test_testset import ARTICLES
from tests.stages.extract_cases import topics

TEST = read_test_set(ARTICLES)
GROUPS = TEST.groups(5)
RATED = [rate(group) for group in GROUPS]
LINES = st.lists(st.lists(st.sampled_from("abcde"), max_size=6), max_size=6)


def test_every_system_takes_as_many_as_people_cited() -> None:
    cited = sum(len(one.cited) for one in TEST.articles)
    for system in SYSTEMS:
        found = agreement(RATED, system)
        assert found.chosen == found.cited == cited
        assert found.precision == found.recall == pytest.approx(found.f)


def test_ours_beats_lead_and_chance_on_what_people_cited() -> None:
    ours = agreement(RATED, OURS).f
    assert ours > 1.1 * agreement(RATED, "lead").f
    assert ours > 1.1 * agreement(RATED, "random").f


def test_lead_is_the_beginning_and_random_is_the_same_every_time() -> None:
    one = RATED[0][0]
    assert ranking(scores(one, "lead")) == list(range(len(one.vectors)))
    drawn = ranking(scores(one, "random"))
    assert sorted(drawn) == list(range(len(one.vectors)))
    assert drawn == ranking(scores(rate(GROUPS[0])[0], "random")) != sorted(drawn)


def test_the_whole_stage_is_counted_by_sentences() -> None:
    found = told_agreement(GROUPS, topics())
    assert 0 < found.hits <= found.chosen <= 12 * len(GROUPS)
    assert found.precision == found.hits / found.chosen
    assert Agreement(0, 0, 0).f == 0.0


def test_no_article_without_an_abstract_counts_for_rouge() -> None:
    assert overlap(RATED, OURS) == oracle(RATED)
    assert overlap(RATED, OURS).one == 0.0


@given(LINES, st.integers(0, 30))
def test_the_budget_is_kept_to_the_syllable(lines: list[list[str]], budget: int) -> None:
    taken = within(lines, range(len(lines)), budget)
    assert len(taken) == min(budget, sum(map(len, lines)))


@given(LINES, st.lists(st.sampled_from("abcde"), min_size=1, max_size=8))
def test_the_oracle_is_no_worse_than_the_best_single_sentence(lines: list[list[str]], reference: list[str]) -> None:
    def worth(summary: tuple[str, ...]) -> float:
        one = rouge(summary, reference)
        return one.one + one.two

    best = max((worth(within(lines, [place], len(reference))) for place in range(len(lines))), default=0.0)
    assert worth(greedy(lines, reference)) >= best
