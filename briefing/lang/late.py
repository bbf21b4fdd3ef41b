"""Regular expressions that most runs never need, compiled when they are first used.

Compiling a pattern with a list of words in it takes a millisecond or two, and a short run as long as choosing its
sentences. A pattern behind a condition that is seldom met (a caption, a list of headlines with dates) is made `late`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any


class _Late:
    """Behaves as the compiled pattern."""

    __slots__ = ("_compiled", "_flags", "_source")

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags
        self._compiled: re.Pattern[str] | None = None

    def __getattr__(self, name: str) -> Any:
        if self._compiled is None:
            self._compiled = re.compile(self._source, self._flags)
        return getattr(self._compiled, name)


if TYPE_CHECKING:
    late = re.compile
else:

    def late(source: str, flags: int = 0) -> _Late:
        """As `re.compile`."""
        return _Late(source, int(flags))
