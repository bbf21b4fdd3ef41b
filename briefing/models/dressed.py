"""A model with its text side: every text passes `boundary.prepare` on the way in and `boundary.finish` on the way out.

`Dressed` is a `Seq2Seq` over Vietnamese and English as people write them; the model inside sees prepared texts and
writes raw outputs. A cache sits inside, under raw texts, so that a change on the text side needs no new decoding of
what it left the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from briefing.lang.glossary import Glossary
from briefing.models.boundary import ModelSpec, finish, prepare
from briefing.protocols import NBest, Progress, Seq2Seq, quiet
from briefing.values import Hypothesis


class Dressed:
    """`inner` as `spec` wants its texts for `task`; a `glossary` gives the offices before names.

    Raises ModelError at once for a task that the spec lacks.
    """

    def __init__(self, inner: Seq2Seq, spec: ModelSpec, task: str, glossary: Glossary | None = None) -> None:
        prepare("", spec, task)
        self._inner = inner
        self._spec = spec
        self._task = task
        self._glossary = glossary

    @property
    def signature(self) -> str:
        """The inner signature, the task and its prompt, and what happens to texts around the model."""
        spec = self._spec
        text_side = f"{spec.tone_marks}{'+quotes' * spec.straight_quotes}{'+placeholders' * spec.placeholders}"
        if spec.placeholders and self._glossary is not None:
            text_side += "+titles"
        prompt = spec.tasks[self._task].strip()
        return f"{self._inner.signature}|task:{self._task}|prompt:{prompt}|text:{text_side}|briefing:{_own_version()}"

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know about the calls so far."""
        return tuple(getattr(self._inner, "notes", ()))

    def generate(self, texts: Sequence[str], *, progress: Progress = quiet) -> list[Hypothesis]:
        """One hypothesis a text, in order; an empty text becomes an empty one without asking the model."""
        prepared = [prepare(text, self._spec, self._task, self._glossary) for text in texts]
        asked = [index for index, text in enumerate(texts) if text.strip()]
        hypotheses = [Hypothesis("", 0.0)] * len(texts)
        outputs = self._inner.generate([prepared[index].text for index in asked], progress=progress)
        for index, output in zip(asked, outputs, strict=True):
            text = finish(output.text, prepared[index]) if output.text else ""
            hypotheses[index] = Hypothesis(text, output.score)
        return hypotheses

    def alternatives(self, texts: Sequence[str], n: int, *, progress: Progress = quiet) -> list[tuple[Hypothesis, ...]]:
        """One to `n` hypotheses a text, best first; one where the model inside has no more to give."""
        prepared = [prepare(text, self._spec, self._task, self._glossary) for text in texts]
        asked = [index for index, text in enumerate(texts) if text.strip()]
        found: list[tuple[Hypothesis, ...]] = [(Hypothesis("", 0.0),)] * len(texts)
        outputs = alternatives(self._inner, [prepared[index].text for index in asked], n, progress)
        for index, several in zip(asked, outputs, strict=True):
            found[index] = tuple(
                Hypothesis(finish(one.text, prepared[index]) if one.text else "", one.score) for one in several
            )
        return found


def alternatives(model: Seq2Seq, texts: Sequence[str], n: int, progress: Progress) -> list[tuple[Hypothesis, ...]]:
    """What `model` has to say to each text: up to `n` hypotheses, or the one of `generate`."""
    if isinstance(model, NBest):
        return model.alternatives(texts, n, progress=progress)
    return [(one,) for one in model.generate(texts, progress=progress)]


def _own_version() -> str:
    try:
        return version("briefing")
    except PackageNotFoundError:
        return "unknown"
