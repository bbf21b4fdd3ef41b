"""The as-of date as an unknown: what an article's date is today, and from when to when the answer stays the same.

`briefing` is run another day, and the as-of date is another; the dates that it found must not be found anew for that.
An `OpenDay` stands for the as-of date while an article is dated, and notes each comparison that is made with it: its
outcome is the same for all days from `first` to `last`. Where the as-of date goes into the words, a mark is left.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

MARK: Final = "\x00as-of\x00"  # no text that was read holds zero characters


class OpenDay(date):
    """A day that knows for which other days everything asked of it would have been answered alike.

    Two of them are never compared with each other, only with plain days and with themselves. Whatever is asked of a
    day besides its order and its year nails it to itself.
    """

    first: int
    last: int

    def __new__(cls, day: date) -> OpenDay:  # noqa: PYI034 - `date` returns the class itself too
        """The unknown whose value happens to be `day`."""
        self = super().__new__(cls, day.year, day.month, day.day)
        self.first, self.last = date.min.toordinal(), date.max.toordinal()
        return self

    @property
    def plain(self) -> date:
        """The day itself."""
        return date.fromordinal(date.toordinal(self))

    def _at_least(self, ordinal: int) -> None:
        self.first = max(self.first, ordinal)

    def _at_most(self, ordinal: int) -> None:
        self.last = min(self.last, ordinal)

    def _nail(self) -> None:
        self.first = self.last = date.toordinal(self)

    def _before(self, other: date, offset: int) -> bool:
        """Whether this day lies before `other` moved by `offset` days, noted."""
        border = date.toordinal(other) + offset
        before = date.toordinal(self) < border
        if before:
            self._at_most(border - 1)
        else:
            self._at_least(border)
        return before

    def __lt__(self, other: date, /) -> bool:
        return other is not self and self._before(other, 0)

    def __le__(self, other: date, /) -> bool:
        return other is self or self._before(other, 1)

    def __gt__(self, other: date, /) -> bool:
        return other is not self and not self._before(other, 1)

    def __ge__(self, other: date, /) -> bool:
        return other is self or not self._before(other, 0)

    def __eq__(self, other: object, /) -> bool:
        if other is self:
            return True
        if not isinstance(other, date):
            return False
        return not self._before(other, 0) and self._before(other, 1)

    def __ne__(self, other: object, /) -> bool:
        return not self == other

    def __hash__(self) -> int:
        self._nail()
        return super().__hash__()

    @property
    def year(self) -> int:
        """The year; from now on the day stays in it."""
        year = self.plain.year
        self._at_least(date(year, 1, 1).toordinal())
        self._at_most(date(year, 12, 31).toordinal())
        return year

    def __str__(self) -> str:
        return MARK

    def __format__(self, form: str, /) -> str:
        if form:
            self._nail()
            return self.plain.__format__(form)
        return MARK

    def __getattribute__(self, name: str) -> Any:
        if name in _NAILING:
            self._nail()
        return super().__getattribute__(name)

    def __add__(self, other: Any, /) -> Any:
        self._nail()
        return self.plain + other

    def __radd__(self, other: Any, /) -> Any:
        self._nail()
        return self.plain + other

    def __sub__(self, other: Any, /) -> Any:
        self._nail()
        return self.plain - other

    def __rsub__(self, other: Any, /) -> Any:
        self._nail()
        return other - self.plain


_NAILING = frozenset(
    ("month", "day", "replace", "timetuple", "toordinal", "weekday", "isoweekday", "isocalendar", "isoformat")
)
