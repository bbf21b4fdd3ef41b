"""How good a model directory is, measured on the road that users take: text in, text out.

Test sets come in; BLEU and chrF2++ with sacreBLEU's signatures, by set and by length of source, and plain
counts of what goes wrong (empty, repeating, Vietnamese left over, numbers lost) go out as a `Report`, which
prints as a table and as JSON. Two models can be laid side by side.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from briefing.errors import ModelError
from briefing.lang.text import is_vietnamese_letter_word
from briefing.models.boundary import finish, load_spec, normalise, prepare
from briefing.models.engine import silent
from briefing.protocols import Progress, quiet
from briefing.training.data import Pair, read_pairs
from briefing.training.recipe import DevelopmentSet

BANDS = ((1, 20), (21, 40), (41, 10_000))  # words of source
REPEATS = 3  # the same four words this often is a loop
_DIGITS = re.compile(r"\d[\d.,]*\d|\d")
_WORD = re.compile(r"[^\W\d_]+")

Translate = Callable[[Sequence[str], str], list[str]]


@dataclass(frozen=True, slots=True)
class Score:
    """One line of the table. Shares are of sentences, from 0 to 1; `numbers` is the share of sentences whose
    reference has digits in which the output has exactly the same ones.
    """

    name: str
    sentences: int
    bleu: float
    chrf: float
    numbers: float
    empty: float
    repeating: float
    leftover: float
    length_ratio: float


@dataclass(frozen=True, slots=True)
class Report:
    """All scores of one model, whole sets first and then their length bands, with sacreBLEU's signatures."""

    model: str
    bleu_signature: str
    chrf_signature: str
    scores: tuple[Score, ...]

    def to_json(self) -> dict[str, Any]:
        """A JSON document."""
        return asdict(self)

    def metrics(self) -> dict[str, Any]:
        """What a model card shows: whole sets only."""
        rows: dict[str, Any] = {
            score.name: {
                "sentences": score.sentences,
                "BLEU": score.bleu,
                "chrF2++": score.chrf,
                "numbers": score.numbers,
            }
            for score in self.scores
            if " words" not in score.name
        }
        return {**rows, "BLEU": self.bleu_signature, "chrF2++": self.chrf_signature}

    def table(self, other: Report | None = None) -> str:
        """The scores as aligned text; with `other`, its BLEU and chrF2++ stand beside ours."""
        theirs = {score.name: score for score in other.scores} if other else {}
        head = ["set", "n", "BLEU", "chrF2++", "numbers", "empty", "repeat", "leftover", "length"]
        rows = [head + (["BLEU (2)", "chrF2++ (2)"] if other else [])]
        for s in self.scores:
            shares = [f"{share:.1%}" for share in (s.numbers, s.empty, s.repeating, s.leftover)]
            row = [s.name, str(s.sentences), f"{s.bleu:.1f}", f"{s.chrf:.1f}", *shares, f"{s.length_ratio:.2f}"]
            if other:
                match = theirs.get(s.name)
                row += [f"{match.bleu:.1f}", f"{match.chrf:.1f}"] if match else ["", ""]
            rows.append(row)
        widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
        lines = [
            "  ".join(
                cell.ljust(w) if k == 0 else cell.rjust(w) for k, (cell, w) in enumerate(zip(row, widths, strict=True))
            )
            for row in rows
        ]
        return "\n".join([*lines, f"BLEU {self.bleu_signature}", f"chrF2++ {self.chrf_signature}"])


def evaluate(
    model: Path | Translate,
    sets: Sequence[DevelopmentSet],
    root: Path,
    *,
    limit: int | None = None,
    save_to: Path | None = None,
    progress: Progress = quiet,
) -> Report:
    """Translate each set (its first `limit` pairs) with a model directory, or a function, and score it.

    With `save_to`, outputs are left there, a file a set. Raises ConfigError or ModelError.
    """
    translate = translator(model, progress=progress) if isinstance(model, Path) else model
    scores: list[Score] = []
    bands: list[Score] = []
    for setting in sets:
        pairs = list(read_pairs(setting, root, ("vi", "en")))[:limit]
        if not pairs:
            raise ModelError(f"test set {setting.name!r} is empty", "correct its path")
        outputs = translate_pairs(pairs, translate)
        references = [normalise(pair.target, straight_quotes=True) for pair in pairs]
        if save_to is not None:
            save_to.mkdir(parents=True, exist_ok=True)
            (save_to / f"{setting.name}.txt").write_text("\n".join(outputs) + "\n", encoding="utf-8")
        scores.append(score(setting.name, outputs, references, pairs))
        bands += _by_length(setting.name, outputs, references, pairs)
    bleu, chrf = _metrics()
    bleu.corpus_score(["a"], [["a"]])
    chrf.corpus_score(["a"], [["a"]])
    name = model.name if isinstance(model, Path) else "function"
    return Report(name, str(bleu.get_signature()), str(chrf.get_signature()), (*scores, *bands))


