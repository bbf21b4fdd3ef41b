"""The whole examination: every finding in a fixed order, for people and for machines."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from briefing.doctor.desk import program_findings, prompt_findings, settings, template_findings
from briefing.doctor.findings import Finding
from briefing.doctor.machine import disk_findings, model_findings, why
from briefing.doctor.software import Probe, engine_findings, load_apart, package_findings, python_finding
from briefing.models.convert import converted, refused

_ENGINES = ("torch", "transformers", "ctranslate2")


def examine(file: Path | None = None, model: str | None = None, probe: Probe = load_apart) -> list[Finding]:
    """Look at everything. Nothing is loaded into this process, nothing is written."""
    config, of_settings = settings(file)
    name = model or config.model.name
    info, of_model = model_findings(config, name, why(config, model, file))
    loaded = {engine: probe(engine) for engine in _ENGINES}
    return [
        python_finding(),
        *package_findings(),
        of_settings,
        *of_model,
        *engine_findings(
            loaded,
            converted=info is not None and converted(info.directory) is not None,
            backend=config.model.backend,
            refused=refused(info.directory) if info is not None else "",
        ),
        *prompt_findings(config),
        *template_findings(config),
        *program_findings(config),
        *disk_findings(Path("outputs")),
    ]


def in_lines(findings: list[Finding]) -> str:
    """A line each, what to do below it, and the sum."""
    lines = []
    for one in findings:
        lines.append(f"{one.level:<7}  {one.topic:<11}  {one.text}")
        if one.remedy:
            lines.append(f"{'':<22}→ {one.remedy}")
    problems = sum(one.level == "problem" for one in findings)
    warnings = sum(one.level == "warn" for one in findings)
    if problems:
        lines.append(f"{problems} problems keep `briefing run` from running; {warnings} warnings.")
    else:
        lines.append(f"`briefing run` can run; {warnings} warnings.")
    return "\n".join(lines) + "\n"


def to_row(finding: Finding) -> dict[str, str]:
    """A finding as the JSON document has it."""
    return asdict(finding)
