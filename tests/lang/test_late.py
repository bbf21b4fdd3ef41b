"""Patterns that are compiled when they are first used."""

from __future__ import annotations

import re

import pytest

from briefing.lang.late import late


def test_it_is_the_pattern() -> None:
    ours, theirs = late(r"(?P<a>ảnh)\s*:", re.IGNORECASE), re.compile(r"(?P<a>ảnh)\s*:", re.IGNORECASE)
    text = "Lễ ký. Ảnh : TTXVN"
    assert ours.search(text)["a"] == theirs.search(text)["a"] == "Ảnh"  # type: ignore[index]
    assert (ours.pattern, ours.flags, ours.groups) == (theirs.pattern, theirs.flags, theirs.groups)
    assert ours.sub("-", text) == theirs.sub("-", text)


def test_it_is_compiled_once_and_no_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = []
    original = re.compile
    pattern = late(r"\d+")
    monkeypatch.setattr("briefing.lang.late.re.compile", lambda *given: compiled.append(given) or original(*given))
    assert compiled == []
    assert pattern.fullmatch("12")
    assert not pattern.fullmatch("a")
    assert compiled == [(r"\d+", 0)]


def test_a_broken_one_says_so_at_its_first_use() -> None:
    broken = late("(")
    with pytest.raises(re.error):
        broken.match("")
