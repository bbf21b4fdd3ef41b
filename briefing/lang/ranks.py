"""Ranks: which English ranks a Vietnamese office may be told as, whoever holds it and in whatever body.

A Vietnamese text comes in; the English ranks that its offices allow go out. The glossary renders whole offices; this
table only knows their heads, so that 'Chủ tịch VITAS' may be a chairman or a president and no prime minister.
"""

from __future__ import annotations

import re

from briefing.lang.text import nfc, word_set

RANKS = word_set("prime minister president ambassador chairman secretary king queen governor")
"""The ranks that are told apart here; all others are let pass."""
_ALLOWS = {
    "thủ tướng": "prime minister chancellor",
    "tổng thống": "president",
    "chủ tịch nước": "president",
    "chủ tịch": "chairman president",
    "phó chủ tịch": "chairman president minister",
    "bộ trưởng": "minister secretary",
    "tổng trưởng": "minister secretary",
    "bộ": "minister secretary",
    "thứ trưởng": "minister secretary",
    "trợ lý ngoại trưởng": "minister secretary",
    "ngoại trưởng": "minister secretary",
    "quốc vụ khanh": "minister secretary",
    "quốc vụ viện": "prime minister president",
    "chánh văn phòng": "secretary minister",
    "đại sứ": "ambassador",
    "đại sứ quán": "",
    "phát ngôn viên": "spokesperson",
    "người phát ngôn": "spokesperson",
    "đại diện": "ambassador governor",
    "đặc phái viên": "ambassador",
    "tổng bí thư": "secretary",
    "bí thư": "secretary",
    "ban bí thư": "",
    "thư ký": "secretary",
    "chủ nhiệm": "chairman minister",
    "trưởng ban": "chairman president",
    "ủy viên trưởng": "chairman president",
    "trưởng đoàn": "chairman",
    "hội trưởng": "president chairman",
    "hiệu trưởng": "president",
    "viện trưởng": "president",
    "giám đốc": "president governor director",
    "tổng giám đốc": "president director",
    "thống đốc": "governor",
    "tỉnh trưởng": "governor",
    "đô trưởng": "governor",
    "thống sứ": "governor",
    "nhà lãnh đạo": "president prime minister king secretary",
    "tư lệnh": "commander chief",
    "quốc trưởng": "president king",
    "nguyên thủ": "president king",
    "quốc vương": "king",
    "nhà vua": "king",
    "vua": "king",
    "hoàng hậu": "queen",
    "nữ hoàng": "queen",
    "hoàng thái hậu": "queen king",
}
_OFFICE = re.compile(
    rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, _ALLOWS), key=len, reverse=True))})(?!\w)", re.IGNORECASE
)


def allowed_ranks(text: str) -> frozenset[str]:
    """Which of `RANKS` the offices in Vietnamese `text` may be told as.

    >>> sorted(allowed_ranks("Thủ tướng và Đại sứ"))
    ['ambassador', 'chancellor', 'minister', 'prime']
    """
    return frozenset(rank for match in _OFFICE.finditer(nfc(text)) for rank in _ALLOWS[match[0].lower()].split())
