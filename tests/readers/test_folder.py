from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from briefing.errors import SourceError
from briefing.readers import folder
from briefing.readers.folder import DATES_FILE, discover, read_document, read_sources, source_name
from briefing.values import Article, Dropped, SourceDocument
from tests.readers.builders import SEEDS, docx_of, pdf_of, seed, seed_lines, wrapped

TEXT = seed("004").encode()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    path = tmp_path / "tin"
    path.mkdir()
    return path


def write(root: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def test_the_seeds_are_five_articles_in_order() -> None:
    result = read_sources(SEEDS)
    assert [article.id[:9] for article in result.articles] == [f"seeds/00{n}" for n in range(5)]
    assert [article.source for article in result.articles] == list(result.documents)
    for document in result.documents:
        data = (SEEDS.parent / document.path).read_bytes()
        assert document == SourceDocument(document.path, hashlib.sha256(data).hexdigest(), "text/plain")
    assert (result.dropped, result.passed_over) == ((), ())


def test_folders_are_walked_in_sorted_order(root: Path) -> None:
    write(root, dict.fromkeys(("b.txt", "a/z.txt", "a/B.TXT", "c/d/e.txt", "A.txt", "á.txt"), TEXT))
    names = [source_name(root, path) for path in discover(root).files]
    assert names == ["tin/A.txt", "tin/a/B.TXT", "tin/a/z.txt", "tin/b.txt", "tin/c/d/e.txt", "tin/á.txt"]
    assert [article.source.path for article in read_sources(root).articles] == names


def test_what_is_no_article_is_passed_over_and_counted(root: Path, tmp_path: Path) -> None:
    names = (
        "a.txt",
        ".an.txt",
        ".git/b.txt",
        "~$bao.docx",
        ".~lock.bao.odt#",
        "bang.xlsx",
        "README",
        f"sau/{DATES_FILE}",
    )
    write(root, dict.fromkeys(names, TEXT))
    outside = tmp_path / "ngoai.txt"
    outside.write_bytes(TEXT)
    (root / "ra.txt").symlink_to(outside)
    (root / "vao.txt").symlink_to(root / "a.txt")
    (root / "vong").symlink_to(root, target_is_directory=True)
    (root / "cha").symlink_to(tmp_path, target_is_directory=True)
    (root / "hong.txt").symlink_to(root / "khong.txt")
    os.mkfifo(root / "ong.txt")
    found = discover(root)
    assert [path.name for path in found.files] == ["a.txt", "vao.txt"]
    assert {passed.path: passed.reason for passed in found.passed_over} == {
        "tin/.an.txt": "hidden",
        "tin/.git": "hidden",
        "tin/.~lock.bao.odt#": "office lock file",
        "tin/~$bao.docx": "office lock file",
        "tin/README": "a file without a type",
        "tin/bang.xlsx": "unknown file type .xlsx",
        f"tin/sau/{DATES_FILE}": "dates that a person set, not an article",
        "tin/ra.txt": "symbolic link that leaves the folder",
        "tin/cha": "symbolic link that leaves the folder",
        "tin/vong": "symbolic link to a folder",
        "tin/hong.txt": "broken symbolic link",
        "tin/ong.txt": "not a regular file",
    }
    assert read_sources(root).passed_over == found.passed_over


def test_a_folder_reached_by_a_link_or_by_dots_is_read(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(root, {"sau/a.txt": TEXT})
    (tmp_path / "duong").symlink_to(root, target_is_directory=True)
    assert [d.path for d in read_sources(tmp_path / "duong").documents] == ["duong/sau/a.txt"]
    monkeypatch.chdir(root / "sau")
    assert [d.path for d in read_sources(Path()).documents] == ["sau/a.txt"]
    assert [d.path for d in read_sources(Path("..")).documents] == ["tin/sau/a.txt"]


def test_a_single_file_is_cited_by_its_name(root: Path) -> None:
    write(root, {"a.txt": TEXT})
    result = read_sources(root / "a.txt")
    assert [article.id for article in result.articles] == ["a.txt"]
    assert discover(root / "a.txt").files == (root / "a.txt",)


@pytest.mark.parametrize("name", ["khong", "trong", "bang.xlsx", "chi-an"])
def test_nothing_to_read_is_an_error_with_a_remedy(root: Path, name: str) -> None:
    write(root, {"bang.xlsx": b"x", "chi-an/.a.txt": TEXT})
    (root / "trong").mkdir()
    with pytest.raises(SourceError) as caught:
        read_sources(root / name)
    assert str(root / name) in caught.value.message
    assert caught.value.remedy
    assert "\n" not in caught.value.message + caught.value.remedy


def test_every_kind_of_file_is_read_and_each_refusal_is_a_value(root: Path) -> None:
    lines = seed_lines("004")
    write(root, {
        "1.txt": TEXT,
        "2.html": ("<article>" + "".join(f"<p>{line}</p>" for line in lines) + "</article>").encode(),
        "3.docx": docx_of(lines),
        "4.pdf": pdf_of([wrapped(lines[0], 80, 50, 700)]),
        "5.jsonl": b'{"text": "Tin trong ng\xc3\xa0y."}\nhong\n',
        "6.txt": b"",
        "7.docx": b"PK\x03\x04 hong",
        "8.pdf": pdf_of([[]]),
        "9.txt": b"\x89PNG\r\n\x1a\n",
        "9.htm": b"",
    })  # fmt: skip
    seen: list[tuple[int, int, str]] = []
    result = read_sources(root, progress=lambda done, total, what: seen.append((done, total, what)))
    assert [article.id for article in result.articles] == [
        "tin/1.txt", "tin/2.html", "tin/3.docx", "tin/4.pdf", "tin/5.jsonl#1",
    ]  # fmt: skip
    assert [(drop.article_id, drop.stage) for drop in result.dropped] == [
        ("tin/5.jsonl#2", "read"), ("tin/6.txt", "read"), ("tin/7.docx", "read"), ("tin/8.pdf", "read"),
        ("tin/9.htm", "read"), ("tin/9.txt", "read"),
    ]  # fmt: skip
    assert [document.path for document in result.documents] == [f"tin/{path.name}" for path in discover(root).files]
    assert all(document.sha256 for document in result.documents)
    assert seen == [(n, 10, "Reading") for n in range(1, 11)]


def test_reading_one_file_for_its_citation_gives_the_same_article(root: Path) -> None:
    write(root, {"sau/a.jsonl": b'{"text": "M\xe1\xbb\x99t."}\n{"text": "Hai."}'})
    whole = read_sources(root)
    alone = read_document(root / "sau" / "a.jsonl", "tin/sau/a.jsonl")
    assert alone.articles == whole.articles
    assert alone.documents == whole.documents


def test_a_file_that_is_too_large_is_dropped_with_its_digest(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "LARGEST", 1_000_000)
    data = b"a" * 2_000_000
    write(root, {"a.txt": data})
    result = read_sources(root)
    assert result.dropped == (Dropped("tin/a.txt", "read", "too large for an article: 2 MB, more than 1 MB"),)
    assert result.documents[0].sha256 == hashlib.sha256(data).hexdigest()


def failing(error: OSError) -> Callable[[Path], bytes]:
    def read_bytes(_path: Path) -> bytes:
        raise error

    return read_bytes


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PermissionError(13, "Permission denied"), "cannot be opened: Permission denied"),
        (FileNotFoundError(2, "No such file or directory"), "vanished before it was read"),
        (OSError(5, "Input/output error"), "cannot be opened: Input/output error"),
    ],
)
def test_a_file_that_cannot_be_opened_is_dropped(
    root: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, reason: str
) -> None:
    write(root, {"a.txt": TEXT})
    monkeypatch.setattr(Path, "read_bytes", failing(error))
    result = read_sources(root)
    assert result.dropped == (Dropped("tin/a.txt", "read", reason),)
    assert result.documents == (SourceDocument("tin/a.txt", "", "text/plain"),)


