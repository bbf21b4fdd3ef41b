"""Which English words may stand for which Vietnamese ones: a small table of translation probabilities, and how much of
an English text it can explain from a Vietnamese one.

Texts come in; a share from 0 to 1 goes out. The table (`data/words.tsv.gz`) was learned from aligned sentences with
`python -m briefing.training.word_table`; numbers are not in it.
"""

from __future__ import annotations

import gzip
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import compress, pairwise
from pathlib import Path
from typing import Any

from briefing.lang.phrases import tokens
from briefing.lang.text import word_set
from briefing.records import dataclass

TABLE = Path(__file__).parent / "data" / "words.tsv.gz"
ENOUGH = 0.08
"""A translation probability from which on an English word counts as wholly explained."""
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_STOP = word_set(
    """
    a about after all also am an and any are as at be been before being between both but by can could did do
    does during each for from had has have having he her hers him his how i if in into is it its itself just may
    me might more most much must my no nor not of off on one only or other our out over own per same shall she
    should so some such than that the their them then there these they this those through to too under until up
    upon us very was we were what when where which while who whom whose why will with within without would you
    your s t said say says told tell added according mr mrs ms
    """
)
_LEAST_LETTERS = 3
_STEM_LETTERS = 4


def english_units(text: str) -> tuple[str, ...]:
    """The content words of an English text, in lower case and cut back to stems that inflections share.

    >>> english_units("The two sides signed strategies, signing again.")
    ('two', 'sid', 'sign', 'strategy', 'sign', 'again')
    """
    words = (match[0].lower().replace("’", "'").removesuffix("'s") for match in _WORD.finditer(text))
    return tuple(stem(word) for word in words if word not in _STOP and len(word) >= _LEAST_LETTERS)


def is_function_word(word: str) -> bool:
    """True for a word (in lower case) that every English text has: 'on', 'the', 'said'."""
    return word in _STOP


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A lower-case English word without the endings of plural, past and participle."""
    if word.endswith("ies") and len(word) > _STEM_LETTERS:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        rest = word[: -len(ending)]
        if word.endswith(ending) and len(rest) >= _LEAST_LETTERS and re.search("[aeiouy]", rest):
            word = rest[:-1] if rest[-1] == rest[-2] and rest[-1] not in "aeiouls" else rest
            break
    return word[:-1] if word.endswith("e") and len(word) > _LEAST_LETTERS else word


@lru_cache(maxsize=4096)
def source_units(text: str) -> tuple[str, ...]:
    """The syllables of a Vietnamese text, and after each but the last the pair that it forms with its neighbour."""
    units: list[str] = []
    run: list[str] = []
    for token in (*tokens(text), None):
        if token is not None and token.word and not token.form[0].isdigit():
            run.append(token.form)
            continue
        for one, other in pairwise(run):
            units += [one, f"{one} {other}"]
        units += run[-1:]
        run = []
    return tuple(units)


@dataclass(frozen=True, slots=True)
class WordTable:
    """`translations[vietnamese][english]` is a probability; `weights[english]` is higher for rarer words; `plain` are
    the English words that are mostly written small.
    """

    translations: Mapping[str, Mapping[str, float]]
    weights: dict[str, float]
    plain: frozenset[str]

    def offered(self, sources: Sequence[str]) -> dict[str, float]:
        """Every English unit that may stand for a word of the sources, with its best probability."""
        found: dict[str, float] = {}
        for source in {unit for text in sources for unit in source_units(text)}:
            for english, probability in self.translations.get(source, {}).items():
                if probability > found.get(english, 0.0):
                    found[english] = probability
        return found

    def explained(self, sources: Sequence[str], units: Iterable[str]) -> list[tuple[str, float, float]]:
        """Each English unit that the table knows, with its weight and how well the sources explain it (0 to 1)."""
        offered = self.offered(sources)
        known = [(unit, self.weights[unit]) for unit in units if unit in self.weights]
        return [(unit, weight, min(1.0, offered.get(unit, 0.0) / ENOUGH)) for unit, weight in known]


class _Rows(Mapping[str, Mapping[str, float]]):
    """The rows of the table, each looked for among the sorted lines and read when it is first wanted: a memo wants one
    in twenty.
    """

    def __init__(self, lines: Sequence[str], words: Sequence[str]) -> None:
        self._lines = lines
        self._words = words
        self._read: dict[str, Mapping[str, float] | None] = {}

    def __getitem__(self, source: str) -> Mapping[str, float]:
        found = self._row(source)
        if found is None:
            raise KeyError(source)
        return found

    def get(self, source: str, default: Any = None) -> Any:
        """The row of `source`, which most pairs of syllables have none of."""
        found = self._row(source)
        return default if found is None else found

    def _row(self, source: str) -> Mapping[str, float] | None:
        if source not in self._read:
            self._read[source] = self._look_up(source)
        return self._read[source]

    def _look_up(self, source: str) -> Mapping[str, float] | None:
        head = f"{source}\t"
        place = bisect_left(self._lines, head)
        if place == len(self._lines) or not self._lines[place].startswith(head):
            return None
        pairs = (pair.split(":") for pair in self._lines[place][len(head) :].split("\t"))
        return {self._words[int(english)]: int(share) / 1000 for english, share in pairs}

    def __contains__(self, source: object) -> bool:
        return isinstance(source, str) and self._row(source) is not None

    def __iter__(self) -> Iterator[str]:
        return (line.partition("\t")[0] for line in self._lines)

    def __len__(self) -> int:
        return len(self._lines)


@lru_cache(maxsize=1)
def word_table() -> WordTable:
    """The packaged table."""
    return parse_table(gzip.decompress(TABLE.read_bytes()).decode("utf-8"))


def parse_table(text: str) -> WordTable:
    """The table from its text: first the English words with their weights (names with a capital), a blank line, then
    the Vietnamese words, each with pairs of an English word (by its line, from 0) and a probability in thousandths.
    """
    head, _, body = text.partition("\n\n")
    while head.startswith("#"):
        head = head.partition("\n")[2]
    fields = head.replace("\n", "\t").split("\t")
    written, weights = fields[::2], fields[1::2]
    words = "\t".join(written).lower().split("\t")
    weighed = [weight != "-" for weight in weights]
    known = zip(compress(words, weighed), map(float, compress(weights, weighed)), strict=True)
    return WordTable(_Rows(sorted(body.splitlines()), words), dict(known), frozenset(filter(str.islower, written)))
