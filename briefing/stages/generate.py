"""Writing the English: passages come in, for each the text of one point goes out, with its checks and translations.

Every sentence of the memo is translated in one call of the model, and every passage is offered to its `brief` task in
another. A brief is taken where it holds against its source; else the translation stands, that of the sentences told
or of those that say the same elsewhere, whichever came out best. Nothing is dropped: where the model wrote nothing,
the text says so and a check fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from briefing.protocols import Progress, Seq2Seq, quiet
from briefing.stages.clauses import split_clauses
from briefing.stages.segment import split_sentences
from briefing.stages.tidy import CUT_MARK, NO_TRANSLATION, join_clauses, loops, tidy
from briefing.values import Check, Passage, Sentence, Task

CheckPoint = Callable[[Sequence[str], str], tuple[Check, ...]]

OF_THE_MODEL = frozenset({"empty", "cut", "confidence"})
"""Kinds of check that speak of the model's run; they hold as long as its text stands unchanged."""


@dataclass(frozen=True, slots=True)
class GenerateSettings:
    """Lengths in words (Vietnamese: syllables). A sentence over `max_words` is translated in parts; a passage over
    `brief_source_words` is not offered to the brief task; a brief outside its limits is not taken. English with a mean
    log-probability under `doubtful_below` is flagged.
    """

    max_words: int = 40
    brief_source_words: int = 80
    shortest_brief: int = 12
    longest_brief: int = 32
    doubtful_below: float | None = None


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


@dataclass(frozen=True, slots=True)
class _English:
    """A piece of English and its mean log-probability."""

    text: str
    score: float


_Lines = Mapping[Sentence, _English]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One way to put a point, written from the sentences of `group`, and judged."""

    group: tuple[Sentence, ...]
    text: str
    task: Task
    score: float
    checks: tuple[Check, ...]

    @property
    def broken(self) -> bool:
        """True when something is missing in it or it goes round in circles."""
        return NO_TRANSLATION in self.text or CUT_MARK in self.text or loops(self.text)

    def count(self, verdict: str) -> int:
        """How many checks came to this verdict."""
        return sum(check.verdict == verdict for check in self.checks)

    @property
    def rank(self) -> tuple[bool, int, int, float]:
        """Smaller is better."""
        return self.broken, self.count("fail"), self.count("warn"), -self.score


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
    sentences = [sentence.text for passage in passages for sentence in passage.sentences]
    english = iter(_translate(sentences, translate, settings.max_words, progress))
    briefs = _briefs(passages, brief, settings, progress)
    written = []
    for passage, short in zip(passages, briefs, strict=True):
        lines = {sentence: next(english) for sentence in passage.sentences}
        best = _choose(passage, lines, short, check, settings)
        told = (*best.group, *(sentence for sentence in passage.sentences if sentence not in best.group))
        translations = tuple(tidy(lines[sentence].text) for sentence in told)
        passage_told = replace(passage, sentences=told)
        written.append(Written(passage_told, best.text, best.task, best.checks, best.score, translations))
    return tuple(written)


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


def _translate(texts: Sequence[str], model: Seq2Seq, max_words: int, progress: Progress) -> Iterator[_English]:
    """The translation of each text in one call of the model; long ones go in parts and are put together again."""
    parts = [[span.of(text) for span in split_clauses(text, max_words)] or [text] for text in texts]
    flat = [part for pieces in parts for part in pieces]
    hypotheses = iter(model.generate(flat, progress=_named(progress, "translating")) if flat else [])
    for pieces in parts:
        found = [next(hypotheses) for _ in pieces]
        clauses = [hypothesis.text.strip() if _says(hypothesis.text) else NO_TRANSLATION for hypothesis in found]
        whole = _mean([_English(clause, one.score) for clause, one in zip(clauses, found, strict=True)])
        yield _English(join_clauses(pieces, clauses), whole)


def _briefs(
    passages: Sequence[Passage], model: Seq2Seq | None, settings: GenerateSettings, progress: Progress
) -> list[_English | None]:
    """What the brief task makes of the sentences that each passage tells; None where it was not asked."""
    briefs: list[_English | None] = [None] * len(passages)
    texts = [" ".join(sentence.text for sentence in _groups(passage)[0]) for passage in passages]
    asked = [index for index, text in enumerate(texts) if len(text.split()) <= settings.brief_source_words]
    if model is None or not asked:
        return briefs
    hypotheses = model.generate([texts[index] for index in asked], progress=_named(progress, "summarizing"))
    for index, hypothesis in zip(asked, hypotheses, strict=True):
        briefs[index] = _English(hypothesis.text, hypothesis.score)
    return briefs


def _choose(
    passage: Passage, lines: _Lines, short: _English | None, check: CheckPoint, settings: GenerateSettings
) -> _Candidate:
    """The brief where it holds, says it in fewer words and the model is at least as sure of it, or where no translation
    is whole; else a translation.
    """
    groups = _groups(passage)
    floor = settings.doubtful_below
    best = min((_translation(group, lines, check, floor) for group in groups), key=lambda candidate: candidate.rank)
    if short is None or not _says(short.text):
        return best
    candidate = _judged(groups[0], short, "brief", check, floor)
    words = len(candidate.text.split())
    if candidate.broken or not settings.shortest_brief <= words <= settings.longest_brief:
        return best
    holds = candidate.count("fail") == 0 and candidate.count("warn") <= best.count("warn")
    shorter = words <= len(best.text.split())
    return candidate if (holds and shorter and candidate.score >= best.score) or best.broken else best


def _translation(group: tuple[Sentence, ...], lines: _Lines, check: CheckPoint, floor: float | None) -> _Candidate:
    """The sentences of one article, translated and joined."""
    said = [lines[sentence] for sentence in group]
    english = _English(" ".join(tidy(line.text) for line in said), _mean(said))
    return _judged(group, english, "translate", check, floor)


def _judged(
    group: tuple[Sentence, ...], english: _English, task: Task, check: CheckPoint, floor: float | None
) -> _Candidate:
    """A candidate with what the check stage says of it against its own sources, what is missing in it, and whether
    the model itself was unsure.
    """
    text = tidy(english.text)
    checks = check([sentence.text for sentence in group], text) if text != NO_TRANSLATION else ()
    if NO_TRANSLATION in text:
        checks = (Check("empty", "fail", "an English text", "the model wrote nothing"), *checks)
    if CUT_MARK in text:
        checks = (Check("cut", "fail", "a whole sentence", "the model stopped at its limit"), *checks)
    if floor is not None and english.score < floor:
        checks = (Check("confidence", "warn", f"a score of {floor:.2f} or more", f"{english.score:.2f}"), *checks)
    return _Candidate(group, text, task, english.score, checks)


def _groups(passage: Passage) -> tuple[tuple[Sentence, ...], ...]:
    """The passage's sentences by article: those told first, then those that say the same elsewhere."""
    groups: dict[str, list[Sentence]] = {}
    for sentence in passage.sentences:
        groups.setdefault(sentence.article_id, []).append(sentence)
    return tuple(tuple(group) for group in groups.values())


def _says(text: str) -> bool:
    """True when a model wrote more than punctuation."""
    return any(character.isalnum() for character in text)


def _mean(lines: Sequence[_English]) -> float:
    """The mean score, a longer text counting for more."""
    weights = [len(line.text.split()) for line in lines]
    return sum(line.score * weight for line, weight in zip(lines, weights, strict=True)) / sum(weights)


def _named(progress: Progress, label: str) -> Progress:
    """The model's progress under the name of what is done."""

    def report(done: int, total: int, what: str) -> None:
        del what
        progress(done, total, label)

    return report
