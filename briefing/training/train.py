"""The training loop: a recipe in, a run folder with checkpoints and a log out.

The loop is deterministic given the recipe when the schedule runs by steps; a killed run goes on where it was
saved, to the same numbers. Checkpoints are written whole or not at all, so that the last good one survives a
full disk or a power cut. On a GPU the arithmetic is bfloat16 under autocast, on a CPU float32.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator
from dataclasses import field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from briefing.errors import ModelError
from briefing.protocols import Progress, quiet
from briefing.records import dataclass
from briefing.training.corpus import Corpus, collate, plan
from briefing.training.device import described, device_for
from briefing.training.disk import in_place, told
from briefing.training.initialise import near_identity
from briefing.training.network import build, losses, pretrained
from briefing.training.parallel import Job, Place, Workers, flatten, point_at, tensors
from briefing.training.prepare import CORPUS, DEVIATION, Prepared, prepare, vocabulary_size
from briefing.training.recipe import Recipe, TrainingSettings, read_recipe

CHECKPOINT, BEST, LOG = "last.pt", "best.pt", "log.jsonl"
_SUMS = ("tokens", "loss", "smoothed", "alignment")  # since the last line of the log


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """Where a run ended: `loss` is the development loss of the averaged weights, nats a target token."""

    folder: Path
    steps: int
    tokens: int
    minutes: float
    loss: float | None


@dataclass(slots=True)
class _State:
    """All that changes while training; `checkpoint` and `restore` carry it across a kill."""

    model: Any
    flat: torch.Tensor
    average: torch.Tensor
    optimiser: torch.optim.Optimizer
    step: int = 0
    tokens: int = 0
    seconds: float = 0.0
    best: float = math.inf
    waited: int = 0
    number: int = 0
    batch: int = 0
    window: dict[str, float] = field(
        default_factory=lambda: {"tokens": 0, "loss": 0.0, "smoothed": 0.0, "alignment": 0.0}
    )


def train(
    recipe: Recipe | Path,
    folder: Path,
    *,
    base: Path | None = None,
    data_root: Path | None = None,
    max_steps: int | None = None,
    progress: Progress = quiet,
) -> TrainingResult:
    """Train by a recipe in `folder`, going on with what is there; `base` is a model directory to start from.

    `max_steps` stops early without changing the schedule, but a schedule by the clock gives way to one by steps, so
    that two such runs are alike. Raises ConfigError or ModelError.
    """
    if isinstance(recipe, Path):
        recipe = read_recipe(recipe, data_root=data_root)
    if max_steps is not None:
        recipe = replace(recipe, training=replace(recipe.training, max_minutes=None))
    settings = recipe.training
    if settings.threads:
        torch.set_num_threads(settings.threads)
    device = device_for(settings.device)
    with told(folder):
        prepared = prepare(recipe, folder, tokenizer=base, progress=progress)
        state = _start(recipe, prepared, base, device)
        if (folder / CHECKPOINT).exists():
            restore(state, folder / CHECKPOINT, device)
        cut_log(folder / LOG, state.step)
        limit = min(settings.max_steps, max_steps or settings.max_steps)
        place = Place(folder / CORPUS, prepared.tokenizer)
        progress(0, 1000, f"training on {described(device, settings.precision)}")
        workers = Workers(recipe, place, prepared.corpus, state.model, state.flat)
        try:
            return _Run(recipe, prepared, state, folder, device, progress, workers).until(limit)
        finally:
            workers.close()


def _start(recipe: Recipe, prepared: Prepared, base: Path | None, device: torch.device) -> _State:
    """A fresh state: the base model's weights, or new ones told what the data already shows."""
    torch.manual_seed(recipe.seed)
    if base is not None:
        model = pretrained(base)
    else:
        model = build(recipe.model, vocabulary_size(prepared.tokenizer), seed=recipe.seed, deviation=DEVIATION)
        if prepared.embeddings is not None:
            with torch.no_grad():
                model.model.shared.weight.copy_(torch.from_numpy(prepared.embeddings))
        if recipe.initialisation.identity_cross_attention:
            near_identity(model)
    model.to(device).train()
    flat = flatten(model)
    optimiser = torch.optim.AdamW(
        [flat],
        lr=0.0,
        betas=(recipe.training.betas[0], recipe.training.betas[1]),
        eps=1e-9,
        weight_decay=recipe.training.weight_decay,
        fused=True,
    )
    return _State(model, flat, flat.clone(), optimiser)


