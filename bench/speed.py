"""How fast the main job is beside what a plain script would do, in one run on one machine; only the ratios travel.

Four ways to translate stand side by side: transformers one by one and in batches, CTranslate2 called directly, and
ours. The first two run as programs of their own, loading included, over the sentences that the memo of the seeds is
written from, because that is what `briefing run` replaces; the last two over all sentences of the seeds.

    python -m bench.speed [--quick]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from briefing import pipeline
from briefing.config import Config
from briefing.models.boundary import load_spec, prepare
from briefing.models.ct2 import Ct2Seq2Seq, load_translator, workers
from briefing.models.registry import LoadSettings, embedded_directory, load
from briefing.models.tokens import MarianTokens
from briefing.protocols import WritingSeveral
from briefing.stages.clauses import split_clauses
from briefing.stages.generate import GenerateSettings
from briefing.stages.repair import HYPOTHESES
from briefing.values import Period

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
PERIOD = Period(date(2025, 12, 1), date(2026, 2, 28))
AS_OF = date(2026, 3, 2)
JOB = ("run", str(SEEDS), "--from", str(PERIOD.first), "--to", str(PERIOD.last), "--as-of", str(AS_OF))
BATCH = 16  # sentences, of the batched script
LIBRARIES = ("ctranslate2", "torch", "transformers")

PLAIN = """
import json, sys, time
texts, size = json.load(open(sys.argv[2], encoding="utf-8")), int(sys.argv[3])
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer
tokenizer = AutoTokenizer.from_pretrained(sys.argv[1])
model = AutoModelForSeq2SeqLM.from_pretrained(sys.argv[1], dtype="float32").eval()
began, tokens = time.perf_counter(), 0
for start in range(0, len(texts), size):
    inputs = tokenizer(texts[start : start + size], return_tensors="pt", padding=True)
    outputs = model.generate(**inputs, num_beams=4, length_penalty=1.2, no_repeat_ngram_size=3, max_new_tokens=160)
    tokenizer.batch_decode(outputs, skip_special_tokens=True)
    tokens += int((outputs != model.config.pad_token_id).sum())
print(json.dumps([time.perf_counter() - began, tokens]))
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """One way to translate: seconds of the whole program (0: not a program), seconds at work, tokens written."""

    name: str
    program: float
    work: float
    tokens: int

    @property
    def speed(self) -> float:
        """Tokens written a second at work."""
        return self.tokens / self.work


@contextmanager
def own_cache() -> Iterator[Path]:
    """A cache folder that starts empty and is thrown away, for this process and its children."""
    before = os.environ.get("BRIEFING_CACHE")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BRIEFING_CACHE"] = folder
        try:
            yield Path(folder)
        finally:
            if before is None:
                del os.environ["BRIEFING_CACHE"]
            else:
                os.environ["BRIEFING_CACHE"] = before


def child(*command: str) -> tuple[float, str]:
    """Seconds that a program takes from start to end, and what it prints; bytecode is kept as on any installation."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - our own programs
        command, check=True, capture_output=True, text=True, env=environment, cwd=ROOT
    )
    return time.perf_counter() - began, done.stdout


def briefing(*command: str) -> float:
    """Seconds that one command of ours takes, Python's own start included."""
    script = "import sys; from briefing.cli import main; sys.argv[0] = 'briefing'; main()"
    return child(sys.executable, "-c", script, *command)[0]


def best(call: Callable[[], float], times: int) -> float:
    """The least of several measurements: what the work costs when nothing else gets in its way."""
    return min(call() for _ in range(times))


def selected_texts() -> tuple[str, ...]:
    """The prepared texts that the memo of the seeds has translated: what the model sees, each once."""
    seen: dict[str, None] = {}
    original = Ct2Seq2Seq.begin_alternatives

    def noting(self: Ct2Seq2Seq, texts: Sequence[str], n: int, *, beside: int = 1) -> WritingSeveral:
        if n != HYPOTHESES:  # what is asked again to repair a point is no sentence more
            seen.update(dict.fromkeys(text for text in texts if not text.startswith("⟦brief⟧")))
        return original(self, texts, n, beside=beside)

    Ct2Seq2Seq.begin_alternatives = noting  # type: ignore[method-assign]
    try:
        with own_cache():
            pipeline.draft(SEEDS, PERIOD, AS_OF, Config())
    finally:
        Ct2Seq2Seq.begin_alternatives = original  # type: ignore[method-assign]
    return tuple(seen)


