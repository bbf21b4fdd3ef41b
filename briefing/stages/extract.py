"""Choosing what to say: the passages that the memo's points are written from.

All chosen articles come in with their body sentences; passages of one to three sentences go out, under topics, in the
order in which they will be told, with a reason for every article of which nothing was taken. A sentence that needs
the one before ("Ông nhấn mạnh ...") is told together with it. A sentence of another article that says the same stands
behind the told ones as a further citation: `told` parts the two. The same input gives the same output; ties go to the
article that came first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from briefing.lang.phrases import count_syllables
from briefing.records import dataclass
from briefing.stages.choose import Candidate, Context, Limits, Line, choose
from briefing.stages.lexrank import centroid, content, inverse_frequencies, vector
from briefing.stages.redundancy import fuller, statement
from briefing.stages.salience import DEFAULT_WEIGHTS, Weights, article_features, dangling, score
from briefing.stages.stories import Story, story_of
from briefing.stages.topics import Topic, TopicTable, is_list, section_order
from briefing.values import Article, Passage, Sentence

LOOK_BACK = 3
"""How many sentences back the one that names the subject is looked for."""
_DIGITS = 6  # scores are compared as rounded, so that the order of summing never decides


@dataclass(frozen=True, slots=True)
class Unused:
    """An article of which nothing was taken, and why."""

    article_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """What will be told, by section and weight, and what will not; `credited` goes from an article of which nothing is
    cited to the one that tells its story.
    """

    passages: tuple[Passage, ...]
    passed: tuple[Unused, ...]
    credited: Mapping[str, str] = field(default_factory=dict)


def told(passage: Passage) -> tuple[Sentence, ...]:
    """The sentences that the point tells, in the article's order.

    Sentences of other articles, which say the same and are cited beside these, are left out.
    """
    first = passage.sentences[0].article_id
    return tuple(sentence for sentence in passage.sentences if sentence.article_id == first)


def extract(
    articles: Sequence[Article],
    sentences: Mapping[str, tuple[Sentence, ...]],
    topics: Sequence[Topic],
    limits: Limits | None = None,
    weights: Weights = DEFAULT_WEIGHTS,
    *,
    stories: Sequence[Story] = (),
    barred: Mapping[Sentence, str] | None = None,
) -> Extraction:
    """Choose the passages of a memo from `articles`, whose body sentences `sentences` holds by article id.

    Every story has a point before any has a second, as far as it says something salient and there is room; without
    `stories` each article is one. What `barred` names is not told, for the reason given there. Scores are comparable
    within one extraction only.
    """
    limits = limits or Limits()
    table = TopicTable(topics)
    lines: list[list[Line]] = []
    candidates: list[list[Candidate]] = []
    for own in _score_all(articles, sentences, weights):  # article by article: what is known of its words is at hand
        lines.append(own)
        candidates.append(sorted(_candidates(own, table, weights), key=lambda one: (-one.score, one.main.place)))
    chosen = choose(candidates, lines, limits, weights, _context(articles, lines, stories, barred or {}))
    order = section_order(topics)
    ranked = sorted(
        chosen.taken,
        key=lambda one: (order[one.topic], -one.score, one.main.article, one.main.place),
    )
    passages = tuple(
        Passage(tuple(line.sentence for line in (*one.lines, *one.support)), one.score, one.topic) for one in ranked
    )
    passed = tuple(Unused(articles[number].id, reason) for number, reason in chosen.passed)
    credited = {articles[number].id: articles[teller].id for number, teller in chosen.credited.items()}
    return Extraction(passages, passed, credited)


def _context(
    articles: Sequence[Article],
    lines: Sequence[Sequence[Line]],
    stories: Sequence[Story],
    barred: Mapping[Sentence, str],
) -> Context:
    """Stories and what may not be told, by the articles' numbers; an article that no story has is one by itself."""
    numbers = story_of(stories)
    previews = frozenset[str]().union(*(story.previews for story in stories))
    return Context(
        story=[numbers.get(article.id, len(stories) + number) for number, article in enumerate(articles)],
        previews=frozenset(number for number, one in enumerate(articles) if one.id in previews),
        barred={
            (line.article, line.place): barred[line.sentence]
            for group in lines
            for line in group
            if line.sentence in barred
        },
    )


def _score_all(
    articles: Sequence[Article], sentences: Mapping[str, tuple[Sentence, ...]], weights: Weights
) -> Iterator[list[Line]]:
    """Every article's sentences with their scores."""
    own = [sentences.get(article.id, ()) for article in articles]
    features = [[content(sentence.text) for sentence in group] for group in own]
    idf = inverse_frequencies([feature for one in group for feature in one] for group in features)
    vectors = [[vector(one, idf) for one in group] for group in features]
    whole = centroid(one for group in vectors for one in group)
    for number, article in enumerate(articles):
        rated = article_features(
            [sentence.text for sentence in own[number]],
            vectors[number],
            whole,
            vector(content(article.title or ""), idf),
            weights,
        )
        yield [
            Line(
                sentence,
                number,
                place,
                round(score(rated[place], weights), _DIGITS),
                dangling(sentence.text),
                count_syllables(sentence.text),
                statement(sentence.text, vectors[number][place]),
            )
            for place, sentence in enumerate(own[number])
        ]


def _candidates(lines: Sequence[Line], table: TopicTable, weights: Weights) -> Iterator[Candidate]:
    """What an article offers: sentences that stand alone, and pairs where one needs the other."""
    overall = table.weigh_all(line.sentence.text for line in lines)
    for line in lines:
        if any(other.length <= weights.fuller_length and fuller(other.statement, line.statement) for other in lines):
            continue
        before = _antecedent(lines, line, weights) if line.dangling else None
        group = (before, line) if before else (line,)
        yield Candidate(group, line.score, _topic(group, table, overall))


def _topic(group: Sequence[Line], table: TopicTable, overall: Mapping[str, int]) -> str:
    """The topic of a passage; what an amount measures ("kim ngạch", "vốn đầu tư") counts threefold."""
    weights = Counter(table.weigh_all(line.sentence.text for line in group))
    contexts = [words for line in group for words in line.statement.contexts]
    for words in contexts:
        weights.update({key: 2 * weight for key, weight in table.weigh(words).items()})
    return table.best({} if is_list(weights) and not contexts else weights, overall)


def _antecedent(lines: Sequence[Line], line: Line, weights: Weights) -> Line | None:
    """The nearest sentence before that names its subject, where both together are not too long."""
    for place in range(line.place - 1, max(-1, line.place - 1 - LOOK_BACK), -1):
        if not lines[place].dangling:
            return lines[place] if lines[place].length + line.length <= weights.pair_length else None
    return None
