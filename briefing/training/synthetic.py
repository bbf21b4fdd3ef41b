"""Synthetic pairs: real text of one language, and what a model makes of it in the other.

A recipe's [[synthetic]] sources and a run folder come in; raw pairs for `data.load` go out, with a count of what was
refused and why. Back-translation (Sennrich et al. 2016) lets real English teach the decoder, its sources tagged
(Caswell et al. 2019); self-training lets the model's own English, or a better model's, teach it real Vietnamese. What a
model wrote is kept in `synthetic/` of the run folder, chunk by chunk, so that a killed run loses a chunk at most.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from briefing.errors import ModelError
from briefing.lang.repetition import repetition
from briefing.lang.text import is_vietnamese_letter_word
from briefing.models.checkpoint import CUT_MARK
from briefing.models.directory import digest
from briefing.models.registry import resolve
from briefing.protocols import Progress, quiet
from briefing.stages.checks.numbers import check_numbers, check_unsupported_numbers
from briefing.training.corpus import TAGS
from briefing.training.data import Made, Pair, clean, forbidden_by, read_pairs, read_terms
from briefing.training.decontaminate import Run, contaminated
from briefing.training.likeness import likeness
from briefing.training.recipe import Recipe, SyntheticSettings
from briefing.training.textfiles import lines_of, records_of
from briefing.training.writers import Write, writer_for
from briefing.values import Hypothesis

FOLDER = "synthetic"
CHUNK = 512  # sentences between two writes to the disk
LIKENESS_SAMPLE = 20_000  # sentences that stand for the whole text when likeness is judged
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH_LEFT = 0.2  # of a Vietnamese output's words, before it counts as not translated
_LOOP = 3  # words: Vietnamese says single words twice in good prose


def synthesise(recipe: Recipe, folder: Path, progress: Progress = quiet) -> tuple[Made, ...]:
    """The pairs of every synthetic source, in the recipe's order, writing what is not there yet.

    Raises ConfigError for missing files and ModelError for a model that is not of the right direction.
    """
    forbidden = forbidden_by(recipe) if any(one.weight for one in recipe.synthetic) else frozenset()
    return tuple(_make(one, recipe, forbidden, folder, progress) for one in recipe.synthetic)


def _make(one: SyntheticSettings, recipe: Recipe, forbidden: frozenset[Run], folder: Path, progress: Progress) -> Made:
    if not one.weight:
        return Made(one, (), ())
    texts, refused = chosen(one, recipe, forbidden)
    if not texts:
        raise ModelError(f"synthetic {one.name!r} has no sentence to translate", "see its paths, min_words, max_words")
    path = folder / FOLDER / f"{re.sub(r'[^a-z0-9]+', '-', one.name.lower()).strip('-')}.jsonl"
    pairs = []
    for text, said in zip(texts, written(one, recipe, texts, path, progress), strict=True):
        reason = refusal(one, recipe, text, said)
        if reason:
            refused[reason] += 1
        else:
            pairs.append(_pair(one, text, said.text))
    return Made(one, pairs, (path,), refused)


def _pair(one: SyntheticSettings, text: str, said: str) -> Pair:
    tag = TAGS[one.kind] if one.tagged else ""
    return Pair(said, text, tag=tag) if one.kind == "back-translation" else Pair(text, said, tag=tag)


def direction(one: SyntheticSettings, recipe: Recipe) -> tuple[str, str]:
    """The language that the model reads and the one that it writes."""
    return (recipe.target, recipe.source) if one.kind == "back-translation" else recipe.languages


def chosen(one: SyntheticSettings, recipe: Recipe, forbidden: frozenset[Run]) -> tuple[list[str], Counter[str]]:
    """The sentences to translate: in the order of `_order`, of the right length, each once, none contaminated."""
    language, length = direction(one, recipe)[0], recipe.data.decontamination_run
    raw = [line for name in one.paths for line in sentences(Path(recipe.data_root) / name)]
    texts: list[str] = []
    seen: set[str] = set()
    refused: Counter[str] = Counter()
    for k in _order(one, recipe, raw, language):
        if len(texts) == one.max_sentences:
            break
        text = clean(raw[k], language)
        if not one.min_words <= len(text.split()) <= one.max_words or text in seen:
            continue
        seen.add(text)
        if contaminated(text, forbidden, length):
            refused["contaminated before translation"] += 1
        else:
            texts.append(text)
    return texts, refused


def _order(one: SyntheticSettings, recipe: Recipe, raw: Sequence[str], language: str) -> NDArray[np.int64]:
    """Numbers of `raw`: shuffled by the seed, or with `like` the likest first, equals in that shuffled order."""
    order = np.random.default_rng((recipe.seed, 6, crc32(one.name.encode()))).permutation(len(raw))
    if not one.like:
        return order
    wanted = [text for name in one.like for text in _side(recipe, name, language)]
    sample = [raw[k] for k in order[:LIKENESS_SAMPLE]]
    score = np.array(likeness(wanted, [raw[k] for k in order], sample))
    return order[np.argsort(-score, kind="stable")]


def _side(recipe: Recipe, name: str, language: str) -> Iterator[str]:
    """One language's side of a real source."""
    setting = next(source for source in recipe.sources if source.name == name)
    for pair in read_pairs(setting, Path(recipe.data_root), recipe.languages):
        yield clean(pair.source if language == recipe.source else pair.target, language)


