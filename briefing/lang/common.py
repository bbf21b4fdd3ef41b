"""What is common in Vietnamese government and business news: how many articles of a reference collection say a word.

A small folder does not tell by itself that 'hội đàm' is said of every visit and 'Vũng Áng' of few; the table does. It
was counted over our own Vietnamese articles and newspapers' by `tools/make_common.py` and holds what at least one in a
hundred says. Features are those of `briefing.stages.lexrank.content`; names stand behind 'n:', as in
`briefing.stages.events`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "common.tsv"


@lru_cache(maxsize=1)
def reference_counts() -> tuple[int, Mapping[str, int]]:
    """How many articles were counted, and in how many of them each common feature stands."""
    first, *rows = TABLE.read_text(encoding="utf-8").splitlines()
    pairs = (row.split("\t") for row in rows)
    return int(first.rpartition(" ")[2]), {feature: int(count) for feature, count in pairs}
