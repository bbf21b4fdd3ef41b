"""The one sentence that comes nearest to the article in short: what its abstract would say.

The features of an article's sentences come in, the place of one sentence goes out. Position says little about it where
an article opens with a scene; the title says most, as far as a sentence repeats it, then how central a sentence is.
Without a title nothing is said, and no sentence stands out.

The weights were fitted to the abstracts of a thousand articles (`python -m bench.abstracts --fit`), as the logits of a
choice among the sentences of one article, with the penalties of `salience.Weights` held: a courtesy, a bystander's
words or a sentence without its subject is no headline, however much of the title it repeats.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from briefing.stages.lexrank import Vector

HEADLINE_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "early": 0.36,
        "lead": 0.19,
        "centrality": 1.05,
        "titled": 1.25,
        "title_words": 2.23,
        "fullness": 0.71,
    }
)
"""Features of `salience`, and one of this room: how much of the title a sentence says."""
PENALTIES = ("ceremony", "vague", "colour", "quotation", "question", "dangling", "overlong", "too_short")
"""What counts against a headline as much as it counts against any sentence."""
_DIGITS = 9  # so that the order of summing never decides


def title_words(words: Vector, title: Vector) -> float:
    """The share of the title's weight, from 0 to 1, that stands in a sentence; `words` is the sentence's vector."""
    return min(1.0, math.fsum(weight * weight for feature, weight in title.items() if feature in words))


def headline(features: Sequence[Mapping[str, float]], weights: Mapping[str, float]) -> int | None:
    """The place of the sentence that tells most of its article, of equals the first.

    None where the article has no sentence, or none that says anything of its title.
    """
    if not any(one["title_words"] for one in features):
        return None
    scores = [round(math.fsum(weight * one[name] for name, weight in weights.items()), _DIGITS) for one in features]
    return max(range(len(scores)), key=lambda place: (scores[place], -place))
