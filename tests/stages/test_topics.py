"""Topics: the packaged file, what sentences are about, and files that say something wrong."""

from __future__ import annotations

import pytest

from briefing.errors import ConfigError
from briefing.stages.topics import OTHER, Topic, TopicTable, headings, is_list, parse_topics, section_order
from tests.stages.extract_cases import cases, topics


@pytest.mark.parametrize(("key", "text"), cases("topics.tsv"))
def test_a_sentence_has_its_topic(key: str, text: str) -> None:
    table = TopicTable(topics())
    assert table.best(table.weigh(text), {}) == key


def test_the_packaged_topics_are_whole() -> None:
    assert [topic.key for topic in topics()][:2] == ["political", "diplomacy"]
    assert len({topic.heading for topic in topics()}) == len(topics())
    assert all(len(topic.keywords) >= 30 for topic in topics())
    assert list(section_order(topics()))[-1] == OTHER.key
    assert headings(topics())["economy"] == "Economy and trade"


def test_the_longest_keyword_counts_and_counts_once() -> None:
    table = TopicTable((Topic("defence", "D", (("quốc phòng", 3), ("an ninh", 1), ("quốc phòng - an ninh", 2))),))
    assert table.weigh("hợp tác quốc phòng – an ninh, quốc phòng - an ninh") == {"defence": 2}
    assert table.weigh("quốc phòng, an ninh và quốc phòng") == {"defence": 4}


def test_spelling_of_tones_and_normal_form_do_not_matter() -> None:
    table = TopicTable((Topic("a", "A", (("gìn giữ hòa bình", 3),)),))
    assert table.weigh("GÌN GIỮ HOÀ BÌNH") == {"a": 3}
    assert table.weigh("gi\u0300n giư\u0303 ho\u0300a bi\u0300nh") == {"a": 3}


def test_equal_topics_are_decided_by_the_article_and_then_by_order() -> None:
    table = TopicTable((Topic("a", "A", (("x", 1),)), Topic("b", "B", (("y", 1),))))
    assert table.best({"a": 1, "b": 1}, {"b": 5}) == "b"
    assert table.best({"a": 1, "b": 1}, {}) == "a"
    assert table.best({}, {"b": 1}) == "b"
    assert table.best({}, {}) == OTHER.key


def test_a_list_of_fields_belongs_to_none() -> None:
    table = TopicTable(topics())
    text = (
        "Kết thúc hội đàm, hai lãnh đạo chứng kiến lễ trao 12 văn kiện hợp tác quan trọng trên các lĩnh vực trụ cột "
        "gồm quốc phòng, an ninh, y tế, tư pháp, giáo dục - đào tạo, tài chính - ngân hàng, hạ tầng chiến lược."
    )
    assert is_list(table.weigh(text))
    assert not is_list(table.weigh("Hai bên đẩy mạnh hợp tác quốc phòng - an ninh."))
    assert not is_list({})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[topic]\n", "not TOML"),
        ("", "no topic"),
        ("topic = 3", "no topic"),
        ("[other]\n", "'other'"),
        ('[[topic]]\nheading = "A"', "no key"),
        ('[[topic]]\nkey = "a"\nheading = " "', "no heading"),
        ('[[topic]]\nkey = "a"\nheading = "A"\ncolor = 1', "'color'"),
        ('[[topic]]\nkey = "a"\nheading = "A"\nkeywords = 3', "not a table"),
        ('[[topic]]\nkey = "a"\nheading = "A"\nkeywords = {"x" = 4}', "'x' = 4"),
        ('[[topic]]\nkey = "a"\nheading = "A"\nkeywords = {"x" = true}', "'x' = True"),
        ('[[topic]]\nkey = "a"\nheading = "A"\nkeywords = {" " = 1}', "not a keyword"),
        ('[[topic]]\nkey = "a"\nheading = "A"\nkeywords = {"hòa" = 1, "hoà" = 2}', "'hoà'"),
        ('[[topic]]\nkey = "a"\nheading = "A"\n[[topic]]\nkey = "a"\nheading = "B"', "taken"),
        ('[[topic]]\nkey = "other"\nheading = "A"', "taken"),
    ],
)
def test_a_wrong_file_says_what_and_what_to_do(text: str, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_topics(text)
    assert says in caught.value.message
    assert caught.value.remedy
    assert "\n" not in caught.value.message.strip() or "TOML" in caught.value.message
