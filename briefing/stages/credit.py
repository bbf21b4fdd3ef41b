"""Credit where others tell of the same event, and a warning where they tell it otherwise.

Drafted points and what was sifted come in; the points go out with the other articles of their story. Of several points
of one story the weightiest bears the credits. Disagreement is looked for at every point.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from briefing.stages.assemble import DraftedPoint
from briefing.stages.disagree import disagreements
from briefing.stages.sift import Sifted
from briefing.values import Article, BriefingPoint, Check, Citation, Credit, CreditKind, Sentence

Sentences = Mapping[str, Sequence[Sentence]]


def give_credit(
    drafted: Sequence[DraftedPoint], sifted: Sifted, articles: Sequence[Article], sentences: Sentences
) -> list[DraftedPoint]:
    """The points with credits and with a check for each figure that a source of their story has otherwise."""
    by_id = {article.id: article for article in articles}
    groups = _groups(sifted)
    bearers: dict[int, DraftedPoint] = {}
    for each in drafted:
        story = groups[_teller(each.point)]
        if story not in bearers or each.weight > bearers[story].weight:
            bearers[story] = each
    cited = {_id(one) for each in drafted for one in each.point.citations}
    credited = []
    for each in drafted:
        story = groups[_teller(each.point)]
        members = [one for one, group in groups.items() if group == story]
        found = tuple(_credits(members, cited, sifted, by_id)) if bearers[story] is each else ()
        checks = (*each.point.checks, *_disagreements(each.point, members, sifted, by_id, sentences))
        credited.append(replace(each, point=replace(each.point, credits=found, checks=checks)))
    return credited


def mark_reported(drafted: Sequence[DraftedPoint], reported: Mapping[Sentence, str]) -> list[DraftedPoint]:
    """The points, those marked of which every told sentence stands in an earlier memo; it is named."""
    places = {(one.article_id, one.paragraph, one.index): memo for one, memo in reported.items()}
    marked = []
    for each in drafted:
        teller = _teller(each.point)
        told = [(_id(one), one.paragraph, one.sentence) for one in each.point.citations if _id(one) == teller]
        memo = places[told[-1]] if all(place in places for place in told) else ""
        marked.append(replace(each, point=replace(each.point, reported=memo)))
    return marked


def count_stories(sifted: Sifted) -> int:
    """How many events the articles tell of, copies and earlier versions counted with what stands for them."""
    return len(set(_groups(sifted).values()))


def _groups(sifted: Sifted) -> dict[str, int]:
    """The story of every article; copies and earlier versions belong to that of the article which stands for them."""
    groups = {article: number for number, story in enumerate(sifted.stories) for article in story.articles}
    for gone, stays in (*sifted.replaced_by.items(), *sifted.duplicate_of.items()):
        if gone in groups and stays in groups:
            groups[gone] = groups[stays]
    return groups


def _credits(
    members: Sequence[str], cited: set[str], sifted: Sifted, articles: Mapping[str, Article]
) -> Iterator[Credit]:
    previews = {one for story in sifted.stories for one in story.previews}
    others = [articles[one] for one in members if one not in cited]
    for article in sorted(others, key=lambda one: (one.published.earliest or date.max, one.id)):
        yield Credit(
            path=article.source.path,
            record=article.record,
            outlet=article.outlet,
            title=article.title,
            published=article.published,
            kind=_kind(article.id, sifted, previews),
        )


def _kind(article: str, sifted: Sifted, previews: set[str]) -> CreditKind:
    if article in sifted.replaced_by:
        return "earlier version"
    if article in sifted.duplicate_of:
        return "copy"
    return "announcement" if article in previews else "same event"


def _disagreements(
    point: BriefingPoint,
    members: Sequence[str],
    sifted: Sifted,
    articles: Mapping[str, Article],
    sentences: Sentences,
) -> tuple[Check, ...]:
    teller = _teller(point)
    places = {(one.paragraph, one.sentence) for one in point.citations if _id(one) == teller}
    told = [one for one in sentences.get(teller, ()) if (one.paragraph, one.index) in places]
    gone = {*sifted.replaced_by, *sifted.duplicate_of}
    others = {one: sentences.get(one, ()) for one in members if one != teller and one not in gone}
    return disagreements(told, others, articles)


def _teller(point: BriefingPoint) -> str:
    """The article that a point is told from."""
    return _id(point.citations[0])


def _id(citation: Citation) -> str:
    return citation.path if citation.record is None else f"{citation.path}#{citation.record}"
