"""The day of publication: the five seeds, cases filed by origin, and what must hold for any text."""

from __future__ import annotations

import hashlib
import tomllib
import unicodedata
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.stages.clean import clean
from briefing.stages.dates import RULES, date_article
from briefing.values import UNDATED, Article, Cut, Paragraph, PublicationDate, SourceDocument, Span

DATA = Path(__file__).parents[1] / "data" / "dates"
SEEDS = Path(__file__).parents[2] / "seeds"
AS_OF = date(2026, 11, 21)


def article_of(text: str, file: str = "tin.txt", **parts: Any) -> Article:
    spans, start = [], 0
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if bare:
            left = start + line.index(bare)
            spans.append(Span(left, left + len(bare)))
        start += len(line)
    return Article(
        id=f"tin/{file}",
        source=SourceDocument(f"tin/{file}", "0" * 64, "text/plain"),
        record=parts.get("record"),
        text=text,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        title=None,
        outlet=None,
        url=parts.get("url"),
        language="vi",
        paragraphs=tuple(Paragraph(number, span) for number, span in enumerate(spans, 1)),
        published=parts.get("published", UNDATED),
    )


def seed(number: str) -> Article:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    return article_of(path.read_text(encoding="utf-8"), path.name)


def cases(name: str) -> list[Any]:
    found = tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    return [pytest.param(case, id=case["name"]) for case in found]


def dated(case: dict[str, Any]) -> tuple[Article, PublicationDate]:
    text = unicodedata.normalize("NFD", case["text"]) if case.get("decompose") else case["text"]
    article = article_of(text, case.get("file", "tin.txt"), url=case.get("url"), record=case.get("record"))
    return article, date_article(article, clean(article), case.get("as_of", AS_OF))


def check(case: dict[str, Any]) -> None:
    article, published = dated(case)
    found = (published.earliest, published.latest, published.method)
    assert found == (case.get("earliest"), case.get("latest"), case["method"]), published.evidence
    for words in case.get("says", ()):
        assert words in published.evidence
    assert all(span.end <= len(article.text) for span in published.spans)


@pytest.mark.parametrize("case", cases("wild"))
def test_real_wording_is_understood(case: dict[str, Any]) -> None:
    check(case)


@pytest.mark.parametrize("case", cases("negative"))
def test_what_must_not_date_does_not(case: dict[str, Any]) -> None:
    check(case)


@pytest.mark.xfail(raises=AssertionError, strict=True)
@pytest.mark.parametrize("case", cases("known_failure"))
def test_known_failures(case: dict[str, Any]) -> None:
    check(case)


def test_there_are_enough_cases() -> None:
    assert len(cases("wild")) + len(cases("negative")) >= 60


@pytest.mark.parametrize("as_of", [AS_OF, date(2027, 2, 10), date(2031, 1, 1)])
@pytest.mark.parametrize("cleaned", [True, False])
@pytest.mark.parametrize(
    ("number", "earliest", "latest", "method"),
    [
        ("001", date(2025, 12, 1), date(2025, 12, 1), "header"),
        ("002", date(2026, 1, 26), date(2026, 1, 26), "header"),
        ("003", date(2024, 9, 11), date(2024, 9, 11), "dateline"),
        ("004", date(2025, 12, 1), date(2026, 2, 5), "inference"),
        ("000", date(2025, 12, 1), None, "inference"),
    ],
)
def test_the_seeds(number: str, earliest: date, latest: date | None, method: str, cleaned: bool, as_of: date) -> None:  # noqa: FBT001, PLR0917
    article = seed(number)
    published = date_article(article, clean(article) if cleaned else (), as_of)
    assert (published.earliest, published.latest, published.method) == (earliest, latest or as_of, method)


def test_the_evidence_of_the_seeds() -> None:
    def evidence(number: str) -> tuple[str, list[str]]:
        article = seed(number)
        published = date_article(article, clean(article), AS_OF)
        return published.evidence, [span.of(article.text) for span in published.spans]

    words, quoted = evidence("003")
    assert "'Ngày 11/9'" in words
    assert "'11/09/2024'" in words
    assert quoted == ["Ngày 11/9", "11/09/2024"]
    words, quoted = evidence("004")
    assert "'tháng 12/2025 vừa qua'" in words
    assert "'ngày 5/2' with 'sẽ thực hiện'" in words
    assert {"ngày 5/2", "tháng 12/2025", "vừa qua"} <= set(quoted)
    words, quoted = evidence("000")
    assert "'đạt được trong tháng 12/2025'" in words
    assert "open to the as-of date 2026-11-21" in words
    assert "tháng 12/2025" in quoted


def test_somebody_elses_headline_moves_no_day() -> None:
    article = seed("003")
    assert "ngày 23/9" in article.text
    assert "23/9" not in date_article(article, clean(article), AS_OF).evidence


def test_a_person_beats_everything() -> None:
    day = date(2026, 2, 4)
    published = date_article(seed("001"), (), AS_OF, override=day)
    assert (published.earliest, published.latest, published.method) == (day, day, "person")
    assert published.exact


def stated(day: date, method: Any = "metadata", evidence: str = "published: then") -> PublicationDate:
    return PublicationDate(day, day, method, evidence)


