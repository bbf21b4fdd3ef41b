"""A test set measured: the choice of sentences against people's, and English points against people's.

A `TestSet` and, where a model wrote them, the English of its points come in; a `Report` goes out. Points are written
from the sentences that people cited, so that the English is measured by itself and not with the choice. BLEU (Papineni
et al. 2002) and chrF2++ (Popović 2017) are sacreBLEU's, with its signatures; without the package they are left out.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Mapping, Sequence

from briefing.evaluation.memo import facts
from briefing.evaluation.report import Better, Measure, Report, count, share
from briefing.evaluation.selection import (
    OURS,
    SYSTEMS,
    Agreement,
    Overlap,
    agreement,
    oracle,
    overlap,
    rate,
    told_agreement,
)
from briefing.evaluation.testset import TestSet
from briefing.stages.generate import Written
from briefing.stages.tidy import NO_TRANSLATION
from briefing.stages.topics import Topic
from briefing.values import Passage

MEMO_SIZE = 5
"""So many articles make one memo."""
_SELECTION, _ABSTRACTS, _ENGLISH = "Selection", "Abstracts", "English"
_BASELINES = ("lead", "LexRank")


def passages(test: TestSet) -> tuple[Passage, ...]:
    """The cited sentences of every point, in the order in which the points cite them."""
    return tuple(
        Passage(tuple(one.sentences[place] for place in dict.fromkeys(point.cites)), 0.0)
        for one in test.articles
        for point in one.points
        if point.cites
    )


def measure_test_set(
    test: TestSet, topics: Sequence[Topic], signature: str, written: Sequence[Written] | None = None
) -> Report:
    """Everything that a test set can say; `written` is the English of its `passages`, None where none was made."""
    groups = test.groups(MEMO_SIZE)
    rated = [rate(group) for group in groups]
    measures: list[Measure] = [count(_SELECTION, "articles", len(test.articles))]
    if any(one.cited for one in test.articles):
        found = {system: agreement(rated, system) for system in SYSTEMS}
        measures += _agreements(found)
        measures += _told(told_agreement(groups, topics))
    if any(one.abstract for one in test.articles):
        overlaps = {system: overlap(rated, system) for system in SYSTEMS}
        measures += _overlaps(overlaps, oracle(rated), sum(bool(one.abstract) for one in test.articles))
    signatures: Mapping[str, str] = {}
    if written is not None:
        references = [point.text for one in test.articles for point in one.points if point.cites]
        english, signatures = _english([one.text for one in written], references)
        measures += english
        supported = sum(not any(check.verdict == "fail" for check in one.checks) for one in written)
        measures.append(share(_ENGLISH, "points that their sentences support", supported, len(written)))
        measures += facts([one.checks for one in written])
    return Report(
        test.name, "test set", f"{signature}|testset:{test.sha256[:12]}", tuple(measures), signatures=signatures
    )


def _agreements(found: Mapping[str, Agreement]) -> Iterable[Measure]:
    for system, one in found.items():
        better: Better = "more" if system == OURS else ""
        yield share(_SELECTION, f"F of cited sentences, {system}", one.hits, one.cited, better)
    for baseline in _BASELINES:
        yield _gain(_SELECTION, f"ours over {baseline}", found[OURS].f, found[baseline].f, found[OURS].cited)


def _told(one: Agreement) -> Iterable[Measure]:
    yield share(_SELECTION, "memo of five articles: precision", one.hits, one.chosen)
    yield share(_SELECTION, "memo of five articles: recall", one.hits, one.cited)


def _overlaps(found: Mapping[str, Overlap], best: Overlap, articles: int) -> Iterable[Measure]:
    for system, one in [*found.items(), ("oracle", best)]:
        better: Better = "more" if system == OURS else ""
        for name, value in (("1", one.one), ("2", one.two), ("L", one.longest)):
            yield Measure(_ABSTRACTS, f"ROUGE-{name}, {system}", round(value, 4), articles, "share", better)
    for baseline in _BASELINES:
        for name, ours, theirs in (
            ("1", found[OURS].one, found[baseline].one),
            ("2", found[OURS].two, found[baseline].two),
            ("L", found[OURS].longest, found[baseline].longest),
        ):
            yield _gain(_ABSTRACTS, f"ROUGE-{name}, ours over {baseline}", ours, theirs, articles)


def _gain(group: str, name: str, ours: float, theirs: float, of: int) -> Measure:
    return Measure(group, name, round(ours / theirs - 1, 4) if theirs else None, of, "share", "more")


def _english(outputs: Sequence[str], references: Sequence[str]) -> tuple[list[Measure], Mapping[str, str]]:
    silent = sum(not text.strip() or text == NO_TRANSLATION for text in outputs)
    measures = [
        count(_ENGLISH, "points", len(outputs)),
        share(_ENGLISH, "points without English", silent, len(outputs), "less"),
    ]
    if not outputs or importlib.util.find_spec("sacrebleu") is None:
        return measures, {}
    from sacrebleu.metrics import BLEU, CHRF

    signatures = {}
    for name, metric in (("BLEU", BLEU()), ("chrF2++", CHRF(word_order=2))):
        value = round(metric.corpus_score(list(outputs), [list(references)]).score, 2)
        measures.append(Measure(_ENGLISH, name, value, len(outputs), "score"))
        signatures[name] = str(metric.get_signature())
    return measures, signatures
