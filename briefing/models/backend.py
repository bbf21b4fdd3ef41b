"""Which library runs a checkpoint: CTranslate2 on the processor, transformers on a graphics card and for all else.

A wish (`Backend`), a checkpoint and its settings come in; a ready `Seq2Seq` goes out. What was asked for by name and
cannot be had is an error; what was chosen here and turns out impossible gives way to transformers with a note.
"""

from __future__ import annotations

import ctypes
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from briefing.errors import ModelError
from briefing.models.boundary import SEARCH, ModelSpec
from briefing.models.convert import ConversionError, converted, refuse, refused
from briefing.models.ct2 import UNDERSTOOD, Ct2Seq2Seq
from briefing.models.directory import check_files
from briefing.models.families import Family
from briefing.models.hf import HfSeq2Seq, Running
from briefing.protocols import Progress, Seq2Seq, WritingSeveral, quiet
from briefing.values import Hypothesis

Backend = Literal["auto", "transformers", "ctranslate2", "ray"]
"""`auto` is CTranslate2 on a processor where the checkpoint allows it, else transformers; `ray` is `auto`
on other machines.
"""

FAMILIES = frozenset({"marian", "m2m100", "nllb", "mbart", "mbart50", "t5", "mt5", "madlad"})
"""Families that CTranslate2 runs; what it writes for each was compared with what transformers writes."""

_DRIVERS = {"linux": "libcuda.so.1", "win32": "nvcuda.dll"}


class Fastest:
    """`fast` until it turns out that it cannot be had; from then on, and in every later run, `reference`."""

    window = Ct2Seq2Seq.window

    def __init__(self, fast: Ct2Seq2Seq, reference: HfSeq2Seq, directory: Path) -> None:
        self._fast = fast
        self._reference = reference
        self._directory = directory
        self._notes: list[str] = []
        self._ready = False

    @property
    def signature(self) -> str:
        """That of the one in use."""
        return self._current().signature

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know about the calls so far."""
        return (*self._notes, *self._fast.notes, *self._reference.notes)

    def ready(self) -> None:
        """Find out which one it is, by converting the checkpoint if that was never tried."""
        if self._ready or self._current() is self._reference:
            return
        try:
            self._fast.ready()
        except ConversionError as error:
            refuse(self._directory, error.message)
            self._notes.append(f"{error.message} transformers runs it, more slowly.")
        self._ready = True

    def load_ahead(self) -> None:
        """Begin to load the fast one, where it is that one and need not be converted first."""
        if self._current() is self._fast:
            self._fast.load_ahead()

    def generate(self, texts: Sequence[str], *, progress: Progress = quiet) -> list[Hypothesis]:
        """One hypothesis a text, in order. Raises ModelError when the model cannot run."""
        self.ready()
        return self._current().generate(texts, progress=progress)

    def alternatives(self, texts: Sequence[str], n: int, *, progress: Progress = quiet) -> list[tuple[Hypothesis, ...]]:
        """One to `n` hypotheses a text, best first. Raises ModelError when the model cannot run."""
        self.ready()
        return self._current().alternatives(texts, n, progress=progress)

    def begin_alternatives(self, texts: Sequence[str], n: int, *, beside: int = 1) -> WritingSeveral:
        """Begin what `alternatives` does; transformers does it when it is waited for. Raises ModelError."""
        self.ready()
        if isinstance(current := self._current(), Ct2Seq2Seq):
            return current.begin_alternatives(texts, n, beside=beside)
        return lambda progress: current.alternatives(texts, n, progress=progress)

    def _current(self) -> Ct2Seq2Seq | HfSeq2Seq:
        return self._reference if self._gave_up() else self._fast

    def _gave_up(self) -> bool:
        return bool(self._notes) or (converted(self._directory) is None and bool(refused(self._directory)))


def runner(
    directory: Path,
    name: str,
    spec: ModelSpec,
    family: Family,
    task: str,
    *,
    beam: int = 0,
    running: Running | None = None,
    backend: Backend = "auto",
) -> Seq2Seq:
    """The checkpoint with the library that shall run it; neither library is imported. Raises ModelError."""
    running = running or Running()
    check_files(directory, family)
    reference = HfSeq2Seq(directory, name, spec, family, task, beam=beam, running=running)
    if backend == "transformers":
        return reference
    obstacle = hindrance(spec, family, task, beam)
    if backend == "ctranslate2":
        if obstacle:
            message = f"CTranslate2 cannot run {name}: {obstacle}."
            raise ModelError(message, 'Choose backend = "auto" or "transformers".')
        return Ct2Seq2Seq(directory, name, spec, family, task, beam=beam)
    if obstacle or running.device == "cuda" or (running.device == "auto" and graphics_card()):
        return reference
    return Fastest(Ct2Seq2Seq(directory, name, spec, family, task, beam=beam), reference, directory)


def hindrance(spec: ModelSpec, family: Family, task: str, beam: int = 0) -> str:
    """Why CTranslate2 would not write what transformers writes, or nothing."""
    if find_spec("ctranslate2") is None:
        return "it is not installed"
    if family.name not in FAMILIES:
        return f"the family {family.name} was never compared"
    options = spec.generate_options(task)
    unknown = sorted(set(options) - UNDERSTOOD)
    if unknown:
        return f"it has no {', '.join(unknown)}"
    other = [key for key, value in SEARCH.items() if options[key] != value]
    if other and (beam or options["num_beams"]) > 1:
        return f"it has no other {' or '.join(other)}"
    if (beam or options["num_beams"]) > 1 and options.get("repetition_penalty", 1) != 1:
        return "its repetition_penalty is not that of transformers' beam search"
    return ""


@cache
def graphics_card() -> bool:
    """True when this machine has a graphics card that the installed torch can use; torch itself is not imported."""
    return _torch_knows_cuda() and _cuda_devices() > 0


def _torch_knows_cuda() -> bool:
    """Whether torch was built for CUDA, as its own version file says."""
    found = find_spec("torch")
    if found is None or found.origin is None:
        return False
    with suppress(OSError, UnicodeDecodeError):
        text = Path(found.origin).with_name("version.py").read_text(encoding="utf-8")
        return re.search(r"^cuda\b.*=\s*['\"]", text, re.MULTILINE) is not None
    return False


def _cuda_devices() -> int:
    """How many devices the driver shows to this process; none where there is no driver."""
    count = ctypes.c_int(0)
    with suppress(OSError, AttributeError):
        driver = ctypes.CDLL(_DRIVERS.get(sys.platform, _DRIVERS["linux"]))
        if driver.cuInit(0) == 0 and driver.cuDeviceGetCount(ctypes.byref(count)) == 0:
            return count.value
    return 0
