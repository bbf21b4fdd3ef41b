"""Cleaning: which parts of an article are not body text, and why.

An article comes in, cuts go out: sorted spans with reasons, never overlapping. The text itself stays as it was read.
The rules are plain functions, run in the order of `RULES`; each sees only what the rules before it have left, so the
first reason given to a stretch of text is the one that stands. Where a rule cannot be sure, the text stays: a caption
that slips through is seen and struck out by a reader, a lost paragraph is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from briefing.stages.bylines import bylines, dateline_prefix, time_stamps
from briefing.stages.captions import captions, pagers
from briefing.stages.furniture import (
    breadcrumbs,
    front_matter,
    metadata_header,
    related_links,
    share_bars,
    tags,
)
from briefing.stages.headings import headline, subheads, trailing_lines
from briefing.stages.page import Page, page_of, page_without, uncut
from briefing.stages.tail import tail
from briefing.values import Article, Cut, Span

__all__ = ["RULES", "body_spans", "clean"]

Rule = Callable[[Page], Iterable[Cut]]

RULES: tuple[Rule, ...] = (
    front_matter,
    metadata_header,
    tail,
    pagers,
    share_bars,
    time_stamps,
    breadcrumbs,
    tags,
    related_links,
    captions,
    dateline_prefix,
    bylines,
    headline,
    trailing_lines,
    subheads,
)


def clean(article: Article) -> tuple[Cut, ...]:
    """The cuts of `article`, sorted and disjoint; `body_spans` gives what they leave."""
    cuts: tuple[Cut, ...] = ()
    page = page_of(article)
    for rule in RULES:
        fresh = tuple(rule(page))
        if fresh:
            cuts = _joined(cuts, fresh)
            page = page_without(page, fresh)
    return cuts


def body_spans(article: Article, cuts: Sequence[Cut]) -> tuple[tuple[int, Span], ...]:
    """What is left as body: the paragraph's number and the span of each uncut piece, without whitespace around it."""
    return uncut(article, cuts)


def _joined(standing: tuple[Cut, ...], fresh: tuple[Cut, ...]) -> tuple[Cut, ...]:
    """Both sets in order of place; where they overlap, the standing cut keeps its ground."""
    taken = sorted(standing, key=lambda cut: cut.span)
    for cut in sorted(fresh, key=lambda cut: cut.span):
        at = cut.span.start
        for other in tuple(taken):
            if other.span.overlaps(Span(at, max(at, cut.span.end))):
                if other.span.start > at:
                    taken.append(Cut(Span(at, other.span.start), cut.reason))
                at = max(at, other.span.end)
        if at < cut.span.end:
            taken.append(Cut(Span(at, cut.span.end), cut.reason))
        taken.sort(key=lambda one: one.span)
    return tuple(taken)
