"""The whole road at toy size: prepare, train, kill, resume, export, load, translate, evaluate."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from briefing.errors import ConfigError, ModelError
from briefing.models.boundary import load_spec
from briefing.training.recipe import Recipe, TrainingSettings, parse_recipe
from briefing.training.rules import validate

from .conftest import settings, write_corpora

torch = pytest.importorskip("torch")

from briefing.lang.repetition import repetition  # noqa: E402
from briefing.training.corpus import PREFIXES, collate, encode_pairs, plan  # noqa: E402
from briefing.training.data import Pair  # noqa: E402
from briefing.training.evaluate import evaluate, leftover, translator  # noqa: E402
from briefing.training.export import export, read_metrics  # noqa: E402
from briefing.training.initialise import cooccurrence_vectors  # noqa: E402
from briefing.training.network import build, losses  # noqa: E402
from briefing.training.parallel import trained  # noqa: E402
from briefing.training.prepare import Prepared, prepare  # noqa: E402
from briefing.training.train import CHECKPOINT, development_loss, learning_rate, train  # noqa: E402
from briefing.training.vocabulary import encoder, load_tokenizer  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:Recommended. pip install sacremoses")


def log(folder: Path) -> list[dict[str, Any]]:
    clock = {"tokens_per_second", "minutes", "minutes_left"}
    lines = [json.loads(line) for line in (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    return [{key: value for key, value in line.items() if key not in clock} for line in lines]


def weights(folder: Path) -> list[Any]:
    record = torch.load(folder / CHECKPOINT, weights_only=True)
    return [record["model"], record["average"]]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Recipe, Path]:
    root = tmp_path_factory.mktemp("finished")
    recipe = parse_recipe(settings(write_corpora(root / "corpora")))
    train(recipe, root / "run")
    return recipe, root / "run"


@pytest.fixture
def recipe(finished: tuple[Recipe, Path]) -> Recipe:
    return finished[0]


@pytest.fixture
def run(finished: tuple[Recipe, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished[1], tmp_path / "run"))


@pytest.fixture
def prepared(finished: tuple[Recipe, Path]) -> Prepared:
    return prepare(*finished)


def test_two_runs_of_one_seed_are_one(recipe: Recipe, run: Path, tmp_path: Path) -> None:
    train(recipe, tmp_path / "again")
    assert log(run) == log(tmp_path / "again")
    assert all(torch.equal(a, b) for a, b in zip(weights(run), weights(tmp_path / "again"), strict=True))
    train(replace(recipe, seed=2), tmp_path / "other")
    assert log(run) != log(tmp_path / "other")


def test_a_killed_run_ends_where_an_unkilled_one_ends(recipe: Recipe, run: Path, tmp_path: Path) -> None:
    killed = tmp_path / "killed"
    seen = 0

    def kill(done: int, total: int, what: str) -> None:
        nonlocal seen
        del done, total
        seen += what.startswith("loss")
        if seen == 8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(recipe, killed, progress=kill)
    result = train(recipe, killed)
    assert result.steps == recipe.training.max_steps
    assert all(torch.equal(a, b) for a, b in zip(weights(run), weights(killed), strict=True))
    assert log(killed)[-2:] == log(run)[-2:]


def test_the_loss_falls_and_the_log_tells_the_gap(recipe: Recipe, tmp_path: Path) -> None:
    longer = replace(recipe, training=replace(recipe.training, max_steps=60, evaluate_every=30, peak_rate=1e-2))
    train(longer, tmp_path / "run")
    lines = log(tmp_path / "run")
    steps = [line for line in lines if "loss" in line]
    assert steps[-1]["loss"] < steps[0]["loss"] - 0.5
    development = [line for line in lines if "development" in line]
    assert [line["step"] for line in development] == [30, 60]
    assert {"loss", "shuffled", "gap"} == set(development[0]["development"]["dev"])


def test_the_rate_rises_falls_and_falls_again_after_a_warm_restart() -> None:
    once = TrainingSettings(max_steps=100, peak_rate=1.0, warmup_steps=10)
    assert learning_rate(once, 0, 0.0) == pytest.approx(0.1)
    assert learning_rate(once, 50, 0.5) == pytest.approx(0.5)
    assert learning_rate(once, 100, 1.0) == pytest.approx(0.01)
    twice = replace(once, restart_step=60, restart_rate=0.5)
    assert learning_rate(twice, 30, 0.3) == pytest.approx(0.5)
    assert learning_rate(twice, 60, 0.6) == pytest.approx(0.5)
    assert learning_rate(twice, 80, 0.8) == pytest.approx(0.25)


@pytest.mark.parametrize(
    "wrong",
    [
        {"restart_step": 50},
        {"restart_rate": 0.1},
        {"restart_step": 5, "restart_rate": 1e-3, "max_minutes": 1.0},
        {"restart_step": 10**6, "restart_rate": 1e-3},
    ],
)
def test_half_a_restart_is_refused(recipe: Recipe, wrong: dict[str, float]) -> None:
    with pytest.raises(ConfigError, match="restart"):
        validate(replace(recipe, training=replace(recipe.training, **{"max_minutes": None, **wrong})))


def test_patience_ends_a_run_that_gains_nothing(recipe: Recipe, tmp_path: Path) -> None:
    hopeless = replace(
        recipe,
        training=replace(recipe.training, max_steps=40, evaluate_every=2, peak_rate=1e-12, ema=0.0, patience=1),
    )
    assert train(hopeless, tmp_path / "run").steps < 40


def test_another_recipe_may_not_continue_a_run(recipe: Recipe, run: Path) -> None:
    with pytest.raises(ModelError, match="another recipe"):
        train(replace(recipe, digest="e"), run)


def test_a_damaged_checkpoint_is_named(recipe: Recipe, run: Path) -> None:
    (run / CHECKPOINT).write_bytes(b"half a file")
    with pytest.raises(ModelError, match="cannot resume"):
        train(recipe, run)


def test_a_full_disk_leaves_the_last_checkpoint(recipe: Recipe, run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (run / CHECKPOINT).read_bytes()

    def full(record: object, path: Path) -> None:
        del record
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(ModelError, match="cannot write") as caught:
        train(replace(recipe, training=replace(recipe.training, max_steps=15)), run)
    assert "intact" in caught.value.remedy
    assert (run / CHECKPOINT).read_bytes() == before
    assert not list(run.glob("*.partial"))


def test_our_arithmetic_is_that_of_transformers(recipe: Recipe, prepared: Prepared) -> None:
    model = build(recipe.model, recipe.vocabulary.size, seed=3, deviation=0.2).eval()
    batch = collate(prepared.corpus, list(range(5)), recipe.vocabulary.size - 1)
    ours = {name: torch.from_numpy(getattr(batch, name)) for name in ("source", "decoder", "labels")}
    with torch.no_grad():
        _, plain, _, count = losses(model, ours)
        logits = model(
            input_ids=ours["source"],
            attention_mask=(ours["source"] != model.config.pad_token_id).long(),
            decoder_input_ids=ours["decoder"],
        ).logits
    logits[..., -1] = -torch.inf
    labels = ours["labels"].masked_fill(ours["labels"] == model.config.pad_token_id, -100)
    theirs = torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten(), reduction="sum")
    assert float(plain) == pytest.approx(float(theirs), rel=1e-5)
    assert count == batch.tokens


def test_gradients_are_those_of_the_plain_formula(recipe: Recipe, prepared: Prepared) -> None:
    size = recipe.vocabulary.size
    batch = collate(prepared.corpus, list(range(4)), size - 1)
    ours = {name: torch.from_numpy(getattr(batch, name)) for name in batch.__dataclass_fields__}
    model = build(recipe.model, size, seed=3, deviation=0.2)
    smoothed, _, _, _ = losses(model, ours, smoothing=0.1)
    smoothed.backward()
    gradients = [parameter.grad.clone() for parameter in trained(model)]
    model.zero_grad()
    logits = model(
        input_ids=ours["source"],
        attention_mask=(ours["source"] != size - 1).long(),
        decoder_input_ids=ours["decoder"],
    ).logits[..., : size - 1]
    labels = ours["labels"].masked_fill(ours["labels"] == size - 1, -100)
    torch.nn.functional.cross_entropy(
        logits.flatten(0, 1), labels.flatten(), reduction="sum", label_smoothing=0.1
    ).backward()
    for mine, parameter in zip(gradients, trained(model), strict=True):
        assert torch.allclose(mine, parameter.grad, atol=2e-4, rtol=1e-3)


def test_exported_models_load_by_auto_classes(recipe: Recipe, run: Path, tmp_path: Path) -> None:
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

    folder = export(recipe, run, tmp_path / "model", metrics={"dev": {"BLEU": 1.0}})
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModelForSeq2SeqLM.from_pretrained(folder, local_files_only=True)
    pad = recipe.vocabulary.size - 1
    assert (tokenizer.pad_token_id, tokenizer.eos_token_id, model.config.decoder_start_token_id) == (pad, 0, pad)
    assert not model.model.shared.weight[pad].any()
    assert model.generation_config.bad_words_ids == [[pad]]
    spec = load_spec(folder)
    assert (spec.family, spec.placeholders, spec.tone_marks) == ("marian", True, "old")
    assert dict(spec.tasks) == dict(PREFIXES)
    assert "| news |" in (folder / "README.md").read_text(encoding="utf-8")
    outputs = translator(folder)(["Thủ tướng đã ký 25 thỏa thuận.", "Quốc hội."], "brief")
    assert len(outputs) == 2
    assert not any("<pad>" in output for output in outputs)
    assert not list(tmp_path.glob("*.partial"))


def test_an_exported_model_is_the_one_that_was_trained(finished: tuple[Recipe, Path], tmp_path: Path) -> None:
    # Positions are neither trained nor saved: all that build, load or train a model must agree on them.
    from transformers import MarianMTModel

    recipe, folder = finished
    prepared = prepare(recipe, folder)
    model = MarianMTModel.from_pretrained(export(recipe, folder, tmp_path / "model"), dtype=torch.float32)
    fresh = build(recipe.model, recipe.vocabulary.size, seed=1, deviation=0.1)
    assert torch.equal(fresh.model.encoder.embed_positions.weight, model.model.encoder.embed_positions.weight)
    assert torch.equal(fresh.model.decoder.embed_positions.weight, model.model.decoder.embed_positions.weight)
    logged = [line["development_loss"] for line in log(folder) if "development_loss" in line][-1]
    loss, _ = development_loss(model, prepared.development["dev"], torch.device("cpu"))
    assert loss == pytest.approx(logged, abs=2e-3)


def test_a_missing_checkpoint_or_model_is_an_error(recipe: Recipe, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no checkpoint"):
        export(recipe, tmp_path, tmp_path / "model")
    with pytest.raises(ModelError, match=r"lacks config.json"):
        translator(tmp_path)


def test_placeholders_pass_the_tokenizer_whole(prepared: Prepared) -> None:
    from briefing.lang.placeholders import TOKENS

    tokenizer, encode = load_tokenizer(prepared.tokenizer), encoder(prepared.tokenizer)
    for token in TOKENS:
        for text, count in ((token, 1), (f"({token})", None), (f"ký {token}.", None)):
            ids = tokenizer(text).input_ids
            assert ids == encode([text])[0]
            assert count is None or len(ids) == count + 1
            back = tokenizer.decode(ids, skip_special_tokens=True).replace("<unk>", "")
            assert back in {text, text.strip("()")}
    tagged = PREFIXES["brief"] + "Quốc hội."
    assert tokenizer(tagged).input_ids == encode([tagged])[0]
    assert len(tokenizer(tagged).input_ids) == len(tokenizer("Quốc hội.").input_ids) + 1


def test_passes_show_sources_by_weight_and_never_break_the_budget(recipe: Recipe, prepared: Prepared) -> None:
    corpus = prepared.corpus
    half = replace(recipe, sources=(replace(recipe.sources[0], weight=0.5), recipe.sources[1]))
    first, second = (np.concatenate(plan(corpus, half, number)) for number in (0, 1))
    news = {int(k) for k in np.flatnonzero(corpus.origin == 0)}
    assert {*first, *second} >= news
    assert not ({*first} & news) & {*second} or len(news) % 2
    own = np.flatnonzero(corpus.origin == 1)
    assert all((first == k).sum() == 2 for k in own)
    for members in plan(corpus, recipe, 0):
        batch = collate(corpus, members, 179)
        assert len(members) == 1 or batch.labels.size <= recipe.training.batch_tokens * 1.5


def test_first_vectors_are_the_same_on_any_number_of_cores() -> None:
    chance = np.random.default_rng(3)
    sequences = [chance.integers(0, 300, 30).astype(np.int32) for _ in range(400)]
    threads = torch.get_num_threads()
    found = []
    for count in (1, 2, 3):
        torch.set_num_threads(count)
        found.append(cooccurrence_vectors(sequences, 300, 16, 4))
        assert torch.get_num_threads() == count
    torch.set_num_threads(threads)
    assert all(np.array_equal(found[0], other) for other in found)


def test_a_log_and_a_window_survive_a_kill_between_two_lines(recipe: Recipe, tmp_path: Path) -> None:
    sparse = replace(recipe, training=replace(recipe.training, log_every=4, save_every=3, evaluate_every=100))
    train(sparse, tmp_path / "run")
    train(sparse, tmp_path / "killed", max_steps=3)
    with (tmp_path / "killed" / "log.jsonl").open("a", encoding="utf-8") as out:
        out.write('{"step": 4, "loss": 1.0}\n{"step": 3, "half a li')
    train(sparse, tmp_path / "killed")
    logs = [log(tmp_path / name) for name in ("run", "killed")]
    whole, resumed = ([line for line in lines if "loss" in line and line["step"] % 4 == 0] for lines in logs)
    assert whole[-2:] == resumed[-2:]
    assert [line["step"] for line in whole] == [4, 8, 12]
    assert len({json.dumps(line) for line in log(tmp_path / "killed")}) == len(log(tmp_path / "killed"))


def test_a_limit_in_steps_makes_the_clock_irrelevant(recipe: Recipe, tmp_path: Path) -> None:
    timed = replace(recipe, training=replace(recipe.training, max_minutes=1e-9))
    assert train(timed, tmp_path / "timed").steps == 0
    train(timed, tmp_path / "run", max_steps=4)
    train(recipe, tmp_path / "plain", max_steps=4)
    assert log(tmp_path / "run") == log(tmp_path / "plain")


def test_checkpoints_of_older_versions_are_taken_up(recipe: Recipe, run: Path) -> None:
    record = torch.load(run / CHECKPOINT, weights_only=True)
    del record["window"]
    torch.save(record, run / CHECKPOINT)
    assert train(replace(recipe, training=replace(recipe.training, max_steps=13)), run).steps == 13


def test_alignment_finds_the_word(prepared: Prepared) -> None:
    corpus = prepared.corpus
    ends = corpus.target_start[1:] - 1
    lengths = np.diff(corpus.source_start)
    faithful = corpus.confidence[ends] > 0
    assert faithful.mean() > 0.8
    assert (corpus.position[ends][faithful] == lengths[faithful] - 1).all()


def test_scores_and_what_goes_wrong(corpora: Path, recipe: Recipe, tmp_path: Path) -> None:
    sides = [(corpora / f"dev.{side}").read_text(encoding="utf-8").splitlines() for side in ("vi", "en")]
    references = dict(zip(*sides, strict=True))

    def perfect(texts: Sequence[str], task: str) -> list[str]:
        assert task == "translate"
        return [references[text] for text in texts]

    report = evaluate(perfect, recipe.development, corpora, save_to=tmp_path / "out")
    assert report.scores[0].bleu == pytest.approx(100)
    assert report.scores[0].numbers == 1
    assert "nrefs:1" in report.bleu_signature
    assert "dev, 1-20 words" in report.table()
    worse = evaluate(lambda texts, _: ["" for _ in texts], recipe.development, corpora)
    assert worse.scores[0].empty == 1
    assert "BLEU (2)" in worse.table(report)
    assert json.loads(json.dumps(report.to_json()))["scores"][0]["sentences"] == 2
    (tmp_path / "report.json").write_text(json.dumps(report.to_json()), encoding="utf-8")
    assert read_metrics(tmp_path / "report.json") == report.metrics()
    (tmp_path / "report.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ModelError, match="no evaluation report"):
        read_metrics(tmp_path / "report.json")
    assert (tmp_path / "out" / "dev.txt").read_text(encoding="utf-8").count("\n") == 2


@pytest.mark.parametrize(
    ("text", "loops"),
    [
        ("the plan of the plan of the plan of the plan of", True),
        ("very very very very good", True),
        ("The two sides agreed to deepen ties, and the two sides agreed on trade.", False),
    ],
)
def test_loops_are_seen(text: str, loops: bool) -> None:  # noqa: FBT001
    assert bool(repetition(text)) is loops


def test_vietnamese_left_over_is_seen() -> None:
    assert leftover("The minister nói rằng it is so.", "The minister says so.")
    assert not leftover("The café is open.", "The café opened.")


def test_pairs_that_abridge_may_be_lopsided(prepared: Prepared) -> None:
    pairs = [Pair("một hai ba bốn năm sáu", "One.", "brief")]
    corpus = encode_pairs(pairs, [0], encoder(prepared.tokenizer))
    assert corpus.source[0] == load_tokenizer(prepared.tokenizer).convert_tokens_to_ids("▁⟦brief⟧")
