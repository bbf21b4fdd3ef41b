from __future__ import annotations

import unicodedata

from briefing.config import Config
from briefing.glossary.looking_over import contradictions, look_over, not_composed, not_in
from briefing.lang.glossary import Glossary, Term
from briefing.steering import packaged_glossary


def said(*terms: Term) -> list[tuple[str, str, bool]]:
    return [(one.term, one.words, one.problem) for one in look_over(terms, Glossary(terms))]


def test_good_terms_are_not_spoken_of() -> None:
    assert said(Term("Bộ Ngoại giao", "Foreign Ministry", ("MoFA",)), Term("tỷ", "billion", (), "", "numeral")) == []


def test_an_alternative_that_is_the_preferred() -> None:
    assert said(Term("Bộ Ngoại giao", "MoFA", ("MoFA",))) == [
        ("Bộ Ngoại giao", "the alternative 'MoFA' is the preferred English", True)
    ]
    assert [problem for _, _, problem in said(Term("đồng chí", "comrade", ("Comrade",)))] == [False]


def test_a_term_that_another_hides() -> None:
    terms = (Term("Bộ Ngoại giao", "Foreign Ministry"), Term("bộ ngoại giao", "ministry"))
    assert any("it is never found" in one.words for one in look_over(terms, Glossary(terms)))
    assert any("it stands twice" in one.words for one in look_over(terms, Glossary(terms)))


def test_vietnamese_left_in_the_english() -> None:
    assert said(Term("Bộ Ngoại giao", "Bộ of Foreign Affairs")) == [
        ("Bộ Ngoại giao", "'Bộ of Foreign Affairs' has Vietnamese words: Bộ", False)
    ]
    assert said(Term("Tô Lâm", "Tô Lâm", (), "name")) == []


def test_contradictions_are_told() -> None:
    packaged = Glossary((Term("Thủ tướng", "Prime Minister"), Term("Nga", "Russia")))
    house = (Term("Thủ tướng", "Premier"), Term("Nga", "Russia"), Term("Cục", "Office"))
    assert [(one.term, one.problem) for one in contradictions(house, packaged)] == [
        ("Thủ tướng", False),
        ("Nga", False),
    ]


def test_terms_that_no_source_has() -> None:
    terms = (Term("Thủ tướng", "Prime Minister"), Term("Cục Hàng không", "CAA"))
    assert [one.term for one in not_in(terms, ["Thủ tướng thăm Lào."], Glossary(terms))] == ["Cục Hàng không"]


def test_letters_and_accents_that_stand_apart() -> None:
    text = "vi,en\nBộ,Ministry\n"
    assert list(not_composed(text)) == []
    assert [one.term for one in not_composed(unicodedata.normalize("NFD", text))] == ["line 2"]


def test_the_packaged_glossary_is_in_order() -> None:
    glossary = packaged_glossary(Config())
    assert [one for one in look_over(glossary.terms, glossary) if one.problem] == []
