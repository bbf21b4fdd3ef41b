"""Terms that a glossary lacks, found in sources: runs of syllables that stand together more often than by chance.

Two statistics are used. Dunning's log-likelihood ratio (Dunning, "Accurate Methods for the Statistics of Surprise and
Coincidence", Computational Linguistics 19(1), 1993) says of every place at which a run could be cut whether its two
sides stand together by chance; a run that holds at its weakest place stays. The C-value (Frantzi, Ananiadou and Mima,
"Automatic recognition of multi-word terms: the C-value/NC-value method", International Journal on Digital Libraries
3(2), 2000) ranks what stays: long and frequent is high, and what stands mostly inside longer candidates is low.
"""

from __future__ import annotations

import csv
import io
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from briefing.lang.glossary import COLUMNS, Glossary
from briefing.lang.names import find_names
from briefing.lang.phrases import Token, tokens
from briefing.lang.places import find_places
from briefing.lang.text import nfc, word_set
from briefing.records import dataclass

LONGEST = 12  # syllables
_WORD = 2  # syllables that an ordinary word has, which a dictionary knows
CHANCE = 10.83
"""The log-likelihood ratio above which chance is less likely than one in a thousand (chi-square, one degree)."""
_EDGES = word_set(
    """
    và của là có được bị cho với từ trong trên dưới tại về đến tới ra vào lên xuống theo để do bởi vì nên mà thì đã đang
    sẽ sắp vừa mới còn cũng rất quá hơn nhất những các mọi mỗi từng một hai ba này đó kia ấy đây khi sau trước giữa cùng
    như nếu nhưng hoặc hay không chưa chẳng phải cần nhằm qua bằng ở rằng việc sự cuộc nhiều ít thêm lại đi gì nào ai
    bên càng mối mang ông bà anh chị ngày tháng năm lần người chiếc con cái số nói biết hiện nay hôm đều chỉ vẫn luôn
    gồm giờ ngoài tuy
    """
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run of syllables as it is written most often, how often and in how many texts, its C-value, a sentence."""

    vi: str
    count: int
    texts: int
    score: float
    example: str


def find_candidates(
    texts: Sequence[Sequence[str]], glossary: Glossary, *, least: int = 3, most: int = 200
) -> tuple[Candidate, ...]:
    """The best `most` candidates that stand at least `least` times in `texts` (each a list of sentences)."""
    seen = _Counts()
    for number, sentences in enumerate(texts):
        for sentence in sentences:
            for run in _runs(nfc(sentence), glossary):
                seen.take(run, nfc(sentence), number)
    firm = {gram: count for gram, count in seen.grams.items() if _may_be(gram, seen) and count >= least}
    firm = {gram: count for gram, count in firm.items() if _together(gram, seen)}
    scored = ((_c_value(gram, count, nested), gram) for gram, count, nested in _nested(firm))
    best = sorted(((score, gram) for score, gram in scored if score > 0), key=lambda each: (-each[0], each[1]))
    return tuple(_candidate(gram, score, seen) for score, gram in best[:most])


def to_csv(candidates: Sequence[Candidate]) -> str:
    """A glossary with an empty column for the English, and behind it what a person decides by."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow((*COLUMNS, "count", "articles", "score", "example"))
    for one in candidates:
        writer.writerow((one.vi, "", "", "", "", one.count, one.texts, one.score, one.example))
    return buffer.getvalue()


_Gram = tuple[str, ...]


class _Counts:
    """How often every run of syllables stands in the texts, where, and how it is written."""

    def __init__(self) -> None:
        self.grams: Counter[_Gram] = Counter()
        self.texts: defaultdict[_Gram, set[int]] = defaultdict(set)
        self.written: defaultdict[_Gram, Counter[str]] = defaultdict(Counter)
        self.example: dict[_Gram, str] = {}
        self.capitals: Counter[_Gram] = Counter()
        self.total = 0

    def take(self, run: Sequence[Token], sentence: str, text: int) -> None:
        self.total += len(run)
        for start in range(len(run)):
            for end in range(start + 1, min(start + LONGEST, len(run)) + 1):
                gram = tuple(token.form for token in run[start:end])
                self.grams[gram] += 1
                if end - start > 1 and gram[0] not in _EDGES and gram[-1] not in _EDGES:
                    self.texts[gram].add(text)
                    self.capitals[gram] += sentence[run[start].span.start].isupper() and run[start].span.start > 0
                    self.written[gram][sentence[run[start].span.start : run[end - 1].span.end]] += 1
                    self.example[gram] = min(self.example.get(gram, sentence), sentence, key=len)


def _runs(sentence: str, glossary: Glossary) -> Iterator[list[Token]]:
    """The syllables between signs, numbers, names, places and terms that the glossary has."""
    taken = [mention.span for mention in glossary.find(sentence)]
    taken += [name.span for name in find_names(sentence)]
    taken += [place.span for place in find_places(sentence)]
    run: list[Token] = []
    for token in tokens(sentence):
        if token.form.isalpha() and not any(token.span.overlaps(span) for span in taken):
            run.append(token)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _may_be(gram: _Gram, seen: _Counts) -> bool:
    """True for names of bodies and the like, and for runs that are longer than an ordinary word of two syllables."""
    return gram in seen.example and (len(gram) > _WORD or seen.capitals[gram] * 2 > seen.grams[gram])


def _together(gram: _Gram, seen: _Counts) -> bool:
    """True when the run holds together at its weakest place."""
    whole = seen.grams[gram]
    cuts = ((gram[:place], gram[place:]) for place in range(1, len(gram)))
    return min(_log_likelihood(whole, seen.grams[left], seen.grams[right], seen.total) for left, right in cuts) > CHANCE


def _log_likelihood(both: int, left: int, right: int, total: int) -> float:
    """Dunning's ratio for two runs that stand side by side `both` times; 0 where they do so less often than by chance.

    >>> round(_log_likelihood(10, 10, 10, 1000), 1), _log_likelihood(1, 100, 100, 1000)
    (112.0, 0.0)
    """
    if both * total <= left * right:
        return 0.0
    table = ((both, left - both), (right - both, total - left - right + both))
    rows = [sum(row) for row in table]
    columns = [sum(row[place] for row in table) for place in (0, 1)]
    cells = ((table[i][j], rows[i] * columns[j] / total) for i in (0, 1) for j in (0, 1))
    return 2 * sum(found * math.log(found / expected) for found, expected in cells if found > 0 and expected > 0)


def _nested(firm: dict[_Gram, int]) -> Iterator[tuple[_Gram, int, tuple[int, ...]]]:
    """Every candidate with its count and the counts of the longer candidates that hold it."""
    holders: defaultdict[_Gram, list[int]] = defaultdict(list)
    for gram, count in firm.items():
        parts = {gram[a:b] for a in range(len(gram)) for b in range(a + 2, len(gram) + 1) if b - a < len(gram)}
        for part in parts & firm.keys():
            holders[part].append(count)
    for gram, count in firm.items():
        yield gram, count, tuple(holders.get(gram, ()))


def _c_value(gram: _Gram, count: int, holders: Sequence[int]) -> float:
    """log2 of the length times the frequency less the mean frequency of the longer candidates that hold it.

    >>> _c_value(("a", "b", "c", "d"), 6, ()), _c_value(("a", "b"), 6, (4, 2))
    (12.0, 3.0)
    """
    return math.log2(len(gram)) * (count - (sum(holders) / len(holders) if holders else 0))


def _candidate(gram: _Gram, score: float, seen: _Counts) -> Candidate:
    written = min(seen.written[gram].items(), key=lambda each: (-each[1], each[0]))[0]
    return Candidate(
        " ".join(written.split()), seen.grams[gram], len(seen.texts[gram]), round(score, 2), seen.example[gram]
    )
