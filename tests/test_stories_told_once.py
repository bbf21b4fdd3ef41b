"""Thirty copies and rewrites of ten stories in a folder: ten events in the memo, every outlet named, nothing lost."""

from __future__ import annotations

import json
import re
import shutil
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Briefing

DATA = Path(__file__).parent / "data" / "stories"
ROWS = [json.loads(line) for line in (DATA / "rewrites.jsonl").read_text(encoding="utf-8").splitlines()]
PERIOD = ("--from", "2026-03-01", "--to", "2026-03-15", "--as-of", "2026-03-20", "--model", "echo")
ROOM = ("--max-points", "30", "--per-section", "30")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sources").mkdir()
    shutil.copy(DATA / "rewrites.jsonl", tmp_path / "sources" / "news.jsonl")
    return tmp_path


def run(briefing: Briefing, *more: object) -> Any:
    formats = () if "--format" in more else ("--format", "docx,html,md")
    target = "memo.docx" if formats else "memo.md"
    outcome = briefing("run", "sources", *PERIOD, "-o", target, *formats, "--json", *more)
    assert outcome.code == 0, outcome.err
    return json.loads(outcome.out)


def points(manifest: Any) -> list[Any]:
    return [point for section in manifest["sections"] for point in section["points"]]


def story(record: int) -> int:
    return int(ROWS[record - 1]["story"])


def test_ten_stories_with_every_source_credited(briefing: Briefing, desk: Path) -> None:
    manifest = run(briefing, "--max-points", "10", "--per-section", "10")
    told = points(manifest)
    assert sorted(story(point["citations"][0]["record"]) for point in told) == list(range(1, 11))
    named: dict[int, set[int]] = defaultdict(set)
    for point in told:
        own = {one["record"] for one in (*point["citations"], *point["credits"])}
        assert {story(record) for record in own} == {story(point["citations"][0]["record"])}
        named[story(point["citations"][0]["record"])] |= own
    assert sorted(record for group in named.values() for record in group) == list(range(1, 31))
    coverage = manifest["coverage"]
    assert (coverage["stories"], coverage["found"], coverage["updated"]) == (10, 30, 2)
    assert coverage["used"] + coverage["credited"] + coverage["dropped"] == 30
    for page in ("memo.md", "memo.html"):
        text = (desk / page).read_text(encoding="utf-8")
        assert not {row["outlet"] for row in ROWS if row["outlet"] not in text}
    assert briefing("verify", "memo.docx", "--sources", "sources").code == 0


@pytest.mark.usefixtures("desk")
def test_a_story_is_told_once_and_its_two_figures_are_shown(briefing: Briefing) -> None:
    told = points(run(briefing, *ROOM, "--format", "md"))
    tellers: dict[int, set[int]] = defaultdict(set)
    for point in told:
        first = point["citations"][0]["record"]
        tellers[story(first)].add(first)
    # The first report alone says how many people and machines build the bridge.
    several = {number: sorted(group) for number, group in tellers.items() if len(group) > 1}
    assert several == {2: [4, 5]}
    assert not {10, 28} & {point["citations"][0]["record"] for point in told}  # announcements of what was reported
    found = of_the_sources(told)
    assert len(found) == 1
    assert "10 tỷ USD, as Tuổi Trẻ, 2026-03-04 says" in found[0]["expected"]
    assert "5 tỷ USD in TTXVN, 2026-03-03 (source: Theo văn kiện" in found[0]["found"]
    outcome = briefing("render", "memo.toml", "-o", "memo.md", "--format", "md", "--json")
    assert outcome.code == 0, outcome.err
    assert of_the_sources(points(json.loads(outcome.out))) == found


def of_the_sources(told: list[Any]) -> list[Any]:
    return [check for point in told for check in point["checks"] if check["kind"] == "sources"]


def test_the_coverage_names_days_and_outlets(briefing: Briefing, desk: Path) -> None:
    early = {"title": "Tin cũ", "outlet": "Báo Lào Cai", "text": "Tỉnh Lào Cai khởi công đường tránh Sa Pa dài 12 km."}
    old = [early | {"published": f"2026-02-{day}", "text": f"{early['text']} Ngày {day}/2."} for day in (10, 20)]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in old)
    (desk / "sources" / "old.jsonl").write_text(lines, encoding="utf-8")
    coverage = run(briefing, "--format", "md")["coverage"]
    assert coverage["days_without"] == ["2026-03-01", "2026-03-02", "2026-03-15"]
    assert coverage["outlets_absent"] == ["Báo Lào Cai"]
    assert "Báo Lào Cai" not in coverage["outlets"]
    assert len(coverage["outlets"]) == len({row["outlet"] for row in ROWS})
    text = re.sub(r"\\", "", (desk / "memo.md").read_text(encoding="utf-8"))
    assert "is known to be published: March 1, 2026 to March 2, 2026; March 15, 2026." in text
    assert "the period has no article: Báo Lào Cai." in text
    assert "Events that they tell of: 10" in text


def test_ten_events_that_resemble_each_other_are_ten_stories(briefing: Briefing, desk: Path) -> None:
    shutil.copy(DATA / "events.jsonl", desk / "sources" / "news.jsonl")
    outcome = briefing(
        "run", "sources", "--from", "2026-03-01", "--to", "2026-04-30", "--as-of", "2026-05-01", "--model", "echo",
        "-o", "memo.md", "--format", "md", "--json",
    )  # fmt: skip
    assert outcome.code == 0, outcome.err
    manifest = json.loads(outcome.out)
    assert manifest["coverage"]["stories"] == 10
    assert manifest["coverage"]["used"] == 10
    assert not any(point["credits"] for point in points(manifest))
