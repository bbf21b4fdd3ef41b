from __future__ import annotations

import codecs
import json
from datetime import date

import pytest

from briefing.readers.jsonl import JsonlReader
from briefing.values import UNDATED, Article, Dropped
from tests.readers.builders import article_of, check_article, reason_of, seed, source_of

READER = JsonlReader()


def line(**fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False)


def read(data: bytes) -> list[Article | Dropped]:
    outcomes = list(READER.read(data, source_of(data, "news/week.jsonl")))
    for outcome in outcomes:
        if isinstance(outcome, Article):
            check_article(outcome)
    return outcomes


def test_an_article_a_line() -> None:
    data = "\n".join(
        [
            line(text=seed("000")),
            line(
                text=seed("002"),
                title="Hội kiến",
                published="2026-01-26",
                outlet="Dân trí",
                url="https://dantri.com.vn/a",
                tags=["Lào"],
            ),
        ]
    ).encode()
    first, second = read(data)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.id, first.record, first.text, first.published) == ("news/week.jsonl#1", 1, seed("000"), UNDATED)
    assert (second.id, second.record, second.text) == ("news/week.jsonl#2", 2, seed("002"))
    assert (second.title, second.outlet, second.url) == ("Hội kiến", "Dân trí", "https://dantri.com.vn/a")
    assert (second.published.earliest, second.published.evidence) == (date(2026, 1, 26), "published: 2026-01-26")
    assert first.source == second.source
    assert first.text_sha256 != second.text_sha256


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b'{"text": "Th\xe1"}', "not UTF-8 at byte 12 of the line"),
        (b'{"text": "Tin"', "not JSON: "),
        (b"Tin", "not JSON: "),
        (b'"Tin"', "not a JSON object"),
        (b"[1, 2]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b"{}", "no 'text' in this line"),
        (b'{"text": null}', "no 'text' in this line"),
        (b'{"text": 5}', "'text' is not a string"),
        (b'{"text": ["Tin"]}', "'text' is not a string"),
        (b'{"text": " \\n\\u00a0"}', "the 'text' of this line is empty"),
        (b'{"text": "Tin \\ud800 hay"}', "'text' holds characters that are no text"),
        (b'{"text": "Tin \\u0000 hay"}', "'text' holds characters that are no text"),
        (b"[" * 100_000, "not JSON"),
        (b'{"text": ' + b"1" * 10_000 + b"}", "not JSON"),
    ],
)
def test_a_bad_line_is_dropped_alone(bad: bytes, reason: str) -> None:
    good = line(text=seed("004")).encode()
    first, second, third = read(good + b"\n" + bad + b"\r\n" + good)
    assert isinstance(first, Article)
    assert isinstance(second, Dropped)
    assert isinstance(third, Article)
    assert (first.record, third.record) == (1, 3)
    assert second.article_id == "news/week.jsonl#2"
    assert second.stage == "read"
    assert second.reason.startswith(reason)


def test_blank_lines_count_but_are_no_articles() -> None:
    outcomes = read(b"\n  \r\n" + line(text=seed("004")).encode() + b"\n\n")
    assert [outcome.record for outcome in outcomes if isinstance(outcome, Article)] == [3]


def test_other_line_separators_inside_a_string_end_no_line() -> None:
    text = "Một.\u2028Hai.\u2029Ba.\x85Bốn."
    article = article_of(READER, line(text=text).encode())
    assert article.text == text
    assert len(article.paragraphs) == 4


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_byte_order_marks(codec: str) -> None:
    data = (line(text=seed("004")) + "\n" + line(text=seed("002"))).encode(codec)
    assert [outcome.text for outcome in read(data) if isinstance(outcome, Article)] == [seed("004"), seed("002")]


def test_damaged_utf16_is_dropped_as_a_file() -> None:
    assert reason_of(READER, codecs.BOM_UTF16_LE + b"\x00").startswith("damaged text: not UTF-16")


@pytest.mark.parametrize(
    ("published", "earliest", "evidence"),
    [
        ("2026-01-26", date(2026, 1, 26), "published: 2026-01-26"),
        ("2026-01-26T23:59:00+07:00", date(2026, 1, 26), "published: 2026-01-26T23:59:00+07:00"),
        ("2026-01-25T17:00:00Z", date(2026, 1, 26), "published: 2026-01-25T17:00:00Z (2026-01-26 in Vietnam, UTC+7)"),
        ("2026-02-30", None, "published: 2026-02-30 (not a date)"),
        ("26/01/2026", None, "published: 26/01/2026 (not a date)"),
        (1769414400, None, "published: 1769414400 (not a date)"),
        (["2026-01-26"], None, "published: ['2026-01-26'] (not a date)"),
        (None, None, ""),
        ("", None, ""),
    ],
)
def test_published_is_iso_or_refused(published: object, earliest: date | None, evidence: str) -> None:
    article = article_of(READER, line(text=seed("004"), published=published).encode())
    assert (article.published.earliest, article.published.latest) == (earliest, earliest)
    assert article.published.evidence == evidence
    assert article.published.method == ("metadata" if earliest else "none")


def test_metadata_of_the_wrong_kind_is_passed_over() -> None:
    article = article_of(
        READER, line(text=seed("004"), title=5, outlet=["VOV"], url="\ud800").encode("utf-8", "ignore")
    )
    assert (article.title, article.outlet, article.url) == (None, None, None)


@pytest.mark.parametrize(("data", "reason"), [(b"", "empty file"), (b"\n \n", "no article in the file")])
def test_a_file_without_lines_is_dropped(data: bytes, reason: str) -> None:
    assert reason_of(READER, data) == reason


def test_only_the_lines_wanted_are_read() -> None:
    data = f"{line(text='Một.')}\n{line(text='Hai.')}\nhỏng\n{line(text='Bốn.')}\n".encode()
    source = source_of(data, "news/week.jsonl")
    everything = {one.id: one for one in READER.read(data, source) if isinstance(one, Article)}
    assert list(READER.read(data, source, frozenset({2, 4, 9}))) == [everything[f"news/week.jsonl#{n}"] for n in (2, 4)]
