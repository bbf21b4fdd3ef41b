"""Persons with a spelling of their own: obeyed before the model, after it, and by the checks."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.config import Config, GlossarySettings, PathSettings, load_config
from briefing.errors import ConfigError
from briefing.lang.glossary import Glossary, Term
from briefing.lang.placeholders import mask, unmask
from briefing.stages.check import check_point
from briefing.stages.style import NameStyle, Style, dresser
from briefing.steering import read_prompts

SOURCE = "Chiều 5/2, Đại sứ Nguyễn Quốc Dũng gặp Thượng nghị sĩ."
STYLE = Style(names=NameStyle(spelling={"Nguyễn Quốc Dũng": "Nguyen Q. Dzung"}))
GLOSSARY = Glossary((Term("Đại sứ", "Ambassador", (), "title"), *STYLE.names.terms))


def test_the_placeholder_gives_the_preferred_spelling() -> None:
    masked = mask(SOURCE, GLOSSARY)
    assert "Ambassador Nguyen Q. Dzung" in {form for slot in masked.slots for form in slot.forms}
    english = unmask(masked.text, masked.slots).text
    assert "Nguyen Q. Dzung" in english
    assert "Nguyen Quoc Dung" not in english


def test_a_name_that_only_the_glossary_knows_gets_a_placeholder() -> None:
    glossary = Glossary((Term("Thích Nhất Hạnh", "Thich Nhat Hanh, the monk", (), "name"),))
    masked = mask("Thiền sư Thích Nhất Hạnh trở về.", glossary)
    assert [slot.forms[0] for slot in masked.slots] == ["Thich Nhat Hanh, the monk"]


@pytest.mark.parametrize("text", ["Ambassador Nguyen Quoc Dung met a senator.", "Nguyễn Quốc Dũng met a senator."])
def test_what_the_model_spelled_otherwise_is_respelled(text: str) -> None:
    dress = dresser(STYLE, {})
    assert "Nguyen Q. Dzung met a senator." in dress(text, [SOURCE])
    assert dress(dress(text, [SOURCE]), [SOURCE]) == dress(text, [SOURCE])
    assert dress(text, ["Đại sứ gặp Thượng nghị sĩ."]) == text


def test_the_preferred_spelling_goes_before_diacritics() -> None:
    style = Style(names=NameStyle(diacritics=True, spelling={"Nguyễn Quốc Dũng": "Nguyen Q. Dzung"}))
    assert dresser(style, {})("Nguyen Quoc Dung met him.", [SOURCE]) == "Nguyen Q. Dzung met him."


@pytest.mark.parametrize(
    ("english", "verdict"), [("Nguyen Q. Dzung met a senator.", "pass"), ("Nguyen Quoc Dung met a senator.", "fail")]
)
def test_the_check_of_names_wants_the_preferred_spelling(english: str, verdict: str) -> None:
    checks = [check for check in check_point([SOURCE], english, GLOSSARY) if check.kind == "name"]
    assert [check.verdict for check in checks] == [verdict]


def test_the_preferred_spelling_is_no_stranger() -> None:
    checks = check_point([SOURCE], "On February 5, Ambassador Nguyen Q. Dzung met a senator.", GLOSSARY)
    assert [check for check in checks if check.verdict == "fail"] == []


def house(tmp_path: Path, **glossary: object) -> Config:
    folder = tmp_path / "prompts"
    folder.mkdir(exist_ok=True)
    (folder / "style.toml").write_text('[names.spelling]\n"Tô Lâm" = "Tô Lâm"\n', encoding="utf-8")
    return Config(paths=PathSettings(prompts=str(folder)), glossary=GlossarySettings(**glossary))  # type: ignore[arg-type]


def test_style_file_and_configuration_reach_the_prompts(tmp_path: Path) -> None:
    before = read_prompts(house(tmp_path))
    after = read_prompts(house(tmp_path, terms={"Bộ Ngoại giao": "Foreign Office|MoFA"}))
    term = next(one for one in after.glossary.terms if one.vi == "Bộ Ngoại giao")
    assert (term.en, term.alternatives, term.domain) == ("Foreign Office", ("MoFA",), "government")
    assert after.glossary.name("Tô Lâm") is not None
    assert after.digest != before.digest


def test_the_configuration_file_may_name_terms(tmp_path: Path) -> None:
    file = tmp_path / "briefing.toml"
    file.write_text('[glossary.terms]\n"Bộ Ngoại giao" = "Foreign Office"\n', encoding="utf-8")
    assert load_config(file).glossary.terms == {"Bộ Ngoại giao": "Foreign Office"}


@pytest.mark.parametrize("terms", [{"": "x"}, {"Bộ": ""}, {"Bộ": "a||b"}])
def test_half_a_term_is_refused(terms: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is no term"):
        read_prompts(house(tmp_path, terms=terms))


def test_a_house_file_that_is_named_and_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="does not exist"):
        read_prompts(house(tmp_path, file=str(tmp_path / "none.csv")))
