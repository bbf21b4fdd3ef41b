"""Does a model know when it is wrong? Sentence chrF2++ by the model's own score, on aligned text.

    python -m bench.confidence MODEL NAME=PATH [--limit N]

The table is what a floor for `doubtful_below` is read from: the score under which outputs are much worse than the rest.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from statistics import mean

from sacrebleu.metrics import CHRF

from briefing.commands.training import named_test_set
from briefing.models.registry import LoadSettings, load
from briefing.training.data import read_pairs

BANDS = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("test", metavar="NAME=PATH")
    parser.add_argument("--limit", type=int)
    arguments = parser.parse_args()
    pairs = list(read_pairs(named_test_set(arguments.test), Path(), ("vi", "en")))[: arguments.limit]
    model = load(arguments.model, "translate", LoadSettings(cache="none"))
    outputs = model.generate([pair.source for pair in pairs])
    chrf = CHRF(word_order=2)
    rows = sorted(
        (output.score, chrf.sentence_score(output.text, [pair.target]).score)
        for output, pair in zip(outputs, pairs, strict=True)
    )
    print(f"{len(rows)} sentences\nscore from      to  mean chrF2++")
    for band in range(BANDS):
        part = rows[band * len(rows) // BANDS : (band + 1) * len(rows) // BANDS]
        if part:
            print(f"{part[0][0]:10.3f} {part[-1][0]:7.3f} {mean(score for _, score in part):13.1f}")


if __name__ == "__main__":
    main()