def sentences(path: Path) -> Iterator[str]:
    """The sentences of a file: its lines, or title, abstract and body of each article in JSON lines."""
    if ".jsonl" not in path.suffixes:
        yield from lines_of(path)
        return
    for number, article in records_of(path):
        if not isinstance(article, dict):
            raise ModelError(f"{path}, line {number} is no article", "write one JSON object a line")
        body = article.get("body", [])
        yield from (str(article[key]) for key in ("title", "abstract") if article.get(key))
        yield from map(str, body if isinstance(body, list) else [body])


def written(
    one: SyntheticSettings, recipe: Recipe, texts: Sequence[str], path: Path, progress: Progress
) -> list[Hypothesis]:
    """What the model makes of the texts: read back as far as it stands in `path`, else written now and kept there."""
    header = _header(one, recipe, texts)
    path.parent.mkdir(parents=True, exist_ok=True)
    there = _read_back(path, header)
    what = f"writing {one.name!r}"
    progress(len(there), len(texts), what)
    if len(there) == len(texts):
        return there
    write: Write = writer_for(one, direction(one, recipe), read_terms(recipe))
    with path.open("a", encoding="utf-8") as out:
        for first in range(len(there), len(texts), CHUNK):
            chunk = texts[first : first + CHUNK]
            found = write(chunk, recipe.seed + first)
            out.write("".join(json.dumps([said.text, said.score], ensure_ascii=False) + "\n" for said in found))
            out.flush()
            os.fsync(out.fileno())
            there += found
            progress(len(there), len(texts), what)
    return there


def _header(one: SyntheticSettings, recipe: Recipe, texts: Sequence[str]) -> str:
    """What the file was made of and how, in one line."""
    settings = {key: value for key, value in asdict(one).items() if key in _DECIDING}
    model = digest(resolve(one.model).directory)
    content = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    return json.dumps({**settings, "model_sha256": model, "texts_sha256": content, "seed": recipe.seed}, sort_keys=True)


_DECIDING = frozenset({"kind", "decoding", "beams", "sampling_topk", "temperature"})


def _read_back(path: Path, header: str) -> list[Hypothesis]:
    """The outputs in `path`; a line that a kill cut short is taken away. Raises ModelError when they are of others."""
    data = path.read_bytes() if path.exists() else b""
    whole = data[: data.rfind(b"\n") + 1]
    if len(whole) != len(data) or not whole:
        path.write_bytes(whole or f"{header}\n".encode())
    lines = whole.decode("utf-8").splitlines() if whole else [header]
    if lines[0] != header:
        raise ModelError(
            f"{path} was written from other sentences or by another model", "delete it, or train in another folder"
        )
    try:
        return [Hypothesis(str(text), float(score)) for text, score in map(json.loads, lines[1:])]
    except (ValueError, TypeError) as error:
        raise ModelError(f"{path} is damaged: {error}", "delete it; it will be written anew") from error


def refusal(one: SyntheticSettings, recipe: Recipe, text: str, said: Hypothesis) -> str:
    """Why a pair is not fit to learn from; '' when it is."""
    language = direction(one, recipe)[1]
    return next((reason for reason, holds in _REASONS.items() if holds(one, text, said, language)), "")


def _cut(one: SyntheticSettings, text: str, said: Hypothesis, language: str) -> bool:
    del one, text, language
    return not said.text.strip() or said.text.endswith(CUT_MARK)


def _unsure(one: SyntheticSettings, text: str, said: Hypothesis, language: str) -> bool:
    del text, language
    return said.score < one.min_score


def _lopsided(one: SyntheticSettings, text: str, said: Hypothesis, language: str) -> bool:
    del language
    counts = sorted((len(text.split()), len(said.text.split())))
    return counts[1] > one.max_ratio * counts[0]


def _looping(one: SyntheticSettings, text: str, said: Hypothesis, language: str) -> bool:
    del one
    loop = repetition(said.text)
    longest = _LOOP if language == "vi" else 0
    return bool(loop) and len(loop.split()) >= longest and not repetition(text)


def _untranslated(one: SyntheticSettings, text: str, said: Hypothesis, language: str) -> bool:
    del one
    words = _WORD.findall(said.text)
    if language == "en":
        return any(is_vietnamese_letter_word(word) for word in words)
    if language == "vi":
        left = set(_WORD.findall(text))
        same = sum(word in left and word.islower() and len(word) > 2 for word in words)  # noqa: PLR2004
        return not any(map(is_vietnamese_letter_word, words)) or same > _ENGLISH_LEFT * len(words)
    return False


def _miscounted(one: SyntheticSettings, text: str, said: Hypothesis, language: str) -> bool:
    if not one.same_numbers or language not in {"vi", "en"}:
        return False
    vietnamese, english = (said.text, text) if language == "vi" else (text, said.text)
    checks = (*check_numbers([vietnamese], english), *check_unsupported_numbers([vietnamese], english))
    return any(check.verdict != "pass" for check in checks)


_REASONS: dict[str, Callable[[SyntheticSettings, str, Hypothesis, str], Any]] = {
    "empty or cut off": _cut,
    "unsure": _unsure,
    "not translated": _untranslated,
    "repeating": _looping,
    "of unlike length": _lopsided,
    "other numbers": _miscounted,
}
