"""Places: countries, capitals and provinces in Vietnamese text, and their names, adjectives and peoples in English.

Text in, `PlaceMention`s out, in order and without overlaps, the longest name first. The names stand in
`data/places.tsv`, which `tools/make_places.py` writes from the Unicode CLDR and the usage of the press.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from briefing.lang.phrases import forms, tokens
from briefing.lang.text import fold, nfc, normalise_tone_marks, word_set
from briefing.records import dataclass
from briefing.values import Span

TABLE = Path(__file__).parent / "data" / "places.tsv"
HOME = "VN"
# Short forms that are ordinary words or parts of names elsewhere: they count only where the next or last word agrees.
_SHORT = word_set(
    """
    Anh Pháp Đức Nga Mỹ Nhật Hàn Trung Việt Thái Úc Ý Áo Bỉ Séc Mã Ấn Lào Hoa Thổ Viet Huế Mali Jordan
    """
)
_ALONE = word_set(
    """
    Mỹ Nga Lào Huế Nhật Pháp Đức Anh Úc Bỉ Séc Áo Ý Việt
    """
)
_OPENING_WORDS = frozenset({"Anh", "Áo", "Ý", "Mỹ", "Đức"})
_NOT_AFTER = re.compile(
    r"(?:ông|bà|anh|chị|em|cô|chú|bác|ngài|sĩ|tá|tướng|trưởng|thư|hoàng|trung ương|miền|quốc|phương|tiếng tăm|tuổi)\s$",
    re.IGNORECASE,
)
_MARKS = ".,;:()\"'“”‘’?!…"
_NEXT = re.compile(r"\s([^\W\d_]+)")
_WORD = re.compile(r"\w+")
_GOES_ON = {
    "Pháp": "ngữ luật lệnh lý chế quy danh chủ sư môn y viện",
    "Anh": "hùng em chị ruột trai",
    "Đức": "độ tính ông",
    "Mỹ": "thuật phẩm viện nghệ quan đức",
    "Nhật": "ký báo trình nguyệt",
    "Trung": "ương tâm học đoàn tá tướng tuần thu đông bình ương đội úy sĩ",
    "Áo": "dài giáp phông",
    "Ý": "kiến nghĩa thức tưởng chí muốn định",
    "Hoa": "quả kiều hậu màu sen hồng",
    "Thái": "độ thú",
    "Việt": "gian dã",
    "Hàn": "huyên lâm",
}
_CAPITAL_AFTER = re.compile(r"\s[^\W\d_a-zà-ỹ]")


@dataclass(frozen=True, slots=True)
class Place:
    """A place: its key (ISO 3166 for countries), its kind, and its names."""

    key: str
    kind: str
    vietnamese: tuple[str, ...]
    english: tuple[str, ...]

    @property
    def country(self) -> str:
        """The key of the country that a capital stands for."""
        return self.key.removesuffix("-capital")


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place where it stands in a text."""

    span: Span
    text: str
    place: Place


