"""Letters and syllables of Vietnamese: normal forms for comparison, tokens with their spans, and language guesses.

Strings in; normalised strings, spans or language tags out. Normal forms serve models and comparisons only: quoted text
is never rewritten, which is why `align_nfc` can carry spans back to the text as it was read.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from briefing.values import Span

_TONES = "̣̀́̃̉"  # grave, acute, tilde, hook above, dot below
_CHECKED_TONES = "̣́"  # the only tones that a syllable ending in a stop can carry
_TONE_CLASS = re.compile(f"[{_TONES}]")
_WORD = re.compile(r"\w(?:[\ẁ-ͯ]|['’](?=\w))*")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ONSETS = _words("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")
_FRONT_ONLY = frozenset({"k", "gh", "ngh"})
_BACK_ONLY = frozenset({"c", "ng"})
_RIMES = _words(
    """a ai ao au ay ac ach am an ang anh ap at ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e eo ec em en eng ep et ê
    êu êch êm ên ênh êp êt êc êng i ia iu ich im in inh ip it iêc iêm iên iêng iêp iêt iêu o oa oac oach oai oam oan
    oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong oong ooc op ot ô ôc ôi ôm ôn ông
    ôp ôt ơ ơi ơm ơn ơp ơt ơc ơng u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uên uêu uôc uôi uôm uôn
    uông uôt uơ uy uya uych uynh uyn uyp uyt uyu uyên uyêt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt
    ươu y yêm yên yêng yêt yêu ynh yt ych ym""",
)
_QU_RIMES = _words(
    """a ai ao au ay ac ach am an ang anh ap at ăc ăm ăn ăng ăp ăt ân âng ât ây âc âu e en eo et eng ec ê ên êt êch ênh
    êu i y ynh yt ych yên yêt yêu yu ơ ơi ơn ơt ôc it in""",
)
_STOPS = ("c", "ch", "p", "t")

_VIETNAMESE_LETTERS = frozenset("ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉĩịọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ")
_SHARED_LETTERS = frozenset("àáâãèéêìíòóôõùúý")

_TONED_PAIRS = {"oa": "òa óa ỏa õa ọa", "oe": "òe óe ỏe õe ọe", "uy": "ùy úy ủy ũy ụy"}
_NEW_STYLE = {"oa": "oà oá oả oã oạ", "oe": "oè oé oẻ oẽ oẹ", "uy": "uỳ uý uỷ uỹ uỵ"}


def _tone_table() -> dict[str, str]:
    table: dict[str, str] = {}
    for rime, old in _TONED_PAIRS.items():
        for new_form, old_form in zip(_NEW_STYLE[rime].split(), old.split(), strict=True):
            table[new_form] = old_form
            table[new_form.upper()] = old_form.upper()
            table[new_form[0].upper() + new_form[1:]] = old_form[0].upper() + old_form[1:]
    return table


_OLD_STYLE = _tone_table()


def _pairs_in(table: dict[str, str]) -> re.Pattern[str]:
    """Two letters of which each stands in some key of `table`; a pattern that begins with a class is found fast."""
    first, second = ("".join(sorted({key[at] for key in table})) for at in (0, 1))
    return re.compile(rf"[{first}][{second}](?<![qQ]..)(?!\w)")


_NEW_TONES = _pairs_in(_OLD_STYLE)
_FROM_OLD_STYLE = {old: new for new, old in _OLD_STYLE.items()}
_OLD_TONES = _pairs_in(_FROM_OLD_STYLE)


_SIGNS = bytes(32 if chr(one) in "\t\v\f\r!\"#$%&'()*+,-./:;<=>?@[\\]^`{|}~" else one for one in range(256))
_WIDE_SIGNS = tuple(sign.encode() for sign in "–—“”‘’…\xa0")
_NOT_OF_IDEOGRAPHS = bytes({*range(256)}.difference(range(0xE3, 0xEA)))  # what U+3000 to U+9FFF do not begin with

_SHORT = 40  # letters of a text whose form without diacritics is worth remembering
_STROKED = str.maketrans(
    {"đ": "d", "Đ": "D", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "Ae", "œ": "oe", "ß": "ss", "ı": "i"},
)
_RARELY_STROKED = re.compile("[{}]".format("".join(map(chr, _STROKED))))


def word_set(text: str) -> frozenset[str]:
    """The words of a list written as plain text."""
    return frozenset(text.split())


def nfc(text: str) -> str:
    """`text` in Unicode normal form C."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def align_nfc(text: str) -> tuple[str, list[int] | None]:
    """An NFC form of `text` and, unless it was NFC already, where each of its positions lies in `text`.

    The list has one entry more than the form has characters, so that half-open spans map by two look-ups.
    """
    if unicodedata.is_normalized("NFC", text):
        return text, None
    pieces: list[str] = []
    offsets: list[int] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and unicodedata.combining(text[end]):
            continue
        piece = unicodedata.normalize("NFC", text[start:end])
        pieces.append(piece)
        offsets.extend([start] * len(piece))
        start = end
    offsets.append(len(text))
    return "".join(pieces), offsets


