"""What earlier memos reported: entered whole, marked or left out later, and no harm to a memo that is made again."""

from __future__ import annotations

import json
import multiprocessing
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from briefing.draftfile import dump, load
from briefing.errors import ConfigError
from briefing.ledger import heard_before, record
from briefing.stages.reported import Reported, find_reported
from briefing.values import UNDATED, BriefingPoint, Citation, Coverage, Memo, Period, Section, Sentence, Span
from tests.conftest import Briefing

DATA = Path(__file__).parent / "data" / "stories" / "rewrites.jsonl"
ECHO = (
    "--model",
    "echo",
    "--as-of",
    "2026-03-20",
    "--format",
    "md",
    "--json",
    "--max-points",
    "30",
    "--per-section",
    "30",
)
FIRST = ("--from", "2026-03-02", "--to", "2026-03-08")
SECOND = ("--from", "2026-03-09", "--to", "2026-03-15")


def memo(first: int, last: int, *quotes: str, outlet: str | None = None) -> Memo:
    """A memo of some days of March 2026 with one point a quotation."""
    points = tuple(
        BriefingPoint(
            f"p{number}",
            "English.",
            (Citation("a.txt", "", "", None, 1, 1, Span(0, 1), quote, UNDATED, outlet=outlet),),
        )
        for number, quote in enumerate(quotes)
    )
    period = Period(date(2026, 3, first), date(2026, 3, last))
    return Memo("Week", period, (), (Section("News", points),), (), (), Coverage(0, 0, 0, 0, 0, 0), "")


def week(first: int, last: int) -> Period:
    return Period(date(2026, 3, first), date(2026, 3, last))


