"""The manifest of a memo against the memo: both must say the same of every point, citation and source."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from briefing.errors import ProvenanceError
from briefing.manifest import VERSION, manifest, to_json
from briefing.values import Memo
from briefing.verify.outcome import Failure, Finding, excerpt

_SHOWN = 10
_PLACE = "the manifest"


def is_manifest(data: bytes) -> bool:
    """True for bytes that are a manifest, of whatever memo."""
    table = _read(data)
    return isinstance(table, dict) and {"version", "signature", "sections", "articles"} <= table.keys()


def manifest_of(memo_file: Path, named: Path | None) -> bytes | None:
    """The bytes of the manifest that a person named, or of the one beside the memo, if there is one.

    Raises `ProvenanceError` for a named one that cannot be read. Another JSON file beside the memo is passed over.
    """
    path = named or memo_file.with_suffix(".json")
    try:
        data = path.read_bytes()
    except OSError as problem:
        if named is None:
            return None
        raise ProvenanceError(
            f"{path} cannot be read: {problem.strerror}.", "Name the manifest that was written with the memo."
        ) from None
    return data if named is not None or is_manifest(data) else None


def against_manifest(data: bytes, memo: Memo, document: bytes) -> Iterator[Finding]:
    """In what the manifest `data` and the memo contradict each other; `document` are the bytes of the Word file."""
    if not is_manifest(data):
        yield Failure(None, (), _PLACE, "it is no manifest that this program wrote")
        return
    table = _read(data)
    if table["version"] != VERSION:
        yield Failure(None, (), _PLACE, f"its version is {table['version']}, not {VERSION}")
        return
    outputs = table.pop("outputs", [])
    wanted = json.loads(to_json(manifest(memo)))
    wanted.pop("outputs", None)
    different = list(_differences(wanted, table, ""))
    for place, inside, listed in different[:_SHOWN]:
        reason = f"it says {excerpt(inside)} where the memo has {excerpt(listed)}"
        yield Failure(None, (), f"{_PLACE} at {place}", reason)
    if len(different) > _SHOWN:
        yield Failure(None, (), _PLACE, f"it differs from the memo in {len(different) - _SHOWN} more places")
    digests = [each.get("sha256") for each in outputs if isinstance(each, dict) and each.get("format") == "docx"]
    if any(digests) and hashlib.sha256(document).hexdigest() not in digests:
        yield "the Word file is not byte for byte the one in its manifest: it was saved again since it was rendered."


def _read(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _differences(wanted: Any, found: Any, place: str) -> Iterator[tuple[str, str, str]]:
    """Every place in which two JSON values differ, with what `found` and `wanted` say there."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        for key in sorted(wanted.keys() | found.keys()):
            inside = f"{place}.{key}" if place else key
            yield from _differences(wanted.get(key), found.get(key), inside)
    elif isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        for number, (mine, theirs) in enumerate(zip(wanted, found, strict=True), 1):
            yield from _differences(mine, theirs, f"{place}[{number}]")
    elif wanted != found or type(wanted) is not type(found):
        yield place, _said(found), _said(wanted)


def _said(value: Any) -> str:
    return f"{len(value)} items" if isinstance(value, list) else json.dumps(value, ensure_ascii=False)
