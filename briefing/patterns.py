"""Regular expressions compiled once for all runs, kept where Python keeps its bytecode.

A run uses some five hundred expressions, and the standard library turns each into the instructions of its engine
anew, in every process: a sixth of a whole run. The instructions hang on nothing but the expression, its flags and the
version of Python, so they are written beside the bytecode of this file and handed to the engine by the next run. What
cannot be read, was made by another Python or fails is as if it were not there: then the standard library compiles.
"""

from __future__ import annotations

import atexit
import marshal
import os
import sys
import threading
import zlib
from array import array
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

FEW = 16  # new expressions that a file is not written again for: they may hold words of one article
MOST = 4_000  # expressions in a file; one that would hold more begins anew with those of its last run

_Made = tuple[bytes, int, dict[str, int], int]  # instructions, flags, names of groups, number of groups
_Key = tuple[str | bytes, int]
_SUM = 4  # bytes


class Kept:
    """The expressions of one file, and the compiling of those that are not in it."""

    def __init__(self, path: Path, engine: Any, compiler: Any) -> None:
        self.path = path
        self.known: dict[_Key, _Made] = {}
        self.used: dict[_Key, _Made] = {}
        self._engine = engine
        self._compile: Callable[..., Any] = compiler.compile
        self._code: Callable[..., list[int]] = compiler._code  # noqa: SLF001 - see `keep`
        self._last = threading.local()
        self._head = f"{sys.version}|{engine.MAGIC}|{engine.CODESIZE}|".encode()

    def load(self) -> None:
        """Take what the file holds, if it is whole and of this Python."""
        with suppress(OSError, ValueError, EOFError, TypeError):
            data, start = self.path.read_bytes(), len(self._head) + _SUM
            whole = memoryview(data)[start:]
            if data[:start] == self._head + _sum(whole):
                self.known = marshal.loads(whole)  # noqa: S302 - as trusted as the bytecode beside it

    def save(self) -> None:
        """Write what was new in this process, unless bytecode is not written either."""
        new = len(self.used.keys() - self.known.keys())
        if new <= FEW or sys.dont_write_bytecode:
            return
        every = {**self.known, **self.used}
        data = marshal.dumps(every if len(every) <= MOST else self.used)
        partial = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        with suppress(OSError):
            partial.write_bytes(self._head + _sum(data) + data)
            partial.replace(self.path)
        with suppress(OSError):
            partial.unlink(missing_ok=True)

    def code(self, parsed: Any, flags: int) -> list[int]:
        """What the standard library makes of a parsed expression, noted on the way."""
        self._last.code = made = self._code(parsed, flags)
        return made

    def compile(self, pattern: Any, flags: int = 0) -> Any:
        """The compiled expression: from kept instructions, else from the standard library's."""
        key = (pattern, flags)
        if not isinstance(pattern, str | bytes) or type(flags) is not int:
            return self._compile(pattern, flags)
        if made := self.known.get(key):
            with suppress(RuntimeError, ValueError, TypeError, OverflowError):
                compiled = self._handed(pattern, made)
                self.used[key] = made
                return compiled
        self._last.code = None
        compiled = self._compile(pattern, flags)
        if self._last.code is not None:
            instructions = array("I", map(int, self._last.code)).tobytes()
            self.used[key] = (instructions, compiled.flags, dict(compiled.groupindex), compiled.groups)
        return compiled

    def _handed(self, pattern: str | bytes, made: _Made) -> Any:
        """The engine's own object from instructions, which it proves before it takes them."""
        instructions, flags, names, groups = made
        code = array("I")
        code.frombytes(instructions)
        places: list[str | None] = [None] * (groups + 1)
        for name, place in names.items():
            places[place] = name
        return self._engine.compile(pattern, flags, code.tolist(), groups, names, tuple(places))


def _sum(data: bytes | memoryview) -> bytes:
    """What tells a file that is whole from one that is not."""
    return zlib.crc32(data).to_bytes(_SUM, "big")


def keep() -> None:
    """From here on, in this process, hand kept expressions to the engine; write the new ones when it ends.

    This steps into the insides of `re`, where there is no door. Where they are not as they are known, nothing is done.
    """
    with suppress(ImportError, AttributeError, NotImplementedError):
        engine: Any = import_module("_sre")
        compiler: Any = import_module("re._compiler")
        if array("I").itemsize != engine.CODESIZE or hasattr(compiler.compile, "__self__"):
            return
        kept = Kept(Path(cache_from_source(__file__)).with_suffix(".re"), engine, compiler)
        kept.load()
        compiler.compile, compiler._code = kept.compile, kept.code  # noqa: SLF001
        atexit.register(kept.save)
