"""The manifest: what a run read, took, refused and wrote, as one JSON document for machines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from briefing.records import dataclass
from briefing.values import BriefingPoint, Citation, Credit, Memo, PublicationDate, SourceEntry

VERSION = 1


@dataclass(frozen=True, slots=True)
class Output:
    """A file that was written: its format, its name, its digest; None for a PDF, whose bytes hold the clock's time."""

    format: str
    file: str
    sha256: str | None


def manifest(memo: Memo, outputs: Sequence[Output] = ()) -> dict[str, Any]:
    """The manifest of a memo as plain values, in the order of the documented format."""
    coverage = memo.coverage
    return {
        "version": VERSION,
        "signature": memo.signature,
        "title": memo.title,
        "period": {"from": memo.period.first.isoformat(), "to": memo.period.last.isoformat()},
        "reviewed": memo.reviewed,
        "articles": [article_row(entry) for entry in memo.sources],
        "sections": [
            {"heading": section.heading, "points": [_point(point) for point in section.points]}
            for section in memo.sections
        ],
        "summary": list(memo.summary),
        "dropped": [{"id": drop.article_id, "stage": drop.stage, "reason": drop.reason} for drop in memo.dropped],
        "coverage": {
            "found": coverage.found,
            "in_range": coverage.in_range,
            "used": coverage.used,
            "undated": coverage.undated,
            "duplicates": coverage.duplicates,
            "dropped": coverage.dropped,
            "passed_over": coverage.passed_over,
            "stories": coverage.stories,
            "credited": coverage.credited,
            "updated": coverage.updated,
            "reported": coverage.reported,
            "days_without": [day.isoformat() for day in coverage.days],
            "outlets": list(coverage.outlets),
            "outlets_absent": list(coverage.absent),
        },
        "method": list(memo.method),
        "outputs": [{"format": each.format, "file": each.file, "sha256": each.sha256} for each in outputs],
    }


def article_row(entry: SourceEntry) -> dict[str, Any]:
    """One article with its fate, as the manifest and `sources --json` show it."""
    return {
        "path": entry.path,
        "record": entry.record,
        "sha256": entry.sha256,
        "text_sha256": entry.text_sha256,
        "title": entry.title,
        "title_en": entry.title_en,
        "outlet": entry.outlet,
        "url": entry.url,
        "language": entry.language,
        "words": entry.words,
        "date": date_row(entry.date),
        "fate": entry.fate,
        "stage": entry.stage,
        "reason": entry.reason,
        "duplicate_of": entry.duplicate_of,
        "cuts": [{"reason": reason, "count": count} for reason, count in entry.cuts],
    }


def date_row(published: PublicationDate) -> dict[str, Any]:
    """A publication date with its method and evidence."""
    return {
        "earliest": published.earliest.isoformat() if published.earliest else None,
        "latest": published.latest.isoformat() if published.latest else None,
        "method": published.method,
        "evidence": published.evidence,
    }


def to_json(value: object) -> str:
    """JSON as every command prints it: UTF-8, two spaces, a final line break."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _point(point: BriefingPoint) -> dict[str, Any]:
    return {
        "id": point.id,
        "text": point.text,
        "task": point.task,
        "score": round(point.score, 4),
        "citations": [_citation(citation) for citation in point.citations],
        "checks": [
            {"kind": check.kind, "verdict": check.verdict, "expected": check.expected, "found": check.found}
            for check in point.checks
        ],
        "credits": [_credit(credit) for credit in point.credits],
        "reported": point.reported,
        "path": list(point.path),
        "accepted": list(point.accepted),
        "notes": list(point.notes),
    }


def _credit(credit: Credit) -> dict[str, Any]:
    return {
        "path": credit.path,
        "record": credit.record,
        "outlet": credit.outlet,
        "title": credit.title,
        "kind": credit.kind,
        "date": date_row(credit.published),
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "path": citation.path,
        "record": citation.record,
        "sha256": citation.sha256,
        "text_sha256": citation.text_sha256,
        "paragraph": citation.paragraph,
        "sentence": citation.sentence,
        "start": citation.span.start,
        "end": citation.span.end,
        "quote": citation.quote,
        "translation": citation.translation,
        "translator": citation.translator,
        "date": date_row(citation.published),
    }
