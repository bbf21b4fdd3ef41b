"""Checkpoints of every family through the real path: a directory on disk, tokenised, searched, scored."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from briefing.errors import ModelError
from briefing.models.checkpoint import CUT_MARK, UNWRITTEN, room
from briefing.models.engine import Engine, load_engine, usable_cores
from briefing.models.families import Family, family_of, read_families, spec_of
from briefing.models.hf import HfSeq2Seq, Running
from briefing.resources import packaged
from briefing.values import Hypothesis
from tests.models.tiny_checkpoints import BUILDERS, POSITIONS, T5_IDS, oracle, seed_lines, sentencepiece_model

Checkpoint = Callable[[str], Path]
FAMILIES = sorted(BUILDERS)
TEXT = "Chủ tịch nước Lương Cường hội kiến, ngày 26/1."
WIDE = "Ｖｉệt Nam ２６/1"  # NFKC makes it "Việt Nam 26/1": a tokenizer without its character map does not
SHORT = sorted({line[:60].rsplit(" ", 1)[0] for line in seed_lines()}, key=len)[10:22]


def family_in(directory: Path) -> Family:
    return family_of(directory, read_families(packaged("prompts") / "families"))


def model_in(directory: Path, *, beam: int = 1, max_new_tokens: int = 8, **spec: Any) -> HfSeq2Seq:
    family = family_in(directory)
    changed = replace(spec_of(family), max_new_tokens=max_new_tokens, **spec)
    return HfSeq2Seq(directory, directory.name, changed, family, "translate", beam=beam)


def engine_in(directory: Path) -> Engine:
    family = family_in(directory)
    return load_engine(directory, spec_of(family), family, "cpu")


def tokens(engine: Engine, ids: Sequence[int]) -> list[str]:
    return list(engine._tokenizer.convert_ids_to_tokens(list(ids)))


@pytest.mark.parametrize("name", FAMILIES)
def test_a_checkpoint_is_recognised_by_its_files(name: str, checkpoint: Checkpoint) -> None:
    assert family_in(checkpoint(name)).name == name


# What stands before and after the pieces of the text, and how an output begins: start token, forced token.
SHAPES: dict[str, tuple[list[str], list[str], list[str]]] = {
    "marian": ([], ["</s>"], ["<pad>"]),
    "m2m100": (["__vi__"], ["</s>"], ["</s>", "__en__"]),
    "nllb": (["vie_Latn"], ["</s>"], ["</s>", "eng_Latn"]),
    "mbart50": (["vi_VN"], ["</s>"], ["</s>", "en_XX"]),
    "mbart": ([], ["</s>", "vi_VN"], ["en_XX"]),
    "t5": ([], ["</s>"], ["<pad>"]),
    "mt5": ([], ["</s>"], ["<pad>"]),
    "madlad": ([], ["</s>"], ["<pad>"]),
}


@pytest.mark.parametrize("name", FAMILIES)
def test_special_tokens_stand_where_the_family_wants_them(name: str, checkpoint: Checkpoint) -> None:
    engine = engine_in(checkpoint(name))
    before, after, start = SHAPES[name]
    (ids,) = engine.encode([TEXT])
    spelled = tokens(engine, ids)
    assert spelled[: len(before)] == before
    assert spelled[len(spelled) - len(after) :] == after
    for beams in (1, 3):
        (written,) = engine.search([ids], {"num_beams": beams, "max_new_tokens": 4})
        assert tokens(engine, written)[: len(start)] == start


@pytest.mark.parametrize("name", [name for name in FAMILIES if name != "nllb"])
@pytest.mark.parametrize("text", [TEXT, WIDE])
def test_token_ids_are_those_of_sentencepiece_itself(name: str, text: str, checkpoint: Checkpoint) -> None:
    if name == "mbart" and text == WIDE:
        pytest.xfail("transformers 5 builds MBartTokenizer without the character map of its SentencePiece model")
    engine = engine_in(checkpoint(name))
    before, after, _ = SHAPES[name]
    options = T5_IDS if "t5" in name else {}
    if name == "madlad":
        options = T5_IDS | {"user_defined_symbols": "<2en>,<2vi>"}
    expected = oracle(sentencepiece_model(**options)).encode(text, out_type=str)
    known = engine._tokenizer.get_vocab()
    unknown = engine._tokenizer.unk_token
    (ids,) = engine.encode([text])
    inner = tokens(engine, ids)[len(before) : -len(after)]
    assert inner == [piece if piece in known else unknown for piece in expected]


def test_prompts_are_asked_for_as_one_piece_where_the_vocabulary_has_one(checkpoint: Checkpoint) -> None:
    directory = checkpoint("madlad")
    assert spec_of(family_in(directory)).tasks == {"translate": "<2en> "}
    engine = engine_in(directory)
    assert tokens(engine, engine.encode([f"<2en> {TEXT}"])[0])[0] == "<2en>"
    assert spec_of(family_in(checkpoint("t5"))).tasks == {"translate": "translate Vietnamese to English: "}


@pytest.mark.parametrize("beam", [1, 3])
@pytest.mark.parametrize("name", FAMILIES)
def test_batched_equals_one_by_one(name: str, beam: int, checkpoint: Checkpoint) -> None:
    model = model_in(checkpoint(name), beam=beam)
    texts = SHORT[::2]
    batched = model.generate(texts)
    single = [model.generate([text])[0] for text in texts]
    assert [one.text for one in batched] == [one.text for one in single]
    assert [one.score for one in batched] == pytest.approx([one.score for one in single], abs=1e-4)
    assert all(one.score <= 0 for one in batched)


def test_order_and_budget_change_nothing(checkpoint: Checkpoint) -> None:
    model = model_in(checkpoint("t5"))
    small = HfSeq2Seq(
        checkpoint("t5"), "t5", model._spec, model._family, "translate", beam=1, running=Running("cpu", budget=100)
    )
    expected = [one.text for one in model.generate(SHORT)]
    assert len(set(expected)) > 1
    assert [one.text for one in model.generate(SHORT[::-1])] == expected[::-1]
    assert [one.text for one in small.generate(SHORT)] == expected


def test_the_score_is_the_mean_log_probability_of_the_search(checkpoint: Checkpoint) -> None:
    """The oracle is transformers' own bookkeeping of a greedy search, forced token left out."""
    import torch

    engine = engine_in(checkpoint("mbart50"))
    (ids,) = engine.encode([TEXT])
    options = {"num_beams": 1, "max_new_tokens": 6, "output_logits": True, "return_dict_in_generate": True}
    with torch.inference_mode():
        found = engine._model.generate(input_ids=torch.tensor([ids]), **(engine._fixed | options))
    sequence = found.sequences[0].tolist()
    steps = [logits[0].log_softmax(-1)[token] for logits, token in zip(found.logits, sequence[1:], strict=True)]
    expected = float(sum(steps[1:]) / len(steps[1:]))
    assert engine.score([ids], [sequence], 10**6) == pytest.approx([expected], abs=1e-5)


