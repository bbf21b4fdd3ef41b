"""Centrality: how much of what a collection says does one sentence say?

Sentences become TF-IDF vectors over syllables and pairs of neighbouring syllables (most Vietnamese words have two),
without stop words; the inverse document frequency counts articles. LexRank (Erkan and Radev 2004, the continuous
form) ranks the sentences of one article: a walk over the graph of cosines, which stays where many sentences agree.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, pairwise
from operator import mul

from briefing.lang.phrases import forms

Vector = Mapping[str, float]

DAMPING = 0.15
"""The part of the walk that starts anew anywhere (LexRank's d)."""
TOLERANCE = 1e-9
MAX_ROUNDS = 200

# Words that stand in every article. Syllables with a meaning of their own inside compounds (hợp in hợp tác) stay.
STOP_WORDS = frozenset(
    """
    và của là các những cho với trong có được đã đang sẽ để từ trên tại về theo này đó khi như một
    cũng vào ra đến tới thì mà hay hoặc nhưng vì do bởi nên nếu tuy còn rất hơn nữa lại chỉ
    ở ông bà anh chị họ đây kia ấy nào gì ai qua sau trước giữa cùng bị rằng việc sự mỗi mọi nhiều
    khác vẫn đều không chưa phải cần thể nhằm đồng thời bên cạnh ngày tháng năm hôm nay lần thứ
    """.split(),  # noqa: SIM905
)


def content(text: str) -> tuple[str, ...]:
    """The content features of a text: its syllables but stop words, and its pairs of neighbours.

    >>> content("Hai bên nhất trí.")
    ('hai', 'bên', 'nhất', 'trí', 'hai bên', 'bên nhất', 'nhất trí')
    """
    found = forms(text)
    single = [form for form in found if form[0].isalnum() and form not in _STOPPED]
    pairs = [
        f"{left} {right}"
        for left, right in pairwise(found)
        if left[0].isalnum() and right[0].isalnum() and not (left in STOP_WORDS and right in STOP_WORDS)
    ]
    return (*single, *pairs)


# "nhất", "bên", "thời" mean something in pairs (nhất trí, hai bên) and so count alone too.
_STOPPED = STOP_WORDS - {"nhất", "bên", "thời", "đồng"}


def inverse_frequencies(articles: Iterable[Iterable[str]]) -> dict[str, float]:
    """ln((1 + N) / (1 + n)) + 1 for every feature that n of N articles have (the smoothed form)."""
    counts: Counter[str] = Counter()
    total = 0
    for features in articles:
        counts.update(set(features))
        total += 1
    return {feature: math.log((1 + total) / (1 + count)) + 1 for feature, count in counts.items()}


def vector(features: Sequence[str], idf: Mapping[str, float]) -> dict[str, float]:
    """The TF-IDF vector of one sentence, of length 1 (empty where there is no feature)."""
    counts = Counter(features)
    weights = {feature: count * idf.get(feature, 1.0) for feature, count in sorted(counts.items())}
    length = math.sqrt(math.fsum(weight * weight for weight in weights.values()))
    return {feature: weight / length for feature, weight in weights.items()} if length else {}


def cosine(left: Vector, right: Vector) -> float:
    """The cosine of two vectors of length 1; the sum is exact, so that its order does not matter."""
    return math.fsum([left[feature] * right[feature] for feature in left.keys() & right.keys()])


def centroid(vectors: Iterable[Vector]) -> dict[str, float]:
    """The mean direction of many vectors, of length 1; the order in which they come does not matter."""
    parts: dict[str, list[float]] = {}
    for one in vectors:
        for feature, weight in one.items():
            parts.setdefault(feature, []).append(weight)
    sums = {feature: math.fsum(weights) for feature, weights in sorted(parts.items())}
    length = math.sqrt(math.fsum(weight * weight for weight in sums.values()))
    return {feature: weight / length for feature, weight in sums.items()} if length else {}


def lexrank(vectors: Sequence[Vector]) -> tuple[float, ...]:
    """The share of a long random walk that each sentence gets; the shares sum to 1.

    From a sentence the walk goes on to any other in proportion to their cosine, or with probability `DAMPING` to
    any sentence at all.
    """
    count = len(vectors)
    if count == 0:
        return ()
    # No sentence leads to itself, or those that agree with nothing would keep all that reaches them.
    graph = [[0.0] * count for _ in vectors]
    for row, column in combinations(range(count), 2):
        graph[row][column] = graph[column][row] = cosine(vectors[row], vectors[column])
    # From one that agrees with nothing the walk goes anywhere.
    rows = [[1 / count] * count if not (total := math.fsum(row)) else [cell / total for cell in row] for row in graph]
    columns = list(zip(*rows, strict=True))
    rank = [1 / count] * count
    for _ in range(MAX_ROUNDS):
        following = [DAMPING / count + (1 - DAMPING) * math.fsum(map(mul, rank, column)) for column in columns]
        moved = math.fsum(abs(new - old) for new, old in zip(following, rank, strict=True))
        rank = following
        if moved < TOLERANCE:
            break
    return tuple(rank)
