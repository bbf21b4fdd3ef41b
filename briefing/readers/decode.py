"""Bytes to text, without ever repairing anything.

UTF-8, UTF-16 and UTF-32 with their marks, UTF-16 without one by its pattern of zero bytes, then UTF-8, then
Windows-1258. The last decodes almost any bytes, so its outcome must look like Vietnamese. What fits nothing comes out
as a `NotText` with a reason; a replacement character is never put in, because a quotation must stand in the file.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from briefing.records import dataclass

_MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or Office document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"{\\rtf", "a rich-text (RTF) document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1f\x7f]")  # \x1b (escape) counts apart, \x1c-\x1e separate lines
_CONTROL_SHARE = 0.002  # of characters; one stray control character does not make a text binary
_ZERO_SHARE = 0.3  # of the high bytes of UTF-16; in Vietnamese about 0.7 of them are zero
_ZERO_STRAY = 0.02
_SPACE_SHARE = 0.05  # of characters; in Vietnamese 0.2
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_VOWELS = frozenset("aăâeêioôơuưyAĂÂEÊIOÔƠUƯY")
_LETTERS_1258 = frozenset("ăâđêôơưĂÂĐÊÔƠƯàáèéíóùúÀÁÈÉÍÓÙÚ")
_LETTER_SHARE = 0.95  # of the letters beyond ASCII; names from other languages are the rest


@dataclass(frozen=True, slots=True)
class NotText:
    """Why bytes could not be decoded; `damaged` when they are UTF-8 as far as it goes."""

    reason: str
    damaged: bool = False


def decode(data: bytes) -> str | NotText:
    """The text of `data` without its byte-order mark, else the reason why it is not text."""
    if not data:
        return NotText("empty file")
    for magic, what in _MAGIC:
        if data.startswith(magic):
            return NotText(f"not text: looks like {what}")
    text = _decoded(data)
    if isinstance(text, NotText):
        return text
    controls = len(_CONTROL.findall(text))
    if "\x00" in text or controls > max(1, _CONTROL_SHARE * len(text)):
        return NotText("not text: full of control characters")
    return text


def _decoded(data: bytes) -> str | NotText:
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data, codec, name)
    unmarked = _unmarked_utf16(data)
    if unmarked is not None:
        return unmarked
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        damaged_at = error.start
    if not data[:damaged_at].isascii():
        return NotText(f"damaged text: UTF-8 up to byte {damaged_at}, not after it", damaged=True)
    return windows_1258(data) or NotText(
        "not text: neither UTF-8, UTF-16 nor Windows-1258 (an old Vietnamese font encoding?)"
    )


def _strictly(data: bytes, codec: str, name: str) -> str | NotText:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        return NotText(f"damaged text: not {name} at byte {error.start}")


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: zero bytes on one side, hardly any on the other, and words between spaces.

    The last keeps out sound samples and pixels, which are pairs of bytes as well.
    """
    pairs = len(data) // 2
    if len(data) % 2 or pairs < 2:  # noqa: PLR2004
        return None
    first, second = data[0::2].count(0) / pairs, data[1::2].count(0) / pairs
    if min(first, second) > _ZERO_STRAY or max(first, second) < _ZERO_SHARE:
        return None
    text = _strictly(data, "utf-16-le" if first < second else "utf-16-be", "UTF-16")
    if isinstance(text, NotText):
        return None
    return text if sum(map(str.isspace, text)) >= _SPACE_SHARE * len(text) else None


def windows_1258(data: bytes) -> str | None:
    """`data` read as Windows-1258 if that gives plausible Vietnamese, else None.

    The code page writes tones as combining marks after the vowel, and so the text stays.
    """
    try:
        text = data.decode("cp1258")
    except UnicodeDecodeError:
        return None
    known = total = 0
    for before, character in zip(" " + text, text, strict=False):
        if character in _TONES:
            total += 1
            known += before in _VOWELS
        elif ord(character) > 0x7F and unicodedata.category(character)[0] in "LM":  # noqa: PLR2004
            total += 1
            known += character in _LETTERS_1258
    return text if total and known >= _LETTER_SHARE * total else None
