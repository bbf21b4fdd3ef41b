from __future__ import annotations

from dataclasses import replace

import pytest

from briefing.lang.glossary import Glossary, Term
from briefing.stages.consistency import consistent
from briefing.values import BriefingPoint, Memo, Section
from tests.renderers.sample import sample

GLOSSARY = Glossary(
    (
        Term("Thủ tướng", "Prime Minister", ("PM",), "title"),
        Term("Tổng Bí thư", "Party General Secretary", ("General Secretary",), "title"),
        Term("nhất trí", "agree", ("concur",), "setphrase"),
    )
)


def memo_of(*told: tuple[str, str]) -> Memo:
    cited = sample().points[0].citations[0]
    points = tuple(
        BriefingPoint(f"p{number}", english, (replace(cited, quote=quote),))
        for number, (quote, english) in enumerate(told)
    )
    return replace(sample(), summary=(), sections=(Section("All", points),))


def doubted(*told: tuple[str, str]) -> dict[str, list[str]]:
    memo = consistent(memo_of(*told), GLOSSARY)
    assert consistent(memo, GLOSSARY) == memo
    return {
        point.id: [f"{check.expected} / {check.found}" for check in point.checks if check.kind == "consistency"]
        for point in memo.points
        if any(check.kind == "consistency" for check in point.checks)
    }


def test_the_rarer_rendering_is_doubted() -> None:
    quote = "Thủ tướng Phạm Minh Chính phát biểu."
    assert doubted(
        (quote, "Prime Minister Pham Minh Chinh spoke."),
        (quote, "PM Pham Minh Chinh spoke."),
        (quote, "The Prime Minister, Pham Minh Chinh, spoke."),
    ) == {"p1": ["Prime Minister, as elsewhere / PM (source: Thủ tướng)"]}


def test_where_both_are_as_frequent_the_preferred_stands() -> None:
    quote = "Thủ tướng phát biểu."
    assert list(doubted((quote, "The PM spoke."), (quote, "The Prime Minister spoke."))) == ["p0"]


def test_a_name_in_two_spellings() -> None:
    quote = "Bà Nguyễn Thị Hồng phát biểu."
    found = doubted((quote, "Nguyen Thi Hong spoke."), (quote, "Nguyễn Thị Hồng spoke."), (quote, "Ms. Hong spoke."))
    assert found == {"p1": ["Nguyen Thi Hong, as elsewhere / Nguyễn Thị Hồng (source: Nguyễn Thị Hồng)"]}


@pytest.mark.parametrize(
    "told",
    [
        (("Thủ tướng nói.", "The Prime Minister spoke."), ("Thủ tướng nói.", "The head of government spoke.")),
        (("Hai bên nhất trí.", "They agree."), ("Hai bên nhất trí.", "They concur.")),
        (("Tổng Bí thư nói.", "The Party General Secretary spoke."),),
        (("Tổng Bí thư nói.", "The Party General Secretary spoke."), ("Thủ tướng nói.", "The PM spoke.")),
    ],
)
def test_one_rendering_or_another_wording_is_not_doubted(told: tuple[tuple[str, str], ...]) -> None:
    assert doubted(*told) == {}


def test_a_longer_rendering_is_not_taken_for_the_shorter_inside_it() -> None:
    found = doubted(
        ("Tổng Bí thư nói.", "The Party General Secretary spoke."), ("Tổng Bí thư nói.", "The General Secretary spoke.")
    )
    assert list(found) == ["p1"]
