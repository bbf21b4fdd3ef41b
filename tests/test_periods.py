"""Periods as people give them."""

from __future__ import annotations

from datetime import date

import pytest

from briefing.errors import ConfigError
from briefing.periods import parse_period
from briefing.values import Period

TODAY = date(2026, 2, 9)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("2025-12-01", "2026-02-28", None, None), Period(date(2025, 12, 1), date(2026, 2, 28))),
        (("2026-02-01", None, None, None), Period(date(2026, 2, 1), TODAY)),
        (("2026-02-01", "2026-02-01", None, None), Period(date(2026, 2, 1), date(2026, 2, 1))),
        ((None, None, "2026-W06", None), Period(date(2026, 2, 2), date(2026, 2, 8))),
        ((None, None, "2026W06", None), Period(date(2026, 2, 2), date(2026, 2, 8))),
        ((None, None, "2020-W53", None), Period(date(2020, 12, 28), date(2021, 1, 3))),
        ((None, None, "last", None), Period(date(2026, 2, 2), date(2026, 2, 8))),
        ((None, None, None, "7d"), Period(date(2026, 2, 3), TODAY)),
        ((None, None, None, "2w"), Period(date(2026, 1, 27), TODAY)),
        ((None, None, None, "1d"), Period(TODAY, TODAY)),
    ],
)
def test_ways_to_say_it(arguments: tuple[str | None, ...], expected: Period) -> None:
    assert parse_period(*arguments, TODAY) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((None, None, None, None), "No period was given"),
        (("2026-01-01", None, "2026-W06", None), "more than one way"),
        ((None, "2026-01-01", None, None), "--to was given without --from"),
        (("2026-02-28", "2025-12-01", None, None), "after it ends"),
        (("2026-02-30", None, None, None), "'2026-02-30' is not a day"),
        (("01/02/2026", None, None, None), "is not a day"),
        ((None, None, "2025-W53", None), "is not a week"),
        ((None, None, "W06", None), "is not a week"),
        ((None, None, None, "7"), "is not a length"),
        ((None, None, None, "0d"), "is not a length"),
    ],
)
def test_mistakes(arguments: tuple[str | None, ...], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        parse_period(*arguments, TODAY)  # type: ignore[arg-type]
