"""A model with its text side: every text passes `boundary.prepare` on the way in and `boundary.finish` on the way out.

`Dressed` is a `Seq2Seq` over Vietnamese and English as people write them; the model inside sees prepared texts and
writes raw outputs. A cache sits inside, under raw texts, so that a change on the text side needs no new decoding of
what it left the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from briefing.lang.glossary import Glossary
from briefing.models.boundary import ModelSpec, Prepared, finish, most_complete, prepare
from briefing.protocols import NBest, Progress, Seq2Seq, Writing, WritingSeveral, quiet
from briefing.values import Hypothesis
from briefing.versions import __version__

FAITHFUL = "translate"
"""The task that leaves nothing out; in a brief, a lost placeholder may be right."""


class Dressed:
    """`inner` as `spec` wants its texts for `task`; a `glossary` gives the offices before names.

    Of `choices` hypotheses the most complete is taken, where texts reach the model in a dress that it can lose.
    Raises ModelError at once for a task that the spec lacks.
    """

    def __init__(
        self, inner: Seq2Seq, spec: ModelSpec, task: str, glossary: Glossary | None = None, *, choices: int = 1
    ) -> None:
        prepare("", spec, task)
        self._inner = inner
        self._spec = spec
        self._task = task
        self._glossary = glossary
        self._choices = choices if spec.placeholders and task == FAITHFUL else 1

    @property
    def signature(self) -> str:
        """The inner signature, the task and its prompt, and what happens to texts around the model."""
        spec = self._spec
        text_side = f"{spec.tone_marks}{'+quotes' * spec.straight_quotes}{'+placeholders' * spec.placeholders}"
        if spec.placeholders and self._glossary is not None:
            text_side += "+titles"
        text_side += f"+best of {self._choices}" * (self._choices > 1)
        prompt = spec.tasks[self._task].strip()
        return f"{self._inner.signature}|task:{self._task}|prompt:{prompt}|text:{text_side}|briefing:{__version__}"

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know about the calls so far."""
        return tuple(getattr(self._inner, "notes", ()))

    def load_ahead(self) -> None:
        """Begin to load the model inside, where it loads by itself."""
        load_ahead(self._inner)

    def generate(self, texts: Sequence[str], *, progress: Progress = quiet) -> list[Hypothesis]:
        """One hypothesis a text, in order; an empty text becomes an empty one without asking the model."""
        return self.begin(texts)(progress)

    def begin(self, texts: Sequence[str], *, beside: int = 1) -> Writing:
        """Begin what `generate` does, as one of `beside` such calls at the same time."""
        writing = self._begun(texts, self._choices, beside)
        return lambda progress: [self._chosen(*one) for one in writing(progress)]

    def alternatives(self, texts: Sequence[str], n: int, *, progress: Progress = quiet) -> list[tuple[Hypothesis, ...]]:
        """One to `n` hypotheses a text, best first; one where the model inside has no more to give."""
        return [
            tuple(Hypothesis(finish(one.text, prepared) if one.text else "", one.score) for one in several)
            for several, prepared in self._begun(texts, n)(progress)
        ]

    def _begun(
        self, texts: Sequence[str], n: int, beside: int = 1
    ) -> Callable[[Progress], list[tuple[tuple[Hypothesis, ...], Prepared]]]:
        """What the model inside writes for each text, raw, and what it was given: begun, and to be waited for."""
        prepared = [prepare(text, self._spec, self._task, self._glossary) for text in texts]
        asked = [index for index, text in enumerate(texts) if text.strip()]
        writing = begin_alternatives(self._inner, [prepared[index].text for index in asked], n, beside)

        def ended(progress: Progress) -> list[tuple[tuple[Hypothesis, ...], Prepared]]:
            found: list[tuple[Hypothesis, ...]] = [(Hypothesis("", 0.0),)] * len(texts)
            for index, several in zip(asked, writing(progress), strict=True):
                found[index] = several
            return list(zip(found, prepared, strict=True))

        return ended

    def _chosen(self, several: Sequence[Hypothesis], prepared: Prepared) -> Hypothesis:
        best = several[most_complete([one.text for one in several], prepared)] if len(several) > 1 else several[0]
        return Hypothesis(finish(best.text, prepared) if best.text else "", best.score)


def alternatives(model: Seq2Seq, texts: Sequence[str], n: int, progress: Progress) -> list[tuple[Hypothesis, ...]]:
    """What `model` has to say to each text: up to `n` hypotheses, or the one of `generate`."""
    if n > 1 and isinstance(model, NBest):
        return model.alternatives(texts, n, progress=progress)
    return [(one,) for one in model.generate(texts, progress=progress)]


def begin_alternatives(model: Seq2Seq, texts: Sequence[str], n: int, beside: int) -> WritingSeveral:
    """The same begun, by a model that can write while its caller does something else; another waits to be called."""
    begin = getattr(model, "begin_alternatives", None)
    if begin is not None:
        writing: WritingSeveral = begin(texts, n, beside=beside)
        return writing
    return partial(alternatives, model, texts, n)


def load_ahead(model: Seq2Seq) -> None:
    """Begin to load `model` while something else is done, where it can; whoever has it write waits for the rest."""
    load = getattr(model, "load_ahead", None)
    if load is not None:
        load()
