"""A person's English before the machine's, marked, checked, and nothing else changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from briefing.memory.entry import Entry, joined
from briefing.memory.prefer import prefer, prefer_titles, told_by
from briefing.memory.remembered import Remembered
from briefing.memory.store import Memory
from briefing.models.echo import Echo
from briefing.protocols import Progress, quiet
from briefing.stages.check import check_point
from briefing.values import BriefingPoint, Check, Hypothesis
from tests.renderers.sample import sample


def check(told: Sequence[str], english: str) -> tuple[Check, ...]:
    return check_point(told, english)


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "memory.sqlite3")


def point(identifier: str) -> BriefingPoint:
    return next(each for each in sample().points if each.id == identifier)


def test_an_empty_memory_changes_nothing(memory: Memory) -> None:
    recall = prefer(sample().points, memory, check)
    assert recall.points == sample().points
    assert (recall.mark, recall.words) == ("", ())


def test_a_persons_translation_stands_in_text_and_annex(memory: Memory) -> None:
    old = replace(point("security"), task="brief")
    memory.add([Entry(old.citations[0].quote, "They will guard the border.", origin="a")])
    recall = prefer([old, point("crime")], memory, check)
    new, crime = recall.points
    assert (new.text, new.task, new.machine) == ("They will guard the border.", "memory", old.machine)
    assert new.citations[0].translation == "They will guard the border."
    assert new.citations[0].translator == "person"
    assert new.checks == check([old.citations[0].quote], new.text)
    assert [one.translator for one in crime.citations] == ["machine", "person"]  # it cites that sentence too
    assert recall.mark == f"|memory:{memory.digest()}"
    assert "1 of 2 points" in recall.words[0]


def test_a_persons_point_goes_before_a_persons_sentences(memory: Memory) -> None:
    old = point("projects")
    told = told_by(old)
    assert len(told) == 2
    memory.add([Entry(told[0], "First."), Entry(told[1], "Second."), Entry(joined(told), "Both in one.", "point")])
    new = prefer([old], memory, check).points[0]
    assert (new.text, new.task) == ("Both in one.", "memory")
    assert [one.translation for one in new.citations] == ["First.", "Second."]


def test_one_of_two_sentences_is_put_in_beside_the_machines(memory: Memory) -> None:
    old = replace(point("projects"), task="brief")
    memory.add([Entry(old.citations[0].quote, "First, by hand.")])
    new = prefer([old], memory, check).points[0]
    assert new.text == f"First, by hand. {old.citations[1].translation}"
    assert new.task == "translate"


def test_what_a_machine_wrote_is_only_suggested(memory: Memory) -> None:
    old = point("security")
    quote = old.citations[0].quote
    memory.add([Entry(quote, "By another machine.", author="machine")])
    assert prefer([old], memory, check).points == (old,)


def test_what_was_said_of_a_sentence_much_like_it_is_suggested_not_used(memory: Memory) -> None:
    old = point("security")
    memory.add([Entry(old.citations[0].quote.replace("Hai bên", "Hai nước", 1), "The two countries will …")])
    new = prefer([old], memory, check).points[0]
    assert (new.text, new.task) == (old.text, old.task)
    assert [each.text for each in new.suggestions] == ["The two countries will …"]
    assert prefer([old], memory, check, fuzzy=1.0).points[0].suggestions == ()


def test_a_model_with_a_memory_is_asked_for_the_rest_alone(memory: Memory) -> None:
    memory.add([Entry("Một.", "One, by hand."), Entry("Ba.", "Three, by machine.", author="machine")])
    asked: list[str] = []

    class Asked(Echo):
        def generate(self, texts: Sequence[str], *, progress: Progress = quiet) -> list[Hypothesis]:
            asked.extend(texts)
            return Echo().generate(texts, progress=progress)

    model = Remembered(Asked(), memory)
    assert [each.text for each in model.generate(["Hai.", "Một.", "Ba.", "Một."])] == [
        "Hai.",
        "One, by hand.",
        "Ba.",
        "One, by hand.",
    ]
    assert asked == ["Hai.", "Ba."]
    before = model.signature
    memory.add([Entry("Hai.", "Two.")])
    assert model.signature != before


def test_titles_are_remembered(memory: Memory) -> None:
    memory.add([Entry("Thăm Lào", "Visit to Laos")])
    titles = {"a": "Thăm Lào", "b": "Khác", "c": None}
    assert prefer_titles({"a": "Tham Lao", "b": "Khac"}, titles, memory) == {"a": "Visit to Laos", "b": "Khac"}
