"""The model that will be used and why, and whether this machine has the memory and the disk for it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from briefing.config import FILE_NAME, Config
from briefing.doctor.findings import Finding
from briefing.errors import BriefingError
from briefing.models.memory import available_memory, in_words, needed_memory
from briefing.models.registry import ECHO, EMBEDDED, ModelInfo, describe
from briefing.models.store import cache_directory
from briefing.steering import prompts_folder

SPARE_DISK = 200_000_000  # bytes; a memo, its cache and temporary files need less
LEAST_DISK = 20_000_000
_BESIDES = 3  # times the weights: what loading and decoding take besides, on top of the interpreter
_INTERPRETER = 600_000_000  # bytes of a process that has loaded torch and transformers

FreeDisk = Callable[[Path], int | None]
FreeMemory = Callable[[], int | None]


def why(config: Config, flag: str | None, file: Path | None) -> str:
    """Which layer of the settings named the model."""
    if flag:
        return "named by --model"
    if config.model.name != EMBEDDED:
        return f"named in {file or FILE_NAME}"
    return "the default"


def model_findings(
    config: Config, name: str, reason: str, memory: FreeMemory = available_memory
) -> tuple[ModelInfo | None, list[Finding]]:
    """The model, and whether it fits into the memory that is free."""
    if name == ECHO:
        text = f"echo ({reason}): repeats the Vietnamese without marks, for trying things out"
        return None, [Finding("warn", "model", text, "Leave it out to translate.")]
    try:
        info = describe(name, prompts_folder(config), config.model.source_language)
        needed = needed_memory(info.directory)
    except BriefingError as error:
        return None, [Finding("problem", "model", f"{name} ({reason}): {error.message}", error.remedy)]
    size = f"{info.family}, {info.source} to {info.target}, {in_words(info.bytes)}"
    known = Finding("ok", "model", f"{info.name} ({reason}): {size}, in {info.directory}, digest {info.digest[:12]}")
    return info, [known, memory_finding(needed, memory())]


def memory_finding(needed: int, free: int | None) -> Finding:
    """Whether weights of so many bytes fit into the free memory, with what they take besides."""
    if free is None:
        return Finding("ok", "memory", f"the model's weights take {in_words(needed)}; what is free cannot be told here")
    words = f"{in_words(free)} free; the model's weights take {in_words(needed)}"
    if needed > free:
        return Finding(
            "problem", "memory", words, "Close other programs, or choose a smaller model: briefing model list."
        )
    if needed * _BESIDES + _INTERPRETER > free:
        return Finding("warn", "memory", f"{words}, and more while it works", "Close other programs before `run`.")
    return Finding("ok", "memory", words)


def disk_findings(folder: Path, free: FreeDisk | None = None) -> list[Finding]:
    """The room where memos go and where translations are kept, and whether both may be written."""
    look = free or _free
    findings = []
    for topic, place in (("disk", folder), ("cache", cache_directory())):
        there = _existing(place)
        room = look(there)
        size = f", {in_words(_size(place))} in it" if topic == "cache" and place.is_dir() else ""
        words = f"{place}{size}: {in_words(room) if room is not None else 'unknown room'} free"
        if not os.access(there, os.W_OK):
            level, remedy = ("problem", "Work in a folder of your own.")
            if topic == "cache":
                level, remedy = "warn", "Set BRIEFING_CACHE to a folder that may be written, or use --no-cache."
            findings.append(Finding(level, topic, f"{there} may not be written", remedy))  # type: ignore[arg-type]
        elif room is not None and room < LEAST_DISK:
            findings.append(Finding("problem", topic, words, "Free some space; `run` writes nothing half."))
        elif room is not None and room < SPARE_DISK:
            findings.append(Finding("warn", topic, words, "Free some space."))
        else:
            findings.append(Finding("ok", topic, words))
    return findings


def _existing(place: Path) -> Path:
    """The folder itself, or the nearest one above it that is there."""
    place = place.absolute()
    return next((folder for folder in (place, *place.parents) if folder.is_dir()), place)


def _free(place: Path) -> int | None:
    try:
        return shutil.disk_usage(place).free
    except OSError:
        return None


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:
            continue
    return total
