"""--format and --output: which files a memo becomes, and under which name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.errors import ConfigError

if TYPE_CHECKING:
    from briefing.config import Config


def with_formats(settings: Config, given: Sequence[str] | None) -> Config:
    """The configuration with the formats that --format names: repeated, or several with commas; none: as it was.

    Raises `ConfigError` for a format that does not exist.
    """
    from briefing.renderers.formats import SUFFIXES
    from briefing.tables import nearest

    if not given:
        return settings
    wanted: list[Any] = [one.strip().lower() for words in given for one in words.split(",") if one.strip()]
    for one in wanted:
        if one not in SUFFIXES:
            raise ConfigError(f"--format: {one!r} is not known.", nearest(one, list(SUFFIXES)).capitalize())
    if not wanted:
        raise ConfigError("--format names no format.", f"Use one or more of {', '.join(SUFFIXES)}.")
    return replace(settings, memo=replace(settings.memo, formats=tuple(dict.fromkeys(wanted))))


def checked_target(output: Path | None, default: Path, settings: Config) -> Path:
    """Where the memo goes: `output` if it ends as one of the formats does. Raises `ConfigError`."""
    from briefing.renderers.formats import SUFFIXES

    suffixes = [SUFFIXES[one] for one in settings.memo.formats]
    if output is None:
        return default.with_name(default.name + suffixes[0])
    if not output.name.endswith(tuple(suffixes)):
        raise ConfigError(
            f"--output: {output} does not end in {' or '.join(suffixes)}.",
            f"Name it {output.with_suffix(suffixes[0])}, or choose another --format.",
        )
    return output
