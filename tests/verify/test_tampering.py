"""Whatever is changed in a memo, its manifest or its sources, and is no honest edit, is caught."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from briefing.errors import ProvenanceError
from tests.renderers.templates import NAMES
from tests.verify.conftest import case_of, proved
from tests.verify.tampering import CLASSES, Case, tamperings

COUNT = 200


def missed(cases: list[Case], folder: Path) -> list[str]:
    names = []
    for case in cases:
        try:
            holds = proved(case, folder).holds
        except ProvenanceError:
            holds = False
        if holds:
            names.append(case.name)
    return names


def test_two_hundred_tamperings_are_caught(untouched: Case, tmp_path: Path) -> None:
    cases = tamperings(untouched, COUNT)
    assert len(cases) == COUNT
    assert missed(cases, tmp_path) == []


def test_every_class_of_tampering_has_something_to_change(untouched: Case) -> None:
    counted = Counter({one.__name__: sum(1 for _ in zip(range(2), one(untouched), strict=False)) for one in CLASSES})
    assert min(counted.values()) > 0


@pytest.mark.parametrize("name", [name for name in NAMES if name != "memo"])
def test_tamperings_in_other_templates_are_caught(name: str, tmp_path: Path) -> None:
    assert missed(tamperings(case_of(name), 32), tmp_path) == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_said_against_an_untouched_memo(name: str, tmp_path: Path) -> None:
    outcome = proved(case_of(name), tmp_path)
    assert outcome.failures == ()
    assert outcome.edited == outcome.deleted == ()
