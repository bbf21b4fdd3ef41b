"""Gradients by several processes of one thread each, over parameters that they share.

A batch comes in; its gradient, summed over target tokens, lies in one flat tensor afterwards. One process a
core meets the others once a step, where threads would meet at every matrix product: on a machine that has
other work to do, that is the difference between half the speed and a third of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from briefing.errors import ModelError
from briefing.records import dataclass
from briefing.training.corpus import Batch, Corpus, collate, load_corpus
from briefing.training.device import arithmetic
from briefing.training.network import losses
from briefing.training.recipe import Recipe
from briefing.training.sampling import Sampler, sampler_for

Sums = tuple[float, float, float, int]  # smoothed, plain and alignment loss, and target tokens


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker is asked to do: the gradient of these pairs at this step of pass `number` over the data."""

    step: int
    members: NDArray[np.int64]
    alignment_weight: float
    number: int = 0


def trained(model: Any) -> Iterator[torch.nn.Parameter]:
    """The parameters that learn: all but the sinusoidal positions."""
    return (parameter for parameter in model.parameters() if parameter.requires_grad)


def flatten(model: Any) -> Tensor:
    """All that learns in one tensor of float32; the model's parameters become views of it."""
    flat = torch.cat([parameter.detach().float().reshape(-1) for parameter in trained(model)])
    point_at(model, flat)
    return flat


def point_at(model: Any, flat: Tensor, gradients: Tensor | None = None) -> None:
    """Make the model's parameters, and their gradients where given, views of flat tensors."""
    start = 0
    for parameter in trained(model):
        end = start + parameter.numel()
        parameter.data = flat[start:end].view(parameter.shape)
        if gradients is not None:
            parameter.grad = gradients[start:end].view(parameter.shape)
        start = end
    assert start == len(flat), "the tensor is of another model"


def tensors(batch: Batch, device: torch.device) -> dict[str, Tensor]:
    """A batch's arrays as tensors."""
    return {name: torch.from_numpy(getattr(batch, name)).to(device) for name in Batch.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a worker finds what it needs: the corpus file and the tokenizer's folder."""

    corpus: Path
    tokenizer: Path


@dataclass(frozen=True, slots=True)
class Material:
    """What gradients are taken of: the recipe, its corpus, and what cuts words anew, if anything does."""

    recipe: Recipe
    corpus: Corpus
    sampler: Sampler | None = None


def gradient(model: Any, material: Material, job: Job, *, worker: int, gradients: Tensor) -> Sums:
    """Fill `gradients` (which the model's parameters point at) for the pairs of a job; dropout depends only on
    the seed, the step and the worker, so that a resumed run repeats it.
    """
    recipe, sampler = material.recipe, material.sampler
    settings = recipe.training
    gradients.zero_()
    if not len(job.members):
        return 0.0, 0.0, 0.0, 0
    torch.manual_seed((recipe.seed * 1_000_003 + job.step) * 16 + worker)
    device = gradients.device
    change = (lambda row, k: sampler.row(row, number=job.number, pair=k)) if sampler else None
    batch = tensors(collate(material.corpus, job.members, model.config.pad_token_id, change), device)
    with arithmetic(device, settings.precision):
        smoothed, plain, alignment, count = losses(
            model,
            batch,
            dropout=settings.dropout,
            smoothing=settings.label_smoothing,
            aligned=job.alignment_weight > 0,
        )
        total = smoothed + job.alignment_weight * alignment
    total.backward()  # type: ignore[no-untyped-call]
    return float(smoothed.detach()), float(plain.detach()), float(alignment.detach()), count


class Workers:
    """The processes beside this one; `compute` shares a batch among them all."""

    def __init__(self, recipe: Recipe, place: Place, corpus: Corpus, model: Any, flat: Tensor) -> None:
        """Start `training.workers - 1` processes; with one worker or a GPU this process works alone."""
        self.model = model
        self.material = Material(recipe, corpus, sampler_for(recipe, place.tokenizer))
        count = 1 if flat.is_cuda else recipe.training.workers
        self.gradients = [torch.zeros_like(flat) for _ in range(count)]
        point_at(model, flat, self.gradients[0])
        self.connections: list[Any] = []
        self.processes: list[Any] = []
        if count > 1:
            torch.set_num_threads(1)
            for tensor in (flat, *self.gradients[1:]):
                tensor.share_memory_()  # type: ignore[no-untyped-call]
            point_at(model, flat, self.gradients[0])
            context = torch.multiprocessing.get_context("spawn")
            for worker in range(1, count):
                ours, theirs = context.Pipe()
                share = _Share(recipe, place, model.config, flat, self.gradients[worker], worker)
                process = context.Process(target=_serve, args=(theirs, share), daemon=True)
                process.start()
                theirs.close()
                self.connections.append(ours)
                self.processes.append(process)

    def compute(self, job: Job) -> tuple[Sums, Tensor]:
        """The sums of a batch's losses and its gradient a target token."""
        count = len(self.gradients)
        shares = [replace(job, members=job.members[worker::count]) for worker in range(count)]
        try:
            for connection, share in zip(self.connections, shares[1:], strict=True):
                connection.send(share)
            sums = [gradient(self.model, self.material, shares[0], worker=0, gradients=self.gradients[0])]
            sums += [connection.recv() for connection in self.connections]
        except (EOFError, ConnectionError) as error:
            raise ModelError("a training worker died", "look for lack of memory; train again to resume") from error
        total = self.gradients[0]
        for other in self.gradients[1:]:
            total.add_(other)
        tokens = sum(item[3] for item in sums)
        total.div_(tokens)
        return (sum(s[0] for s in sums), sum(s[1] for s in sums), sum(s[2] for s in sums), tokens), total

    def close(self) -> None:
        """End the other processes."""
        for connection in self.connections:
            connection.close()
        for process in self.processes:
            process.join(timeout=10)


@dataclass(frozen=True, slots=True)
class _Share:
    """What a worker is started with."""

    recipe: Recipe
    place: Place
    config: Any
    flat: Tensor
    gradients: Tensor
    worker: int


def _serve(connection: Any, share: _Share) -> None:
    """A worker's life: jobs in, sums out, until the other end closes."""
    from transformers import MarianMTModel

    torch.set_num_threads(1)
    sampler = sampler_for(share.recipe, share.place.tokenizer)
    material = Material(share.recipe, load_corpus(share.place.corpus), sampler)
    model = MarianMTModel(share.config)
    point_at(model, share.flat, share.gradients)
    try:
        while True:
            job = connection.recv()
            sums = gradient(model, material, job, worker=share.worker, gradients=share.gradients)
            connection.send(sums)
    except (EOFError, ConnectionError, KeyboardInterrupt):
        return
