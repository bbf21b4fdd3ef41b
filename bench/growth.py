"""How the cost of a memo grows with what is read: processor time a sentence, for folders of some 1,000 and 10,000.

Each folder is drafted in a process of its own with an empty index and the model that only echoes, so that what is
measured is all that grows with the folder: reading, dating, stories, duplicates, scores, choice and checks. With
`--model embedded` the translation of the chosen sentences is in it too, of which there are no more in a larger folder.

    python -m bench.growth [--model NAME] [ARTICLES …]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bench.index import FIRST_DAY, make_folder
from bench.speed import own_cache
from briefing import pipeline
from briefing.config import Config, ModelSettings
from briefing.values import Period

COUNTS = (54, 540)
AS_OF = date(2026, 1, 1)


def measure(count: int, model: str) -> dict[str, float]:
    """Sentences, seconds of the processor before and inside the draft, and MiB, of a folder of `count` articles."""
    began = time.process_time()
    with tempfile.TemporaryDirectory() as room, own_cache():
        folder = Path(room)
        make_folder(folder, count)
        made = time.process_time()
        sentences = sum(len(own) for own in pipeline.read_library(folder, AS_OF).sentences.values())
        read = time.process_time()
        pipeline.draft(folder, Period(FIRST_DAY, AS_OF), AS_OF, Config(model=ModelSettings(name=model)))
        done = time.process_time()
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "sentences": sentences,
        "making": made - began,
        "reading": read - made,
        "drafting": done - read + children.ru_utime + children.ru_stime,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main(counts: Sequence[int] = COUNTS, model: str = "echo") -> None:
    """Measure and print."""
    print(f"draft with the model {model!r}, load {os.getloadavg()[0]:.1f}")
    print(f"{'articles':>8} {'sentences':>10} {'reading, ms':>12} {'draft, ms a sentence':>21} {'MiB':>6}")
    costs = []
    for count in counts:
        command = [sys.executable, "-m", "bench.growth", "--alone", str(count), "--model", model]
        found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)  # noqa: S603
        sentences, reading = found["sentences"], 1000 * found["reading"] / found["sentences"]
        costs.append(1000 * found["drafting"] / sentences)
        print(f"{count:8,} {sentences:10,} {reading:12.2f} {costs[-1]:21.2f} {found['memory']:6.0f}")
    print(f"a sentence of the largest folder / of the smallest: {costs[-1] / costs[0]:.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("counts", nargs="*", type=int, default=list(COUNTS), metavar="ARTICLES")
    parser.add_argument("--model", default="echo")
    parser.add_argument("--alone", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.alone:
        print(json.dumps(measure(asked.alone, asked.model)))
    else:
        main(asked.counts, asked.model)
