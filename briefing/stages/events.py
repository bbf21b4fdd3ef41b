"""What event does an article tell of? The words, names, figures and days by which two articles can be compared.

An article and its body sentences come in, a `Profile` goes out; two profiles give a likeness between 0 and 1. Words
alone do not tell events apart: two state visits are told in the same phrases. So half of the likeness is that of what
an event has for itself (names, figures with their units, days), and what is common in all news weighs little, by a
reference collection besides the one at hand. Openings that name other people, places or days cut the likeness.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from briefing.lang.calendar import find_dates
from briefing.lang.common import reference_counts
from briefing.lang.names import find_names
from briefing.lang.numbers import find_quantities
from briefing.lang.places import find_places
from briefing.lang.text import fold, nfc, normalise_tone_marks
from briefing.records import dataclass
from briefing.stages.date_words import FUTURE, PAST, REPORT
from briefing.stages.lexrank import Vector, content, cosine
from briefing.values import Article, Sentence

OPENING = 3
"""The title and so many first sentences say what an article is about; their words count double."""
WINDOW = 3
"""Reports of one event are published at most so many days apart."""
AHEAD = 21
"""An announcement is published at most so many days before the report."""
UNSETTLED = 0.5
"""What is left of the likeness where neither the days of publication bring them together nor a day that one's opening
and the other name."""
CONFLICT = 0.4
"""What is left of the likeness where the openings name different places, again where they name different days, and
again where title and first sentence name different people."""
OTHER_PEOPLE = 1 / 3
"""The people of two openings are different when so few of all are in both: one leader's talks with two guests."""
_DIGIT = re.compile(r"\d")
_LEAST_PLAIN = 20  # a smaller number without a unit tells nothing apart
_UPPER = "".join(chr(code) for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00)) if chr(code).isupper())
_NAME = re.compile(rf"(?<![\w-])[{_UPPER}][\w'’-]*(?:\s[{_UPPER}\d][\w'’-]*)*")
_EVERYWHERE = frozenset({"VN", "VN-capital", "hanoi", "asean"})

Day = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Profile:
    """One article as it is compared: `first` and `last` bound its publication, `days` are those that its opening
    names, `dated` those that all of it names.

    `ahead` is true when the opening speaks of what is still to come.
    """

    id: str
    first: date | None
    last: date | None
    words: Vector
    anchors: Vector
    places: frozenset[str]
    days: frozenset[Day]
    dated: frozenset[Day]
    people: frozenset[str]
    ahead: bool


def profiles(articles: Sequence[Article], sentences: Mapping[str, Sequence[Sentence]]) -> tuple[Profile, ...]:
    """The profiles of `articles`, in their order; those without body sentences have only their title."""
    texts = [[*([one.title] if one.title else []), *(s.text for s in sentences.get(one.id, ()))] for one in articles]
    days = [[tuple(_days(line)) for line in text] for text in texts]
    words = [_counted(map(content, text)) for text in texts]
    anchors = [_counted(map(_anchors, text, own)) for text, own in zip(texts, days, strict=True)]
    common = _inverse([*words])
    rare = _inverse([*anchors])
    return tuple(
        _profile(article, text, own, _vector(said, common), _vector(named, rare))
        for article, text, own, said, named in zip(articles, texts, days, words, anchors, strict=True)
    )


def likeness(left: Profile, right: Profile) -> float:
    """How much speaks for one event, from 0 to 1; 0 where the days of publication rule it out."""
    if not near_in_time(left, right):
        return 0.0
    alike = (cosine(left.words, right.words) + cosine(left.anchors, right.anchors)) / 2
    if not (settled(left, right) or left.days & right.dated or left.dated & right.days):
        alike *= UNSETTLED
    for ours, theirs in ((left.places, right.places), (left.days, right.days)):
        if ours and theirs and not ours & theirs:
            alike *= CONFLICT
    return alike * CONFLICT if _other_people(left.people, right.people) else alike


def _other_people(left: frozenset[str], right: frozenset[str]) -> bool:
    """True when both openings name people and hardly the same; of a single name in common with one nothing follows."""
    if not left or not right:
        return False
    if min(len(left), len(right)) == 1:
        return not left & right
    return len(left & right) <= OTHER_PEOPLE * len(left | right)


def near_in_time(left: Profile, right: Profile) -> bool:
    """True when both can tell of one event by their days of publication; an unknown bound rules nothing out."""
    earlier, later = (left, right) if _start(left) <= _start(right) else (right, left)
    if earlier.last is None or later.first is None:
        return True
    gap = (later.first - earlier.last).days
    if gap <= WINDOW:
        return True
    met = earlier.days & (later.days | _published(later))
    return gap <= AHEAD and earlier.ahead and bool(met)


