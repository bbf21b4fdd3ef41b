from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from briefing.manifest import Output, manifest, to_json
from briefing.readers.folder import ReadResult, read_document
from briefing.stages.segment import segment
from briefing.values import Article, Cut, Sentence
from briefing.verify import Verification, library, verify
from tests.renderers.sample import SEEDS, sample
from tests.renderers.templates import packaged
from tests.renderers.tools import render
from tests.verify.tampering import Case


def case_of(name: str) -> Case:
    """The sample memo in a packaged template, with its manifest and its sources."""
    memo = sample()
    listed = to_json(manifest(memo, (Output("docx", "memo.docx", None),))).encode()
    files = {file.name: file.read_bytes() for file in SEEDS.iterdir() if file.is_file()}
    return Case(render(memo, packaged(name)), listed, files)


def proved(case: Case, folder: Path) -> Verification:
    """The outcome of verifying a case; its sources are written where they are not the seeds."""
    where = SEEDS
    if any((SEEDS / name).read_bytes() != data for name, data in case.sources.items()) or len(case.sources) < 5:
        where = folder / "seeds"
        where.mkdir(exist_ok=True)
        for file in where.iterdir():
            file.unlink()
        for name, data in case.sources.items():
            (where / name).write_bytes(data)
    return verify(case.memo, where, manifest=case.manifest)


@pytest.fixture(autouse=True)
def files_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of the same name and content are read and cut into sentences once: hundreds of cases have the same."""
    monkeypatch.setattr(library, "read_document", lambda file, path: _read(path, file.read_bytes()))
    monkeypatch.setattr(library, "segment", _segmented)


@cache
def _read(path: str, data: bytes) -> ReadResult:
    with TemporaryDirectory() as folder:
        file = Path(folder) / Path(path).name
        file.write_bytes(data)
        return read_document(file, path)


@cache
def _segmented(article: Article, cuts: tuple[Cut, ...]) -> tuple[Sentence, ...]:
    return segment(article, cuts)


@pytest.fixture(scope="session")
def untouched() -> Case:
    return case_of("memo")