def save(state: _State, path: Path) -> None:
    """Write a checkpoint: to a file beside it first, then into place. Raises ModelError when it cannot."""
    record = {
        "model": state.flat,
        "average": state.average,
        "optimiser": state.optimiser.state_dict(),
        "numbers": {name: getattr(state, name) for name in _NUMBERS},
        "window": dict(state.window),
    }
    try:
        with in_place(path) as partial:
            torch.save(record, partial)
    except (OSError, RuntimeError) as error:
        raise ModelError(
            f"cannot write {path}: {error}", "free some disk space; the last checkpoint is intact"
        ) from error


_NUMBERS = ("step", "tokens", "seconds", "best", "waited", "number", "batch")


def restore(state: _State, path: Path, device: torch.device) -> None:
    """Take up a checkpoint that `save` wrote. Raises ModelError when it is damaged or of another model."""
    try:
        record = torch.load(path, map_location=device, weights_only=True)
        state.flat.copy_(record["model"])
        state.average.copy_(record["average"])
        state.optimiser.load_state_dict(record["optimiser"])
    except (OSError, RuntimeError, ValueError, KeyError, EOFError) as error:
        raise ModelError(f"cannot resume from {path}: {error}", "delete it to begin anew") from error
    for name in _NUMBERS:
        setattr(state, name, record["numbers"][name])
    state.window.update(record.get("window", {}))  # older checkpoints have none


def cut_log(path: Path, step: int) -> None:
    """Leave in the log what was written up to `step`: what came after it in a killed run will be written again."""
    if not path.exists():
        return
    kept = [line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if _up_to(line, step)]
    with in_place(path) as partial:
        partial.write_text("".join(kept), encoding="utf-8")


def _up_to(line: str, step: int) -> bool:
    """False for a line of a later step and for one that a kill cut short."""
    try:
        return bool(json.loads(line)["step"] <= step)
    except (ValueError, KeyError, TypeError):
        return False


def learning_rate(settings: TrainingSettings, step: int, fraction: float) -> float:
    """The rate of a step (from 0) when `fraction` of the schedule is past.

    It rises through the warm-up and falls in a straight line to a hundredth; after a warm restart it falls once more.
    """
    restart = settings.restart_step
    if restart and step >= restart:
        left = 1 - (step - restart) / max(1, settings.max_steps - restart)
        return settings.restart_rate * max(0.01, left)
    left = 1 - (step / restart if restart else fraction)
    return settings.peak_rate * min(1.0, (step + 1) / settings.warmup_steps) * max(0.01, left)


def averaged(state: _State) -> Any:
    """The model with its averaged weights in place, until `point_at(state.model, state.flat)`."""
    point_at(state.model, state.average)
    return state.model


def development_loss(model: Any, corpus: Corpus, device: torch.device) -> tuple[float, float]:
    """Cross-entropy a target token with the right sources and with each other's (the next pair's)."""
    pad = model.config.pad_token_id
    order = np.argsort(np.diff(corpus.target_start), kind="stable")
    totals, tokens = [0.0, 0.0], 0
    with torch.no_grad():
        for first in range(0, len(order), 40):
            batch = tensors(collate(corpus, order[first : first + 40], pad), device)
            for kind in (0, 1):
                if kind:
                    batch["source"] = batch["source"].roll(1, dims=0)
                _, plain, _, count = losses(model, batch)
                totals[kind] += float(plain)
            tokens += count
    return totals[0] / tokens, totals[1] / tokens


