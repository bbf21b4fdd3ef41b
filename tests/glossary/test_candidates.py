from __future__ import annotations

import csv
import doctest
import io

from briefing.glossary import candidates
from briefing.glossary.candidates import find_candidates, to_csv
from briefing.glossary.taking import read_terms
from briefing.lang.glossary import Glossary, Term

BODY = "Ban Chỉ đạo phòng chống khai thác hải sản bất hợp pháp"
TEXTS = [
    [f"Hôm qua, {BODY} họp tại Hà Nội.", "Thời tiết đẹp và người dân đi chợ."],
    [f"Theo {BODY}, tình hình tốt lên.", "Giá gạo tăng nhẹ."],
    [f"Ông Phạm Minh Chính chủ trì {BODY}.", "Bộ Ngoại giao trả lời.", "Đội bóng thắng trận."],
]


def test_a_frequent_body_is_found_with_counts_and_an_example() -> None:
    found = find_candidates(TEXTS, Glossary(()), least=3)
    first = found[0]
    assert (first.count, first.texts) == (3, 3)
    assert first.vi == BODY
    assert first.example == TEXTS[0][0]  # the shortest sentence, the first of several
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_what_stands_inside_a_longer_candidate_alone_is_left_out() -> None:
    found = [one.vi for one in find_candidates(TEXTS, Glossary(()), least=3)]
    assert not any(one != other and f" {one} " in f" {other} " for one in found for other in found)


def test_known_terms_names_and_places_are_no_candidates() -> None:
    texts = [["Bộ Ngoại giao nói với ông Phạm Minh Chính tại Hà Nội."]] * 5
    found = find_candidates(texts, Glossary((Term("Bộ Ngoại giao", "Foreign Ministry"),)), least=2)
    assert [one.vi for one in found if "Ngoại" in one.vi or "Minh" in one.vi or "Hà Nội" in one.vi] == []


def test_least_and_most_are_kept() -> None:
    assert find_candidates(TEXTS, Glossary(()), least=4) == ()
    assert len(find_candidates(TEXTS * 3, Glossary(()), least=2, most=2)) == 2


def test_the_list_can_be_filled_in_and_taken(tmp_path) -> None:  # type: ignore[no-untyped-def]
    text = to_csv(find_candidates(TEXTS, Glossary(()), least=3))
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][:5] == ["vi", "en", "alternatives", "domain", "note"]
    rows[1][1] = "Steering Committee"
    file = tmp_path / "filled.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    assert read_terms(file).terms[0].en == "Steering Committee"


def test_the_statistics_in_the_examples() -> None:
    assert doctest.testmod(candidates).failed == 0
