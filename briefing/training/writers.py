"""The models that write synthetic text, with beam search or by sampling.

A synthetic source's settings come in; a function from texts and a seed to outputs goes out. CTranslate2 does the work
on a processor, in batches by tokens, and transformers on a graphics card.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from briefing.errors import ConfigError
from briefing.lang.glossary import Glossary
from briefing.models.backend import graphics_card
from briefing.models.boundary import ModelSpec, load_spec
from briefing.models.ct2 import Ct2Seq2Seq
from briefing.models.dressed import Dressed
from briefing.models.families import Family, check_family, families_in_force
from briefing.models.hf import HfSeq2Seq, Running
from briefing.models.registry import LoadSettings, describe, load, resolve
from briefing.protocols import Seq2Seq
from briefing.training.recipe import SyntheticSettings
from briefing.values import Hypothesis

Write = Callable[[Sequence[str], int], list[Hypothesis]]
TASK = "translate"


class Sampling(Ct2Seq2Seq):
    """A converted checkpoint that draws each piece from the likeliest instead of searching."""

    def __init__(self, directory: Path, spec: ModelSpec, family: Family, settings: SyntheticSettings) -> None:
        super().__init__(directory, directory.name, spec, family, TASK, beam=1)
        self._drawing = {
            "sampling_topk": settings.sampling_topk,
            "sampling_temperature": settings.temperature,
        }

    def _given(self) -> dict[str, Any]:
        return {**super()._given(), **self._drawing}


def writer_for(
    settings: SyntheticSettings, direction: tuple[str, str], glossary: Glossary | None, *, gpu: bool | None = None
) -> Write:
    """The model of a synthetic source. Raises ConfigError when it does not go that way, ModelError when it cannot run.

    A `glossary` is told to models that were trained with one.
    """
    info = describe(settings.model, source=direction[0])
    if info.target != direction[1]:
        raise ConfigError(
            f"{settings.model} writes {info.target!r}, but {settings.name!r} needs {'-'.join(direction)}",
            f'train one with direction = "{"-".join(direction)}"',
        )
    if settings.decoding == "beam":
        options = LoadSettings(beam=settings.beams, cache="none", glossary=glossary, source=direction[0])
        model: Seq2Seq = load(settings.model, TASK, options)
        return lambda texts, _: model.generate(texts)
    directory = resolve(settings.model).directory
    spec = load_spec(directory)
    family = check_family(directory, families_in_force(None), spec.family, "")
    card = graphics_card() if gpu is None else gpu
    inner = _on_card(directory, spec, family, settings) if card else Sampling(directory, spec, family, settings)
    dressed, seed_with = Dressed(inner, spec, TASK, glossary), _seed_torch if card else _seed_ctranslate2

    def write(texts: Sequence[str], seed: int) -> list[Hypothesis]:
        seed_with(seed)
        return dressed.generate(texts)

    return write


def _on_card(directory: Path, spec: ModelSpec, family: Family, settings: SyntheticSettings) -> HfSeq2Seq:
    drawing = {"do_sample": True, "top_k": settings.sampling_topk, "temperature": settings.temperature}
    drawn = replace(spec, num_beams=1, generate={**spec.generate, "early_stopping": False, **drawing})
    return HfSeq2Seq(directory, directory.name, drawn, family, TASK, beam=1, running=Running())


def _seed_torch(seed: int) -> None:
    import torch

    torch.manual_seed(seed)


def _seed_ctranslate2(seed: int) -> None:
    import ctranslate2

    ctranslate2.set_random_seed(seed)
