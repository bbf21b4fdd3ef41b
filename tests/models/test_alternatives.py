"""Further hypotheses: from a tiny checkpoint, through the cache, and where a model has none to give."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from briefing.models.cached import Cached
from briefing.models.dressed import alternatives
from briefing.models.echo import Echo
from briefing.models.store import MemoryStore
from briefing.protocols import NBest, Progress, quiet
from briefing.values import Hypothesis
from tests.models.test_hf import model_in
from tests.models.tiny_checkpoints import seed_lines


class Counted:
    signature = "counted"

    def __init__(self) -> None:
        self.calls = 0

    def generate(self, texts: Sequence[str], *, progress: Progress = quiet) -> list[Hypothesis]:
        return [found[0] for found in self.alternatives(texts, 1, progress=progress)]

    def alternatives(self, texts: Sequence[str], n: int, *, progress: Progress = quiet) -> list[tuple[Hypothesis, ...]]:
        del progress
        self.calls += 1
        return [tuple(Hypothesis(f"{text} {place}", -1.0) for place in range(min(n, 2))) for text in texts]


def test_a_checkpoint_gives_different_ones_best_first(checkpoint: Callable[[str], Path]) -> None:
    model = model_in(checkpoint("marian"), beam=4)
    texts = seed_lines()[:3]
    found = model.alternatives(texts, 3)
    assert isinstance(model, NBest)
    assert len(found) == len(texts)
    for several, best in zip(found, model.generate(texts), strict=True):
        assert 1 <= len(several) <= 3
        assert len({one.text for one in several}) == len(several)
        assert several[0] == best


def test_the_cache_keeps_them_and_asks_once() -> None:
    inner = Counted()
    model = Cached(inner, MemoryStore())
    first = model.alternatives(["một", "hai", "một"], 5)
    assert first == model.alternatives(["một", "hai", "một"], 5)
    assert [one.text for one in first[0]] == ["một 0", "một 1"]
    assert inner.calls == 1


def test_a_model_without_them_gives_its_one() -> None:
    (found,) = alternatives(Echo(), ["Hai bên nhất trí."], 5, quiet)
    assert len(found) == 1
    assert Cached(Echo(), MemoryStore()).alternatives(["Hai bên nhất trí."], 5) == [found]
