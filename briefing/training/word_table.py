"""The table of word translations behind `lang.lexical`, learned from aligned sentences.

Folders of aligned corpora come in; `words.tsv.gz` goes out. Numbers are left out, since they are compared elsewhere;
words that stand in capitals mostly are marked by one. Run: python -m briefing.training.word_table CORPORA OUTPUT
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import lzma
import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from briefing.files import write_atomic
from briefing.lang.lexical import english_units, source_units, stem
from briefing.training.alignment import align
from briefing.training.recipe import AlignmentSettings

ALIGNED = ("vlsp_indomain_news", "baosongngu_news", "vietanhsongngu_2024", "hcm_ideology_gov", "wiki_alt")
"""Corpora of two files of aligned lines; `own/train.jsonl` comes besides."""
_INNER_WORD = re.compile(r"(?<=[a-z,] )[A-Za-z]+")
_LONGEST = 70  # words of English
_LEAST_SINGLE, _LEAST_PAIR, _LEAST_ENGLISH = 3, 8, 4  # occurrences
_LEAST_SHARE, _MOST_TRANSLATIONS = 0.0145, 10
HELD_OUT = 12
"""Of our own articles every twelfth, from the first on, is left out, so that the checks can be measured on them."""
ENGLISH = (
    "bbc2005",
    "masakhane_bbc",
    "reuters21578",
    "singapore_gov",
    "wmt21_news",
    "un_general_debate_1990_2024",
    "us_state_union",
)
"""English alone, for the words that are no names."""
_LEAST_PLAIN, _LEAST_LETTERS = 6, 2  # occurrences in small letters; letters
_MOSTLY = 8  # times as often in capitals: a name
_HEADER = (
    "# English words with their weights ('-': known, but in no aligned pair); then Vietnamese with line:thousandths"
)


def read_pairs(corpora: Path) -> Iterator[tuple[str, str]]:
    """Vietnamese and English sentences."""
    with (corpora / "own" / "train.jsonl").open(encoding="utf-8") as lines:
        for row in (json.loads(line) for number, line in enumerate(lines) if number % HELD_OUT):
            yield row["title_vi"], row["title_en"]
            yield from ((one["vi"], one["en"]) for paragraph in row["paras"] for one in paragraph)
    for name in ALIGNED:
        folder = corpora / "parallel" / name
        with (
            gzip.open(folder / "train.vi.gz", "rt", encoding="utf-8") as sources,
            gzip.open(folder / "train.en.gz", "rt", encoding="utf-8") as targets,
        ):
            yield from zip((one.strip() for one in sources), (one.strip() for one in targets), strict=True)


def read_english(corpora: Path) -> Iterator[str]:
    """English sentences."""
    for name in ENGLISH:
        with lzma.open(corpora / "mono_en" / f"{name}.txt.xz", "rt", encoding="utf-8") as lines:
            yield from lines


def learn(pairs: Sequence[tuple[str, str]], english_alone: Iterable[str] = ()) -> str:
    """The text of the table."""
    sources = [source_units(vi) for vi, _ in pairs]
    targets = [english_units(en) for _, en in pairs]
    seen = Counter(unit for units in sources for unit in units)
    english = Counter(unit for units in targets for unit in units)
    kept = sorted(unit for unit, count in seen.items() if count >= (_LEAST_PAIR if " " in unit else _LEAST_SINGLE))
    words = sorted(unit for unit, count in english.items() if count >= _LEAST_ENGLISH)
    ids = {unit: number for number, unit in enumerate(kept, start=1)}  # 0 is the end mark
    english_ids = {unit: number for number, unit in enumerate(words, start=len(kept) + 1)}
    rows = [np.array([ids[u] for u in units if u in ids] + [0], dtype=np.int32) for units in sources]
    columns = [np.array([english_ids[u] for u in units if u in english_ids] + [0], dtype=np.int32) for units in targets]
    names, further = spelling((*(en for _, en in pairs), *english_alone))
    counts = align(rows, columns, len(kept) + len(words) + 1, AlignmentSettings()).counts
    weights = {word: math.log(len(pairs) / english[word]) for word in words}
    heads = [f"{word.capitalize() if word in names else word}\t{weights[word]:.1f}" for word in words]
    heads += [f"{word}\t-" for word in sorted(further.difference(words)) if len(word) > _LEAST_LETTERS]
    return _written(counts, kept, heads)


def spelling(texts: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The stems of words that stand in capitals mostly, beginnings of sentences not counted; and those that are
    surely written small.
    """
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text in texts:
        for match in _INNER_WORD.finditer(text):
            (capital if match[0][0].isupper() else small)[stem(match[0].lower())] += 1
    names = frozenset(word for word, count in capital.items() if count > _MOSTLY * small[word])
    return names, frozenset(word for word, count in small.items() if count >= _LEAST_PLAIN and word not in names)


def _written(counts: Any, kept: list[str], heads: list[str]) -> str:
    lines = [_HEADER, *heads, ""]
    first = len(kept) + 1
    for number, unit in enumerate(kept, start=1):
        row = counts.getrow(number)
        total = float(row.sum())
        if total <= 0:
            continue
        shares = sorted(zip((row.data / total).tolist(), row.indices.tolist(), strict=True), reverse=True)
        found = [(share, index - first) for share, index in shares if share >= _LEAST_SHARE and index >= first]
        if found:
            pairs_written = (f"{index}:{round(share * 1000)}" for share, index in found[:_MOST_TRANSLATIONS])
            lines.append("\t".join((unit, *pairs_written)))
    return "\n".join(lines) + "\n"


def main() -> int:
    """Learn the table and write it; the same corpora give the same bytes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("output", type=Path)
    options = parser.parse_args()
    pairs = [(vi, en) for vi, en in read_pairs(options.corpora) if 0 < len(en.split()) <= _LONGEST]
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as file:
        file.write(learn(pairs, read_english(options.corpora)).encode("utf-8"))
    write_atomic(options.output, buffer.getvalue())
    sys.stderr.write(f"{len(pairs)} pairs, {len(buffer.getvalue())} bytes\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
