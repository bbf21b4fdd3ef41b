"""CTranslate2 beside transformers: the same pieces, the same words, the same scores; conversion, choice, no torch."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.errors import ModelError
from briefing.models import backend, convert, ct2
from briefing.models.backend import Fastest, hindrance, runner
from briefing.models.checkpoint import CUT_MARK, UNWRITTEN
from briefing.models.convert import ConversionError, converted, precision, refused
from briefing.models.ct2 import Ct2Seq2Seq, workers
from briefing.models.engine import load_tokenizer
from briefing.models.families import Family, families_in_force, family_of, spec_of
from briefing.models.hf import HfSeq2Seq
from briefing.models.registry import LoadSettings, embedded_directory, load
from briefing.models.tokens import MarianTokens
from briefing.values import Hypothesis
from tests.models.tiny_checkpoints import BUILDERS, POSITIONS, seed_lines

Checkpoint = Callable[[str], Path]
ROOT = Path(__file__).parents[2]
FAMILIES = sorted(BUILDERS)
SHORT = sorted({line[:60].rsplit(" ", 1)[0] for line in seed_lines()}, key=len)[10:22]
ODD = [
    "",
    " ",
    "\u200b\ufeff",
    "</s>",
    "một <unk> hai <pad></s> ba",
    ">>vie<< xin chào",
    ">>vie xin chào",
    "a >>vie<< b",
    "▁ ▁a▁",
    "⟦P1⟧ gặp ⟦P2⟧ ngày ⟦D1⟧.",
    "⟦brief⟧ Hà Nội",
    "日本語 العربية 😀👨‍👩‍👧",
    "Ｖｉệt Nam ２６/1",
    "a\n\tb\u00a0c",
    "ệ" * 300,
    "𝔘𝔫𝔦\u0301\u0323",
]


def family_in(directory: Path) -> Family:
    return family_of(directory, families_in_force())


def pair(directory: Path, *, beam: int = 1, **spec: Any) -> tuple[Ct2Seq2Seq, HfSeq2Seq]:
    family = family_in(directory)
    wanted = replace(spec_of(family), **{"max_new_tokens": 10, **spec})
    arguments = (directory, directory.name, wanted, family, "translate")
    return Ct2Seq2Seq(*arguments, beam=beam), HfSeq2Seq(*arguments, beam=beam)


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("converted")


@pytest.fixture
def conversions(shared_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One cache for the tests of this file that only read it, so that each family is converted once."""
    monkeypatch.setenv("BRIEFING_CACHE", str(shared_cache))
    return shared_cache


@pytest.fixture(scope="session")
def both() -> tuple[MarianTokens, Any]:
    directory = embedded_directory()
    return MarianTokens(directory), load_tokenizer(directory, "")


def same_pieces(both: tuple[MarianTokens, Any], text: str) -> None:
    ours, theirs = both
    (pieces,) = ours.encode([text])
    ids = theirs([text], truncation=False)["input_ids"][0]
    assert pieces == theirs.convert_ids_to_tokens(ids)
    decoded = theirs.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)
    assert ours.decode(pieces) == decoded


def test_pieces_of_the_seeds_are_those_of_transformers(both: tuple[MarianTokens, Any]) -> None:
    for line in seed_lines():
        same_pieces(both, line)


@pytest.mark.parametrize("text", ODD)
def test_pieces_of_odd_texts_are_those_of_transformers(both: tuple[MarianTokens, Any], text: str) -> None:
    same_pieces(both, text)


ALPHABET = st.sampled_from(["<unk>", "</s>", "<pad>", ">>", "<<", "⟦P1⟧", "▁", " ", "Nội", "ạ", "\n", "€", "x", "1"])


@settings(deadline=None, max_examples=150)
@given(st.lists(ALPHABET | st.text(max_size=3), max_size=12).map("".join))
def test_pieces_of_any_text_are_those_of_transformers(both: tuple[MarianTokens, Any], text: str) -> None:
    if any("\ud800" <= character <= "\udfff" for character in text):
        return
    same_pieces(both, text)


@pytest.mark.parametrize("name", FAMILIES)
def test_greedy_words_and_scores_are_those_of_transformers(
    name: str, checkpoint: Checkpoint, conversions: Path
) -> None:
    fast, reference = pair(checkpoint(name))
    ours, theirs = fast.generate(SHORT), reference.generate(SHORT)
    assert [one.text for one in ours] == [one.text for one in theirs]
    assert [one.score for one in ours] == pytest.approx([one.score for one in theirs], abs=2e-3)
    assert fast.signature != reference.signature
    assert list((conversions / "ctranslate2").glob("*.partial*")) == []


