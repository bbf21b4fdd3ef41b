"""Everything between a recipe and the first training step.

A recipe comes in; a run folder with tokenizer, encoded and aligned corpus, development sets and a data report
goes out. What is already there is used again, so a resumed run starts in seconds.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from briefing.errors import ModelError
from briefing.lang.placeholders import TOKENS
from briefing.lang.terms import switch
from briefing.protocols import Progress, quiet
from briefing.records import dataclass
from briefing.training.alignment import align
from briefing.training.corpus import (
    PREFIXES,
    TAGS,
    Corpus,
    encode_pairs,
    load_corpus,
    save_corpus,
    tasks_of,
    within_limits,
)
from briefing.training.data import Loaded, clean, clean_pair, load, mask, read_pairs, read_terms
from briefing.training.disk import in_place
from briefing.training.initialise import cooccurrence_vectors, joint_embeddings
from briefing.training.recipe import Recipe
from briefing.training.synthetic import synthesise
from briefing.training.textfiles import read_text
from briefing.training.vocabulary import encoder, train_vocabulary

CORPUS, EMBEDDINGS, REPORT, RECIPE = "corpus.npz", "embeddings.npy", "data.json", "recipe.sha256"
DEVIATION = 0.05  # of an embedding's components, before training


@dataclass(frozen=True, slots=True)
class Prepared:
    """The training corpus, the development sets by name, first vectors if wanted, and the tokenizer's folder."""

    corpus: Corpus
    development: dict[str, Corpus]
    embeddings: Any
    tokenizer: Path


def prepare(recipe: Recipe, folder: Path, *, tokenizer: Path | None = None, progress: Progress = quiet) -> Prepared:
    """Do, or read back, all that comes before training. `tokenizer` is one to use instead of a new one.

    Raises ConfigError or ModelError for data that cannot be trained on, and ModelError when the folder
    belongs to another recipe.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _claim(folder / RECIPE, recipe)
    stages = 5
    own = tokenizer is None
    tokenizer = tokenizer or folder / "tokenizer"
    if not (folder / CORPUS).exists():
        made = synthesise(recipe, folder, progress)
        progress(0, stages, "reading pairs")
        loaded = load(recipe, made)
        if own:
            progress(1, stages, "learning the vocabulary")
            learn_vocabulary(loaded, recipe, tokenizer)
        progress(2, stages, "encoding")
        corpus = encode_pairs(loaded.pairs, loaded.origins, encoder(tokenizer))
        corpus = within_limits(corpus, recipe, tasks_of(loaded))
        progress(3, stages, "aligning")
        corpus = _aligned(corpus, recipe, tokenizer, folder, new=own)
        write_report(folder / REPORT, loaded, corpus)
        save_corpus(corpus, folder / CORPUS)
    progress(4, stages, "reading development sets")
    corpus = load_corpus(folder / CORPUS)
    vectors = np.load(folder / EMBEDDINGS) if (folder / EMBEDDINGS).exists() else None
    development = development_sets(recipe, tokenizer)
    progress(stages, stages, "prepared")
    return Prepared(corpus, development, vectors, tokenizer)


def _claim(mark: Path, recipe: Recipe) -> None:
    """One run folder, one recipe: a changed recipe must not continue an old run."""
    if not mark.exists():
        mark.write_text(recipe.digest, encoding="utf-8")
    elif mark.read_text(encoding="utf-8") != recipe.digest:
        raise ModelError(f"{mark.parent} holds a run of another recipe", "choose another folder or delete that one")


def learn_vocabulary(loaded: Loaded, recipe: Recipe, folder: Path) -> None:
    """A joint vocabulary from both sides of all real pairs, each source as often as its weight says, at most once.

    Synthetic pairs have no say in it, so that a model with them and one without can be compared.
    """
    chance = np.random.default_rng((recipe.seed, 4)).random(len(loaded.pairs))
    texts = (
        text
        for pair, origin, number in zip(loaded.pairs, loaded.origins, chance, strict=True)
        if origin < len(recipe.sources) and number < recipe.sources[origin].weight
        for text in (pair.source, pair.target)
    )
    tags = [prefix.strip() for prefix in PREFIXES.values() if prefix]
    tags += [TAGS[kind].strip() for kind in sorted({one.kind for one in recipe.synthetic if one.tagged})]
    symbols = [*tags, *(TOKENS if recipe.data.placeholders else ())]
    train_vocabulary(texts, folder, recipe.vocabulary, symbols=symbols, seed=recipe.seed, languages=recipe.languages)


def _aligned(corpus: Corpus, recipe: Recipe, tokenizer: Path, folder: Path, *, new: bool) -> Corpus:
    """The corpus with alignments; for a new model its first vectors are left in `embeddings.npy`."""
    wants_vectors = new and recipe.initialisation.aligned_embeddings
    if not recipe.alignment.weight and not wants_vectors:
        return corpus
    size = vocabulary_size(tokenizer)
    aligned = align(corpus.sources(), corpus.targets(), size, recipe.alignment)
    if wants_vectors:
        english = corpus.targets() + list(_mono(recipe, tokenizer))
        vectors = joint_embeddings(
            cooccurrence_vectors(english, size, recipe.model.width, recipe.initialisation.window),
            np.bincount(corpus.target, minlength=size),
            np.bincount(corpus.source, minlength=size),
            aligned.counts,
            deviation=DEVIATION,
            seed=recipe.seed,
        )
        with in_place(folder / EMBEDDINGS) as partial:
            np.save(partial, vectors)
    return replace(corpus, position=aligned.position, confidence=aligned.confidence)


def vocabulary_size(tokenizer: Path) -> int:
    """How many ids a tokenizer's folder knows, the pad included."""
    return len(json.loads((tokenizer / "vocab.json").read_text(encoding="utf-8")))


