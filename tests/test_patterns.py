"""Expressions that were compiled by an earlier run: they are what the standard library makes, or they are not used."""

from __future__ import annotations

import marshal
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing import patterns
from briefing.patterns import FEW, Kept

ROOT = Path(__file__).parents[1]
ROOMS = ("lang.numbers", "lang.numbers_english", "lang.calendar", "lang.names", "lang.polarity", "stages.bylines")
ROOMS += ("stages.breaks", "stages.dateline", "stages.clauses", "stages.checks.direction", "lang.placeholders")
ODD: tuple[tuple[str | bytes, int], ...] = (
    ("", 0),
    (r"(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>\d{4}))?", 0),
    (r"(?i:ngày)\s+(?<!\w)[ÀÁẠĐa-z]+(?!\d)|(a)|(?P<b>b)", 0),
    ("^#.*$", int(re.MULTILINE | re.IGNORECASE)),
    ("a  # kein b\n b", int(re.VERBOSE)),
    (rb"\xef\xbb\xbf|[\x00-\x1f]", 0),
    (r"\w+?(?=\W)", int(re.ASCII | re.DOTALL)),
    ("(?s)a.b", 0),
    (r"[\u3040-\u30ff\U00020000-\U0002ffff]{2,}", 0),
)


def kept_in(folder: Path) -> Kept:
    kept = Kept(folder / "patterns.re", import_module("_sre"), import_module("re._compiler"))
    kept.load()
    return kept


def noting(kept: Kept, pattern: str | bytes, flags: int) -> Any:
    """Compile as in a process in which `keep` was called."""
    compiler: Any = import_module("re._compiler")
    before = compiler._code
    compiler._code = kept.code
    try:
        return kept.compile(pattern, flags)
    finally:
        compiler._code = before


@pytest.fixture
def writing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(patterns, "FEW", 0)


def ours() -> list[re.Pattern[str]]:
    """The expressions of rooms that read Vietnamese and English."""
    modules = [import_module(f"briefing.{room}") for room in ROOMS]
    return [one for module in modules for one in vars(module).values() if isinstance(one, re.Pattern)]


@pytest.mark.usefixtures("writing")
def test_what_is_handed_over_is_what_the_standard_library_compiles(tmp_path: Path) -> None:
    every = [*ODD, *((one.pattern, int(one.flags & ~re.UNICODE)) for one in ours())]
    assert len(every) > 60
    first = kept_in(tmp_path)
    for pattern, flags in every:
        assert noting(first, pattern, flags) == re.compile(pattern, flags)
    first.save()
    second = kept_in(tmp_path)
    second._compile = None  # type: ignore[assignment] - nothing is compiled any more
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt")))
    for pattern, flags in every:
        handed, plain = second.compile(pattern, flags), re.compile(pattern, flags)
        assert handed == plain  # compares the instructions too
        assert (handed.groups, handed.groupindex, handed.flags) == (plain.groups, plain.groupindex, plain.flags)
        if isinstance(pattern, str):
            assert [one.span() for one in handed.finditer(text)] == [one.span() for one in plain.finditer(text)]


@given(st.text("ab(|)[]*+?.^$\\wd{}1,-é<:P=!>", max_size=12), st.sampled_from((0, int(re.IGNORECASE), int(re.VERBOSE))))
def test_any_expression_that_compiles_is_the_same_from_its_instructions(pattern: str, flags: int) -> None:
    try:
        plain = re.compile(pattern, flags)
    except (re.error, OverflowError, RecursionError, FutureWarning, DeprecationWarning):
        return
    kept = kept_in(Path("nowhere"))
    noting(kept, pattern, flags)
    kept.known, kept._compile = kept.used, None  # type: ignore[assignment]
    assert kept.compile(pattern, flags) == plain


@pytest.mark.usefixtures("writing")
@pytest.mark.parametrize("harm", ["cut", "bit", "head", "empty", "absent"])
def test_a_file_that_is_not_whole_or_of_another_python_is_as_if_it_were_not_there(tmp_path: Path, harm: str) -> None:
    kept = kept_in(tmp_path)
    noting(kept, r"(\d+) người", 0)
    kept.save()
    assert kept_in(tmp_path).known
    data = bytearray(kept.path.read_bytes())
    if harm == "bit":
        data[-3] ^= 4
    if harm == "head":
        data[0] ^= 1
    kept.path.write_bytes({"cut": data[:-1], "empty": b""}.get(harm, data))
    if harm == "absent":
        kept.path.unlink()
    assert not kept_in(tmp_path).known


def test_instructions_that_the_engine_refuses_are_compiled_anew(tmp_path: Path) -> None:
    kept = kept_in(tmp_path)
    kept.known = {("a+", 0): (b"\xff" * 8, 32, {}, 0), ("b", 0): (b"\1", 32, {}, 0), ("c", 0): None}  # type: ignore[dict-item]
    for pattern in ("a+", "b", "c"):
        assert noting(kept, pattern, 0) == re.compile(pattern)


def test_an_expression_already_compiled_and_one_that_is_wrong_go_the_usual_way(tmp_path: Path) -> None:
    kept = kept_in(tmp_path)
    with pytest.raises(re.error, match="unterminated"):
        noting(kept, "(a", 0)
    assert not kept.used


def test_nothing_is_written_where_bytecode_is_not_or_for_a_few_new_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = kept_in(tmp_path)
    for number in range(FEW):
        noting(kept, f"x{number}", 0)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    kept.save()
    assert not kept.path.exists()
    noting(kept, "one more", 0)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    kept.save()
    assert not kept.path.exists()
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    kept.save()
    assert len(kept_in(tmp_path).known) == FEW + 1
    assert [path.name for path in tmp_path.iterdir()] == [kept.path.name]


@pytest.mark.usefixtures("writing")
def test_a_full_file_begins_anew_with_those_of_the_last_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "MOST", 3)
    for words in (("a", "b", "c"), ("c", "d")):
        kept = kept_in(tmp_path)
        for word in words:
            noting(kept, word, 0)
        kept.save()
    assert {pattern for pattern, _ in kept_in(tmp_path).known} == {"c", "d"}


@pytest.mark.usefixtures("writing")
def test_a_folder_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    kept = kept_in(tmp_path / "gone")
    noting(kept, "a", 0)
    kept.save()
    assert not kept.path.parent.exists()


def test_the_second_process_compiles_nothing_of_the_first(tmp_path: Path) -> None:
    script = (
        "import re._compiler as c; o = c._code; n = []\n"
        "c._code = lambda *a: n.append(1) or o(*a)\n"
        "from briefing.patterns import keep; keep(); keep()\n"
        "before = len(n)\n"
        "import briefing.stages.bylines, briefing.lang.calendar, briefing.lang.polarity\n"
        "print(len(n) - before, bool(briefing.stages.bylines))\n"
    )
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPYCACHEPREFIX": str(tmp_path), "PYTHONPATH": str(ROOT)}
    printed = [
        subprocess.run(
            [sys.executable, "-c", script], check=True, capture_output=True, text=True, env=environment, timeout=120
        ).stdout.split()
        for _ in range(2)
    ]
    assert int(printed[0][0]) > FEW
    assert printed[1] == ["0", "True"]
    assert [path.suffix for path in tmp_path.rglob("patterns.*")].count(".re") == 1


def test_a_file_holds_only_what_is_plain(tmp_path: Path) -> None:
    kept = kept_in(tmp_path)
    noting(kept, r"(?P<a>[ạ-ỹ])", int(re.IGNORECASE))
    assert marshal.loads(marshal.dumps(kept.used)) == kept.used
