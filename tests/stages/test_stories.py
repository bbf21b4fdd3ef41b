"""Which articles tell one event: rewrites are joined, look-alikes stay apart, and nothing depends on the order."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.stages.clean import clean
from briefing.stages.dedupe import deduplicate
from briefing.stages.disagree import disagreements
from briefing.stages.events import likeness, profiles, speaks_ahead
from briefing.stages.segment import segment
from briefing.stages.sift import sift
from briefing.stages.stories import Story, find_stories, story_of
from briefing.stages.updates import replace_updated
from briefing.values import UNDATED, Article, PublicationDate, Sentence
from tests.stages.articles import SEEDS, article_of, seed

DATA = Path(__file__).parents[1] / "data" / "stories"


@cache
def rows(name: str) -> tuple[dict[str, Any], ...]:
    lines = (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


def on(day: str) -> PublicationDate:
    return PublicationDate(date.fromisoformat(day), date.fromisoformat(day), "metadata", day)


@cache
def articles(name: str, *, dated: bool = True) -> tuple[Article, ...]:
    made = []
    for number, row in enumerate(rows(name), 1):
        published = on(row["published"]) if dated else UNDATED
        one = article_of(row["text"], f"{name}#{number}", title=row["title"], outlet=row["outlet"], published=published)
        made.append(replace(one, url=row.get("url")))
    return tuple(made)


def bodies(found: Sequence[Article]) -> dict[str, tuple[Sentence, ...]]:
    return {one.id: segment(one, clean(one)) for one in found}


def pairs(name: str, found: Sequence[Story]) -> tuple[float, float]:
    """Precision and recall of the pairs of articles that are joined."""
    own = story_of(found)
    everything = list(combinations(range(len(rows(name))), 2))
    right = {(a, b) for a, b in everything if rows(name)[a]["story"] == rows(name)[b]["story"]}
    joined = {(a, b) for a, b in everything if own[f"{name}#{a + 1}"] == own[f"{name}#{b + 1}"]}
    precision = len(right & joined) / len(joined) if joined else 1.0
    return precision, len(right & joined) / len(right) if right else 1.0


@pytest.mark.parametrize("dated", [True, False])
def test_thirty_copies_and_rewrites_are_ten_stories(*, dated: bool) -> None:
    everything = articles("rewrites", dated=dated)
    found = find_stories(everything, bodies(everything))
    assert pairs("rewrites", found) == (1.0, 1.0) if dated else pairs("rewrites", found)[0] == 1.0
    assert not dated or len(found) == 10


@pytest.mark.parametrize("dated", [True, False])
def test_ten_events_that_resemble_each_other_stay_apart(*, dated: bool) -> None:
    everything = articles("events", dated=dated)
    assert [len(story.articles) for story in find_stories(everything, bodies(everything))] == [1] * 10
    sifted = sift(everything, bodies(everything))
    assert sifted.replaced_by == {}


@pytest.mark.parametrize(("first", "second"), list(combinations(range(4), 2)))
def test_two_visits_alone_in_a_folder_are_two_events(first: int, second: int) -> None:
    two = [articles("events", dated=False)[number] for number in (first, second)]
    assert len(find_stories(two, bodies(two))) == 2


GUESTS = [
    "Chiều 9/3, tại Tokyo, Chủ tịch nước Nguyễn Hữu Thành hội đàm với Thủ tướng Nhật Bản Sato Kenji.",
    "Chiều 9/3, tại Tokyo, Chủ tịch nước Nguyễn Hữu Thành hội kiến Chủ tịch Hạ viện Nhật Bản Mori Takeo.",
    "Chiều 9/3, tại Tokyo, Chủ tịch nước Nguyễn Hữu Thành tiếp Chủ tịch Tập đoàn Aeon Nhật Bản Hayashi Jiro.",
]
FORMULAS = """
Hai bên vui mừng trước sự phát triển mạnh mẽ của quan hệ Việt Nam - Nhật Bản và nhất trí thúc đẩy hợp tác thực chất.
Chủ tịch nước Nguyễn Hữu Thành đề nghị Nhật Bản tạo thuận lợi cho cộng đồng người Việt Nam sinh sống tại nước sở tại.
Phía Nhật Bản khẳng định coi trọng quan hệ Đối tác chiến lược toàn diện với Việt Nam."""


def test_three_talks_of_one_visit_on_one_day_are_three_events() -> None:
    talks = [
        article_of(
            line + FORMULAS, f"{number}.txt", title=line.split("nước ")[1].rstrip("."), published=on("2026-03-09")
        )
        for number, line in enumerate(GUESTS)
    ]
    assert len(find_stories(talks, bodies(talks))) == 3


def test_the_seeds_are_five_stories() -> None:
    found = [seed(name) for name in SEEDS]
    assert len(find_stories(found, bodies(found))) == len(SEEDS)


@settings(max_examples=4, deadline=None)
@given(st.randoms(use_true_random=False))
def test_order_decides_nothing(shuffler: random.Random) -> None:
    everything = list(articles("rewrites")[:12])
    expected = {frozenset(story.articles) for story in find_stories(everything, bodies(everything))}
    shuffler.shuffle(everything)
    assert {frozenset(story.articles) for story in find_stories(everything, bodies(everything))} == expected


def test_every_article_is_in_one_story_and_many_articles_give_the_same() -> None:
    everything = (*articles("rewrites"), *(_elsewhere(one, n) for n in range(5) for one in articles("rewrites")))
    found = find_stories(everything, bodies(everything))
    assert sorted(one for story in found for one in story.articles) == sorted(one.id for one in everything)
    own = story_of(found)
    few = story_of(find_stories(articles("rewrites"), bodies(articles("rewrites"))))
    for a, b in combinations(few, 2):
        assert (own[a] == own[b]) == (few[a] == few[b])


def _elsewhere(article: Article, number: int) -> Article:
    """The same text, published in another year: another event."""
    day = date(2015 + number, 3, 1)
    return replace(article, id=f"{article.id}-{number}", published=PublicationDate(day, day, "metadata", ""))


def test_previews_come_first_and_are_known() -> None:
    everything = articles("rewrites")
    found = find_stories(everything, bodies(everything))
    assert {one for story in found for one in story.previews} == {"rewrites#10", "rewrites#28"}
    visit = next(story for story in found if "rewrites#10" in story.articles)
    assert visit.articles == ("rewrites#10", "rewrites#11", "rewrites#12")
    assert visit.reports == ("rewrites#11", "rewrites#12")


def test_what_was_said_of_the_future_is_no_announcement() -> None:
    assert speaks_ahead(["Bộ Ngoại giao thông báo, Chủ tịch nước sẽ thăm Nhật Bản từ ngày 9 đến 11/3."])
    assert not speaks_ahead(["Thủ tướng khẳng định Nhật Bản sẽ cung cấp khoản vay."])
    assert not speaks_ahead(["Hai bên đã ký hiệp định, dự kiến có hiệu lực từ tháng 5."])


def test_an_update_replaces_its_earlier_version() -> None:
    everything = articles("rewrites")
    sifted = sift(everything, bodies(everything))
    assert sifted.replaced_by == {"rewrites#7": "rewrites#8", "rewrites#25": "rewrites#26"}
    told = {one.article_id: (one.stage, one.reason) for one in sifted.dropped}
    assert told["rewrites#7"] == ("update", "updated by rewrites#8, a later version that holds 91% of it")
    assert len(sifted.kept) + len(sifted.dropped) == len(everything)


def test_the_corrected_number_wins_where_duplicates_alone_would_keep_the_first() -> None:
    text = articles("rewrites")[6].text
    first = replace(articles("rewrites")[6], url=None)
    corrected = text.replace("4 người chết", "6 người chết")
    second = article_of(corrected, "b.txt", title=first.title, outlet=first.outlet, published=on("2026-03-08"))
    both = [first, second]
    assert deduplicate(both, bodies(both)).kept == (first,)
    assert sift(both, bodies(both)).kept == (second,)


def test_a_column_of_every_day_is_no_update() -> None:
    text = "\n".join(articles("rewrites")[18].text.split("\n"))
    first = article_of(text, "a.txt", title="Giá gạo ngày 9/3", outlet="VTV", published=on("2026-03-09"))
    second = article_of(
        text + "\nGiá không đổi.", "b.txt", title="Giá gạo ngày 10/3", outlet="VTV", published=on("2026-03-10")
    )
    both = [first, second]
    stories = [Story(("a.txt", "b.txt"))]
    assert replace_updated(both, bodies(both), stories).replaced_by == {}


def test_versions_of_one_day_cannot_be_put_in_order() -> None:
    one = articles("rewrites")[6]
    other = replace(articles("rewrites")[7], published=one.published)
    both = [one, other]
    assert replace_updated(both, bodies(both), find_stories(both, bodies(both))).replaced_by == {}


DISAGREE = [
    (
        "kim ngạch thương mại song phương đạt 5 tỷ USD vào năm 2030.",
        "kim ngạch thương mại song phương lên 10 tỷ USD vào năm 2030.",
        True,
    ),
    ("Trận lũ làm 4 người chết ở hai bản.", "Lũ quét khiến 9 người chết.", True),
    ("Kim ngạch thương mại song phương đạt 5,2 tỷ USD.", "Kim ngạch thương mại song phương đạt hơn 5 tỷ USD.", False),
    (
        "Kim ngạch thương mại song phương năm 2024 đạt 5 tỷ USD.",
        "Kim ngạch thương mại song phương năm 2025 đạt 8 tỷ USD.",
        False,
    ),
    ("Cầu có tổng mức đầu tư 1.450 tỷ đồng.", "Tỉnh chi 200 tỷ đồng cho giải phóng mặt bằng.", False),
    ("Trận lũ làm 4 người chết.", "Huyện di dời 60 hộ dân.", False),
    ("Lãi suất tái cấp vốn còn 4,25%.", "Lãi suất tái chiết khấu còn 2,75%.", False),
    (
        "Kim ngạch thương mại song phương đạt 5 tỷ USD.",
        "Kim ngạch thương mại song phương đạt 5 tỷ USD, sẽ lên 10 tỷ USD.",
        False,
    ),
]


@pytest.mark.parametrize(("told", "other", "differ"), DISAGREE)
def test_where_two_sources_give_other_figures_both_are_named(told: str, other: str, *, differ: bool) -> None:
    two = [
        article_of(told, "a.txt", outlet="TTXVN", published=on("2026-03-03")),
        article_of(other, "b.txt", outlet="Tuổi Trẻ", published=on("2026-03-04")),
    ]
    said = bodies(two)
    checks = disagreements(said["a.txt"], {"b.txt": said["b.txt"]}, {one.id: one for one in two})
    assert len(checks) == int(differ)
    for check in checks:
        assert (check.kind, check.verdict) == ("sources", "warn")
        assert "TTXVN, 2026-03-03" in check.expected
        assert told in check.expected
        assert "Tuổi Trẻ, 2026-03-04" in check.found
        assert other in check.found


def test_likeness_is_symmetric_and_bounded() -> None:
    known = profiles(articles("events"), bodies(articles("events")))
    for left, right in combinations(known, 2):
        assert likeness(left, right) == likeness(right, left)
        assert 0 <= likeness(left, right) <= 1
