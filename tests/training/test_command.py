"""The road that a user takes: train by a recipe, kill, resume, export, show, score, teach corrections."""

from __future__ import annotations

import json
from inspect import signature
from pathlib import Path

import pytest
import tomli_w

from tests.conftest import Briefing

from .conftest import settings, write_corpora
from .test_adapt import write_memory

pytest.importorskip("torch")

from briefing.commands.training import _StatusLine, train
from briefing.training.adapt import KEPT, adapt

pytestmark = pytest.mark.filterwarnings("ignore:Recommended. pip install sacremoses")


def test_from_a_recipe_to_scores_and_back_to_corrections(tmp_path: Path, briefing: Briefing) -> None:
    root = write_corpora(tmp_path / "corpora")
    record = settings(root, max_steps=3)
    del record["digest"]
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(tomli_w.dumps(record), encoding="utf-8")
    run, model = tmp_path / "run", tmp_path / "model"
    done = briefing("model", "train", recipe, "--output", run, "--max-steps", 2)
    assert (done.code, done.out) == (0, "")
    assert "2 steps" in done.err
    done = briefing("model", "train", recipe, "--output", run, "--export", model)
    assert done.code == 0
    assert "3 steps" in done.err
    assert done.err.endswith(f"Wrote {model}\n")
    steps = [json.loads(line) for line in (run / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["step"] for line in steps if "loss" in line] == [1, 2, 3]
    assert {"tokens_per_second", "minutes_left", "rate"} <= set(steps[0])
    shown = briefing("model", "show", model)
    assert (shown.code, "marian" in shown.out) == (0, True)
    scored = briefing("model", "evaluate", model, "--recipe", recipe, "--limit", 2, "--json")
    assert json.loads(scored.out)["scores"][0]["sentences"] == 2
    write_memory(tmp_path / "corrections.tmx")
    taught = tmp_path / "taught"
    options = ("--data", tmp_path / "corrections.tmx", "--output", tmp_path / "work", "--export", taught, "--keep", 0.2)
    assert briefing("model", "train", "--from", model, *options).code == 0
    assert (taught / "model.safetensors").read_bytes() != (model / "model.safetensors").read_bytes()


def test_the_command_line_and_the_library_keep_as_much() -> None:
    assert signature(train).parameters["keep"].default == KEPT == signature(adapt).parameters["keep"].default


def test_the_status_line_is_one_line_and_only_for_terminals(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with _StatusLine() as progress:
        progress(1, 10, "unseen")
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with _StatusLine() as progress:
        progress(250, 1000, "loss 2.100, 1800 tokens a second, 2 h 05 min left")
        progress(0, 0, "x" * 500)
    said = capsys.readouterr().err
    assert " 25%  loss 2.100, 1800 tokens a second, 2 h 05 min left" in said
    assert "\n" not in said
    assert max(map(len, said.split("\r"))) < 110
