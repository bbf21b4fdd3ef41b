"""CSL-JSON: what Zotero and pandoc are given, against the rules of the format's own schema (CSL 1.0.2)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.renderers.csl import issued, render_csl
from briefing.values import Memo, PublicationDate
from tests.renderers.pages import all_hostile
from tests.renderers.sample import sample

# The rules of csl-data.json for the fields that a newspaper article may have: every item has `id` and `type`, nothing
# unknown, text is text, a date has one or two lists of one to three numbers, or words.
TEXT = {"title", "container-title", "URL", "language", "note"}
DATE = {"date-parts", "circa", "literal"}


def items(memo: Memo) -> list[dict[str, Any]]:
    return list(json.loads(render_csl(memo)))


def check(item: dict[str, Any]) -> None:
    assert item.keys() <= {"id", "type", "issued", *TEXT}
    assert item["type"] == "article-newspaper"
    assert isinstance(item["id"], str)
    assert item["id"].isascii()
    assert not set(item["id"]) & set(" @{},;[]")
    for field in TEXT & item.keys():
        assert isinstance(item[field], str)
        assert item[field]
    if "issued" in item:
        check_date(item["issued"])


def check_date(value: dict[str, Any]) -> None:
    assert value.keys() <= DATE
    assert "date-parts" in value or value["literal"]
    parts = value.get("date-parts", [[1]])
    assert 1 <= len(parts) <= 2
    assert all(1 <= len(part) <= 3 and all(type(number) is int for number in part) for part in parts)
    assert parts == sorted(parts)
    assert value.get("circa", True) is True


@pytest.mark.parametrize("memo", [sample(), all_hostile()], ids=["sample", "hostile"])
def test_items_follow_the_rules(memo: Memo) -> None:
    made = items(memo)
    assert made
    for item in made:
        check(item)
    assert len({item["id"] for item in made}) == len(made)


def test_cited_articles_and_no_others_in_the_order_of_annex_b() -> None:
    memo = sample()
    cited = {citation.path for point in memo.points for citation in point.citations}
    notes = [item["note"] for item in items(memo)]
    listed = [entry.path for entry in memo.sources if entry.path in cited]
    assert [next(path for path in listed if f"Source file: {path}\n" in note) for note in notes] == listed


def test_an_article_says_what_is_known_of_it() -> None:
    first, talks, *rest = sample().sources
    memo = replace(sample(), sources=(first, replace(talks, url="https://vnexpress.example/lao"), *rest))
    [item] = [each for each in items(memo) if each.get("container-title") == "VnExpress"]
    assert item["title"] == "Việt Nam - Lào phấn đấu nâng kim ngạch lên 5 tỷ USD"
    assert item["issued"] == {"date-parts": [[2025, 12, 1]]}
    assert item["URL"] == "https://vnexpress.example/lao"
    assert item["language"] == "vi-VN"
    assert item["note"].splitlines()[0].endswith("Vietnam and Laos aim to raise trade to $5 billion")
    assert f"SHA-256: {talks.sha256}" in item["note"]
    assert item["id"] == f"vn-{talks.sha256[:12]}"


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (PublicationDate(date(2026, 1, 26), date(2026, 1, 26), "header", ""), {"date-parts": [[2026, 1, 26]]}),
        (
            PublicationDate(date(2026, 1, 26), date(2026, 1, 26), "inference", ""),
            {"date-parts": [[2026, 1, 26]], "circa": True},
        ),
        (
            PublicationDate(date(2025, 12, 1), date(2026, 2, 5), "inference", ""),
            {"date-parts": [[2025, 12, 1], [2026, 2, 5]], "circa": True},
        ),
        (PublicationDate(date(2025, 12, 1), None, "inference", ""), {"literal": "December 1, 2025 or later"}),
        (PublicationDate(None, date(2026, 2, 5), "inference", ""), {"literal": "February 5, 2026 or earlier"}),
        (PublicationDate(None, None, "none", ""), {}),
    ],
)
def test_dates(published: PublicationDate, expected: dict[str, Any]) -> None:
    assert issued(published) == expected


@given(st.none() | st.dates(), st.none() | st.dates())
def test_every_date_follows_the_rules(one: date | None, two: date | None) -> None:
    if one and two and one > two:
        one, two = two, one
    value = dict(issued(PublicationDate(one, two, "inference", "")))
    assert (value == {}) == (one is None and two is None)
    if value:
        check_date(value)


def test_two_copies_of_one_file_keep_their_keys_apart() -> None:
    memo = sample()
    point = memo.points[0]
    copy = replace(point.citations[0], path="seeds/copy.txt")
    sections = (replace(memo.sections[0], points=(replace(point, citations=(*point.citations, copy)),)),)
    keys = [item["id"] for item in items(replace(memo, sections=sections, summary=()))]
    assert len(set(keys)) == len(keys) == 2
    assert keys[1] == f"{keys[0]}-copy-2"


def test_a_memo_without_points_cites_nothing() -> None:
    assert items(replace(sample(), sections=(), summary=())) == []
