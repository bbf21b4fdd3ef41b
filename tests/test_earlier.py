"""What is new since an earlier memo: by the digests of files and articles, through its manifest."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from briefing.earlier import find_earlier
from briefing.errors import ConfigError
from tests.conftest import Briefing

NAMES = {"001": "001_a2b9573a540839a5.txt", "002": "002_1ad08285bb8b5cb5.txt", "003": "003_8d66f8dfaeee08a7.txt"}
ECHO = ("--model", "echo", "--as-of", "2026-03-02", "--format", "md")


@pytest.fixture
def desk(seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder whose sources hold the article of 1 December 2025."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sources").mkdir()
    shutil.copy(seeds / NAMES["001"], tmp_path / "sources")
    return tmp_path


def listed(briefing: Briefing, *arguments: object) -> list[str]:
    outcome = briefing("sources", "sources", "--json", "--as-of", "2026-03-02", *arguments)
    assert outcome.code == 0, outcome.err
    return [Path(row["path"]).name for row in json.loads(outcome.out)]


def run(briefing: Briefing, first: str, last: str, *more: object) -> dict[str, str]:
    """The fate of each article of a memo, by its number."""
    outcome = briefing("run", "sources", "--from", first, "--to", last, *ECHO, "--json", *more)
    assert outcome.code == 0, outcome.err
    return {Path(row["path"]).name[:3]: row["fate"] for row in json.loads(outcome.out)["articles"]}


def test_only_what_came_since_is_listed_and_told(briefing: Briefing, desk: Path, seeds: Path) -> None:
    assert run(briefing, "2025-12-01", "2025-12-07", "--new-since", "last") == {"001": "used"}
    assert listed(briefing, "--new-since", "last") == []
    shutil.copy(seeds / NAMES["002"], desk / "sources")
    assert listed(briefing, "--new-since", "last") == [NAMES["002"]]
    fates = run(briefing, "2025-12-01", "2026-01-31", "--new-since", "last")
    assert fates == {"001": "dropped", "002": "used"}
    manifest = json.loads((desk / "outputs" / "briefing_2025-12-01_2026-01-31.json").read_text(encoding="utf-8"))
    assert manifest["dropped"][0]["reason"] == "known to briefing_2025-12-01_2025-12-07.json"
    assert "|new-since:briefing_2025-12-01_2025-12-07.json@" in manifest["signature"]
    assert manifest["coverage"]["found"] == 2


def test_an_article_that_waited_for_its_own_week_is_new_then(briefing: Briefing, desk: Path, seeds: Path) -> None:
    shutil.copy(seeds / NAMES["002"], desk / "sources")
    shutil.copy(seeds / NAMES["003"], desk / "sources")
    fates = run(briefing, "2025-12-01", "2025-12-07")
    assert fates == {"001": "used", "002": "dropped", "003": "dropped"}
    assert listed(briefing, "--new-since", "last") == [NAMES["002"]]  # 003 is of 2024, and was passed by
    assert run(briefing, "2026-01-26", "2026-02-01", "--new-since", "last")["002"] == "used"


def test_a_memo_can_be_made_again(briefing: Briefing, desk: Path, seeds: Path) -> None:
    run(briefing, "2025-12-01", "2025-12-07")
    shutil.copy(seeds / NAMES["002"], desk / "sources")
    week = ("2026-01-26", "2026-02-01", "--new-since", "last")
    one = run(briefing, *week)
    first = (desk / "outputs" / "briefing_2026-01-26_2026-02-01.md").read_bytes()
    assert run(briefing, *week) == one
    assert (desk / "outputs" / "briefing_2026-01-26_2026-02-01.md").read_bytes() == first
    run(briefing, "2025-12-01", "2025-12-07", "--new-since", "last")  # an earlier one does not look at later ones


def test_nothing_new_is_said_and_leaves_the_last_memo(briefing: Briefing, desk: Path) -> None:
    run(briefing, "2025-12-01", "2025-12-07")
    before = sorted(path.name for path in (desk / "outputs").iterdir())
    outcome = briefing("run", "sources", "--from", "2025-12-01", "--to", "2025-12-31", *ECHO, "--new-since", "last")
    assert outcome.code == 3
    assert "Nothing is new since briefing_2025-12-01_2025-12-07.json" in outcome.err
    assert sorted(path.name for path in (desk / "outputs").iterdir()) == before


def test_a_line_added_to_a_file_of_many_articles_is_one_new_article(
    briefing: Briefing, desk: Path, seeds: Path
) -> None:
    lines = [json.dumps({"text": (seeds / NAMES[key]).read_text(encoding="utf-8")}) for key in ("001", "002")]
    shutil.rmtree(desk / "sources")
    (desk / "sources").mkdir()
    (desk / "sources" / "news.jsonl").write_text(lines[0] + "\n", encoding="utf-8")
    run(briefing, "2025-12-01", "2025-12-07")
    (desk / "sources" / "news.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    outcome = briefing("sources", "sources", "--json", "--as-of", "2026-03-02", "--new-since", "last")
    assert [row["record"] for row in json.loads(outcome.out)] == [2]


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("suffix", [".json", ".docx", ".toml"])
def test_a_memo_may_be_named_by_any_of_its_files(briefing: Briefing, suffix: str) -> None:
    run(briefing, "2025-12-01", "2025-12-07", "-o", "elsewhere/memo.md")
    assert listed(briefing, "--new-since", f"elsewhere/memo{suffix}") == []


def test_manifests_of_before_the_articles_digests_serve_too(briefing: Briefing, desk: Path) -> None:
    run(briefing, "2025-12-01", "2025-12-07")
    path = desk / "outputs" / "briefing_2025-12-01_2025-12-07.json"
    table = json.loads(path.read_text(encoding="utf-8"))
    for row in table["articles"]:
        del row["text_sha256"]
    path.write_text(json.dumps(table), encoding="utf-8")
    assert listed(briefing, "--new-since", "last") == []


@pytest.mark.usefixtures("desk")
def test_the_first_week_has_no_earlier_memo(briefing: Briefing) -> None:
    outcome = briefing("sources", "sources", "--new-since", "last")
    assert outcome.code == 0
    assert "no earlier memo in outputs" in outcome.err


@pytest.mark.parametrize(
    "text", [None, "", "{", "[]", "{}", '{"period": {"to": "x"}}', '{"period": {"to": "2026-01-01"}}']
)
def test_what_is_no_manifest_is_refused_by_name_and_passed_over_in_a_folder(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "memo.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    assert find_earlier("last", tmp_path) is None
    with pytest.raises(ConfigError, match="is no manifest"):
        find_earlier(str(path), tmp_path)


def test_an_article_without_an_exact_date_is_told_once(briefing: Briefing, desk: Path, seeds: Path) -> None:
    undated = seeds / "000_456da3bcb937796d.txt"
    shutil.copy(undated, desk / "sources")
    fates = []
    for number, name in enumerate(("001", "002", "004"), 1):
        shutil.copy(next(seeds.glob(f"{name}_*.txt")), desk / "sources" / f"{number}.txt")
        week = (f"2026-01-{5 * number:02}", f"2026-01-{5 * number + 21:02}" if number < 3 else "2026-02-05")
        fates.append(run(briefing, *week, "--new-since", "last").get(undated.name[:3]))
    assert fates == ["used", "dropped", "dropped"]
