"""Places: countries and provinces of the source stand in the English, and none that the source does not name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from briefing.lang.places import (
    HOME,
    Place,
    PlaceMention,
    country_of,
    find_english_places,
    find_places,
    stands_for,
)
from briefing.lang.text import fold
from briefing.stages.checks.common import first_standing, names_of, verdict
from briefing.values import Check, Span, Verdict

KIND, UNSUPPORTED = "place", "unsupported place"
_OURS = frozenset({HOME, "US"})
_POINTING = re.compile(
    r"(?<!\w)(?:(?:phía|nước|các|đơn vị|đề nghị|của) bạn|bạn bè|nước chủ nhà|nước (?:ông|bà|mình|họ|sở tại)|chủ nhà"
    r"|(?:nước|quốc gia|đảo quốc|quần đảo|nhà nước)(?: [^\s,.;]+){0,3} (?:này|ấy|đó)|bạn sớm)(?!\w)"
)
_BY_BODY = {"CN": ("cpc",), "RU": ("kremlin",), "US": ("dollar", "dollars", "pentagon", "white house")}
"""What stands for a country in the English although it names none: 'the CPC Central Committee', 'dollar yields'."""
_LATIN = re.compile(r"(?:Mỹ|Châu Mỹ)\s+(?:Latin|La-tinh|La tinh|Linh)", re.IGNORECASE)


def check_places(sources: Sequence[str], english: str, *, brief: bool = False) -> tuple[Check, ...]:
    """Every country and province of the source stands in the English, as itself, its adjective or its people."""
    lowered, bare = english.lower(), fold(english)
    mentions = {one.place.key: one for text in sources for one in _places(text)}
    found = []
    for mention in mentions.values():
        place = mention.place
        match = first_standing(place.english, lowered) or first_standing(map(fold, place.vietnamese), bare)
        match = match or _adjective(place.english[0], lowered) or first_standing(_BY_BODY.get(place.key, ()), lowered)
        match = match or first_standing(_of_country(place, mentions), lowered)
        if place.key == HOME and match is None:
            continue  # 'Việt Nam' goes without saying in a memo about it
        lost: Verdict = "warn" if place.kind in {"capital", "other"} else "fail"
        found.append(verdict(KIND, place.english[0], match, mention.text, brief=brief, lost=lost))
    return tuple(found)


def check_unsupported_places(sources: Sequence[str], english: str, *, brief: bool = False) -> tuple[Check, ...]:  # noqa: ARG001
    """No country or province stands in the English that the sources do not name."""
    known = _implied(sources).union(*(stands_for(text) for text in sources))
    if known <= _OURS and any(_POINTING.search(text) for text in sources):
        return ()  # 'phía bạn', 'nước này': which country that is, an earlier sentence says
    named = fold(" ".join(one.text for one in names_of(sources)))
    found = {}
    for span, candidates in find_english_places(english):
        if any(place.country in known or place.kind == "other" for place in candidates):
            continue
        if fold(span.of(english)) not in named and not english.startswith(" Channel", span.end):
            found[candidates[0].country] = Check(UNSUPPORTED, "fail", "no such place in the source", span.of(english))
    if len(found) == 1 and any(_POINTING.search(text) for text in sources):
        return ()
    return tuple(found.values())


def _of_country(place: Place, named: Collection[str]) -> tuple[str, ...]:
    """What a capital stands for where the source does not name that too: 'Bắc Kinh' may be told as 'China'."""
    country = country_of(place)
    return country.english if country is not None and country.key not in named else ()


def _adjective(country: str, lowered: str) -> str | None:
    """'Zambian' for 'Zambia', 'Djiboutian' for 'Djibouti'."""
    match = re.search(rf"(?<!\w){re.escape(country.lower())}(?:n|an|ian|ese|i)s?(?!\w)", lowered)
    return match[0] if match else None


def _implied(sources: Sequence[str]) -> set[str]:
    """Vietnam always, and America where dollars are spelled out."""
    joined = " ".join(sources).lower()
    if "nhân dân tệ" in joined:
        return {HOME, "US", "CN"}
    return {HOME, "US"} if re.search(r"usd|cent|đô la|washington|lầu năm góc|nhà trắng", joined) else {HOME}


def _places(text: str) -> Iterator[PlaceMention]:
    """The places of a sentence that are not part of a longer name: 'Mỹ' in 'Mỹ Latin' is none."""
    other = [Span(*match.span()) for match in _LATIN.finditer(text)] + [one.span for one in names_of((text,))]
    for mention in find_places(text):
        if not any(mention.span.overlaps(span) for span in other) or (
            mention.place.kind == "country"
            and not any(span.contains(mention.span) and len(span) > len(mention.span) for span in other)
        ):
            yield mention
