"""Proves a saved memo: from the Word file and the folder of sources alone, and against its manifest where there is one.

Every quotation is looked up where its citation says it stands; every number of a point in its quotations; the hidden
evidence, the visible annex, the footnotes and the links are compared with each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from briefing.protocols import Progress, quiet
from briefing.renderers.provenance import EvidenceRow, Survey, read_survey
from briefing.renderers.shown import shown_again
from briefing.verify.agreement import agreement
from briefing.verify.english import count_numbers, edited_points, english
from briefing.verify.library import Library
from briefing.verify.listed import against_manifest
from briefing.verify.outcome import Failure, Finding, Verification, named


def verify(memo: bytes, sources: Path, *, manifest: bytes | None = None, progress: Progress = quiet) -> Verification:
    """Prove a memo (the bytes of a DOCX) against the files under `sources`, and against the bytes of its manifest.

    Points that a person edited or deleted are named, not refused. Raises `ProvenanceError` when the file is no memo of
    ours or has lost its evidence altogether.
    """
    survey = read_survey(memo)
    library = Library(sources)
    rendered = survey.carried.shown if survey.carried else None
    texts = {point.id: point.text for point in survey.carried.memo.points} if survey.carried else {}
    now = shown_again(survey.opened, rendered, texts) if rendered else None
    found: list[Finding] = [*_quotations(survey, library, progress), *agreement(survey, now), *english(survey, now)]
    if manifest is not None and survey.carried is not None:
        found += against_manifest(manifest, survey.carried.memo, memo)
    names = rendered.points if rendered else {}
    deleted = tuple(f"{number} ({names.get(str(number), 'unknown')})" for number in survey.gone)
    notes = [*library.notes, *(f"point {point} was deleted after the memo was rendered." for point in deleted)]
    return Verification(
        points=len(survey.evidence.points),
        quotations=len(survey.evidence.rows),
        failures=tuple(dict.fromkeys(each for each in found if isinstance(each, Failure))),
        notes=tuple(dict.fromkeys([*notes, *(each for each in found if isinstance(each, str))])),
        edited=edited_points(survey, now),
        deleted=deleted,
        numbers=count_numbers(survey),
        manifest=manifest is not None,
    )


def _quotations(survey: Survey, library: Library, progress: Progress) -> Iterator[Failure]:
    numbers = {point.id: named(point) for point in survey.evidence.points}
    rows = survey.evidence.rows
    for done, row in enumerate(rows, 1):
        reason = library.objection(row)
        if reason:
            yield Failure(row.row, tuple(numbers[point] for point in row.point_ids), _place(row), reason)
        progress(done, len(rows), "Verifying")


def _place(row: EvidenceRow) -> str:
    record = f" record {row.record}" if row.record is not None else ""
    return f"{row.path}{record}, paragraph {row.paragraph}, sentence {row.sentence}"