def ascii_name(text: str) -> str:
    """`text` without diacritics, case kept: 'Phạm Minh Chính' becomes 'Pham Minh Chinh'."""
    if text.isascii():
        return text
    return _bare(text) if len(text) <= _SHORT else _bare.__wrapped__(text)


@lru_cache(maxsize=32768)
def _bare(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return bare if bare.isascii() else bare.translate(_STROKED)


def unstroked(text: str) -> str:
    """`text` without the strokes and ligatures that are no diacritics to Unicode: 'đ' becomes 'd', 'ø' 'o'."""
    text = text.replace("đ", "d").replace("Đ", "D")
    return text.translate(_STROKED) if _RARELY_STROKED.search(text) else text


def fold(text: str) -> str:
    """Lower case without diacritics, the same for NFC and NFD input: the form in which words are compared."""
    return ascii_name(text).lower()


def normalise_tone_marks(text: str) -> str:
    """NFC with the older placement of tones in open oa, oe, uy: 'hoà' becomes 'hòa', 'uỷ' becomes 'ủy'."""
    return _NEW_TONES.sub(lambda match: _OLD_STYLE.get(match[0], match[0]), nfc(text))


def modern_tone_marks(text: str) -> str:
    """NFC with the newer placement of tones in open oa, oe, uy: 'hòa' becomes 'hoà', 'ủy' becomes 'uỷ'."""
    return _OLD_TONES.sub(lambda match: _FROM_OLD_STYLE.get(match[0], match[0]), nfc(text))


def syllables(text: str) -> tuple[tuple[Span, str], ...]:
    """Every run of letters or digits with its span. Combining marks belong to the letter before them."""
    return tuple((Span(*match.span()), match[0]) for match in _WORD.finditer(text))


def words_of(text: str) -> list[str]:
    """The words of `syllables` without their spans, at a fraction of the cost."""
    return _WORD.findall(text)


def spaced(text: str) -> str | None:
    """`text` of letters, digits, white space and common signs, with a space for each sign; None for any other text.

    What is left between white space are runs of letters and digits, as long as they can be: `split` finds at a fraction
    of the cost what an expression for words finds. Line breaks stay.
    """
    data = text.encode("utf-8", "surrogatepass").translate(_SIGNS)
    for sign in _WIDE_SIGNS if b"\xe2\x80" in data or b"\xc2\xa0" in data else ():
        data = data.replace(sign, b" ")
    letters = data.translate(None, b" \n")
    if letters.translate(None, _NOT_OF_IDEOGRAPHS) or not letters.decode("utf-8", "surrogatepass").isalnum():
        return None
    return data.decode("utf-8", "surrogatepass")


def is_vietnamese_letter_word(word: str) -> bool:
    """True when `word` (NFC) has a letter that among written languages in practice only Vietnamese uses."""
    return not _VIETNAMESE_LETTERS.isdisjoint(word.lower())


@lru_cache(maxsize=65536)
def is_vietnamese_syllable(word: str) -> bool:
    """True when `word` is onset plus rime of the Vietnamese table, with a tone that its final allows.

    The table decides by shape alone: 'Lam' and 'Hun' are shaped like syllables, 'Cuba' and 'Trump' are not.
    """
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = _TONE_CLASS.findall(decomposed)
    if len(tones) > 1:
        return False
    body = unicodedata.normalize("NFC", _TONE_CLASS.sub("", decomposed))
    return any(
        _fits(body[:cut], body[cut:], tones[0] if tones else "") for cut in range(min(3, len(body)) + 1) if body[cut:]
    )


def _fits(onset: str, rime: str, tone: str) -> bool:
    if onset and onset not in _ONSETS:
        return False
    if rime not in (_QU_RIMES if onset == "qu" else _RIMES):
        return False
    front = rime[0] in "ieêy"
    if (onset in _FRONT_ONLY and not front) or (onset in _BACK_ONLY and front):
        return False
    return not rime.endswith(_STOPS) or (tone != "" and tone in _CHECKED_TONES)


def is_bare_syllable(word: str) -> bool:
    """True when `word`, in small letters without diacritics, is what some Vietnamese syllable is without them."""
    return word in _bare_syllables()


@lru_cache(maxsize=1)
def _bare_syllables() -> frozenset[str]:
    bare = {part: fold(part) for part in (*_ONSETS, *_RIMES, *_QU_RIMES, "")}
    pairs = [(onset, rime) for onset in ("", *_ONSETS) for rime in (_QU_RIMES if onset == "qu" else _RIMES)]
    return frozenset(bare[onset] + bare[rime] for onset, rime in pairs if _fits(onset, rime, "\u0301"))


_SCRIPTS = (
    ("lo", 0x0E80, 0x0EFF),
    ("th", 0x0E00, 0x0E7F),
    ("km", 0x1780, 0x17FF),
    ("ko", 0xAC00, 0xD7AF),
    ("ko", 0x1100, 0x11FF),
    ("ja", 0x3040, 0x30FF),
    ("zh", 0x4E00, 0x9FFF),
    ("zh", 0x3400, 0x4DBF),
    ("ru", 0x0400, 0x04FF),
)
_FUNCTION_WORDS = {
    "en": _words(
        "the of and to in is that for on with as was by are at from has have it be this which will said an not",
    ),
    "fr": _words(
        "le la les des du et est une un dans pour que qui sur par au aux avec ne pas ce cette son ses sont été",
    ),
    "vi": _words(
        "va cua cac la cho nhung mot trong duoc khong voi tai nguoi nay theo hai den khi ve da nuoc cung tu",
    ),
}
_TOO_SHORT = 12  # letters below which no guess is made
_VIETNAMESE_SHARE = 0.06  # of letters; running Vietnamese has 0.25, English with Vietnamese names under 0.04
_FUNCTION_SHARE = 0.15  # of words


_LIKELY_LETTERS = "".join(sorted(letter + letter.upper() for letter in _VIETNAMESE_LETTERS | _SHARED_LETTERS))
_UNLIKE_VIETNAMESE = re.compile(rf"[^\x00-\x7f\u2010-\u2027{_LIKELY_LETTERS}]")
_BEYOND_ASCII, _ASCII_LETTERS = bytes(range(128, 256)), b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def detect_language(text: str) -> str:
    """A language tag: vi, en, fr, lo, th, zh, ja, ko, ru, km, or 'und' when the text is short or undecided.

    Vietnamese without its diacritics is recognised by its function words, folded.
    """
    composed = nfc(text)
    if _UNLIKE_VIETNAMESE.search(composed) is None and _looks_vietnamese(composed):
        return "vi"
    composed = composed.lower()
    letters = {c: count for c, count in Counter(composed).items() if c.isalpha()}
    total = sum(letters.values())
    if not total:
        return "und"
    by_script = _script(letters, total)
    if by_script:
        return by_script
    special = sum(count for c, count in letters.items() if c in _VIETNAMESE_LETTERS)
    shared = sum(count for c, count in letters.items() if c in _SHARED_LETTERS)
    if total < _TOO_SHORT:
        return "und"
    if special / total >= _VIETNAMESE_SHARE and special * 3 >= shared:
        return "vi"
    return _by_function_words(composed)


def _looks_vietnamese(text: str) -> bool:
    """What `detect_language` finds by the share of letters, counted fast where no other signs are in the text."""
    data = text.encode()
    plain = data.translate(None, _BEYOND_ASCII)
    accented = len(text) - len(plain) - data.count(b"\xe2\x80")  # the last are dashes and quotation marks
    shared = data.count(b"\xc3")
    special, total = accented - shared, accented + len(plain) - len(plain.translate(None, _ASCII_LETTERS))
    return total >= _TOO_SHORT and special / total >= _VIETNAMESE_SHARE and special * 3 >= shared


def _script(letters: Mapping[str, int], total: int) -> str:
    counts: dict[str, int] = {}
    for letter, count in letters.items():
        code = ord(letter)
        if code < _SCRIPTS[-1][1]:
            continue
        for tag, first, last in _SCRIPTS:
            if first <= code <= last:
                counts[tag] = counts.get(tag, 0) + count
                break
    if 2 * sum(counts.values()) <= total or total < 4:  # noqa: PLR2004
        return ""
    if counts.get("ja"):  # Japanese is written with kana among the ideographs
        return "ja"
    return max(counts, key=lambda tag: counts[tag])


def _by_function_words(composed: str) -> str:
    words = [word for _, word in syllables(composed) if word[0].isalpha()]
    if len(words) < 4:  # noqa: PLR2004
        return "und"
    folded = [fold(word) for word in words]
    shares = {
        tag: sum(w in known for w in (folded if tag == "vi" else words)) / len(words)
        for tag, known in _FUNCTION_WORDS.items()
    }
    best = max(shares, key=lambda tag: shares[tag])
    return best if shares[best] >= _FUNCTION_SHARE else "und"
