"""From all articles of a period to those that may be told: stories are found, earlier versions and duplicates left out.

The three are looked for in this order, because an earlier version must not stand for its correction, and because a
copy that is left out still tells of its event: its outlet is credited.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from briefing.records import dataclass
from briefing.stages.dedupe import deduplicate
from briefing.stages.stories import Story, find_stories
from briefing.stages.updates import replace_updated
from briefing.values import Article, Dropped, Sentence


@dataclass(frozen=True, slots=True)
class Sifted:
    """The articles kept, in the order in which they came; those refused; who stands for whom and who replaces whom, by
    id; the stories of all that came, copies and earlier versions included.
    """

    kept: tuple[Article, ...]
    dropped: tuple[Dropped, ...]
    duplicate_of: Mapping[str, str]
    replaced_by: Mapping[str, str]
    stories: tuple[Story, ...]


def sift(articles: Sequence[Article], sentences: Mapping[str, tuple[Sentence, ...]]) -> Sifted:
    """Find stories, then leave out what a later version replaces, then what another article holds."""
    stories = find_stories(articles, sentences)
    updated = replace_updated(articles, sentences, stories)
    unique = deduplicate(updated.kept, sentences)
    # A later version may itself be a copy: then the article that stays stands for both.
    replaced = {one: unique.duplicate_of.get(other, other) for one, other in updated.replaced_by.items()}
    return Sifted(unique.kept, (*updated.dropped, *unique.dropped), unique.duplicate_of, replaced, stories)
