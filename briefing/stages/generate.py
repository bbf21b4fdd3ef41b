"""Writing the English: passages come in, for each the text of one point goes out, with its checks and translations.

Every sentence of the memo is translated in one call of the model, and every passage is offered to its `brief` task in
another; both are begun before either is waited for. A brief is taken where it holds against its source; else the
translation stands, that of the sentences told or of those that say the same elsewhere, whichever came out best. Nothing
is dropped: where the model wrote nothing, the text says so and a check fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from briefing.protocols import Ahead, Progress, Seq2Seq, Writing, quiet
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
    meanwhile: Callable[[], None] = lambda: None,
) -> tuple[Written, ...]:
    """The English of every passage, in order; `meanwhile` is called once, while the models write. What the models raise
    passes through.
    """
    settings = settings or GenerateSettings()
    judge = Judge(check, settings.doubtful_below, settings.dress)
    sentences = [sentence.text for passage in passages for sentence in passage.sentences]
    translating = _translated(sentences, translate, settings.max_words, beside=1 if brief is None else 2)
    summarizing = _briefs(passages, brief, settings)
    meanwhile()
    english = translating(progress)
    lines = [{sentence: next(english) for sentence in passage.sentences} for passage in passages]
    offers = [brief is not None and _is_short(passage, settings) for passage in passages]
    told = zip(passages, lines, offers, strict=True)
    translations = [_translation(one, own, judge, offered=offered) for one, own, offered in told]
    briefs = summarizing(progress)
    found = zip(passages, translations, briefs, lines, strict=True)
    attempts = [Attempt(_choose(one, best, short, judge, settings), own) for one, best, short, own in found]
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
    english = _translated([text for texts in split for text in texts], model, settings.max_words)(progress)
    return tuple(" ".join(next(english).text for _ in texts) for texts in split)


def _translated(
    texts: Sequence[str], model: Seq2Seq, max_words: int, *, beside: int = 1
) -> Callable[[Progress], Iterator[English]]:
    """The translation of each text, begun in one call of the model and to be waited for; long ones go in parts and are
    put together again.
    """
    parts = [[span.of(text) for span in split_clauses(text, max_words)] or [text] for text in texts]
    flat = [part for pieces in parts for part in pieces]
    writing = begin(model, flat, beside=beside)

    def english(progress: Progress) -> Iterator[English]:
        hypotheses = iter(writing(_named(progress, "translating")))
        return iter([joined(pieces, [next(hypotheses) for _ in pieces]) for pieces in parts])

    return english


def _briefs(
    passages: Sequence[Passage], model: Seq2Seq | None, settings: GenerateSettings
) -> Callable[[Progress], list[English | None]]:
    """What the brief task makes of the sentences that each passage tells, begun beside their translation and to be
    waited for; None where it was not asked.
    """
    asked = [index for index, passage in enumerate(passages) if _is_short(passage, settings)]
    writing = begin(model, [_told(passages[index]) for index in asked], beside=2) if model is not None else None

    def briefs(progress: Progress) -> list[English | None]:
        found: list[English | None] = [None] * len(passages)
        if writing is not None:
            for index, hypothesis in zip(asked, writing(_named(progress, "summarizing")), strict=True):
                found[index] = English(hypothesis.text, hypothesis.score)
        return found

    return briefs


def begin(model: Seq2Seq, texts: Sequence[str], *, beside: int = 1) -> Writing:
    """What `model` writes, to be waited for: begun now where it can write while others work, else then."""
    if not texts:
        return lambda _: []
    if isinstance(model, Ahead):
        return model.begin(texts, beside=beside)
    return lambda progress: model.generate(texts, progress=progress)


def _told(passage: Passage) -> str:
    """What a brief is written from."""
    return " ".join(sentence.text for sentence in _groups(passage)[0])


def _is_short(passage: Passage, settings: GenerateSettings) -> bool:
    """True for a passage that is offered to the brief task."""
    return len(_told(passage).split()) <= settings.brief_source_words


def _choose(
    passage: Passage, best: Candidate, short: English | None, judge: Judge, settings: GenerateSettings
) -> Candidate:
    """The brief where it holds, says it in fewer words, and the model is sure of it and at least as sure as of the
    translation, or where no translation is whole; else the best translation.
    """
    if short is None or not says(short.text):
        return best
    candidate = judge(_groups(passage)[0], short, "brief", (BRIEF,))
    words = len(candidate.text.split())
    if candidate.broken or not settings.shortest_brief <= words <= settings.longest_brief:
        return best
    holds = candidate.count("fail") == 0 and candidate.count("warn") <= best.count("warn")
    shorter = words <= len(best.text.split())
    floor = best.score if settings.doubtful_below is None else max(best.score, settings.doubtful_below)
    return candidate if (holds and shorter and candidate.score >= floor) or best.broken else best


def _translation(passage: Passage, lines: _Lines, judge: Judge, *, offered: bool) -> Candidate:
    """The best translation of a passage, which may be `offered` to the brief task too: of the sentences told, or of
    those that say the same elsewhere.
    """
    groups = _groups(passage)
    first = BRIEF_REFUSED if offered else TRANSLATED
    translations = [_joined(group, lines, judge, first if group is groups[0] else ELSEWHERE) for group in groups]
    return min(translations, key=lambda candidate: candidate.rank)


def _joined(group: tuple[Sentence, ...], lines: _Lines, judge: Judge, path: str) -> Candidate:
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
