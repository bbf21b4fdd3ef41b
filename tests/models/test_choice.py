"""Of several hypotheses the one that lost nothing is taken."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.lang.glossary import parse_glossary
from briefing.models.boundary import ModelSpec, finish, most_complete, prepare
from briefing.models.dressed import Dressed
from briefing.protocols import Progress, quiet
from briefing.resources import packaged
from briefing.values import Hypothesis

SPEC = ModelSpec("marian", "vi", "en", {"translate": "", "brief": "> "}, placeholders=True, terms=True)
GLOSSARY = parse_glossary("vi,en,alternatives,domain,note\nbán dẫn,semiconductor,,economy,\n")
PACKAGED = parse_glossary((packaged("prompts") / "glossary.csv").read_text(encoding="utf-8"))
TEXT = "Ngày 26/1, vốn cho bán dẫn đạt 2,5 tỷ USD."


class Scripted:
    """Writes what it was told to, best first."""

    signature = "scripted"

    def __init__(self, *outputs: str) -> None:
        self._found = tuple(Hypothesis(output, -place / 10) for place, output in enumerate(outputs))

    def generate(self, texts: Sequence[str], *, progress: Progress = quiet) -> list[Hypothesis]:
        return [found[0] for found in self.alternatives(texts, 1, progress=progress)]

    def alternatives(self, texts: Sequence[str], n: int, *, progress: Progress = quiet) -> list[tuple[Hypothesis, ...]]:
        del progress
        return [self._found[:n] for _ in texts]


def test_what_carries_the_placeholders_comes_before_what_scores_better() -> None:
    model = Scripted("On ⟦D1⟧, semiconductor capital grew.", "On ⟦D1⟧, semiconductor capital hit ⟦N1⟧.")
    (said,) = Dressed(model, SPEC, "translate", GLOSSARY, choices=4).generate([TEXT])
    assert said == Hypothesis("On January 26, semiconductor capital hit $2.5 billion.", -0.1)
    (said,) = Dressed(model, SPEC, "translate", GLOSSARY).generate([TEXT])
    assert said == Hypothesis("On January 26, semiconductor capital grew.", 0.0)


def test_then_terms_and_loops_count() -> None:
    prepared = prepare(TEXT, SPEC, "translate", GLOSSARY)
    assert [term.en for term in prepared.terms] == ["semiconductor"]
    wanted = "On ⟦D1⟧, capital for semiconductors hit ⟦N1⟧."
    other = "On ⟦D1⟧, capital for chips hit ⟦N1⟧."
    loops = "On ⟦D1⟧, semiconductors of the two sides of the two sides of the two sides of the two sides hit ⟦N1⟧."
    assert most_complete([other, wanted], prepared) == 1
    assert most_complete([loops, wanted], prepared) == 1
    assert most_complete([wanted, wanted], prepared) == 0
    assert most_complete([other, "On ⟦D1⟧, ⟦D2⟧, semiconductors hit ⟦N1⟧."], prepared) == 0, "a placeholder made up"


def test_a_brief_may_leave_things_out() -> None:
    model = Scripted("Semiconductor capital grew.", "On ⟦D1⟧, semiconductor capital hit ⟦N1⟧.")
    brief = Dressed(model, SPEC, "brief", GLOSSARY, choices=4)
    assert brief.generate([TEXT])[0].text == "Semiconductor capital grew."
    assert brief.signature != Dressed(model, SPEC, "translate", GLOSSARY, choices=4).signature


def test_the_plural_of_a_term_is_spelled_as_it_should_be() -> None:
    prepared = prepare("hai Quốc hội và hai ngày", SPEC, "translate", PACKAGED)
    assert finish("The two National Assemblys met on two Mondays.", prepared) == (
        "The two National Assemblies met on two Mondays."
    )
