"""A checkpoint as CTranslate2 wants it: converted once, proved against the original, and found again by its digest.

A model directory comes in; a directory of CTranslate2 files goes out, beside the model where it came so (the embedded
one), else in the user's cache. It is made under a temporary name and moved, so that two processes may convert at once
and a killed one leaves nothing half made. Only `convert` imports torch and transformers; `converted` reads one file.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from briefing.errors import ModelError
from briefing.models.boundary import ModelSpec
from briefing.models.directory import digest, parameters
from briefing.models.engine import first_line, load_engine, silent
from briefing.models.families import Family, read_json
from briefing.models.store import cache_directory
from briefing.models.tokens import Tokens, tokens_for
from briefing.versions import installed

BESIDE = "ctranslate2"  # the folder of the converted files in a model directory, and of all of them in the cache
COMPUTED = {"float32": "float32", "float16": "float32", "int8": "int8"}
"""How weights are stored, and what a processor computes with them."""
SMALL = 100_000_000  # parameters up to which a model keeps its precision: it loses most by eight bits, and gains least
STAMP = "briefing.json"
REFUSED = ".refused"
PROBES = (
    "Chủ tịch nước tiếp Bộ trưởng Ngoại giao tại Hà Nội.",
    "Kim ngạch xuất khẩu tháng 1 tăng mạnh so với cùng kỳ năm trước.",
    "Hai bên nhất trí tăng cường hợp tác.",
)
TOLERANCE = 0.5  # nats a token between the original and the converted model on the same words
_PROBE_TOKENS = 24
_STALE = 86_400.0  # seconds after which a half-made conversion is no one's any more
_LAYOUT = 1
_UNLIMITED = 1_000_000
_LOGITS = 2**24  # held at once for the proof


class ConversionError(ModelError):
    """A checkpoint that CTranslate2 cannot take, or does not reproduce."""


def converted(directory: Path) -> Path | None:
    """Where the converted files of the model in `directory` lie, if they were made from just these weights."""
    content = digest(directory)
    for place in (directory / BESIDE, _cached(content)):
        with suppress(OSError, ValueError):
            stamp = json.loads((place / STAMP).read_text(encoding="utf-8"))
            if stamp.get("layout") == _LAYOUT and stamp.get("digest") == content:
                return place
    return None


def refused(directory: Path) -> str:
    """Why an earlier attempt to convert the model failed, or nothing."""
    with suppress(OSError, UnicodeDecodeError):
        return _cached(digest(directory)).with_suffix(REFUSED).read_text(encoding="utf-8").strip()
    return ""


def refuse(directory: Path, reason: str) -> None:
    """Remember that the model cannot be converted, so that no later run tries again."""
    mark = _cached(digest(directory)).with_suffix(REFUSED)
    with suppress(OSError):
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(reason + "\n", encoding="utf-8")


def convert(directory: Path, spec: ModelSpec, family: Family, *, beside: bool = False, anew: bool = False) -> Path:
    """Convert the model in `directory`; returns the place of the files. Raises ConversionError where CTranslate2 cannot
    take it or writes other words than the original would. Files that another process made meanwhile stay, unless they
    shall be made `anew`.
    """
    place = directory / BESIDE if beside else _cached(digest(directory))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _sweep(place.parent)
        partial = Path(tempfile.mkdtemp(prefix=f"{place.name}.", suffix=".partial", dir=place.parent))
    except OSError as error:
        message = f"{place} cannot be written: {error.strerror}."
        raise ConversionError(message, "Make room, or set BRIEFING_CACHE.") from None
    try:
        _write(directory, partial)
        _prove(directory, partial, spec, family)
        stamp = {"layout": _LAYOUT, "digest": digest(directory), "precision": precision(directory)}
        stamp["ctranslate2"] = installed("ctranslate2")
        (partial / STAMP).write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")
        if anew or converted(directory) != place:
            _move(partial, place)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return place


def precision(directory: Path) -> str:
    """How the converted weights are stored: a small model's as they are, a large one's in eight bits."""
    count = parameters(directory)
    if count is None or count > SMALL:
        return "int8"
    config = read_json(directory, "config.json")
    return "float16" if "float16" in (config.get("dtype"), config.get("torch_dtype")) else "float32"


def _cached(content: str) -> Path:
    return cache_directory() / BESIDE / content[:32]


def _write(directory: Path, partial: Path) -> None:
    """The files of CTranslate2's own converter."""
    from briefing.models.converter import write_converted

    with silent():
        try:
            write_converted(directory, partial, precision(directory))
        except Exception as error:  # whatever a foreign checkpoint provokes means that it cannot be converted
            message = f"CTranslate2 cannot convert the model in {directory}: {first_line(error)}"
            raise ConversionError(message, 'Use it with backend = "transformers".') from error
    for file in partial.iterdir():
        file.chmod(0o644)
    partial.chmod(0o755)


