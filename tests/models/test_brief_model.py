"""A second model for the brief task beside the one that translates, through the whole pipeline."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from briefing import pipeline
from briefing.config import Config, ModelSettings, SelectionSettings
from briefing.errors import ModelError
from briefing.values import Memo, Period

Checkpoint = Callable[[str], Path]
DAY = date(2026, 3, 2)
SHORT = """
[model]
family = "{0}"
source = "vi"
target = "en"
[tasks]
{1} = ""
[generate]
num_beams = 1
max_new_tokens = 6
"""


def model(directory: Path, to: Path, task: str) -> str:
    shutil.copytree(directory, to)
    (to / "model.toml").write_text(SHORT.format(directory.name, task), encoding="utf-8")
    return str(to)


def memo(seeds: Path, to: Path, settings: ModelSettings) -> Memo:
    folder = to / "articles"
    folder.mkdir(exist_ok=True)
    shutil.copy(seeds / "001_a2b9573a540839a5.txt", folder)
    config = replace(Config(), model=replace(settings, cache=False), selection=SelectionSettings(max_points=2))
    return pipeline.draft(folder, Period(date(2025, 12, 1), date(2026, 2, 28)), DAY, config)


def test_a_summariser_beside_a_translator(checkpoint: Checkpoint, seeds: Path, tmp_path: Path) -> None:
    translator = model(checkpoint("t5"), tmp_path / "translator", "translate")
    summariser = model(checkpoint("mt5"), tmp_path / "summariser", "brief")
    both = memo(seeds, tmp_path, ModelSettings(name=translator, brief_model=summariser))
    alone = memo(seeds, tmp_path, ModelSettings(name=translator))
    assert "model:translator@" in both.signature
    assert "model:summariser@" in both.signature
    assert "task:brief" in both.signature
    assert "model:summariser@" not in alone.signature
    assert [point.citations[0].translation for point in both.points] == [
        point.citations[0].translation for point in alone.points
    ]
    without = memo(seeds, tmp_path, ModelSettings(name=translator, brief_model=summariser, brief=False))
    assert "model:summariser@" not in without.signature


def test_each_task_needs_a_model_that_knows_it(checkpoint: Checkpoint, seeds: Path, tmp_path: Path) -> None:
    summariser = model(checkpoint("mt5"), tmp_path / "summariser", "brief")
    with pytest.raises(ModelError, match="no task 'translate'"):
        memo(seeds, tmp_path, ModelSettings(name=summariser))
    translator = model(checkpoint("t5"), tmp_path / "translator", "translate")
    with pytest.raises(ModelError, match="no task 'brief'"):
        memo(seeds, tmp_path, ModelSettings(name=translator, brief_model=translator))
