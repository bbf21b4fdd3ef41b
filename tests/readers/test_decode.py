from __future__ import annotations

import codecs
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.readers.decode import NotText, decode
from tests.readers.builders import seed

NUMBERS = ["000", "001", "002", "003", "004"]


def windows_1258(text: str) -> bytes:
    """Text as Vietnamese Windows writes it: base letters precomposed, tones as combining marks."""
    decomposed = unicodedata.normalize("NFD", text)
    for pair, letter in {
        "a\u0302": "â", "e\u0302": "ê", "o\u0302": "ô", "a\u0306": "ă", "o\u031b": "ơ", "u\u031b": "ư",
        "A\u0302": "Â", "E\u0302": "Ê", "O\u0302": "Ô", "A\u0306": "Ă", "O\u031b": "Ơ", "U\u031b": "Ư",
    }.items():  # fmt: skip
        base, mark = pair
        for tone in "\u0300\u0301\u0303\u0309\u0323":  # canonical order puts the dot below before the circumflex
            decomposed = decomposed.replace(base + tone + mark, letter + tone)
        decomposed = decomposed.replace(pair, letter)
    return decomposed.encode("cp1258", "ignore")


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_seed_comes_out_as_it_went_in(number: str, mark: bytes, codec: str) -> None:
    text = seed(number)
    assert decode(mark + text.encode(codec)) == text


@pytest.mark.parametrize("number", ["000", "001", "002", "004"])
def test_windows_1258_stays_as_decoded(number: str) -> None:
    text = seed(number)
    data = windows_1258(text)
    decoded = decode(data)
    assert isinstance(decoded, str)
    assert decoded.encode("cp1258") == data
    assert unicodedata.normalize("NFC", decoded) == unicodedata.normalize("NFC", text)
    assert decoded != text, "the tones are combining marks"


def test_decomposed_text_stays_decomposed() -> None:
    text = unicodedata.normalize("NFD", seed("004"))
    assert decode(text.encode()) == text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_what_is_encoded_as_utf8_is_decoded_or_refused_but_never_changed(text: str) -> None:
    decoded = decode(text.encode())
    assert decoded == text.removeprefix("\ufeff") or isinstance(decoded, NotText)


@given(st.binary(max_size=300))
def test_any_bytes_end_as_text_or_as_a_reason(data: bytes) -> None:
    decoded = decode(data)
    assert isinstance(decoded, str) or decoded.reason
    if isinstance(decoded, str):
        assert "\x00" not in decoded


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty file"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "not text: looks like a PDF"),
        (b"PK\x03\x04\x14\x00\x06\x00", "not text: looks like a ZIP archive or Office document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", "not text: looks like an old Office document"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not text: looks like a PNG image"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "not text: looks like a JPEG image"),
        (b"{\\rtf1\\ansi Ha Noi}", "not text: looks like a rich-text (RTF) document"),
        (b"\x00\x01\x02\x03" * 50, "not text: full of control characters"),
        (bytes(range(1, 32)) * 10, "not text: full of control characters"),
        (b"\x00\xff\x00\xfe" * 100, "not text: neither UTF-8"),  # pairs of bytes, but no words
        (bytes(range(128, 256)) * 4, "not text: neither UTF-8"),
        ("Tổng Bí thư Tô Lâm".encode()[:-1] + b"\xe1", "damaged text: UTF-8 up to byte"),
        ("Tổng Bí thư".encode()[:-1], "damaged text: UTF-8 up to byte"),
        (codecs.BOM_UTF16_LE + "Tổng".encode("utf-16-le")[:-1], "damaged text: not UTF-16 at byte"),
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam".encode("latin-1"), "not text: neither UTF-8"),  # TCVN3
        ("Straße, Übergröße, Äpfel".encode("cp1252"), "not text: neither UTF-8"),
    ],
)
def test_what_is_not_text_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    decoded = decode(data)
    assert isinstance(decoded, NotText)
    assert decoded.reason.startswith(reason)


def test_one_stray_control_character_does_not_make_a_text_binary() -> None:
    text = seed("004").replace("Tô Lâm", "Tô\x08 Lâm", 1)
    assert decode(text.encode()) == text
