from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.readers.stated import iso_day, numeric_days, stated_date, worded_day
from briefing.values import UNDATED, PublicationDate
from tests.readers.builders import DATA


def rows(path: str) -> list[list[str]]:
    return [line.split("\t") for line in (DATA / path).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(("value", "day"), rows("wild/stated_dates.tsv"))
def test_a_stated_moment_is_a_vietnamese_day(value: str, day: str) -> None:
    published = stated_date("published", value)
    assert published.exact
    assert published.earliest == date.fromisoformat(day)
    assert published.method == "metadata"
    assert published.evidence.startswith(f"published: {value}")
    assert ("in Vietnam" in published.evidence) == (not value.replace("-", "").startswith(day.replace("-", "")))


@pytest.mark.parametrize("value", [row[0] for row in rows("negative/stated_dates.tsv")])
def test_what_is_no_iso_date_is_refused_and_shown(value: str) -> None:
    published = stated_date("published", value)
    assert published == PublicationDate(None, None, "none", f"published: {value} (not a date)")


@pytest.mark.parametrize("value", [None, ""])
def test_nothing_stated_is_nothing_refused(value: object) -> None:
    assert stated_date("published", value) is UNDATED


@given(
    st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)),  # noqa: DTZ001
    st.timezones() | st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
def test_any_moment_with_a_zone_becomes_the_day_seven_hours_ahead_of_utc(moment: datetime, zone: timezone) -> None:
    offset = moment.replace(tzinfo=zone).utcoffset()
    assert offset is not None
    fixed = moment.replace(tzinfo=timezone(timedelta(minutes=offset // timedelta(minutes=1))), microsecond=0)
    assert iso_day(fixed.isoformat()) == fixed.astimezone(timezone(timedelta(hours=7))).date()


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("05/02/2026 14:49 GMT+7", ["2026-02-05", "2026-05-02"]),
        ("26/1/2026", ["2026-01-26"]),
        ("1/26/2026 2:49:00 PM", ["2026-01-26"]),
        ("26-01-2026 - 18:13", ["2026-01-26"]),
        ("26.1.2026", ["2026-01-26"]),
        ("5/5/2026", ["2026-05-05"]),
        ("31/02/2026", []),
        ("5/2/2026 và 6/2/2026", []),
        ("5/2-2026", []),
        ("5/2", []),
        ("số 123/45/6/2026", []),
    ],
)
def test_numeric_dates_are_read_day_first(value: str, days: list[str]) -> None:
    assert [day.isoformat() for day in numeric_days(value)] == days


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("Thứ Hai, ngày 26 tháng 1 năm 2026", date(2026, 1, 26)),
        ("26 tháng Một, 2026 18:13", date(2026, 1, 26)),
        ("ngày 26 tháng 1", None),
        ("2 giờ trước", None),
        ("từ 26/1/2026 đến 28/1/2026", None),
    ],
)
def test_a_full_date_in_words(value: str, day: date | None) -> None:
    assert worded_day(value) == day