def _mono(recipe: Recipe, tokenizer: Path) -> Iterator[Any]:
    settings = recipe.initialisation
    if not settings.mono_paths:
        return
    encode = encoder(tokenizer)
    share = settings.mono_sentences // len(settings.mono_paths)
    for name in settings.mono_paths:
        lines = list(islice(read_text(Path(recipe.data_root) / name).splitlines(), share))
        texts = [clean(line, recipe.target) for line in lines]
        yield from (np.asarray(ids, dtype=np.int32) for ids in encode(texts))


def development_sets(recipe: Recipe, tokenizer: Path) -> dict[str, Corpus]:
    """The pairs that training's own score is taken on: the first `loss_pairs` of each set, masked alike."""
    terms = read_terms(recipe)
    sets = {}
    for setting in recipe.development:
        raw = read_pairs(setting, Path(recipe.data_root), recipe.languages)
        pairs = [clean_pair(pair, recipe.languages) for pair in islice(raw, setting.loss_pairs)]
        pairs = [mask(pair) if recipe.data.placeholders else pair for pair in pairs]
        pairs = [replace(pair, source=switch(pair.source, terms)[0]) for pair in pairs] if terms else pairs
        if not pairs:
            raise ModelError(f"development set {setting.name!r} is empty", "correct its path or remove it")
        sets[setting.name] = encode_pairs(pairs, [0] * len(pairs), encoder(tokenizer))
    return sets


def write_report(path: Path, loaded: Loaded, corpus: Corpus) -> None:
    """What became of every source, for the log and the model card."""
    rows = []
    lengths = np.diff(corpus.target_start)
    for origin, report in enumerate(loaded.reports):
        mine = corpus.origin == origin
        rows.append({**asdict(report), "trained": int(mine.sum()), "target_tokens": int(lengths[mine].sum())})
    record = {"sources": rows, "prepared": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
    with in_place(path) as partial:
        partial.write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")


def read_report(folder: Path) -> Sequence[dict[str, Any]]:
    """The rows that `write_report` wrote in a run folder."""
    rows: list[dict[str, Any]] = json.loads((folder / REPORT).read_text(encoding="utf-8"))["sources"]
    return rows
