"""Duplicates looked for in an index are those that comparing all articles finds, also when files have changed."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.config import Config, IndexSettings
from briefing.index import twins
from briefing.index.body import packed
from briefing.index.store import Index, open_index
from briefing.listing import listing
from briefing.stages import dedupe, shingles
from briefing.stages.dedupe import Body, fingerprint
from briefing.stages.shingles import hashed, normalised
from tests.index.folders import AS_OF

PHRASE = "Theo thông tấn xã Việt Nam, sáng nay tại thủ đô Hà Nội đã diễn ra một sự kiện."
KINDS = st.sampled_from(["same", "half", "most", "edited", "joined", "short", "phrase", "empty"])


def sentences(number: int) -> list[str]:
    chance = random.Random(number)
    return [" ".join(f"từ{chance.randrange(4000)}" for _ in range(12)).capitalize() + "." for _ in range(6)]


def edited(kind: str, number: int) -> list[str]:
    """An article that has something of article `number`."""
    one, other = sentences(number), sentences(number + 1)
    made = {
        "same": one,
        "half": one[:3] + sentences(number + 500)[3:],
        "most": one[::-1][:5],
        "edited": [line.replace("từ1", "tự1") for line in one],
        "joined": one + other,
        "short": one[:1],
        "phrase": [PHRASE, *one],
        "empty": ["…"],
    }
    return made[kind]


class Kept:
    """Bodies, and an index that holds their prints and texts and nothing else."""

    def __init__(self, connection: sqlite3.Connection, texts: list[list[str]], days: list[int]) -> None:
        self.connection = connection
        connection.execute("DELETE FROM print")
        connection.execute("DELETE FROM body")
        self.chosen = {}
        self.bodies = []
        for record, (text, day) in enumerate(zip(texts, days, strict=True), 1):
            words = normalised(text)
            found = hashed(words)
            marks = fingerprint(words, found)
            row = (record, marks.words, marks.syllables, marks.shingles, marks.sketch.tobytes(), "Báo", text[0])
            connection.execute("INSERT INTO print VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            connection.execute("INSERT INTO body VALUES (?, ?)", (record, packed(text)))
            self.chosen[record] = (f"s/{999 - record:03}", date(2026, 1, day))
            hashes = shingles.in_order(found)
            story = dedupe.story_of("Báo", text[0])
            self.bodies.append(Body(*self.chosen[record], story, marks, lambda hashes=hashes: hashes))


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    with open_index(None, "/kho", "code") as opened:
        yield opened


@pytest.fixture(params=["by number", "all gone through"])
def small(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few articles are treated as very many are."""
    monkeypatch.setattr(dedupe, "ALL_PAIRS", 4)
    monkeypatch.setattr(twins, "ALL_PAIRS", 4)
    monkeypatch.setattr(twins, "_MANY", 1)
    monkeypatch.setattr(twins, "_FEW", 10**6 if request.param == "by number" else 0)
    monkeypatch.setattr(shingles, "_COMMON", 5)


@pytest.mark.usefixtures("small")
@given(
    st.lists(st.tuples(KINDS, st.integers(0, 9), st.integers(1, 4)), max_size=16),
    st.sets(st.integers(1, 26)),
    st.sets(st.integers(1, 26)),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_few_among_many_fare_as_when_all_are_compared(
    index: Index, copies: list[tuple[str, int, int]], shown: set[int], outside: set[int]
) -> None:
    texts = [sentences(number) for number in range(10)] + [edited(kind, number) for kind, number, _ in copies]
    kept = Kept(index.connection, texts, [1] * 10 + [day for _, _, day in copies])
    chosen = {record: told for record, told in kept.chosen.items() if record not in outside}
    everything = dedupe.find_duplicates(
        body for record, body in zip(kept.chosen, kept.bodies, strict=True) if record in chosen
    )
    found = twins.duplicates_among(index.connection, chosen, shown)
    wanted = {chosen[record][0] for record in shown if record in chosen}
    if wanted and len(wanted) < len(chosen):
        assert found.duplicate_of == {one: of for one, of in everything.duplicate_of.items() if one in wanted}
        assert found.reasons == {one: why for one, why in everything.reasons.items() if one in wanted}
    assert twins.duplicates_among(index.connection, chosen) == everything


def short_articles(folder: Path, count: int) -> None:
    folder.mkdir()
    for number in range(count):
        write(folder / f"{number:04}.txt", edited("same", 2 * number))


def write(path: Path, lines: list[str]) -> None:
    path.write_text("\n".join(["Kim ngạch tăng mạnh trong năm nay.", *lines]), encoding="utf-8")
    os.utime(path, (10**9, 10**9))


def fates(folder: Path, config: Config, *searched: str) -> dict[str, object]:
    with listing(folder, AS_OF, config, searched=searched) as found:
        return {row.path: row.fate for row in found.rows}


def test_a_search_knows_the_duplicates_after_files_came_changed_moved_and_went(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dedupe, "ALL_PAIRS", 4)
    monkeypatch.setattr(twins, "ALL_PAIRS", 4)
    folder, config = tmp_path / "kho", Config(index=IndexSettings(file=str(tmp_path / "index.sqlite3")))
    short_articles(folder, 30)
    word = sentences(6)[2].split()[3]

    def duplicates() -> int:
        found, everything = fates(folder, config, word), fates(folder, config)
        assert found == {path: everything[path] for path in found}
        return sum(fate[1] == "deduplicate" for fate in everything.values())  # type: ignore[index]

    assert duplicates() == 0
    write(folder / "z.txt", sentences(6)[:5])
    write(folder / "zz.txt", sentences(6)[::-1])
    assert duplicates() == 2
    (folder / "zz.txt").rename(folder / "0.txt")
    write(folder / "z.txt", sentences(777))
    assert duplicates() == 1
    (folder / "0003.txt").unlink()
    assert duplicates() == 0


def test_an_unchanged_folder_is_not_compared_file_by_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, config = tmp_path / "kho", Config(index=IndexSettings(file=str(tmp_path / "index.sqlite3")))
    short_articles(folder, 5)
    before = fates(folder, config)
    with monkeypatch.context() as patch:
        patch.setattr(Index, "files", None)
        assert fates(folder, config) == before
    stamp = (folder / "0002.txt").stat().st_ctime_ns + 10**13  # by its own clock it is still being written to
    os.utime(folder / "0002.txt", ns=(stamp, stamp))
    assert fates(folder, config) == before
    with monkeypatch.context() as patch:
        patch.setattr(Index, "files", None)
        with pytest.raises(TypeError):
            fates(folder, config)