def _prove(directory: Path, made: Path, spec: ModelSpec, family: Family) -> None:
    """Raise ConversionError unless both models are equally sure, token by token, of what the converted one writes."""
    from ctranslate2 import Translator

    tokens = tokens_for(directory, spec, family)
    most = min(spec.max_input_tokens, positions(directory))
    whole = tokens.encode([spec.tasks.get("translate", "") + probe for probe in PROBES])
    rows = [row if len(row) <= most else [*row[: most - 1], row[-1]] for row in whole]
    prefix = [list(tokens.prefix)] * len(rows) if tokens.prefix else None
    remedy = 'Use it with backend = "transformers".'
    try:
        translator = Translator(str(made), device="cpu", intra_threads=1, compute_type="float32")
        limits: dict[str, Any] = {
            "max_decoding_length": min(_PROBE_TOKENS, most - 1),
            "beam_size": 1,
            "return_end_token": True,
        }
        found = translator.translate_batch(rows, target_prefix=prefix, **limits)
        written = [result.hypotheses[0] for result in found]
        theirs = scores(translator, tokens, rows, written)
        engine = load_engine(directory, spec, family, "cpu")
        ids, outputs = _numbered(made, rows, written)
        ours = engine.score(ids, [[engine.start, *output] for output in outputs], _LOGITS)
    except (RuntimeError, ValueError, KeyError) as error:
        raise ConversionError(f"The converted model does not run: {first_line(error)}", remedy) from error
    worst = max(abs(one - other) for one, other in zip(theirs, ours, strict=True))
    if worst > TOLERANCE:
        message = f"The converted model in {directory} is not the original: {worst:.2f} nats a token lie between them."
        raise ConversionError(message, remedy)


def positions(directory: Path) -> int:
    """The longest sequence that the checkpoint has positions for."""
    return int(read_json(directory, "config.json").get("max_position_embeddings") or _UNLIMITED)


def _numbered(
    made: Path, rows: Sequence[Sequence[str]], written: Sequence[Sequence[str]]
) -> tuple[list[list[int]], list[list[int]]]:
    """Sources and outputs as ids, by the places of their pieces in the converted vocabularies."""
    source, target = ({piece: number for number, piece in enumerate(names)} for names in _vocabularies(made))
    return [[source[piece] for piece in row] for row in rows], [[target[piece] for piece in one] for one in written]


def _vocabularies(made: Path) -> tuple[list[str], list[str]]:
    """The pieces of both sides in the order of their ids."""
    shared = made / "shared_vocabulary.json"
    if shared.is_file():
        names = json.loads(shared.read_text(encoding="utf-8"))
        return names, names
    sides = (made / f"{side}_vocabulary.json" for side in ("source", "target"))
    source, target = (json.loads(side.read_text(encoding="utf-8")) for side in sides)
    return source, target


def scores(
    translator: Any, tokens: Tokens, rows: Sequence[Sequence[str]], written: Sequence[Sequence[str]]
) -> list[float]:
    """The mean log-probability of the pieces of each output given its row: end mark counted, forced tokens not."""
    start = [] if tokens.forced else list(tokens.prefix)  # a start token of the caller's own begins what is scored
    bare = [[*start, *one[: -1 if one[-1:] == [tokens.end] else None]] for one in written]
    found = translator.score_batch(list(rows), bare, max_batch_size=2048, batch_type="tokens", max_input_length=0)
    scored = []
    for result, one in zip(found, written, strict=True):
        own = result.log_probs if one[-1:] == [tokens.end] else result.log_probs[:-1]  # an end mark is always scored
        counted = own[-max(1, len(one) - tokens.forced) :]
        scored.append(min(0.0, sum(counted) / max(1, len(counted))))
    return scored


def _move(partial: Path, place: Path) -> None:
    """`partial` under its own name; where another process was faster, its files stay."""
    old = place.with_name(f"{partial.name}.old")
    with suppress(OSError):
        os.replace(place, old)  # noqa: PTH105
    try:
        os.replace(partial, place)  # noqa: PTH105
    except OSError:
        if not (place / STAMP).is_file():
            raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Take away what killed processes left half made."""
    for leftover in (*folder.glob("*.partial"), *folder.glob("*.partial.old")):
        with suppress(OSError):
            if time.time() - leftover.stat().st_mtime > _STALE:
                shutil.rmtree(leftover, ignore_errors=True)
