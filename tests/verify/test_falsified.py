"""False points put into a draft are flagged when the draft is rendered; right ones are not."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bench.falsify import KINDS, Labelled, falsified, pool_of
from briefing.draftfile import dump
from briefing.stages.consistency import KIND as CONSISTENCY
from briefing.values import BriefingPoint, Citation, Memo, Section, Span
from tests.conftest import Briefing
from tests.renderers.sample import ROOT, sample

EACH = 16
FLAGGED, UNFLAGGED = 0.97, 0.95


def labelled() -> list[Labelled]:
    """The right pairs of the labelled files, told in full."""
    folder = ROOT / "tests" / "data" / "check"
    lines = [line for file in sorted(folder.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines() if line]
    rows = (json.loads(line) for line in lines)
    pairs = [Labelled(**{**row, "source": tuple(row["source"])}) for row in rows]
    return [pair for pair in pairs if not pair.fault and not pair.brief]


def draft_of(pairs: Sequence[Labelled]) -> Memo:
    """A memo that tells these pairs, one point each."""
    cited = sample().points[0].citations[0]

    def cite(number: int, place: int, quote: str) -> Citation:
        start = 1000 * number + 300 * place
        return replace(cited, span=Span(start, start + len(quote)), quote=quote, translation="")

    points = tuple(
        BriefingPoint(f"p{number}", pair.english, tuple(cite(number, n, text) for n, text in enumerate(pair.source)))
        for number, pair in enumerate(pairs)
    )
    return replace(sample(), summary=(), sections=(Section("All", points),))


def flagged(pairs: Sequence[Labelled], briefing: Briefing, folder: Path) -> list[bool]:
    """Of each pair, whether `briefing render` flags the point that tells it."""
    draft = folder / "draft.toml"
    draft.write_bytes(dump(draft_of(pairs)))
    outcome = briefing("render", draft, "-o", folder / "memo.docx", "--json")
    assert outcome.code == 0, outcome.err
    points = [point for section in json.loads(outcome.out)["sections"] for point in section["points"]]
    assert [point["text"] for point in points] == [pair.english for pair in pairs]
    return [any(c["verdict"] != "pass" and c["kind"] != CONSISTENCY for c in point["checks"]) for point in points]


@pytest.fixture(scope="module")
def pairs() -> list[Labelled]:
    return labelled()


def test_false_points_in_a_draft_are_flagged(pairs: list[Labelled], briefing: Briefing, tmp_path: Path) -> None:
    pool = pool_of(pairs)
    wrong = [
        one
        for place, kind in enumerate(KINDS.values())
        for one in falsified(kind, pairs, pool, EACH, random.Random(place))
    ]
    assert len(wrong) == EACH * len(KINDS)
    found = flagged(wrong, briefing, tmp_path)
    missed = [f"{one.fault}: {one.note}: {one.english}" for one, seen in zip(wrong, found, strict=True) if not seen]
    assert sum(found) >= FLAGGED * len(wrong), missed


def test_right_points_in_a_draft_are_not_flagged(pairs: list[Labelled], briefing: Briefing, tmp_path: Path) -> None:
    right = random.Random(7).sample(pairs, 100)
    found = flagged(right, briefing, tmp_path)
    wronged = [one.english for one, seen in zip(right, found, strict=True) if seen]
    assert sum(not seen for seen in found) >= UNFLAGGED * len(right), wronged
