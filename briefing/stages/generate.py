"""Writing the English: passages come in, for each the text of one point goes out, with its checks and translations.

Every sentence of the memo is translated in one call of the model, and every passage is offered to its `brief` task in
another. A brief is taken where it holds against its source; else the translation stands, that of the sentences told
or of those that say the same elsewhere, whichever came out best. Nothing is dropped: where the model wrote nothing,
the text says so and a check fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from briefing.protocols import Progress, Seq2Seq, quiet
from briefing.records import dataclass
from briefing.stages.candidates import Candidate, CheckPoint, English, Judge, joined, mean, says
from briefing.stages.clauses import split_clauses
from briefing.stages.repair import Attempt, repair
from briefing.stages.segment import split_sentences
from briefing.stages.style import Dress, undressed
from briefing.stages.tidy import tidy
from briefing.values import Check, Passage, Sentence, Task

OF_THE_MODEL = frozenset({"empty", "cut", "confidence"})
"""Kinds of check that speak of the model's run; they hold as long as its text stands unchanged."""
BRIEF, BRIEF_REFUSED, TRANSLATED, ELSEWHERE = "brief", "brief refused", "translated", "told as by another article"
"""The first steps of a point's path; what repair adds stands behind them."""


@dataclass(frozen=True, slots=True)
class GenerateSettings:
    """Lengths in words (Vietnamese: syllables). A sentence over `max_words` is translated in parts; a passage over
    `brief_source_words` is not offered to the brief task; a brief outside its limits is not taken. English with a mean
    log-probability under `doubtful_below` is flagged. `dress` puts tidy English into the house's style, given the
    sentences that it tells.
    """

    max_words: int = 40
    brief_source_words: int = 80
    shortest_brief: int = 12
    longest_brief: int = 32
    doubtful_below: float | None = None
    dress: Dress = undressed


@dataclass(frozen=True, slots=True)
class Written:
    """The English of one passage; `translations` has one entry a sentence of the passage.

    The sentences that the text was written from stand first in the passage: those of another article, which say the
    same, have moved to the front where their translation was taken.
    """

    passage: Passage
    text: str
    task: Task
    checks: tuple[Check, ...]
    score: float
    translations: tuple[str, ...]
    path: tuple[str, ...] = ()


_Lines = Mapping[Sentence, English]


def generate(
    passages: Sequence[Passage],
    translate: Seq2Seq,
    brief: Seq2Seq | None,
    *,
    check: CheckPoint,
    settings: GenerateSettings | None = None,
    progress: Progress = quiet,
) -> tuple[Written, ...]:
    """The English of every passage, in order. What the models raise passes through."""
    settings = settings or GenerateSettings()
    judge = Judge(check, settings.doubtful_below, settings.dress)
    sentences = [sentence.text for passage in passages for sentence in passage.sentences]
    english = iter(_translate(sentences, translate, settings.max_words, progress))
    briefs = _briefs(passages, brief, settings, progress)
    attempts = []
    for passage, short in zip(passages, briefs, strict=True):
        lines = {sentence: next(english) for sentence in passage.sentences}
        attempts.append(Attempt(_choose(passage, lines, short, judge, settings), lines))
    again = repair(attempts, translate, judge, settings.max_words, progress=progress)
    return tuple(_written(passage, one, settings) for passage, one in zip(passages, again, strict=True))


def _written(passage: Passage, attempt: Attempt, settings: GenerateSettings) -> Written:
    """What stands in the memo, with the translation of every sentence that is cited."""
    best = attempt.best
    told = (*best.group, *(sentence for sentence in passage.sentences if sentence not in best.group))
    translations = tuple(settings.dress(tidy(attempt.lines[sentence].text), [sentence.text]) for sentence in told)
    passage_told = replace(passage, sentences=told)
    return Written(passage_told, best.text, best.task, best.checks, best.score, translations, best.path)


