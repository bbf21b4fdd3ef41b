"""template list, new, check: the Word templates that a memo can be made with, and whether one's own will do."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from briefing.commands import options
from briefing.errors import ConfigError, RenderError

app = typer.Typer(help="Word templates: list them, make one's own from one of them, check it.", no_args_is_help=True)

_SUFFIX = ".docx"


@app.command("list")
def list_(config: options.ConfigFile = None, json: options.Json = False) -> None:
    """The templates that --template can name, and where each comes from."""
    from briefing.config import load_config
    from briefing.manifest import to_json
    from briefing.renderers.template_check import about
    from briefing.resources import layered

    found = layered("templates", "", _SUFFIX, load_config(config).paths.templates)
    rows = [
        {"name": each.path.stem, "from": each.origin, "file": str(each.path), "about": about(each.path.read_bytes())}
        for each in found
    ]
    if json:
        sys.stdout.write(to_json({"templates": rows}))
        return
    width = max((len(row["name"]) for row in rows), default=0)
    for row in rows:
        sys.stdout.write(f"{row['name']:{width}}  {row['about']} ({row['from']})\n")


@app.command("new")
def new(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The new template's name; it becomes templates/NAME.docx.")
    ],
    origin: Annotated[
        str, typer.Option("--from", metavar="TEMPLATE", help="The template to copy: a name or a file.")
    ] = "memo",
    force: Annotated[bool, typer.Option("--force", help="Replace the file where it exists.")] = False,
    config: options.ConfigFile = None,
) -> None:
    """Copy a template, to be changed in Word or LibreOffice, and say how to use it."""
    from briefing.config import load_config
    from briefing.files import write_atomic

    settings = load_config(config)
    if not name.replace("-", "_").isidentifier():
        raise ConfigError(
            f"{name!r} is no name for a template.", "Use letters, digits, hyphens and underscores: ministry-note."
        )
    data = _read(origin, config)
    target = Path(settings.paths.templates or "templates") / f"{name}{_SUFFIX}"
    if target.exists() and not force:
        raise ConfigError(f"{target} exists already.", "Choose another name, or replace it with --force.")
    write_atomic(target, data)
    sys.stderr.write(
        f"{target} written. Change it in Word or LibreOffice; then\n"
        f"  briefing template check {name}\n  briefing run … --template {name}\n"
    )


@app.command("check")
def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A template's name, or a .docx file.")],
    config: options.ConfigFile = None,
    json: options.Json = False,
) -> None:
    """What a template uses, what is wrong with it and what helps; exit 7 where something has to be mended."""
    from briefing.manifest import to_json
    from briefing.renderers.template_check import check_template
    from briefing.tables import to_table

    report = check_template(_read(file, config))
    if json:
        sys.stdout.write(to_json({"template": file, "passes": not report.faults, **to_table(report)}))
    else:
        sys.stdout.write(f"uses: {', '.join(report.used) or 'no field; the whole memo follows its text'}\n")
        for each in report.findings:
            sys.stdout.write(f"{each.severity}: {each.place}: {each.problem}\n  {each.remedy}\n")
    if report.faults:
        first, count = report.faults[0], len(report.faults)
        raise RenderError(
            f"{file} has {count} fault{'s' * (count != 1)}; the first: {first.place}: {first.problem}.",
            "Mend what is listed above, save, and check again.",
        )
    sys.stderr.write(f"{file} can be used.\n")


def _read(name: str, config: Path | None) -> bytes:
    """The bytes of a template by name or file."""
    from dataclasses import replace

    from briefing.config import load_config
    from briefing.publish import word_template

    settings = load_config(config)
    path = Path(name)
    if path.suffix and path.suffix != _SUFFIX and path.is_file():
        return path.read_bytes()
    return word_template(replace(settings, memo=replace(settings.memo, template=name)))