def translate_pairs(pairs: Sequence[Pair], translate: Translate) -> list[str]:
    """The sources of pairs by their tasks, in order."""
    outputs = [""] * len(pairs)
    for task in dict.fromkeys(pair.task for pair in pairs):
        chosen = [k for k, pair in enumerate(pairs) if pair.task == task]
        for k, output in zip(chosen, translate([pairs[k].source for k in chosen], task), strict=True):
            outputs[k] = output
    return outputs


def score(name: str, outputs: Sequence[str], references: Sequence[str], pairs: Sequence[Pair]) -> Score:
    """One set's line of the table."""
    bleu, chrf = _metrics()
    numbered = [(o, r) for o, r in zip(outputs, references, strict=True) if _DIGITS.search(r)]
    right = sum(Counter(_DIGITS.findall(o)) == Counter(_DIGITS.findall(r)) for o, r in numbered)
    count = len(pairs)
    words = sum(len(r.split()) for r in references)
    return Score(
        name,
        count,
        round(bleu.corpus_score(list(outputs), [list(references)]).score, 2),
        round(chrf.corpus_score(list(outputs), [list(references)]).score, 2),
        round(right / len(numbered), 4) if numbered else 1.0,
        round(sum(not output.strip() for output in outputs) / count, 4),
        round(sum(map(repeating, outputs)) / count, 4),
        round(sum(leftover(o, r) for o, r in zip(outputs, references, strict=True)) / count, 4),
        round(sum(len(o.split()) for o in outputs) / max(words, 1), 3),
    )


def _by_length(name: str, outputs: Sequence[str], references: Sequence[str], pairs: Sequence[Pair]) -> list[Score]:
    lines = []
    for low, high in BANDS:
        chosen = [k for k, pair in enumerate(pairs) if low <= len(pair.source.split()) <= high]
        if chosen:
            label = f"{name}, {low}-{high} words" if high < BANDS[-1][1] else f"{name}, {low}+ words"
            mine = ([sequence[k] for k in chosen] for sequence in (outputs, references, pairs))
            lines.append(score(label, *mine))  # type: ignore[arg-type]
    return lines


def _metrics() -> tuple[Any, Any]:
    from sacrebleu.metrics import BLEU, CHRF

    return BLEU(), CHRF(word_order=2)


def repeating(text: str) -> bool:
    """True when four words in a row return `REPEATS` times, or one word stands four times running."""
    found = [word.lower() for word in _WORD.findall(text)]
    fours = Counter(zip(found, found[1:], found[2:], found[3:], strict=False))
    same = any(len(set(four)) == 1 for four in fours)
    return same or max(fours.values(), default=0) >= REPEATS


def leftover(output: str, reference: str) -> bool:
    """True when the output has words in Vietnamese letters that the reference has not."""
    known = set(_WORD.findall(reference))
    return any(is_vietnamese_letter_word(word) for word in _WORD.findall(output) if word not in known)


def translator(directory: Path, *, batch: int = 32, progress: Progress = quiet, **options: Any) -> Translate:
    """A function (texts, task) → outputs over a model directory; `options` override its `generate` settings."""
    import torch
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

    spec = load_spec(directory)
    try:
        with silent():
            tokenizer = AutoTokenizer.from_pretrained(str(directory), local_files_only=True)
            model = AutoModelForSeq2SeqLM.from_pretrained(str(directory), local_files_only=True, dtype=torch.float32)
    except (OSError, ValueError) as error:
        raise ModelError(f"cannot load the model in {directory}: {error}", "export or pull it again") from error
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model.eval().to(device)

    def translate(texts: Sequence[str], task: str) -> list[str]:
        ready = [prepare(text, spec, task) for text in texts]
        order = sorted(range(len(texts)), key=lambda k: len(ready[k].text))
        outputs = [""] * len(texts)
        for first in range(0, len(order), batch):
            chosen = order[first : first + batch]
            inputs = tokenizer(
                [ready[k].text for k in chosen],
                return_tensors="pt",
                padding=True,
                truncation=True,
                max_length=spec.max_input_tokens,
            ).to(device)
            inputs.pop("token_type_ids", None)
            with torch.inference_mode():
                ids = model.generate(**inputs, **{**spec.generate_options(task), **options})
            for k, text in zip(chosen, tokenizer.batch_decode(ids, skip_special_tokens=True), strict=True):
                outputs[k] = finish(text, ready[k])
            progress(first + len(chosen), len(order), task)
        return outputs

    return translate
