"""How good a model directory is, measured on the road that users take: text in, text out.

Test sets come in; BLEU and chrF2++ with sacreBLEU's signatures, by set and by length of source, and plain
counts of what goes wrong (empty, repeating, Vietnamese left over, numbers lost) go out as a `Report`, which
prints as a table and as JSON. Two models can be laid side by side.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from briefing.errors import ModelError
from briefing.lang.glossary import Glossary
from briefing.lang.names import english_name_forms, find_names
from briefing.lang.repetition import repetition
from briefing.lang.text import is_vietnamese_letter_word
from briefing.models.boundary import normalise
from briefing.protocols import Progress, quiet
from briefing.records import dataclass
from briefing.stages.checks.numbers import check_numbers, check_unsupported_numbers
from briefing.training.data import REVERSE, Pair, read_pairs
from briefing.training.recipe import DevelopmentSet
from briefing.training.written import Translate, by_task, writer

BANDS = ((1, 20), (21, 40), (41, 10_000))  # words of source
_DIGITS = re.compile(r"\d[\d.,]*\d|\d")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Score:
    """One line of the table; shares are from 0 to 1.

    `numbers`: sentences with numbers in the source of which none is lost, changed or invented, as the checks judge.
    `digits`: sentences with digits in the reference in which the output has exactly the same ones. `names`, `terms`:
    names and glossary terms of the source that the reference renders in a known form, and the output too.
    """

    name: str
    sentences: int
    bleu: float
    chrf: float
    numbers: float
    digits: float
    names: float
    terms: float
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
                "names": score.names,
                "terms": score.terms,
            }
            for score in self.scores
            if " words" not in score.name
        }
        return {**rows, "BLEU": self.bleu_signature, "chrF2++": self.chrf_signature}

    def table(self, other: Report | None = None) -> str:
        """The scores as aligned text; with `other`, its BLEU and chrF2++ stand beside ours."""
        theirs = {score.name: score for score in other.scores} if other else {}
        head = ["set", "n", "BLEU", "chrF2++", "numbers", "digits", "names", "terms"]
        head += ["empty", "repeat", "leftover", "length"]
        rows = [head + (["BLEU (2)", "chrF2++ (2)"] if other else [])]
        for s in self.scores:
            shares = [f"{share:.1%}" for share in (s.numbers, s.digits, s.names, s.terms)]
            shares += [f"{share:.1%}" for share in (s.empty, s.repeating, s.leftover)]
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
    model: str | Path | Translate,
    sets: Sequence[DevelopmentSet],
    root: Path,
    *,
    glossary: Glossary | None = None,
    tell_glossary: bool = True,
    written: bool = False,
    limit: int | None = None,
    save_to: Path | None = None,
    languages: tuple[str, str] = ("vi", "en"),
    progress: Progress = quiet,
) -> Report:
    """Translate each set (its first `limit` pairs) with a model by name or directory, or a function, and score it.

    The terms of a `glossary` are counted, and with `tell_glossary` the model is given it. With `written`, what a memo
    would have is scored, checked and repaired, and not the model's first word. With `save_to`, outputs are
    left there, a file a set. With `languages` the other way round a reverse model is scored, and only on what does not
    depend on Vietnamese being read. Raises ConfigError or ModelError.
    """
    told = glossary if tell_glossary else None
    if callable(model):
        translate = model
    elif written:
        translate = writer(model, glossary=told, progress=progress)
    else:
        translate = translator(model, glossary=told, source=languages[0], progress=progress)
    scores: list[Score] = []
    bands: list[Score] = []
    for setting in sets:
        pairs = list(read_pairs(setting, root, languages))[:limit]
        if not pairs:
            raise ModelError(f"test set {setting.name!r} is empty", "correct its path")
        outputs = translate_pairs(pairs, translate)
        references = [normalise(pair.target, straight_quotes=True) for pair in pairs]
        if save_to is not None:
            save_to.mkdir(parents=True, exist_ok=True)
            (save_to / f"{setting.name}.txt").write_text("\n".join(outputs) + "\n", encoding="utf-8")
        if languages == REVERSE:
            scores.append(_reverse_score(setting.name, outputs, references, pairs))
            continue
        scores.append(score(setting.name, outputs, references, pairs, glossary))
        bands += _by_length(setting.name, outputs, references, pairs, glossary)
    bleu, chrf = _metrics()
    bleu.corpus_score(["a"], [["a"]])
    chrf.corpus_score(["a"], [["a"]])
    name = "function" if callable(model) else f"{Path(model).name}{', as written' * written}"
    return Report(name, str(bleu.get_signature()), str(chrf.get_signature()), (*scores, *bands))


def translate_pairs(pairs: Sequence[Pair], translate: Translate) -> list[str]:
    """The sources of pairs by their tasks, in order."""
    outputs = [""] * len(pairs)
    for task in dict.fromkeys(pair.task for pair in pairs):
        chosen = [k for k, pair in enumerate(pairs) if pair.task == task]
        for k, output in zip(chosen, translate([pairs[k].source for k in chosen], task), strict=True):
            outputs[k] = output
    return outputs


def score(
    name: str,
    outputs: Sequence[str],
    references: Sequence[str],
    pairs: Sequence[Pair],
    glossary: Glossary | None = None,
) -> Score:
    """One set's line of the table."""
    rows = [(pair.source, *both) for pair, *both in zip(pairs, outputs, references, strict=True)]
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
        _share([_numbers_stand(pair, output) for pair, output in zip(pairs, outputs, strict=True)]),
        round(right / len(numbered), 4) if numbered else 1.0,
        _share([_found(forms, o, r) for source, o, r in rows for forms in _names(source)]),
        _share([_found(forms, o, r) for source, o, r in rows for forms in _terms(source, glossary)]),
        round(sum(not output.strip() for output in outputs) / count, 4),
        round(sum(bool(repetition(output)) for output in outputs) / count, 4),
        round(sum(leftover(o, r) for o, r in zip(outputs, references, strict=True)) / count, 4),
        round(sum(len(o.split()) for o in outputs) / max(words, 1), 3),
    )


