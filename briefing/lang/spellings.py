"""How foreign names are spelled in Vietnamese and in English: exonyms and acronyms (`data/exonyms.tsv`), and Chinese
names that Vietnamese gives in their Sino-Vietnamese reading (`data/sino.tsv`).

Words and texts in, judgements out. `names` finds names; this file only knows how they may look on the other side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from briefing.lang.lexicon import SINO_NAMES
from briefing.lang.names import UPPER
from briefing.lang.places import stands_for
from briefing.lang.text import fold, is_bare_syllable, nfc, normalise_tone_marks
from briefing.records import dataclass
from briefing.values import Span

EXONYMS = Path(__file__).parent / "data" / "exonyms.tsv"
READINGS = Path(__file__).parent / "data" / "sino.tsv"
_PINYIN = re.compile(
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in"
    r"|iu|ou|ua|ue|ui|un|uo|a|e|i|o|u)){1,2}"
)
_ANY = re.compile(r"\w+")
_ANY_PINYIN = "[a-z]{1,6}"
_LEAST_READ, _MOST_READ = 2, 4  # syllables of a name
_CAPITAL_SYLLABLES = re.compile(rf"(?<!\w)[{UPPER}][^\W\d_]*(?: [{UPPER}][^\W\d_]*)+(?!\w)")
_CAPITALISED_RUN = re.compile(r"(?<![\w-])[A-Z][a-z]{1,11}(?: [A-Z][a-z]{1,11}){1,2}(?![\w-])")
_SYLLABLE_OR_OTHER = re.compile(r"[^\W\d_]+|\s|[^\s]")
_CHINESE_READ = frozenset({"CN", "TW", "HK", "MO", "SG"})
_CHINESE_PLACES = re.compile(
    "nước này|phía bạn|Thượng Hải|Quảng Châu|Quảng Tây|Quảng Đông|Vân Nam|Côn Minh|Nam Ninh|Thâm Quyến|Hải Nam|"
    "Bằng Tường|Hà Khẩu|Tân Cương|Choang|Quế Lâm|Liễu Châu|Bắc Hải|Trùng Khánh|Thiên Tân|Vũ Hán|Hàng Châu|Tô Châu|"
    "Nam Kinh|Thành Đô|Tây An|Tây Tạng|Phúc Kiến|Chiết Giang|Giang Tô|Tứ Xuyên|Hồ Nam|Hồ Bắc|Đông Hưng|Sùng Tả"
)


def is_pinyin(bare: str) -> bool:
    """True for a word in small letters that can be pinyin of one or two syllables."""
    return _PINYIN.fullmatch(bare) is not None


def pinyin_names(english: str, known: frozenset[str]) -> tuple[str, ...]:
    """Runs of two or three capitalised words that can only be Chinese names: all of them pinyin, one at least no
    Vietnamese syllable, and none among `known`.
    """
    found = []
    for match in _CAPITALISED_RUN.finditer(english):
        words = match[0].lower().split()
        # An office may stand before the name: 'Commissioner Jiang Ruicheng'.
        for start in range(len(words) - 1):
            name = words[start:]
            if all(map(is_pinyin, name)) and not all(map(is_bare_syllable, name)) and not known.intersection(name):
                found.append(" ".join(match[0].split()[start:]))
                break
    return tuple(found)


def may_name_chinese(text: str) -> bool:
    """True where Vietnamese text names China or a Chinese place, or points at a country named before."""
    return bool(_CHINESE_READ & stands_for(text)) or _CHINESE_PLACES.search(text) is not None


def unread_names(sources: Sequence[str], english: str) -> Iterator[str]:
    """Runs of capitalised syllables in the sources that do not stand in the English as they are."""
    bare = fold(english)
    for text in sources:
        for run in _capital_runs(nfc(text)):
            known = any(name in run or run in name for name in SINO_NAMES)
            if not known and fold(run) not in bare:
                yield run


def _capital_runs(text: str) -> Iterator[str]:
    """Runs of two or three syllables in capitals, one space between them."""
    run: list[str] = []
    for match in _SYLLABLE_OR_OTHER.finditer(text):
        if match[0][0].isupper():
            run.append(match[0])
        elif match[0] != " ":
            if len(run) > 1:
                yield " ".join(run[-3:])
            run = []
    if len(run) > 1:
        yield " ".join(run[-3:])


@dataclass(frozen=True, slots=True)
class Exonym:
    """A name where it stands in Vietnamese text, with the names that English has for it."""

    span: Span
    text: str
    english: tuple[str, ...]


@lru_cache(maxsize=1)
def exonyms() -> Mapping[str, tuple[str, ...]]:
    """The English of every name that English spells otherwise, by its Vietnamese."""
    rows = (line.split("\t") for line in EXONYMS.read_text(encoding="utf-8").splitlines() if line[:1] != "#")
    return {vietnamese: tuple(english.split("|")) for vietnamese, english in rows}


@lru_cache(maxsize=1)
def _by_first() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """The exonyms as words, by their first word, the longest first."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for name in exonyms():
        form = tuple(_ANY.findall(name))
        table.setdefault(form[0], []).append(form)
    return {first: tuple(sorted(forms, key=len, reverse=True)) for first, forms in table.items()}


