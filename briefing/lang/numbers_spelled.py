"""Vietnamese numbers in words: 'ba Đảng', 'mười một địa phương', 'sáu triệu người'.

Kept apart from `numbers`, since these words have other meanings too: 'năm' is also a year and 'một' mostly an article.
Used where English is checked, never for placeholders.
"""

from __future__ import annotations

import re
from decimal import Decimal

from briefing.lang.numbers import SCALES, Quantity
from briefing.lang.text import align_nfc
from briefing.values import Span

_UNITS = {
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
}
_ALONE = "hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín"
_LAST = "một|mốt|hai|ba|bốn|tư|năm|lăm|sáu|bảy|bẩy|tám|chín"
_SCALE = "|".join(sorted((word.replace(" ", r"\s+") for word in SCALES if word != "trăm"), key=len, reverse=True))
_SPELLED = re.compile(
    rf"(?<!\w)(?:(?P<tens>{_ALONE})\s+mươi(?:\s+(?P<ones>{_LAST}))?|(?P<teen>mười)(?:\s+(?P<teens>{_LAST}))?"
    rf"|(?P<alone>{_ALONE}|một(?=\s+(?:{_SCALE})(?!\w))))(?:\s+(?P<scale>{_SCALE})(?!\w))?(?!\w)",
    re.IGNORECASE,
)
# 'năm' before these is a year; after a number or a determiner it counts or names years as well.
_YEAR_AFTER = re.compile(
    r"\s+(?:\d|nay|qua|ngoái|sau|tới|trước|đó|này|học|tài\s+(?:khóa|khoá|chính)|kia|xưa|đầu|cuối|liên|liền|gần|trở|thứ|tháng|mới|âm|dương|vừa)",
    re.IGNORECASE,
)
_YEAR_BEFORE = re.compile(
    r"(?:\d|(?<!\w)(?:trong|mỗi|hàng|hằng|các|những|cả|nhiều|mấy|vài|trăm|chục|nghìn|cuối|đầu|giữa|từng|một|hai|ba|bốn"
    r"|sáu|bảy|tám|chín|mười|mươi|qua|theo|quanh|lâu|cùng|tháng|quý|thường|trọn|của|suốt|sang|đến))\s+$",
    re.IGNORECASE,
)
_YEARS_AFTER = re.compile(r"\s+năm(?!\w)")  # 'năm năm': five years
_NAME_BEFORE = re.compile(r"(?<!\w)(?:tháng|thứ|lần|chương|điều)\s+$", re.IGNORECASE)


def find_spelled_quantities(text: str) -> tuple[Quantity, ...]:
    """Numbers in words in Vietnamese `text`, in order: 2 to 99, with or without a scale such as 'triệu'.

    'một' alone is left out, and so is 'năm' where its neighbours make it a year.
    """
    composed, offsets = align_nfc(text)
    found = []
    for match in _SPELLED.finditer(composed):
        start, end = match.span()
        if _NAME_BEFORE.search(composed, max(0, start - 10), start) or _is_year(match, composed):
            continue
        span = Span(start, end) if offsets is None else Span(offsets[start], offsets[end])
        found.append(Quantity(span, span.of(text), _value(match), None, ""))
    return tuple(found)


def _is_year(match: re.Match[str], text: str) -> bool:
    if match[0].lower() != "năm":
        return False
    if _YEARS_AFTER.match(text, match.end()):
        return False
    before = _YEAR_BEFORE.search(text, max(0, match.start() - 12), match.start())
    return before is not None or _YEAR_AFTER.match(text, match.end()) is not None


def _value(match: re.Match[str]) -> Decimal:
    if match["teen"]:
        value = 10 + (_UNITS[match["teens"].lower()] if match["teens"] else 0)
    elif match["tens"]:
        value = 10 * _UNITS[match["tens"].lower()] + (_UNITS[match["ones"].lower()] if match["ones"] else 0)
    else:
        value = _UNITS[match["alone"].lower()]
    scale = " ".join(match["scale"].lower().split()) if match["scale"] else ""
    return Decimal(value).scaleb(SCALES[scale]) if scale else Decimal(value)