@lru_cache(maxsize=1)
def places() -> tuple[Place, ...]:
    """Every known place."""
    rows = (line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return tuple(Place(key, kind, tuple(vi.split("|")), tuple(en.split("|"))) for key, kind, vi, en in rows)


def country_of(capital: Place) -> Place | None:
    """The country of a capital; None for other places."""
    return _countries().get(capital.country) if capital.kind == "capital" else None


@lru_cache(maxsize=1)
def _countries() -> dict[str, Place]:
    return {place.key: place for place in places() if place.kind == "country"}


def find_places(text: str) -> tuple[PlaceMention, ...]:
    """The places in Vietnamese `text`, in order. `mention.span.of(text) == mention.text` always holds."""
    return _vietnamese(text)


@lru_cache(maxsize=8192)
def _vietnamese(text: str) -> tuple[PlaceMention, ...]:
    table = _by_first()
    found: list[PlaceMention] = []
    words = tokens(text)
    at = 0
    while at < len(words):
        match = None
        for form, name, place in table.get(words[at].form, ()):
            end = at + len(form)
            if end <= len(words) and tuple(word.form for word in words[at:end]) == form:
                span = Span(words[at].span.start, words[end - 1].span.end)
                if _fits(text, span, name):
                    match = PlaceMention(span, span.of(text), place), end
                    break
        if match:
            found.append(match[0])
        at = match[1] if match else at + 1
    return tuple(found)


@lru_cache(maxsize=1)
def _by_first() -> dict[str, list[tuple[tuple[str, ...], str, Place]]]:
    table: dict[str, list[tuple[tuple[str, ...], str, Place]]] = {}
    for place in places():
        for name in place.vietnamese:
            form = forms(name)
            table.setdefault(form[0], []).append((form, name, place))
    for rows in table.values():
        rows.sort(key=lambda row: -len(row[0]))
    return table


def _fits(text: str, span: Span, name: str) -> bool:
    """True when the capitals agree and a short form does not belong to a longer name."""
    written = nfc(span.of(text))
    small = name[0].islower() and written[0].lower() == name[0]
    capitals = sum(one.isupper() for one in name) <= 1 or any(one.isupper() for one in written[1:])
    if (written[0] != name[0] and not small) or not capitals:
        return False
    follows = _NEXT.match(text, span.end)
    if follows and follows[1] in _GOES_ON.get(name, ""):
        return False
    return name not in _SHORT or _stands_alone(text, span, name)


def _stands_alone(text: str, span: Span, name: str) -> bool:
    """True for a short form in 'Việt - Mỹ', or by itself where it can be no other word."""
    before, after = text[max(0, span.start - 14) : span.start], text[span.end : span.end + 3]
    if name == "Đức" and _CAPITAL_AFTER.match(after):
        return False  # 'Bản Giốc - Đức Thiên' is a waterfall
    last = before.split()[-1:] if before[-1:] == " " else []
    if _NOT_AFTER.search(before) or (last and last[0][:1].isupper()):
        return False
    if re.search(r"[-–]\s?$", before) is not None or re.match(r"\s?[-–]\s?\w", after) is not None:
        return True
    opens = not before.strip() or before.rstrip()[-1] in '.!?:;"“'
    return name in _ALONE and not _CAPITAL_AFTER.match(after) and not (opens and name in _OPENING_WORDS)


@lru_cache(maxsize=1)
def _english_table() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[Place, ...]]]:
    """The English forms by their first words, the longest first, and the places of each form in small letters."""
    by_word: dict[str, dict[str, None]] = {}
    by_form: dict[str, tuple[Place, ...]] = {}
    for place in places():
        for form in place.english:
            key = form.lower()
            by_form[key] = (*by_form.get(key, ()), place)
            by_word.setdefault(_WORD.findall(form)[0], {})[form] = None
    return {word: tuple(sorted(forms, key=len, reverse=True)) for word, forms in by_word.items()}, by_form


@lru_cache(maxsize=4096)
def find_english_places(text: str) -> tuple[tuple[Span, tuple[Place, ...]], ...]:
    """Where English `text` names places, with the places that each name may be ('Korean' may be of either)."""
    by_word, by_form = _english_table()
    found: list[tuple[Span, tuple[Place, ...]]] = []
    for word in _WORD.finditer(text):
        start = word.start()
        for form in by_word.get(word[0], ()) if not found or start >= found[-1][0].end else ():
            end = start + len(form)
            if text.startswith(form, start) and not _WORD.match(text, end):
                found.append((Span(start, end), by_form[form.lower()]))
                break
    return tuple(found)


@lru_cache(maxsize=4096)
def stands_for(text: str) -> frozenset[str]:
    """The keys of all places that Vietnamese `text` names in any form, short forms inside compounds included."""
    exact, bare = _single_words()
    keys = {mention.place.country for mention in find_places(text)}
    for raw in normalise_tone_marks(text).replace("-", " ").replace("–", " ").split():
        word = raw.strip(_MARKS)
        keys.update(exact.get(word, ()))
        if word[:1].isupper():
            keys.update(bare.get(fold(word), ()))
    return frozenset(keys)


@lru_cache(maxsize=1)
def _single_words() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """The places of every Vietnamese name of one word, and those of every English one without diacritics."""
    exact: dict[str, set[str]] = {}
    bare: dict[str, set[str]] = {}
    for place in places():
        for name in place.vietnamese:
            exact.setdefault(name, set()).add(place.country)
        for name in place.english:
            bare.setdefault(fold(name), set()).add(place.country)
    return {key: frozenset(value) for key, value in exact.items()}, {
        key: frozenset(value) for key, value in bare.items()
    }
