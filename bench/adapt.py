"""What a model learns from a user's corrections, and what it forgets: a house style taught to a copy, before and after.

    python -m bench.adapt --train own/train.jsonl --dev own/dev.jsonl --test NAME=PATH [--pairs 150] [--keep 0.25]

Corrections are made as an editor would: the English of our own training articles with some words replaced by those of
another house (`STYLE`). The copy is made by what `briefing model train --from embedded --data corrections.tmx` calls.
It is scored on the same sort of sentences from the development articles, corrected likewise, and on the test sets as
they are: the first should rise, the others should stay. Each --keep is a share of the old weights in the new ones; one
training serves them all.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from sacrebleu.metrics import BLEU, CHRF

from briefing.commands.training import named_test_set
from briefing.memory.entry import Entry
from briefing.memory.tmx import write_tmx
from briefing.models.registry import embedded_directory
from briefing.training.adapt import KEPT, adapt
from briefing.training.data import Pair, read_pairs
from briefing.training.evaluate import Translate, translate_pairs, translator
from briefing.training.recipe import DevelopmentSet

STYLE = {
    "said": "stated",
    "agreement": "accord",
    "agreements": "accords",
    "delegation": "mission",
    "delegations": "missions",
    "cooperation": "co-operation",
    "program": "programme",
    "programs": "programmes",
    "center": "centre",
    "defense": "defence",
}
HELD_OUT = "corrections, held out"
_WORDS = re.compile(r"\b(" + "|".join(STYLE) + r")\b")


def corrected(text: str) -> str:
    """A text in the words of the other house."""
    return _WORDS.sub(lambda match: STYLE[match[1]], text)


def corrections(path: Path, limit: int) -> list[Pair]:
    """The first sentences of our own articles that the other house writes otherwise, so written."""
    pairs = read_pairs(DevelopmentSet("own", str(path.resolve()), "own", "sentences"), Path(), ("vi", "en"))
    changed = [Pair(pair.source, corrected(pair.target)) for pair in pairs if _WORDS.search(pair.target)]
    return changed[:limit]


def obeyed(outputs: Sequence[str], pairs: Sequence[Pair]) -> str:
    """How often a corrected word stands where either form of it was written."""
    wanted = [word for pair in pairs for word in STYLE.values() if re.search(rf"\b{word}\b", pair.target)]
    text = " ".join(outputs)
    new = sum(len(re.findall(rf"\b{word}\b", text)) for word in set(wanted))
    old = len(_WORDS.findall(text))
    return f"{new / max(new + old, 1):.0%}"


def rows(translate: Translate, sets: dict[str, list[Pair]]) -> Iterator[tuple[str, list[str]]]:
    """Set by set: BLEU, chrF2++ and the share of the corrected words."""
    for name, pairs in sets.items():
        outputs = translate_pairs(pairs, translate)
        references = [[pair.target for pair in pairs]]
        bleu, chrf = BLEU().corpus_score(outputs, references), CHRF(word_order=2).corpus_score(outputs, references)
        yield name, [f"{bleu.score:.1f}", f"{chrf.score:.1f}", obeyed(outputs, pairs)]


def show(label: str, model: Path, sets: dict[str, list[Pair]]) -> None:
    """A model's lines of the table."""
    for name, (bleu, chrf, share) in rows(translator(model), sets):
        told = share if name == HELD_OUT else ""
        print(f"{label:12}{name:24}{len(sets[name]):5}{bleu:>7}{chrf:>9}{told:>17}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--dev", type=Path, required=True)
    parser.add_argument("--test", action="append", default=[], metavar="NAME=PATH")
    parser.add_argument("--pairs", type=int, default=150)
    parser.add_argument("--limit", type=int, default=200)
    parser.add_argument("--keep", type=float, action="append", default=[])
    arguments = parser.parse_args()
    named = [named_test_set(text) for text in arguments.test]
    sets = {HELD_OUT: corrections(arguments.dev, arguments.limit)}
    sets |= {one.name: list(read_pairs(one, Path(), ("vi", "en")))[: arguments.limit] for one in named}
    taught = corrections(arguments.train, arguments.pairs)
    with TemporaryDirectory() as place:
        base = Path(shutil.copytree(embedded_directory(), Path(place) / "base"))
        memory = Path(place) / "corrections.tmx"
        memory.write_bytes(write_tmx([Entry(pair.source, pair.target) for pair in taught], "bench"))
        print(f"{len(taught)} corrections\n{'model':12}{'set':24}{'n':>5}{'BLEU':>7}{'chrF2++':>9}  corrected words")
        show("before", base, sets)
        for keep in arguments.keep or [KEPT]:
            clock = sum(os.times()[:4])
            adapted = adapt(base, [memory], Path(place) / "run", Path(place) / f"adapted-{keep}", keep=keep)
            print(f"keep {keep}: {sum(os.times()[:4]) - clock:.0f} s of processor time to adapt and convert")
            show(f"keep {keep}", adapted, sets)


if __name__ == "__main__":
    main()
