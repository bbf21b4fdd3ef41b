"""The same suite for every family, on tiny checkpoints: golden token ids, loading, generating, scores, wrong names."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from briefing.errors import ModelError
from briefing.models import engine as engines
from briefing.models.boundary import normalise
from briefing.models.engine import load_engine
from briefing.models.families import families_in_force, family_named, family_of, spec_of
from briefing.models.hf import HfSeq2Seq
from briefing.models.memory import available_memory, check_memory, in_words, needed_memory
from briefing.models.registry import LoadSettings, describe, load
from tests.models.tiny_checkpoints import BUILDERS

Checkpoint = Callable[[str], Path]
FAMILIES = sorted(BUILDERS)
GOLDEN = Path(__file__).parents[1] / "data" / "models" / "golden_ids.json"
TEXTS = ("Thủ tướng Phạm Minh Chính thăm Lào, ngày 26/1.", "Kim ngạch đạt 10 tỷ USD.")
CROSSSUM = "csebuetnlp/mT5_m2o_english_crossSum"


def spec_and_family(directory: Path, source: str = "vi", checkpoint: str = "") -> tuple[Any, Any]:
    family = family_of(directory, families_in_force(), checkpoint)
    return spec_of(family, source), family


def model_in(directory: Path, *, beam: int = 2, task: str = "translate", checkpoint: str = "") -> HfSeq2Seq:
    spec, family = spec_and_family(directory, checkpoint=checkpoint)
    return HfSeq2Seq(directory, directory.name, replace(spec, max_new_tokens=8), family, task, beam=beam)


def prompted(name: str, text: str) -> str:
    return spec_of(family_named(families_in_force(), name)).tasks["translate"] + text


def ids_in(directory: Path, name: str) -> dict[str, Any]:
    """What the family's own tokenizer class makes of the texts, and the ids that begin an output."""
    spec, family = spec_and_family(directory)
    engine = load_engine(directory, spec, family, "cpu")
    rows = engine.encode([prompted(name, text) for text in TEXTS])
    begins = engine.search(rows[:1], {"num_beams": 1, "max_new_tokens": 2})[0]
    return {"input": rows, "start": begins[0], "forced": engine._first, "begins": begins[:2]}


def test_token_ids_are_the_golden_ones(checkpoint: Checkpoint, request: pytest.FixtureRequest) -> None:
    found = {name: ids_in(checkpoint(name), name) for name in FAMILIES}
    if request.config.getoption("--update-golden"):
        GOLDEN.parent.mkdir(parents=True, exist_ok=True)
        rows = ",\n".join(f" {json.dumps(name)}: {json.dumps(value)}" for name, value in found.items())
        GOLDEN.write_text(f"{{\n{rows}\n}}\n", encoding="utf-8")
    assert found == json.loads(GOLDEN.read_text(encoding="utf-8"))
    for value in found.values():
        if value["forced"] is not None:
            assert value["begins"] == [value["start"], value["forced"]]


@pytest.mark.parametrize("name", FAMILIES)
def test_loaded_twice_it_writes_the_same(name: str, checkpoint: Checkpoint) -> None:
    first = model_in(checkpoint(name)).generate(TEXTS)
    engines._load.cache_clear()
    again = model_in(checkpoint(name)).generate(TEXTS)
    assert first == again
    assert all(one.text for one in first)


@pytest.mark.parametrize("name", FAMILIES)
def test_scores_are_mean_log_probabilities_in_every_family(name: str, checkpoint: Checkpoint) -> None:
    """Recomputed from the steps of a greedy search, so that families can be compared: forced token left out."""
    import torch

    spec, family = spec_and_family(checkpoint(name))
    engine = load_engine(checkpoint(name), spec, family, "cpu")
    (ids,) = engine.encode([prompted(name, TEXTS[1])])
    options = {"num_beams": 1, "max_new_tokens": 6, "output_logits": True, "return_dict_in_generate": True}
    with torch.inference_mode():
        found = engine._model.generate(input_ids=torch.tensor([ids]), **(engine._fixed | options))
    sequence = found.sequences[0].tolist()
    steps = [logits[0].log_softmax(-1)[token] for logits, token in zip(found.logits, sequence[1:], strict=True)]
    counted = steps if engine._first is None else steps[1:]
    assert engine.score([ids], [sequence], 10**6) == pytest.approx([float(sum(counted) / len(counted))], abs=1e-4)


