"""Precision and recall of every check: on the labelled pairs of the tests and, where our own corpora lie beside the
checkout, on 500 falsified points and all right ones.

Run: python -m bench.checks [CORPORA]      (or: make checks)

A right pair that a group of checks flags counts against its precision, and so does a pair that is wrong in another
single way. Pairs that are wrong through and through (another article, left in Vietnamese, cut short) count for their
own group alone, and so does an invented quotation. `tune` pairs were looked at while the checks were
made, `held` pairs were not.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path

from bench.falsify import FURTHER, KINDS, Labelled, falsified, pool_of
from briefing.lang.glossary import Glossary, parse_glossary
from briefing.resources import find
from briefing.stages.check import check_point
from briefing.training.word_table import HELD_OUT
from briefing.values import Check

ROOT = Path(__file__).parents[1]
LABELLED = ROOT / "tests" / "data" / "check"
CORPORA = ROOT.parent / "shared" / "corpora"
GROUPS = {
    "numbers": {"number", "unsupported number", "direction", "time"},
    "dates": {"date", "unsupported date"},
    "names": {"name", "unsupported name"},
    "glossary": {"term", "office", "place", "unsupported place"},
    "negation": {"negation"},
    "modality": {"modality"},
    "quotations": {"quotation"},
    "adequacy": {"adequacy"},
    "length": {"length"},
    "repetition": {"repetition"},
    "untranslated": {"untranslated"},
}
WHOLLY_WRONG = frozenset({"adequacy", "untranslated", "length", "repetition"})
EACH = 100


def labelled() -> Iterator[Labelled]:
    """The labelled pairs of the tests, scripted and written by hand."""
    for path in sorted(LABELLED.glob("labelled*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield Labelled(**{**row, "source": tuple(row["source"])})


def own_pairs(path: Path, half: str, step: int = 1) -> tuple[Labelled, ...]:
    """The sentences and briefs of our own articles as right pairs; every `step`-th article."""
    pairs = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        if number % step:
            continue
        row = json.loads(line)
        for count, one in enumerate(one for paragraph in row["paras"] for one in paragraph):
            for key, brief in (("en", False), ("brief", True)):
                if key in one:
                    name = f"{row['id']}-{count}{'b' * brief}"
                    pairs.append(Labelled(name, (one["vi"],), one[key], "", brief, "", half, row["topic"], row["id"]))
    return tuple(pairs)


@cache
def flagged(pair: Labelled, glossary: Glossary) -> tuple[Check, ...]:
    """What the checks hold against a pair."""
    checks = check_point(pair.source, pair.english, glossary, brief=pair.brief)
    return tuple(check for check in checks if check.verdict != "pass")


def judged(pairs: Sequence[Labelled], glossary: Glossary) -> dict[str, tuple[int, int, int]]:
    """For each group: faults found, faults missed, and flags where nothing of the kind was wrong."""
    counts = dict.fromkeys(GROUPS, (0, 0, 0))
    for pair in pairs:
        kinds = {check.kind for check in flagged(pair, glossary)}
        for group, members in GROUPS.items():
            hit, missed, wrong = counts[group]
            if pair.fault == group:
                counts[group] = (hit + 1, missed, wrong) if kinds & members else (hit, missed + 1, wrong)
            elif kinds & members and pair.fault not in WHOLLY_WRONG and pair.note != "invented":
                counts[group] = (hit, missed, wrong + 1)
    return counts


def print_labelled(pairs: Sequence[Labelled], glossary: Glossary) -> None:
    """The table of precision and recall."""
    for half in ("tune", "held"):
        part = [pair for pair in pairs if pair.half == half]
        right = sum(not pair.fault for pair in part)
        print(f"{half}: {len(part)} labelled pairs, {right} of them right")
        print(f"  {'group':14s} {'faults':>6s} {'found':>6s} {'recall':>7s} {'false':>6s} {'precision':>9s}")
        for group, (hit, missed, wrong) in judged(part, glossary).items():
            recall = f"{hit / (hit + missed):7.1%}" if hit + missed else f"{'-':>7s}"
            precision = f"{hit / (hit + wrong):9.1%}" if hit + wrong else f"{'-':>9s}"
            print(f"  {group:14s} {hit + missed:6d} {hit:6d} {recall} {wrong:6d} {precision}")


def print_falsified(pairs: Sequence[Labelled], glossary: Glossary, *, tell: bool) -> None:
    """How many right pairs are flagged, and how many of 500 false ones."""
    for brief in (False, True):
        part = [pair for pair in pairs if pair.brief is brief]
        wrong = [pair for pair in part if flagged(pair, glossary)]
        told, share = "briefs" if brief else "sentences", len(wrong) / len(part)
        print(f"  right {told:10s} {len(part):5d}, flagged {len(wrong):4d} ({share:.1%})")
    pool, chance = pool_of(pairs), random.Random(20)  # noqa: S311 - a fixed draw
    found = total = 0
    for name, kind in {**KINDS, **FURTHER}.items():
        false = falsified(kind, pairs, pool, EACH, chance)
        missed = [pair for pair in false if not flagged(pair, glossary)]
        hit = len(false) - len(missed)
        print(f"  {name:24s} {len(false):4d}, flagged {hit:4d} ({hit / max(len(false), 1):.1%})")
        if name in KINDS:
            found, total = found + len(false) - len(missed), total + len(false)
        if tell:
            for pair in missed:
                print(f"    MISSED {pair.id} [{pair.note}]\n      {pair.source[0]}\n      {pair.english}")
    print(f"  of the first five kinds: {found} of {total} flagged ({found / total:.1%})")


def print_speed(pairs: Sequence[Labelled], glossary: Glossary) -> None:
    """What a thousand points cost."""
    began = time.process_time()
    for pair in pairs:
        check_point(pair.source, pair.english, glossary, brief=pair.brief)
    seconds = time.process_time() - began
    print(f"{len(pairs)} points in {seconds:.2f} s of processor time: {seconds / len(pairs) * 1000:.2f} s a thousand")


def write_labelled(corpora: Path, target: Path) -> None:
    """Draw the scripted half of the labelled file: right pairs, and pairs of every kind of fault.

    The held half is three times as large, so that one pair moves a figure by less than its margin.
    """
    lines = []
    sets = (
        (own_pairs(corpora / "own" / "dev.jsonl", "tune"), 1, 4),
        (own_pairs(corpora / "own" / "train.jsonl", "held", HELD_OUT), 3, 5),
    )
    for pairs, times, seed in sets:
        pool, chance = pool_of(pairs), random.Random(seed)  # noqa: S311 - a fixed draw
        drawn = chance.sample([pair for pair in pairs if not pair.brief], 70 * times)
        drawn += chance.sample([pair for pair in pairs if pair.brief], 30 * times)
        for name, kind in {**KINDS, **FURTHER}.items():
            count = 24 if name in KINDS or name in {"date changed", "office swapped", "country swapped"} else 8
            drawn += falsified(kind, pairs, pool, count * times, chance)
        lines += [json.dumps(asdict(pair), ensure_ascii=False) for pair in drawn]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} pairs in {target}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="?", type=Path, default=CORPORA)
    parser.add_argument("--missed", action="store_true", help="print every false pair that no check saw")
    parser.add_argument(
        "--write-labelled", type=Path, help="draw the scripted part of the labelled pairs into this file"
    )
    options = parser.parse_args()
    glossary = parse_glossary(find("prompts", "glossary.csv").read_text(encoding="utf-8"))
    if options.write_labelled:
        write_labelled(options.corpora, options.write_labelled)
        return 0
    pairs = tuple(labelled())
    print_labelled(pairs, glossary)
    if not (options.corpora / "own" / "dev.jsonl").is_file():
        print(f"no corpora at {options.corpora}: falsified points not measured", file=sys.stderr)
        return 0
    own = own_pairs(options.corpora / "own" / "dev.jsonl", "tune")
    held = own_pairs(options.corpora / "own" / "train.jsonl", "held", HELD_OUT)
    for title, part in (("own development articles (tuned on)", own), ("articles held out of everything", held)):
        print(f"{title}: {len(part)} points")
        print_falsified(part, glossary, tell=options.missed)
    print_speed(own, glossary)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