def _reverse_score(name: str, outputs: Sequence[str], references: Sequence[str], pairs: Sequence[Pair]) -> Score:
    """The line of a model that writes Vietnamese: numbers are judged the other way round, what reads Vietnamese not."""
    blank = [replace(pair, source="") for pair in pairs]
    numbers = [_numbers_stand(Pair(output, ""), pair.source) for pair, output in zip(pairs, outputs, strict=True)]
    return replace(score(name, outputs, references, blank), numbers=_share(numbers), leftover=0.0)


def _share(judged: Sequence[bool | None]) -> float:
    """The share of what was judged at all that is right; 1 where nothing was."""
    known = [one for one in judged if one is not None]
    return round(sum(known) / len(known), 4) if known else 1.0


def _numbers_stand(pair: Pair, output: str) -> bool | None:
    """True when every number of the source stands in the output and no other does; None where there is none.

    A brief may leave numbers out.
    """
    brief = pair.task == "brief"
    checks = (*check_numbers([pair.source], output, brief=brief), *check_unsupported_numbers([pair.source], output))
    return all(check.verdict == "pass" for check in checks) if checks else None


def _names(source: str) -> list[tuple[str, ...]]:
    return [english_name_forms(name) for name in find_names(source)]


def _terms(source: str, glossary: Glossary | None) -> list[tuple[str, ...]]:
    mentions = glossary.find(source) if glossary else ()
    return [mention.term.renderings for mention in mentions if not mention.term.numeral]


def _found(forms: Sequence[str], output: str, reference: str) -> bool | None:
    """True when the output has one of the forms; None where the reference has none of them."""
    output, reference, forms = output.lower(), reference.lower(), [form.lower() for form in forms]
    return any(form in output for form in forms) if any(form in reference for form in forms) else None


def _by_length(
    name: str,
    outputs: Sequence[str],
    references: Sequence[str],
    pairs: Sequence[Pair],
    glossary: Glossary | None,
) -> list[Score]:
    lines = []
    for low, high in BANDS:
        chosen = [k for k, pair in enumerate(pairs) if low <= len(pair.source.split()) <= high]
        if chosen:
            label = f"{name}, {low}-{high} words" if high < BANDS[-1][1] else f"{name}, {low}+ words"
            said, wanted = ([texts[k] for k in chosen] for texts in (outputs, references))
            lines.append(score(label, said, wanted, [pairs[k] for k in chosen], glossary))
    return lines


def _metrics() -> tuple[Any, Any]:
    from sacrebleu.metrics import BLEU, CHRF

    return BLEU(), CHRF(word_order=2)


def leftover(output: str, reference: str) -> bool:
    """True when the output has words in Vietnamese letters that the reference has not."""
    known = set(_WORD.findall(reference))
    return any(is_vietnamese_letter_word(word) for word in _WORD.findall(output) if word not in known)


def translator(
    model: str | Path, *, glossary: Glossary | None = None, source: str = "vi", progress: Progress = quiet
) -> Translate:
    """A function (texts, task) → outputs over a model, run as users run it but without the cache."""
    ready = by_task(model, glossary, source)

    def translate(texts: Sequence[str], task: str) -> list[str]:
        return [hypothesis.text for hypothesis in ready(task).generate(texts, progress=progress)]

    return translate
