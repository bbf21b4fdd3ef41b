"""Names in Vietnamese text: Vietnamese persons, and foreign names and acronyms that are copied as they stand.

Text in, `NameMention`s out, in order and without overlaps. A Vietnamese person is a known surname and one to three
capitalised syllables; a foreign name is a run of capitalised words of which at least one is no Vietnamese syllable.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from briefing.lang import lexicon
from briefing.lang.text import align_nfc, ascii_name, is_vietnamese_letter_word, is_vietnamese_syllable, nfc
from briefing.records import dataclass
from briefing.values import Span

NameKind = Literal["person", "foreign"]


@dataclass(frozen=True, slots=True)
class NameMention:
    """A name as it stands; `kind` tells a Vietnamese person from a name that English copies."""

    span: Span
    text: str
    kind: NameKind


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


UPPER = "".join(chr(code) for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00)) if chr(code).isupper())
# A capitalised word, or one like 'iPhone': a small letter, then a capital.
_TOKEN = re.compile(rf"(?<!\w)(?<!\w[-'’.&+])(?:[{UPPER}]|[a-z](?=[A-Z]\w))(?:[\w'’&+]*\w)?(?:[-.][\w+]+)*\.?(?=\W|$)")
_REFERENCE = re.compile(r"(?<![\w/-])\d{1,4}(?:/\d{4})?[-/][A-ZĐ][A-Za-zĐ0-9]*(?:[-/][A-ZĐ][A-Za-zĐ]*)*(?![\w/])")
_TITLE_WORDS = _words(
    """ông bà anh chị cô chú bác em thư tướng trưởng tịch nước hội giao viên sĩ sỹ sứ phó đốc nhân soái úy tá lệnh chí
    thần cụ mẹ vợ chồng con tên nghệ nguyên cựu bị can cáo công phu giáo sư luật kỹ đại biểu trực nhiệm khổng ca
    diễn nhà văn gồm là và với có do của cùng""",
)
_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_FROM_CHINA = re.compile(r"(?:Trung Quốc|Quốc vụ viện|Đài Loan|Quảng Tây|Vân Nam|Quảng Đông|Triều Tiên)\s+$")
_WESTERN = re.compile(r"[^\W\d_]")

Token = tuple[int, int, str]


def find_names(text: str) -> tuple[NameMention, ...]:
    """Every name in Vietnamese `text`, in order. `mention.span.of(text) == mention.text` always holds."""
    composed, offsets = align_nfc(text)
    found: list[tuple[int, int, NameKind]] = [(*m.span(), "foreign") for m in _REFERENCE.finditer(composed)]
    for run in _runs(composed):
        found.extend(_names_in(run, composed))
    mentions: list[NameMention] = []
    end_of_last = 0
    for start, end, kind in sorted(found):
        if start < end_of_last:
            continue
        end_of_last = end
        span = Span(start, end) if offsets is None else Span(offsets[start], offsets[end])
        mentions.append(NameMention(span, span.of(text), kind))
    return tuple(mentions)


def english_name(mention: NameMention) -> str:
    """The English spelling: ASCII for Vietnamese persons, pinyin for known Chinese ones, others as they stand."""
    text = nfc(mention.text)
    known = lexicon.SINO_NAMES.get(text)
    if known is not None:
        return known
    return ascii_name(text) if mention.kind == "person" or is_vietnamese_letter_word(text) else text


def english_name_forms(mention: NameMention) -> tuple[str, ...]:
    """The spellings found in English: the house style without diacritics first, then the name as it stands."""
    name = english_name(mention)
    bare = ascii_name(name)
    return tuple(dict.fromkeys((bare, name, nfc(mention.text)))) if name not in _SINO else (name,)


_SINO = frozenset(lexicon.SINO_NAMES.values())


def _runs(text: str) -> list[list[Token]]:
    """Capitalised tokens that only one space parts."""
    runs: list[list[Token]] = []
    last_end = -2
    for match in _TOKEN.finditer(text):
        word, end = match[0], match.end()
        if word[0].islower() and not word.isascii():
            continue
        if word.endswith(".") and (len(word) > 2 or not word.isascii()):  # noqa: PLR2004
            word, end = word[:-1], end - 1
        if runs and match.start() == last_end + 1 and text[last_end] == " ":
            runs[-1].append((match.start(), end, word))
        else:
            runs.append([(match.start(), end, word)])
        last_end = end
    return runs


@lru_cache(maxsize=65536)
def is_foreign_token(word: str) -> bool:
    """True for a capitalised word or acronym that English copies from Vietnamese text."""
    if word in lexicon.COUNTRIES or word in lexicon.VIETNAMESE_ACRONYMS or is_vietnamese_letter_word(word):
        return False
    letters = _WESTERN.findall(word)
    if _ROMAN.fullmatch(word):
        return False
    if len(letters) != len(word):
        return _compound(word, len(letters))
    if len(word) == 1:
        return False
    if word.isupper():
        return not _shouted(word)
    return not is_vietnamese_syllable(word)


def _shouted(word: str) -> bool:
    """A Vietnamese syllable in capitals, as in headlines; acronyms of two or three letters are rarely one."""
    return is_vietnamese_syllable(word) and (not word.isascii() or len(word) > 3)  # noqa: PLR2004


def _compound(word: str, letters: int) -> bool:
    """Words with digits, hyphens or ampersands: 'Su-30', 'COVID-19', 'R&D', "O'Brien", 'Jean-Pierre'."""
    if len(word) == 2 and word[1] == ".":  # noqa: PLR2004
        return False  # an initial is part of a name, never a name
    if any(c.isdigit() for c in word):
        return word.isascii() and letters > 0
    parts = re.split(r"[-'’&.+]", word)
    if any(part in lexicon.COUNTRIES or part in lexicon.VIETNAMESE_ACRONYMS for part in parts):
        return False
    if "-" in word and sum(part[:1].isupper() for part in parts) < len(parts):
        return False  # 'Ma-lai-xi-a': a transcription, spelled otherwise in English
    return any(part.isupper() or not is_vietnamese_syllable(part) for part in parts if part)


def _names_in(run: list[Token], text: str) -> list[tuple[int, int, NameKind]]:
    found: list[tuple[int, int, NameKind]] = []
    index = 0
    while index < len(run):
        length = _sino_length(run, index) or _person_length(run, index, text)
        kind: NameKind = "person"
        if not length:
            length, kind = _foreign_length(run, index), "foreign"
        if length:
            found.append((run[index][0], run[index + length - 1][1], kind))
        index += length or _skip(run, index)
    return found


def _skip(run: list[Token], index: int) -> int:
    """How many tokens a known place holds here, so that its inner syllables are not taken for surnames; else 1."""
    for length in (4, 3, 2):
        words = " ".join(token[2] for token in run[index : index + length])
        if words in lexicon.NOT_PERSONS or words in lexicon.PLACES:
            return length
    return 1


def _sino_length(run: list[Token], index: int) -> int:
    for length in (4, 3, 2):
        if index + length <= len(run) and " ".join(t[2] for t in run[index : index + length]) in lexicon.SINO_NAMES:
            return length
    return 0


def _person_length(run: list[Token], index: int, text: str) -> int:
    """How many tokens from `index` on are one Vietnamese person's name; 0 for none."""
    surname = run[index][2]
    strong = surname in lexicon.STRONG_SURNAMES
    weak = surname in lexicon.WEAK_SURNAMES
    marked = index + 2 < len(run) and run[index + 1][2] in {"Thị", "Văn"} and is_vietnamese_syllable(surname)
    if not (strong or weak or marked) or _skip(run, index) > 1:
        return 0
    if _FROM_CHINA.search(text, max(0, run[index][0] - 14), run[index][0]):
        return 0  # a Sino-Vietnamese reading of a Chinese name, spelled otherwise in English
    length = 1
    while index + length < len(run) and length < _MOST and _given(run[index + length][2]):
        length += 1
    if length == 1 or (index + length < len(run) and length == _MOST):
        return 0 if length == 1 else length
    if index == 0:
        titled = _titled(run[0][0], text)
        if strong:
            return length if length > 2 or titled or surname in _CERTAIN else 0  # noqa: PLR2004
        middle = run[1][2] in lexicon.MIDDLE_NAMES and length > 2  # noqa: PLR2004
        return length if titled or marked or middle else 0
    return length if _after_others(run, index, length, marked=marked) else 0


