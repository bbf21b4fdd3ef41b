"""Negation and modality: what the source denies the English denies, and a proposal or a plan is told as no more."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefing.lang.lexical import english_units, source_units, stem, word_table
from briefing.lang.polarity import (
    AGREES,
    ENGLISH_AGREES,
    ENGLISH_HEDGES,
    EXPECTS,
    HAPPENED,
    PROPOSES,
    Negation,
    denies_a_lack,
    denies_outright,
    denies_strongly,
    english_words,
    find_negations,
    may_deny,
    may_replace_denial,
    replaces_denial,
)
from briefing.values import Check

NEGATION, MODALITY = "negation", "modality"
_AHEAD, _BEHIND, _WITHIN, _BESIDE = 9, 4, 6, 3
"""Words by which 'not' may stand ahead of what it denies or behind it, and words that replace it on either side."""
_ALIGNED, _SURELY_ALIGNED = 0.12, 0.2
_CLAIMED = 0.12
_DENIAL = re.compile(r"(?<!\w)(?:không|chưa|chẳng|chả|đừng|chớ)(?!\w)(?:\s+\w+){0,2}", re.IGNORECASE)
_LACKS = re.compile(r"(?<!\w)(?:thiếu|vắng|mất|trừ)(?!\w)", re.IGNORECASE)
_PREFIX = re.compile(r"^(?:un|in|non|dis)(?=\w{4})")
_WHATEVER = frozenset({"rather", "instead", "unless", "free"})
_YET_TO = ("yet", "to")
_ENDS = frozenset(".;!?")
_LISTED = frozenset({"or", "nor"})


def check_negation(sources: Sequence[str], english: str, *, brief: bool = False) -> tuple[Check, ...]:
    """Each denial of the source is found at the words that it denies, or by the number of denials where those were put
    otherwise; and the English denies nothing outright where the source has no word for it.
    """
    words = english_words(english)
    denied = [negation for text in sources for negation in find_negations(text)]
    outright = [
        place for place, word in enumerate(words) if denies_outright(word) or words[place : place + 2] == _YET_TO
    ]
    free = _unclaimed(sources, words) if denied else frozenset()
    found = [_judged(negation, words, outright, len(denied), free, brief=brief) for negation in denied]
    strong = [word for word in words if denies_strongly(word)]
    if strong and not any(may_deny(text) for text in sources):
        found.append(Check(NEGATION, "fail", "no denial in the source", strong[0]))
    return tuple(found)


def _unclaimed(sources: Sequence[str], words: Sequence[str]) -> frozenset[int]:
    """The places of words that may stand for a denial: all but those that say another word of the source."""
    rest = [_DENIAL.sub(" . ", text) for text in sources]
    offered = word_table().offered(rest)
    lacking = any(_LACKS.search(text) for text in rest)
    return frozenset(
        place
        for place, word in enumerate(words)
        if (denies_outright(word) or offered.get(stem(word), 0.0) < _CLAIMED)
        and not (lacking and word in {"without", "lack", "lacks", "lacked"})
    )


def _judged(
    negation: Negation, words: Sequence[str], outright: Sequence[int], count: int, free: frozenset[int], *, brief: bool
) -> Check:
    expected = f"denied: {negation.word} {negation.scope}".strip()
    aligned = _aligned(negation.scope, words, brief=brief)
    lack = denies_a_lack(negation.scope)
    outright = [place for place in outright if place in free]
    replacing = [p for p in sorted(free) if replaces_denial(words[p]) and (not lack or words[p] in _WHATEVER)]
    beside = (
        [] if lack else [place for place in sorted(free) if may_replace_denial(words[place], words[place + 1 :][:1])]
    )
    near = next((place for one in aligned for place in outright if _governs(words, place, one)), None)
    if near is None:
        near = next((place for one in aligned for place in replacing if abs(place - one) <= _WITHIN), None)
    if near is None and not lack:
        near = next((one for one in aligned if replaces_denial(words[one])), None)
    if near is None:
        near = next((place for one in aligned for place in beside if abs(place - one) <= _BESIDE), None)
    if near is None and outright and (len(outright) >= count or _LISTED & set(words[outright[0] :])):
        near = outright[0]
    if near is None and not aligned and len(outright) + len(replacing) >= count:
        near = next(iter((*outright, *replacing)))
    if near is not None:
        return Check(NEGATION, "pass", expected, words[near])
    if not aligned and brief:
        return Check(NEGATION, "pass", expected, "left out")
    return Check(NEGATION, "fail", expected, f"said without denial: {words[aligned[0]]}" if aligned else "not found")


def _governs(words: Sequence[str], denial: int, denied: int) -> bool:
    """True when a denial stands close enough ahead of a word, or just behind it, in one clause."""
    return -_BEHIND <= denied - denial <= _AHEAD and not _parted(words, denial, denied)


def _parted(words: Sequence[str], one: int, other: int) -> bool:
    """True when a sentence or clause ends between two places."""
    return not _ENDS.isdisjoint(words[min(one, other) : max(one, other)])


def _aligned(scope: str, words: Sequence[str], *, brief: bool) -> list[int]:
    """Where the English has a word for what is denied; for a brief, which leaves out much, a surer one."""
    units = source_units(scope)
    least = _SURELY_ALIGNED if brief else _ALIGNED
    best: dict[str, float] = {}
    for unit in units:
        for english, probability in word_table().translations.get(unit, {}).items():
            best[english] = max(best.get(english, 0.0), probability * (2 if " " in unit else 1))
    return [
        place
        for place, word in enumerate(words)
        if max(best.get(stem(word), 0.0), best.get(stem(_PREFIX.sub("", word)), 0.0)) >= least
        and english_units(word)
        and not denies_outright(word)
    ]


def check_modality(sources: Sequence[str], english: str, *, brief: bool = False) -> tuple[Check, ...]:
    """A proposal is not told as an agreement, nor a plan as done."""
    joined = " ".join(sources)
    found = []
    proposes = PROPOSES.search(joined)
    if proposes:
        agreed = ENGLISH_AGREES.search(english)
        wrong = agreed is not None and AGREES.search(joined) is None
        told = agreed[0] if wrong and agreed else "no agreement"
        found.append(Check(MODALITY, "fail" if wrong else "pass", f"proposed: {proposes[0]}", told))
    expects = EXPECTS.search(joined)
    if expects and not brief and HAPPENED.search(joined) is None:
        hedge = ENGLISH_HEDGES.search(english)
        found.append(
            Check(
                MODALITY, "pass" if hedge else "fail", f"expected: {expects[0]}", hedge[0] if hedge else "told as done"
            )
        )
    return tuple(found)
