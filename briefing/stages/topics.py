"""Topics: the sections of a memo, and which of them a sentence belongs to.

`topics.toml` comes in; a sentence's weight for a topic is the sum of the weights of the topic's keywords in it, each
counted once, found on whole syllables, the longest first ("quốc phòng - an ninh" is one keyword, not three). What
matches nothing goes under `OTHER`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from briefing.errors import ConfigError
from briefing.lang.phrases import PhraseTable, forms, tokens
from briefing.records import dataclass

MAX_WEIGHT = 3
MANY_TOPICS = 4


@dataclass(frozen=True, slots=True)
class Topic:
    """One possible section: its key, its heading, and its keywords with weights from 1 to 3."""

    key: str
    heading: str
    keywords: tuple[tuple[str, int], ...] = ()


OTHER = Topic("other", "Other developments")


class TopicTable:
    """All topics' keywords, ready to be looked for together."""

    __slots__ = ("_entries", "_table", "topics")

    def __init__(self, topics: Sequence[Topic]) -> None:
        self.topics = tuple(topics)
        self._entries = tuple((topic.key, phrase, weight) for topic in self.topics for phrase, weight in topic.keywords)
        self._table = PhraseTable(phrase for _, phrase, _ in self._entries)

    def weigh(self, text: str) -> dict[str, int]:
        """The weight of each topic that one sentence speaks of; a keyword counts once."""
        weights: dict[str, int] = {}
        for place in sorted({match.phrase for match in self._table.find(tokens(text))}):
            key, _, weight = self._entries[place]
            weights[key] = weights.get(key, 0) + weight
        return weights

    def weigh_all(self, texts: Iterable[str]) -> dict[str, int]:
        """The weights of several sentences added up."""
        total: dict[str, int] = {}
        for text in texts:
            for key, weight in self.weigh(text).items():
                total[key] = total.get(key, 0) + weight
        return total

    def best(self, weights: Mapping[str, int], overall: Mapping[str, int]) -> str:
        """The heaviest topic; among equals the one that is heaviest in the whole article, then the earliest.

        A sentence without keywords thereby takes its article's topic, and `OTHER` where the article has none.
        """
        if not any(weights.values()) and not any(overall.values()):
            return OTHER.key
        keys = [topic.key for topic in self.topics]
        return max(keys, key=lambda key: (weights.get(key, 0), overall.get(key, 0), -keys.index(key)))


def is_list(weights: Mapping[str, int]) -> bool:
    """True for a list of fields ("quốc phòng, y tế, giáo dục, tài chính"), which belongs to none of them.

    That is four topics and more of which none has half the weight.
    """
    return len(weights) >= MANY_TOPICS and 2 * max(weights.values()) < sum(weights.values())


def section_order(topics: Sequence[Topic]) -> dict[str, int]:
    """The rank of every topic's section; `OTHER` comes last."""
    return {topic.key: rank for rank, topic in enumerate((*topics, OTHER))}


def headings(topics: Sequence[Topic]) -> dict[str, str]:
    """The heading of every topic's section, `OTHER` included."""
    return {topic.key: topic.heading for topic in (*topics, OTHER)}


def parse_topics(toml_text: str) -> tuple[Topic, ...]:
    """Read the topics from the text of `topics.toml`, in the order in which their sections are told.

    Raises ConfigError when the text is not TOML, a topic lacks its key or heading, a weight is not 1, 2 or 3, or a
    key or keyword stands there twice.
    """
    try:
        document = tomllib.loads(toml_text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"the topics file is not TOML: {error}", "correct the line that it names") from error
    unknown = sorted(set(document) - {"topic"})
    tables = document.get("topic")
    if unknown or not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ConfigError(
            f"the topics file has {unknown[0]!r} where only topics belong"
            if unknown
            else "the topics file has no topic",
            "write a [[topic]] table for each section",
        )
    topics = tuple(_topic(table, number) for number, table in enumerate(tables, start=1))
    _refuse_doubles(topics)
    return topics


def _topic(table: Mapping[str, Any], number: int) -> Topic:
    unknown = sorted(set(table) - {"key", "heading", "keywords"})
    if unknown:
        raise ConfigError(f"topic {number}: unknown entry {unknown[0]!r}", "keep key, heading and keywords")
    for name in ("key", "heading"):
        if not isinstance(table.get(name), str) or not table[name].strip():
            raise ConfigError(f"topic {number}: no {name}", f'give it a {name} = "..."')
    keywords = table.get("keywords", {})
    if not isinstance(keywords, dict):
        raise ConfigError(f"topic {table['key']!r}: keywords is not a table", 'write lines such as "hội đàm" = 2')
    for phrase, weight in keywords.items():
        if type(weight) is not int or not 1 <= weight <= MAX_WEIGHT or not forms(phrase):
            raise ConfigError(
                f"topic {table['key']!r}: {phrase!r} = {weight!r} is not a keyword with its weight",
                f"give a phrase a weight of 1 to {MAX_WEIGHT}",
            )
    return Topic(table["key"], table["heading"], tuple(keywords.items()))


def _refuse_doubles(topics: Sequence[Topic]) -> None:
    keys: set[str] = {OTHER.key}
    owners: dict[tuple[str, ...], str] = {}
    for topic in topics:
        if topic.key in keys:
            raise ConfigError(f"topic key {topic.key!r} is taken", "give every topic a key of its own")
        keys.add(topic.key)
        for phrase, _ in topic.keywords:
            form = forms(phrase)
            if form in owners:
                raise ConfigError(
                    f"keyword {phrase!r} stands under {owners[form]!r} and again under {topic.key!r}",
                    "keep it where it decides best",
                )
            owners[form] = topic.key
