"""Offices before names, on sentences of the seeds."""

from __future__ import annotations

import pytest

from briefing.lang.glossary import parse_glossary
from briefing.lang.names import find_names
from briefing.lang.placeholders import mask, unmask
from briefing.lang.titles import before_name, find_titled
from briefing.resources import packaged

GLOSSARY = parse_glossary((packaged("prompts") / "glossary.csv").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thủ tướng Phạm Minh Chính hội kiến.", ["Prime Minister Pham Minh Chinh"]),
        (
            "Tổng Bí thư, Chủ tịch nước Lào Thongloun Sisoulith và Tổng Bí thư Tô Lâm chứng kiến lễ trao.",
            [
                "Lao Party General Secretary and State President Thongloun Sisoulith",
                "Party General Secretary To Lam",
            ],
        ),
        ("Tổng Bí thư, Chủ tịch nước Lào nhất trí.", ["the Lao Party General Secretary and State President"]),
        ("Thứ trưởng Bộ Ngoại giao Nguyễn Mạnh Cường.", ["Deputy Minister of Foreign Affairs Nguyen Manh Cuong"]),
        ("Thủ tướng Chính phủ Lào Sonexay Siphandone.", ["Lao Prime Minister Sonexay Siphandone"]),
        ("Hai Tổng Bí thư, Chủ tịch nước nhấn mạnh truyền thống.", []),
        ("Thủ tướng đề nghị hai bên phối hợp.", []),
        ("Phu nhân Ngô Phương Ly thăm làng trẻ em.", []),
        (
            "Tổng Bí thư, Chủ tịch nước Lào viếng Chủ tịch Hồ Chí Minh.",
            ["the Lao Party General Secretary and State President"],
        ),
        ("Chủ tịch ASEAN phát biểu.", []),
    ],
)
def test_offices(text: str, expected: list[str]) -> None:
    found = find_titled(text, find_names(text), GLOSSARY)
    assert [one.forms[0] for one in found] == expected
    assert all(one.span.end <= len(text) for one in found)


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        ("Prime Minister of Cambodia", "Cambodian Prime Minister"),
        ("Prime Minister", "Prime Minister"),
        ("Deputy Minister of Foreign Affairs", "Deputy Minister of Foreign Affairs"),
        ("President of the Lao National Assembly", "President of the Lao National Assembly"),
    ],
)
def test_offices_before_names(office: str, expected: str) -> None:
    assert before_name(office) == expected


def test_an_office_goes_through_the_model_with_its_name() -> None:
    text = "Ngày 26/1, Thủ tướng Phạm Minh Chính hội kiến với Chủ tịch nước Lào."
    masked = mask(text, GLOSSARY)
    assert "Thủ tướng" not in masked.text
    plain = mask(text)
    assert "Thủ tướng" in plain.text
    assert "Prime Minister Pham Minh Chinh" in unmask(masked.text, masked.slots).text
