"""Second attempts: the better hypothesis, clauses, certain forms put in, and nothing done to points that hold."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.lang.glossary import parse_glossary
from briefing.protocols import Progress, quiet
from briefing.resources import find
from briefing.stages.check import check_point
from briefing.stages.correct import correct
from briefing.stages.generate import GenerateSettings, Written, generate
from briefing.values import Check, Hypothesis, Passage, Sentence, Span

GLOSSARY = parse_glossary(find("prompts", "glossary.csv").read_text(encoding="utf-8"))
TRADE = "Hai bên nhất trí phấn đấu nâng kim ngạch lên 5 tỷ USD trong tương lai gần."
RIGHT = "The two sides agreed to strive to raise trade to $5 billion in the near future."
WRONG = "The two sides agreed to strive to raise trade in the near future."
LONG = (
    "Hai nước sẽ đẩy mạnh gắn kết hai nền kinh tế, đồng thời triển khai quyết liệt các dự án chiến lược, "
    "phấn đấu kim ngạch thương mại song phương đạt 10 tỷ USD trong thời gian tới."
)


class Several:
    """A model with several answers a text, best first; `calls` counts how it was asked."""

    signature = "several"

    def __init__(self, answers: dict[str, tuple[str, ...]]) -> None:
        self.answers = answers
        self.calls: list[tuple[str, int]] = []

    def generate(self, texts: Sequence[str], *, progress: Progress = quiet) -> list[Hypothesis]:
        self.calls.append(("generate", len(texts)))
        progress(len(texts), len(texts), "")
        return [Hypothesis(self.answers.get(text, ("",))[0], -0.5) for text in texts]

    def alternatives(self, texts: Sequence[str], n: int, *, progress: Progress = quiet) -> list[tuple[Hypothesis, ...]]:
        self.calls.append(("alternatives", len(texts)))
        progress(len(texts), len(texts), "")
        found = (self.answers.get(text, ("",))[:n] for text in texts)
        return [tuple(Hypothesis(one, -0.5 - place / 10) for place, one in enumerate(several)) for several in found]


class Single:
    """A model that knows one answer a text."""

    signature = "single"

    def __init__(self, answers: dict[str, str]) -> None:
        self.answers = answers

    def generate(self, texts: Sequence[str], *, progress: Progress = quiet) -> list[Hypothesis]:
        progress(len(texts), len(texts), "")
        return [Hypothesis(self.answers.get(text, ""), -0.5) for text in texts]


def judge(sources: Sequence[str], english: str) -> tuple[Check, ...]:
    return check_point(sources, english, GLOSSARY)


def passage(text: str, number: int = 1) -> Passage:
    return Passage((Sentence("seeds/001.txt", number, 1, Span(0, len(text)), text),), 1.0)


def write(model: object, *texts: str, settings: GenerateSettings | None = None) -> tuple[Written, ...]:
    passages = [passage(text, number) for number, text in enumerate(texts, 1)]
    return generate(passages, model, None, check=judge, settings=settings)  # type: ignore[arg-type]


def test_a_point_that_holds_is_left_alone() -> None:
    model = Several({TRADE: (RIGHT, WRONG)})
    (written,) = write(model, TRADE)
    assert (written.text, written.path) == (RIGHT, ("translated",))
    assert model.calls == [("generate", 1)]


def test_another_hypothesis_that_holds_is_taken() -> None:
    (written,) = write(Several({TRADE: (WRONG, RIGHT)}), TRADE)
    assert written.text == RIGHT
    assert written.path == ("translated", "another hypothesis")
    assert written.translations == (RIGHT,)
    assert written.score == -0.6


def test_the_second_pass_is_one_call_for_the_whole_memo() -> None:
    other = "Hai bên nhất trí trao đổi 12 văn kiện."
    model = Several({TRADE: (WRONG, RIGHT), other: ("The two sides exchanged documents.",)})
    write(model, TRADE, other)
    assert [how for how, _ in model.calls] == ["generate", "alternatives"]


def test_a_sentence_is_tried_again_in_its_clauses() -> None:
    from briefing.stages.clauses import split_clauses

    parts = [span.of(LONG) for span in split_clauses(LONG, 17)]
    assert len(parts) > 1
    english = [
        "The two countries will closely connect their two economies",
        "implement strategic projects resolutely",
        "strive for bilateral trade of $10 billion in the coming time.",
    ]
    answers = {LONG: "The two countries will connect.", **dict(zip(parts, english, strict=False))}
    (written,) = write(Single(answers), LONG)
    assert written.path[:2] == ("translated", "in clauses")
    assert "$10 billion" in written.text


def test_what_still_fails_says_so_and_quotes_the_source() -> None:
    (written,) = write(Single({TRADE: WRONG}), TRADE)
    assert written.path == ("translated", "still fails")
    assert any(check.verdict == "fail" and "5 tỷ USD" in check.found for check in written.checks)


def test_a_number_that_can_be_no_other_is_put_in() -> None:
    (written,) = write(Single({TRADE: RIGHT.replace("$5 billion", "$50 billion")}), TRADE)
    assert written.text == RIGHT
    assert written.path == ("translated", "put in: $50 billion -> $5 billion")
    assert not [check for check in written.checks if check.verdict == "fail"]


def test_only_what_is_certain_is_put_in() -> None:
    two = "Hai bên ký 5 hợp đồng trị giá 3 tỷ USD."
    wrong = "The two sides signed 7 contracts worth $8 billion."
    text, steps = correct([two], wrong, judge([two], wrong), judge)
    assert (text, steps) == (wrong, ())
    money = "The two sides agreed to strive to raise trade by 50% in the near future."
    assert correct([TRADE], money, judge([TRADE], money), judge)[1] == ()


def test_a_misspelt_name_is_put_right_and_another_one_is_not() -> None:
    source = "Thủ tướng Phạm Minh Chính tiếp Thủ tướng Lào Sonexay Siphandone."
    right = "Prime Minister Pham Minh Chinh received Lao Prime Minister Sonexay Siphandone."
    misspelt = right.replace("Siphandone", "Siphandnoe")
    text, _ = correct([source], misspelt, judge([source], misspelt), judge)
    assert text in {right, misspelt}
    another = right.replace("Pham Minh Chinh", "Tran Duc Luong")
    assert correct([source], another, judge([source], another), judge)[0] == another


def test_an_office_is_put_right_before_its_name() -> None:
    source = "Chủ tịch nước Lương Cường phát biểu."
    wrong = "Prime Minister Luong Cuong spoke."
    text, steps = correct([source], wrong, judge([source], wrong), judge)
    assert "President Luong Cuong" in text
    assert steps