def test_metadata_come_before_the_text() -> None:
    article = article_of("Ngày 5/2/2026, hai bên hội đàm.", published=stated(date(2026, 2, 6)))
    published = date_article(article, (), AS_OF)
    assert (published.earliest, published.method) == (date(2026, 2, 6), "metadata")
    assert published.evidence == "published: then"


def test_metadata_that_the_text_contradicts_are_kept_and_the_contradiction_told() -> None:
    article = article_of("Hai bên đã ký hiệp định hồi tháng 12/2025.", published=stated(date(2024, 1, 1)))
    published = date_article(article, (), AS_OF)
    assert published.earliest == date(2024, 1, 1)
    assert "but the text has 'hồi tháng 12/2025'" in published.evidence


@pytest.mark.parametrize("method", ["metadata", "header"])
def test_what_is_stated_for_the_future_is_refused_and_the_refusal_told(method: str) -> None:
    article = article_of("Ngày 5/2/2026, hai bên hội đàm.", published=stated(AS_OF + timedelta(days=1), method))
    published = date_article(article, (), AS_OF)
    assert (published.earliest, published.method) == (date(2026, 2, 5), "dateline")
    assert "lies after the as-of date 2026-11-21, refused" in published.evidence


def test_a_computers_zero_date_is_refused() -> None:
    article = article_of("Hai bên hội đàm.", published=stated(date(1970, 1, 1)))
    published = date_article(article, (), AS_OF)
    assert (published.earliest, published.latest, published.method) == (None, None, "none")
    assert "zero date" in published.evidence


def test_the_order_of_methods() -> None:
    names = [rule.__name__ for rule in RULES]
    order = ["person", "metadata", "header", "stamp_line", "address", "dateline", "file_name", "inference"]
    assert names == order


def test_spans_point_into_decomposed_text_as_it_stands() -> None:
    text = unicodedata.normalize("NFD", "Hai bên đã ký hiệp định hồi tháng 12/2025.")
    article = article_of(text)
    published = date_article(article, (), AS_OF)
    quoted = [unicodedata.normalize("NFC", span.of(text)).strip() for span in published.spans]
    assert quoted == ["hồi", "tháng 12/2025"]


PIECES = (DATA / "fragments.txt").read_text(encoding="utf-8").splitlines()
FRAGMENTS = st.sampled_from([*(f"{piece} " for piece in PIECES), "\n", "\n\n", "\u2028", "\x85", "e\u0301"])
TEXTS = st.one_of(st.lists(FRAGMENTS, max_size=25).map("".join), st.text(max_size=200))
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1))


@settings(max_examples=150, deadline=None)
@given(
    text=TEXTS, as_of=DAYS, where=st.lists(st.tuples(st.integers(0, 200), st.integers(0, 40)), max_size=3), name=TEXTS
)
def test_any_text_yields_an_ordered_interval_up_to_the_as_of_date(
    text: str, as_of: date, where: list[tuple[int, int]], name: str
) -> None:
    cuts = tuple(
        Cut(Span(min(start, len(text)), min(start + length, len(text))), "related stories") for start, length in where
    )
    article = article_of(text, f"{name}.txt", url=f"https://example.vn/{name}")
    published = date_article(article, cuts, as_of)
    if published.earliest is not None and published.latest is not None:
        assert published.earliest <= published.latest
    assert published.latest is None or published.latest <= as_of
    assert published.earliest is None or (published.latest is not None and published.earliest <= as_of)
    assert (published.method == "none") == (published.earliest is None and published.latest is None)
    assert published.evidence
    assert all(span.end <= len(text) and len(span) for span in published.spans)
    assert date_article(article, cuts, as_of) == published


@settings(max_examples=40, deadline=None)
@given(text=st.lists(FRAGMENTS, max_size=15).map("".join), as_of=st.dates(date.min, date.max))
def test_no_as_of_date_breaks_the_calendar(text: str, as_of: date) -> None:
    published = date_article(article_of(text), (), as_of)
    assert published.latest is None or published.latest <= as_of


def test_what_the_reader_refused_is_told() -> None:
    refused = PublicationDate(None, None, "none", "published: 26/01/2026 (not a date)")
    published = date_article(article_of("Hai bên nhất trí hợp tác.", published=refused), (), AS_OF)
    assert (published.earliest, published.latest, published.method) == (None, None, "none")
    assert "published: 26/01/2026 (not a date)" in published.evidence


def test_a_page_that_states_only_a_later_change_was_published_by_then() -> None:
    changed = PublicationDate(None, date(2026, 2, 9), "metadata", "modified_time: 2026-02-09 (a later change)")
    alone = date_article(article_of("Hai bên nhất trí hợp tác.", published=changed), (), AS_OF)
    assert (alone.earliest, alone.latest, alone.method) == (None, date(2026, 2, 9), "metadata")
    text = "Hai bên đã ký các thỏa thuận đạt được trong tháng 12/2025."
    both = date_article(article_of(text, published=changed), (), AS_OF)
    assert (both.earliest, both.latest, both.method) == (date(2025, 12, 1), date(2026, 2, 9), "inference")
    assert "a later change" in both.evidence


def test_a_change_after_the_as_of_date_bounds_nothing() -> None:
    changed = PublicationDate(None, date(2027, 2, 9), "metadata", "modified_time: 2027-02-09 (a later change)")
    published = date_article(article_of("Hai bên nhất trí hợp tác.", published=changed), (), AS_OF)
    assert published.latest is None
