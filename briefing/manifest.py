"""The manifest: what a run read, took, refused and wrote, as one JSON document for machines."""

from __future__ import annotations

import json
from typing import Any

from briefing.values import BriefingPoint, Citation, Memo, PublicationDate, SourceEntry

VERSION = 1


def manifest(memo: Memo) -> dict[str, Any]:
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
        },
        "method": list(memo.method),
    }


def article_row(entry: SourceEntry) -> dict[str, Any]:
    """One article with its fate, as the manifest and `sources --json` show it."""
    return {
        "path": entry.path,
        "record": entry.record,
        "sha256": entry.sha256,
        "title": entry.title,
        "title_en": entry.title_en,
        "outlet": entry.outlet,
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
        "date": date_row(citation.published),
    }
