"""The public names as a type checker sees them; mypy reads this file in a test, nothing runs it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import assert_type

import briefing

config = briefing.load_config(Path("briefing.toml"))
assert_type(config, briefing.Config)
week = briefing.period_of("2026-W06")
assert_type(week, briefing.Period)
memo = briefing.draft("sources", week, as_of=date(2026, 2, 9), config=config)
assert_type(memo, briefing.Memo)
assert_type(memo.points, tuple[briefing.BriefingPoint, ...])
assert_type(memo.points[0].citations[0].quote, str)
assert_type(briefing.list_sources(Path("sources"), as_of=date(2026, 2, 9)), tuple[briefing.SourceEntry, ...])
assert_type(briefing.save(memo, "week.docx"), tuple[Path, ...])
assert_type(briefing.verify_memo("week.docx", "sources"), briefing.Verification)
assert_type(briefing.translate(["xin chào"]), tuple[str, ...])
assert_type(briefing.load_model().generate(["xin chào"]), list[briefing.Hypothesis])
