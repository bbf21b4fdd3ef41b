"""The sentence that tells most of its article: by the title, never a courtesy, and none without a title."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.stages.headline import HEADLINE_WEIGHTS, PENALTIES, headline, title_words
from briefing.stages.lexrank import centroid, content, inverse_frequencies, vector
from briefing.stages.salience import DEFAULT_WEIGHTS, FEATURES, Weights, article_features, score

TITLE = "Việt Nam và Lào đặt mục tiêu kim ngạch 5 tỷ USD"
SCENE = "Buổi sáng sớm, sương còn phủ trên những mái nhà bên dòng Mekong."
TARGET = "Hai nước Việt Nam và Lào đặt mục tiêu nâng kim ngạch thương mại lên 5 tỷ USD vào năm 2027."
COURTESY = "Việt Nam và Lào vui mừng, trân trọng cảm ơn và chúc mừng mục tiêu kim ngạch 5 tỷ USD có ý nghĩa đặc biệt."
OTHER = "Đoàn công tác cũng khảo sát tuyến đường sắt Vientiane - Vũng Áng trong ngày 5/2."


def features(*texts: str, title: str = TITLE, weights: Weights = DEFAULT_WEIGHTS) -> tuple[dict[str, float], ...]:
    found = [content(text) for text in texts]
    idf = inverse_frequencies(found)
    vectors = [vector(one, idf) for one in found]
    return article_features(texts, vectors, centroid(vectors), vector(content(title), idf), weights)


def place(rated: tuple[dict[str, float], ...]) -> list[int]:
    return [number for number, one in enumerate(rated) if one["headline"]]


def test_the_title_finds_it_wherever_it_stands() -> None:
    assert place(features(SCENE, OTHER, TARGET)) == [2]
    assert place(features(TARGET, OTHER, SCENE)) == [0]


def test_a_courtesy_is_no_headline_though_it_repeats_the_title() -> None:
    assert place(features(COURTESY, OTHER, TARGET)) == [2]


@pytest.mark.parametrize("title", ["", "Chuyện bóng đá"])
def test_without_a_title_that_is_told_no_sentence_stands_out(title: str) -> None:
    assert place(features(SCENE, OTHER, TARGET, title=title)) == []


def test_nothing_under_the_floor_is_lifted_over_it() -> None:
    assert place(features(SCENE, OTHER, TARGET, weights=replace(DEFAULT_WEIGHTS, floor=99.0))) == []
    own = score({**features(TARGET)[0], "headline": 0.0})
    assert place(features(TARGET, weights=replace(DEFAULT_WEIGHTS, floor=own - 0.01))) == [0]
    assert place(features(TARGET, weights=replace(DEFAULT_WEIGHTS, floor=own + 0.01))) == []


def test_every_weight_is_of_a_feature() -> None:
    assert set(PENALTIES) <= set(FEATURES)
    assert set(HEADLINE_WEIGHTS) - {"title_words"} <= set(FEATURES)
    assert all(getattr(DEFAULT_WEIGHTS, name) < 0 for name in PENALTIES)


@given(st.lists(st.sampled_from((SCENE, TARGET, COURTESY, OTHER)), max_size=6))
def test_an_article_has_at_most_one(texts: list[str]) -> None:
    assert len(place(features(*texts))) <= 1


def test_how_much_of_the_title_is_told() -> None:
    title = vector(content(TITLE), {})
    assert title_words(title, title) == pytest.approx(1.0)
    assert title_words(vector(content(SCENE), {}), title) == 0.0
    assert title_words(title, {}) == 0.0


def test_nothing_of_nothing() -> None:
    assert headline((), HEADLINE_WEIGHTS) is None
