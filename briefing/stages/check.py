"""Checks of a point against the Vietnamese that it was written from: what the source demands, what the English has.

The checks themselves are plain functions in `stages.checks`; here they are called together. A check that finds
everything says so once for each thing found, so that the manifest shows what was looked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from briefing.lang.glossary import Glossary
from briefing.stages.checks.adequacy import check_adequacy
from briefing.stages.checks.dates import check_dates, check_unsupported_dates
from briefing.stages.checks.direction import check_direction
from briefing.stages.checks.names import check_names
from briefing.stages.checks.numbers import check_numbers, check_unsupported_numbers
from briefing.stages.checks.offices import check_offices
from briefing.stages.checks.places import check_places, check_unsupported_places
from briefing.stages.checks.polarity import check_modality, check_negation
from briefing.stages.checks.quotations import check_quotations
from briefing.stages.checks.shape import check_language, check_length, check_repetition
from briefing.stages.checks.strangers import check_unsupported_names
from briefing.stages.checks.terms import check_terms
from briefing.values import Check

PLAIN: tuple[Callable[..., tuple[Check, ...]], ...] = (
    check_numbers,
    check_direction,
    check_dates,
    check_places,
    check_negation,
    check_modality,
    check_quotations,
    check_unsupported_numbers,
    check_unsupported_dates,
    check_unsupported_places,
    check_language,
    check_repetition,
    check_length,
    check_adequacy,
)
"""Checks that need the two texts alone."""
WITH_GLOSSARY: tuple[Callable[..., tuple[Check, ...]], ...] = (check_names, check_unsupported_names)
"""Checks that take a glossary where there is one."""


def check_point(
    sources: Sequence[str], english: str, glossary: Glossary | None = None, *, brief: bool = False
) -> tuple[Check, ...]:
    """Everything that the checks have to say about one point.

    `sources` are the Vietnamese sentences that the point tells; `glossary` adds the checks of terms and offices. What a
    `brief` leaves out is told and passes; what it says must be right all the same.
    """
    if not english.strip():
        return (Check("empty", "fail", "a translation", "nothing"),)
    found = [check for one in PLAIN for check in one(sources, english, brief=brief)]
    found += [check for one in WITH_GLOSSARY for check in one(sources, english, glossary, brief=brief)]
    if glossary is not None:
        found += [*check_terms(sources, english, glossary, brief=brief), *check_offices(sources, english, glossary)]
    return tuple(dict.fromkeys(found))
