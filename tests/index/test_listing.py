"""A listing from the index is the listing from reading everything, to the letter."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing import library, pipeline
from briefing.config import Config, IndexSettings, ModelSettings, SelectionSettings
from briefing.draftfile import dump
from briefing.index.fragments import dated, put_together, taken_apart
from briefing.listing import listing
from briefing.manifest import article_row, manifest, to_json
from briefing.values import Period, PublicationDate, SourceEntry
from tests.conftest import Briefing
from tests.index.folders import AS_OF, PERIODS, WINTER, messy, rows_by_reading


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return messy(tmp_path_factory.mktemp("kho") / "báo")


def listed(folder: Path, period: Period | None, as_of: date = AS_OF, config: Config | None = None) -> object:
    return pipeline.list_sources(folder, as_of, config or Config(), period=period)


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_rows_are_those_of_reading_everything(folder: Path, period: Period | None) -> None:
    expected = rows_by_reading(folder, period)
    assert listed(folder, period) == expected  # cold
    assert listed(folder, period) == expected  # warm


@pytest.mark.parametrize("as_of", [date(2024, 9, 10), date(2026, 1, 1), date(2026, 2, 4), date(2027, 6, 1)])
def test_another_as_of_day_gives_its_own_dates(folder: Path, as_of: date) -> None:
    listed(folder, None)
    assert listed(folder, WINTER, as_of) == rows_by_reading(folder, WINTER, as_of)


def test_settings_count(folder: Path) -> None:
    config = Config(selection=SelectionSettings(undated="exclude"), model=ModelSettings(source_language="en"))
    assert listed(folder, WINTER, config=config) == rows_by_reading(folder, WINTER, config=config)


def test_a_single_file_is_listed_too(folder: Path) -> None:
    for name in ("001.txt", "tin.jsonl", "000.txt"):
        assert listed(folder / name, WINTER) == rows_by_reading(folder / name, WINTER)


def test_printed_json_is_that_of_the_manifest(folder: Path, briefing: Briefing) -> None:
    rows, passed_over = rows_by_reading(folder, WINTER)
    outcome = briefing("sources", folder, "--json", "--as-of", AS_OF, "--from", WINTER.first, "--to", WINTER.last)
    assert outcome.out == to_json([article_row(row) for row in rows])
    assert all(f"passed over: {one.path} ({one.reason})" in outcome.err for one in passed_over)


def test_an_index_is_needed_for_nothing(folder: Path, tmp_path: Path) -> None:
    expected = rows_by_reading(folder, WINTER)
    assert listed(folder, WINTER, config=Config(index=IndexSettings(use=False))) == expected
    (tmp_path / "file").write_text("no folder")
    notes: list[str] = []
    config = Config(index=IndexSettings(file=str(tmp_path / "file" / "index.sqlite3")))
    with listing(folder, AS_OF, config, period=WINTER, tell=notes.append) as found:
        assert tuple(row.entry for row in found.rows) == expected[0]
    assert "cannot be used" in notes[0]


def test_memo_draft_and_manifest_are_the_same_with_and_without_an_index(folder: Path) -> None:
    config = Config(model=ModelSettings(name="echo"))
    bare = pipeline.draft(folder, WINTER, AS_OF, replace(config, index=IndexSettings(use=False)))
    for _ in range(2):
        memo = pipeline.draft(folder, WINTER, AS_OF, config)
        assert dump(memo) == dump(bare)
        assert to_json(manifest(memo)) == to_json(manifest(bare))
        assert memo == bare


def test_only_files_of_the_period_are_opened_for_a_memo(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = Config(model=ModelSettings(name="echo"))
    memo = pipeline.draft(folder, WINTER, AS_OF, config)
    opened: list[str] = []
    articles: list[str] = []
    read = library.read_document

    def noted(path: Path, name: str, records: frozenset[int] | None = None) -> object:
        opened.append(name)
        result = read(path, name, records)
        articles.extend(article.id for article in result.articles)
        return result

    monkeypatch.setattr(library, "read_document", noted)
    assert pipeline.draft(folder, WINTER, AS_OF, config) == memo
    in_period = {row.path for row in memo.sources if row.stage not in {"read", "select"}}
    assert set(opened) == in_period
    assert len(opened) < len({row.path for row in memo.sources})
    assert [one for one in articles if "#" in one] == [f"báo/tin.jsonl#{number}" for number in range(1, 5)]


def test_a_file_written_to_between_looking_and_reading_is_read_as_it_is(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = messy(tmp_path / "báo")
    look_up = pipeline.look_up

    def slow(*arguments: object, **named: object) -> library.Library:
        found = look_up(*arguments, **named)  # type: ignore[arg-type]
        (copy / "001.txt").write_text((folder / "002.txt").read_text(encoding="utf-8"), encoding="utf-8")
        return found

    config = Config(model=ModelSettings(name="echo"))
    monkeypatch.setattr(pipeline, "look_up", slow)
    memo = pipeline.draft(copy, WINTER, AS_OF, config)
    assert memo == pipeline.draft(copy, WINTER, AS_OF, replace(config, index=IndexSettings(use=False)))


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
days = st.none() | st.dates()
rows = st.builds(
    SourceEntry,
    path=words,
    record=st.none() | st.integers(1, 10**6),
    sha256=words,
    title=st.none() | words,
    outlet=st.none() | words,
    language=words,
    words=st.integers(0, 10**6),
    date=st.builds(PublicationDate, days, days, st.just("inference"), words),
    fate=st.sampled_from(["unused", "dropped"]),
    stage=st.none() | words,
    reason=st.none() | words,
    duplicate_of=st.none() | words,
    cuts=st.lists(st.tuples(words, st.integers(1, 99)), max_size=3).map(tuple),
    url=st.none() | words,
    text_sha256=words,
)


@given(rows, words)
def test_a_row_put_together_is_the_row_written_whole(row: SourceEntry, earlier: str) -> None:
    pieces = taken_apart(replace(row, path=earlier, fate="used", reason=earlier))
    when = dated(row.date.earliest, row.date.latest, row.date.method, row.date.evidence)
    text = put_together(row.path, pieces, when, (row.fate, row.stage, row.reason, row.duplicate_of))
    assert f"[\n{text}\n]\n" == to_json([article_row(row)])


def test_what_a_search_found_stands_in_the_row(seeds: Path, briefing: Briefing) -> None:
    rows = json.loads(briefing("sources", seeds, "--json", "--as-of", AS_OF, "--search", "kim ngạch").out)
    assert rows
    assert all(any("kim ngạch" in line.lower() for line in row["found"]) for row in rows)
    assert json.loads(briefing("sources", seeds, "--json", "--search", "không-đâu-có xyz").out) == []
