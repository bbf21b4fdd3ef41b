"""Offices: a name keeps the office that the source gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from briefing.lang.glossary import Glossary
from briefing.lang.names import NameMention, english_name, english_name_forms
from briefing.lang.ranks import RANKS, allowed_ranks
from briefing.lang.text import fold, nfc
from briefing.stages.checks.common import terms_of
from briefing.stages.checks.names import persons
from briefing.values import Check

KIND = "office"
_DEPUTY = re.compile(r"(?<!\w)[Pp]hó\s$")
_BETWEEN = re.compile(r"(?:\s[^\s,;.:()]+){0,8},?(?:\s(?:ông|bà))?\s")
_BEHIND = 30  # letters from a name to the office behind it
_RANKS = (
    "deputy|vice|prime|minister|president|chairman|chairwoman|chairperson|secretary|general|ambassador|"
    "governor|director|premier|chancellor|king|queen|prince|senator|speaker|mayor|judge|captain|"
    "colonel|major|lieutenant|admiral|spokesperson|spokeswoman|spokesman|commander"
)
_SAME = {
    "chairwoman": "chairman",
    "chairperson": "chairman",
    "vice": "deputy",
    "spokeswoman": "spokesperson",
    "spokesman": "spokesperson",
    "premier": "prime minister",
}
_RANK = re.compile(rf"\b(?:{_RANKS})\b", re.IGNORECASE)
_BREAK = re.compile(r"[,;:.\"()](?!\w)|\b(?:and|with|by|to|between|from|of|met|told|that|said)\b")
_AHEAD = 6  # words
_NAMED = re.compile(
    r"\b(?:Prime Minister|Premier|Minister|President|Ambassador|Chair(?:man|woman|person)?|Secretary|King|Queen"
    r"|Governor)"
    r" (?P<name>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){1,4})"
)


def check_offices(
    sources: Sequence[str],
    english: str,
    glossary: Glossary,
    *,
    brief: bool = False,  # noqa: ARG001
) -> tuple[Check, ...]:
    """A name keeps the office that the source puts before it: no President becomes a Prime Minister."""
    found = []
    for text in sources:
        offices = [one for one in terms_of(glossary, text) if one.term.domain == "title"]
        end_of_last = 0
        for name in persons(text):
            before = [one for one in offices if end_of_last <= one.span.end < name.span.start]
            adjacent = [one for one in before if _BETWEEN.fullmatch(text[one.span.end : name.span.start])]
            end_of_last = name.span.end
            if not adjacent:
                continue
            term = adjacent[-1].term
            allowed = {rank for one in before for form in one.term.renderings for rank in _ranks(form)}
            behind = (one for one in offices if 0 < one.span.start - name.span.end <= _BEHIND)
            allowed |= {rank for one in behind for form in one.term.renderings for rank in _ranks(form)}
            if any(_DEPUTY.search(text[: one.span.start]) for one in before):
                allowed |= {"deputy", "vice"}
            if not allowed:
                continue
            allowed |= allowed_ranks(text[before[0].span.start : name.span.start])
            for ahead in _before_name(english, name):
                told = _ranks(ahead)
                if told:
                    right = {_same(rank) for rank in told} <= {_same(rank) for rank in allowed} | _also(allowed)
                    found.append(Check(KIND, "pass" if right else "fail", f"{term.en} {english_name(name)}", ahead))
    if not any(one.verdict == "fail" for one in found):
        found += _unheard(sources, english)
    return tuple(dict.fromkeys(found))


def _unheard(sources: Sequence[str], english: str) -> Iterator[Check]:
    """Ranks before names that no office near the name in the source, or in all of it, can be told as."""
    everywhere = frozenset(rank for text in sources for rank in allowed_ranks(text))
    if not everywhere:
        return
    for match in _NAMED.finditer(english):
        ahead = " ".join(_BREAK.split(english[: match.start("name")])[-1].split()[-_AHEAD:])
        told = {_same(rank) for rank in _ranks(ahead)} & RANKS
        if not told:
            continue
        near = next(filter(None, (_near(text, match["name"]) for text in sources)), None)
        allowed = (allowed_ranks(near) if near else frozenset()) or everywhere
        if not told <= allowed:
            expected = f"{' or '.join(sorted(allowed & RANKS))} {match['name']}"
            yield Check(KIND, "fail", expected, f"{ahead} {match['name']}")


def _near(text: str, name: str) -> str | None:
    """What the source says around a name: back to the name before it, and a little behind it."""
    plain = nfc(text)
    bare = "".join(fold(letter) or letter for letter in plain)
    start = bare.find(fold(name)) if len(bare) == len(plain) else -1
    if start < 0:
        return None
    before = max((one.span.end for one in persons(text) if one.span.end <= start), default=0)
    end = start + len(name)
    behind = plain[end : end + _BEHIND] if plain[end : end + 1] in {",", "("} else ""
    return f"{plain[before:start]} | {behind}"


def _same(rank: str) -> str:
    return _SAME.get(rank, rank)


def _ranks(text: str) -> tuple[str, ...]:
    lowered = text.lower().replace("under secretary", "deputy minister").replace("undersecretary", "deputy minister")
    lowered = lowered.replace("secretary of state", "minister").replace("secretary-general", "secretary general")
    return tuple(match[0].lower() for match in _RANK.finditer(lowered))


def _also(allowed: set[str]) -> set[str]:
    """Ranks that the same office may carry in another country's English."""
    more = {"minister": {"secretary"}, "chairman": {"president", "speaker"}, "president": {"chairman"}}
    extra = {one for rank in allowed for one in more.get(_same(rank), set())}
    if {"prime", "minister"} <= allowed:
        extra |= {"prime minister", "chancellor"}
    return extra | ({"prime", "minister"} if "premier" in allowed else set())


def _before_name(english: str, name: NameMention) -> Iterator[str]:
    """What stands directly before the name in the English: up to six words, back to a comma or another name."""
    for form in english_name_forms(name):
        for match in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", english):
            before = _BREAK.split(english[: match.start()])[-1]
            yield " ".join(before.split()[-_AHEAD:])
