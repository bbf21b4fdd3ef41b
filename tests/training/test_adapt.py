from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from briefing.errors import ConfigError
from briefing.training.data import read_pairs
from briefing.training.recipe import DevelopmentSet, Recipe

from .conftest import PAIRS

torch = pytest.importorskip("torch")

from briefing.training.adapt import adapt, recipe_for  # noqa: E402
from briefing.training.evaluate import translator  # noqa: E402
from briefing.training.export import export  # noqa: E402
from briefing.training.network import pretrained  # noqa: E402
from briefing.training.train import CHECKPOINT, train  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:Recommended. pip install sacremoses")

TMX = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header srclang="vi"/><body>{units}
<tu><tuv xml:lang="fr"><seg>Bonjour</seg></tuv><tuv xml:lang="vi"><seg>Xin chào</seg></tuv></tu>
</body></tmx>
"""
UNIT = '<tu><tuv xml:lang="vi-VN"><seg>{}</seg></tuv><tuv xml:lang="EN-us"><seg>{}<ph/></seg></tuv></tu>'


def write_memory(path: Path) -> None:
    path.write_text(TMX.format(units="\n".join(UNIT.format(*pair) for pair in PAIRS[:10])), encoding="utf-8")


def test_translation_memories_are_read(tmp_path: Path) -> None:
    write_memory(tmp_path / "a.tmx")
    pairs = list(read_pairs(DevelopmentSet("a", "a.tmx", "tmx"), tmp_path, ("vi", "en")))
    assert [(pair.source, pair.target) for pair in pairs] == list(PAIRS[:10])
    (tmp_path / "b.tmx").write_text("<tmx>", encoding="utf-8")
    with pytest.raises(ConfigError, match="no TMX file"):
        list(read_pairs(DevelopmentSet("b", "b.tmx", "tmx"), tmp_path, ("vi", "en")))


def test_a_copy_learns_corrections_and_the_base_stays(recipe: Recipe, tmp_path: Path) -> None:
    longer = replace(recipe, training=replace(recipe.training, evaluate_every=100, save_every=100))
    train(longer, tmp_path / "run")
    base = export(longer, tmp_path / "run", tmp_path / "base")
    before = (base / "model.safetensors").read_bytes()
    write_memory(tmp_path / "corrections.tmx")
    adapted = adapt(base, [tmp_path / "corrections.tmx"], tmp_path / "work", tmp_path / "adapted", keep=0.0)
    assert (base / "model.safetensors").read_bytes() == before
    assert (adapted / "model.safetensors").read_bytes() != before
    assert len(translator(adapted)(["Quốc hội."], "translate")) == 1
    learned = (adapted / "model.safetensors").read_bytes()
    again = adapt(base, [tmp_path / "corrections.tmx"], tmp_path / "work", tmp_path / "again", keep=0.5)
    third = adapt(base, [tmp_path / "corrections.tmx"], tmp_path / "work", tmp_path / "third", keep=0.5)
    assert learned != (again / "model.safetensors").read_bytes() == (third / "model.safetensors").read_bytes()


def test_adapting_needs_pairs_and_a_sensible_share(recipe: Recipe, tmp_path: Path) -> None:
    train(recipe, tmp_path / "run", max_steps=1)
    base = export(recipe, tmp_path / "run", tmp_path / "base")
    with pytest.raises(ConfigError, match="no corrections"):
        recipe_for(base, [])
    with pytest.raises(ConfigError, match="keep"):
        adapt(base, [], tmp_path / "work", tmp_path / "adapted", keep=1.0)


def test_two_workers_resume_like_one(recipe: Recipe, tmp_path: Path) -> None:
    shared = replace(recipe, training=replace(recipe.training, workers=2, evaluate_every=100, max_steps=6))
    train(shared, tmp_path / "run")
    train(shared, tmp_path / "again", max_steps=3)
    train(shared, tmp_path / "again")
    ends = [torch.load(tmp_path / name / CHECKPOINT, weights_only=True) for name in ("run", "again")]
    assert torch.equal(ends[0]["model"], ends[1]["model"])
    assert torch.equal(ends[0]["average"], ends[1]["average"])


def test_a_run_from_a_base_shares_it_among_workers_and_keeps_its_positions(recipe: Recipe, tmp_path: Path) -> None:
    train(recipe, tmp_path / "run", max_steps=1)
    base = export(recipe, tmp_path / "run", tmp_path / "base")
    wide = replace(recipe, training=replace(recipe.training, workers=2))
    result = train(wide, tmp_path / "from", base=base, max_steps=2)
    assert result.steps == 2
    one, other = pretrained(base), pretrained(export(wide, tmp_path / "from", tmp_path / "new", base=base))
    assert torch.equal(one.model.encoder.embed_positions.weight, other.model.encoder.embed_positions.weight)
    assert not torch.equal(one.model.encoder.layers[0].fc1.weight, other.model.encoder.layers[0].fc1.weight)
