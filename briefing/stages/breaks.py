"""Where a Vietnamese sentence ends: candidate breaks and the ordered rules that judge them.

A line of text (NFC) comes in, candidate breaks with their verdicts go out. A candidate stands after a run of stops and
the closing marks that follow it. The rules are plain functions in a fixed order; the first that has an opinion wins,
and a candidate on which none has one is a break. The scheme is that of razdel (github.com/natasha/razdel); the rules
are our own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple

from briefing.lang.text import is_vietnamese_syllable
from briefing.values import Span

BreakVerdict = Literal["split", "join"]

_STOPS = re.compile(r"""(?P<marks>[.!?…]+(?:/\.)?)(?P<closers>["”’»)\]'*]*)(?=\s|$)|(?P<glued>[.!?])(?=[^\W\d_])""")
_WIDE = "(?P<wide>[。！？]+[”’」』）]*)"  # Chinese and Japanese stops, which nothing else is written with
_CANDIDATE = re.compile(rf"{_STOPS.pattern}|(?P<line>\n)|{_WIDE}")
_FIRST = re.compile("[.!?…\n。！？]")
_QUOTED = re.compile('["“”„«»‘’\n]')
_BRACKET = re.compile("[()\n]")
_OPENING_MARKS = "\"“‘«([{'-–—/*•"
_QUOTATION_LIMIT = 60  # words: a longer speech is split inside, or no model could take it whole
_BRACKET_LIMIT = 40

_BEFORE_GLUED = re.compile(r"([^\W\d_]{2,})[\"”)]?$")
_LETTERS = re.compile(r"[^\W\d_]+")
_TITLE = re.compile(
    r"""TP|Tp|tp|T\.P|TX|Tx|TT|Tt|KP|QL|TL|ĐT|ĐL|Q|P|H|X|F|GS|Gs|PGS|Pgs|TS|Ts|TSKH|ThS|Ths|Th\.?[Ss]|Th|S|BS|Bs|BSCK|
    BSCKII?|CKI?I?|KS|Ks|KTS|CN|DS|LS|Ls|NSND|NSƯT|NSUT|NGND|NGƯT|NGUT|HT|ĐĐ|LM|Lm|GM|ĐGM|N[Xx][Bb]|nxb|[Cc]ty|
    [Đđ]/?c|ĐC|Mrs?|Ms|Dr|Prof|Ste?|Mt|[Vv]s""",
    re.VERBOSE,
)
_TITLE_LENGTH = 3  # letters of the longest title in small letters
_LOOKED_AT = 16  # characters before a stop, among which all of the word before it stands if it is an ordinary one
_BEFORE_NUMBER = re.compile(r"[Tt]r|[Nn]o|[Tt]el|ĐTL?|Fax|Vol|pp|QL|TL|ĐL|[QPFqp]|[Kk]m")
_LABELLED_BY_LETTER = re.compile(
    r"""độ|khối|bảng|nhóm|loại|hạng|vitamin|gan|cúm|tổ|lớp|lô|khu|toà|tòa|nhà|block|mục|điểm|khoản|hàng|cột""",
)
_HEADED = re.compile(r"(?:điều|khoản|mục|chương|bài|phần|bước|câu|kỳ|tập|quyển|hình|bảng)", re.IGNORECASE)
_OPENER = re.compile(
    r"""(?:Theo|Trong|Sau|Trước|Khi|Tại|Tuy|Nhưng|Vì|Nếu|Để|Với|Ngoài|Ngày|Tháng|Sáng|Trưa|Chiều|Tối|Đêm|Cùng|Bên|Qua|
    Tôi|Chúng|Họ|Người|Những|Các|Một|Nhiều|Hiện|Đây|Đó|Đến|Về|Vào|Còn|Cũng|Riêng|Như|Nhờ|Dù|Mặc|Khoảng|Hơn|Thế|Vậy|
    Bởi|Cơ\ quan|Công\ an|Công\ ty|Chính\ phủ|Chính\ quyền|Nghi\ phạm|Nạn\ nhân|Gia\ đình|Đồng\ thời|Liên\ quan|
    Kết\ quả|Phát\ biểu|Trao\ đổi|Trả\ lời|Cho\ biết|Bộ|Thủ\ tướng|Tổng\ thống|Chủ\ tịch|Ông(?!\ Ích)|Anh\ ta|
    Bà(?!\ (?:Rịa|Nà|Đen|Triệu|Trưng|Huyện))|Do\ (?:đó|vậy)|Mới\ đây|Năm\ \d+|Từ\ (?:đó|ngày|năm|tháng|khi)|
    Đáng|Được|Việc)\b""",
    re.VERBOSE,
)
_SPEAKER = re.compile(
    r"(?:ông|bà|anh|chị|em|cô|chú|bác|cụ|vị|theo|đại diện|lãnh đạo|thủ tướng|bộ trưởng)\b",
    re.IGNORECASE,
)


class Break(NamedTuple):  # one for each stop of a text, many: a fraction of the cost of a frozen dataclass
    """A candidate break: the line, where its sentence began, the stops, and where the text goes on."""

    text: str
    sentence: int
    marks: Span
    end: int
    resume: int
    quotations: tuple[Span, ...]
    brackets: tuple[Span, ...]

    @property
    def left(self) -> str:
        """The token before the stops, without the marks that open it."""
        return self.text[self.left_start : self.marks.start]

    @property
    def left_start(self) -> int:
        """Where the token before the stops begins."""
        start = self.marks.start
        while start > self.sentence and not self.text[start - 1].isspace():
            start -= 1
        while start < self.marks.start and self.text[start] in _OPENING_MARKS:
            start += 1
        return start

    @property
    def before_left(self) -> str:
        """The token before `left`, in lower case; empty at the start of the sentence."""
        words = self.text[self.sentence : self.left_start].split()
        return words[-1].strip("\"“‘«()[]',").lower() if words else ""

    @property
    def right(self) -> str:
        """What follows, without the marks that open it."""
        return self.text[self.resume :].lstrip(_OPENING_MARKS + " ")


Rule = Callable[[Break], BreakVerdict | None]


def new_line(at: Break) -> BreakVerdict | None:
    """A line break always ends a sentence; so does the end of the text."""
    return "split" if at.resume >= len(at.text) or "\n" in at.text[at.end : at.resume] else None


def inside_quotation(at: Break) -> BreakVerdict | None:
    """A speech stays whole, with the words that say whose it is, unless it is too long for that."""
    return _inside(at, at.quotations, _QUOTATION_LIMIT)


def inside_brackets(at: Break) -> BreakVerdict | None:
    """A remark in brackets stays whole."""
    return _inside(at, at.brackets, _BRACKET_LIMIT)


def between_plain_words(at: Break) -> BreakVerdict | None:
    """A word in small letters before the stop and a capital behind it: most stops, and no rule below joins there."""
    if not at.text[at.resume].isupper():
        return None
    left = at.left
    plain = len(left) > 1 and left.isalpha() and left.islower()
    return "split" if plain and (len(left) > _TITLE_LENGTH or not _TITLE.fullmatch(left)) else None


def enumerator(at: Break) -> BreakVerdict | None:
    """'1. Phát triển…', 'a. Về kinh tế', 'Điều 5. Phạm vi…', where a sentence starts or behind a colon or semicolon."""
    if not re.fullmatch(r"\d{1,2}(?:\.\d{1,2})*|[a-zđA-ZĐ]|[IVX]{1,5}", at.left):
        return None
    before = at.text[at.sentence : at.left_start].strip(_OPENING_MARKS + " ")
    if not before or before[-1] in ":;":
        return "join"
    return "join" if _HEADED.fullmatch(before) else None


def double_stop(at: Break) -> BreakVerdict | None:
    """'bà Nguyễn Thị L.. Nghi phạm': one stop shortens, the other ends."""
    return "split" if at.text[at.marks.start : at.marks.end] == ".." and len(at.left) == 1 else None


def letter_label(at: Break) -> BreakVerdict | None:
    """'dự án nhóm A. Cần lưu ý': the letter is a name of its own, not an initial."""
    if len(at.left) == 1 and _LABELLED_BY_LETTER.fullmatch(at.before_left) and at.right[:1].isupper():
        return "split"
    return None


def abbreviation_before_number(at: Break) -> BreakVerdict | None:
    """'tr. 25', 'No. 5', 'Q. 3'."""
    return (
        "join" if at.right[:1].isdigit() and _BEFORE_NUMBER.fullmatch(at.left.split(".")[-1]) and _one_dot(at) else None
    )


def opener_after_initial(at: Break) -> BreakVerdict | None:
    """'bị can Trần Văn K. Theo điều tra…': a word that opens sentences is not a name."""
    return "split" if (_is_initials(at) or _is_title(at)) and _one_dot(at) and _OPENER.match(at.right) else None


def title(at: Break) -> BreakVerdict | None:
    """'TP. Hồ Chí Minh', 'PGS.TS. Nguyễn', 'Nxb. Trẻ': the name follows."""
    return "join" if _is_title(at) and _one_dot(at) and at.right[:1].isupper() else None


def initials(at: Break) -> BreakVerdict | None:
    """'George W. Bush', 'chị N.T. T.', 'Ảnh: Đ. Cường'."""
    return "join" if _is_initials(at) and _one_dot(at) and at.right[:1].isupper() else None


def company_suffix(at: Break) -> BreakVerdict | None:
    """'Pte. Ltd', 'Co. Ltd.'."""
    return "join" if at.left in {"Pte", "Co", "Pty"} and re.match(r"Ltd|LTD", at.right) else None


def goes_on_in_lower_case(at: Break) -> BreakVerdict | None:
    """No sentence begins with a small letter: '"Có không?" ông hỏi', 'v.v. và', 'Yahoo! mua lại'."""
    return "join" if at.right[:1].islower() and not _is_list_item(at) else None


def goes_on_with_punctuation(at: Break) -> BreakVerdict | None:
    """A comma, colon or closing bracket set apart by a space, as bad detokenisation leaves it."""
    return "join" if at.text[at.resume] in ",;:.!?…)”»%" else None


def speaker_after_dash(at: Break) -> BreakVerdict | None:
    """'"…rất tốt." - Ông Nam nói.'"""
    if not re.search(r'["”»]$', at.text[at.marks.end : at.end]):
        return None
    dash = re.match(r"[-–—]\s*", at.text[at.resume :])
    return "join" if dash and _SPEAKER.match(at.text[at.resume + dash.end() :]) else None


RULES: tuple[Rule, ...] = (
    new_line,
    goes_on_with_punctuation,
    inside_quotation,
    inside_brackets,
    between_plain_words,
    enumerator,
    double_stop,
    letter_label,
    abbreviation_before_number,
    opener_after_initial,
    title,
    initials,
    company_suffix,
    goes_on_in_lower_case,
    speaker_after_dash,
)


def judge(at: Break) -> BreakVerdict:
    """The verdict of the first rule that has one; a break where none has."""
    for rule in RULES:
        verdict = rule(at)
        if verdict is not None:
            return verdict
    return "split"


def break_points(text: str) -> Iterator[int]:
    """The positions in `text` (NFC) behind which a sentence ends, in order; line breaks are among them."""
    quotations, brackets = paired_quotations(text), paired_brackets(text)
    sentence = 0
    for match in _candidates(text):
        if match["line"]:
            sentence = match.end()
            yield match.start()
            continue
        if match["wide"]:
            sentence = match.end()
            yield match.end()
            continue
        if match["glued"]:
            if _is_glued(text, match.start()):
                sentence = match.end()
                yield match.end()
            continue
        resume = match.end()
        while resume < len(text) and text[resume].isspace():
            resume += 1
        if resume == len(text) or (
            _is_plain(text, sentence, match.start(), resume) and not _encloses((*quotations, *brackets), match)
        ):  # what the rules would say of most
            sentence = match.end()
            yield sentence
            continue
        marks = Span(*match.span("marks"))
        if judge(Break(text, _first_word(text, sentence), marks, match.end(), resume, quotations, brackets)) == "split":
            sentence = match.end()
            yield match.end()


def _is_plain(text: str, sentence: int, stop: int, resume: int) -> bool:
    """True where `between_plain_words` splits, for the words that most sentences end with; soon found out."""
    if not text[resume].isupper() or not text[stop - 1 : stop].islower():
        return False
    word = text[max(sentence, stop - _LOOKED_AT) : stop].rsplit(None, 1)[-1]
    return _TITLE_LENGTH < len(word) < _LOOKED_AT and word.isalpha() and word.islower()


def _encloses(spans: Iterable[Span], stops: re.Match[str]) -> bool:
    start, end = stops.span()
    return any(span.start < start and end < span.end for span in spans)


def _candidates(text: str) -> Iterator[re.Match[str]]:
    """What `_CANDIDATE.finditer` finds, faster: what begins with no stop is passed over in one go."""
    at = _FIRST.search(text)
    while at is not None:
        match = _CANDIDATE.match(text, at.start())
        if match is not None:
            yield match
        at = _FIRST.search(text, at.end() if match is None else match.end())


def paired_quotations(text: str) -> tuple[Span, ...]:
    """Outermost quotations of `text`, marks included; an opened one that never closes in its line is none."""
    found: list[Span] = []
    stack: list[tuple[str, int]] = []
    for match in _QUOTED.finditer(text):
        mark, at = match[0], match.start()
        if mark == "\n":
            stack.clear()
        elif _opens(text, at, stack):
            stack.append((mark, at))
        elif stack and _closes(mark, stack[-1][0]):
            _, start = stack.pop()
            if not stack:
                found.append(Span(start, at + 1))
    return tuple(found)


def paired_brackets(text: str) -> tuple[Span, ...]:
    """Outermost round brackets of `text`, marks included."""
    found: list[Span] = []
    stack: list[int] = []
    for match in _BRACKET.finditer(text) if "(" in text else ():
        if match[0] == "\n":
            stack.clear()
        elif match[0] == "(":
            stack.append(match.start())
        elif stack:
            start = stack.pop()
            if not stack:
                found.append(Span(start, match.end()))
    return tuple(found)


def _opens(text: str, at: int, stack: list[tuple[str, int]]) -> bool:
    mark = text[at]
    following = text[at + 1 : at + 2]
    if mark in "„«":
        return True
    if mark in "“‘":
        return not (stack and stack[-1][0] == mark and not following.isalnum())
    if mark == '"':
        free = at == 0 or text[at - 1].isspace() or text[at - 1] in "([-–—/:“‘"
        return not any(opened == '"' for opened, _ in stack) and free and bool(following) and not following.isspace()
    return False


def _closes(mark: str, opened: str) -> bool:
    return mark in {'"': '"”', "“": '”“"', "„": '”“"', "«": "»", "‘": "’‘"}[opened]


def _inside(at: Break, spans: tuple[Span, ...], limit: int) -> BreakVerdict | None:
    for span in spans:
        if span.start < at.marks.start and at.end < span.end:
            return "join" if len(span.of(at.text).split()) <= limit else None
    return None


def _one_dot(at: Break) -> bool:
    return at.text[at.marks.start : at.marks.end] == "." and at.marks.end == at.end


def _is_title(at: Break) -> bool:
    return bool(_TITLE.fullmatch(at.left)) or all(_TITLE.fullmatch(part) for part in at.left.split("."))


def _is_initials(at: Break) -> bool:
    return bool(re.fullmatch(r"(?:[A-ZĐ]|Ph|Th|Tr|Ng)(?:\.[A-ZĐ]){0,3}", at.left))


def _is_list_item(at: Break) -> bool:
    return bool(re.match(r"[a-zđ]\)", at.right))


def _is_glued(text: str, stop: int) -> bool:
    """'…của mỗi nước.Tuy nhiên': Vietnamese syllables on both sides, small before and capitalised after."""
    left = _BEFORE_GLUED.search(text[max(0, stop - 12) : stop])
    right = _LETTERS.match(text[stop + 1 : stop + 12])
    if not left or not right or not left[1].islower() or not right[0].istitle():
        return False
    return (
        is_vietnamese_syllable(left[1])
        and is_vietnamese_syllable(right[0])
        and text[stop + 1 + right.end() :][:1] == " "
    )


def _first_word(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start
