"""Changes a `briefing.toml` without touching what else stands in it: comments, order and spacing stay.

The file's text and the keys to set come in; the new text goes out. Only commands that a person gave for this purpose
write into a settings file.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from briefing.errors import ConfigError
from briefing.files import write_atomic

Value = str | int | float | bool


def set_keys(text: str, section: str, values: Mapping[str, Value], *, source: str = "briefing.toml") -> str:
    """`text` with `values` under [section].

    Raises ConfigError when the text is no TOML, or when the section is something else than a table.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError
    from tomlkit.items import Table

    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise ConfigError(f"{source} cannot be read: {error}.", "Correct it first.") from None
    table = document.get(section)
    if table is None:
        table = tomlkit.table()
        if text.strip():
            document.add(tomlkit.nl())
        document.add(section, table)
    elif not isinstance(table, Table):
        raise ConfigError(f"{source}: {section} is no [table].", f"Write it as [{section}].")
    for key, value in values.items():
        table[key] = value
    return tomlkit.dumps(document)


def write_keys(path: Path, section: str, values: Mapping[str, Value]) -> None:
    """The same in a file, which is made where there is none. Raises ConfigError, or RenderError for the disk."""
    try:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}.", "Correct it first.") from None
    write_atomic(path, set_keys(text, section, values, source=str(path)).encode())