def test_scoring_in_parts_gives_the_same(checkpoint: Checkpoint) -> None:
    engine = engine_in(checkpoint("marian"))
    rows = engine.encode(SHORT[:4])
    written = engine.search(rows, {"num_beams": 2, "max_new_tokens": 6})
    assert engine.score(rows, written, 1) == pytest.approx(engine.score(rows, written, 10**9), abs=1e-5)


def test_a_text_that_is_too_long_is_not_translated_and_named(checkpoint: Checkpoint) -> None:
    model = model_in(checkpoint("marian"), max_input_tokens=30)
    long = " ".join(SHORT)
    found = model.generate([SHORT[0], long])
    assert found[1] == Hypothesis("", UNWRITTEN)
    assert found[0].text
    assert any("where 30 fit" in note and long[:20] in note for note in model.notes)


def test_the_positions_of_a_model_limit_its_input(checkpoint: Checkpoint) -> None:
    model = model_in(checkpoint("m2m100"), max_input_tokens=10_000)
    assert model.generate(["x" * 500])[0] == Hypothesis("", UNWRITTEN)
    assert f"where {POSITIONS} fit" in model.notes[0]


def test_an_output_that_is_cut_says_so(checkpoint: Checkpoint) -> None:
    model = model_in(checkpoint("marian"), max_new_tokens=5)
    (found,) = model.generate([TEXT])
    assert found.text.endswith(CUT_MARK)
    assert "stopped after 5 tokens" in model.notes[0]


