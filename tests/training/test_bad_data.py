"""What goes wrong outside: each ends in two lines and the right exit code, and what was trained so far stays."""

from __future__ import annotations

import contextlib
import errno
import gzip
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tomli_w

from briefing.errors import ModelError
from briefing.training.disk import in_place, told
from tests.conftest import Briefing, Outcome

from .conftest import settings, write_corpora

torch = pytest.importorskip("torch")

from briefing.training.device import arithmetic, described, device_for  # noqa: E402
from briefing.training.export import export  # noqa: E402
from briefing.training.prepare import CORPUS  # noqa: E402
from briefing.training.recipe import parse_recipe, read_recipe  # noqa: E402
from briefing.training.train import CHECKPOINT, LOG, train  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:Recommended. pip install sacremoses")


def write_recipe(root: Path, **training: Any) -> Path:
    record = settings(root, max_steps=4, evaluate_every=4, save_every=2, **training)
    del record["digest"]
    path = root.parent / "recipe.toml"
    path.write_text(tomli_w.dumps(record), encoding="utf-8")
    return path


@pytest.fixture
def half(tmp_path: Path) -> tuple[Path, Path]:
    """A recipe, and a run of it that was stopped after two steps."""
    path = write_recipe(write_corpora(tmp_path / "corpora"))
    train(read_recipe(path), tmp_path / "run", max_steps=2)
    return path, tmp_path / "run"


def refused(outcome: Outcome, code: int, *said: str) -> None:
    assert outcome.code == code, outcome.err
    assert outcome.out == ""
    lines = outcome.err.splitlines()
    assert len(lines) == 2, outcome.err
    for words in said:
        assert words in outcome.err
    assert "Traceback" not in outcome.err


def unequal(root: Path) -> None:
    path = root / "news" / "train.en.gz"
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()) + b"one more\n"))


def latin(root: Path) -> None:
    (root / "news" / "train.vi.gz").write_bytes(gzip.compress("Thành phố\n".encode("cp1258", "replace")))


def latin_development(root: Path) -> None:
    (root / "dev.vi").write_bytes("Thành phố\n".encode("utf-16"))


def empty(root: Path) -> None:
    (root / "own.jsonl").write_text("", encoding="utf-8")
    for language in ("vi", "en"):
        (root / "news" / f"train.{language}.gz").write_bytes(gzip.compress(b""))


def empty_development(root: Path) -> None:
    for language in ("vi", "en"):
        (root / f"dev.{language}").write_text("", encoding="utf-8")


def missing(root: Path) -> None:
    (root / "news" / "train.vi.gz").unlink()


def broken(root: Path) -> None:
    (root / "own.jsonl").write_text('{"title_vi": \n', encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "code", "said"),
    [
        (unequal, 6, ("44 lines", "45", "Align the files")),
        (latin, 6, ("not UTF-8 (line 1)", "iconv")),
        (latin_development, 6, ("not UTF-8 (line 1)", "iconv")),
        (empty, 6, ("no training pairs are left",)),
        (empty_development, 6, ("'dev' is empty",)),
        (missing, 2, ("no corpus file",)),
        (broken, 6, ("line 1", "repair")),
    ],
)
def test_bad_data_is_named_and_the_checkpoint_stays(
    half: tuple[Path, Path], briefing: Briefing, damage: Callable[[Path], None], code: int, said: tuple[str, ...]
) -> None:
    recipe, run = half
    before = (run / CHECKPOINT).read_bytes()
    damage(recipe.parent / "corpora")
    (run / CORPUS).unlink()  # so that the data is read again
    outcome = briefing("model", "train", recipe, "--output", run)
    refused(outcome, code)
    assert all(words.lower() in outcome.err.lower() for words in said), outcome.err
    assert (run / CHECKPOINT).read_bytes() == before


def test_held_out_text_in_another_encoding_is_named(half: tuple[Path, Path], briefing: Briefing) -> None:
    recipe, run = half
    record = recipe.parent / "corpora" / "dev.en"
    record.write_bytes("Some text é\n".encode("latin-1"))
    refused(briefing("model", "train", recipe, "--output", run.parent / "new"), 6, "dev.en is not UTF-8 (line 1)")