_MOST = 4  # syllables in a name
_CERTAIN = _words("Nguyễn Trần Lê Phạm Huỳnh Phan Võ Đặng Bùi Đỗ Ngô Đinh Trịnh Tô Lương Trương Dương")


def _after_others(run: list[Token], index: int, length: int, *, marked: bool) -> bool:
    """In the midst of capitals, as in 'Công Thương Nguyễn Hồng Diên', only plain cases are trusted."""
    surname, second = run[index][2], run[index + 1][2]
    if marked or " ".join(token[2] for token in run[index - 2 : index]) in lexicon.PLACES:
        return True
    return surname in _CERTAIN and (length > 2 or second in lexicon.MIDDLE_NAMES) and index + length == len(run)  # noqa: PLR2004


def _given(word: str) -> bool:
    return is_vietnamese_syllable(word) and not (word.isupper() and len(word) > 1)


def _titled(start: int, text: str) -> bool:
    """True when a word that introduces persons stands before `start`."""
    before = text[max(0, start - 12) : start].rstrip().split()
    return bool(before) and before[-1].strip('(:,"“').lower() in _TITLE_WORDS


def _foreign_length(run: list[Token], index: int) -> int:
    """How many tokens from `index` on are one foreign name; 0 for none."""
    if _trailing(run[index][2]) and not run[index][2].endswith("."):
        return 0
    if index and not run[index - 1][2].isascii() and not is_foreign_token(run[index][2]):
        return 0  # 'Bồ Đào Nha Marcelo': a plain syllable after a Vietnamese one belongs to it
    length = 0
    own = False
    while index + length < len(run):
        word = run[index + length][2]
        if is_foreign_token(word):
            if length and _acronym(run[index + length - 1][2]) and not _acronym(word):
                break  # 'UAE Saif': an organisation, then a person
            own = True
        elif not _plain_neighbour(word):
            break
        length += 1
    while length and _trailing(run[index + length - 1][2]):
        length -= 1
    return length if own else 0


def _acronym(word: str) -> bool:
    return len(word) > 1 and word.isalpha() and word.isupper() and is_foreign_token(word)


def _trailing(word: str) -> bool:
    return not is_foreign_token(word) and len(word) == 1


def _plain_neighbour(word: str) -> bool:
    """An ASCII word that may stand in a foreign name although it is shaped like a Vietnamese syllable: 'Hun', 'Kim'."""
    return (
        word.isascii()
        and word not in lexicon.ASCII_SYLLABLES
        and word not in lexicon.COUNTRIES
        and word not in lexicon.VIETNAMESE_ACRONYMS
    )
