"""The names that a template may use, and what each of them is: the list that checking and filling both go by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from briefing.records import dataclass

Form = Literal["nothing", "text", "inline", "block"]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a name stands for: how it prints, which fields follow a dot, what a loop over it gives.

    A block fills paragraphs of its own; `body_only` cannot stand in a header or footer.
    """

    title: str
    form: Form = "text"
    fields: Mapping[str, Kind] = field(default_factory=dict)
    items: Kind | None = None
    body_only: bool = False


TEXT = Kind("text")
NUMBER = Kind("a number")
TRUTH = Kind("true or false")
NOTHING = Kind("nothing", "nothing")


def _inline(title: str) -> Kind:
    return Kind(title, "inline", body_only=True)


def _block(title: str, **more: Kind) -> Kind:
    return Kind(title, "block", fields=more, body_only=True)


POINT = Kind(
    "a point",
    "nothing",
    {
        "number": TEXT,
        "text": _inline("the point's English"),
        "flag": _inline("the mark of a doubtful point"),
        "footnote": _inline("the point's note"),
        "link": _inline("a link to the point"),
        "evidence": _inline("links to the rows of Annex A"),
        "flagged": TRUTH,
        "edited": TRUTH,
        "section": TEXT,
        "source": TEXT,
        "place": TEXT,
        "outlet": TEXT,
        "date": TEXT,
        "quote": TEXT,
        "translation": TEXT,
    },
)
SECTION = Kind(
    "a section", "nothing", {"heading": TEXT, "number": NUMBER, "points": Kind("points", "nothing", {}, POINT)}
)
ARTICLE = Kind(
    "an article",
    "nothing",
    {
        "number": NUMBER,
        "headline": TEXT,
        "title": TEXT,
        "title_en": TEXT,
        "outlet": TEXT,
        "date": TEXT,
        "how_dated": TEXT,
        "language": TEXT,
        "words": NUMBER,
        "file": TEXT,
        "url": TEXT,
        "fate": TEXT,
        "reason": TEXT,
        "topic": TEXT,
        "points": Kind("points", "nothing", {}, POINT),
    },
)
OUTLET = Kind("an outlet", "nothing", {"name": TEXT, "articles": Kind("articles", "nothing", {}, ARTICLE)})
_COUNTS = ("found", "in_range", "used", "undated", "duplicates", "dropped", "passed_over")

VOCABULARY: Mapping[str, Kind] = {
    **dict.fromkeys(("marking", "status", "title", "subject", "to", "from", "date", "period"), TEXT),
    **dict.fromkeys(("drafted", "cleared", "approved", "signature"), TEXT),
    "distribution": Kind("the distribution list", "text", {}, TEXT),
    "logo": Kind("the logo", "inline"),
    "memo": _block("the whole memo"),
    "contents": _block("the table of contents"),
    "annex_evidence": _block("Annex A"),
    "annex_sources": _block("Annex B"),
    "coverage": _block("the coverage", **dict.fromkeys(_COUNTS, NUMBER)),
    "method": Kind("the method", "block", {}, TEXT, body_only=True),
    "chart": _block("the chart of articles by day and topic"),
    "release": _block("distribution list and drafted, cleared, approved"),
    "summary": Kind("the summary", "block", {}, POINT, body_only=True),
    "points": Kind("the points", "block", {}, POINT, body_only=True),
    "sections": Kind("the sections", "nothing", {}, SECTION),
    "remaining": Kind("the points not shown yet", "text", {}, POINT),
    "articles": Kind("the articles used", "nothing", {}, ARTICLE),
    "sources": Kind("the articles found", "nothing", {}, ARTICLE),
    "outlets": Kind("the outlets", "nothing", {}, OUTLET),
}
LOOP = Kind("the loop", "nothing", {"index": NUMBER, "first": TRUTH, "last": TRUTH, "length": NUMBER})
# Where one of these is used, the template says itself where the memo goes.
PLACES = frozenset({"memo", "points", "sections", "summary", "remaining", "articles", "outlets"})