def test_a_file_that_is_gone_is_dropped(root: Path) -> None:
    result = read_document(root / "khong.txt", "tin/khong.txt")
    assert result.dropped == (Dropped("tin/khong.txt", "read", "vanished before it was read"),)


def test_a_reader_that_fails_costs_one_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def read(self, _data: bytes, _source: SourceDocument) -> tuple[Article, ...]:
            raise RecursionError("maximum recursion depth exceeded")

    monkeypatch.setitem(folder.READERS, "text/html", Broken)
    write(root, {"a.html": b"<p>Tin", "b.txt": TEXT})
    result = read_sources(root)
    assert [article.id for article in result.articles] == ["tin/b.txt"]
    reason = "cannot be read: RecursionError: maximum recursion depth exceeded"
    assert result.dropped == (Dropped("tin/a.html", "read", reason),)


def test_a_folder_that_cannot_be_opened_is_passed_over(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(root, {"a.txt": TEXT, "kin/b.txt": TEXT})
    listing = os.scandir

    def scandir(path: str) -> object:
        if Path(path).name == "kin":
            raise PermissionError(13, "Permission denied")
        return listing(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = discover(root)
    assert [(passed.path, passed.reason) for passed in found.passed_over] == [
        ("tin/kin", "a folder that cannot be opened: Permission denied")
    ]


def test_a_name_that_is_not_utf8_can_be_written_down(root: Path) -> None:
    try:
        (root / os.fsdecode(b"tin-\xe1.txt")).write_bytes(TEXT)
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    article = read_sources(root).articles[0]
    assert article.id == "tin/tin-\\udce1.txt"
    assert article.id.encode()


def test_reading_plain_text_loads_no_parser() -> None:
    code = (
        "import sys; from pathlib import Path; from briefing.readers.folder import read_sources;"
        f"assert len(read_sources(Path({str(SEEDS)!r})).articles) == 5;"
        "heavy = {'docx', 'lxml', 'trafilatura', 'htmldate', 'pdfminer', 'yaml', 'torch'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, cwd=SEEDS.parent)