def translate_lines(
    model: Seq2Seq, lines: Sequence[str], *, settings: GenerateSettings | None = None, progress: Progress = quiet
) -> tuple[str, ...]:
    """Each line's English, in order; blank lines stay blank, and a line without translation says so.

    A line of several sentences goes to the model one sentence a text.
    """
    settings = settings or GenerateSettings()
    split = [[span.of(line) for span in split_sentences(line)] for line in lines]
    english = iter(_translate([text for texts in split for text in texts], model, settings.max_words, progress))
    return tuple(" ".join(next(english).text for _ in texts) for texts in split)


def _translate(texts: Sequence[str], model: Seq2Seq, max_words: int, progress: Progress) -> Iterator[English]:
    """The translation of each text in one call of the model; long ones go in parts and are put together again."""
    parts = [[span.of(text) for span in split_clauses(text, max_words)] or [text] for text in texts]
    flat = [part for pieces in parts for part in pieces]
    hypotheses = iter(model.generate(flat, progress=_named(progress, "translating")) if flat else [])
    for pieces in parts:
        yield joined(pieces, [next(hypotheses) for _ in pieces])


def _briefs(
    passages: Sequence[Passage], model: Seq2Seq | None, settings: GenerateSettings, progress: Progress
) -> list[English | None]:
    """What the brief task makes of the sentences that each passage tells; None where it was not asked."""
    briefs: list[English | None] = [None] * len(passages)
    texts = [" ".join(sentence.text for sentence in _groups(passage)[0]) for passage in passages]
    asked = [index for index, text in enumerate(texts) if len(text.split()) <= settings.brief_source_words]
    if model is None or not asked:
        return briefs
    hypotheses = model.generate([texts[index] for index in asked], progress=_named(progress, "summarizing"))
    for index, hypothesis in zip(asked, hypotheses, strict=True):
        briefs[index] = English(hypothesis.text, hypothesis.score)
    return briefs


def _choose(
    passage: Passage, lines: _Lines, short: English | None, judge: Judge, settings: GenerateSettings
) -> Candidate:
    """The brief where it holds, says it in fewer words and the model is at least as sure of it, or where no translation
    is whole; else a translation.
    """
    groups = _groups(passage)
    first = BRIEF_REFUSED if short is not None else TRANSLATED
    translations = [_translation(group, lines, judge, first if group is groups[0] else ELSEWHERE) for group in groups]
    best = min(translations, key=lambda candidate: candidate.rank)
    if short is None or not says(short.text):
        return best
    candidate = judge(groups[0], short, "brief", (BRIEF,))
    words = len(candidate.text.split())
    if candidate.broken or not settings.shortest_brief <= words <= settings.longest_brief:
        return best
    holds = candidate.count("fail") == 0 and candidate.count("warn") <= best.count("warn")
    shorter = words <= len(best.text.split())
    return candidate if (holds and shorter and candidate.score >= best.score) or best.broken else best


def _translation(group: tuple[Sentence, ...], lines: _Lines, judge: Judge, path: str) -> Candidate:
    """The sentences of one article, translated and joined."""
    said = [lines[sentence] for sentence in group]
    english = English(" ".join(tidy(line.text) for line in said), mean(said))
    return judge(group, english, "translate", (path,) if path == TRANSLATED else (path, TRANSLATED))


def _groups(passage: Passage) -> tuple[tuple[Sentence, ...], ...]:
    """The passage's sentences by article: those told first, then those that say the same elsewhere."""
    groups: dict[str, list[Sentence]] = {}
    for sentence in passage.sentences:
        groups.setdefault(sentence.article_id, []).append(sentence)
    return tuple(tuple(group) for group in groups.values())


def _named(progress: Progress, label: str) -> Progress:
    """The model's progress under the name of what is done."""

    def report(done: int, total: int, what: str) -> None:
        del what
        progress(done, total, label)

    return report
