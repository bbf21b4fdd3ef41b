"""cache info|clear: what is kept between runs so that no sentence is translated twice, and how to be rid of it."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from briefing.commands import options

app = typer.Typer(name="cache", help="Show or clear what is kept between runs.", no_args_is_help=True)


@app.command("info")
def info(json: options.Json = False) -> None:
    """Show where translations and converted models are kept, how many, and how much room they take."""
    from briefing.manifest import to_json
    from briefing.models.kept import kept
    from briefing.models.memory import in_words

    found = kept()
    if json:
        sys.stdout.write(
            to_json(
                {
                    "directory": str(found.directory),
                    "translations": {
                        "entries": found.translations.entries,
                        "bytes": found.translations.bytes,
                        "largest": found.translations.largest,
                    },
                    "converted_models": {"entries": found.models, "bytes": found.model_bytes},
                }
            )
        )
        return
    room = f"{in_words(found.translations.bytes)} of at most {in_words(found.translations.largest)}"
    sys.stdout.write(
        f"directory: {found.directory}\n"
        f"translations: {found.translations.entries} ({room})\n"
        f"converted models: {found.models} ({in_words(found.model_bytes)})\n"
    )


@app.command("clear")
def clear(
    models: Annotated[bool, typer.Option("--models", help="Remove converted models too.")] = False,
    json: options.Json = False,
) -> None:
    """Forget earlier translations; with --models also remove models that were converted for CTranslate2."""
    from briefing.manifest import to_json
    from briefing.models.kept import forget

    translations, converted = forget(models=models)
    if json:
        sys.stdout.write(to_json({"translations": translations, "converted_models": converted}))
    else:
        sys.stdout.write(f"Removed {translations} translations and {converted} converted models.\n")
