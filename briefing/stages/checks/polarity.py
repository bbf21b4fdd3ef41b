"""Negation and modality: what the source denies the English denies, and a proposal or a plan is told as no more."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

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
    has_negative_prefix,
    may_deny,
    may_replace_denial,
    replaces_denial,
    shortens_denial,
)
from briefing.lang.text import nfc
from briefing.values import Check, Span

NEGATION, MODALITY = "negation", "modality"
_AHEAD, _BEHIND, _WITHIN, _BESIDE = 9, 4, 6, 3
"""Words by which 'not' may stand ahead of what it denies or behind it, and words that replace it on either side."""
_ALIGNED = 0.12
_CLAIMED = 0.12
_DENIAL = re.compile(r"(?<!\w)(?:không|chưa|chẳng|chả|đừng|chớ)(?!\w)(?:\s+\w+){0,2}", re.IGNORECASE)
_LACKS = re.compile(r"(?<!\w)(?:thiếu|vắng)(?!\w)", re.IGNORECASE)
_BAD = re.compile(r"(?<!\w)(?:trái|bất|vô|phi|chống|mất|thiếu|kém|sai|ngoài)(?!\w)", re.IGNORECASE)
_PREFIX = re.compile(r"^(?:un|in|non|dis)(?=\w{4})")
_LACKING = frozenset({"without", "lack", "lacks", "lacked", "lacking"})
_WHATEVER = frozenset({"rather", "instead", "unless", "free"})
_YET_TO = ("yet", "to")
_NEAR_WEIGHT, _FAR_WEIGHT, _COVERED_WEIGHT, _TOLD = 0.9, 2.0, 3.2, 1.8
"""Logistic regression on our own articles: what speaks for a brief telling the clause that its source denies."""
_TAIL = re.compile(r"[^,;:.!?\"“”()]*")
_SCOPE, _BRIEF_SCOPE, _NEAR, _FAR = 3, 5, 4, 9
_LEAST_IN_BRIEF, _OTHERS, _COVERS = 0.05, 0.5, 0.05
_ENDS = frozenset(".;!?")
_LISTED = frozenset({"or", "nor"})
_OR = re.compile(r"(?<!\w)(?:hay|hoặc)(?!\s+(?:không|chưa))(?!\w)", re.IGNORECASE)
_OR_ELSE = frozenset({"or", "otherwise", "failing"})
_LIST_REACH = 30
_SAID_BY = {
    word: re.compile(rf"(?<!\w)(?:{said})(?!\w)", re.IGNORECASE)
    for words, said in (
        ("only", "chỉ|mới|duy nhất"),
        ("under", "dưới|theo|thuộc|trong"),
        ("below", "dưới|thấp hơn|theo"),
        ("less", "ít|kém|dưới|thấp"),
        ("few little", "ít|vài"),
        ("before", "trước|ngày|rồi"),
        ("until", "đến|tới|cho đến"),
        ("out", "ra|ngoài"),
        ("too", "quá|cũng|rất"),
        ("late", "chậm|muộn|trễ|cuối|khuya"),
        ("unless except", "trừ|ngoài"),
        ("free", "tự do|miễn"),
        ("non", "không (?:phổ biến|liên kết|thường trú|can thiệp|thường trực|chính thức)|phi"),
        ("exclude excluded excluding excludes", "loại|trừ|không kể"),
        ("fail failed failing failure", "thất bại|hỏng|sụp"),
        ("refuse refused refusing refusal", "từ chối|khước từ"),
        ("reject rejected rejecting", "bác|từ chối|bác bỏ"),
        ("deny denied denies", "phủ nhận|bác|chối"),
        ("prevent prevented preventing", "ngăn|phòng|chống"),
        ("avoid avoided avoiding", "tránh"),
        ("refrain refrained refraining", "kiềm chế"),
        ("ban banned banning bans prohibited prohibit", "cấm"),
        ("stop stopped stopping", "dừng|ngừng|ngưng|chấm dứt"),
        ("oppose opposed opposes", "phản đối|chống"),
        ("short", "ngắn|thiếu"),
        ("exempt exempted waive waived", "miễn"),
        ("reluctant unable otherwise yet rather instead", "ngần ngại|bất lực"),
    )
    for word in words.split()
}
"""Source words that say by themselves an English word which may also stand for a denial. Such words are looked up
here and not in the word table, which has learned some of them as translations of 'không'.
"""


def check_negation(sources: Sequence[str], english: str, *, brief: bool = False) -> tuple[Check, ...]:
    """Each denial of the source has a denial of its own in the English, at the words that it denies if those can be
    told; and the English denies nothing outright where the source has no word for it.
    """
    words = english_words(english)
    denied = [(text, negation) for text in map(nfc, sources) for negation in find_negations(text)]
    found: list[Check] = []
    if denied:
        free = _unclaimed(sources, words)
        aligned = [_aligned(negation, text, words, brief=brief) for text, negation in denied]
        offers = [
            _offers(one, places, words, free, brief=brief) for (_, one), places in zip(denied, aligned, strict=True)
        ]
        given = _given(offers, _capacities(words, sum(len(_OR.findall(text)) for text in sources)))
        found += [
            _verdict(negation, text, places, given.get(number), words, brief=brief)
            for number, ((text, negation), places) in enumerate(zip(denied, aligned, strict=True))
        ]
    strong = [word for word in words if denies_strongly(word)]
    if strong and not any(may_deny(text) for text in sources):
        found.append(Check(NEGATION, "fail", "no denial in the source", strong[0]))
    return tuple(found)


def _unclaimed(sources: Sequence[str], words: Sequence[str]) -> frozenset[int]:
    """The places of words that may stand for a denial: all but those that say another word of the source."""
    rest = [_DENIAL.sub(" . ", text) for text in sources]
    offered = word_table().offered(rest)
    lacking = sum(len(_LACKS.findall(text)) for text in rest)
    lacking = lacking >= sum(word in _LACKING for word in words)
    bad = any(_BAD.search(text) for text in rest)
    taken = {word for word, said in _SAID_BY.items() if any(said.search(text) for text in sources)}
    return frozenset(
        place
        for place, word in enumerate(words)
        if (
            denies_outright(words, place)
            or word in _SAID_BY
            or (not bad and has_negative_prefix(word) and stem(word[2:]) in word_table().weights)
            or offered.get(stem(word), 0.0) < _CLAIMED
        )
        and word not in taken
        and not (lacking and word in _LACKING)
    )


def _offers(
    negation: Negation, aligned: Sequence[int], words: Sequence[str], free: frozenset[int], *, brief: bool
) -> tuple[int, ...]:
    """The places of English words that may say this denial, the likeliest first."""
    lack = denies_a_lack(negation.scope)
    denied = _best(negation.scope)
    places = sorted(free)
    outright = [
        place for place in places if denies_outright(words, place) or tuple(words[place : place + 2]) == _YET_TO
    ]
    itself = {one for one in places if brief and denied.get(stem(words[one]), 0.0) >= _COVERS}
    replacing = [
        one
        for one in places
        if one not in itself and replaces_denial(words, one) and (not lack or words[one] in _WHATEVER)
    ]
    late = negation.word.lower() == "chưa"
    beside = (
        [] if lack else [one for one in places if one not in itself and may_replace_denial(words, one, not_yet=late)]
    )
    found = [one for one in outright if any(_governs(words, one, place) for place in aligned)]
    if not lack:
        found += [place for place in aligned if replaces_denial(words, place) and place not in itself]
    if brief and not lack:
        replacing += [one for one in places if one not in itself and shortens_denial(words[one])]
    found += [
        one
        for one in replacing
        if any(-_WITHIN <= one - place <= (1 if has_negative_prefix(words[one]) else _WITHIN) for place in aligned)
    ]
    found += [one for one in beside if any(abs(place - one) <= _BESIDE for place in aligned)]
    found += outright
    if negation.turns == "if":
        found += [place for place, word in enumerate(words) if word in _OR_ELSE]
    if not aligned or negation.turns == "but":
        found += replacing
    return tuple(dict.fromkeys(found))


def _capacities(words: Sequence[str], alternatives: int) -> dict[int, int]:
    """How many denials a word can say: more than one where it stands before a list ('no leader or party'), as far as
    the list is not one of the source, which has `alternatives` of its own.
    """
    if sum(word in _LISTED for word in words) <= alternatives:
        return {}
    found = {}
    for place in range(len(words)):
        if denies_outright(words, place) or replaces_denial(words, place):
            ahead = words[place + 1 : place + _LIST_REACH]
            end = next((one for one, other in enumerate(ahead) if other in _ENDS), len(ahead))
            found[place] = 1 + 2 * sum(other in _LISTED for other in ahead[:end])
    return found


def _given(offers: Sequence[Sequence[int]], capacities: Mapping[int, int]) -> dict[int, int]:
    """Which denial gets which word, so that as many as possible get one (augmenting paths)."""
    holders: dict[int, list[int]] = {}

    def place_for(number: int, tried: set[int]) -> bool:
        for place in offers[number]:
            if place in tried:
                continue
            tried.add(place)
            held = holders.setdefault(place, [])
            if len(held) < capacities.get(place, 1):
                held.append(number)
                return True
            for other in held:
                if place_for(other, tried):
                    held[held.index(other)] = number
                    return True
        return False

    for number in range(len(offers)):
        place_for(number, set())
    return {number: place for place, held in holders.items() for number in held}


def _verdict(
    negation: Negation, text: str, aligned: Sequence[int], given: int | None, words: Sequence[str], *, brief: bool
) -> Check:
    expected = f"denied: {negation.word} {negation.scope}".strip()
    if given is not None:
        return Check(NEGATION, "pass", expected, words[given])
    if brief and _evidence(negation, text, words) < _TOLD:
        return Check(NEGATION, "pass", expected, "left out")
    return Check(NEGATION, "fail", expected, f"said without denial: {words[aligned[0]]}" if aligned else "not found")


def _governs(words: Sequence[str], denial: int, denied: int) -> bool:
    """True when a denial stands close enough ahead of a word, or just behind it, in one clause."""
    return -_BEHIND <= denied - denial <= _AHEAD and not _parted(words, denial, denied)


def _parted(words: Sequence[str], one: int, other: int) -> bool:
    """True when a sentence or clause ends between two places."""
    return not _ENDS.isdisjoint(words[min(one, other) : max(one, other)])


def _best(text: str) -> dict[str, float]:
    """Every English unit that may stand for a word of Vietnamese `text`, pairs of syllables before single ones."""
    best: dict[str, float] = {}
    for unit in source_units(text):
        for english, probability in word_table().translations.get(unit, {}).items():
            best[english] = max(best.get(english, 0.0), min(1.0, probability * (2 if " " in unit else 1)))
    return best


def _rest(text: str, span: Span) -> dict[str, float]:
    """What the source offers besides a stretch of it."""
    return word_table().offered((text[: span.start], text[span.end :]))


def _forms(word: str) -> tuple[str, str]:
    return stem(word), stem(_PREFIX.sub("", word))


def _aligned(negation: Negation, text: str, words: Sequence[str], *, brief: bool) -> list[int]:
    """Where the English has a word for what is denied: in a brief, which leaves out much, one that nothing else in the
    source accounts for.
    """
    best = _best(" ".join(negation.scope.split()[: _BRIEF_SCOPE if brief else _SCOPE]))
    rest = _rest(text, negation.span) if brief and best else {}
    least = _LEAST_IN_BRIEF if brief else _ALIGNED
    return [
        place
        for place, word in enumerate(words)
        if any(best.get(one, 0.0) >= least and rest.get(one, 0.0) <= _OTHERS * best[one] for one in _forms(word))
        and english_units(word)
        and not denies_outright(words, place)
    ]


def _evidence(negation: Negation, text: str, words: Sequence[str]) -> float:
    """How much speaks for a brief telling the clause that the source denies: logistic regression on what its words
    have in the English, which nothing else in the source accounts for.
    """
    told = {form for word in words if english_units(word) for form in _forms(word)}
    behind = negation.span.start + len(negation.word)
    tail = (_TAIL.match(text, behind) or [""])[0]
    syllables = tail.split()

    def strongest(stretch: str, span: Span) -> float:
        rest = _rest(text, span)
        best = _best(stretch)
        return max((best[one] for one in told & best.keys() if rest.get(one, 0.0) <= _OTHERS * best[one]), default=0.0)

    def ahead(count: int) -> tuple[str, Span]:
        stretch = " ".join(syllables[:count])
        return stretch, Span(negation.span.start, min(len(text), behind + len(stretch) + 1))

    near = strongest(negation.scope, negation.span)
    far = strongest(*ahead(_FAR))
    stretch, span = ahead(_NEAR)
    rest = _rest(text, span)
    units = [word_table().translations[one] for one in source_units(stretch) if one in word_table().translations]
    covered = sum(any(p >= _COVERS and e in told and rest.get(e, 0.0) <= p for e, p in unit.items()) for unit in units)
    share = covered / len(units) if units else 0.0
    return _NEAR_WEIGHT * near + _FAR_WEIGHT * far + _COVERED_WEIGHT * share


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
