"""`draft --import`: an edited memo read back into its draft, with what changed, and the corrections kept."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.errors import ConfigError

if TYPE_CHECKING:
    from briefing.config import Config
    from briefing.memory.store import Stored
    from briefing.roundtrip.compare import Change
    from briefing.roundtrip.importing import Imported
    from briefing.values import Memo

_TITLES = {
    "text": "rewritten",
    "deleted": "deleted",
    "added": "new point",
    "moved": "moved",
    "accepted": "flag accepted",
    "translation": "translation rewritten",
    "heading": "heading changed",
    "section": "section",
    "summary": "summary",
    "header": "title block",
    "note": "note",
}


def with_memory(config: Config, *, no_memory: bool) -> Config:
    """The configuration with --no-memory laid over it."""
    return replace(config, memory=replace(config.memory, use=False)) if no_memory else config


def import_edited(
    memo_file: Path, folder: Path | None, onto: Path | None, output: Path | None, settings: Config, *, json: bool
) -> None:
    """Write the draft that says what the edited memo says, and tell every change and all that was left out."""
    if folder is not None:
        raise ConfigError("--import reads a memo and needs no sources.", f"Leave {folder} out.")
    from briefing.draftfile import dump
    from briefing.files import write_all
    from briefing.pipeline import read_memo_file, recheck, reread
    from briefing.roundtrip.compare import accept, compare
    from briefing.roundtrip.importing import import_memo as read_back
    from briefing.steering import read_prompts

    target = output or memo_file.with_name(f"{memo_file.stem}-edited.toml")
    if target.suffix != ".toml":
        raise ConfigError(f"--output: {target} does not end in .toml.", f"Name it {target.with_suffix('.toml')}.")
    base = reread(onto, settings) if onto else None
    found = read_back(read_memo_file(memo_file), base)
    memo = accept(recheck(found.memo, read_prompts(settings).glossary), found.accepted)
    changes = compare(found.before, memo, found.renamed)
    backup = _backup(target)
    files = {target: dump(memo)}
    if backup is not None:
        files[backup] = target.read_bytes()
    write_all(files)
    stored = _keep(found.before, memo, settings)
    sys.stderr.write(_report(found, changes, stored, target, backup))
    if json:
        from briefing.manifest import to_json

        sys.stdout.write(to_json(_document(memo_file, found, changes, stored, target, backup)))


def _keep(before: Memo, memo: Memo, settings: Config) -> Stored | None:
    """Keep the corrections for the next memo; None where the memory is switched off."""
    from briefing.memory.store import Memory, memory_file
    from briefing.roundtrip.corrections import corrections

    if not settings.memory.use:
        return None
    return Memory(memory_file(settings.memory.file)).add(corrections(before, memo))


def _backup(target: Path) -> Path | None:
    """Where the file that stands in the way is kept: the first free of NAME.toml.bak, .bak2 …"""
    if not target.exists():
        return None
    number = 1
    while (backup := target.with_name(f"{target.name}.bak{number if number > 1 else ''}")).exists():
        number += 1
    return backup


def _report(
    found: Imported, changes: tuple[Change, ...], stored: Stored | None, target: Path, backup: Path | None
) -> str:
    from briefing.roundtrip.compare import word_diff

    lines: list[str] = []
    if found.tracked:
        whose = ", ".join(f"{count} by {author}" for author, count in found.tracked.items())
        lines.append(f"Tracked changes count as accepted: {whose}.")
    for change in changes:
        words = word_diff(change.before, change.after) if change.before and change.after else None
        said = words or (f"[-{change.before}-]" if change.before else f"{{+{change.after}+}}")
        if change.kind in ("accepted", "note", "moved"):
            said = f"{change.before} -> {change.after}" if change.before else change.after
        lines.append(f"{_TITLES[change.kind]}: {change.where}: {said}")
    lines += [f"not taken over: {problem}" for problem in found.problems]
    if not changes:
        lines.append("The memo says what the draft says.")
    if stored is not None and (stored.new or stored.replaced):
        lines.append(f"Translation memory: {stored.new} corrections are new, {stored.replaced} replace earlier ones.")
    if backup is not None:
        lines.append(f"The earlier {target.name} is kept as {backup.name}.")
    lines.append(f"Wrote {target}; next: briefing render {target}")
    return "\n".join(lines) + "\n"


def _document(
    memo_file: Path,
    found: Imported,
    changes: tuple[Change, ...],
    stored: Stored | None,
    target: Path,
    backup: Path | None,
) -> dict[str, Any]:
    from briefing.tables import to_table

    return {
        "memo": str(memo_file),
        "draft": str(target),
        "backup": str(backup) if backup else None,
        "changes": [to_table(change) for change in changes],
        "not_taken_over": list(found.problems),
        "remarks": [{"point": point, "text": text} for point, text in found.remarks],
        "tracked_changes": dict(found.tracked),
        "recognised_by": dict(found.recognised),
        "memory": to_table(stored) if stored else None,
    }
