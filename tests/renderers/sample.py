"""A realistic memo for tests: Vietnamese quotations taken by span from the seeds, English written by hand."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from briefing.house import MemoHeader
from briefing.values import (
    UNDATED,
    BriefingPoint,
    Check,
    Citation,
    Coverage,
    Dropped,
    Memo,
    Period,
    PublicationDate,
    Section,
    SourceEntry,
    Span,
)

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
DATA = ROOT / "tests" / "data" / "renderers"
TEMPLATE = ROOT / "templates" / "memo.docx"


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((DATA / "memo.toml").read_text("utf-8"))


def _bytes(name: str) -> bytes:
    return (SEEDS / name).read_bytes()


def _date(article: dict[str, Any]) -> PublicationDate:
    return PublicationDate(article.get("earliest"), article.get("latest"), article["method"], article["evidence"])


def _citation(given: dict[str, Any]) -> Citation:
    article = _data()["articles"][given["article"]]
    content = _bytes(article["file"])
    text = content.decode("utf-8")
    start = text.index(given["first"])
    end = text.index(given["last"], start) + len(given["last"])
    paragraph = sum(1 for line in text[:start].split("\n")[:-1] if line.strip()) + 1
    return Citation(
        path=f"seeds/{article['file']}",
        sha256=hashlib.sha256(content).hexdigest(),
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        record=None,
        paragraph=paragraph,
        sentence=given["sentence"],
        span=Span(start, end),
        quote=text[start:end],
        published=_date(article),
        title=article.get("title"),
        outlet=article.get("outlet"),
        translation=given["translation"],
    )


def _section(heading: str, points: list[dict[str, Any]]) -> Section:
    return Section(
        heading,
        tuple(
            BriefingPoint(
                point["id"],
                point["text"],
                tuple(_citation(each) for each in point["citations"]),
                tuple(Check(*check) for check in point.get("checks", [])),
            )
            for point in points
        ),
    )


def _entry(name: str, fate: Any, **more: Any) -> SourceEntry:
    article = _data()["articles"][name]
    content = _bytes(article["file"])
    return SourceEntry(
        path=f"seeds/{article['file']}",
        record=None,
        sha256=hashlib.sha256(content).hexdigest(),
        title=article.get("title"),
        outlet=article.get("outlet"),
        language="vi",
        words=len(content.split()),
        date=_date(article),
        fate=fate,
        title_en=article.get("title_en"),
        **more,
    )


def _sources() -> tuple[SourceEntry, ...]:
    talks = _entry("talks", "used")
    copy = replace(
        talks,
        path="seeds/wire.jsonl",
        record=3,
        sha256=hashlib.sha256(b"wire").hexdigest(),
        title="Tổng Bí thư Tô Lâm hội đàm với Tổng Bí thư, Chủ tịch nước Lào",
        title_en=None,
        outlet="Báo Tin tức & Sự kiện",
        date=PublicationDate(date(2025, 12, 1), date(2025, 12, 1), "metadata", "published: 2025-12-01"),
        fate="dropped",
        stage="deduplicate",
        reason=f"near-duplicate of {talks.path}",
        duplicate_of=talks.path,
    )
    digest = hashlib.sha256(b"note").hexdigest()
    unused = SourceEntry("seeds/note.html", None, digest, None, None, "vi", 48, UNDATED, "unused")
    return (
        _entry("visit", "used"),
        talks,
        _entry("meetings", "used"),
        _entry("summit", "dropped", stage="select", reason="published 2024-09-11, outside 2025-12-01 to 2026-02-28"),
        _entry("preview", "used"),
        unused,
        copy,
    )


def sample(**changes: Any) -> Memo:
    """The memo; `changes` replace fields."""
    data = _data()
    sources = _sources()
    dropped = tuple(
        Dropped(each.path if each.record is None else f"{each.path}#{each.record}", each.stage or "", each.reason or "")
        for each in sources
        if each.fate == "dropped"
    )
    by_section = groupby(data["points"], itemgetter("section"))
    memo = Memo(
        title=data["title"],
        period=Period(data["from"], data["to"]),
        summary=tuple(data["summary"]),
        sections=tuple(_section(heading, list(points)) for heading, points in by_section),
        sources=sources,
        dropped=(*dropped, Dropped("seeds/broken.docx", "read", "not a Word document: the archive is damaged")),
        coverage=Coverage(found=8, in_range=6, used=4, undated=1, duplicates=1, dropped=3, passed_over=2),
        signature=data["signature"],
        header=MemoHeader(
            to="Director, Southeast Asia Department",
            sender="Press and Analysis Unit",
            date=date(2026, 3, 2),
            marking="Official use only",
        ),
        method=tuple(data["method"]),
    )
    return replace(memo, **changes)


def with_point(memo: Memo, **changes: Any) -> Memo:
    """The memo with its first point changed."""
    first, *rest = memo.sections
    point = replace(first.points[0], **changes)
    return replace(memo, sections=(replace(first, points=(point, *first.points[1:])), *rest))


def with_quote(memo: Memo, quote: str, **changes: Any) -> Memo:
    """The memo with the first point citing these words."""
    citation = replace(memo.points[0].citations[0], quote=quote, **changes)
    return with_point(memo, citations=(citation,))
