"""The draft: the whole memo survives the file, and mistakes in it are named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.draftfile import dump, load
from briefing.errors import DraftError
from briefing.house import MemoHeader
from briefing.lang.glossary import parse_glossary
from briefing.pipeline import recheck
from briefing.values import Check, Memo
from tests.renderers.sample import sample, with_point, with_quote


def test_a_real_memo_comes_back_whole() -> None:
    memo = sample()
    assert load(dump(memo), "draft.toml") == memo


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives(text: str, quote: str) -> None:
    memo = with_quote(with_point(sample(), text=text), quote)
    assert load(dump(memo), "draft.toml") == memo


def test_the_same_memo_gives_the_same_bytes() -> None:
    assert dump(sample()) == dump(sample())


def test_the_header_and_the_review_are_a_persons_to_change() -> None:
    text = dump(sample()).decode("utf-8")
    assert "reviewed = false" in text
    edited = load(text.replace("reviewed = false", "reviewed = true").encode("utf-8"), "draft.toml")
    assert edited == replace(sample(), reviewed=True)
    header = MemoHeader("Ambassador", "Politics", "Weekly", date(2026, 2, 9), "INTERNAL")
    assert load(dump(replace(sample(), header=header)), "draft.toml").header == header


def broken(memo: Memo, old: str, new: str) -> bytes:
    text = dump(memo).decode("utf-8")
    assert old in text
    return text.replace(old, new, 1).encode("utf-8")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"version = ", "cannot be read"),
        (b"\xff\xfe", "cannot be read"),
        (b"version = 2\n", "no draft of version 1"),
        (b"version = 1\n", "is missing"),
        (broken(sample(), "reviewed = false", 'reviewed = "no"'), "true or false is expected"),
        (broken(sample(), "reviewed = false", "reviewd = false"), "unknown key 'reviewd'"),
        (broken(sample(), 'verdict = "', 'verdict = "really '), "is not one of 'pass', 'warn', 'fail'"),
        (broken(sample(), "summary = [", 'summary = ["p0", '), "the summary names 'p0'"),
    ],
)
def test_mistakes_are_named(data: bytes, message: str) -> None:
    with pytest.raises(DraftError) as caught:
        load(data, "draft.toml")
    assert message in caught.value.message


def test_an_id_stands_for_one_point() -> None:
    memo = sample()
    section = memo.sections[0]
    twice = replace(memo, sections=(replace(section, points=(*section.points, section.points[0])), *memo.sections[1:]))
    with pytest.raises(DraftError, match="is used twice"):
        load(dump(twice), "draft.toml")


def test_a_point_without_citations_is_refused() -> None:
    with pytest.raises(DraftError, match="cites nothing"):
        load(dump(with_point(sample(), citations=())), "draft.toml")


def test_what_the_model_was_unsure_of_stays_until_a_person_rewrites_it() -> None:
    doubt = Check("confidence", "warn", "a score of -0.90 or more", "-1.20")
    unsure = with_point(
        sample(), text="Trade reached $10 billion.", machine="Trade reached $10 billion.", checks=(doubt,)
    )
    glossary = parse_glossary("vi,en,alternatives,domain,note\n")

    def doubts(memo: Memo) -> int:
        return sum(check.kind == "confidence" for point in recheck(memo, glossary).points for check in point.checks)

    assert doubts(unsure) == 1
    assert doubts(with_point(unsure, text="Trade came to $10 billion.")) == 0
