"""The page: the same rows as text, Markdown and JSON, and two versions side by side."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from briefing.errors import ConfigError
from briefing.evaluation.report import (
    Measure,
    Report,
    as_markdown,
    as_text,
    count,
    read_report,
    share,
    to_document,
)
from briefing.manifest import to_json

REPORT = Report(
    "week.docx",
    "memo",
    "briefing:1|model:a",
    (
        share("Facts", "numbers right", 9, 10),
        share("Facts", "dates right", 0, 0),
        share("Redundancy", "points that repeat", 1, 10, "less"),
        count("Coverage", "dropped", 2),
        Measure("English", "BLEU", 31.25, 10, "score"),
    ),
    ("point 3: number: expected 5 | 6, found nothing",),
    {"BLEU": "nrefs:1"},
)


def saved(path: Path, report: Report) -> Path:
    path.write_text(to_json(to_document(report)), encoding="utf-8")
    return path


def rows(text: str) -> dict[str, list[str]]:
    lines = (line for line in text.splitlines() if line.startswith("  "))
    return {
        cells[0].strip(): cells[1:] or [""] for cells in ([one for one in line.split("  ") if one] for line in lines)
    }


def test_every_measure_stands_on_the_page_with_what_it_was_counted_over() -> None:
    text = as_text(REPORT)
    shown = {name: [one.strip() for one in cells] for name, cells in rows(text).items()}
    assert shown["numbers right"] == ["90.0%", "10"]
    assert shown["dates right"] == ["-", "0"]  # nothing to measure is no 0% and no 100%
    assert shown["dropped"] == ["2"]
    assert shown["BLEU"] == ["31.2", "10"]
    assert "signature: briefing:1|model:a" in text
    assert "nrefs:1" in text
    assert not any(line.endswith(" ") for line in text.splitlines())


def test_two_versions_side_by_side_say_what_is_better() -> None:
    other = replace(
        REPORT,
        measures=(
            share("Facts", "numbers right", 19, 20),
            share("Redundancy", "points that repeat", 0, 10, "less"),
            count("Coverage", "dropped", 2),
            share("Old", "gone", 1, 2),
        ),
        signature="briefing:0",
    )
    shown = {name: [one.strip() for one in cells] for name, cells in rows(as_text(REPORT, other)).items()}
    assert shown["numbers right"] == ["90.0%", "10", "95.0%", "20", "-5.0 points worse"]
    assert shown["points that repeat"][-1] == "+10.0 points worse"
    assert shown["dropped"][-1] == "="
    assert shown["gone"][-2:] == ["50.0%", "2"]
    better = {name: cells[-1].strip() for name, cells in rows(as_text(other, REPORT)).items()}
    assert better["numbers right"] == "+5.0 points better"
    assert "briefing:0" in as_text(REPORT, other)


def test_a_memo_beside_a_test_set_is_said() -> None:
    assert "note:" in as_text(REPORT, replace(REPORT, kind="test set"))


def test_markdown_is_one_table_whose_cells_hold() -> None:
    lines = [line for line in as_markdown(REPORT, REPORT).splitlines() if line.startswith("|")]
    assert len({line.replace("\\|", "").count("|") for line in lines}) == 1
    assert "5 \\| 6" in as_markdown(REPORT)


def test_a_saved_report_is_read_back(tmp_path: Path) -> None:
    assert read_report(saved(tmp_path / "a.json", REPORT)) == REPORT


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 1, "signature": "x"}', '{"version": 9, "measures": []}'])
def test_another_document_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"a\.json is no"):
        read_report(path)


def test_an_unknown_key_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.json", REPORT)
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), "measure": 1}), encoding="utf-8")
    with pytest.raises(ConfigError):
        read_report(path)
