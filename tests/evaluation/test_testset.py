"""Test sets: read as the pipeline would read them, and refused with the line and the reason."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from briefing.errors import SourceError
from briefing.evaluation.testset import is_test_set, read_test_set
from tests.conftest import ROOT

ARTICLES = ROOT / "tests" / "data" / "evaluation" / "articles.jsonl"
ROW: dict[str, Any] = {
    "title_vi": "Hai nước ký hiệp định",
    "paras": [[{"vi": "Câu một."}, {"vi": "Câu hai."}], [], [{"vi": "Câu ba."}]],
    "points": [{"en": "Three.", "cites": [2, 0]}],
}


def written(path: Path, *rows: Any) -> Path:
    path.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in rows), encoding="utf-8")
    return path


def test_articles_sentences_and_cites() -> None:
    test = read_test_set(ARTICLES)
    assert len(test.articles) == 6
    assert [one.article.published.earliest for one in test.articles] == sorted(
        one.article.published.earliest for one in test.articles if one.article.published.earliest
    )
    for one in test.articles:
        assert one.cited
        assert all(sentence.span.of(one.article.text) == sentence.text for sentence in one.sentences)
        assert max(one.cited) < len(one.sentences)
        assert all(paragraph.span.of(one.article.text).strip() for paragraph in one.article.paragraphs)
    assert len(read_test_set(ARTICLES, limit=2).articles) == 2
    assert [len(group) for group in test.groups(4)] == [4, 2]


def test_an_empty_paragraph_moves_nothing(tmp_path: Path) -> None:
    (one,) = read_test_set(written(tmp_path / "a.jsonl", ROW)).articles
    assert [sentence.span.of(one.article.text) for sentence in one.sentences] == ["Câu một.", "Câu hai.", "Câu ba."]
    assert [(sentence.paragraph, sentence.index) for sentence in one.sentences] == [(1, 1), (1, 2), (3, 1)]
    assert one.cited == {0, 2}
    assert one.article.id == "line 1"


def test_an_article_with_an_abstract_alone_packed(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps({"title": "T", "abstract": "A b.", "body": ["X.", "Y."]}).encode()))
    assert is_test_set(path)
    (one,) = read_test_set(path).articles
    assert (one.abstract, len(one.sentences), one.points) == ("A b.", 2, ())


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("{", "line 1"),
        ([], "line 1"),
        ({**ROW, "points": [{"en": "x", "cites": [3]}]}, "cites sentence 3, but the article has 3"),
        ({**ROW, "points": [{"en": "x", "cites": [-1]}]}, "cites sentence -1"),
        ({**ROW, "points": [{"en": "x", "cites": ["0"]}]}, "cites sentence 0"),
        ({**ROW, "points": [{"cites": [0]}]}, "'en' is missing"),
        ({"paras": ROW["paras"]}, "neither points nor an abstract"),
        ({"paras": ROW["paras"], "abstract": " "}, "neither points nor an abstract"),
        ({**ROW, "paras": [["Câu."]]}, "line 1"),
        ({**ROW, "date": "yesterday"}, "yesterday"),
    ],
)
def test_another_form_is_refused_with_its_line(tmp_path: Path, row: Any, reason: str) -> None:
    with pytest.raises(SourceError) as refused:
        read_test_set(written(tmp_path / "a.jsonl", row))
    assert reason in refused.value.message
    assert refused.value.remedy


def test_an_article_of_which_people_took_nothing_counts(tmp_path: Path) -> None:
    (one,) = read_test_set(written(tmp_path / "a.jsonl", {**ROW, "points": []})).articles
    assert one.cited == frozenset()


def test_no_file_and_no_article_are_refused(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl.gz").write_bytes(b"no gzip")
    for path in (tmp_path / "none.jsonl", written(tmp_path / "a.jsonl", ""), tmp_path / "b.jsonl.gz"):
        with pytest.raises(SourceError):
            read_test_set(path)


def test_sources_are_no_test_set(tmp_path: Path) -> None:
    assert is_test_set(ARTICLES)
    assert not is_test_set(ROOT / "seeds")
    assert not is_test_set(written(tmp_path / "a.jsonl", {"title": "x", "text": "y"}))
    assert not is_test_set(written(tmp_path / "b.jsonl", "no json"))
    assert not is_test_set(written(tmp_path / "c.jsonl", ""))
    assert not is_test_set(tmp_path / "none.jsonl")
