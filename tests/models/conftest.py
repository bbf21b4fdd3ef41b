"""Tiny checkpoints for the whole session, and no network for any of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.models.tiny_checkpoints import BUILDERS

os.environ["HF_HUB_OFFLINE"] = "1"

Checkpoint = Callable[[str], Path]


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Checkpoint:
    """A function that gives the directory of a family's tiny checkpoint, built when first asked for."""
    import torch

    torch.set_num_threads(1)
    root = tmp_path_factory.mktemp("checkpoints")

    @cache
    def build(name: str) -> Path:
        BUILDERS[name](root / name)
        return root / name

    return build


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_cache: None) -> Path:
    """Every test has its own cache folder and its own, empty, cache of the hub."""
    del own_cache
    monkeypatch.setenv("BRIEFING_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "cache"
