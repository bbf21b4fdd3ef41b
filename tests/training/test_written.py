from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("sacrebleu")

from briefing.training.evaluate import evaluate
from briefing.training.recipe import DevelopmentSet
from briefing.training.written import writer

VIETNAMESE = (
    "Kim ngạch thương mại hai chiều năm 2025 đạt 2,5 tỷ USD, tăng 12% so với năm 2024.",
    "Ngày 26/1, Thủ tướng Phạm Minh Chính tiếp Đại sứ Lào Khamphao Ernthavanh.",
)
ENGLISH = (
    "Two-way trade reached $2.5 billion in 2025, up 12% from 2024.",
    "On January 26, Prime Minister Pham Minh Chinh received Lao Ambassador Khamphao Ernthavanh.",
)


@pytest.fixture
def pairs(tmp_path: Path) -> DevelopmentSet:
    (tmp_path / "dev.vi").write_text("\n".join(VIETNAMESE) + "\n", encoding="utf-8")
    (tmp_path / "dev.en").write_text("\n".join(ENGLISH) + "\n", encoding="utf-8")
    return DevelopmentSet("dev", "dev")


def test_a_test_set_is_scored_as_a_memo_would_say_it(pairs: DevelopmentSet, tmp_path: Path) -> None:
    report = evaluate("embedded", [pairs], tmp_path, written=True, save_to=tmp_path / "said")
    assert report.model == "embedded, as written"
    assert report.scores[0].numbers == 1.0
    said = (tmp_path / "said" / "dev.txt").read_text(encoding="utf-8").splitlines()
    assert "$2.5 billion" in said[0]
    assert "12%" in said[0]
    assert "Pham Minh Chinh" in said[1]
    assert "January 26" in said[1]


def test_every_text_has_its_own_english_in_order() -> None:
    write: Callable[..., list[str]] = writer("embedded")
    assert write([], "translate") == []
    both = write([VIETNAMESE[1], VIETNAMESE[0], VIETNAMESE[1]], "translate")
    assert both[0] == both[2] != both[1]
