"""The command line: flags in, one call into the package, messages and exit codes out. No logic lives here.

Results go to standard output, messages to standard error. Every error that a user can cause ends in two lines, what
happened and what to do, and in the exit code of its kind (see `errors.py`).
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from typing import Annotated

import typer

from briefing.commands import (
    cache,
    email,
    evaluate,
    fetch,
    glossary,
    lean,
    manual,
    memo,
    memory,
    model,
    prompts,
    sources,
    start,
    template,
)
from briefing.errors import BriefingError
from briefing.patterns import keep

app = typer.Typer(
    name="briefing",
    help="English briefing memos in Word from folders of Vietnamese news, every point cited to its sentence.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("run")(memo.run)
app.command("init")(start.init)
app.command("doctor")(start.doctor)
app.command("fetch")(fetch.fetch)
app.command("sources")(sources.sources)
app.command("draft")(memo.draft)
app.command("render")(memo.render)
app.command("verify")(memo.verify)
app.command("evaluate")(evaluate.evaluate)
app.command("email")(email.email)
app.command("translate")(model.translate)
app.add_typer(model.app, name="model")
app.add_typer(cache.app, name="cache")
app.add_typer(memory.app, name="memory")
app.add_typer(prompts.app, name="prompts")
app.add_typer(glossary.app, name="glossary")
app.add_typer(template.app, name="template")
manual.attach(app)

_SELDOM = (100_000, 20, 20)  # loading modules makes no garbage; looking for it takes a tenth of a short command
_USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[
    1
]  # typer carries its own copy of click and does not name the class


def _version(wanted: bool) -> None:
    if wanted:
        from briefing import __version__

        typer.echo(f"briefing {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    pass


def _complain(*lines: str) -> None:
    """Write what happened and what to do, each as a sentence on one line."""
    for line in lines:
        text = " ".join(line.split())
        end = "" if text.endswith((".", "!", "?", "…")) else "."
        sys.stderr.write(f"{text[:1].upper()}{text[1:]}{end}\n")


def main() -> None:
    """The console script."""
    keep()
    gc.set_threshold(*_SELDOM)
    atexit.register(gc.freeze)  # what is left goes with the process: looking through it first takes a tenth of a second
    try:
        code = lean.command_for(app, sys.argv[1:])(prog_name="briefing", standalone_mode=False)
    except BriefingError as error:
        _complain(error.message, error.remedy)
        code = error.exit_code
    except _USAGE_ERROR as error:
        context = getattr(error, "ctx", None)
        _complain(
            str(getattr(error, "message", error)), f"See: {context.command_path if context else 'briefing'} --help"
        )
        code = 2
    except (typer.Abort, KeyboardInterrupt):
        _complain("Stopped.", "What was written before is as it was.")
        code = 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 141
    sys.exit(code or 0)