@dataclass(slots=True)
class _Run:
    """One call of `train`: what it needs at every step."""

    recipe: Recipe
    prepared: Prepared
    state: _State
    folder: Path
    device: torch.device
    progress: Progress
    workers: Workers
    began: float = 0.0
    before: float = 0.0
    since: float = 0.0
    recent: int = 0
    evaluated: int = -1

    def until(self, limit: int) -> TrainingResult:
        """Train to `limit` steps, the recipe's minutes or the end of patience, whichever is first."""
        state, settings = self.state, self.recipe.training
        self.began, self.before = time.monotonic(), state.seconds
        self.since = self.began
        loss = None
        for members in self._batches():
            if state.step >= limit or self._fraction() >= 1 or (settings.patience and state.waited > settings.patience):
                break
            self._step(members)
            last = state.step == limit
            if state.step % settings.log_every == 0 or last:
                self._log_window()
            if state.step % settings.evaluate_every == 0 or last:
                loss = self._evaluate()
            if state.step % settings.save_every == 0:
                save(state, self.folder / CHECKPOINT)
        if loss is None or self.evaluated != state.step:
            loss = self._evaluate()
        save(state, self.folder / CHECKPOINT)
        return TrainingResult(self.folder, state.step, state.tokens, state.seconds / 60, loss)

    def _batches(self) -> Iterator[np.ndarray[Any, Any]]:
        state = self.state
        while True:
            batches = plan(self.prepared.corpus, self.recipe, state.number)
            while state.batch < len(batches):
                yield batches[state.batch]
            state.number, state.batch = state.number + 1, 0

    def _fraction(self) -> float:
        """How much of the schedule is past: of the minutes where they are set, else of the steps."""
        settings = self.recipe.training
        self.state.seconds = self.before + time.monotonic() - self.began
        steps = self.state.step / settings.max_steps
        return max(steps, self.state.seconds / 60 / settings.max_minutes) if settings.max_minutes else steps

    def _step(self, members: np.ndarray[Any, Any]) -> None:
        state, recipe, settings = self.state, self.recipe, self.recipe.training
        window = state.window
        fraction = self._fraction()
        weight = recipe.alignment.weight + (recipe.alignment.final_weight - recipe.alignment.weight) * min(
            1, 2 * fraction
        )
        rate = learning_rate(settings, state.step, fraction)
        for group in state.optimiser.param_groups:
            group["lr"] = rate
        (smoothed, plain, alignment, count), gradient = self.workers.compute(
            Job(state.step, members, weight, state.number)
        )
        gradient.mul_((settings.clip / (gradient.norm() + 1e-6)).clamp_max(1.0))
        state.flat.grad = gradient
        state.optimiser.step()
        state.step, state.batch, state.tokens = state.step + 1, state.batch + 1, state.tokens + count
        keep = min(settings.ema, (1 + state.step) / (10 + state.step)) if settings.ema else 0.0
        state.average.lerp_(state.flat, 1 - keep)
        window["tokens"] += count
        window["loss"] += plain
        window["smoothed"] += smoothed
        window["alignment"] += alignment
        window["rate"] = rate
        self.recent += count

    def _log_window(self) -> None:
        state, window = self.state, self.state.window
        count, now = max(window["tokens"], 1), time.monotonic()
        speed = self.recent / max(now - self.since, 1e-9)
        fraction = self._fraction()
        left = state.seconds / 60 * (1 - fraction) / max(fraction, 1e-9)
        self._write(
            step=state.step,
            loss=round(window["loss"] / count, 5),
            smoothed=round(window["smoothed"] / count, 5),
            alignment=round(window["alignment"] / count, 5),
            rate=window["rate"],
            tokens=state.tokens,
            tokens_per_second=round(speed),
            number=state.number,
            minutes=round(state.seconds / 60, 2),
            minutes_left=round(left, 1),
        )
        what = f"loss {window['loss'] / count:.3f}, {speed:.0f} tokens a second, {_duration(left)} left"
        self.progress(round(fraction * 1000), 1000, what)
        window.update(dict.fromkeys(_SUMS, 0.0))
        self.since, self.recent = now, 0

    def _evaluate(self) -> float | None:
        """Development losses of the averaged weights, to the log; the best checkpoint is kept apart."""
        state = self.state
        self.evaluated = state.step
        if not self.prepared.development:
            return None
        model = averaged(state)
        scores = {
            name: development_loss(model, corpus, self.device) for name, corpus in self.prepared.development.items()
        }
        point_at(state.model, state.flat)
        mean = sum(right for right, _ in scores.values()) / len(scores)
        record = {
            name: {"loss": round(a, 4), "shuffled": round(b, 4), "gap": round(b - a, 4)}
            for name, (a, b) in scores.items()
        }
        self._write(step=state.step, development=record, development_loss=round(mean, 5))
        state.waited = 0 if mean < state.best else state.waited + 1
        if mean < state.best:
            state.best = mean
            save(state, self.folder / BEST)
        return mean

    def _write(self, **record: Any) -> None:
        with (self.folder / LOG).open("a", encoding="utf-8") as out:
            out.write(json.dumps(record, ensure_ascii=False) + "\n")


def _duration(minutes: float) -> str:
    """Minutes in words: '42 min', '3 h 05 min'."""
    hours, rest = divmod(max(0, round(minutes)), 60)
    return f"{hours} h {rest:02d} min" if hours else f"{rest} min"
