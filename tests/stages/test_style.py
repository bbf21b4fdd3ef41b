"""The house's style: British spelling by a word list, names with their diacritics, lengths of points."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.errors import ConfigError
from briefing.lang.glossary import parse_glossary
from briefing.stages.check import check_point
from briefing.stages.generate import GenerateSettings, generate
from briefing.stages.style import (
    EnglishStyle,
    NameStyle,
    Style,
    dresser,
    parse_spelling,
    respelled,
    undressed,
    with_diacritics,
)
from briefing.values import Passage, Sentence, Span

ROOT = Path(__file__).parents[2]
LIST = (ROOT / "prompts" / "spelling-uk.csv").read_text(encoding="utf-8")
WORDS = parse_spelling(LIST)
CASES = (ROOT / "tests" / "data" / "style" / "spelling.tsv").read_text(encoding="utf-8").splitlines()
BOTH = Style(english=EnglishStyle("UK"), names=NameStyle(diacritics=True))
SOURCE = "Thủ tướng Phạm Minh Chính hội đàm với ông Tập Cận Bình và ông Sonexay Siphandone tại Hà Nội."


@pytest.mark.parametrize("case", CASES)
def test_spelling(case: str) -> None:
    before, after = case.split("\t")
    assert respelled(before, WORDS) == after
    assert respelled(after, WORDS) == after


@given(st.lists(st.sampled_from([*WORDS, "Center", "the", "Minister", ".", '"', "-", "Ha Noi", "10"]), max_size=12))
def test_spelling_twice_is_spelling_once(words: list[str]) -> None:
    once = respelled(" ".join(words), WORDS)
    assert respelled(once, WORDS) == once


def test_the_list_is_one_to_one_and_sorted() -> None:
    rows = list(csv.reader(LIST.splitlines()))[1:]
    assert rows == sorted(rows)
    assert not set(WORDS) & set(WORDS.values())
    assert all(us != uk and us.isascii() and us == us.lower() for us, uk in WORDS.items())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n", ":1: the first line is not us,uk"),
        ("us,uk\ncolor\n", ":2: two words belong here"),
        ("us,uk\ncolor,colour\ncolor,kolour\n", ":3: 'color' stands there already"),
        ('us,uk\n"color,colour\n', ":2: "),
    ],
)
def test_a_broken_list_is_named_with_its_line(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_spelling(text, "ours.csv")
    assert f"ours.csv{message}" in caught.value.message


def test_names_get_their_marks_back_and_others_stay() -> None:
    english = "Pham Minh Chinh met Xi Jinping and Sonexay Siphandone in Hanoi; Pham Minh Chinhs and Chinh stay."
    assert with_diacritics(english, [SOURCE]) == english.replace("Pham Minh Chinh met", "Phạm Minh Chính met")
    assert with_diacritics(english, ["Hà Nội mưa."]) == english


def test_names_with_marks_are_no_untranslated_words() -> None:
    glossary = parse_glossary((ROOT / "prompts" / "glossary.csv").read_text(encoding="utf-8"))
    english = "Prime Minister Phạm Minh Chính held talks with Xi Jinping and Sonexay Siphandone in Hanoi."
    assert {check.verdict for check in check_point([SOURCE], english, glossary)} == {"pass"}
    left = check_point([SOURCE], english.replace("held talks", "hội đàm"), glossary)
    assert any(check.kind == "untranslated" and check.verdict == "fail" for check in left)


def test_points_and_their_evidence_are_dressed_and_checked_as_dressed() -> None:
    from briefing.models.echo import Echo

    sentence = Sentence("a", 1, 1, Span(0, len(SOURCE)), SOURCE)
    answers = {SOURCE: "pham Minh Chinh honors the program"}
    seen: list[str] = []

    def check(sources: object, english: str) -> tuple[()]:
        assert sources == [SOURCE]
        seen.append(english)
        return ()

    settings = GenerateSettings(dress=dresser(BOTH, WORDS))
    (written,) = generate([Passage((sentence,), 1.0)], Echo(answers), None, check=check, settings=settings)
    assert written.text == "Phạm Minh Chính honours the programme."
    assert written.translations == (written.text,)
    assert set(seen) == {written.text}
    assert undressed("color", [SOURCE]) == "color" == dresser(Style(), WORDS)("color", [SOURCE])
