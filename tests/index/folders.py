"""A folder such as people have: every kind of file, copies, versions, broken and foreign things, a person's dates."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

from briefing.config import Config
from briefing.library import read_library
from briefing.readers.folder import PassedOver
from briefing.stages.assemble import Findings, source_entries
from briefing.stages.dedupe import deduplicate
from briefing.stages.select import Selection, handled, select
from briefing.values import Period, SourceEntry
from tests.readers.builders import docx_of, pdf_of, seed, seed_lines, wrapped

AS_OF = date(2026, 3, 2)
WINTER = Period(date(2025, 12, 1), date(2026, 2, 28))
PERIODS = [None, WINTER, Period(date(2024, 9, 1), date(2024, 9, 30)), Period(date(2030, 1, 1), date(2030, 1, 2))]
NAMES = ["000", "001", "002", "003", "004"]


def messy(folder: Path) -> Path:
    """Some 25 files, all made from the seeds."""
    (folder / "cũ" / "sâu").mkdir(parents=True)
    for number in NAMES:
        (folder / f"{number}.txt").write_text(seed(number), encoding="utf-8")
    lines = seed_lines("001")
    (folder / "bản sao.txt").write_text(seed("000"), encoding="utf-8")  # the same text
    (folder / "cũ" / "ngắn.txt").write_text("\n".join(lines[: 2 * len(lines) // 3]), encoding="utf-8")  # held by 001
    (folder / "cũ.txt").write_text("Hà Nội hôm qua có mưa to, nhiều tuyến phố ngập sâu.", encoding="utf-8")
    (folder / "cũ" / "sâu" / "2026-02-05 họp.txt").write_text("\n".join(seed_lines("004")[:6]), encoding="utf-8")
    (folder / "20260105.txt").write_text("\n".join(seed_lines("002")[2:9]), encoding="utf-8")
    (folder / "tin.docx").write_bytes(docx_of(seed_lines("003")[:8], title="Tin Lào"))
    (folder / "tin.pdf").write_bytes(pdf_of([wrapped("Reading files is harder than it looks. " * 9, 60, 72, 700)]))
    body = "".join(f"<p>{line}</p>" for line in seed_lines("002")[3:12])
    head = '<meta property="article:published_time" content="2026-01-27T09:00:00+07:00"><title>Tin</title>'
    page = f'<html lang="vi"><head><meta charset="utf-8">{head}</head><body><article>{body}</article></body></html>'
    (folder / "trang.html").write_text(page, encoding="utf-8")
    records: list[object] = [
        {"text": "\n".join(lines[2:8]), "title": "Một", "outlet": "Báo A", "published": "2026-02-01"},
        {"text": "\n".join(lines[2:7]), "title": "Một", "outlet": "Báo A", "published": "2026-02-02"},
        {"text": "\n".join(seed_lines("004")[3:9]), "published": "2026-13-40", "url": "https://a.vn/2026/02/06/x.html"},
        {"text": "\n".join(seed_lines("000")[3:9]), "published": "2027-01-01"},
        {"title": "không có chữ"},
    ]
    text = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    (folder / "tin.jsonl").write_text(text + "\n{không phải JSON\n", encoding="utf-8")
    (folder / "english.txt").write_text("The ministers of the two countries met in Hanoi and signed it. " * 4)
    (folder / "trống.txt").write_bytes(b"")
    (folder / "hỏng.txt").write_bytes("Thủ tướng".encode() + b"\xff\xfe\x00\x01")
    (folder / "a#1.txt").write_bytes(b"\x89PNG")
    (folder / "ghi chú.odt").write_bytes(b"x")
    (folder / ".ẩn.txt").write_text("ẩn", encoding="utf-8")
    (folder / "liên kết.txt").symlink_to(folder / "004.txt")
    (folder / "ra ngoài.txt").symlink_to("/etc/hostname")
    (folder / os.fsdecode(b"x\xff.txt")).write_text(seed("003"), encoding="utf-8")
    (folder / "briefing-dates.toml").write_text('[dates]\n"000.txt" = 2026-02-04\n"tin.jsonl#4" = 2026-01-15\n')
    return folder


def rows_by_reading(
    folder: Path, period: Period | None, as_of: date = AS_OF, config: Config | None = None
) -> tuple[tuple[SourceEntry, ...], tuple[PassedOver, ...]]:
    """What a listing must give, from reading everything."""
    settings = config or Config()
    library = read_library(folder, as_of)
    languages = handled(settings.model.source_language)
    everything = Selection(library.articles, ())
    chosen = select(library.articles, period, settings.selection.undated, languages) if period else everything
    unique = deduplicate(chosen.chosen, library.sentences)
    findings = Findings(
        library.articles,
        library.documents,
        (*library.dropped, *chosen.dropped, *unique.dropped),
        duplicate_of=unique.duplicate_of,
        cuts=library.cuts,
    )
    rows = source_entries(findings, frozenset())
    return tuple(_ready(row) for row in rows), library.passed_over


def _ready(row: SourceEntry) -> SourceEntry:
    from dataclasses import replace

    spanless = replace(row, date=replace(row.date, spans=()))
    return replace(spanless, stage=None, reason=None) if row.fate == "unused" else spanless