def all_texts() -> tuple[str, ...]:
    """The prepared text of every sentence of the seeds, cut as the generate stage cuts it."""
    spec = load_spec(embedded_directory())
    library = pipeline.read_library(SEEDS, AS_OF)
    sentences = (sentence.text for found in library.sentences.values() for sentence in found)
    most = GenerateSettings().max_words
    parts = (span.of(text) for text in sentences for span in split_clauses(text, most))
    return tuple(dict.fromkeys(prepare(part, spec).text for part in parts))


def plain_script(name: str, texts: Sequence[str], size: int) -> Rate:
    """A script with transformers that translates `size` sentences at a time."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "texts.json"
        file.write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
        whole, printed = child(
            sys.executable, "-W", "ignore", "-c", PLAIN, str(embedded_directory()), str(file), str(size)
        )
    work, tokens = json.loads(printed)
    return Rate(name, whole, work, tokens)


def direct_and_ours(texts: Sequence[str], times: int) -> tuple[Rate, Rate]:
    """CTranslate2 called directly on tokens that are ready, and our stage from prepared texts to finished English, in
    turns.
    """
    directory = embedded_directory()
    tokens = MarianTokens(directory)
    rows = tokens.encode(texts)
    translator = load_translator(directory)
    options: dict[str, Any] = {"beam_size": 4, "length_penalty": 1.2, "no_repeat_ngram_size": 3}
    options |= {"max_decoding_length": 160, "return_end_token": True, "max_batch_size": 1024, "batch_type": "tokens"}
    written = sum(len(result.hypotheses[0]) for result in translator.translate_batch(rows, **options))
    model: Any = load("embedded", "translate", LoadSettings(cache="none", backend="ctranslate2"))
    inner = model._inner  # noqa: SLF001 - the stage's own model, without the text side
    direct, ours = [], []
    for _ in range(times):
        began = time.perf_counter()
        translator.translate_batch(rows, **options)
        direct.append(time.perf_counter() - began)
        began = time.perf_counter()
        inner.generate(texts)
        ours.append(time.perf_counter() - began)
    return (
        Rate("CTranslate2 directly", 0, statistics.median(direct), written),
        Rate("our generate stage", 0, statistics.median(ours), written),
    )


def main_job(times: int) -> tuple[float, float]:
    """Seconds of the whole command with an empty cache and with a full one."""
    with tempfile.TemporaryDirectory() as folder:
        job = (*JOB, "--output", str(Path(folder) / "memo.docx"))

        def cold() -> float:
            with own_cache():
                return briefing(*job)

        empty = best(cold, times)
        with own_cache():
            briefing(*job)
            return empty, best(lambda: briefing(*job), times)


def table(rates: Sequence[Rate]) -> str:
    """Tokens a second and seconds, a line each."""
    lines = [f"{'way to translate':32} {'tokens/s':>9} {'at work, s':>11} {'program, s':>11}"]
    for rate in rates:
        program = f"{rate.program:11.2f}" if rate.program else f"{'':11}"
        lines.append(f"{rate.name:32} {rate.speed:9.0f} {rate.work:11.2f} {program}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="measure each thing once")
    times = 1 if parser.parse_args(arguments).quick else 3
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    side_by_side, threads = workers()
    machine = f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    print(
        f"{machine}; Python {platform.python_version()}, {libraries}; {side_by_side} translators of {threads} thread(s)"
    )
    texts = selected_texts()
    cold, warm = main_job(times)
    everything = all_texts()
    direct, ours = direct_and_ours(everything, 2 * times + 3)
    one_by_one = plain_script("transformers, one by one", texts, 1)
    batched = plain_script(f"transformers, {BATCH} at once", sorted(texts, key=len), BATCH)
    print(
        f"\nbeam 4; scripts: the memo's {len(texts)} sentences and titles; the others: all {len(everything)} sentences"
    )
    print(table((one_by_one, batched, direct, ours)))
    print(f"\n{'briefing run seeds, cold':32} {cold:9.2f} s\n{'briefing run seeds, warm':32} {warm:9.2f} s")
    help_seconds = best(lambda: briefing("--help"), times + 2)
    typer_seconds = best(lambda: child(sys.executable, "-c", "import typer")[0], times + 2)
    print(f"{'briefing --help':32} {help_seconds:9.2f} s\n{'python -c import typer':32} {typer_seconds:9.2f} s")
    print(f"\nplain script / briefing run cold   {one_by_one.program / cold:6.1f}")
    print(f"plain script at work / ours        {ours.speed / one_by_one.speed:6.1f} (tokens a second)")
    print(f"ours / CTranslate2 directly        {ours.speed / direct.speed:6.2f}")
    print(f"help / import typer                {help_seconds / typer_seconds:6.2f}")
    print(
        f"peak memory of a child             {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:6.0f} MiB"
    )


if __name__ == "__main__":
    main()