@pytest.mark.usefixtures("conversions")
@pytest.mark.parametrize("ngram", [0, 3])
@pytest.mark.parametrize("name", ["marian", "nllb", "t5"])
def test_the_search_is_that_of_transformers(name: str, ngram: int, checkpoint: Checkpoint) -> None:
    options = {"length_penalty": 1.2, "generate": {"no_repeat_ngram_size": ngram} if ngram else {}}
    fast, reference = pair(checkpoint(name), beam=4, **options)
    ours, theirs = fast.generate(SHORT), reference.generate(SHORT)
    same = [one.text == other.text for one, other in zip(ours, theirs, strict=True)]
    assert sum(same) >= len(SHORT) - 1  # random weights make near-ties that no trained model has
    scores = [(one.score, other.score) for one, other, alike in zip(ours, theirs, same, strict=True) if alike]
    tolerance = 5e-3 if not ngram else 0.1  # the search's own numbers leave out what was forbidden
    assert all(one == pytest.approx(other, abs=tolerance) for one, other in scores)


@pytest.mark.usefixtures("conversions")
def test_a_repetition_penalty_is_not_mistaken_for_the_models_opinion(checkpoint: Checkpoint) -> None:
    fast, reference = pair(checkpoint("t5"), generate={"repetition_penalty": 1.3})
    ours, theirs = fast.generate(SHORT), reference.generate(SHORT)
    assert [one.text for one in ours] == [one.text for one in theirs]
    assert [one.score for one in ours] == pytest.approx([one.score for one in theirs], abs=2e-3)


@pytest.mark.usefixtures("conversions")
def test_order_and_neighbours_change_nothing(checkpoint: Checkpoint) -> None:
    fast, _ = pair(checkpoint("t5"), beam=2)
    seen: list[int] = []
    together = fast.generate(SHORT, progress=lambda *step: seen.append(step[0]))
    backwards = fast.generate(SHORT[::-1])[::-1]
    assert [one.text for one in backwards] == [one.text for one in together]
    assert [one.score for one in backwards] == pytest.approx([one.score for one in together], abs=1e-4)
    assert [fast.generate([text])[0].text for text in SHORT[:4]] == [one.text for one in together[:4]]
    assert seen == list(range(1, len(SHORT) + 1))
    assert fast.generate([]) == []


@pytest.mark.usefixtures("conversions")
def test_what_does_not_fit_is_told_and_not_cut(checkpoint: Checkpoint) -> None:
    fast, _ = pair(checkpoint("marian"))
    found = fast.generate(["x " * POSITIONS, SHORT[0]])
    assert found[0] == Hypothesis("", UNWRITTEN)
    assert found[1].text.endswith(CUT_MARK)
    assert any(note.startswith("not translated: ") for note in fast.notes)
    assert any(note.startswith("stopped after 10 tokens") for note in fast.notes)


def test_a_conversion_is_used_only_for_the_weights_that_it_was_made_from(
    checkpoint: Checkpoint, tmp_path: Path
) -> None:
    directory = tmp_path / "model"
    shutil.copytree(checkpoint("t5"), directory)
    fast, _ = pair(directory)
    place = convert.convert(directory, fast._spec, fast._family, beside=True)
    assert converted(directory) == place == directory / convert.BESIDE
    before = fast.signature
    config = json.loads((directory / "config.json").read_text(encoding="utf-8"))
    (directory / "config.json").write_text(json.dumps({**config, "note": "changed"}), encoding="utf-8")
    assert converted(directory) is None
    assert fast.signature != before
    (place / convert.STAMP).write_text("no json", encoding="utf-8")
    assert converted(directory) is None


CONVERT = """
import sys, time
from pathlib import Path
from briefing.models import convert as room

def write(directory, partial):
    for n in range(20):
        (partial / f"{n}.bin").write_bytes(bytes(1000))
        time.sleep(0.002)

room._write, room._prove = write, lambda *_: None  # what takes seconds is not what two processes quarrel about
print("ready", flush=True)
sys.stdin.readline()
for _ in range(5):
    place = room.convert(Path(sys.argv[1]), None, None)
    assert len(list(place.glob("*.bin"))) == 20
print(place)
"""


def test_two_processes_may_convert_at_once(checkpoint: Checkpoint, own_places: Path) -> None:
    command = [sys.executable, "-W", "ignore", "-c", CONVERT, str(checkpoint("t5"))]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    with subprocess.Popen(command, **pipes) as one, subprocess.Popen(command, **pipes) as other:
        for process in (one, other):
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        places = {process.communicate("go\n", timeout=120)[0] for process in (one, other)}
        assert (one.returncode, other.returncode) == (0, 0)
    place = converted(checkpoint("t5"))
    assert places == {f"{place}\n"}
    assert [path.name for path in (own_places / "ctranslate2").iterdir()] == [place.name if place else ""]


