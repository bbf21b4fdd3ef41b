"""What a run computes on and how precisely: asked for by the recipe, else the best that is there.

A wish comes in (`auto`, `cpu`, `cuda`; `auto`, `float32`, `bfloat16`); a torch device and a context for the forward
pass go out. What was asked for by name and is not there is an error, never a silent stand-in.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch

from briefing.errors import ModelError
from briefing.training.recipe import Device, Precision


def device_for(wish: Device) -> torch.device:
    """The device to train on. Raises ModelError when a GPU is demanded and there is none that torch can use."""
    there = torch.cuda.is_available()
    if wish == "cuda" and not there:
        why = "torch finds none" if torch.version.cuda else "the installed torch was built without CUDA"
        raise ModelError(
            f'the recipe demands a GPU (training.device = "cuda") but {why}',
            'set training.device = "auto" to train on the processor, or install torch for your CUDA and its driver',
        )
    return torch.device("cuda" if there and wish != "cpu" else "cpu")


def arithmetic(device: torch.device, wish: Precision) -> AbstractContextManager[Any]:
    """The context of a forward pass: bfloat16 under autocast where asked for or, on `auto`, where a GPU has it."""
    if wish == "bfloat16" or (wish == "auto" and device.type == "cuda" and torch.cuda.is_bf16_supported()):
        return torch.autocast(device.type, torch.bfloat16)
    return nullcontext()


def described(device: torch.device, wish: Precision) -> str:
    """Device and arithmetic in words, for the log."""
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else "cpu"
    return f"{name}, {'float32' if isinstance(arithmetic(device, wish), nullcontext) else 'bfloat16'}"
