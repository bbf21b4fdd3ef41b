"""Prints what the main job costs on this machine, stage by stage, and what a warm cache saves.

All figures of a table come from one run, side by side; on a noisy machine only the ratios mean something.
"""

from __future__ import annotations

import os
import platform
import resource
import sys
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench import growth, index, render, speed
from bench.speed import AS_OF, PERIOD, SEEDS, own_cache
from briefing import pipeline, publish
from briefing.config import Config
from briefing.stages.dedupe import deduplicate
from briefing.stages.extract import extract


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of wall-clock time, and the result."""
    began = time.perf_counter()
    result = call()
    return time.perf_counter() - began, result


def main_job() -> Iterator[tuple[str, float]]:
    """The stages of the memo of the seeds, then the whole of it with an empty and with a full cache."""
    config = Config()
    seconds, library = timed(lambda: pipeline.read_library(SEEDS, AS_OF))
    yield "read, clean, date, segment", seconds
    seconds, unique = timed(lambda: deduplicate(library.articles, library.sentences))
    yield "deduplicate", seconds
    prompts = pipeline.read_prompts(config)
    seconds, _ = timed(lambda: extract(unique.kept, library.sentences, prompts.topics))
    yield "extract", seconds
    with own_cache():
        cold, memo = timed(lambda: pipeline.draft(SEEDS, PERIOD, AS_OF, config))
        warm, _ = timed(lambda: pipeline.draft(SEEDS, PERIOD, AS_OF, config))
    yield "draft, nothing cached (model load included)", cold
    yield "draft, all cached", warm
    seconds, _ = timed(lambda: publish.outputs(memo, config, Path("memo.docx")))
    yield "render docx, toml, json", seconds


def main() -> None:
    packages = ", ".join(f"{name} {version(name)}" for name in ("torch", "transformers", "python-docx"))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {packages}\n")
    rows = list(main_job())
    width = max(len(name) for name, _ in rows)
    print(f"{'memo of the seed articles':{width}}  seconds")
    for name, seconds in rows:
        print(f"{name:{width}}  {seconds:7.3f}")
    times = dict(rows)
    ratio = times["draft, nothing cached (model load included)"] / times["draft, all cached"]
    print(f"\nan unchanged second run is {ratio:.1f} times faster")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB\n")
    render.main()
    print()
    growth.main()
    print()
    index.main()
    print()
    speed.main([])


if __name__ == "__main__":
    sys.exit(main())
