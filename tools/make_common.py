"""Make briefing/lang/data/common.tsv: what is common in Vietnamese government and business news.

    python tools/make_common.py OWN.jsonl NEWS.jsonl.xz

Counts in how many articles each feature stands: of our own (JSON lines: `title_vi`, `paras` of sentences with `vi`),
and of as many newspaper articles as `NEWS` says (`title`, `abstract`, `body`); what fewer than one in a hundred say is
left out.
"""

from __future__ import annotations

import json
import lzma
import sys
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

from briefing.lang.common import TABLE
from briefing.stages.events import anchor_names
from briefing.stages.lexrank import content

LEAST = 0.01
NEWS = 1500


def lines_of(row: dict[str, Any]) -> list[str]:
    """Title and sentences of an article."""
    if "paras" in row:
        return [row["title_vi"], *(sentence["vi"] for paragraph in row["paras"] for sentence in paragraph)]
    return [row["title"], row["abstract"], *row["body"]]


def main() -> None:
    """Count, and write the table."""
    own = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    with lzma.open(sys.argv[2], "rt", encoding="utf-8") as news:
        rows = [json.loads(line) for line in (*own, *islice(news, NEWS)) if line.strip()]
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update({feature for line in lines_of(row) for feature in (*content(line), *anchor_names(line))})
    kept = sorted((feature, count) for feature, count in counts.items() if count >= LEAST * len(rows))
    table = "".join(f"{feature}\t{count}\n" for feature, count in kept)
    TABLE.write_text(f"# articles counted: {len(rows)}\n{table}", encoding="utf-8")
    sys.stdout.write(f"{len(kept)} features of {len(rows)} articles, {TABLE.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
