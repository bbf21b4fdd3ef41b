"""Choosing what to say: on the seeds as an analyst would judge it, by case files, and by what must always hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.stages.choose import MAX_SENTENCES, Limits
from briefing.stages.extract import Extraction, extract, told
from briefing.stages.lexrank import centroid, content, cosine, inverse_frequencies, lexrank, vector
from briefing.stages.redundancy import fuller, restates, same, statement
from briefing.stages.salience import (
    DEFAULT_WEIGHTS,
    FEATURES,
    Weights,
    article_features,
    dangling,
    score,
    sentence_features,
)
from briefing.stages.topics import section_order
from briefing.values import Article, Paragraph, Sentence, SourceDocument, Span
from tests.stages.extract_cases import cases, seeds, some_seeds, topics

WINTER = ("000", "001", "002", "004")


def winter(limits: Limits | None = None, weights: Weights = DEFAULT_WEIGHTS) -> Extraction:
    articles, sentences = some_seeds(*WINTER)
    return extract(articles, sentences, topics(), limits, weights)


def texts(extraction: Extraction) -> str:
    return "\n".join(sentence.text for passage in extraction.passages for sentence in passage.sentences)


def numbers(extraction: Extraction) -> set[str]:
    return {one.article_id.rpartition("/")[2][:3] for passage in extraction.passages for one in passage.sentences}


# The seeds


def test_the_winter_memo_has_every_article_and_its_news() -> None:
    extraction = winter()
    assert len(extraction.passages) == 12
    assert numbers(extraction) == set(WINTER)
    assert not extraction.passed
    for news in (
        "12 văn kiện hợp tác",
        "vào ngày 5/2",
        "5 tỷ USD trong tương lai gần",
        "đạt 10 tỷ USD",
        "quốc phòng - an ninh",
        "giữa hai Quốc hội",
    ):
        assert news in texts(extraction), news


def test_courtesies_captions_and_direct_speech_stay_out() -> None:
    said = texts(winter())
    for filler in ("Cùng dự", "chào mừng", "niềm vui chung", "Tôi nghĩ rằng", "vừa là đồng chí", "Ảnh", "chụp ảnh"):
        assert filler not in said, filler


def test_the_trade_target_cites_both_articles_that_state_it() -> None:
    patient = replace(DEFAULT_WEIGHTS, full_length=45, long_length=60, fuller_length=90)
    passages = [
        one for one in winter(weights=patient).passages if "5-10 tỷ USD" in " ".join(s.text for s in one.sentences)
    ]
    (passage,) = passages
    assert [one.article_id.rpartition("/")[2][:3] for one in passage.sentences] == ["001", "002"]
    assert [one.article_id for one in told(passage)] == [passage.sentences[0].article_id]
    assert passage.topic == "economy"


def test_the_september_memo_knows_one_article_alone() -> None:
    articles, sentences = some_seeds("003")
    extraction = extract(articles, sentences, topics())
    assert numbers(extraction) == {"003"}
    assert "Ngày 11/9" in texts(extraction)
    for foreign in ("Ukraine", "Việt Á", "xe khách", "sạt lở", "第"):
        assert foreign not in texts(extraction)


def test_sections_follow_the_topics_and_points_their_weight() -> None:
    order = section_order(topics())
    places = [(order[one.topic], -one.score) for one in winter().passages]
    assert places == sorted(places)


def test_one_point_goes_to_the_weightiest_and_the_rest_are_told_why() -> None:
    extraction = winter(Limits(max_points=1))
    assert len(extraction.passages) == 1
    cited = {one.article_id for one in extraction.passages[0].sentences}
    articles, _ = some_seeds(*WINTER)
    assert {one.article_id for one in extraction.passed} == {one.id for one in articles} - cited
    assert {one.reason for one in extraction.passed} == {"weightier articles filled the memo (limit: 1)"}


def test_reasons_name_what_stood_in_the_way() -> None:
    articles, sentences = some_seeds("001", "002")
    emptied = {**sentences, articles[0].id: ()}
    assert "no body text" in extract(articles, emptied, topics()).passed[0].reason
    copy = replace(articles[0], id="copy.txt")
    twice = {**sentences, "copy.txt": tuple(replace(one, article_id="copy.txt") for one in sentences[articles[0].id])}
    extraction = extract((articles[0], copy), twice, topics())
    assert any(len({one.article_id for one in passage.sentences}) == 2 for passage in extraction.passages)
    dull = ("Cảm ơn.", "Trân trọng cảm ơn.")
    article, own = made("dull.txt", dull)
    assert extract((article,), own, topics()).passed[0].reason == "nothing salient enough"


def test_nothing_comes_of_nothing() -> None:
    assert extract((), {}, topics()) == Extraction((), ())


def test_a_sentence_that_needs_another_is_told_with_it() -> None:
    article, own = made(
        "a.txt",
        (
            "Bộ trưởng Công Thương Lê Văn Minh làm việc với phía Lào tại Viêng Chăn chiều qua.",
            "Ông đề nghị hai bên ký hiệp định thương mại mới, nâng kim ngạch lên 5 tỷ USD vào năm 2027.",
        ),
    )
    (passage,) = extract((article,), own, topics(), Limits(max_points=1)).passages
    assert [one.index for one in passage.sentences] == [1, 2]


def test_an_announcement_yields_to_the_full_sentence() -> None:
    article, own = made(
        "a.txt",
        (
            "Hai nước phấn đấu nâng kim ngạch thương mại lên 5 tỷ USD trong tương lai gần.",
            "Chiều cùng ngày, đoàn đã làm việc với lãnh đạo tỉnh Savannakhet về cửa khẩu.",
            "Hai nước phấn đấu nâng kim ngạch thương mại lên 5 tỷ USD trong tương lai gần và 10 tỷ USD vào năm 2030.",
        ),
    )
    (passage,) = extract((article,), own, topics(), Limits(max_points=1)).passages
    assert [one.index for one in passage.sentences] == [3]


# Cases


@pytest.mark.parametrize(("needs", "text"), cases("dangling.tsv"))
def test_sentences_that_need_the_one_before(needs: str, text: str) -> None:
    assert dangling(text) == (needs == "yes")


@pytest.mark.parametrize(("verdict", "left", "right"), cases("same.tsv"))
def test_sentences_that_say_the_same(verdict: str, left: str, right: str) -> None:
    features = [content(text) for text in (left, right)]
    idf = inverse_frequencies(features)
    one, other = (statement(text, vector(own, idf)) for text, own in zip((left, right), features, strict=True))
    assert same(one, other, DEFAULT_WEIGHTS) == (verdict == "yes")
    assert same(other, one, DEFAULT_WEIGHTS) == same(one, other, DEFAULT_WEIGHTS)


def test_amounts_within_one_article() -> None:
    short = statement("nâng kim ngạch lên 5 tỷ USD", {})
    full = statement("nâng kim ngạch lên 5 tỷ USD, sau đó nâng kim ngạch lên 10 tỷ USD", {})
    other = statement("thu ngân sách đạt 5 tỷ USD", {})
    assert fuller(full, short)
    assert not fuller(short, full)
    assert not fuller(full, full)
    assert restates(short, full)
    assert not restates(short, other)
    assert not restates(statement("Hội nghị khai mạc", {}), full)


def test_decisions_with_figures_outweigh_courtesies() -> None:
    news = "Hai bên ký 12 thỏa thuận trị giá 680 triệu USD, tăng 14% so với năm 2024."
    courtesy = "Tổng Bí thư bày tỏ vui mừng, chúc mừng và đánh giá cao tình đoàn kết đặc biệt, có ý nghĩa sâu sắc."
    weigh = dict.fromkeys(FEATURES, 0.0)
    rated = [score({**weigh, **sentence_features(text)}) for text in (news, courtesy)]
    assert rated[0] > rated[1] + 2


def test_features_lie_between_nought_and_one() -> None:
    articles, sentences = seeds()
    for article in articles:
        own = [one.text for one in sentences[article.id]]
        features = [content(text) for text in own]
        idf = inverse_frequencies([[one for group in features for one in group]])
        vectors = [vector(one, idf) for one in features]
        for rated in article_features(own, vectors, centroid(vectors), {}):
            assert set(rated) == set(FEATURES)
            assert all(0 <= value <= 1 + 1e-9 for value in rated.values())


def test_lexrank_is_a_distribution_and_favours_the_middle() -> None:
    said = ["kinh tế tăng trưởng mạnh", "kinh tế tăng trưởng chậm", "tăng trưởng kinh tế quý hai", "mưa rào", "..."]
    features = [content(text) for text in said]
    idf = inverse_frequencies(features)
    ranks = lexrank([vector(one, idf) for one in features])
    assert sum(ranks) == pytest.approx(1)
    assert min(ranks[:3]) > ranks[3]
    assert lexrank([]) == ()
    assert cosine({}, {"a": 1.0}) == 0


# Invariants, on articles made of the seeds' own sentences


def pool() -> list[str]:
    _, sentences = seeds()
    return sorted({one.text for own in sentences.values() for one in own})


def made(name: str, said: Sequence[str]) -> tuple[Article, dict[str, tuple[Sentence, ...]]]:
    """An article of one paragraph."""
    text, sentences = "", []
    for index, one in enumerate(said, start=1):
        span = Span(len(text), len(text) + len(one))
        text += one + " "
        sentences.append(Sentence(name, 1, index, span, one))
    source = SourceDocument(name, "0" * 64, "text/plain")
    paragraphs = (Paragraph(1, Span(0, len(text.rstrip()))),)
    article = Article(name, source, None, text, "0" * 64, None, None, None, "vi", paragraphs)
    return article, {name: tuple(sentences)}


@st.composite
def collections(draw: st.DrawFn) -> tuple[tuple[Article, ...], dict[str, tuple[Sentence, ...]]]:
    said = draw(st.lists(st.sampled_from(pool()), unique=True, max_size=14))
    cuts = sorted(draw(st.lists(st.integers(0, len(said)), min_size=1, max_size=4)))
    articles, sentences = [], {}
    for number, (start, end) in enumerate(zip([0, *cuts], [*cuts, len(said)], strict=True)):
        article, own = made(f"{number}.txt", said[start:end])
        articles.append(article)
        sentences.update(own)
    return tuple(articles), sentences


LIMITS = st.builds(
    Limits, max_points=st.integers(0, 8), per_section=st.integers(1, 3), max_per_article=st.integers(1, 3)
)
PATIENT = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


@PATIENT
@given(collections(), LIMITS)
def test_limits_hold_and_no_sentence_is_told_twice(
    collection: tuple[tuple[Article, ...], dict[str, tuple[Sentence, ...]]], limits: Limits
) -> None:
    articles, sentences = collection
    extraction = extract(articles, sentences, topics(), limits)
    passages = extraction.passages
    assert len(passages) <= limits.max_points
    assert max(Counter(one.topic for one in passages).values(), default=0) <= limits.per_section
    assert max(Counter(told(one)[0].article_id for one in passages).values(), default=0) <= limits.max_per_article
    everything = [sentence for one in passages for sentence in one.sentences]
    assert len(everything) == len(set(everything))
    assert all(sentence in sentences[sentence.article_id] for sentence in everything)
    for one in passages:
        assert 1 <= len(one.sentences) <= MAX_SENTENCES
        assert told(one) == one.sentences[: len(told(one))]
        assert list(told(one)) == sorted(told(one), key=lambda sentence: sentence.span)
    cited = {sentence.article_id for sentence in everything}
    assert cited | {one.article_id for one in extraction.passed} == {one.id for one in articles}
    assert not cited & {one.article_id for one in extraction.passed}
    assert all(one.reason for one in extraction.passed)


@PATIENT
@given(collections())
def test_the_order_of_the_articles_does_not_matter(
    collection: tuple[tuple[Article, ...], dict[str, tuple[Sentence, ...]]],
) -> None:
    articles, sentences = collection
    forward = extract(articles, sentences, topics())
    backward = extract(articles[::-1], sentences, topics())
    assert extract(articles, sentences, topics()) == forward
    assert set(forward.passages) == set(backward.passages)
    assert {one.article_id for one in forward.passed} == {one.article_id for one in backward.passed}


@PATIENT
@given(collections())
def test_room_enough_leaves_out_only_what_is_not_salient_or_said_already(
    collection: tuple[tuple[Article, ...], dict[str, tuple[Sentence, ...]]],
) -> None:
    articles, sentences = collection
    wide = Limits(max_points=100, per_section=100, max_per_article=100)
    for one in extract(articles, sentences, topics(), wide).passed:
        assert one.reason.startswith(("nothing salient", "no body text", "its best sentences"))
