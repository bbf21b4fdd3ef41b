"""The command line end to end, on the seed articles, with a model that only repeats."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from briefing import __version__
from tests.conftest import Briefing, Outcome

WINTER = ("--from", "2025-12-01", "--to", "2026-02-28", "--as-of", "2026-03-02", "--model", "echo")


def run(briefing: Briefing, folder: Path, target: Path, *more: str) -> Outcome:
    return briefing("run", folder, *WINTER, "-o", target, *more)


def two_lines(outcome: Outcome) -> bool:
    return len(outcome.err.strip().splitlines()) == 2 and "Traceback" not in outcome.err


def test_run_writes_memo_draft_and_manifest(briefing: Briefing, seeds: Path, tmp_path: Path) -> None:
    outcome = run(briefing, seeds, tmp_path / "memo.docx", "--json")
    assert outcome.code == 0, outcome.err
    assert sorted(file.name for file in tmp_path.iterdir()) == ["memo.docx", "memo.json", "memo.toml"]
    manifest = json.loads(outcome.out)
    assert manifest == json.loads((tmp_path / "memo.json").read_text(encoding="utf-8"))
    cited = {one["path"] for s in manifest["sections"] for point in s["points"] for one in point["citations"]}
    assert cited == {f"seeds/{name}" for name in ARTICLES if not name.startswith("003")}
    fates = {row["path"]: row["fate"] for row in manifest["articles"]}
    assert fates["seeds/003_8d66f8dfaeee08a7.txt"] == "dropped"
    coverage = manifest["coverage"]
    assert (coverage["found"], coverage["in_range"], coverage["used"], coverage["dropped"]) == (5, 4, 4, 1)


ARTICLES = (
    "000_456da3bcb937796d.txt",
    "001_a2b9573a540839a5.txt",
    "002_1ad08285bb8b5cb5.txt",
    "003_8d66f8dfaeee08a7.txt",
    "004_0f48b040bf5ddf04.txt",
)


def test_every_quotation_is_a_span_of_its_file(briefing: Briefing, seeds: Path, tmp_path: Path) -> None:
    manifest = json.loads(run(briefing, seeds, tmp_path / "memo.docx", "--json").out)
    for section in manifest["sections"]:
        for point in section["points"]:
            assert point["citations"]
            for one in point["citations"]:
                text = (seeds.parent / one["path"]).read_bytes().decode("utf-8")
                assert text[one["start"] : one["end"]] == one["quote"]
                assert "Ảnh:" not in one["quote"]
                assert "第" not in one["quote"]


def test_september_2024_knows_only_its_own_article(briefing: Briefing, seeds: Path, tmp_path: Path) -> None:
    outcome = briefing(
        *("run", seeds, "--from", "2024-09-01", "--to", "2024-09-30", "--model", "echo"),
        *("-o", tmp_path / "memo.docx", "--json"),
    )
    manifest = json.loads(outcome.out)
    quotes = [c["quote"] for s in manifest["sections"] for p in s["points"] for c in p["citations"]]
    paths = {c["path"] for s in manifest["sections"] for p in s["points"] for c in p["citations"]}
    assert paths == {"seeds/003_8d66f8dfaeee08a7.txt"}
    for stranger in ("Ukraine", "Zelensky", "Việt Á", "Thuận Thảo", "container", "Su-30", "S-400"):
        assert not any(stranger in quote for quote in quotes)


def test_two_runs_write_the_same_bytes(briefing: Briefing, seeds: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run(briefing, seeds, tmp_path / name / "memo.docx").code == 0
    for suffix in (".docx", ".toml", ".json"):
        one, two = ((tmp_path / name / f"memo{suffix}").read_bytes() for name in ("one", "two"))
        assert one == two, suffix


def test_draft_and_render_are_run_in_two_steps(briefing: Briefing, seeds: Path, tmp_path: Path) -> None:
    run(briefing, seeds, tmp_path / "a" / "memo.docx")
    assert briefing("draft", seeds, *WINTER, "-o", tmp_path / "b" / "memo.toml").code == 0
    assert briefing("render", tmp_path / "b" / "memo.toml").code == 0
    for suffix in (".docx", ".toml", ".json"):
        assert (tmp_path / "a" / f"memo{suffix}").read_bytes() == (tmp_path / "b" / f"memo{suffix}").read_bytes()


def test_an_edited_draft_keeps_its_edits_and_is_checked_anew(briefing: Briefing, seeds: Path, tmp_path: Path) -> None:
    briefing("draft", seeds, *WINTER, "-o", tmp_path / "memo.toml")
    draft = tmp_path / "memo.toml"
    text = draft.read_text(encoding="utf-8")
    old = next(line for line in text.splitlines() if line.startswith("text = ") and "dat 10 ty USD" in line)
    new = 'text = "General Secretary To Lam and Lao leaders agreed to raise trade to $6 billion."'
    draft.write_text(text.replace(old, new, 1).replace("reviewed = false", "reviewed = true"), encoding="utf-8")
    outcome = briefing("render", draft, "--json")
    assert outcome.code == 0, outcome.err
    points = [point for section in json.loads(outcome.out)["sections"] for point in section["points"]]
    edited = next(point for point in points if "$6 billion" in point["text"])
    verdicts = {(check["kind"], check["verdict"]) for check in edited["checks"]}
    assert {("number", "fail"), ("unsupported number", "fail")} <= verdicts
    assert draft.read_text(encoding="utf-8").count("$6 billion") == 1


def test_strict_exits_with_1_when_a_check_failed(briefing: Briefing, seeds: Path, tmp_path: Path) -> None:
    assert run(briefing, seeds, tmp_path / "memo.docx", "--strict").code == 1
    assert (tmp_path / "memo.docx").is_file()


def test_sources_lists_dates_with_their_evidence(briefing: Briefing, seeds: Path) -> None:
    outcome = briefing("sources", seeds, "--json", "--as-of", "2026-03-02")
    dates = {row["path"][6:9]: row["date"] for row in json.loads(outcome.out)}
    assert [(dates[key]["earliest"], dates[key]["latest"]) for key in ("001", "002", "003")] == [
        ("2025-12-01", "2025-12-01"),
        ("2026-01-26", "2026-01-26"),
        ("2024-09-11", "2024-09-11"),
    ]
    assert dates["004"]["latest"] <= "2026-02-05"
    assert dates["000"]["earliest"] >= "2025-12-01"
    assert dates["000"]["latest"] == "2026-03-02"
    assert all(date["evidence"] for date in dates.values())


def test_a_date_that_a_person_knows_is_kept_beside_the_sources(briefing: Briefing, seeds: Path, tmp_path: Path) -> None:
    folder = tmp_path / "seeds"
    shutil.copytree(seeds, folder)
    name = "000_456da3bcb937796d.txt"
    outcome = briefing("sources", folder, "--set-date", f"{name}=2026-02-05", "--json")
    row = next(row for row in json.loads(outcome.out) if row["path"].endswith(name))
    assert (row["date"]["earliest"], row["date"]["latest"], row["date"]["method"]) == (
        "2026-02-05",
        "2026-02-05",
        "person",
    )
    assert (folder / name).read_bytes() == (seeds / name).read_bytes()


def test_verify_proves_and_names_the_point_that_fails(briefing: Briefing, seeds: Path, tmp_path: Path) -> None:
    memo = tmp_path / "memo.docx"
    manifest = json.loads(run(briefing, seeds, memo, "--json").out)
    assert briefing("verify", memo, "--sources", seeds).code == 0
    citation = manifest["sections"][0]["points"][0]["citations"][0]
    folder = tmp_path / "seeds"
    shutil.copytree(seeds, folder)
    file = folder / Path(citation["path"]).name
    text = file.read_bytes().decode("utf-8")
    place = citation["start"] + 5
    file.write_bytes((text[:place] + "X" + text[place + 1 :]).encode("utf-8"))
    outcome = briefing("verify", memo, "--sources", folder)
    assert outcome.code == 5
    assert manifest["sections"][0]["points"][0]["id"] in outcome.err
    assert two_lines(outcome)


def test_verify_sees_a_letter_changed_in_the_annex(briefing: Briefing, seeds: Path, tmp_path: Path) -> None:
    memo = tmp_path / "memo.docx"
    manifest = json.loads(run(briefing, seeds, memo, "--json").out)
    quote = manifest["sections"][0]["points"][0]["citations"][0]["quote"]
    changed = tmp_path / "changed.docx"
    with zipfile.ZipFile(memo) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.namelist():
            data = old.read(part)
            if part == "word/document.xml":
                assert quote[:30].encode() in data
                data = data.replace(quote[:30].encode(), ("Y" + quote[1:30]).encode())
            new.writestr(part, data)
    outcome = briefing("verify", changed, "--sources", seeds)
    assert outcome.code == 5
    assert manifest["sections"][0]["points"][0]["id"] in outcome.err


def test_verify_refuses_what_is_no_memo(briefing: Briefing, seeds: Path, tmp_path: Path) -> None:
    for name, data in {"no.docx": b"nonsense", "gone.docx": None}.items():
        if data is not None:
            (tmp_path / name).write_bytes(data)
        outcome = briefing("verify", tmp_path / name, "--sources", seeds)
        assert outcome.code == 5
        assert two_lines(outcome)


def test_nothing_in_the_period_leaves_what_was_there(briefing: Briefing, seeds: Path, tmp_path: Path) -> None:
    memo = tmp_path / "memo.docx"
    memo.write_bytes(b"old")
    outcome = briefing("run", seeds, "--from", "2019-01-01", "--to", "2019-01-31", "--model", "echo", "-o", memo)
    assert outcome.code == 3
    assert two_lines(outcome)
    assert memo.read_bytes() == b"old"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--from", "2026-02-28", "--to", "2025-12-01"), 2),
        (("--from", "2026-02-30"), 2),
        ((), 2),
        (("--week", "2026-W06", "--last", "7d"), 2),
        (("--week", "2026-W06", "--undated", "perhaps"), 2),
        (("--week", "2026-W06", "-o", "memo.pdf"), 2),
        (("--week", "2026-W06", "--no-such-flag"), 2),
        (("--week", "2026-W06", "--config", "none.toml"), 2),
    ],
)
def test_misuse_is_two_lines_and_exit_2(briefing: Briefing, seeds: Path, arguments: tuple[str, ...], code: int) -> None:
    outcome = briefing("run", seeds, *arguments)
    assert outcome.code == code
    assert two_lines(outcome), outcome.err
    assert outcome.out == ""


def test_an_unknown_configuration_key_is_named_with_the_nearest(
    briefing: Briefing, seeds: Path, tmp_path: Path
) -> None:
    (tmp_path / "house.toml").write_text('[memo]\nmarkng = "X"\n', encoding="utf-8")
    outcome = run(briefing, seeds, tmp_path / "memo.docx", "--config", str(tmp_path / "house.toml"))
    assert outcome.code == 2
    assert "markng" in outcome.err
    assert "'marking'" in outcome.err


def test_empty_and_missing_folders_are_exit_3(briefing: Briefing, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "missing"):
        outcome = run(briefing, folder, tmp_path / "memo.docx")
        assert outcome.code == 3
        assert two_lines(outcome)


def test_a_model_directory_that_lacks_a_file_is_exit_6(briefing: Briefing, seeds: Path, tmp_path: Path) -> None:
    model = tmp_path / "model"
    model.mkdir()
    (model / "config.json").write_text('{"model_type": "marian"}', encoding="utf-8")
    outcome = briefing("run", seeds, *WINTER[:-2], "--model", model, "-o", tmp_path / "memo.docx")
    assert outcome.code == 6
    assert two_lines(outcome)


def test_an_output_that_cannot_be_written_is_exit_7(briefing: Briefing, seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    outcome = run(briefing, seeds, tmp_path / "file" / "memo.docx")
    assert outcome.code == 7
    assert "could not be written" in outcome.err
    assert "Traceback" not in outcome.err


def test_a_template_that_is_none_is_exit_7(briefing: Briefing, seeds: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.docx"
    bad.write_bytes(b"not a zip")
    outcome = run(briefing, seeds, tmp_path / "memo.docx", "--template", str(bad))
    assert outcome.code == 7
    assert two_lines(outcome)


def test_broken_files_are_dropped_with_a_reason_and_the_rest_is_told(
    briefing: Briefing, seeds: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    shutil.copy(seeds / "001_a2b9573a540839a5.txt", folder / "good.txt")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 broken")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "list.jsonl").write_text('{"text": "Hà Nội hôm nay mưa."}\nnot json\n', encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    outcome = run(briefing, folder, tmp_path / "memo.docx", "--json")
    assert outcome.code == 0, outcome.err
    manifest = json.loads(outcome.out)
    refused = {drop["id"]: drop["reason"] for drop in manifest["dropped"] if drop["stage"] == "read"}
    assert {"mixed/binary.txt", "mixed/broken.docx", "mixed/empty.txt", "mixed/list.jsonl#2"} <= set(refused)
    assert all(refused.values())
    coverage = manifest["coverage"]
    unused = sum(row["fate"] == "unused" for row in manifest["articles"])
    assert coverage["found"] == coverage["used"] + unused + coverage["dropped"]
    assert coverage["passed_over"] == 1
    assert {point["citations"][0]["path"] for s in manifest["sections"] for point in s["points"]} >= {"mixed/good.txt"}


def test_duplicates_name_the_article_that_is_kept(briefing: Briefing, seeds: Path, tmp_path: Path) -> None:
    folder = tmp_path / "twice"
    folder.mkdir()
    text = (seeds / "002_1ad08285bb8b5cb5.txt").read_text(encoding="utf-8")
    (folder / "a.txt").write_text(text, encoding="utf-8")
    (folder / "b.txt").write_text(text.replace("Đồng thời", "Cùng lúc đó"), encoding="utf-8")
    rows = json.loads(briefing("sources", folder, "--json").out)
    assert [row["duplicate_of"] for row in rows].count(None) == 1
    assert {row["duplicate_of"] for row in rows} & {"twice/a.txt", "twice/b.txt"}


def test_a_broken_draft_is_exit_4(briefing: Briefing, tmp_path: Path) -> None:
    for name, text in {"a.toml": "version = ", "b.toml": "version = 1\ntitel = 'x'", "c.toml": None}.items():
        if text is not None:
            (tmp_path / name).write_text(text, encoding="utf-8")
        outcome = briefing("render", tmp_path / name)
        assert outcome.code == 4
        assert two_lines(outcome)


def test_version(briefing: Briefing) -> None:
    outcome = briefing("--version")
    assert (outcome.code, outcome.out) == (0, f"briefing {__version__}\n")
