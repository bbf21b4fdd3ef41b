"""prompts show|check: what steers the memo without code, from where it comes, and whether it is right."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from briefing.commands import options
from briefing.errors import ConfigError

if TYPE_CHECKING:
    from briefing.config import Config

app = typer.Typer(name="prompts", help="Show and check what steers the memo without code.", no_args_is_help=True)


@app.command("show")
def show(prompts: options.PromptsFolder = None, config: options.ConfigFile = None, json: options.Json = False) -> None:
    """Show which prompts files are in force, and from which layer each comes."""
    from briefing.config import load_config
    from briefing.manifest import to_json
    from briefing.steering import in_force, read_prompts

    settings = steered(load_config(config), prompts)
    chosen = "flag" if prompts else "configuration"
    rows = [
        (file.path.name, chosen if file.origin == "chosen" else file.origin, str(file.path))
        for file in in_force(settings)
    ]
    steering = read_prompts(settings)
    if json:
        files = [{"name": name, "from": origin, "path": path} for name, origin, path in rows]
        sys.stdout.write(to_json({"digest": steering.digest, "files": files}))
        return
    sys.stdout.write("".join(f"{name}  {origin}  {path}\n" for name, origin, path in rows))
    style = steering.style
    names = "with" if style.names.diacritics else "without"
    sys.stdout.write(
        f"style: brief points of {style.points.shortest} to {style.points.longest} words, {style.english.spelling} "
        f"spelling, names {names} diacritics\n"
        f"{len(steering.topics)} topics, {len(steering.glossary)} terms; digest {steering.digest}\n"
    )


@app.command("check")
def check(prompts: options.PromptsFolder = None, config: options.ConfigFile = None, json: options.Json = False) -> None:
    """Check every prompts file in force; what is wrong is named with file and line."""
    from briefing.config import load_config
    from briefing.manifest import to_json
    from briefing.prompts_check import check_prompts
    from briefing.steering import in_force

    settings = steered(load_config(config), prompts)
    found = check_prompts(settings)
    if json:
        rows = [
            {"path": str(one.path), "line": one.line, "problem": one.problem, "remedy": one.remedy} for one in found
        ]
        sys.stdout.write(to_json(rows))
    else:
        for one in found:
            place = f"{one.path}:{one.line}" if one.line else str(one.path)
            sys.stdout.write(f"{place}: {one.problem}\n    {one.remedy}\n")
    if found:
        raise ConfigError(f"{len(found)} things are wrong in prompts files.", "Correct them as said above.")
    if not json:
        sys.stdout.write(f"{len(in_force(settings))} files, all right\n")


def steered(config: Config, prompts: Path | None, source_language: str | None = None) -> Config:
    """The configuration with the flags of prompts and source language laid over it. Raises `ConfigError`."""
    if prompts is not None:
        config = replace(config, paths=replace(config.paths, prompts=str(prompts)))
    if source_language is None:
        return config
    try:
        return replace(config, model=replace(config.model, source_language=source_language))
    except ValueError as problem:
        raise ConfigError(f"--source-language: {problem}.", "Write it as vi or fr.") from None
