"""`draft --import` and `memory` at the command line: what is written, kept, told, and preferred next time."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from briefing.draftfile import dump, load
from briefing.values import Memo
from tests.conftest import Briefing
from tests.renderers.sample import sample
from tests.renderers.tools import edited
from tests.roundtrip.hand import W, control, in_turn, line, remove, swap, write

WINTER = ("--from", "2025-12-01", "--to", "2026-02-28", "--as-of", "2026-03-02", "--model", "echo")
WORDS = "The two leaders saw 12 documents exchanged."


@pytest.fixture
def memo(rendered: bytes, tmp_path: Path) -> Path:
    """The sample memo and its draft."""
    file = tmp_path / "memo.docx"
    file.write_bytes(rendered)
    file.with_suffix(".toml").write_bytes(dump(sample()))
    return file


def read(file: Path) -> Memo:
    return load(file.read_bytes(), file.name)


def edit(file: Path, change: Callable[[Any], object]) -> Path:
    target = file.with_name("edited.docx")
    target.write_bytes(edited(file.read_bytes(), change))
    return target


def test_corrections_come_back_and_the_next_run_uses_them(briefing: Briefing, seeds: Path, tmp_path: Path) -> None:
    memo = tmp_path / "memo.docx"
    assert briefing("run", seeds, *WINTER, "-o", memo).code == 0
    before = read(memo.with_suffix(".toml"))
    first, second, third = before.points[:3]
    quote = third.citations[0].quote

    def retranslate(tree: Any) -> None:
        mark = next(each for each in tree.iter(f"{W}tr") if quote[:60] in "".join(each.itertext()))
        write(list(mark.iter(f"{W}tc"))[1], "By hand, in the annex.")

    changed = edit(
        memo,
        in_turn(
            lambda tree: write(control(tree, f"point:{first.id}"), WORDS),
            lambda tree: remove(line(tree, f"point:{second.id}")),
            retranslate,
        ),
    )
    outcome = briefing("draft", "--import", changed, "--json")
    assert outcome.code == 0, outcome.err
    document = json.loads(outcome.out)
    assert {change["kind"] for change in document["changes"]} == {"text", "deleted", "translation"}
    assert document["memory"]["new"] == 3
    assert "{+" in outcome.err
    draft = tmp_path / "edited-edited.toml"
    after = read(draft)
    assert [point.id for point in after.points] == [point.id for point in before.points if point.id != second.id]
    assert next(point for point in after.points if point.id == first.id).text == WORDS
    assert briefing("render", draft).code == 0

    outcome = briefing("run", seeds, *WINTER, "-o", tmp_path / "next.docx", "--json")
    manifest = json.loads(outcome.out)
    points = {point["id"]: point for section in manifest["sections"] for point in section["points"]}
    assert (points[first.id]["text"], points[first.id]["task"]) == (WORDS, "memory")
    assert (points[third.id]["text"], points[third.id]["task"]) == ("By hand, in the annex.", "memory")
    assert points[third.id]["citations"][0]["translator"] == "person"
    assert "|memory:" in manifest["signature"]
    assert "translation memory" in manifest["method"][-1]
    assert briefing("verify", tmp_path / "next.docx", "--sources", seeds).code == 0

    untouched = briefing("run", seeds, *WINTER, "-o", tmp_path / "plain.docx", "--no-memory", "--json")
    assert {point["task"] for section in json.loads(untouched.out)["sections"] for point in section["points"]} == {
        "translate"
    }
    again = briefing("draft", "--import", tmp_path / "next.docx", "--json")
    assert json.loads(again.out)["changes"] == []


def test_the_draft_is_never_overwritten_unless_it_is_named(briefing: Briefing, memo: Path) -> None:
    draft = memo.with_suffix(".toml")
    old = draft.read_bytes()
    changed = edit(memo, lambda tree: write(control(tree, f"point:{read(draft).points[0].id}"), WORDS))
    assert briefing("draft", "--import", changed, "--onto", draft).code == 0
    assert draft.read_bytes() == old
    for number in ("", "2"):
        assert briefing("draft", "--import", changed, "--onto", draft, "-o", draft).code == 0
        assert draft.with_name(f"memo.toml.bak{number}").is_file()
    assert draft.with_name("memo.toml.bak").read_bytes() == old
    assert WORDS in draft.read_text("utf-8")


def test_an_accepted_flag_stays_accepted_until_the_finding_changes(briefing: Briefing, memo: Path) -> None:
    point = next(each for each in read(memo.with_suffix(".toml")).points if each.flagged)

    def unflag(tree: Any) -> None:
        swap(line(tree, f"point:{point.id}"), "⚑ check", "")

    changed = edit(memo, unflag)
    target = memo.with_name("accepted.toml")
    assert briefing("draft", "--import", changed, "-o", target).code == 0
    assert briefing("render", target, "-o", memo.with_name("accepted.docx")).code == 0
    document = json.loads(briefing("draft", "--import", memo.with_name("accepted.docx"), "--json").out)
    assert document["changes"] == []
    settled = next(each for each in read(target).points if each.id == point.id)
    assert settled.accepted
    assert not settled.flagged


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--import", "none.docx"), 5),
        (("--import", "{seeds}/000_456da3bcb937796d.txt"), 5),
        (("--import", "{memo}", "--onto", "none.toml"), 4),
        (("--import", "{memo}", "-o", "memo.docx"), 2),
        (("{seeds}", "--import", "{memo}"), 2),
        (("--onto", "none.toml"), 2),
        ((), 2),
    ],
)
def test_misuse_is_two_lines(
    arguments: tuple[str, ...], code: int, briefing: Briefing, memo: Path, seeds: Path
) -> None:
    outcome = briefing("draft", *(each.format(seeds=seeds, memo=memo) for each in arguments))
    assert outcome.code == code
    assert len(outcome.err.strip().splitlines()) == 2
    assert "Traceback" not in outcome.err


def test_the_memory_travels_as_tmx(briefing: Briefing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert briefing("memory", "export", "empty.tmx").code == 2
    assert briefing("memory", "add", "Hai bên nhất trí.", "The two sides agreed.").code == 0
    assert briefing("memory", "add", "Hai bên", " ").code == 2
    assert briefing("memory", "export", "all.tmx").code == 0
    assert briefing("memory", "forget", "Hai bên nhất trí.").code == 0
    assert briefing("memory", "forget", "Hai bên nhất trí.").code == 2
    outcome = briefing("memory", "import", "all.tmx", "--json")
    assert json.loads(outcome.out)["new"] == 1
    shown = json.loads(briefing("memory", "show", "nhat tri", "--json").out)
    assert [entry["target"] for entry in shown["entries"]] == ["The two sides agreed."]
    assert "The two sides agreed." in briefing("memory", "show").out
    assert briefing("memory", "import", "none.tmx").code == 2
    assert briefing("memory", "import", "all.tmx", "--author", "robot").code == 2
    (tmp_path / "briefing.toml").write_text('[memory]\nfile = "own.sqlite3"\n', encoding="utf-8")
    assert json.loads(briefing("memory", "show", "--json").out)["entries"] == []
    (tmp_path / "briefing.toml").write_text("[memory]\nfuzzy = 2.0\n", encoding="utf-8")
    assert briefing("memory", "show").code == 2
