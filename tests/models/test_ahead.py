"""Models that write while their caller does something else: what is begun when, and that nothing else changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from briefing.errors import ModelError
from briefing.models.boundary import ModelSpec
from briefing.models.cached import Cached
from briefing.models.ct2 import Ct2Seq2Seq
from briefing.models.dressed import Dressed
from briefing.models.echo import Echo
from briefing.models.registry import LoadSettings, load
from briefing.models.store import MemoryStore
from briefing.protocols import Ahead, NBest, Progress, Writing, WritingSeveral, quiet
from briefing.stages.generate import begin, generate
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