def test_an_output_with_its_end_mark_is_whole(checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = engine_in(checkpoint("marian"))
    pad = engine._tokenizer.pad_token_id
    monkeypatch.setattr(Engine, "search", lambda *given: [[pad, 9, 10, 0] for _ in given[1]])
    assert engine.complete([pad, 9, 10, 0])
    assert CUT_MARK not in model_in(checkpoint("marian")).generate([TEXT])[0].text


def test_a_marker_in_the_answer_is_taken_off(checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = read_families(packaged("prompts") / "families")
    family = family_of(checkpoint("t5"), tables, "VietAI/envit5-translation")
    assert spec_of(family).tasks == {"translate": "vi: "}
    monkeypatch.setattr(Engine, "decode", lambda *_: "en: The President met.")
    monkeypatch.setattr(Engine, "complete", lambda *_: True)
    model = HfSeq2Seq(checkpoint("t5"), "envit5", spec_of(family), family, "translate", beam=1)
    assert model.generate([TEXT])[0].text == "The President met."


def raising(error: Exception) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise error

    return fail


def test_memory_running_out_halves_the_batch(checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    model = model_in(checkpoint("marian"))
    expected = model.generate(SHORT)
    search, sizes = Engine.search, []

    def narrow(self: Engine, rows: Sequence[Sequence[int]], options: dict[str, Any]) -> list[list[int]]:
        sizes.append(len(rows))
        if len(rows) > 2:
            raise RuntimeError("CUDA out of memory")
        return search(self, rows, options)

    monkeypatch.setattr(Engine, "search", narrow)
    assert [one.text for one in model.generate(SHORT)] == [one.text for one in expected]
    assert max(sizes) > 2
    monkeypatch.setattr(Engine, "search", raising(RuntimeError("broken")))
    with pytest.raises(ModelError, match="broken"):
        model.generate(SHORT)


def test_progress_reaches_the_end(checkpoint: Checkpoint) -> None:
    seen: list[tuple[int, int]] = []
    model_in(checkpoint("marian"), max_input_tokens=40).generate(
        [*SHORT, " ".join(SHORT)], progress=lambda *step: seen.append(step[:2])
    )
    assert seen[-1] == (len(SHORT) + 1, len(SHORT) + 1)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_nothing_is_said_on_the_way(
    checkpoint: Checkpoint, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    load_engine.__globals__["_load"].cache_clear()
    with caplog.at_level(logging.DEBUG, "transformers"):
        model_in(checkpoint("marian")).generate([TEXT])
        model_in(checkpoint("mbart50")).generate([TEXT])
    assert capfd.readouterr() == ("", "")


def copied(directory: Path, to: Path, *without: str) -> Path:
    shutil.copytree(directory, to, ignore=shutil.ignore_patterns(*without))
    return to


@pytest.mark.parametrize("name", FAMILIES)
def test_every_missing_file_is_named(name: str, checkpoint: Checkpoint, tmp_path: Path) -> None:
    needed = {
        "config.json",
        "model.safetensors",
        *(n for n in family_in(checkpoint(name)).files.tokenizer if "|" not in n),
    }
    for file in sorted(needed):
        with pytest.raises(ModelError, match=f"lacks {file}") as caught:
            model_in(copied(checkpoint(name), tmp_path / file, file)).generate([TEXT])
        assert caught.value.exit_code == 6
        assert caught.value.remedy


def test_a_missing_shard_is_named(checkpoint: Checkpoint, tmp_path: Path) -> None:
    directory = copied(checkpoint("marian"), tmp_path / "sharded", "model.safetensors")
    index = {"weight_map": {"a": "model-00001-of-00002.safetensors"}}
    (directory / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
    with pytest.raises(ModelError, match=r"lacks model-00001-of-00002\.safetensors"):
        model_in(directory).generate([TEXT])


def test_broken_weights_are_one_kind_of_error(checkpoint: Checkpoint, tmp_path: Path) -> None:
    directory = copied(checkpoint("marian"), tmp_path / "broken")
    (directory / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(ModelError, match="no safetensors file"):
        model_in(directory).generate([TEXT])


def test_weights_that_lack_tensors_are_refused(checkpoint: Checkpoint, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    directory = copied(checkpoint("marian"), tmp_path / "partial")
    weights = load_file(directory / "model.safetensors")
    gone = next(name for name in sorted(weights) if "encoder_attn.k_proj" in name)
    del weights[gone]
    save_file(weights, directory / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelError, match="incomplete: 1 tensors") as caught:
        model_in(directory).generate([TEXT])
    assert gone.removeprefix("model.") in caught.value.message


def test_an_unknown_language_is_refused(checkpoint: Checkpoint) -> None:
    with pytest.raises(ModelError, match="no token 'xx_XX'"):
        model_in(checkpoint("mbart50"), target="xx_XX").generate([TEXT])


def test_settings_that_generate_does_not_know_are_refused(checkpoint: Checkpoint) -> None:
    with pytest.raises(ModelError, match="cannot decode with these settings"):
        model_in(checkpoint("marian"), generate={"num_baems": 3}).generate([TEXT])


def test_the_signature_follows_weights_settings_and_nothing_else(checkpoint: Checkpoint, tmp_path: Path) -> None:
    model = model_in(checkpoint("marian"))
    copy = copied(checkpoint("marian"), tmp_path / "marian")
    assert model_in(copy).signature == model.signature
    (copy / "README.md").write_text("a card", encoding="utf-8")
    assert model_in(copy).signature == model.signature
    assert model_in(copy, beam=2).signature != model.signature
    assert model_in(copy, length_penalty=0.6).signature != model.signature
    assert model_in(copy, max_new_tokens=9).signature != model.signature
    with (copy / "vocab.json").open("a", encoding="utf-8") as stream:
        stream.write("\n")
    assert model_in(copy).signature != model.signature
    assert "\n" not in model.signature


def test_no_card_no_cuda(checkpoint: Checkpoint) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is a graphics card")
    family = family_in(checkpoint("marian"))
    with pytest.raises(ModelError, match="No CUDA device"):
        load_engine(checkpoint("marian"), spec_of(family), family, "cuda")


def test_there_is_at_least_one_core() -> None:
    assert usable_cores() >= 1


def test_rooms_grow_with_the_source_and_are_shared_by_neighbours() -> None:
    assert [room(length) for length in (1, 32, 33, 64)] == [96, 96, 160, 160]
