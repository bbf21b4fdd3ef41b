"""What a recipe must fulfil so that it can work at all; a `Recipe` comes in, and passes or is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from briefing.errors import ConfigError

if TYPE_CHECKING:
    from briefing.training.recipe import Recipe

Rule = tuple[bool, str, str]  # what must hold, what is wrong otherwise, what to do


def validate(recipe: Recipe) -> None:
    """Refuse what cannot work, before hours are spent on it. Raises ConfigError."""
    model, training, vocabulary = recipe.model, recipe.training, recipe.vocabulary
    rules = (
        (bool(recipe.sources), "a recipe needs at least one [[sources]]", "name a corpus to train on"),
        (any(s.weight > 0 for s in recipe.sources), "every source has weight 0", "give one a positive weight"),
        (all(s.weight >= 0 for s in recipe.sources), "a source's weight is negative", "use 0 to leave it out"),
        (model.width % model.heads == 0, "model.width is no multiple of model.heads", "use e.g. 256 and 4"),
        (model.width % 2 == 0, "model.width is odd", "use an even number"),
        (recipe.data.max_length <= model.max_positions, "data.max_length exceeds model.max_positions", "lower it"),
        (0 <= training.dropout < 1, "training.dropout is not in [0, 1)", "use 0.1"),
        (0 <= training.label_smoothing < 1, "training.label_smoothing is not in [0, 1)", "use 0.1"),
        (0 <= training.ema < 1, "training.ema is not in [0, 1)", "use 0.998, or 0 for none"),
        (len(training.betas) == 2, "training.betas needs two numbers", "use [0.9, 0.98]"),  # noqa: PLR2004
        (
            all(0 <= share <= 1 for share in (vocabulary.sampling_share, vocabulary.sampling_share_target)),
            "a share of vocabulary.sampling is not in [0, 1]",
            "use e.g. 0.5, or 0 for none",
        ),
        (
            vocabulary.model_type == "unigram" or not (vocabulary.sampling_share or vocabulary.sampling_share_target),
            "vocabulary.sampling_share needs a unigram vocabulary",
            'use model_type = "unigram", or a share of 0',
        ),
        (vocabulary.sampling_alpha > 0, "vocabulary.sampling_alpha is not positive", "use 0.1 to 0.5"),
        (training.workers > 0, "training.workers is not positive", "use 1, or one for each core"),
        (training.max_steps > 0, "training.max_steps is not positive", "use at least 1"),
        (training.batch_tokens >= recipe.data.max_length, "training.batch_tokens is below data.max_length", "raise it"),
        (
            min(training.log_every, training.evaluate_every, training.save_every) > 0,
            "an interval is 0",
            "use 1 or more",
        ),
    )
    for holds, message, remedy in (*rules, *_restart_rules(recipe), *_synthetic_rules(recipe), *_reverse_rules(recipe)):
        if not holds:
            raise ConfigError(message, remedy)
    names = [s.name for s in recipe.mixture]
    if len(set(names)) < len(names):
        raise ConfigError("two sources have one name", "give each [[sources]] and [[synthetic]] its own name")


def _restart_rules(recipe: Recipe) -> Iterator[Rule]:
    training = recipe.training
    yield (
        not training.restart_step or not training.max_minutes,
        "training.restart_step needs a schedule by steps",
        "leave out training.max_minutes",
    )
    yield (
        training.restart_step < training.max_steps,
        "training.restart_step is not below training.max_steps",
        "lower it, or use 0 for none",
    )
    yield (
        (training.restart_step == 0) == (training.restart_rate == 0) and training.restart_rate >= 0,
        "training.restart_step and training.restart_rate go together",
        "give both, or neither",
    )


def _synthetic_rules(recipe: Recipe) -> Iterator[Rule]:
    real = {one.name for one in recipe.sources}
    for one in recipe.synthetic:
        where = f"synthetic {one.name!r}"
        yield bool(one.paths), f"{where} names no paths", "name files of sentences under data_root"
        yield one.weight >= 0, f"{where} has a negative weight", "use 0 to leave it out"
        yield (
            set(one.like) <= real,
            f"{where} is to be like what is no source",
            "name [[sources]] of the recipe in like",
        )
        yield one.max_sentences > 0, f"{where}: max_sentences is not positive", "use at least 1"
        yield 0 < one.min_words <= one.max_words, f"{where}: min_words exceeds max_words", "use e.g. 4 and 50"
        yield one.beams > 0, f"{where}: beams is not positive", "use 1 to 5"
        yield one.sampling_topk >= 0, f"{where}: sampling_topk is negative", "use 10, or 0 for all pieces"
        yield one.temperature > 0, f"{where}: temperature is not positive", "use 1"
        yield one.max_ratio >= 1, f"{where}: max_ratio is below 1", "use 2.5"


def _reverse_rules(recipe: Recipe) -> Iterator[Rule]:
    """What only a model that reads Vietnamese can have: the rules behind placeholders and terms read Vietnamese."""
    if recipe.source == "vi":
        return
    parts = [*((s.name, s.part) for s in recipe.sources), *((s.name, s.part) for s in recipe.development)]
    abridged = [name for name, part in parts if part in {"briefs", "points"}]
    remedy = "set data.placeholders = false and no data.glossary in a recipe of direction en-vi"
    yield not recipe.data.placeholders, "placeholders are for models that read Vietnamese", remedy
    yield not recipe.data.glossary, "a glossary is for models that read Vietnamese", remedy
    yield not abridged, f"{abridged} cannot be reversed: a brief does not say all", 'use part = "sentences"'
