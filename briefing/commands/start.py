"""init and doctor: a working folder to begin with, and what is there to work with."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from briefing.commands import options


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The folder to make, or to fill where it is there.")
    ] = Path(),
    copy: Annotated[
        bool, typer.Option("--copy", help="Also copy the packaged topics, glossary and Word template, to change them.")
    ] = False,
) -> None:
    """Make a working folder: sources, outputs, briefing.toml with every key, a README, examples of a schedule."""
    from briefing.starter import make_folder

    made = make_folder(folder, copy=copy)
    here = folder.resolve()
    lines = [f"Made {path}{'/' if path.is_dir() else ''}" for path in made]
    step = "" if here == Path.cwd() else f"cd {shlex.quote(str(folder))} && "
    lines.append(f"Next: write feeds or pages into {here / 'fetch.txt'}, then:")
    lines.append(f"  {step}briefing fetch --list fetch.txt && briefing run sources --week last")
    sys.stdout.write("\n".join(lines) + "\n")


def doctor(
    model: options.ModelName = None,
    config: options.ConfigFile = None,
    json: options.Json = False,
) -> None:
    """Say what is installed, which model will be used and why, and what to do about what is missing."""
    from briefing.doctor.report import examine, in_lines, to_row
    from briefing.manifest import to_json

    findings = examine(config, model)
    problems = [one for one in findings if one.level == "problem"]
    if json:
        sys.stdout.write(to_json({"ready": not problems, "findings": [to_row(one) for one in findings]}))
    else:
        sys.stdout.write(in_lines(findings))
    if problems:
        raise typer.Exit(1)
