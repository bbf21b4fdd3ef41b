"""The text of a `briefing.toml` in which every key stands, commented out, with its default and what it means.

It is made from the dataclasses of `config.py` and from the remarks in their source, so that it can never lag behind
them. A key is `#key = value`, a remark `# words`: taking the `#` away before the keys gives the defaults.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from io import StringIO
from typing import Any, Literal, get_args, get_origin, get_type_hints

import tomli_w

from briefing.config import Config
from briefing.records import dataclass

_WIDTH = 100
_HEADER = """\
# Settings of briefing for this folder. Every key stands here with its default; to change one, take the # before the
# key away and write your own value. Flags on the command line go before what stands here.
"""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a table: its default (None: not set), what the source says of it, and the words that it may hold."""

    name: str
    default: Any
    remark: str
    choices: tuple[str, ...]
    many: bool  # it holds any number of values

    @property
    def meaning(self) -> str:
        """The remark and the choices in one sentence."""
        few = "any" if self.many else "one"
        return "; ".join(filter(None, (self.remark, f"{few} of {', '.join(self.choices)}" if self.choices else "")))


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the file: its dotted path, what its class says of it, and its own keys."""

    path: str
    about: str
    keys: tuple[Key, ...]


def config_text(cls: Any = Config) -> str:
    """The whole file for a dataclass of tables."""
    return _HEADER + "".join(map(_table_text, tables(cls)))


def tables(cls: Any = Config) -> Iterator[Table]:
    """Every table that the file may hold, an inner one after the one that it stands in."""
    for field in fields(cls):
        yield from _tables(field.name, _hint(cls, field))


def toml(value: Any) -> str:
    """A value as TOML, on one line."""
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{toml(key)} = {toml(each)}' for key, each in value.items())}}}"
    return tomli_w.dumps({"k": value}).removeprefix("k = ").strip()


def remarks(cls: Any) -> dict[str, str]:
    """What the source says of each field: the remark behind it, or the lines of remarks above it."""
    try:
        source = textwrap.dedent(inspect.getsource(cls))
    except (OSError, TypeError):  # an installation without sources
        return {}
    said = {
        token.start[0]: token.string.lstrip("# ").strip()
        for token in tokenize.generate_tokens(StringIO(source).readline)
        if token.type == tokenize.COMMENT and not token.string.startswith("# noqa")
    }
    lines = source.splitlines()
    found = {}
    for node in ast.parse(source).body[0].body:  # type: ignore[attr-defined]
        if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name):
            continue
        behind = [said[line] for line in range(node.lineno, (node.end_lineno or node.lineno) + 1) if line in said]
        above: list[str] = []
        line = node.lineno - 1
        while not behind and line in said and lines[line - 1].lstrip().startswith("#"):
            above.insert(0, said[line])
            line -= 1
        found[node.target.id] = " ".join(behind or above)
    return found


def _tables(path: str, cls: Any) -> Iterator[Table]:
    if not is_dataclass(cls):
        raise TypeError(f"{path}: a setting stands in a table")
    said = remarks(cls)
    nested = [field for field in fields(cls) if is_dataclass(_hint(cls, field))]
    plain = [field for field in fields(cls) if field not in nested]
    keys = tuple(_key(field, _hint(cls, field), said.get(field.name, "")) for field in plain)
    yield Table(path, " ".join((inspect.getdoc(cls) or "").split()), keys)
    for field in nested:
        yield from _tables(f"{path}.{field.name}", _hint(cls, field))


def _key(field: Field[Any], hint: Any, remark: str) -> Key:
    default = field.default if field.default is not MISSING else _made(field)
    return Key(field.name, default, remark, tuple(_choices(hint)), get_origin(hint) is tuple)


def _table_text(table: Table) -> str:
    lines = [line for key in table.keys for line in (*_wrapped(key.meaning), _line(key))]
    return "\n".join(["", *_wrapped(table.about), f"[{table.path}]", *lines]) + "\n"


def _line(key: Key) -> str:
    return f"# {key.name} is not set" if key.default is None else f"#{key.name} = {toml(key.default)}"


def _choices(hint: Any) -> list[str]:
    """The words that a key may hold, where they are counted."""
    if get_origin(hint) is Literal:
        return [str(value) for value in get_args(hint)]
    return [word for part in get_args(hint) for word in _choices(part)] if get_origin(hint) is tuple else []


def _made(field: Field[Any]) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else None


def _wrapped(words: str) -> list[str]:
    text = " ".join(words.split())
    return [f"# {line}" for line in textwrap.wrap(text[:1].upper() + text[1:], _WIDTH)]


def _hint(cls: Any, field: Field[Any]) -> Any:
    return get_type_hints(cls)[field.name]
