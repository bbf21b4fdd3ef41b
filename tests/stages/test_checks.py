"""The checks on the labelled pairs: precision and recall of each group must not fall, and findings say why."""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.checks import GROUPS, flagged, judged, labelled
from bench.falsify import FURTHER, KINDS, Labelled, falsified, pool_of
from briefing.lang.glossary import Glossary, parse_glossary
from briefing.resources import find
from briefing.stages.check import check_point
from briefing.stages.checks.adequacy import LEAST, adequacy

# (recall, precision) that each group has on pairs that nobody looked at while the checks were made.
FLOORS = {
    "numbers": (0.98, 0.98),
    "dates": (0.97, 0.98),
    "names": (0.94, 0.91),
    "glossary": (0.95, 0.98),
    "negation": (0.90, 0.92),
    "quotations": (0.98, 0.98),
    "adequacy": (0.95, 0.90),
    "length": (1.0, 1.0),
    "repetition": (1.0, 1.0),
    "untranslated": (1.0, 1.0),
}
RIGHT = [pair for pair in labelled() if not pair.fault]
WRONG = [pair for pair in labelled() if pair.fault]


@cache
def glossary() -> Glossary:
    return parse_glossary(find("prompts", "glossary.csv").read_text(encoding="utf-8"))


@cache
def counts() -> dict[str, tuple[int, int, int]]:
    return judged([pair for pair in labelled() if pair.half == "held"], glossary())


def test_the_labelled_pairs_are_many_and_unlike() -> None:
    pairs = [*RIGHT, *WRONG]
    assert len(pairs) >= 400
    assert len({(pair.source, pair.english, pair.fault) for pair in pairs}) > 0.98 * len(pairs)
    assert {pair.fault for pair in WRONG} == set(GROUPS)
    halves = {half: {pair.article for pair in pairs if pair.half == half and pair.article} for half in ("tune", "held")}
    assert not halves["tune"] & halves["held"]


@pytest.mark.parametrize("group", FLOORS)
def test_precision_and_recall_hold_on_unseen_pairs(group: str) -> None:
    found, missed, wrong = counts()[group]
    recall, precision = FLOORS[group]
    assert found / (found + missed) >= recall
    assert found / (found + wrong) >= precision


def test_few_right_pairs_are_flagged() -> None:
    assert sum(bool(flagged(pair, glossary())) for pair in RIGHT) <= 0.05 * len(RIGHT)


def test_nearly_every_false_pair_is_flagged_by_something() -> None:
    assert sum(bool(flagged(pair, glossary())) for pair in WRONG) >= 0.95 * len(WRONG)


@pytest.mark.parametrize("pair", [pair for pair in RIGHT if pair.id.startswith("hand")], ids=lambda pair: pair.note)
def test_right_english_that_looks_wrong_is_not_flagged(pair: Labelled) -> None:
    assert flagged(pair, glossary()) == ()


@pytest.mark.parametrize("pair", [pair for pair in WRONG if pair.id.startswith("hand")], ids=lambda pair: pair.note)
def test_english_that_is_wrong_in_one_way_is_flagged(pair: Labelled) -> None:
    assert flagged(pair, glossary())


@pytest.mark.parametrize("kind", [*KINDS, *FURTHER])
def test_falsifying_changes_the_pair_and_names_the_fault(kind: str) -> None:
    pool = pool_of(RIGHT)
    for wrong in falsified({**KINDS, **FURTHER}[kind], RIGHT, pool, 5, random.Random(1)):
        assert wrong.fault in GROUPS
        assert (wrong.source, wrong.english) not in {(pair.source, pair.english) for pair in RIGHT}


def test_a_brief_may_leave_out_but_not_change() -> None:
    source = ["Ngày 26/1, Thủ tướng Phạm Minh Chính công bố gói 5 tỷ USD cho Lào."]
    short = "Pham Minh Chinh announced a package for Laos."
    assert any(check.verdict == "fail" for check in check_point(source, short, glossary()))
    kept = check_point(source, short, glossary(), brief=True)
    assert {check.verdict for check in kept} == {"pass"}
    assert any(check.found.startswith("left out") for check in kept)
    changed = "Pham Minh Chinh announced a $6 billion package for Laos."
    assert any(check.kind == "unsupported number" for check in check_point(source, changed, glossary(), brief=True))


def test_adequacy_parts_right_from_foreign_sentences() -> None:
    right = [pair for pair in RIGHT if not pair.brief and pair.article]
    others = right[1:] + right[:1]
    own = [adequacy(pair.source, pair.english)[0] for pair in right]
    foreign = [adequacy(pair.source, other.english)[0] for pair, other in zip(right, others, strict=True)]
    assert sum(share >= LEAST for share in own) >= 0.97 * len(own)
    assert sum(share < LEAST for share in foreign) >= 0.95 * len(foreign)


@given(st.text(max_size=80), st.text(max_size=80), st.booleans())
def test_no_text_breaks_a_check(source: str, english: str, brief: bool) -> None:  # noqa: FBT001
    for check in check_point([source], english, glossary(), brief=brief):
        assert check.verdict in {"pass", "warn", "fail"}


def test_every_line_of_the_labelled_files_is_whole() -> None:
    for path in (Path(__file__).parents[1] / "data" / "check").glob("labelled*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            assert row["source"]
            assert row["english"].strip()
            assert row["half"] in {"tune", "held"}
