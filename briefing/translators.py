"""The models that a configuration names, ready to write, and what can be done for them before there is a text.

A model is found by its digest, which is read from all of its files, and it loads without Python's help: both are begun
on another core while the articles are read and their sentences chosen.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from threading import Thread

from briefing.config import Config
from briefing.lang.glossary import Glossary
from briefing.models.directory import digest
from briefing.models.dressed import load_ahead
from briefing.models.registry import ECHO, LoadSettings, describe, resolve
from briefing.models.registry import load as load_model
from briefing.protocols import Seq2Seq
from briefing.stages.generate import GenerateSettings
from briefing.steering import Prompts, prompts_folder


def load_settings(config: Config, glossary: Glossary) -> LoadSettings:
    """How a model is used under this configuration."""
    chosen = config.model
    return LoadSettings(
        beam=chosen.beam,
        cache="file" if chosen.cache else "none",
        prompts=prompts_folder(config),
        glossary=glossary,
        source=chosen.source_language,
        backend=chosen.backend,
        ray=config.ray,
    )


def models_of(
    config: Config, prompts: Prompts, *, soon: bool = False
) -> tuple[Seq2Seq, Seq2Seq | None, GenerateSettings]:
    """The models of the two tasks, the brief one only where it is wanted and known, and the manner of writing. What
    will be asked of them `soon` was hardly asked before, so the first begins to load.
    """
    chosen, points = config.model, prompts.style.points
    settings = load_settings(config, prompts.glossary)
    manner = GenerateSettings(shortest_brief=points.shortest, longest_brief=points.longest, dress=prompts.dress)
    translate = load_model(chosen.name, "translate", settings)
    if soon:
        load_ahead(translate)
    if chosen.name == ECHO:
        return translate, None, manner
    info = describe(chosen.name, settings.prompts, chosen.source_language)
    name = chosen.brief_model or (chosen.name if "brief" in info.tasks else "")
    brief = load_model(name, "brief", settings) if chosen.brief and name else None
    return translate, brief, replace(manner, doubtful_below=info.doubtful_below)


def look_over(config: Config) -> None:
    """Begin to read the files of the model for their digest; whoever asks for it waits until it is there."""
    if config.model.name != ECHO:
        Thread(target=_look_over, args=(config.model.name,), daemon=True).start()


def _look_over(name: str) -> None:
    with suppress(Exception):  # whoever asks for the model is told what is wrong with it
        digest(resolve(name).directory)