def test_what_a_killed_process_left_is_swept_away_in_time(checkpoint: Checkpoint, own_places: Path) -> None:
    folder = own_places / "ctranslate2"
    for name, age in (("a.x.partial", 2 * 86_400), ("b.y.partial", 60)):
        (folder / name).mkdir(parents=True)
        moment = (folder / name).stat().st_mtime - age
        os.utime(folder / name, (moment, moment))
    fast, _ = pair(checkpoint("t5"))
    fast.ready()
    assert not (folder / "a.x.partial").exists()
    assert (folder / "b.y.partial").exists()


def test_a_conversion_that_is_not_the_model_is_refused_once_and_for_all(
    checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch, own_places: Path
) -> None:
    monkeypatch.setattr(convert, "TOLERANCE", -1.0)
    directory = checkpoint("t5")
    fast, reference = pair(directory)
    with pytest.raises(ConversionError, match="nats a token"):
        fast.ready()
    assert converted(directory) is None
    chosen = Fastest(fast, reference, directory)
    assert chosen.signature == fast.signature
    assert chosen.generate(SHORT[:2]) == reference.generate(SHORT[:2])
    assert chosen.signature == reference.signature
    assert "transformers runs it" in chosen.notes[0]
    again = Fastest(*pair(directory), directory)
    assert again.signature == reference.signature
    assert refused(directory)
    assert list((own_places / "ctranslate2").glob("*.partial*")) == []


def test_giving_way_keeps_the_memory_straight(
    checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(convert, "TOLERANCE", -1.0)
    directory = tmp_path / "model"
    shutil.copytree(checkpoint("t5"), directory)
    (directory / "model.toml").write_text(
        '[model]\nfamily = "t5"\nsource = "vi"\ntarget = "en"\n[tasks]\ntranslate = ""\n'
        "[generate]\nmax_new_tokens = 6\nnum_beams = 1\n",
        encoding="utf-8",
    )
    first = load(str(directory)).generate(SHORT[:3])
    named = load(str(directory), settings=LoadSettings(backend="transformers"))
    monkeypatch.setattr(HfSeq2Seq, "generate", lambda *_, **__: pytest.fail("it should have been remembered"))
    assert named.generate(SHORT[:3]) == first


def test_small_models_keep_their_precision(checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    assert precision(checkpoint("t5")) == "float32"
    assert precision(embedded_directory()) == "float16"
    monkeypatch.setattr(convert, "SMALL", 10)
    assert precision(checkpoint("t5")) == "int8"


def test_eight_bits_work_too(checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convert, "SMALL", 10)
    fast, reference = pair(checkpoint("madlad"))
    found = fast.generate(SHORT)
    assert fast.signature.endswith("|int8")
    expected = [one.score for one in reference.generate(SHORT)]
    assert [one.score for one in found] == pytest.approx(expected, abs=0.5)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"diversity_penalty": 0.5}, "diversity_penalty"),
        ({"early_stopping": False}, "early_stopping"),
        ({"repetition_penalty": 1.2}, "repetition_penalty"),
    ],
)
def test_settings_that_ctranslate2_has_not_go_to_transformers(
    options: dict[str, Any], reason: str, checkpoint: Checkpoint
) -> None:
    directory = checkpoint("t5")
    family = family_in(directory)
    spec = replace(spec_of(family), generate=options)
    assert reason in hindrance(spec, family, "translate")
    arguments = (directory, "t5", spec, family, "translate")
    assert isinstance(runner(*arguments), HfSeq2Seq)
    with pytest.raises(ModelError, match=reason):
        runner(*arguments, backend="ctranslate2")


