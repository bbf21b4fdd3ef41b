"""`briefing verify` with a manifest, and what it prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Briefing
from tests.renderers.tools import edited
from tests.roundtrip.hand import control, line, remove, write
from tests.verify.tampering import Case


@pytest.fixture
def memo(untouched: Case, tmp_path: Path) -> Path:
    """The sample memo with its manifest beside it."""
    (tmp_path / "memo.json").write_bytes(untouched.manifest)
    (tmp_path / "memo.docx").write_bytes(untouched.memo)
    return tmp_path / "memo.docx"


def test_the_manifest_beside_the_memo_is_compared(memo: Path, seeds: Path, briefing: Briefing) -> None:
    outcome = briefing("verify", memo, "--sources", seeds)
    assert outcome.code == 0
    assert "the manifest was compared" in outcome.out
    table = json.loads(memo.with_suffix(".json").read_bytes())
    table["sections"][0]["points"][0]["citations"][0]["sentence"] += 1
    memo.with_suffix(".json").write_text(json.dumps(table), encoding="utf-8")
    outcome = briefing("verify", memo, "--sources", seeds)
    assert outcome.code == 5
    assert "the manifest at sections[1].points[1].citations[1].sentence: it says" in outcome.out


def test_a_manifest_may_lie_elsewhere_or_nowhere(memo: Path, seeds: Path, briefing: Briefing, tmp_path: Path) -> None:
    other = tmp_path / "kept" / "other.json"
    other.parent.mkdir()
    memo.with_suffix(".json").rename(other)
    assert "no manifest to compare" in briefing("verify", memo, "--sources", seeds).out
    assert "was compared" in briefing("verify", memo, "--sources", seeds, "--manifest", other).out
    assert briefing("verify", memo, "--sources", seeds, "--manifest", tmp_path / "none.json").code == 5


@pytest.mark.parametrize("data", [b"{}", b"nonsense", b"[]", b'{"version": 1}'])
def test_what_is_no_manifest(data: bytes, memo: Path, seeds: Path, briefing: Briefing) -> None:
    memo.with_suffix(".json").write_bytes(data)
    assert "no manifest to compare" in briefing("verify", memo, "--sources", seeds).out
    assert briefing("verify", memo, "--sources", seeds, "--manifest", memo.with_suffix(".json")).code == 5


def test_edited_and_deleted_points_are_listed(memo: Path, seeds: Path, briefing: Briefing) -> None:
    def change(tree: object) -> None:
        write(control(tree, "point:visit"), "To Lam will visit Laos on February 5.")
        remove(line(tree, "point:crime"))

    memo.write_bytes(edited(memo.read_bytes(), change))
    outcome = briefing("verify", memo, "--sources", seeds, "--json")
    assert outcome.code == 0
    table = json.loads(outcome.out)
    assert (table["edited"], table["deleted"], table["manifest"]) == (["1 (visit)"], ["6 (crime)"], True)
