"""Prints what a memo of 1,000 points with its annexes costs in each template: seconds and peak memory.

The points are invented (the sentences of the seed articles, over and over), the work is not: every template is opened,
filled, swept and written as in the main job. Each template runs in a process of its own, so that the memory is its own.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time

from briefing.renderers.docx import DocxRenderer
from briefing.resources import packaged
from tests.renderers.large import large_memo

TEMPLATES = ("memo", "brief", "digest")
MOST_SECONDS, MOST_MIB = 5.0, 500.0


def measure(template: str, points: int) -> tuple[float, float, float, int]:
    """Seconds for one rendering, those that the processor worked, peak memory in MiB, bytes of the document."""
    memo = large_memo(points)
    look = (packaged("templates") / f"{template}.docx").read_bytes()
    began, worked = time.perf_counter(), time.process_time()
    data = DocxRenderer().render(memo, look)
    seconds, busy = time.perf_counter() - began, time.process_time() - worked
    return seconds, busy, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, len(data)


def main(points: int = 1000) -> None:
    print(f"a memo of {points:,} points with annexes (bounds: {MOST_SECONDS:.0f} s, {MOST_MIB:.0f} MiB)")
    print(f"{'template':10} {'seconds':>8} {'of work':>8} {'MiB':>6} {'bytes':>10}")
    for template in TEMPLATES:
        command = [sys.executable, "-m", "bench.render", template, str(points)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - this file itself
        seconds, busy, memory, size = (float(each) for each in done.stdout.split())
        verdict = "" if seconds < MOST_SECONDS and memory < MOST_MIB else "  over the bound"
        print(f"{template:10} {seconds:8.2f} {busy:8.2f} {memory:6.0f} {size:10,.0f}{verdict}")


if __name__ == "__main__":
    if len(sys.argv) == 3:  # noqa: PLR2004 - template and number of points: one measurement
        print(*measure(sys.argv[1], int(sys.argv[2])))
    else:
        main()
