"""The report: measures in, one page out, as text, Markdown or JSON; two versions can be laid side by side.

A measure carries how many things it was counted over, so that nobody takes a share of three for a finding. The
signature says what was measured; two reports are comparable where it is the same but for what was changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Literal

from briefing.errors import ConfigError
from briefing.records import dataclass
from briefing.tables import from_table, to_table

VERSION = 1
Unit = Literal["share", "count", "score", "mean"]
Better = Literal["more", "less", ""]


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: `value` is None where there was nothing to measure; `of` counts what it was measured over.

    Shares lie between 0 and 1 and are shown in per cent; scores are those of BLEU and chrF, from 0 to 100.
    """

    group: str
    name: str
    value: float | None
    of: int
    unit: Unit = "share"
    better: Better = "more"


@dataclass(frozen=True, slots=True)
class Report:
    """What was evaluated, by what signature, the measures in groups, and what a person should look at."""

    name: str
    kind: Literal["memo", "test set"]
    signature: str
    measures: tuple[Measure, ...]
    findings: tuple[str, ...] = ()
    signatures: Mapping[str, str] = field(default_factory=dict)


def share(group: str, name: str, part: int, whole: int, better: Better = "more") -> Measure:
    """A share of a count; no value where the whole is nothing."""
    return Measure(group, name, round(part / whole, 4) if whole else None, whole, "share", better)


def count(group: str, name: str, number: int, better: Better = "") -> Measure:
    """A plain count."""
    return Measure(group, name, number, number, "count", better)


def to_document(report: Report) -> dict[str, object]:
    """The report as plain values, for JSON."""
    return {"version": VERSION, **to_table(report)}


def read_report(path: Path) -> Report:
    """A report that was saved with --json. Raises `ConfigError` where the file is none."""
    remedy = "Name a file that was written with: briefing evaluate … --json > FILE.json"
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise ConfigError(f"{path} cannot be read: {problem.strerror}.", remedy) from None
    except ValueError:
        raise ConfigError(f"{path} is no JSON document.", remedy) from None
    if not isinstance(table, dict) or table.pop("version", None) != VERSION or "measures" not in table:
        raise ConfigError(f"{path} is no report of version {VERSION}.", remedy)
    return from_table(Report, table, source=str(path), error=ConfigError)


def as_text(report: Report, other: Report | None = None) -> str:
    """One page of aligned text; with `other`, its figures and the difference stand beside ours."""
    lines = [f"{report.name} ({report.kind})", f"signature: {report.signature}"]
    if other is not None:
        lines += [f"against:   {other.name}", f"signature: {other.signature}", *_warning(report, other)]
    table = _rows(report, other)
    widths = [max(len(row[column]) for _, row in table) for column in range(len(table[0][1]))]
    group = ""
    for label, row in table:
        if label != group:
            lines += ["", label] if label else [""]
            group = label
        cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append(f"  {row[0].ljust(widths[0])}  {'  '.join(cells)}".rstrip())
    if report.findings:
        lines += ["", "To look at", *(f"  {finding}" for finding in report.findings)]
    if report.signatures:
        lines += ["", *(f"{name}: {signature}" for name, signature in report.signatures.items())]
    return "\n".join(lines) + "\n"


def as_markdown(report: Report, other: Report | None = None) -> str:
    """The same page in Markdown."""
    lines = [f"# {_cell(report.name)} ({report.kind})", "", f"Signature: `{report.signature}`", ""]
    if other is not None:
        lines += [f"Against {_cell(other.name)}: `{other.signature}`", ""]
        lines += [line for warning in _warning(report, other) for line in (warning, "")]
    head, *table = _rows(report, other)
    lines += ["| | " + " | ".join(head[1]) + " |", "| --- | --- |" + " ---: |" * (len(head[1]) - 1)]
    group = ""
    for label, row in table:
        shown = "" if label == group else label
        group = label
        lines.append(f"| {shown} | " + " | ".join(map(_cell, row)) + " |")
    if report.findings:
        lines += ["", "To look at:", "", *(f"- {_cell(finding)}" for finding in report.findings)]
    if report.signatures:
        lines += ["", *(f"- {name}: `{signature}`" for name, signature in report.signatures.items())]
    return "\n".join(lines) + "\n"


def _rows(report: Report, other: Report | None) -> list[tuple[str, tuple[str, ...]]]:
    """The head and a row a measure; measures that only the other report has come last."""
    theirs = {(one.group, one.name): one for one in other.measures} if other else {}
    if other is None:
        rows: list[tuple[str, tuple[str, ...]]] = [("", ("", "value", "of"))]
        return rows + [(one.group, (one.name, _value(one), _of(one))) for one in report.measures]
    rows = [("", ("", "value", "of", "other", "of", "change"))]
    for one in report.measures:
        match = theirs.pop((one.group, one.name), None)
        beside = (_value(match), _of(match)) if match else ("-", "-")
        rows.append((one.group, (one.name, _value(one), _of(one), *beside, _change(one, match))))
    rows += [(one.group, (one.name, "-", "-", _value(one), _of(one), "")) for one in theirs.values()]
    return rows


def _value(one: Measure) -> str:
    if one.value is None:
        return "-"
    if one.unit == "share":
        return f"{one.value:.1%}"
    return f"{one.value:.0f}" if one.unit == "count" else f"{one.value:.1f}"


def _of(one: Measure) -> str:
    return "" if one.unit == "count" else str(one.of)


def _change(one: Measure, other: Measure | None) -> str:
    """The difference, with a word on whether it is for the better."""
    if other is None or one.value is None or other.value is None:
        return ""
    change = one.value - other.value
    if abs(change) < 1e-9:  # noqa: PLR2004
        return "="
    said = f"{100 * change:+.1f} points" if one.unit == "share" else f"{change:+.{0 if one.unit == 'count' else 1}f}"
    if not one.better:
        return said
    return f"{said} {'better' if (change > 0) == (one.better == 'more') else 'worse'}"


def _warning(report: Report, other: Report) -> Sequence[str]:
    if report.kind == other.kind:
        return ()
    return (f"note: a {report.kind} is compared with a {other.kind}; only measures of the same name can be.",)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
