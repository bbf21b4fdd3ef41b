"""Long sentences in parts: clause boundaries where a translation model can be given a piece at a time.

One sentence and a limit in words come in; spans go out that together hold all its characters but the whitespace
between them. The news of ministries has sentences of a hundred words; a model trained on thirty loses their ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from briefing.lang.text import align_nfc
from briefing.stages.breaks import paired_brackets, paired_quotations
from briefing.values import Span

_SHORTEST = 6  # words of a clause: less is a fragment that translates badly
_LIST_REACH = 4  # words between two commas that mark a list rather than clauses

_CONNECTIVES = (
    "đồng thời|trong đó|nhằm|qua đó|góp phần|nhất là|đặc biệt là|từ đó|cũng như|trong khi|tuy nhiên|song|nhưng|do đó|"
    "vì vậy|bởi|để|khi|nếu|mà còn|theo đó|bao gồm|tạo|phấn đấu|hướng tới|coi đây|trước mắt|cùng với|bên cạnh|"
    "trên cơ sở|giúp|theo|sau khi|trước khi|ngoài ra|thậm chí|kể cả|gắn với"
)
_VERBS = (
    "tăng cường|thúc đẩy|tiếp tục|khẳng định|phối hợp|triển khai|nâng cao|đẩy mạnh|tạo|góp phần|bảo đảm|đảm bảo|"
    "xây dựng|hướng tới|mở rộng|hỗ trợ|đề nghị|nhất trí|nhấn mạnh|cho biết|cho rằng|mong muốn|sẵn sàng|củng cố|"
    "đánh giá|ủng hộ|coi|sẽ|đã|đang|cần|phải|không|yêu cầu|giữ vững|thực hiện|kêu gọi|bày tỏ|chuẩn bị|được|có"
)
_BOUNDARY = re.compile(
    rf"(?P<semicolon>;)\s+|(?P<connective>,)\s+(?=(?:{_CONNECTIVES})\b)|(?P<dash>)\s+(?=[–—]\s)|"
    rf"(?P<stop>[.!?…])\s+|(?P<colon>:)\s+(?=\S)|(?P<verb>)\s+(?=và (?:{_VERBS})\b)|(?P<comma>,)\s+",
)
_OFFICE = re.compile(
    r"(?:Tổng|Phó|Chủ tịch|Thủ tướng|Bộ trưởng|Thứ trưởng|Bí thư|Trưởng|Chủ nhiệm|Giám đốc|Đại tướng|Viện trưởng)\b",
)
_OFFICE_BEFORE = re.compile(r"(?:Bí thư|Chính trị|Đảng|Trung ương|Ủy viên|Uỷ viên|Chính phủ|Quốc hội)$")
_RANKS = {"semicolon": 0, "stop": 0, "connective": 1, "dash": 2, "colon": 2, "comma": 2, "verb": 3}
_LIST_RANK = 4
_ENCLOSED_RANK = 5  # added inside quotations and brackets, which are broken only when nothing else can be


class _Boundary(NamedTuple):
    end: int  # of the part before, its punctuation included
    start: int  # of the part behind
    rank: int  # 0 is the best place to part


def split_clauses(text: str, max_words: int) -> tuple[Span, ...]:
    """Spans of at most `max_words` words (whitespace tokens) where boundaries allow, of six words at least.

    The best kind of boundary that leaves both parts long enough is taken, nearest the middle among its like, and the
    parts are split again: semicolons, then connectives behind a comma, then other commas, 'và' before a verb, and
    commas of a list or between names. Quotations and brackets are broken only where nothing else is left.
    """
    composed, offsets = align_nfc(text)
    start, end = len(composed) - len(composed.lstrip()), len(composed.rstrip())
    if start >= end:
        return ()
    spans = _split(composed, Span(start, end), tuple(_boundaries(composed)), max_words)
    return tuple(span if offsets is None else Span(offsets[span.start], offsets[span.end]) for span in spans)


def _split(text: str, whole: Span, boundaries: tuple[_Boundary, ...], max_words: int) -> tuple[Span, ...]:
    words = _words(text, whole.start, whole.end)
    if words <= max_words:
        return (whole,)
    usable: list[tuple[int, int, _Boundary]] = []
    for boundary in boundaries:
        if not whole.start < boundary.end <= boundary.start < whole.end:
            continue
        before, behind = _words(text, whole.start, boundary.end), _words(text, boundary.start, whole.end)
        if min(before, behind) >= _SHORTEST:
            usable.append((boundary.rank, abs(before - behind), boundary))
    if not usable:
        return (whole,)
    best = min(usable)[2]
    return (
        *_split(text, Span(whole.start, best.end), boundaries, max_words),
        *_split(text, Span(best.start, whole.end), boundaries, max_words),
    )


def _boundaries(text: str) -> Iterator[_Boundary]:
    closed = (*paired_quotations(text), *paired_brackets(text))
    for match in _BOUNDARY.finditer(text):
        kind = match.lastgroup or "comma"
        end = match.end(kind)
        enclosed = any(span.start < end < span.end for span in closed)
        if kind == "stop" and not enclosed:  # an abbreviation: the stops of sentences are gone by now
            continue
        rank = _LIST_RANK if kind == "comma" and _in_list(text, match.start(), match.end()) else _RANKS[kind]
        yield _Boundary(end, match.end(), rank + (_ENCLOSED_RANK if enclosed else 0))


def _in_list(text: str, comma: int, behind: int) -> bool:
    """True for a comma between names, offices or twins ('hai Đảng, hai nước'), or with a comma or 'và' near it."""
    before = re.split(r"[,;:]\s", text[:comma])[-1].split()
    after = re.split(r"[,;:]\s| và ", text[behind:])[0].split()
    if not before or not after:
        return True
    if before[-1][:1].isupper() and after[0][:1].isupper():
        return True
    if _OFFICE.match(text, behind) and _OFFICE_BEFORE.search(text[:comma]):
        return True
    if len(before) > 1 and before[-2].lower() == after[0].lower():
        return True
    return len(before) <= _LIST_REACH or len(after) <= _LIST_REACH


def _words(text: str, start: int, end: int) -> int:
    return len(text[start:end].split())