def test_a_graphics_card_means_transformers(checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = checkpoint("t5")
    family = family_in(directory)
    arguments = (directory, "t5", spec_of(family), family, "translate")
    monkeypatch.setattr(backend, "graphics_card", lambda: True)
    assert isinstance(runner(*arguments), HfSeq2Seq)
    assert isinstance(runner(*arguments, backend="ctranslate2"), Ct2Seq2Seq)
    monkeypatch.setattr(backend, "graphics_card", lambda: False)
    assert isinstance(runner(*arguments), Fastest)
    assert isinstance(runner(*arguments, backend="transformers"), HfSeq2Seq)


@pytest.mark.parametrize("text", ["cuda: Optional[str] = None\n", "cuda = None\n", ""])
def test_a_torch_without_cuda_makes_no_graphics_card(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = type("Found", (), {"origin": str(tmp_path / "__init__.py")})
    (tmp_path / "version.py").write_text(text, encoding="utf-8")
    monkeypatch.setattr(backend, "find_spec", lambda _: found)
    assert not backend._torch_knows_cuda()
    (tmp_path / "version.py").write_text("cuda: Optional[str] = '12.4'\n", encoding="utf-8")
    assert backend._torch_knows_cuda()


def test_translators_fill_the_cores_that_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for cores in (1, 2, 8, 16, 64):
        monkeypatch.setattr(ct2, "usable_cores", lambda cores=cores: cores)
        found.append(workers())
    assert found == [(1, 1), (2, 1), (8, 1), (8, 2), (8, 8)]


def test_broken_files_end_in_one_error(checkpoint: Checkpoint, tmp_path: Path) -> None:
    directory = tmp_path / "model"
    shutil.copytree(checkpoint("marian"), directory)
    fast, _ = pair(directory)
    fast.ready()
    place = converted(directory)
    assert place is not None
    (place / "model.bin").write_bytes(b"broken")
    with pytest.raises(ModelError, match="CTranslate2"):
        fast.generate(SHORT)
    (directory / "source.spm").write_bytes(b"broken")
    with pytest.raises(ModelError):
        pair(directory)[0].generate(SHORT)


def test_the_embedded_model_ships_converted_and_small() -> None:
    directory = embedded_directory()
    assert converted(directory) == directory / convert.BESIDE
    assert sum(path.stat().st_size for path in directory.rglob("*") if path.is_file()) <= 64 * 2**20


def test_both_backends_say_the_same_with_the_embedded_model() -> None:
    lines = [line for line in seed_lines() if 6 <= len(line.split()) <= 30][:24]
    for task in ("translate", "brief"):
        fast = load("embedded", task, LoadSettings(cache="none", backend="ctranslate2")).generate(lines)
        reference = load("embedded", task, LoadSettings(cache="none", backend="transformers")).generate(lines)
        same = [one.text == other.text for one, other in zip(fast, reference, strict=True)]
        assert sum(same) >= 0.95 * len(lines)
        near = [abs(one.score - other.score) < 0.05 for one, other in zip(fast, reference, strict=True)]
        assert sum(near) >= 0.95 * len(lines)


NO_TORCH = """
import sys
from briefing.cli import main
sys.argv = ["briefing", *{command!r}]
try:
    main()
except SystemExit as stop:
    assert not stop.code, stop.code
heavy = {heavy!r} & set(sys.modules)
assert not heavy, heavy
"""


def without(heavy: set[str], *command: str, cwd: Path) -> None:
    script = NO_TORCH.format(command=list(command), heavy=heavy)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    options: dict[str, Any] = {"capture_output": True, "text": True, "timeout": 300, "cwd": cwd, "env": environment}
    done = subprocess.run([sys.executable, "-c", script], check=False, **options)
    assert done.returncode == 0, done.stderr


def test_the_main_job_loads_no_torch_and_a_second_run_no_model(tmp_path: Path) -> None:
    sources = tmp_path / "seeds"
    sources.mkdir()
    for path in sorted((ROOT / "seeds").glob("*.txt"))[:3]:
        shutil.copy(path, sources)
    job = ("run", "seeds", "--from", "2025-01-01", "--to", "2026-03-01", "--as-of", "2026-03-02", "-o", "memo.docx")
    heavy = {"torch", "transformers"}
    without(heavy, *job, cwd=tmp_path)
    written = (tmp_path / "memo.docx").read_bytes()
    without(heavy | {"ctranslate2", "sentencepiece"}, *job, cwd=tmp_path)
    assert (tmp_path / "memo.docx").read_bytes() == written
    without(heavy, "sources", "seeds", cwd=tmp_path)
    without(heavy, "verify", "memo.docx", "--sources", "seeds", cwd=tmp_path)
    without(heavy, "render", "memo.toml", cwd=tmp_path)
    without(heavy, "cache", "info", cwd=tmp_path)


def test_a_model_too_large_for_the_memory_is_refused_before_it_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    ct2._load.cache_clear()
    monkeypatch.setattr("briefing.models.memory.available_memory", lambda: 1_000_000)
    with pytest.raises(ModelError, match="MB of memory, and 1 MB are free") as caught:
        ct2.load_translator(embedded_directory())
    assert "smaller model" in caught.value.remedy
    monkeypatch.undo()
    assert ct2.load_translator(embedded_directory()) is ct2.load_translator(embedded_directory())
