"""The words from which the tense of a date is read: lists of Vietnamese phrases, compiled once.

Patterns named BEFORE_* are matched at the end of what stands before a date, AFTER_* at the beginning of what follows.
A named group `w` is the part that evidence quotes, `r` marks what was said of the last half year.
"""

from __future__ import annotations

import re

_STOP = r"(?=\s*(?:[,.;:)”\"]|$))"
_UNITS = r"(?:\s+(?:đầu|giữa|cuối|hết|cả|sáng|trưa|chiều|tối|đêm|năm|tháng|ngày|quý|là|vào))*\s*$"


def _words(phrases: str) -> str:
    """An alternation of whole phrases, given separated by '|'; line breaks and indentation do not count."""
    return rf"(?<!\w)(?:{'|'.join(phrase.strip() for phrase in phrases.split('|'))})(?!\w)"


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


AFTER_PAST = _compile(
    rf"\s*,?\s*\(?(?P<w>(?P<r>vừa qua|vừa rồi|mới đây|qua{_STOP})|năm ngoái|đến nay|tới nay|trở lại đây)(?!\w)"
)
AFTER_FUTURE = _compile(
    rf"\s*,?\s*\(?(?P<w>tới đây|sắp tới|năm tới|sang năm|tới(?:{_STOP}|(?=\s+(?:này|sẽ|và|với|để|nhằm|theo)\b)))(?!\w)"
)
AFTER_THIS_YEAR = _compile(r"\s*,?\s*năm nay(?!\w)")

BEFORE_PAST = _compile(
    rf"(?<!\w)(?P<w>hồi|hôm|tính đến|so với(?: cùng kỳ)?|trước đó,?|mới đây,?|gần đây,?|vừa qua,?){_UNITS}"
)
BEFORE_FUTURE = _compile(rf"(?<!\w)(?P<w>từ nay (?:cho )?(?:đến|tới)){_UNITS}")
# 'đến ngày', 'trước ngày': the end of something, which may lie ahead of a finished act ('đã gia hạn đến ngày 30/6')
BEFORE_LIMIT = _compile(rf"(?<!\w)(?:đến|tới|trước|chậm nhất|muộn nhất|hạn chót|hết){_UNITS}")
BEFORE_SINCE = _compile(rf"(?<!\w)sau{_UNITS}")
BEFORE_ADJUNCT = _compile(r"(?<!\w)(?:trong|vào|ngay|đầu|giữa|cuối)\s+năm\s*$")

# what no day of writing follows from: plans, periods, anniversaries, holidays, births, names
_NAMES = _words(
    """giai đoạn|nhiệm kỳ|tầm nhìn|Quốc khánh|sinh|dịp|lễ|năm học|niên kho[áà]|kh[óo]a|kho[áà]|mùa giải|mùa|Cách mạng|
    Chiến thắng|dự toán|thế hệ|Đại hội|World Cup|SEA Games|Festival"""
)
_TOPICS = _words(
    """k[ỷỉ] niệm|ngày truyền thống|ngày thành lập|giải phóng|mục tiêu|phấn đấu|chiến lược|quy hoạch|đề án|chương trình|
    kế hoạch|lộ trình|cách đây|tròn"""
)
NO_EVIDENCE = _compile(rf"(?:{_NAMES}[\s(]*(?:ngày\s+|năm\s+)?|{_TOPICS}[^.;]{{0,60}})$")
PERIOD_YEAR = _compile(rf"{_words('đến|tới|trước|sau|từ|hướng tới|cho')}{_UNITS}")

_PAPERS = _words(
    """quyết định|nghị quyết|công văn|thông tư|nghị định|chỉ thị|kết luận|văn bản|tờ trình|bản án|công điện|thông báo"""
)
BEFORE_PAPER = _compile(
    rf"(?P<w>{_PAPERS})(?:\s+(?:số|phúc thẩm|sơ thẩm))?\s+[\w/-]*\d[\w/&Đđ\s-]{{0,24}},?\s*(?:ký |ban hành |đề )?$"
)
BEFORE_DONE = _compile(
    rf"(?P<w>{_words('đạt được|giành được|xảy ra|được ký kết|được ký|ban hành')})"
    r"(?:\s+(?:vào|trong|từ|hồi|ngày|đầu|giữa|cuối))*\s*$"
)
HOPED = _compile(_words("sẽ|sắp|dự kiến|phải|cần|phấn đấu|mục tiêu|nhằm|hy vọng|kỳ vọng|mong|nếu|có thể|để|chưa|cho"))

PAST = _compile(_words(r"đã|vừa(?! là| phải| và| đủ| có| mang| bảo đảm)"))
FUTURE = _compile(
    _words(
        r"""sẽ(?:\s+\w+){0,2}|sắp(?! xếp| đặt)(?:\s+\w+)?|(?<!như )(?<!theo )(?<!tiến độ )dự kiến|
        dự định|lên kế hoạch|có kế hoạch|sắp tới|tới đây"""
    )
)
REPORT = _compile(
    _words(
        """cho biết|cho hay|nói|tuyên bố|thông báo|công bố|khẳng định|xác nhận|phát biểu|nhấn mạnh|thừa nhận|dẫn lời|
        đưa tin|chỉ trích|cảnh báo|bác bỏ|tuyên án|khởi tố|phê duyệt|ban hành|bày tỏ|hứa|cam kết|đề nghị|
        yêu cầu|kêu gọi|quyết định|chỉ đạo"""
    )
)
# acts whose content may lie ahead: 'đã công bố chuyến thăm vào ngày 5/2'
_ACTS = _words(
    """công bố|thông báo|ấn định|lên lịch|quyết định|yêu cầu|đề nghị|gia hạn|mời|hẹn|thống nhất|đồng ý|nhất trí|chốt|
    phê duyệt|kêu gọi|ra lệnh|cho phép|đăng ký|xin|hứa|cam kết|chuẩn bị|giao|chỉ đạo|tuyên bố|nói|cho biết|đặt|lùi|dời|
    hoãn|lịch"""
)
CONTENT = _compile(rf"{_ACTS}(?:\s+\S+){{3,}}\s*$")
# sentences whose 'sẽ' or 'dự kiến' was said at an earlier time, or came to nothing
BROKEN_PLAN = _compile(
    _words(
        """khi đó|lúc đó|lúc ấy|trước đó|ban đầu|từng|lẽ ra|đáng lẽ|nhưng|tuy nhiên|chậm|trễ|hoãn|hủy|huỷ|lùi|vẫn chưa|
        không kịp"""
    )
)
YEAR_SET = _compile(r"^[^,;:]{0,30}?(?<!\d)(?P<y>(?:19|20)\d{2})\s*,")
OPENING = _compile(
    r"^[\s\"“'(]*(?:(?:sau đó|cụ thể|theo đó|được biết|riêng|chỉ riêng|đến)\s*,?\s*)?(?:vào\s+|trong\s+)?"
    r"(?:rạng sáng|sáng|trưa|chiều|tối|đêm|đầu|giữa|cuối)?\s*(?:năm)?\s*$"
)
CLAUSE = _compile(r",\s*(?:vào\s+|trong\s+)?(?:rạng sáng|sáng|trưa|chiều|tối|đêm|đầu|giữa|cuối)?\s*(?:năm)?\s*$")
BESIDE = _compile(r"\s+(?:cũng|mới|lại)?\s*$")
