"""What a memo would say: test sets written as `briefing run` writes its points, for `evaluate`.

Long sentences go in clauses, a point whose checks fail is written anew and repaired. House style, which is a matter of
taste and not of translation, is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path

from briefing.lang.glossary import Glossary
from briefing.models.registry import LoadSettings, load
from briefing.protocols import Progress, Seq2Seq, quiet
from briefing.stages.check import check_point
from briefing.stages.generate import generate
from briefing.values import Passage, Sentence, Span

Translate = Callable[[Sequence[str], str], list[str]]


def by_task(model: str | Path, glossary: Glossary | None, source: str = "vi") -> Callable[[str], Seq2Seq]:
    """The model for each task, loaded when it is first asked for, without a cache. Raises ModelError at once."""
    settings = LoadSettings(cache="none", glossary=glossary, source=source)
    ready = cache(lambda task: load(str(model), task, settings))
    ready("translate")
    return ready


def writer(model: str | Path, *, glossary: Glossary | None = None, progress: Progress = quiet) -> Translate:
    """A function (texts, task) → outputs: each text told as one point of a memo. Raises ModelError."""
    ready = by_task(model, glossary)
    check = partial(check_point, glossary=glossary)

    def write(texts: Sequence[str], task: str) -> list[str]:
        passages = [
            Passage((Sentence(str(number), 1, 1, Span(0, len(text)), text),), 1.0) for number, text in enumerate(texts)
        ]
        brief = ready(task) if task == "brief" else None
        return [one.text for one in generate(passages, ready("translate"), brief, check=check, progress=progress)]

    return write