def stated(directory: Path, to: Path, family: str) -> Path:
    shutil.copytree(directory, to)
    text = f'[model]\nfamily = "{family}"\nsource = "vi"\ntarget = "en"\n[tasks]\ntranslate = ""\n'
    (to / "model.toml").write_text(text, encoding="utf-8")
    return to


@pytest.mark.parametrize("name", FAMILIES)
def test_the_wrong_family_is_a_clear_error(name: str, checkpoint: Checkpoint, tmp_path: Path) -> None:
    wrong = "nllb" if name != "nllb" else "mbart50"
    directory = stated(checkpoint(name), tmp_path / "wrong", wrong)
    with pytest.raises(ModelError, match=f"says family '{wrong}', but the checkpoint is of type") as caught:
        load(str(directory))
    assert caught.value.remedy == f'Write family = "{name}".'
    assert describe(str(stated(checkpoint(name), tmp_path / "right", name))).family == name


def test_a_family_that_does_not_exist_offers_the_nearest(checkpoint: Checkpoint, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model family 'mariann'") as caught:
        load(str(stated(checkpoint("marian"), tmp_path / "m", "mariann")))
    assert "'marian'" in caught.value.remedy


def test_a_summariser_briefs_and_does_not_translate(checkpoint: Checkpoint) -> None:
    spec, _ = spec_and_family(checkpoint("mt5"), checkpoint=CROSSSUM)
    assert dict(spec.tasks) == {"brief": ""}
    assert (spec.max_new_tokens, dict(spec.generate), spec.one_sentence) == (84, {"no_repeat_ngram_size": 2}, False)
    found = model_in(checkpoint("mt5"), task="brief", checkpoint=CROSSSUM).generate(TEXTS)
    assert all(one.text and one.score <= 0 for one in found)
    other, _ = spec_and_family(checkpoint("mt5"))
    assert dict(other.tasks) == {"translate": ""}
    assert dict(other.generate) == {}


def without_class(directory: Path, to: Path) -> Path:
    shutil.copytree(directory, to)
    (to / "tokenizer_config.json").write_text("{}", encoding="utf-8")
    return to


@pytest.mark.parametrize("name", FAMILIES)
def test_files_or_names_decide_where_no_tokenizer_class_is_stated(
    name: str, checkpoint: Checkpoint, tmp_path: Path
) -> None:
    directory = without_class(checkpoint(name), tmp_path / name)
    known = "facebook/mbart-large-50-many-to-one-mmt" if name == "mbart50" else ""
    assert family_of(directory, families_in_force(), known).name == name
    config = json.loads((directory / "config.json").read_text(encoding="utf-8"))
    if name == "mbart50":  # or config.json says so
        config["tokenizer_class"] = "MBart50Tokenizer"
        (directory / "config.json").write_text(json.dumps(config), encoding="utf-8")
        assert family_of(directory, families_in_force()).name == name


def test_language_codes_are_those_of_the_tokenizers() -> None:
    from transformers.models.m2m_100.tokenization_m2m_100 import FAIRSEQ_LANGUAGE_CODES as M2M100
    from transformers.models.mbart.tokenization_mbart import FAIRSEQ_LANGUAGE_CODES as MBART
    from transformers.models.mbart50.tokenization_mbart50 import FAIRSEQ_LANGUAGE_CODES as MBART50
    from transformers.models.nllb.tokenization_nllb import FAIRSEQ_LANGUAGE_CODES as NLLB

    for name, known in (("nllb", NLLB), ("mbart50", MBART50), ("mbart", MBART), ("m2m100", M2M100["m2m100"])):
        codes = family_named(families_in_force(), name).languages
        assert set(codes.values()) <= set(known), name
        assert len(codes) > 10


@pytest.mark.parametrize("name", ["nllb", "mbart50", "mbart", "m2m100"])
def test_other_source_languages_are_told_to_the_tokenizer(name: str, checkpoint: Checkpoint) -> None:
    spec, family = spec_and_family(checkpoint(name), "fr")
    engine = load_engine(checkpoint(name), spec, family, "cpu")
    (ids,) = engine.encode(["Le Premier ministre"])
    token = family.fill(family.input.source_token, spec)
    assert token in engine._tokenizer.convert_ids_to_tokens(ids)
    spec, family = spec_and_family(checkpoint(name), "tlh")
    with pytest.raises(ModelError, match="tlh"):
        load_engine(checkpoint(name), spec, family, "cpu")


def test_a_model_of_one_pair_refuses_another_language(checkpoint: Checkpoint, tmp_path: Path) -> None:
    directory = stated(checkpoint("marian"), tmp_path / "vi-en", "marian")
    with pytest.raises(ModelError, match="translates from 'vi', not from 'fr'"):
        load(str(directory), "translate", LoadSettings(source="fr"))
    plain = tmp_path / "plain"
    shutil.copytree(checkpoint("marian"), plain)
    assert load(str(plain), "translate", LoadSettings(source="fr")).signature
    (plain / "tokenizer_config.json").write_text('{"source_lang": "vi", "target_lang": "en"}', encoding="utf-8")
    with pytest.raises(ModelError, match="translates from 'vi', not from 'fr'"):
        load(str(plain), "translate", LoadSettings(source="fr"))


def test_tone_marks_go_where_the_checkpoint_learnt_them(checkpoint: Checkpoint) -> None:
    spec, _ = spec_and_family(checkpoint("mbart"), checkpoint="vinai/vinai-translate-vi2en-v2")
    assert spec.tone_marks == "new"
    text = "hòa bình, khỏe, Ủy ban, quý, hoàn toàn, thuỷ thủ"
    assert normalise(text, tone_marks="new") == "hoà bình, khoẻ, Uỷ ban, quý, hoàn toàn, thuỷ thủ"
    assert normalise(text, tone_marks="old") == "hòa bình, khỏe, Ủy ban, quý, hoàn toàn, thủy thủ"


def test_too_little_memory_is_said_before_loading(checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    needed = needed_memory(checkpoint("nllb"))
    info = describe(str(checkpoint("nllb")))
    assert needed == 4 * (info.parameters or 0)
    check_memory(checkpoint("nllb"), lambda: needed)
    check_memory(checkpoint("nllb"), lambda: None)
    with pytest.raises(ModelError, match=f"needs {in_words(needed)} of memory, and {in_words(needed - 1)} are free"):
        check_memory(checkpoint("nllb"), lambda: needed - 1)
    engines._load.cache_clear()
    monkeypatch.setattr("briefing.models.memory.available_memory", lambda: 1000)
    with pytest.raises(ModelError, match="and 1 kB are free"):
        model_in(checkpoint("nllb")).generate(TEXTS)


def test_half_precision_weights_need_their_computed_size(checkpoint: Checkpoint, tmp_path: Path) -> None:
    directory = tmp_path / "half"
    shutil.copytree(checkpoint("t5"), directory)
    (directory / "model.safetensors").rename(directory / "pytorch_model.bin")
    size = (directory / "pytorch_model.bin").stat().st_size
    config = json.loads((directory / "config.json").read_text(encoding="utf-8"))
    for stored, factor in (("float32", 1), ("float16", 2), ("bfloat16", 2)):
        config.pop("dtype", None)
        (directory / "config.json").write_text(json.dumps(config | {"torch_dtype": stored}), encoding="utf-8")
        assert needed_memory(directory) == size * factor


def test_this_machine_has_memory() -> None:
    available = available_memory()
    assert available is None or available > 10**7


def test_a_cut_copy_of_the_weights_is_named(checkpoint: Checkpoint, tmp_path: Path) -> None:
    directory = tmp_path / "cut"
    shutil.copytree(checkpoint("t5"), directory)
    weights = directory / "model.safetensors"
    whole = weights.read_bytes()
    for length in (4, len(whole) // 2, len(whole) - 1):
        weights.write_bytes(whole[:length])
        with pytest.raises(ModelError, match=r"model\.safetensors is not whole"):
            load(str(directory))
    weights.write_bytes(whole)
    assert load(str(directory)).signature
