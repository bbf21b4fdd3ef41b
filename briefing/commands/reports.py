"""Reports for people: what was written, what was refused, what to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from briefing.models.registry import ModelInfo
from briefing.values import Memo, PublicationDate, SourceEntry
from briefing.verify import Verification


def memo_report(memo: Memo, files: tuple[Path, ...]) -> str:
    """What a run did, in a few lines."""
    coverage = memo.coverage
    flagged = [point for point in memo.points if point.flagged]
    lines = [
        (
            f"{len(memo.points)} points from {coverage.used} of {coverage.found} articles "
            f"({coverage.in_range} in the period, {coverage.duplicates} duplicates, {coverage.dropped} dropped)."
        ),
        *(f"  dropped: {drop.article_id} ({drop.stage}: {drop.reason})" for drop in memo.dropped),
        *(
            f"  unused: {entry.path} ({entry.reason or 'nothing selected'})"
            for entry in memo.sources
            if entry.fate == "unused"
        ),
    ]
    if flagged:
        lines.append(f"{len(flagged)} of {len(memo.points)} points are flagged; the reasons stand beside them.")
    lines += [f"Wrote {file}" for file in files]
    return "\n".join(lines) + "\n"


def sources_report(entries: tuple[SourceEntry, ...]) -> str:
    """Every article with its date, how it was found, its language, words and fate."""
    lines: list[str] = []
    for entry in entries:
        name = entry.path if entry.record is None else f"{entry.path}#{entry.record}"
        lines.append(f"{name}  {date_words(entry.date)}  {entry.language}  {entry.words} words  {_status(entry)}")
        if entry.title:
            lines.append(f"    title: {entry.title}")
        lines.append(f"    date by {entry.date.method}: {entry.date.evidence or 'no evidence'}")
        if entry.cuts:
            lines.append("    cut: " + ", ".join(f"{reason} ({count})" for reason, count in entry.cuts))
    return "\n".join(lines) + "\n"


def date_words(published: PublicationDate) -> str:
    """A date or an interval in ISO days; an open side is shown as '?'."""
    if published.exact:
        return str(published.earliest)
    if published.earliest is None and published.latest is None:
        return "undated"
    return f"{published.earliest or '?'} to {published.latest or '?'}"


def _status(entry: SourceEntry) -> str:
    if entry.duplicate_of:
        return f"duplicate of {entry.duplicate_of}"
    if entry.fate == "dropped":
        return f"dropped ({entry.stage}: {entry.reason})"
    return "ready" if entry.fate == "unused" else entry.fate


def verification_report(result: Verification) -> str:
    """What was proved, and each quotation that does not hold."""
    lines = [f"{result.quotations} quotations of {result.points} points were looked up in the sources."]
    lines += [f"note: {note}" for note in result.notes]
    lines += [
        f"does not hold: annex row {failure.row}, point {', '.join(failure.points)}, {failure.place}: {failure.reason}"
        for failure in result.failures
    ]
    if result.holds:
        lines.append("Every quotation stands where its citation says.")
    return "\n".join(lines) + "\n"


def model_row(info: ModelInfo) -> dict[str, Any]:
    """What `model show --json` prints."""
    return {
        "name": info.name,
        "kind": info.kind,
        "directory": str(info.directory),
        "revision": info.revision,
        "digest": info.digest,
        "family": info.family,
        "source": info.source,
        "target": info.target,
        "tasks": dict(info.tasks),
        "beam": info.beam,
        "length_penalty": info.length_penalty,
        "max_input_tokens": info.max_input_tokens,
        "one_sentence": info.one_sentence,
        "placeholders": info.placeholders,
        "tone_marks": info.tone_marks,
        "parameters": info.parameters,
        "bytes": info.bytes,
        "card": dict(info.card),
    }


def model_report(info: ModelInfo) -> str:
    """A model in lines for people; its card's tables follow as they stand in model.toml."""
    size = f"{info.bytes / 1e6:.1f} MB of weights"
    parameters = f", {info.parameters / 1e6:.1f}M parameters" if info.parameters else ""
    lines = [
        f"{info.name} ({info.kind}): {info.family}, {info.source} to {info.target}, {size}{parameters}",
        f"directory: {info.directory}",
        f"digest: {info.digest}",
        f"tasks: {', '.join(info.tasks)}; beam {info.beam}; at most {info.max_input_tokens} tokens a text",
    ]
    for name, table in info.card.items():
        lines.append(f"{name}:")
        rows = table.items() if isinstance(table, dict) else [("", table)]
        lines += [f"    {key}: {value}" for key, value in rows]
    return "\n".join(lines) + "\n"
