"""Words cut anew: right chances, the same cuts in every process, alignments carried over, off unless asked for."""

from __future__ import annotations

import itertools
import json
import math
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from briefing.errors import ConfigError
from briefing.training.recipe import Recipe, parse_recipe

from .conftest import settings

torch = pytest.importorskip("torch")

from briefing.training.corpus import collate  # noqa: E402
from briefing.training.prepare import CORPUS, Prepared, prepare  # noqa: E402
from briefing.training.sampling import Sampler, lattice, read_pieces, sampler_for  # noqa: E402
from briefing.training.train import CHECKPOINT, train  # noqa: E402
from briefing.training.vocabulary import load_tokenizer  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:Recommended. pip install sacremoses")

ANEW = {"sampling_share": 1.0, "sampling_share_target": 1.0, "sampling_alpha": 0.3}


def with_sampling(recipe: Recipe, **changes: float) -> Recipe:
    return replace(recipe, vocabulary=replace(recipe.vocabulary, **{**ANEW, **changes}))


@pytest.fixture
def prepared(recipe: Recipe, tmp_path: Path) -> Prepared:
    return prepare(recipe, tmp_path / "run")


def ways(text: str, scores: dict[str, float], alpha: float) -> dict[tuple[str, ...], float]:
    """Every way of cutting a text and its chance, by trying all."""
    found = {}
    for count in range(len(text)):
        for cuts in itertools.combinations(range(1, len(text)), count):
            edges = (0, *cuts, len(text))
            pieces = tuple(text[a:b] for a, b in itertools.pairwise(edges))
            if all(piece in scores for piece in pieces):
                found[pieces] = math.exp(alpha * sum(scores[piece] for piece in pieces))
    total = sum(found.values())
    return {pieces: chance / total for pieces, chance in found.items()}


def test_cuts_are_as_likely_as_the_unigram_model_says() -> None:
    scores = {"a": -2.0, "b": -2.5, "c": -3.0, "ab": -3.0, "bc": -2.0, "abc": -4.0, "ca": -5.0}
    ids = {piece: k for k, piece in enumerate(scores)}
    edges = lattice("abca", ids, list(scores.values()), 0.5)
    chances = {}
    for pieces in ways("abca", scores, 0.5):
        chance, end = 1.0, 4
        for piece in reversed(pieces):
            starts, found, running = edges[end]
            k = found.index(ids[piece])
            chance *= running[k] - (running[k - 1] if k else 0.0)
            end = starts[k]
        chances[pieces] = chance
    assert chances == pytest.approx(ways("abca", scores, 0.5))


def test_what_is_drawn_follows_those_chances(recipe: Recipe, prepared: Prepared) -> None:
    sampler, pieces = Sampler(with_sampling(recipe), prepared.tokenizer), read_pieces(prepared.tokenizer)
    known = {
        text: score for text, score, held in zip(pieces.texts, pieces.scores, pieces.fixed, strict=True) if not held
    }
    word = np.array(load_tokenizer(prepared.tokenizer)("tướng").input_ids[:-1], dtype=np.int32)
    expected = ways("".join(pieces.texts[k] for k in word), known, 0.3)
    drawn = Counter(
        tuple(pieces.texts[k] for k in sampler.cut(word, number=0, pair=k, side="source")) for k in range(4000)
    )
    assert set(drawn) <= set(expected)
    assert len(drawn) > 1
    for way, chance in expected.items():
        assert drawn[way] / 4000 == pytest.approx(chance, abs=0.04)


def test_the_text_stays_and_reserved_pieces_are_never_cut(recipe: Recipe, prepared: Prepared) -> None:
    sampler, tokenizer = Sampler(with_sampling(recipe), prepared.tokenizer), load_tokenizer(prepared.tokenizer)
    text = "⟦brief⟧ Thủ tướng (⟦N1⟧) đã ký thỏa thuận hợp tác ⟦P1⟧."
    ids = np.array(tokenizer(text).input_ids, dtype=np.int32)
    lengths = set()
    for number in range(30):
        new = sampler.cut(ids, number=number, pair=7, side="source")
        assert tokenizer.decode(new) == tokenizer.decode(ids)
        assert [k for k in new if "⟦" in tokenizer.convert_ids_to_tokens(int(k))] == [
            k for k in ids if "⟦" in tokenizer.convert_ids_to_tokens(int(k))
        ]
        assert new[-1] == 0
        lengths.add(len(new))
    assert len(lengths) > 1


def test_a_cut_depends_on_pass_pair_and_side_alone(recipe: Recipe, prepared: Prepared) -> None:
    corpus = prepared.corpus
    rows = [corpus.row(k).source for k in range(10)]

    def cuts(sampler: Sampler, order: list[int], number: int) -> dict[int, list[int]]:
        return {k: sampler.cut(rows[k], number=number, pair=k, side="source").tolist() for k in order}

    first, second = (Sampler(with_sampling(recipe), prepared.tokenizer) for _ in range(2))
    assert cuts(first, list(range(10)), 3) == cuts(second, list(range(9, -1, -1)), 3)
    assert cuts(first, list(range(10)), 3) != cuts(first, list(range(10)), 4)
    other = Sampler(replace(with_sampling(recipe), seed=9), prepared.tokenizer)
    assert cuts(first, list(range(10)), 3) != cuts(other, list(range(10)), 3)


