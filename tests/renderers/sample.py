"""A realistic memo for tests: Vietnamese quotations taken by span from the seeds, English written by hand."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from briefing.values import (
    UNDATED,
    BriefingPoint,
    Check,
    Citation,
    Coverage,
    Dropped,
    Memo,
    MemoHeader,
    Period,
    PublicationDate,
    Section,
    SourceEntry,
    Span,
)

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
TEMPLATE = ROOT / "templates" / "memo.docx"

VISIT = "000_456da3bcb937796d.txt"
TALKS = "001_a2b9573a540839a5.txt"
MEETINGS = "002_1ad08285bb8b5cb5.txt"
SUMMIT = "003_8d66f8dfaeee08a7.txt"
PREVIEW = "004_0f48b040bf5ddf04.txt"

DATES = {
    VISIT: PublicationDate(date(2025, 12, 1), None, "inference", "tháng 12/2025"),
    TALKS: PublicationDate(date(2025, 12, 1), date(2025, 12, 1), "header", "date 2025-12-01"),
    MEETINGS: PublicationDate(date(2026, 1, 26), date(2026, 1, 26), "header", "date 2026-01-26"),
    SUMMIT: PublicationDate(date(2024, 9, 11), date(2024, 9, 11), "dateline", "Ngày 11/9 … 11/09/2024"),
    PREVIEW: PublicationDate(date(2025, 12, 1), date(2026, 2, 5), "inference", "sẽ thực hiện … vào ngày 5/2"),
}
TITLES = {
    TALKS: ("Việt Nam - Lào phấn đấu nâng kim ngạch lên 5 tỷ USD", "Vietnam and Laos aim to raise trade to $5 billion"),
    SUMMIT: ("Cuộc gặp cấp cao giữa hai Đảng", "High-level meeting of the two Parties"),
    PREVIEW: ("Tổng Bí thư Tô Lâm sắp thăm Lào", "General Secretary To Lam to visit Laos"),
}
OUTLETS = {TALKS: "VnExpress", MEETINGS: "Dân trí", SUMMIT: "Tiền Phong"}


def read(name: str) -> str:
    return (SEEDS / name).read_bytes().decode("utf-8")


def digest(name: str) -> str:
    return hashlib.sha256((SEEDS / name).read_bytes()).hexdigest()


def cite(name: str, start: str, end: str, translation: str, sentence: int = 1) -> Citation:
    """The citation of the sentence of a seed that starts and ends with these words."""
    text = read(name)
    first = text.index(start)
    last = text.index(end, first) + len(end)
    paragraph = sum(1 for line in text[:first].split("\n")[:-1] if line.strip()) + 1
    return Citation(
        path=f"seeds/{name}",
        sha256=digest(name),
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        record=None,
        paragraph=paragraph,
        sentence=sentence,
        span=Span(first, last),
        quote=text[first:last],
        published=DATES[name],
        title=TITLES.get(name, (None, None))[0],
        outlet=OUTLETS.get(name),
        translation=translation,
    )


def _points() -> dict[str, BriefingPoint]:
    trade_talks = cite(
        TALKS,
        "Hai bên cũng nhất trí tăng cường kết nối",
        "phòng chống tham nhũng.",
        "The two sides also agreed to strengthen economic, infrastructure, banking and financial, and tourism links, and to "
        "take effective measures to raise trade to $5 billion in the near future and towards $10 billion in the time to "
        "come, together with better transport, energy and logistics links and exchanges of experience in macroeconomic "
        "management and the fight against corruption.",
    )
    trade_meeting = cite(
        MEETINGS,
        "Ông đồng thời đề nghị hai bên tăng cường phối hợp tháo gỡ",
        "trong thời gian tới.",
        "He also proposed that the two sides work more closely to remove difficulties and create favourable conditions for "
        "bilateral trade, border trade in particular, with the aim of raising two-way trade to $5-10 billion in the time "
        "to come.",
    )
    preview = cite(
        PREVIEW,
        "Nhận lời mời của Tổng Bí thư",
        "vào ngày 5/2.",
        "At the invitation of General Secretary and President Thongloun Sisoulith, General Secretary To Lam and a "
        "high-level Vietnamese delegation will pay a State visit to Laos on February 5.",
    )
    documents = cite(
        TALKS,
        "Kết thúc hội đàm",
        "hạ tầng chiến lược.",
        "At the end of the talks the two leaders witnessed the exchange of 12 important cooperation documents in key areas: "
        "defence, security, health, justice, education and training, finance and banking, and strategic infrastructure.",
    )
    trade_visit = cite(
        VISIT,
        "Hai nước sẽ đẩy mạnh gắn kết hai nền kinh tế",
        "trong thời gian tới.",
        "The two countries will tie their economies more closely together, give priority to strategic projects and strive "
        "for bilateral trade of $10 billion in the time to come.",
    )
    growth = cite(
        VISIT,
        "Những kết quả đạt được",
        "của khu vực.",
        "The results achieved not only contribute directly to the development of each country but also contribute to "
        "peace, stability and development in the region.",
        sentence=2,
    )
    security = cite(
        MEETINGS,
        "Hai bên nhất trí tiếp tục tăng cường hợp tác chặt chẽ trong lĩnh vực quốc phòng",
        "khu vực biên giới.",
        "The two sides agreed to keep working closely on defence and security, to maintain political stability and social "
        "order, and to keep the border area secure.",
    )
    crime = cite(
        MEETINGS,
        "Cùng với đó, hai bên đẩy mạnh phối hợp phòng",
        "công nghệ cao.",
        "They will also step up cooperation against transnational crime, above all drug crime, human trafficking and "
        "high-technology crime.",
    )
    parliament = cite(
        MEETINGS,
        "Về hợp tác giữa hai cơ quan lập pháp",
        "trên trường quốc tế.",
        "On cooperation between the two legislatures, the Chairman of the National Assembly proposed that they continue to "
        "coordinate closely at regional and international parliamentary forums, the Inter-Parliamentary Union (IPU) and "
        "the AIPA General Assembly in particular.",
    )
    return {
        "visit": BriefingPoint(
            "visit",
            "General Secretary To Lam will pay a State visit to Laos on February 5 at the invitation of General Secretary "
            "and President Thongloun Sisoulith.",
            (preview,),
            (Check("date", "pass", "ngày 5/2", "February 5"),),
        ),
        "documents": BriefingPoint(
            "documents",
            "The two leaders witnessed the exchange of cooperation documents on defence, security, health, justice, "
            "education and training, finance and banking, and strategic infrastructure.",
            (documents,),
            (Check("number", "fail", "12 văn kiện", ""), Check("name", "pass", "Lào", "Laos")),
        ),
        "trade": BriefingPoint(
            "trade",
            "Vietnam and Laos want to raise two-way trade to between $5 billion and $10 billion; both the talks in Vientiane "
            "and Prime Minister Pham Minh Chinh named the goal.",
            (trade_talks, trade_meeting),
            (Check("amount", "pass", "5-10 tỷ USD", "$5 billion and $10 billion"),),
            task="brief",
            score=-0.31,
        ),
        "projects": BriefingPoint(
            "projects",
            "The two countries will link their economies more closely and give priority to strategic projects, with a goal "
            "of $10 billion in trade; the results so far also serve peace and stability in the region.",
            (trade_visit, growth),
        ),
        "security": BriefingPoint(
            "security",
            "The two sides agreed to keep working closely on defence and security and on the safety of the border area.",
            (security,),
        ),
        "crime": BriefingPoint(
            "crime",
            "They will step up joint work against transnational crime: drugs, human trafficking and high-technology crime.",
            (crime, security),
            (Check("length", "warn", "34 words", "15 words"),),
        ),
        "parliament": BriefingPoint(
            "parliament",
            "National Assembly Chairman Tran Thanh Man proposed closer coordination of the two legislatures at the "
            "Inter-Parliamentary Union and AIPA.",
            (parliament,),
        ),
    }


def _entry(name: str, fate: str, **more: object) -> SourceEntry:
    title, title_en = TITLES.get(name, (None, None))
    return SourceEntry(
        path=f"seeds/{name}",
        record=None,
        sha256=digest(name),
        title=title,
        outlet=OUTLETS.get(name),
        language="vi",
        words=len(read(name).split()),
        date=DATES[name],
        fate=fate,  # type: ignore[arg-type]
        title_en=title_en,
        **more,  # type: ignore[arg-type]
    )


def _sources() -> tuple[SourceEntry, ...]:
    outside = "published 2024-09-11, outside 2025-12-01 to 2026-02-28"
    copy = SourceEntry(
        path="seeds/wire.jsonl",
        record=3,
        sha256=hashlib.sha256(b"wire").hexdigest(),
        title="Tổng Bí thư Tô Lâm hội đàm với Tổng Bí thư, Chủ tịch nước Lào",
        outlet="Báo Tin tức & Sự kiện",
        language="vi",
        words=731,
        date=PublicationDate(date(2025, 12, 1), date(2025, 12, 1), "metadata", "published: 2025-12-01"),
        fate="dropped",
        stage="deduplicate",
        reason=f"near-duplicate of seeds/{TALKS}",
        duplicate_of=f"seeds/{TALKS}",
    )
    unused = SourceEntry(
        path="seeds/note.html",
        record=None,
        sha256=hashlib.sha256(b"note").hexdigest(),
        title=None,
        outlet=None,
        language="vi",
        words=48,
        date=UNDATED,
        fate="unused",
    )
    return (
        _entry(VISIT, "used"),
        _entry(TALKS, "used"),
        _entry(MEETINGS, "used"),
        _entry(SUMMIT, "dropped", stage="select", reason=outside),
        _entry(PREVIEW, "used"),
        unused,
        copy,
    )


def sample(**changes: object) -> Memo:
    """The memo; `changes` replace fields."""
    points = _points()
    fields: dict[str, object] = {
        "title": "Vietnam and Laos in the Vietnamese press",
        "period": Period(date(2025, 12, 1), date(2026, 2, 28)),
        "summary": ("visit", "documents", "trade"),
        "sections": (
            Section("Political and party relations", (points["visit"], points["documents"])),
            Section("Economy and trade", (points["trade"], points["projects"])),
            Section("Defence and security", (points["security"], points["crime"])),
            Section("Legislatures", (points["parliament"],)),
        ),
        "sources": _sources(),
        "dropped": (
            Dropped(f"seeds/{SUMMIT}", "select", "published 2024-09-11, outside 2025-12-01 to 2026-02-28"),
            Dropped("seeds/wire.jsonl#3", "deduplicate", f"near-duplicate of seeds/{TALKS}"),
            Dropped("seeds/broken.docx", "read", "not a Word document: the archive is damaged"),
        ),
        "coverage": Coverage(found=8, in_range=6, used=4, undated=1, duplicates=1, dropped=3, passed_over=2),
        "signature": "briefing:0.1.0|model:vi-en-small@3f9c1a|beam:4|prompt:7d21|template:memo@a41c|period:2025-12-01..2026-02-28",
        "header": MemoHeader(
            to="Director, Southeast Asia Department",
            sender="Press and Analysis Unit",
            subject="",
            date=date(2026, 3, 2),
            marking="Official use only",
        ),
        "method": (
            "The points were written by a machine translation model from the sentences that their footnotes name, and by "
            "nothing else; no person has reviewed them.",
            "Numbers, amounts, dates and names of each Vietnamese sentence were looked for in the English; a point that "
            "lacks one is marked ⚑ check and carries a comment.",
        ),
    }
    return Memo(**(fields | changes))  # type: ignore[arg-type]
