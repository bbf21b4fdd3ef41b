"""The chart of articles by day and topic: what it counts, and the words that say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from briefing.house import DateStyle
from briefing.renderers.ooxml.charts import Series, add_chart
from briefing.renderers.ooxml.drawings import chart_frame
from briefing.renderers.ooxml.runs import paragraph
from briefing.renderers.ooxml.tables import caption
from briefing.renderers.ooxml.xml import Element, make
from briefing.renderers.wording import article_id, entry_id, long_date
from briefing.renderers.workbench import Workbench
from briefing.values import Memo, SourceEntry

_MOST_DAYS = 14
_EMU_A_TWIP = 635
_HEIGHT = 2_000_000  # EMU, five and a half centimetres
_INFERRED = "date inferred"


def chart(memo: Memo, bench: Workbench) -> Iterator[Element]:
    """The chart under its caption; nothing where no article was used."""
    topics = topics_of(memo)
    used = [entry for entry in memo.sources if entry_id(entry) in topics]
    if not used:
        return
    days = {day_of(entry) for entry in used}
    weekly = len(days) > _MOST_DAYS
    counted = Counter((_column(day_of(entry), weekly=weekly), topics[entry_id(entry)]) for entry in used)
    columns = sorted({column for column, _ in counted}, key=lambda each: (each is None, each or date.min))
    headings = [part.heading for part in memo.sections if any(topic == part.heading for _, topic in counted)]
    labels = [_label(column, bench.house.dates, weekly=weekly) for column in columns]
    series = [
        Series(heading, tuple(counted[column, heading] for column in columns)) for heading in dict.fromkeys(headings)
    ]
    key = add_chart(bench.main, labels, series)
    words = f"Articles used by {'week' if weekly else 'day'} and topic"
    said = "; ".join(
        f"{label}: {', '.join(f'{one.title} {one.values[place]}' for one in series if one.values[place])}"
        for place, label in enumerate(labels)
    )
    yield paragraph(
        None,
        chart_frame(key, bench.width * _EMU_A_TWIP, _HEIGHT, f"{words}. {said}."),
        properties=[make("w:keepNext")],
    )
    yield caption(bench.style("caption"), next(bench.figure_numbers), words, label="Figure")


def topics_of(memo: Memo) -> dict[str, str]:
    """The topic of each article that a point begins with: the heading of its first point."""
    topics: dict[str, str] = {}
    for part in memo.sections:
        for point in part.points:
            first = point.citations[0]
            topics.setdefault(article_id(first.path, first.record), part.heading)
    return topics


def day_of(entry: SourceEntry) -> date | None:
    """The day an article was published, where it is known exactly."""
    return entry.date.earliest if entry.date.exact else None


def _column(day: date | None, *, weekly: bool) -> date | None:
    return day - timedelta(days=day.weekday()) if day is not None and weekly else day


def _label(day: date | None, style: DateStyle, *, weekly: bool) -> str:
    if day is None:
        return _INFERRED
    return f"week of {long_date(day, style)}" if weekly else long_date(day, style)
