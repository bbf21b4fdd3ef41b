"""Articles in another language than Vietnamese: what can be checked of their English, and what is said about the rest.

The checks of `check` read Vietnamese; for other languages only those remain that look at the English alone. What is
not done is told in the memo's method and to the user, never passed over.
"""

from __future__ import annotations

from collections.abc import Sequence

from briefing.stages.checks.shape import check_repetition
from briefing.stages.select import DETECTABLE
from briefing.values import Check

VIETNAMESE = "vi"
WITHOUT_STOPS = frozenset({"th", "lo", "km", "my"})
"""Languages whose sentences end without a mark that is known here."""
NOT_CHECKED = "numbers, dates, names, places, negation, quotations, terms and length"


def check_foreign(sources: Sequence[str], english: str, *, brief: bool = False) -> tuple[Check, ...]:
    """What can be said of the English of a text that is not Vietnamese."""
    if not english.strip():
        return (Check("empty", "fail", "a translation", "nothing"),)
    return tuple(dict.fromkeys(check_repetition(sources, english, brief=brief)))


def limits(language: str, name: str) -> tuple[str, ...]:
    """What does not work for sources in this language (`name` in English); nothing for Vietnamese."""
    if language == VIETNAMESE:
        return ()
    said = [
        (
            f"The sources are in {name}: {NOT_CHECKED} were not checked against them, and topics, dates in the running "
            "text and page furniture, which are known for Vietnamese, may have been missed."
        ),
    ]
    if language not in DETECTABLE:
        said.append(f"{name} cannot be told from other languages, so articles of an unrecognised language were taken.")
    if language in WITHOUT_STOPS:
        said.append(f"{name} marks no ends of sentences: sentences were divided at line breaks and full stops only.")
    return tuple(said)
