"""Writing on Ray: the same drafts as here, a worker that is killed, texts that fail, runs that are stopped."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from briefing import cluster
from briefing.cluster import DIED, RaySettings
from briefing.errors import ConfigError, ModelError
from briefing.index import pool
from briefing.models.cached import Cached
from briefing.models.checkpoint import UNWRITTEN
from briefing.models.ct2 import Ct2Seq2Seq
from briefing.models.echo import Echo
from briefing.models.ray import RaySeq2Seq
from briefing.models.store import MemoryStore
from tests.conftest import ROOT, Briefing
from tests.models.ray_workers import BROKEN, DEADLY, SHOCKING, Traced, other, traced

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # Ray leaves the pipes of its processes to the collector
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
WORDS = [f"câu {number}" for number in range(12)]
TWO = RaySettings(workers=2, batch_size=2)


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One Ray of this machine for all tests of this file, with two workers."""
    ray = pytest.importorskip("ray", reason="Ray is not installed: pip install 'briefing[ray]'")
    pytest.importorskip("pyarrow", reason="Ray Data is not installed: pip install 'briefing[ray]'")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BRIEFING_CACHE", str(tmp_path_factory.mktemp("workers")))
        cluster.connect(TWO)
        yield
        ray.shutdown()


def lines(path: Path) -> list[tuple[str, str]]:
    rows = (line.split(" ", 1) for line in path.read_text(encoding="utf-8").splitlines())
    return [(process, text) for process, text in rows]


@pytest.mark.usefixtures("two_workers")
def test_drafts_are_the_same_to_the_byte(briefing: Briefing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("seeds").mkdir()
    for path in sorted((ROOT / "seeds").glob("*.txt"))[:3]:
        shutil.copy(path, "seeds")
    Path("briefing.toml").write_text("[ray]\nworkers = 2\nbatch_size = 4\n", encoding="utf-8")
    job = ("draft", "seeds", "--from", "2025-01-01", "--to", "2026-03-01", "--as-of", "2026-03-02", "--no-cache")
    assert briefing(*job, "-o", "here.toml").code == 0
    monkeypatch.setattr(Ct2Seq2Seq, "alternatives", lambda *_, **__: pytest.fail("it should be written by a worker"))
    done = briefing(*job, "-o", "there.toml", "--backend", "ray")
    assert done.code == 0
    assert done.out == ""
    assert Path("there.toml").read_bytes() == Path("here.toml").read_bytes()


@pytest.mark.usefixtures("two_workers")
def test_what_a_killed_worker_had_in_hand_is_done_by_another(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    texts = [*WORDS[:4], SHOCKING, *WORDS[4:8], BROKEN, DEADLY, *WORDS[8:]]
    model = RaySeq2Seq(Traced(tmp_path), partial(traced, tmp_path), TWO)
    found = model.generate(texts)
    expected = Echo().generate(texts)
    assert [one for one, text in zip(found, texts, strict=True) if text not in {BROKEN, DEADLY}] == [
        one for one, text in zip(expected, texts, strict=True) if text not in {BROKEN, DEADLY}
    ]
    assert [found[texts.index(text)].score for text in (BROKEN, DEADLY)] == [UNWRITTEN, UNWRITTEN]
    assert model.notes == (
        f"not translated: ValueError: no such word: {BROKEN!r}",
        f"not translated: {DIED}: {DEADLY!r}",
    )
    killed = next(process for process, text in lines(tmp_path / "begun") if text == SHOCKING)
    assert SHOCKING in {text for process, text in lines(tmp_path / "done") if process != killed}
    assert len({process for process, _ in lines(tmp_path / "begun")}) > 2
    assert capfd.readouterr().out == ""


@pytest.mark.usefixtures("two_workers")
def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    store = MemoryStore()
    model = RaySeq2Seq(Traced(tmp_path), partial(traced, tmp_path), TWO)

    def stop(done: int, total: int, what: str) -> None:
        del total, what
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Cached(model, store).generate(WORDS, progress=stop)
    (tmp_path / "done").unlink()
    found = Cached(model, store).generate([*WORDS, BROKEN])
    assert found[:-1] == Echo().generate(WORDS)
    assert found[-1].score == UNWRITTEN
    assert len({text for _, text in lines(tmp_path / "done")}) <= len(WORDS) - 4
    assert len(store._items) == len(WORDS)  # what failed is not remembered, and tried again another time


@pytest.mark.usefixtures("two_workers")
def test_an_archive_is_read_the_same_and_in_order(
    briefing: Briefing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "archive"
    shutil.copytree(ROOT / "seeds", folder)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 no more than that")
    (folder / "empty.txt").write_bytes(b"")
    (tmp_path / "ray.toml").write_text(
        f"[ray]\nworkers = 2\nbatch_size = 8\n[index]\nfile = '{tmp_path / 'index'}'\n", encoding="utf-8"
    )
    job = ("sources", folder, "--as-of", "2026-03-02", "--json")
    here = briefing(*job)
    monkeypatch.setattr(pool, "read_all", lambda *_: pytest.fail("it should be read by a worker"))
    there = briefing(*job, "--backend", "ray", "--config", tmp_path / "ray.toml")
    assert (here.code, there.code) == (0, 0)
    assert there.out == here.out
    assert '"fate": "dropped"' in there.out


@pytest.mark.usefixtures("two_workers")
def test_a_worker_with_another_model_refuses() -> None:
    with pytest.raises(ModelError, match="would write with"):
        RaySeq2Seq(Echo(), other, TWO).generate(["một"])


def test_without_ray_there_is_one_clear_error(briefing: Briefing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda _: None)
    done = briefing("draft", ROOT / "seeds", "--from", "2025-01-01", "--to", "2026-03-01", "--backend", "ray")
    assert (done.code, done.out) == (2, "")
    assert done.err == "Ray is not installed.\nInstall it with: pip install 'briefing[ray]'.\n"


def test_an_address_that_does_not_answer_is_named() -> None:
    pytest.importorskip("ray", reason="Ray is not installed: pip install 'briefing[ray]'")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        port = taken.getsockname()[1]
        for address in (f"127.0.0.1:{port}", f"ray://127.0.0.1:{port}"):
            with pytest.raises(ConfigError, match="does not answer") as problem:
                cluster._knock(RaySettings(address=address, timeout=1))
            assert address in problem.value.message
    with pytest.raises(ConfigError, match="no address"):
        cluster._knock(RaySettings(address="somewhere:else"))
