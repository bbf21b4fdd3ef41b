"""Models that write while their caller does something else: what is begun when, and that nothing else changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from threading import Thread

import pytest

from briefing import translators
from briefing.config import Config
from briefing.errors import ModelError
from briefing.library import look_up
from briefing.models import directory
from briefing.models.boundary import ModelSpec
from briefing.models.cached import Cached
from briefing.models.ct2 import Ct2Seq2Seq
from briefing.models.dressed import Dressed, load_ahead
from briefing.models.echo import Echo
from briefing.models.registry import LoadSettings, load
from briefing.models.store import MemoryStore
from briefing.protocols import Ahead, NBest, Progress, Writing, WritingSeveral, quiet
from briefing.stages.generate import begin, generate
from briefing.steering import read_prompts
from briefing.values import Check, Hypothesis, Passage, Sentence, Span
from tests.models.tiny_checkpoints import seed_lines

PLAIN = ModelSpec("marian", "vi", "en", {"translate": "", "brief": ""})


@dataclass
class Patient:
    """A model that notes when it is asked to begin and when it is waited for."""

    name: str
    events: list[tuple[str, str, int]] = field(default_factory=list)
    signature: str = "patient"

    def generate(self, texts: Sequence[str], *, progress: Progress = quiet) -> list[Hypothesis]:
        return [found[0] for found in self.alternatives(texts, 1, progress=progress)]

    def alternatives(self, texts: Sequence[str], n: int, *, progress: Progress = quiet) -> list[tuple[Hypothesis, ...]]:
        return self.begin_alternatives(texts, n)(progress)

    def begin_alternatives(self, texts: Sequence[str], n: int, *, beside: int = 1) -> WritingSeveral:
        self.events.append((self.name, "begin", beside))

        def ended(progress: Progress) -> list[tuple[Hypothesis, ...]]:
            self.events.append((self.name, "end", len(texts)))
            progress(len(texts), len(texts), "")
            return [tuple(Hypothesis(f"{text} {place}", -1.0) for place in range(n)) for text in texts]

        return ended

    def begin(self, texts: Sequence[str], *, beside: int = 1) -> Writing:
        writing = self.begin_alternatives(texts, 1, beside=beside)
        return lambda progress: [found[0] for found in writing(progress)]


def told(text: str, number: int) -> Passage:
    return Passage((Sentence("seeds/002.txt", number, 1, Span(0, len(text)), text),), 1.0, "visits")


def no_check(sources: Sequence[str], english: str) -> tuple[Check, ...]:
    del sources, english
    return ()


def test_both_tasks_are_begun_before_either_is_waited_for() -> None:
    events: list[tuple[str, str, int]] = []
    lines = [line for line in seed_lines() if len(line.split()) < 30][:3]
    generate(
        [told(line, number) for number, line in enumerate(lines)],
        Patient("translate", events),
        Patient("brief", events),
        check=no_check,
        meanwhile=lambda: events.append(("", "meanwhile", 0)),
    )
    assert events == [
        ("translate", "begin", 2),
        ("brief", "begin", 2),
        ("", "meanwhile", 0),
        ("translate", "end", 3),
        ("brief", "end", 3),
    ]


def test_a_model_that_cannot_is_asked_when_it_is_waited_for() -> None:
    echo = Echo()
    assert not isinstance(echo, Ahead)
    assert begin(echo, ["Hai bên nhất trí."])(quiet) == echo.generate(["Hai bên nhất trí."])
    assert begin(Patient("never"), [])(quiet) == []


def test_the_cache_hands_over_what_it_lacks_at_once_and_keeps_it_at_the_end() -> None:
    inner, store = Patient("inner"), MemoryStore()
    model = Cached(inner, store)
    assert isinstance(model, NBest)
    model.alternatives(["một"], 2)
    inner.events.clear()
    writing = model.begin_alternatives(["một", "hai"], 2, beside=2)
    assert inner.events == [("inner", "begin", 2)]
    found = writing(quiet)
    assert inner.events[1:] == [("inner", "end", 1)]
    assert [one[0].text for one in found] == ["một 0", "hai 0"]
    inner.events.clear()
    assert model.begin_alternatives(["hai", "một"], 2)(quiet) == found[::-1]
    assert inner.events == []


def test_later_windows_of_a_cache_wait_for_the_first() -> None:
    inner = Patient("inner")
    writing = Cached(inner, MemoryStore(), window=2).begin_alternatives(["một", "hai", "ba", "bốn", "năm"], 1)
    assert [event for _, event, _ in inner.events] == ["begin"]
    assert len(writing(quiet)) == 5
    assert [event for _, event, _ in inner.events] == ["begin", "end"] * 3


def test_the_text_side_passes_it_on() -> None:
    inner = Patient("inner")
    model = Dressed(inner, PLAIN, "translate")
    assert isinstance(model, Ahead)
    writing = model.begin(["Hai bên", " "], beside=3)
    assert inner.events == [("inner", "begin", 3)]
    assert [one.text for one in writing(quiet)] == ["Hai bên 0", ""]


def test_what_is_begun_is_what_is_generated() -> None:
    lines = seed_lines()[:4]
    model = load("embedded", "translate", LoadSettings(cache="memory", backend="ctranslate2"))
    assert isinstance(model, Ahead)
    shares = [begin(model, lines, beside=2), begin(model, lines[::-1], beside=2)]
    assert shares[1](quiet)[::-1] == shares[0](quiet) == model.generate(lines)


def test_a_model_that_cannot_be_loaded_says_so_when_it_is_begun(
    checkpoint: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BRIEFING_CACHE", str(tmp_path))

    def broken(_: Path) -> object:
        raise RuntimeError("no such file")

    monkeypatch.setattr("briefing.models.ct2.load_translator", broken)
    model = load(str(checkpoint("marian")), "translate", LoadSettings(cache="none"))
    assert isinstance(model, Dressed)
    monkeypatch.setattr(Ct2Seq2Seq, "ready", lambda _: None)
    with pytest.raises(ModelError, match="failed with CTranslate2: no such file"):
        model.begin(["Hai bên nhất trí."])


class Loading(Patient):
    """A model that loads by itself when it is told to."""

    def load_ahead(self) -> None:
        self.events.append((self.name, "load", 0))


def test_a_model_is_told_to_load_through_its_cache_and_its_text_side() -> None:
    model = Loading("translate")
    load_ahead(Dressed(Cached(model, MemoryStore()), PLAIN, "translate"))
    assert model.events == [("translate", "load", 0)]
    load_ahead(Dressed(Cached(Echo(), MemoryStore()), PLAIN, "translate"))  # has nothing to load


def test_the_models_of_a_run_load_ahead_only_where_they_will_be_asked_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Loading("translate")
    monkeypatch.setattr(translators, "load_model", lambda *_: model)
    config = replace(Config(), model=replace(Config().model, brief=False))
    prompts = read_prompts(config)
    translators.models_of(config, prompts)
    assert model.events == []
    translators.models_of(config, prompts, soon=True)
    assert model.events == [("translate", "load", 0)]


def test_files_are_fresh_until_the_index_knows_them(tmp_path: Path) -> None:
    config = replace(Config(), index=replace(Config().index, file=str(tmp_path / "index.sqlite3")))
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("Ngày 2/1/2026\n\nHai bên nhất trí tăng cường hợp tác.\n", encoding="utf-8")
    assert [look_up(folder, date(2026, 3, 2), config).fresh for _ in range(2)] == [True, False]
    (folder / "b.txt").write_text("Ngày 3/1/2026\n\nHai bên ký thỏa thuận.\n", encoding="utf-8")
    assert [look_up(folder, date(2026, 3, 2), config).fresh for _ in range(2)] == [True, False]


def test_a_digest_that_two_want_at_once_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    read: list[Path] = []
    sha256 = directory._sha256

    def slowly(path: Path) -> str:
        read.append(path)
        time.sleep(0.05)
        return sha256(path)

    monkeypatch.setattr(directory, "_sha256", slowly)
    found: list[str] = []
    threads = [Thread(target=lambda: found.append(directory.digest(tmp_path))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found) == 4
    assert len(read) == 2


def test_looking_over_a_model_that_is_not_there_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    translators.look_over(replace(Config(), model=replace(Config().model, name="no/such-model")))
    assert capfd.readouterr() == ("", "")
