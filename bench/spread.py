"""What one worker of a Ray cluster does in a second, and what Ray adds to it: the numbers of docs/scale.md.

    python -m bench.spread [--texts 1200] [--workers 2]

A worker has one core. Its own speed is measured in a process with one thread, by the processor time that it takes
(which other programs on the machine change little) and by the clock. Then the same sentences go to Ray, after a
single sentence that shows what starting them costs.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import partial
from importlib.metadata import version
from itertools import cycle, islice

from bench.speed import AS_OF, ROOT, SEEDS, all_texts, own_cache
from briefing.cluster import RaySettings, connect
from briefing.models.ray import RaySeq2Seq
from briefing.models.registry import LoadSettings, load_in_worker


def sentences(count: int) -> tuple[str, ...]:
    """The prepared texts of the seeds, again and again."""
    return tuple(islice(cycle(all_texts()), count))


def alone(count: int) -> dict[str, float]:
    """Seconds of the clock and of the processor that sentences and articles take in this process."""
    from briefing.index.pool import Task, read_task

    texts = sentences(count)
    model = load_in_worker("embedded", "translate", LoadSettings(), "|ctranslate2:")
    model.generate(texts[:8])
    clock, processor = time.perf_counter(), time.process_time()
    model.generate(texts)
    written = time.perf_counter() - clock, time.process_time() - processor
    tasks = [Task(str(path), path.name, 0) for path in sorted(SEEDS.iterdir()) if path.suffix == ".txt"]
    read_task(tasks[0], AS_OF)
    clock, processor = time.perf_counter(), time.process_time()
    for task in tasks:
        read_task(task, AS_OF)
    read = time.perf_counter() - clock, time.process_time() - processor
    return {
        "texts": len(texts),
        "text clock": written[0],
        "text processor": written[1],
        "articles": len(tasks),
        "article clock": read[0],
        "article processor": read[1],
    }


def spread(texts: Sequence[str], workers: int) -> tuple[float, float, float]:
    """Seconds of the clock for one sentence, workers started for it, and for all `texts`; and the seconds of the
    processor that the command itself took for those.
    """
    local = load_in_worker("embedded", "translate", LoadSettings(), "|ctranslate2:")
    settings = RaySettings(workers=workers)
    there = partial(load_in_worker, "embedded", "translate", LoadSettings())
    seconds = []
    own = 0.0
    for some in (texts[:1], texts):
        began, processor = time.perf_counter(), time.process_time()
        RaySeq2Seq(local, there, settings).generate(some)
        seconds.append(time.perf_counter() - began)
        own = time.process_time() - processor - own
    return seconds[0], seconds[1], own


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=1200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.alone:
        print(json.dumps(alone(asked.texts)))
        return
    with own_cache():
        print(f"ray {version('ray')}, ctranslate2 {version('ctranslate2')}, {os.cpu_count()} cores")
        print(f"load {os.getloadavg()[0]:.1f}")
        command = [sys.executable, "-m", "bench.spread", "--alone", "--texts", str(asked.texts)]
        environment = {**os.environ, "OMP_NUM_THREADS": "1"}
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=environment)  # noqa: S603
        one = json.loads(done.stdout)
        for what in ("text", "article"):
            count, clock, processor = one[f"{what}s"], one[f"{what} clock"], one[f"{what} processor"]
            print(
                f"a core alone: {count / processor:8.1f} {what}s a processor second, {count / clock:8.1f} by the clock"
            )
        began = time.perf_counter()
        connect(RaySettings(workers=asked.workers))
        print(f"starting Ray: {time.perf_counter() - began:.1f} s, load {os.getloadavg()[0]:.1f}")
        texts = sentences(asked.texts)
        for workers in range(1, asked.workers + 1):
            start, whole, own = spread(texts, workers)
            rate = len(texts) / (whole - start)
            print(
                f"{workers} workers: first sentence after {start:.1f} s, all after {whole:.1f} s, "
                f"{rate:.1f} texts a second once started, "
                f"{1000 * own / len(texts):.2f} ms of the command a text, load {os.getloadavg()[0]:.1f}"
            )


if __name__ == "__main__":
    main()