def test_another_process_cuts_alike(recipe: Recipe, prepared: Prepared) -> None:
    script = """
import json, sys
from pathlib import Path
from types import SimpleNamespace as N
from briefing.training.corpus import load_corpus
from briefing.training.sampling import Sampler
run = Path(sys.argv[1])
vocabulary = N(sampling_alpha=0.3, sampling_share=1.0, sampling_share_target=1.0)
recipe = N(seed=1, data=N(max_length=96), vocabulary=vocabulary)
sampler, corpus = Sampler(recipe, run / "tokenizer"), load_corpus(run / "corpus.npz")
rows = [sampler.row(corpus.row(k), number=2, pair=k) for k in range(len(corpus))]
print(json.dumps([[row.source.tolist(), row.target.tolist(), row.position.tolist()] for row in rows]))
"""
    run = prepared.tokenizer.parent
    done = subprocess.run([sys.executable, "-c", script, str(run)], capture_output=True, check=True, text=True)
    sampler = Sampler(with_sampling(recipe), prepared.tokenizer)
    here = [sampler.row(prepared.corpus.row(k), number=2, pair=k) for k in range(len(prepared.corpus))]
    assert json.loads(done.stdout) == [[r.source.tolist(), r.target.tolist(), r.position.tolist()] for r in here]


def test_alignments_move_with_their_words(recipe: Recipe, prepared: Prepared) -> None:
    sampler, pieces = Sampler(with_sampling(recipe), prepared.tokenizer), read_pieces(prepared.tokenizer)

    def reach(ids: np.ndarray, k: int) -> tuple[int, int]:
        ends = np.cumsum(pieces.lengths[ids])
        return int(ends[k] - pieces.lengths[ids][k]), int(ends[k])

    moved = 0
    for k in range(len(prepared.corpus)):
        old = prepared.corpus.row(k)
        new = sampler.row(old, number=1, pair=k)
        assert len(new.target) == len(new.position) == len(new.confidence)
        assert new.position.max() < len(new.source)
        assert new.position[-1] == (
            len(new.source) - 1 if old.position[-1] == len(old.source) - 1 else new.position[-1]
        )
        parents = sampler.moved(new.target, old.target)
        for j, parent in enumerate(parents):
            last = reach(new.target, j)[1] - 1
            assert reach(old.target, parent)[0] <= last < reach(old.target, parent)[1]
            end = reach(old.source, old.position[parent])[1]
            assert reach(new.source, new.position[j])[0] < end <= reach(new.source, new.position[j])[1]
        moved += not np.array_equal(new.source, old.source)
    assert moved > len(prepared.corpus) / 2


def test_shares_and_limits(recipe: Recipe, prepared: Prepared) -> None:
    corpus = prepared.corpus
    half = Sampler(with_sampling(recipe, sampling_share=0.5, sampling_share_target=0.0), prepared.tokenizer)
    rows = [(old, half.row(old, number=0, pair=k)) for k, old in enumerate(map(corpus.row, range(len(corpus))))]
    assert 0.2 < sum(new.source is not old.source for old, new in rows) / len(rows) < 0.8
    assert all(new.target is old.target for old, new in rows)
    short = replace(with_sampling(recipe), data=replace(recipe.data, max_length=3))
    assert all(Sampler(short, prepared.tokenizer).row(old, number=0, pair=0).source is old.source for old, _ in rows)
    assert sampler_for(recipe, prepared.tokenizer) is None


def test_a_batch_is_made_of_what_was_cut(recipe: Recipe, prepared: Prepared) -> None:
    sampler, pad = Sampler(with_sampling(recipe), prepared.tokenizer), recipe.vocabulary.size - 1
    batch = collate(prepared.corpus, [3, 5], pad, lambda row, k: sampler.row(row, number=6, pair=k))
    for line, k in enumerate((3, 5)):
        row = sampler.row(prepared.corpus.row(k), number=6, pair=k)
        assert batch.source[line, : len(row.source)].tolist() == row.source.tolist()
        assert (batch.source[line, len(row.source) :] == pad).all()
        assert batch.labels[line, : len(row.target)].tolist() == row.target.tolist()


def test_sampling_runs_resume_and_share_work_alike(recipe: Recipe, tmp_path: Path) -> None:
    anew = with_sampling(replace(recipe, training=replace(recipe.training, workers=2, max_steps=6, evaluate_every=100)))
    train(anew, tmp_path / "run")
    plain = replace(anew, vocabulary=recipe.vocabulary)
    for number in range(2):
        train(anew, tmp_path / "again", max_steps=3 + 3 * number)
    train(plain, tmp_path / "plain")
    ends = [torch.load(tmp_path / name / CHECKPOINT, weights_only=True)["model"] for name in ("run", "again", "plain")]
    assert torch.equal(ends[0], ends[1])
    assert not torch.equal(ends[0], ends[2])
    assert (tmp_path / "run" / CORPUS).read_bytes() == (tmp_path / "plain" / CORPUS).read_bytes()


def test_byte_pairs_cannot_be_sampled(recipe: Recipe, corpora: Path, tmp_path: Path) -> None:
    record = settings(corpora)
    record["vocabulary"] |= {"model_type": "bpe"}
    with pytest.raises(ConfigError, match="sampling"):
        parse_recipe({**record, "vocabulary": {**record["vocabulary"], "sampling_share": 0.5}})
    byte_pairs = parse_recipe(record)
    tokenizer = prepare(byte_pairs, tmp_path / "bpe").tokenizer
    with pytest.raises(ConfigError, match="no unigram model"):
        Sampler(with_sampling(recipe), tokenizer)
    for change in ({"sampling_share": 1.5}, {"sampling_alpha": 0.0}):
        with pytest.raises(ConfigError, match="sampling"):
            parse_recipe({**record, "vocabulary": {"size": 180, **change}})
