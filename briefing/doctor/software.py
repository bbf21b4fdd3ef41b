"""Python and its packages.

Versions come from the packages' metadata; what may crash is loaded in a process of its own.
"""

from __future__ import annotations

import json
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib import metadata

from briefing.doctor.findings import Finding, Level
from briefing.records import dataclass
from briefing.versions import __version__

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_NOT_FOR_RUN = frozenset(
    {"feedparser", "protego", "urllib3", "tomlkit", "keyring", "huggingface-hub", "huggingface_hub"}
)
_ENGINES = frozenset({"torch", "transformers", "ctranslate2"})
_REPAIR = "Repair the installation: pip install --force-reinstall briefing"
_PROBE = """
import json, sys
name = sys.argv[1]
if name == "torch":
    import torch
    found = {"version": torch.__version__, "cuda": torch.cuda.is_available()}
    found["device"] = torch.cuda.get_device_name(0) if found["cuda"] else ""
elif name == "ctranslate2":
    import ctranslate2
    count = ctranslate2.get_cuda_device_count()
    found = {"version": ctranslate2.__version__, "cuda": count > 0, "device": f"{count} CUDA devices"}
else:
    found = {"version": __import__(name).__version__, "cuda": False, "device": ""}
print(json.dumps(found))
"""
PATIENCE = 120.0  # seconds for a library to load


@dataclass(frozen=True, slots=True)
class Loaded:
    """A library that was loaded for a look: its version and graphics card, or why it cannot be loaded."""

    version: str = ""
    cuda: bool = False
    device: str = ""
    error: str = ""


Probe = Callable[[str], Loaded]
Requirements = Callable[[], list[str]]


def load_apart(name: str) -> Loaded:
    """Load a library in a process of its own, where it can do no harm."""
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return Loaded(error="not installed")
    try:
        done = subprocess.run(  # noqa: S603 - our own words and our own interpreter
            [sys.executable, "-c", _PROBE, name], capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return Loaded(error=f"loading it took longer than {PATIENCE:.0f} seconds")
    except OSError as problem:
        return Loaded(error=f"no process could be started: {problem.strerror}")
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or [f"it crashed with status {done.returncode}"])[-1]
        return Loaded(error=last[:200])
    try:
        return Loaded(**json.loads(done.stdout.strip().splitlines()[-1]))
    except (ValueError, TypeError, IndexError):
        return Loaded(error="it did not answer")


def python_finding(version: tuple[int, int, int] = sys.version_info[:3]) -> Finding:
    """Whether this Python is one that the package is made for."""
    words = f"briefing {__version__}, Python {'.'.join(map(str, version))} on {platform.platform(terse=True)}"
    needed = _needed_python()
    if needed and not _satisfies(".".join(map(str, version)), needed):
        return Finding("problem", "python", f"{words}; it needs Python {needed}", "Install it under such a Python.")
    return Finding("ok", "python", words)


def package_findings(requirements: Requirements | None = None) -> list[Finding]:
    """What the package asks for, and what of it is missing or too old. The engines are judged with the model."""
    asked = [line for line in (requirements or _requirements)() if "extra ==" not in line]
    bad: list[Finding] = []
    good: list[str] = []
    for line in asked:
        name = _NAME.match(line)
        if name is None or name[0].lower() in _ENGINES:
            continue
        wanted = line[name.end() :].partition(";")[0].strip(" ()")
        level: Level = "warn" if name[0].lower() in _NOT_FOR_RUN else "problem"
        try:
            there = metadata.version(name[0])
        except metadata.PackageNotFoundError:
            bad.append(Finding(level, "packages", f"{name[0]} is not installed", f"pip install '{name[0]}{wanted}'"))
            continue
        good.append(f"{name[0]} {there}")
        if wanted and not _satisfies(there, wanted):
            text = f"{name[0]} is {there}, and {wanted} is needed"
            bad.append(Finding("warn", "packages", text, f"pip install '{name[0]}{wanted}'"))
    if not asked:
        bad.append(Finding("warn", "packages", "briefing is not installed as a package", _REPAIR))
    return [*([Finding("ok", "packages", ", ".join(good))] if good else []), *bad]


def engine_findings(loaded: Mapping[str, Loaded], *, converted: bool, backend: str, refused: str = "") -> list[Finding]:
    """What can run the model, and on what.

    `converted` says that CTranslate2 has the chosen model's files already (else torch must make them), `refused` why
    it cannot have them.
    """
    findings = []
    torch = not any(loaded[name].error for name in ("torch", "transformers"))
    fast = not loaded["ctranslate2"].error and backend != "transformers"
    able = torch or (fast and converted)
    for name, one in loaded.items():
        if not one.error:
            findings.append(Finding("ok", "engine", f"{name} {one.version} loads"))
            continue
        needed = not able and (name != "ctranslate2" or converted)
        spare = "" if needed else "; the other engine serves" if able else ""
        findings.append(Finding("problem" if needed else "warn", "engine", f"{name}: {one.error}{spare}", _fix(name)))
    if able:
        slow = not fast or bool(refused) or (backend == "auto" and loaded["torch"].cuda)
        words = f"{'transformers' if slow else 'ctranslate2'} runs the model (backend = {backend!r})"
        findings.append(Finding("ok", "engine", f"{words}{f'; {refused}' if slow and fast and refused else ''}"))
    return [*findings, _card(loaded["torch"], backend)]


def _card(torch: Loaded, backend: str) -> Finding:
    """Whether a graphics card is used: only torch uses one here."""
    if not torch.cuda:
        return Finding("ok", "gpu", "none is used; the embedded model needs none")
    if backend == "ctranslate2":
        text = f"{torch.device} is there and not used"
        return Finding("warn", "gpu", text, 'Set backend = "auto" under [model] to use it.')
    return Finding("ok", "gpu", f"{torch.device} is used")


def _fix(name: str) -> str:
    return f"Install it again: pip install --force-reinstall {name}"


def _requirements() -> list[str]:
    try:
        return metadata.requires("briefing") or []
    except metadata.PackageNotFoundError:
        return []


def _needed_python() -> str:
    try:
        return str(metadata.metadata("briefing")["Requires-Python"] or "")
    except (metadata.PackageNotFoundError, KeyError):
        return ""


def _satisfies(version: str, wanted: str) -> bool:
    """Whether a version fits; where nobody can tell, it does."""
    try:
        from packaging.specifiers import InvalidSpecifier, SpecifierSet
        from packaging.version import InvalidVersion
    except ImportError:
        return True
    try:
        return SpecifierSet(wanted).contains(version, prereleases=True)
    except (InvalidSpecifier, InvalidVersion):
        return True
