"""What the names of a template are in one memo. The names themselves are listed in `templating.kinds`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, zip_longest
from typing import Any

from briefing.renderers import annexes, body, chart, contents, points
from briefing.renderers.arrangement import point_of
from briefing.renderers.ooxml.runs import VIETNAMESE, Words
from briefing.renderers.ooxml.xml import Element
from briefing.renderers.templating.expressions import Value
from briefing.renderers.wording import (
    DRAFT,
    article_id,
    date_words,
    entry_id,
    file_words,
    language_tag,
    language_words,
    long_date,
    method_words,
    period_words,
)
from briefing.renderers.workbench import Workbench
from briefing.values import BriefingPoint, Memo, SourceEntry

# Half an em is more than the mean width of a letter in any common text face.
_LETTER_WIDTH = 0.5
_TWIPS_A_POINT = 20
_NO_OUTLET = "Outlet not stated"


def plain_values(memo: Memo, bench: Workbench) -> dict[str, str]:
    """The fields that are a line of text."""
    header = memo.header
    dates = bench.house.dates
    return {
        "marking": header.marking.upper(),
        "status": "" if memo.reviewed else DRAFT,
        "title": memo.title,
        "subject": header.subject or memo.title,
        "to": header.to,
        "from": header.sender,
        "date": long_date(header.date, dates) if header.date else "",
        "period": period_words(memo.period, dates),
        "drafted": header.drafted,
        "cleared": header.cleared,
        "approved": header.approved,
        "signature": memo.signature,
    }


def values_of(memo: Memo, bench: Workbench) -> dict[str, Any]:
    """Every name of the vocabulary but the logo, made when asked for."""
    known = {point.id: _point(point, part.heading, bench) for part in memo.sections for point in part.points}
    of_article: dict[str, list[Value]] = {}
    for point in memo.points:
        first = point.citations[0]
        of_article.setdefault(article_id(first.path, first.record), []).append(known[point.id])
    articles = {
        key: _article(entry, of_article.get(key, []), bench) for entry in memo.sources if (key := entry_id(entry))
    }
    used = [articles[entry_id(entry)] for entry in memo.sources if entry.fate == "used"]
    rest = Remaining(memo, bench, known)
    return {
        **plain_values(memo, bench),
        "distribution": _list(memo.header.distribution, text=lambda: "; ".join(memo.header.distribution)),
        "memo": _block(lambda: whole(memo, bench)),
        "contents": _block(lambda: contents.place(bench)),
        "annex_evidence": _block(lambda: _annex(annexes.annex_evidence, memo, bench)),
        "annex_sources": _block(lambda: _annex(annexes.annex_sources, memo, bench)),
        "coverage": Value(block=lambda: _annex(annexes.coverage, memo, bench), fields=_counts(memo)),
        "method": _list(memo.method, block=lambda: _annex(annexes.method, memo, bench)),
        "chart": _block(lambda: chart.chart(memo, bench)),
        "release": _block(lambda: body.release(memo, bench)),
        "summary": _list(
            [_entry(memo, each, known, bench) for each in memo.summary], block=lambda: body.summary(memo, bench)
        ),
        "points": _list(list(known.values()), block=lambda: body.sections(memo, bench)),
        "sections": _list(_sections(memo, known)),
        "remaining": Value(items=rest.items, text=rest.words),
        "articles": _list(used),
        "sources": _list(list(articles.values())),
        "outlets": _list(_outlets(used)),
        "fit": rest.fit,
    }


_ANNEXES = (annexes.annex_evidence, annexes.annex_sources, annexes.coverage, annexes.method)


def whole(memo: Memo, bench: Workbench) -> list[Element]:
    """The memo from top to bottom."""
    blocks = (body.title_block, body.summary, body.sections, body.release)
    first = chain.from_iterable(block(memo, bench) for block in blocks)
    return [*first, *chain.from_iterable(_annex(annex, memo, bench) for annex in _ANNEXES)]


def _annex(make: Callable[[Memo, Workbench], Iterable[Element]], memo: Memo, bench: Workbench) -> list[Element]:
    """The place of an annex: it refers to the points that the document shows, so all of them come first."""
    return [bench.postponed(lambda: make(memo, bench))]


def _list(
    items: Sequence[Any], *, text: Callable[[], str] | None = None, block: Callable[[], Any] | None = None
) -> Value:
    made = (lambda: list(block())) if block is not None else None
    return Value(items=lambda: items, text=text, block=made)


def _block(make: Callable[[], Any]) -> Value:
    return Value(block=lambda: list(make()))


def _counts(memo: Memo) -> Mapping[str, int]:
    told = memo.coverage
    names = ("found", "in_range", "used", "undated", "duplicates", "dropped", "passed_over")
    return {each: getattr(told, each) for each in names}


def _point(point: BriefingPoint, heading: str, bench: Workbench) -> Value:
    first = point.citations[0]
    outlet = first.outlet or file_words(first.path, first.record)
    dated = date_words(first.published, bench.house.dates)
    others = len({article_id(each.path, each.record) for each in point.citations}) - 1
    more = f" and {others} more" if others else ""
    fields = {
        "id": point.id,
        "number": bench.arrangement.labels.get(point.id, ""),
        "text": Value(inline=lambda look: points.english(point, bench, look)),
        "flag": Value(inline=lambda _: points.flag(point, bench), truth=point.flagged),
        "footnote": Value(inline=lambda _: [points.note(point, bench)]),
        "link": Value(inline=lambda _: points.link(point, bench), truth=point.id in bench.arrangement.points),
        "evidence": Value(inline=lambda _: points.evidence_links(point, bench), truth=bench.annex),
        "flagged": point.flagged,
        "edited": point.edited,
        "section": heading,
        "source": f"{outlet}, {dated}{more}",
        "place": f"¶ {first.paragraph}, s. {first.sentence}",
        "outlet": Words(first.outlet or "", VIETNAMESE),
        "date": dated,
        "quote": Words(" ".join(each.quote for each in point.citations), VIETNAMESE),
        "translation": " ".join(each.translation for each in point.citations if each.translation),
    }
    return Value(fields=fields)


def _entry(memo: Memo, identifier: str, known: Mapping[str, Value], bench: Workbench) -> Value:
    """A point as the summary tells it."""
    point = point_of(memo, identifier)
    again = Value(inline=lambda look: points.in_summary(point, bench, look))
    return Value(fields={**known[identifier].fields, "text": again})


def _sections(memo: Memo, known: Mapping[str, Value]) -> list[Value]:
    return [
        Value(
            fields={
                "heading": part.heading,
                "number": number,
                "points": _list([known[each.id] for each in part.points]),
            }
        )
        for number, part in enumerate(memo.sections, start=1)
    ]


def _article(entry: SourceEntry, own: Sequence[Value], bench: Workbench) -> Value:
    tag = language_tag(entry.language)
    name = file_words(entry.path, entry.record)
    fields = {
        "number": bench.arrangement.sources[entry_id(entry)],
        "headline": entry.title_en or (Words(entry.title, tag) if entry.title else name),
        "title": Words(entry.title or "", tag),
        "title_en": entry.title_en or "",
        "outlet": Words(entry.outlet or _NO_OUTLET, tag if entry.outlet else "en-US"),
        "date": date_words(entry.date, bench.house.dates),
        "how_dated": method_words(entry.date.method),
        "language": language_words(entry.language),
        "words": entry.words,
        "file": name,
        "url": entry.url or "",
        "fate": entry.fate,
        "reason": entry.reason or "",
        "topic": own[0].fields["section"] if own else "",
        "points": _list(own),
    }
    return Value(fields=fields)


def _outlets(articles: Sequence[Value]) -> list[Value]:
    """Outlets in order of name, those that no article names last."""
    by_name: dict[str, list[Value]] = {}
    for article in articles:
        if article.fields["points"].items():
            by_name.setdefault(article.fields["outlet"].text, []).append(article)
    names = sorted(by_name, key=lambda each: (each == _NO_OUTLET, each.casefold()))
    return [
        Value(fields={"name": by_name[each][0].fields["outlet"], "articles": _list(by_name[each])}) for each in names
    ]


class Remaining:
    """The points that the document has not shown yet: those of the summary first, then the first of each section, …"""

    def __init__(self, memo: Memo, bench: Workbench, known: Mapping[str, Value]) -> None:
        self.bench, self.known = bench, known
        ranks = chain.from_iterable(zip_longest(*((point.id for point in part.points) for part in memo.sections)))
        self.order = list(dict.fromkeys([*memo.summary, *(each for each in ranks if each is not None)]))
        self.texts = {point.id: point.text for point in memo.points}

    def items(self) -> list[Value]:
        """Weightiest first."""
        return [self.known[each] for each in self.order if each not in self.bench.shown]

    def words(self) -> str:
        """'7 points: Economy and trade 3, Defence and security 4'."""
        left = [item.fields["section"] for item in self.items()]
        named = ", ".join(f"{heading} {left.count(heading)}" for heading in dict.fromkeys(left))
        return f"{len(left)} point{'s' * (len(left) != 1)}: {named}" if left else ""

    def fit(self, items: Sequence[Value], lines: int) -> list[Value]:
        """As many of the items as go into so many lines of the page; those that are too long for the rest are left."""
        taken = []
        room = float(lines)
        letters = max(self.bench.width / _TWIPS_A_POINT / (self.bench.size * _LETTER_WIDTH), 20)
        for item in items:
            length = len(self.texts.get(item.fields.get("id", ""), "")) + len(item.fields.get("source", "")) + 12
            need = -(-length // letters) + 0.5
            if need <= room:
                taken.append(item)
                room -= need
        return taken