@lru_cache(maxsize=1)
def _english_by_form() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    return {tuple(_ANY.findall(name)): english for name, english in exonyms().items()}


@lru_cache(maxsize=4096)
def find_exonyms(text: str) -> tuple[Exonym, ...]:
    """The exonyms in Vietnamese `text`, in order and without overlaps, the longest first; capitals must agree."""
    table, english = _by_first(), _english_by_form()
    matches = list(_ANY.finditer(nfc(text))) if len(nfc(text)) == len(text) else []
    words = [match[0] for match in matches]
    found: list[Exonym] = []
    at = 0
    while at < len(words):
        form = next((one for one in table.get(words[at], ()) if tuple(words[at : at + len(one)]) == one), None)
        if form is None:
            at += 1
            continue
        span = Span(matches[at].start(), matches[at + len(form) - 1].end())
        found.append(Exonym(span, span.of(text), english[form]))
        at += len(form)
    return tuple(found)


def exonyms_in(sources: Sequence[str]) -> Iterator[str]:
    """The English of every exonym that the sources hold."""
    for text in sources:
        for one in find_exonyms(nfc(text)):
            yield from one.english


@lru_cache(maxsize=1)
def _readings() -> Mapping[str, str]:
    """The pinyin of each Sino-Vietnamese syllable, as alternatives of a pattern."""
    rows = (line.split("\t") for line in READINGS.read_text(encoding="utf-8").splitlines() if line[:1] != "#")
    return {syllable: pinyin.replace(" ", "|") for syllable, pinyin in rows}


@lru_cache(maxsize=4096)
def pinyin_pattern(name: str) -> re.Pattern[str] | None:
    """What a name of two to four syllables may be in pinyin, spaces and hyphens left to choice: 'Mã Tuấn Huy' is
    'Ma Junhui'. One syllable of three and more may have another reading. None where that cannot be known.
    """
    syllables = normalise_tone_marks(name).lower().split()
    readings = [_readings().get(one) for one in syllables]
    known = [one for one in readings if one is not None]
    if not _LEAST_READ <= len(syllables) <= _MOST_READ or len(known) < max(_LEAST_READ, len(syllables) - 1):
        return None
    exact = [rf"(?:{one or _ANY_PINYIN})" for one in readings]
    ways = ["[ '’-]?".join(exact)]
    if len(known) > _LEAST_READ and len(known) == len(syllables):
        ways += ["[ '’-]?".join((*exact[:at], _ANY_PINYIN, *exact[at + 1 :])) for at in range(1, len(exact))]
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(ways)})(?![^\W_])")


def _patterns(runs: Sequence[str]) -> Iterator[re.Pattern[str]]:
    """The pinyin of syllables that stand side by side in one of the runs."""
    for run in runs:
        syllables = run.split()
        for size in range(_LEAST_READ, min(_MOST_READ, len(syllables)) + 1):
            for at in range(len(syllables) - size + 1):
                pattern = pinyin_pattern(" ".join(syllables[at : at + size]))
                if pattern is not None:
                    yield pattern


def reads_as(word: str, runs: Sequence[str]) -> bool:
    """True where `word`, folded, is the pinyin of syllables that stand side by side in one of the runs."""
    return any(pattern.fullmatch(word) for pattern in _patterns(runs))


def readings(bare: str, runs: Sequence[str]) -> Iterator[re.Match[str]]:
    """Where folded English has the pinyin of syllables that stand side by side in one of the runs."""
    for pattern in _patterns(runs):
        yield from pattern.finditer(bare)


def is_reading(word: str, syllables: Iterable[str]) -> bool:
    """True where `word`, folded, is the pinyin of one of the syllables: 'wu' of 'Ngô'."""
    return any(word in _readings().get(one, "").split("|") for one in syllables)


def capital_runs(sources: Sequence[str]) -> tuple[str, ...]:
    """Runs of two and more syllables in capitals."""
    return tuple(match[0] for text in sources for match in _CAPITAL_SYLLABLES.finditer(nfc(text)))
