"""The sentences that were written for the embedded model: well-formed, each once, and none of the seeds."""

from __future__ import annotations

from pathlib import Path
from unicodedata import is_normalized

import pytest

from briefing.lang.text import is_vietnamese_letter_word
from briefing.stages.checks.numbers import check_numbers
from briefing.training.data import Pair, read_pairs
from briefing.training.decontaminate import contaminated, forbidden_runs, read_forbidden
from briefing.training.recipe import Format, Part, SourceSettings

ROOT = Path(__file__).parents[2]


def pairs(path: str, form: Format, part: Part = "all") -> list[Pair]:
    return list(read_pairs(SourceSettings("press", path, form, part), ROOT / "data", ("vi", "en")))


WORDS = pairs("press-words.tsv", "table")
SENTENCES = pairs("press-articles.jsonl", "own", "sentences")
BRIEFS = pairs("press-articles.jsonl", "own", "briefs")


@pytest.mark.parametrize("written", [WORDS, SENTENCES, BRIEFS])
def test_pairs_are_vietnamese_and_english_and_each_stands_once(written: list[Pair]) -> None:
    assert len({pair.source for pair in written}) == len(written) > 1000
    for pair in written:
        assert is_normalized("NFC", pair.source + pair.target)
        assert pair.source.strip() == pair.source
        assert any(map(is_vietnamese_letter_word, pair.source.split())), pair
        assert not any(is_vietnamese_letter_word(word.strip(".,;:()\"'")) for word in pair.target.split()), pair


@pytest.mark.parametrize("written", [WORDS[::7], SENTENCES[::7]])
def test_figures_are_the_same_on_both_sides(written: list[Pair]) -> None:
    wrong = [p for p in written if any(c.verdict != "pass" for c in check_numbers([p.source], p.target))]
    assert len(wrong) <= 0.02 * len(written), wrong


def test_briefs_are_briefs() -> None:
    lengths = [len(pair.target.split()) for pair in BRIEFS]
    assert sum(6 <= length <= 30 for length in lengths) >= 0.98 * len(lengths)


def test_none_shares_eight_words_with_a_seed() -> None:
    forbidden = forbidden_runs(read_forbidden([ROOT / "seeds"]), 8)
    assert not [pair for pair in (*WORDS, *SENTENCES) if contaminated(pair.source, forbidden, 8)]