def settled(left: Profile, right: Profile) -> bool:
    """True when both are known to be published within the window."""
    bounds = (left.first, left.last, right.first, right.last)
    known = [bound for bound in bounds if bound is not None]
    return len(known) == len(bounds) and (max(known) - min(known)).days <= WINDOW


def _start(profile: Profile) -> date:
    return profile.first or date.min


def _published(profile: Profile) -> frozenset[Day]:
    """The days of publication, and the day before, where they are known."""
    if profile.first is None or profile.first != profile.last:
        return frozenset()
    return frozenset((day.day, day.month) for day in (profile.first, profile.first - timedelta(days=1)))


def _profile(
    article: Article, text: Sequence[str], days: Sequence[Sequence[Day]], words: Vector, anchors: Vector
) -> Profile:
    opening = text[:OPENING]
    published = article.published
    found = {mention.place.country for line in opening for mention in find_places(line)}
    return Profile(
        id=article.id,
        first=published.earliest,
        last=published.latest,
        words=words,
        anchors=anchors,
        places=frozenset(found - _EVERYWHERE),
        days=frozenset(day for line in days[:OPENING] for day in line),
        dated=frozenset(day for line in days for day in line),
        people=frozenset(person for line in opening[:2] for person in _people(line)),
        ahead=speaks_ahead(opening),
    )


def speaks_ahead(lines: Iterable[str]) -> bool:
    """True when 'sẽ', 'sắp', 'dự kiến' come up in `lines`, and before any word of what has happened.

    >>> speaks_ahead(["Chủ tịch nước sẽ thăm Nhật Bản."]), speaks_ahead(["Hai bên đã hội đàm, sẽ ký hiệp định."])
    (True, False)
    """
    text = " ".join(lines)
    future, past = FUTURE.search(text), PAST.search(text)
    return future is not None and (past is None or future.start() < past.start()) and not _reported(text, future)


def _reported(text: str, future: re.Match[str]) -> bool:
    """True when somebody is quoted on the future: the news is then that it was said, unless it announces."""
    said = REPORT.search(text)
    return said is not None and said.start() < future.start() and said[0].lower() not in {"thông báo", "công bố"}


def _days(line: str) -> Iterator[Day]:
    if not _DIGIT.search(line):
        return
    for mention in find_dates(line):
        if mention.day is not None and mention.month is not None:
            last = mention.last_day or mention.day
            yield from ((day, mention.month) for day in range(mention.day, max(mention.day, last) + 1))


def _people(line: str) -> Iterator[str]:
    """Persons by their whole names; a foreign name of one word may be anything."""
    for mention in find_names(line):
        if (mention.kind == "person" or " " in mention.text) and not find_places(mention.text):
            yield fold(mention.text)


def _anchors(line: str, days: Iterable[Day]) -> Iterator[str]:
    """What an event has for itself: names, figures, days."""
    yield from _names(line)
    if not _DIGIT.search(line):
        return
    for one in find_quantities(line):
        for value in (one.low, one.high):
            if value is not None and one.unit != "ordinal" and (one.unit or value >= _LEAST_PLAIN):
                yield f"q:{value.normalize()}{one.unit}"
    yield from (f"d:{day}/{month}" for day, month in days)


def anchor_names(line: str) -> tuple[str, ...]:
    """The names among the anchors of one line, as the reference table counts them."""
    return tuple(_names(line))


def _names(line: str) -> Iterator[str]:
    composed = nfc(line)
    for name in _NAME.finditer(composed):
        if name.start() or " " in name[0]:  # a capital that only opens the sentence names nothing
            yield f"n:{normalise_tone_marks(name[0]).lower()}"


def _counted(lines: Iterable[Iterable[str]]) -> Counter[str]:
    """How often each feature stands in the lines of one article; those of its opening count double."""
    counted: Counter[str] = Counter()
    for place, line in enumerate(lines):
        for feature in line:
            counted[feature] += 2 if place < OPENING else 1
    return counted


def _inverse(texts: Sequence[Mapping[str, int]]) -> dict[str, float]:
    """ln((1 + N) / (1 + n)) + 1, counted over the texts and the reference collection together."""
    total, known = reference_counts()
    held = Counter(feature for text in texts for feature in text)
    whole = total + len(texts)
    return {feature: math.log((1 + whole) / (1 + count + known.get(feature, 0))) + 1 for feature, count in held.items()}


def _vector(counts: Mapping[str, int], idf: Mapping[str, float]) -> Vector:
    weights = {feature: (1 + math.log(count)) * idf[feature] for feature, count in sorted(counts.items())}
    length = math.sqrt(math.fsum(weight * weight for weight in weights.values()))
    return {feature: weight / length for feature, weight in weights.items()} if length else {}
