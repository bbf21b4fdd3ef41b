"""Negation and modality: what a Vietnamese sentence denies, proposes or only expects, and which English words do so.

Text in; `Negation`s with the words that they deny, and flags of modality, out. Idioms in which 'không' denies nothing
('không chỉ', 'không ngừng', 'hàng không', 'hay không') are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefing.lang.text import nfc, normalise_tone_marks, word_set
from briefing.records import dataclass
from briefing.values import Span

_IDIOMS = re.compile(
    r"(?<!\w)(?:"
    # compounds in which 'không' is air, space or zero
    r"(?:ba|bốn) không|(?<!khách )(?<!ngân )(?<!mặt )(?<!cửa )(?<!bán )hàng không"
    r"(?!\s+(?:phải|thể|được(?! xem| coi| đánh giá)|có))|không (?:gian|khí|quân|lưu(?! thông| giữ| hành| trữ| lại)"
    r"|phận|vận|trung|kích|tặc|lực)|phòng không|trên không|đường không"
    r"|đổ bộ đường không|số không|tay không|chân không|"
    # more than, at least, at most, less than; constantly; not only; without exception
    r"không những không|không (?:chỉ|những|ngừng|ngớt|ít|kém|dưới|quá|nhỏ|nhiều|bao lâu|mấy|lâu|xa|riêng|kể"
    r"|phân biệt|sao|trừ|ngoài|đâu)|"
    r"chẳng (?:những|bao lâu|hạn|qua|khác|kém|mấy)|chả lẽ|chẳng lẽ|bằng không|gần như không|chưa (?:đầy|đến|tới"
    r"|kể|bao lâu|lâu|chắc|biết chừng)|"
    # twice denied is said
    r"không thể không|không phải không|không thể thiếu|không thể tách rời|không thể chối cãi|không khỏi"
    r"|không quên|không khó|"
    # single words in English
    r"không (?:kỳ hạn|chịu thuế|giáp biển|khác nào|phổ biến|liên kết|thường trú|can thiệp|đáng kể|chuyên trách"
    r"|tách rời|phai mờ|giấy|ngờ|trọn thời gian|hoàn lại|chính thức|người lái|dây|thường trực|gian mạng|tưởng"
    r"|đổi|may)|không có biển|"
    r"(?:có|được|hay|phải|đúng) (?:hay )?không|hay không|hay chưa|có (?:\S+\s){1,8}không(?=\s*[?,.;:]|\s+(?:và"
    r"|để|khi)(?!\w)|$)"
    r"|(?:\S+\s){1,4}không\?|không\?"
    r"|nếu không(?= thì|,| họ)|không qua khỏi"
    r"|(?:không|chưa) (?:\S+ ){1,3}(?:tới|đến)(?=\s\d)|tĩnh không|khoảng không|chưa thành niên"
    r"|không (?:hủy ngang|thiết yếu|kiên cố|tiền mặt|đối xứng|vũ khí|phát thải|giấu|loại trừ|phủ nhận)"
    r"|nếu không muốn nói"
    r"|xưa nay chưa từng có|chưa từng (?:có|thấy)|chưa có tiền lệ|chưa (?:bằng|gồm|kể)"
    r")(?!\w)",
    re.IGNORECASE,
)
_NEGATION = re.compile(r"(?<!\w)(?:không|chưa|chẳng|chả|đừng|chớ)(?!\w)", re.IGNORECASE)
_SCOPE = re.compile(r"(?:\s+[^\s,;:.!?\"“”()]+){1,8}")
_SCOPE_WORD = re.compile(r"\S+")
_SCOPE_WORDS = 5
_EMPTY = word_set(
    """
    phải thể được có hề từng còn bị bao giờ nên cần sẽ đang đã là ai nào gì một bất cứ kỳ ra vào cho về để với
    của và những các nữa lại thực sự hẳn hoàn toàn đủ
    """
)
_BREAKS = word_set(
    """
    mà và hoặc nếu khi thì để cho vì do bởi trong tại từ với như
    """
)
# Words beside 'không' and its kind that English may put as 'not', 'no' or 'without'.
_DENIES = re.compile(
    r"(?<!\w)(?:không|chưa|chẳng|chả|đừng|chớ|cấm|thiếu|mất|bất|vô|phi|ít|hiếm|ngoài|trừ|miễn|khước từ|từ chối"
    r"|phản đối|bác|ngừng"
    r"|ngưng|dừng|tránh|khỏi|chấm dứt|hết|khó|duy nhất|trái|loại|hủy|huỷ|thay vì|chứ|đâu|kém|dưới|nghi|phủ nhận"
    r"|ngăn|tuyệt đối|nào"
    r"|bỏ|xóa|tự do|vắng|đình chỉ|tạm|hoãn|giấu|chậm|quên|khác|mới|chỉ|vẫn|hơn|cũng|gì|dù|thua|trắng|kín"
    r"|ngoại lệ)(?!\w)",
    re.IGNORECASE,
)
_ENGLISH_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?|\d[\d.,]*\d|\d|[.;:!?]")
OUTRIGHT = word_set("not no never none nobody nothing neither nor without cannot nowhere unless")
"""English words that deny outright; a contraction in n't is one of them too."""
_STRONG = frozenset({"not", "never", "cannot", "nobody"})
_REPLACING = word_set(
    """
    lack lacks lacked lacking fail fails failed failing failure refuse refuses refused refusing refusal deny
    denies denied unable absence absent rather instead avoid avoids avoided avoiding prevent prevents prevented
    preventing stop stops stopped stopping irrespective regardless landlocked refrain refrained refraining
    exempt exempted exempts exempting exemption waive waived waiving disagree disagreed disagreeing except bar bars
    barred barring afraid underage forbid forbidden forbids banned ban bans banning prohibited prohibit prohibits
    prohibiting reject rejected rejects rejecting impossible illegal indelible declined declines late unless non
    excluding excluded exclude excludes groundless poor short outside reluctant otherwise hardly barely
    scarcely failings negligible gone ineligible opposes omission omitted incomplete shortage shortages
    paperless nonetheless separate inseparable opposed oppose withheld withhold
    """
)
_IN_BRIEF = word_set(
    """
    remove removes removed removing drop drops dropped dropping ended ending eliminate eliminated eliminating
    abolish abolished scrap scraps scrapped scrapping skip skips skipped skipping bypass bypasses bypassed bypassing
    missing mismatch await awaits awaited awaiting lapse lapsed postponed delayed idle empty bare cease ceased
    lift lifted lifting unused juvenile juveniles misuse misusing lose loses lost losing shun spurn defer deferred
    """
)
"""Words that shorten a denial in a brief: 'to remove white roofs by 2030', 'others await talks'."""
_BY_THE_WAY = word_set(
    """
    yet less fewer under below only few little out far zero free beyond invalid closed halt halted doubt too
    """
)
_NOT_YET = frozenset({"pending", "before", "until", "remain", "remains", "remained", "still", "delay", "delayed"})
_FOLLOWED = {"yet": "to", "far": "from", "rather": "than", "instead": "of", "less": "than", "fewer": "than"}
_BEFORE_FIGURES = frozenset({"under", "below"})
_UNDER = re.compile(r"under(?!st(?:an|oo)d|t[ao]|g|w|sec|min|l|cut|pin)[a-z]{4,}|in(?:feasible|ability|eligible)")
_WARNED = 4
_WARNS = re.compile(r"warn|advis|caution|decid|counsel|recommend|urg")
_PREFIXED = re.compile(
    r"(?:un(?!i[tovqfl]|der|til|less)|non|dis(?:agre|satisf|continu|honest|approv|regard"
    r"|connect|engag|obe|own|qual)"
    r"|in(?:exp|compl|compat|suff|app|acc|adeq|cons|def|eff|vis|vuln|tang|just|sec|stab|cap|cur|hum|tol|formal|del)"
    r"|im(?:poss|perf|mob|measur)|ir(?:re|ra)|il(?:leg|log))[a-z]{2,}|[a-z]{3,}less",
)
_NEGATIVE_SCOPE = re.compile(
    r"(?<!\w)(?:thiếu|mất|kém|ít|cấm|từ chối|hết|phản đối|lo|sợ|hoãn|khó|phạt|gián đoạn|bác|chống|vô|bất|phi|trái|ngừng"
    r"|dừng|tự do|loại|miễn|bỏ)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Negation:
    """A word that denies, and the syllables that it denies as far as the clause goes; `span` covers both. `turns` says
    what the clause does: '' denies, 'if' is a condition ('nếu không'), 'but' sets one thing against another
    ('chứ không', 'mà không phải').
    """

    word: str
    scope: str
    span: Span
    turns: str = ""


def find_negations(text: str) -> tuple[Negation, ...]:
    """What Vietnamese `text` (NFC) denies."""
    plain = _IDIOMS.sub(lambda match: "·" * len(match[0]), normalise_tone_marks(nfc(text)))
    found = []
    for match in _NEGATION.finditer(plain):
        scope = _SCOPE.match(plain, match.end())
        words: list[str] = []
        end = match.end()
        for word in _SCOPE_WORD.finditer(plain, match.end(), scope.end()) if scope else ():
            if word[0][0].isupper() or "·" in word[0] or (words and word[0].lower() in _BREAKS):
                break
            if word[0].lower() not in _EMPTY:
                words.append(word[0])
                end = word.end()
            if len(words) == _SCOPE_WORDS:
                break
        ahead = plain[: match.start()].rstrip().lower()
        turns = "if" if ahead.endswith("nếu") else "but" if ahead.endswith(("chứ", "thay vì")) else ""
        found.append(Negation(match[0], " ".join(words), Span(match.start(), end), turns))
    return tuple(found)


def may_deny(text: str) -> bool:
    """True when Vietnamese `text` has any word that English may put as a denial."""
    return _DENIES.search(normalise_tone_marks(nfc(text))) is not None


def english_words(text: str) -> tuple[str, ...]:
    """The words and figures of English `text` in lower case, and the marks that end its clauses."""
    return tuple(match[0].lower().replace("’", "'") for match in _ENGLISH_WORD.finditer(text))


def denies_outright(words: Sequence[str], place: int) -> bool:
    """True for 'not', 'no', 'without' and their like; 'No. 2' is a number."""
    word = words[place]
    if word == "not" and words[place - 1 : place] == ("or",) and "whether" in words[:place]:
        return False
    if word == "no" and words[place + 1 : place + 2] == (".",):
        return not _is_figure(words, place + 2)
    return word in OUTRIGHT or word.endswith("n't")


def _is_figure(words: Sequence[str], place: int) -> bool:
    return place < len(words) and words[place][0].isdigit()


def denies_strongly(word: str) -> bool:
    """True for 'not', 'never' and contractions: words that no idiom needs."""
    return word in _STRONG or word.endswith("n't")


def replaces_denial(words: Sequence[str], place: int) -> bool:
    """True for words that say by themselves what Vietnamese denies: 'lack', 'fail', 'rather than', 'warned against'."""
    word = words[place]
    if word in _FOLLOWED:
        return word in _REPLACING and words[place + 1 : place + 2] == (_FOLLOWED[word],)
    if word == "against":
        return any(_WARNS.match(one) for one in words[max(0, place - _WARNED) : place])
    return word in _REPLACING or has_negative_prefix(word)


def shortens_denial(word: str) -> bool:
    """True for words by which a brief says a denial in passing: 'remove', 'await', 'underfunded'."""
    return word in _IN_BRIEF or _UNDER.fullmatch(word) is not None


def has_negative_prefix(word: str) -> bool:
    """True for 'unlicensed', 'incomplete', 'groundless'."""
    return _PREFIXED.fullmatch(word) is not None


def may_replace_denial(words: Sequence[str], place: int, *, not_yet: bool = False) -> bool:
    """True for words that do so only beside what is denied: 'yet to open', 'far from falling'; with `not_yet` 'remains
    to be seen'.
    """
    word = words[place]
    if word in _FOLLOWED:
        return words[place + 1 : place + 2] == (_FOLLOWED[word],)
    if word in _BEFORE_FIGURES:
        return _is_figure(words, place + 1)
    return word in _BY_THE_WAY or (not_yet and word in _NOT_YET)


def denies_a_lack(scope: str) -> bool:
    """True where what is denied is itself negative ('không thiếu'), so that 'lack' alone does not say it."""
    return _NEGATIVE_SCOPE.search(scope) is not None


def _any(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{text})(?!\w)", re.IGNORECASE)


PROPOSES = _any(
    "đề nghị|đề xuất|kiến nghị|khuyến nghị|kêu gọi|gợi ý|mong muốn|mong|hy vọng|hi vọng|yêu cầu|đề đạt|bày tỏ"
    " mong muốn|khuyên|"
    "thúc giục|hối thúc|ngỏ ý|xin"
)
AGREES = _any(
    "nhất trí|đồng ý|thống nhất|thỏa thuận|thoả thuận|tán thành|chấp thuận|chấp nhận|phê duyệt|phê chuẩn|thông"
    " qua|quyết định|cam kết|"
    "ký|ký kết|đồng tình|hứa|ưng thuận|nhận lời|duyệt|đạt được|hiệp định|hợp đồng|nghị quyết|chốt|cho phép|cấp phép"
)
EXPECTS = _any("dự kiến|có thể|có khả năng|dự định|phấn đấu|hướng tới|kỳ vọng|sẽ|sắp(?! (?:xếp|đặt))|đang xem xét")
HAPPENED = _any("đã|vừa|hoàn thành|hôm qua|xong|từng|kết thúc|cho biết|nói|trả lời|khẳng định|cho rằng|nhận định")
ENGLISH_AGREES = re.compile(
    r"\b(?:agreed|agreement reached|approved|decided|signed|pledged|committed|consented|accepted|endorsed"
    r"|ratified|adopted)\b",
    re.IGNORECASE,
)
ENGLISH_HEDGES = re.compile(
    r"\b(?:will|would|shall|may|might|could|can|should|must|expect\w*|plan\w*|aim\w*|target\w*|likely|intend\w*"
    r"|intention|goal\w*|propos\w*|"
    r"estimat\w*|forecast\w*|project(?:ed|ion|ions)|predict\w*|potential\w*|possib\w*|if|set to|due to|about to"
    r"|to be|(?:is|are|was|were) to|hop\w+|"
    r"ask\w*|urg\w+|call\w*|suggest\w*|recommend\w*|request\w*|want\w*|draft\w*|prepar\w*|risk\w*|chance"
    r"|consider\w*|able|"
    r"schedul\w*|due|upcoming|future|prospect\w*|strive\w*|striving|seek\w*|sought|try\w*|toward|towards|ahead"
    r"|next|for \w+ing|unless|"
    r"tentativ\w*|probabl\w*|perhaps|apparent\w*|seem\w*|\w+['’]ll|\w+['’]d)\b",
    re.IGNORECASE,
)
