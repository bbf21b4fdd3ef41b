"""Reports for people: what was written, what was refused, what to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from briefing.models.registry import ModelInfo
from briefing.values import Memo
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


def verification_report(result: Verification) -> str:
    """What was proved, and each thing that does not hold."""
    looked = f"{result.quotations} quotations of {result.points} points were looked up in the sources"
    compared = "; the manifest was compared." if result.manifest else "; there was no manifest to compare."
    lines = [f"{looked}, and {result.numbers} numbers in the quotations{compared}"]
    lines += [f"note: {note}" for note in result.notes]
    for failure in result.failures:
        row = f"annex row {failure.row}, " if failure.row is not None else ""
        points = f"point {', '.join(failure.points)}, " if failure.points else ""
        lines.append(f"does not hold: {row}{points}{failure.place}: {failure.reason}")
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