def test_only_memos_whose_period_ended_before_are_heard(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite3"
    record(file, memo(2, 8, "Một."), "one")
    record(file, memo(9, 15, "Hai."), "two")
    record(file, memo(9, 15, "Ba."), "digest")
    assert [one.memo for one in heard_before(file, week(9, 15)).points] == ["one"]
    assert [one.memo for one in heard_before(file, week(16, 22)).points] == ["one", "digest", "two"]
    assert heard_before(file, week(2, 8)).points == ()
    assert heard_before(tmp_path / "none.sqlite3", week(9, 15)).points == ()
    assert not (tmp_path / "none.sqlite3").exists()


def test_a_memo_written_again_takes_its_own_place(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite3"
    record(file, memo(2, 8, "Một.", "Hai."), "one")
    before = heard_before(file, week(9, 15))
    record(file, memo(2, 8, "Một.", "Hai."), "one")
    assert heard_before(file, week(9, 15)) == before
    record(file, memo(2, 8, "Một."), "one")
    after = heard_before(file, week(9, 15))
    assert [one.quotes for one in after.points] == [("Một.",)]
    assert after.digest != before.digest


def _enter(file: Path, number: int) -> None:
    for turn in range(10):
        record(file, memo(2, 8, f"Câu {number}.", f"Lần {turn}."), f"memo-{number}")


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite3"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_enter, args=(file, number)) for number in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert [one.quotes[0] for one in heard_before(file, week(9, 15)).points] == ["Câu 0.", "Lần 9.", "Câu 1.", "Lần 9."]


def test_a_failure_leaves_what_stood_there(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite3"
    record(file, memo(2, 8, "Một."), "one")
    broken = BriefingPoint("p0", None, (), ())  # type: ignore[arg-type] - the table wants a text
    second = memo(2, 8)
    section = Section("News", (broken,))
    with pytest.raises(ConfigError):
        record(file, replace(second, sections=(section,)), "one")
    assert [one.quotes for one in heard_before(file, week(9, 15)).points] == [("Một.",)]


def test_a_file_that_is_no_ledger_is_said(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite3"
    file.write_text("no database, and long enough to be read as one " * 50, encoding="utf-8")
    with pytest.raises(ConfigError, match="ledger"):
        heard_before(file, week(9, 15))
    other = tmp_path / "other.sqlite3"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE memo (x)")
    with pytest.raises(ConfigError, match="ledger"):
        heard_before(other, week(9, 15))


QUOTE = "Theo văn kiện, hai nước đặt mục tiêu đưa kim ngạch thương mại song phương lên 5 tỷ USD vào năm 2030."
SAID = [
    (QUOTE, True),
    ("Theo văn kiện, hai nước đặt mục tiêu đưa kim ngạch thương mại song phương lên 5 tỷ USD vào năm 2030", True),
    ("Hai nước đặt mục tiêu nâng kim ngạch thương mại song phương lên 5 tỷ USD vào năm 2030.", True),
    ("Hai nước đặt mục tiêu nâng kim ngạch thương mại song phương lên 10 tỷ USD vào năm 2030.", False),
    ("Hai bên sẽ nâng cấp ba cặp cửa khẩu Lao Bảo, Cầu Treo và Na Mèo.", False),
]


@pytest.mark.parametrize(("text", "known"), SAID)
def test_what_says_the_same_was_reported(text: str, *, known: bool) -> None:
    sentence = Sentence("a.txt", 1, 1, Span(0, len(text)), text)
    found = find_reported([sentence], [Reported("week-10", week(2, 8), (QUOTE,))])
    assert found == ({sentence: "week-10 (2026-03-02 to 2026-03-08)"} if known else {})


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with an article of each week, and the first of them retold in the second."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sources").mkdir()
    lines = DATA.read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "sources" / "news.jsonl").write_text("".join([lines[0], lines[18]]), encoding="utf-8")
    text = json.loads(lines[0])["text"].split("\n")[1]
    again = {"title": "Nhìn lại hợp tác Việt - Lào", "published": "2026-03-12", "outlet": "VOV", "text": text}
    (tmp_path / "sources" / "again.jsonl").write_text(json.dumps(again, ensure_ascii=False) + "\n", encoding="utf-8")
    return tmp_path


def run(briefing: Briefing, *arguments: object) -> Any:
    outcome = briefing("run", "sources", *ECHO, *arguments)
    assert outcome.code == 0, outcome.err
    return json.loads(outcome.out)


def points(manifest: Any) -> list[Any]:
    return [point for section in manifest["sections"] for point in section["points"]]


def test_the_next_week_marks_what_the_last_one_reported(briefing: Briefing, desk: Path) -> None:
    first = run(briefing, *FIRST, "--ledger", "ledger.sqlite3")
    assert not any(point["reported"] for point in points(first))
    second = run(briefing, *SECOND, "--ledger", "ledger.sqlite3")
    marked = [point for point in points(second) if point["reported"]]
    assert [point["citations"][0]["path"] for point in marked] == ["sources/again.jsonl"]
    assert marked[0]["reported"] == "briefing_2026-03-02_2026-03-08 (2026-03-02 to 2026-03-08)"
    assert second["coverage"]["reported"] == 1
    assert "|ledger:" in second["signature"]
    page = (desk / "outputs" / "briefing_2026-03-09_2026-03-15.md").read_text(encoding="utf-8")
    assert "Reported before in briefing" in page
    assert points(run(briefing, *FIRST, "--ledger", "ledger.sqlite3")) == points(first)  # again, after the second
    assert run(briefing, *SECOND, "--ledger", "ledger.sqlite3") == second


def test_what_was_reported_can_be_left_out(briefing: Briefing, desk: Path) -> None:
    (desk / "briefing.toml").write_text(
        '[selection]\nreported = "leave out"\n[ledger]\nfile = "ledger.sqlite3"\n', encoding="utf-8"
    )
    run(briefing, *FIRST)
    second = run(briefing, *SECOND)
    again = next(row for row in second["articles"] if row["path"] == "sources/again.jsonl")
    assert (again["fate"], again["stage"]) == ("unused", "extract")
    assert "reported in briefing_2026-03-02_2026-03-08" in again["reason"]


def test_without_a_ledger_nothing_is_written_or_said(briefing: Briefing, desk: Path) -> None:
    manifest = run(briefing, *SECOND)
    assert "ledger" not in manifest["signature"]
    assert not list(desk.glob("**/*ledger*"))


def test_a_deleted_point_was_not_reported(briefing: Briefing, desk: Path) -> None:
    """Rendering enters the memo as the person left it."""
    run(briefing, *FIRST, "--ledger", "ledger.sqlite3")
    draft = desk / "outputs" / "briefing_2026-03-02_2026-03-08.toml"
    whole = load(draft.read_bytes(), draft.name)
    kept = whole.sections[0].points[:1]
    draft.write_bytes(dump(replaced(whole, kept)))
    outcome = briefing("render", draft, "--format", "md", "--ledger", "ledger.sqlite3")
    assert outcome.code == 0, outcome.err
    assert len(heard_before(desk / "ledger.sqlite3", week(9, 15)).points) == 1


def replaced(whole: Memo, kept: tuple[BriefingPoint, ...]) -> Memo:
    section = replace(whole.sections[0], points=kept)
    return replace(whole, sections=(section,), summary=())
