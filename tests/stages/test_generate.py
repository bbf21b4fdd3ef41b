"""Writing points: one call a task, the better candidate, nothing dropped; on sentences of the seed articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.models.echo import Echo
from briefing.protocols import Progress, quiet
from briefing.stages.clauses import split_clauses
from briefing.stages.generate import GenerateSettings, Written, generate, translate_lines
from briefing.stages.segment import split_sentences
from briefing.stages.tidy import CUT_MARK, NO_TRANSLATION
from briefing.values import Check, Hypothesis, Passage, Sentence

SEEDS = Path(__file__).parents[2] / "seeds"
VISIT = "Cùng ngày, Thủ tướng Phạm Minh Chính đã hội kiến với Tổng Bí thư, Chủ tịch nước Lào Thongloun Sisoulith."
AGAIN = "Thủ tướng Phạm Minh Chính hội kiến Tổng Bí thư, Chủ tịch nước Lào."
STRESS = "Thủ tướng nhấn mạnh tầm quan trọng của việc tăng cường gắn kết hai nền kinh tế."
LONG = (
    "The Prime Minister the same day met with the General Secretary and President of Laos, Thongloun Sisoulith, and "
    "with others."
)
SHORT = "Prime Minister Pham Minh Chinh met Lao General Secretary and President Thongloun Sisoulith the same day."


@dataclass
class Canned:
    """A model with prepared answers and scores that keeps what it was asked; a part of a text has the answer of the
    whole, and without an answer it repeats.
    """

    answers: dict[str, str] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)
    calls: list[list[str]] = field(default_factory=list)
    signature: str = "canned"

    def generate(self, texts: Sequence[str], *, progress: Progress = quiet) -> list[Hypothesis]:
        self.calls.append(list(texts))
        progress(len(texts), len(texts), "thinking")
        return [Hypothesis(self.answer(text), self.scores.get(text, -1.0)) for text in texts]

    def answer(self, text: str) -> str:
        wholes = (answer for whole, answer in self.answers.items() if text in whole)
        return self.answers.get(text, next(wholes, text))


def sentence(text: str, article: str = "seeds/002.txt", index: int = 1) -> Sentence:
    from briefing.values import Span

    return Sentence(article, 1, index, Span(0, len(text)), text)


def passage(*texts: str | tuple[str, str]) -> Passage:
    pairs = [(text, "seeds/002.txt") if isinstance(text, str) else text for text in texts]
    return Passage(tuple(sentence(text, article, n) for n, (text, article) in enumerate(pairs, 1)), 1.0, "visits")


def no_check(sources: Sequence[str], english: str) -> tuple[Check, ...]:
    del sources, english
    return ()


def wants(word: str, verdict: str = "fail") -> object:
    """A check that is content with texts that hold `word`."""

    def check(sources: Sequence[str], english: str) -> tuple[Check, ...]:
        del sources
        return (Check("name", "pass" if word in english else verdict, word, ""),)  # type: ignore[arg-type]

    return check


def write(one: Passage, translate: Canned, brief: Canned | None = None, check: object = no_check) -> Written:
    (written,) = generate([one], translate, brief, check=check)  # type: ignore[arg-type]
    return written


def test_a_brief_that_holds_is_taken() -> None:
    written = write(passage(VISIT), Canned({VISIT: LONG}), Canned({VISIT: SHORT}))
    assert (written.text, written.task) == (SHORT, "brief")
    assert written.translations == (LONG,)


@pytest.mark.parametrize(
    "brief",
    [
        "The Prime Minister met Laos.",
        f"{LONG} {SHORT}",
        "the ties of the ties of the ties of the ties of the ties of Laos",
        f"Prime Minister Pham Minh Chinh met the General Secretary and President of Laos and {CUT_MARK}",
        "",
        "...",
    ],
    ids=["too short", "too long", "a loop", "cut", "empty", "punctuation"],
)
def test_a_brief_that_does_not_serve_is_not_taken(brief: str) -> None:
    written = write(passage(VISIT), Canned({VISIT: LONG}), Canned({VISIT: brief}))
    assert (written.text, written.task) == (LONG, "translate")


@pytest.mark.parametrize(("score", "task"), [(-0.4, "brief"), (-0.6, "translate")])
def test_a_brief_of_which_the_model_is_unsure_is_not_taken_although_it_is_surer_than_of_the_translation(
    score: float, task: str
) -> None:
    settings = GenerateSettings(doubtful_below=-0.55)
    translate, brief = Canned({VISIT: LONG}, {VISIT: -0.8}), Canned({VISIT: SHORT}, {VISIT: score})
    (written,) = generate([passage(VISIT)], translate, brief, check=no_check, settings=settings)
    assert written.task == task


@pytest.mark.parametrize("verdict", ["fail", "warn"])
def test_a_brief_that_fails_its_checks_is_not_taken(verdict: str) -> None:
    written = write(passage(VISIT), Canned({VISIT: LONG}), Canned({VISIT: SHORT}), wants("with others", verdict))
    assert (written.task, written.checks[0].verdict) == ("translate", "pass")


def test_a_brief_helps_out_where_the_translation_is_broken() -> None:
    circles = "the ties of the ties of the ties of the ties"
    written = write(passage(VISIT), Canned({VISIT: circles}), Canned({VISIT: SHORT}), wants("nothing there"))
    assert (written.text, written.task) == (SHORT, "brief")
    assert written.checks[0].verdict == "fail"


def test_a_sentence_and_its_context_are_joined() -> None:
    model = Canned({VISIT: "The Prime Minister met him.", STRESS: "he stressed the ties ."})
    brief = Canned()
    written = write(passage(VISIT, STRESS), model, brief)
    assert written.text == "The Prime Minister met him. He stressed the ties."
    assert written.translations == ("The Prime Minister met him.", "He stressed the ties.")
    assert brief.calls == [[f"{VISIT} {STRESS}"]]


def test_two_sayings_of_the_same_are_not_joined() -> None:
    one = passage(VISIT, (AGAIN, "seeds/009.txt"))
    model = Canned({VISIT: "The PM met him.", AGAIN: "Prime Minister Pham Minh Chinh met him."}, {VISIT: -0.5})
    brief = Canned()
    written = write(one, model, brief)
    assert written.text == "The PM met him."
    assert written.passage == one
    assert brief.calls == [[VISIT]]


def test_the_better_saying_is_taken_and_its_sentence_goes_first() -> None:
    one = passage(VISIT, (AGAIN, "seeds/009.txt"))
    model = Canned({VISIT: "The PM met him.", AGAIN: "Prime Minister Pham Minh Chinh met him."}, {VISIT: -0.5})
    written = write(one, model, check=wants("Pham Minh Chinh"))
    assert written.text == "Prime Minister Pham Minh Chinh met him."
    assert [sentence.text for sentence in written.passage.sentences] == [AGAIN, VISIT]
    assert written.translations == ("Prime Minister Pham Minh Chinh met him.", "The PM met him.")
    assert (written.passage.score, written.passage.topic) == (one.score, one.topic)


def test_checks_are_made_against_the_sentences_told() -> None:
    asked = []

    def check(sources: Sequence[str], english: str) -> tuple[Check, ...]:
        asked.append((tuple(sources), english))
        return ()

    write(passage(VISIT, STRESS, (AGAIN, "seeds/009.txt")), Canned(), Canned(), check)
    assert {sources for sources, _ in asked} == {(VISIT, STRESS), (AGAIN,)}


@pytest.mark.parametrize("output", ["", "  ", "...", "-"])
def test_nothing_written_is_said(output: str) -> None:
    written = write(passage(VISIT), Canned({VISIT: output}))
    assert written.text == NO_TRANSLATION
    assert [(check.kind, check.verdict) for check in written.checks] == [("empty", "fail")]
    assert written.translations == (NO_TRANSLATION,)


def test_a_gap_within_a_point_is_said_and_checked() -> None:
    written = write(passage(VISIT, STRESS), Canned({VISIT: "", STRESS: "He stressed it."}), check=wants("met"))
    assert written.text == f"{NO_TRANSLATION} He stressed it."
    assert [check.kind for check in written.checks] == ["empty", "name"]


def test_an_output_that_was_cut_fails_a_check() -> None:
    written = write(passage(VISIT), Canned({VISIT: f"The Prime Minister met {CUT_MARK}"}))
    assert written.text == f"The Prime Minister met {CUT_MARK}"
    assert [(check.kind, check.verdict) for check in written.checks] == [("cut", "fail")]


def test_long_sentences_go_in_parts_and_come_back_whole() -> None:
    text = max(seed_sentences(), key=lambda one: len(split_clauses(one, 20)))
    model = Echo()
    (written,) = generate([passage(text)], model, None, check=no_check, settings=GenerateSettings(max_words=20))
    (whole,) = model.generate([text])
    assert letters(written.text) == letters(whole.text)
    translate, brief = Canned(), Canned()
    settings = GenerateSettings(max_words=20, brief_source_words=len(text.split()))
    generate([passage(text)], translate, brief, check=no_check, settings=settings)
    assert [len(call) for call in translate.calls] == [len(split_clauses(text, 20))]
    assert len(translate.calls[0]) > 1
    assert brief.calls == [[text]]


def test_a_passage_that_is_too_long_is_not_offered_to_the_brief_task() -> None:
    brief = Canned()
    settings = GenerateSettings(brief_source_words=len(VISIT.split()) - 1)
    generate([passage(VISIT)], Canned(), brief, check=no_check, settings=settings)
    assert brief.calls == []


def test_one_call_a_task_for_the_whole_memo_with_progress() -> None:
    passages = [passage(text) for text in seed_sentences()[:20]]
    translate, brief, seen = Canned(), Canned(), []
    written = generate(passages, translate, brief, check=no_check, progress=lambda *step: seen.append(step))
    assert (len(translate.calls), len(brief.calls)) == (1, 1)
    assert [one.passage for one in written] == passages
    assert {step[2] for step in seen} == {"translating", "summarizing"}


def test_no_passages_no_calls() -> None:
    model = Canned()
    assert generate([], model, model, check=no_check) == ()
    assert model.calls == []


def test_scores_weigh_by_length() -> None:
    model = Canned({VISIT: "one two three", STRESS: "four"}, {VISIT: -1.0, STRESS: -5.0})
    assert write(passage(VISIT, STRESS), model).score == pytest.approx(-2.0)


def seed_sentences() -> list[str]:
    found = []
    for path in sorted(SEEDS.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        found += [span.of(text) for span in split_sentences(text)]
    return found


def letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def test_every_seed_sentence_comes_out_as_a_line() -> None:
    passages = [passage(text) for text in seed_sentences()]
    for written in generate(passages, Echo(), Echo(), check=no_check):
        assert written.text[-1] in '.!?")]'
        assert written.text == " ".join(written.text.split())
        assert len(written.translations) == 1


def test_lines_keep_their_order_and_blanks() -> None:
    model = Canned({"Xin chào.": "Hello.", "Tôi đi học.": "I go to school.", "không": ""})
    lines = ["", "Xin chào. Tôi đi học.", "   ", "không", "Hà Nội"]
    assert translate_lines(model, lines) == ("", "Hello. I go to school.", "", NO_TRANSLATION, "Hà Nội")
    assert model.calls == [["Xin chào.", "Tôi đi học.", "không", "Hà Nội"]]
    assert translate_lines(model, []) == ()


@given(st.lists(st.sampled_from(["", " ", "Hà Nội", "Xin chào. Tôi đi học.", "...", "a\u2028b"]), max_size=6))
def test_as_many_lines_out_as_in(lines: list[str]) -> None:
    english = translate_lines(Echo(), lines)
    assert len(english) == len(lines)
    assert all(bool(out) == bool(line.strip()) for line, out in zip(lines, english, strict=True))