def test_a_missing_gpu_is_an_error_where_one_is_demanded(
    tmp_path: Path, briefing: Briefing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    recipe = write_recipe(write_corpora(tmp_path / "corpora"), device="cuda")
    refused(briefing("model", "train", recipe, "--output", tmp_path / "run"), 6, "demands a GPU", 'device = "auto"')
    assert not (tmp_path / "run").exists()


def test_what_is_there_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    cpu = device_for("auto")
    assert cpu.type == "cpu"
    assert described(cpu, "auto") == "cpu, float32"
    assert described(cpu, "bfloat16") == "cpu, bfloat16"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda _: "Card")
    for bf16, named in ((True, "Card, bfloat16"), (False, "Card, float32")):
        monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda bf16=bf16: bf16)
        assert (device_for("auto").type, device_for("cpu").type, device_for("cuda").type) == ("cuda", "cpu", "cuda")
        if not bf16:
            assert described(device_for("auto"), "auto") == named
    assert arithmetic(cpu, "float32").__enter__() is None


def test_bfloat16_trains_much_like_float32(tmp_path: Path) -> None:
    losses = {}
    for precision in ("float32", "bfloat16"):
        record = settings(write_corpora(tmp_path / precision), max_steps=12, precision=precision)
        losses[precision] = train(parse_recipe(record), tmp_path / f"run-{precision}").loss
    assert losses["float32"] != losses["bfloat16"]
    assert losses["bfloat16"] == pytest.approx(losses["float32"], rel=0.02)


def test_a_full_disk_while_preparing(tmp_path: Path, briefing: Briefing, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = write_recipe(write_corpora(tmp_path / "corpora"))

    def full(path: Path, **arrays: object) -> None:
        del arrays
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(np, "savez", full)
        refused(briefing("model", "train", recipe, "--output", tmp_path / "run"), 6, "No space left", "Free some disk")
    assert not (tmp_path / "run" / CORPUS).exists()
    assert not list((tmp_path / "run").glob("*.partial*"))
    assert train(read_recipe(recipe), tmp_path / "run").steps == 4


def test_a_full_disk_while_exporting_leaves_the_old_model(
    half: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe, run = half
    folder = export(read_recipe(recipe), run, tmp_path / "model")
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}

    def full(*_: object, **__: object) -> None:
        raise Exception(f"I/O error: {os.strerror(errno.ENOSPC)} (os error {errno.ENOSPC})")  # noqa: TRY002

    monkeypatch.setattr("briefing.training.export.convert", full)
    with pytest.raises(ModelError, match="No space left"):
        export(read_recipe(recipe), run, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
    assert not (tmp_path / "model.partial").exists()


def test_a_log_that_cannot_be_written(half: tuple[Path, Path], briefing: Briefing) -> None:
    recipe, run = half
    before = (run / CHECKPOINT).read_bytes()
    (run / LOG).unlink()
    (run / LOG).mkdir()
    refused(briefing("model", "train", recipe, "--output", run), 6, "log.jsonl", "checkpoint is intact")
    assert (run / CHECKPOINT).read_bytes() == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MiB; skipped where it may not be mounted."""
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    try:
        subprocess.run(mount, check=True, capture_output=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        pytest.skip("no right to mount a file system")
    yield place
    subprocess.run(["umount", str(place)], check=False, capture_output=True, timeout=30)


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as out:
        for size in (1 << 16, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while out.write(b"x" * size) == size:
                    pass


def test_a_disk_that_is_really_full(tmp_path: Path, small_disk: Path, briefing: Briefing) -> None:
    recipe = write_recipe(write_corpora(tmp_path / "corpora"))
    run = small_disk / "run"
    assert briefing("model", "train", recipe, "--output", run, "--max-steps", 2).code == 0
    before = (run / CHECKPOINT).read_bytes()
    ballast = small_disk / "ballast"
    fill(ballast)
    refused(briefing("model", "train", recipe, "--output", run), 6, "checkpoint is intact")
    assert (run / CHECKPOINT).read_bytes() == before
    assert not list(run.glob("*.partial*"))
    ballast.unlink()
    assert train(read_recipe(recipe), run).steps == 4
    assert len(torch.load(run / CHECKPOINT, weights_only=True)) == 5


def test_files_take_their_place_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")

    def refuse() -> None:
        with told(tmp_path), in_place(path) as partial:
            partial.write_text("ne", encoding="utf-8")
            raise OSError(errno.EACCES, "Permission denied", str(partial))

    with pytest.raises(ModelError, match=r"a\.partial"):
        refuse()
    assert path.read_text(encoding="utf-8") == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]
    with pytest.raises(ZeroDivisionError), told(tmp_path):
        raise ZeroDivisionError
