"""A memo as Markdown: CommonMark, with the footnotes that GitHub, pandoc and most wikis read, and no HTML.

In goes a memo, out come the bytes of the file; the same bytes for the same input. Every character of a text that
Markdown could take for markup is escaped, so that what a reader sees is what the memo says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.house import House
from briefing.renderers.outline import Article, Outline, Point, Reference, Row, Source, outline
from briefing.renderers.wording import FLAG
from briefing.values import Memo

PLAIN_HOUSE = House()
# Characters that mean something within a line somewhere: CommonMark, GitHub's tables and strike-through, and pandoc's
# superscripts, mathematics and citation keys.
_INLINE = re.compile(r"([\\`*_\[\]<>&#|~^$@])")
# Words that mean something at the start of a line: list marks, underlines of headings, fences.
_BULLET = re.compile(r"^([-+=:])")
_NUMBER = re.compile(r"^(\d{1,9})([.)])")
_BLANK = "\\_" * 20


def render_markdown(memo: Memo, *, house: House = PLAIN_HOUSE) -> bytes:
    """The file, under the rules of a house. Raises `RenderError` when the memo has a point without a citation."""
    return ("\n\n".join(_blocks(outline(memo, house))) + "\n").encode("utf-8")


def escaped(text: str) -> str:
    r"""`text` as Markdown shows it again, character for character; line breaks stay, as hard ones.

    >>> escaped('1. AT&T *up* [5%]')
    '1\\. AT\\&T \\*up\\* \\[5%\\]'
    """
    core = text.rstrip("\n")
    # A hard break needs words after it: at the end of a text a line break stands as its number.
    return "\\\n".join(_line(line) for line in core.split("\n")) + "&#10;" * (len(text) - len(core))


def _line(line: str) -> str:
    core = line.strip()
    if not core:
        return "".join(f"&#{ord(each)};" for each in line)
    start = line.index(core)
    # White space at a line's ends would be dropped, or be taken for code: it stands as its number.
    before, after = line[:start], line[start + len(core) :]
    words = _INLINE.sub(r"\\\1", core)
    if not before:
        words = _NUMBER.sub(r"\1\\\2", _BULLET.sub(r"\\\1", words))
    return "".join(f"&#{ord(each)};" for each in before) + words + "".join(f"&#{ord(each)};" for each in after)


def _indented(text: str, width: int) -> str:
    """The lines after the first moved right, so that they belong to the list item or the footnote above."""
    return text.replace("\n", "\n" + " " * width)


def _blocks(page: Outline) -> Iterator[str]:
    if page.marking:
        yield f"**{escaped(page.marking)}**"
    yield f"# {escaped(page.subject)}"
    if page.status:
        yield f"**{escaped(page.status)}**"
    fields = (("To", page.to), ("From", page.sender), ("Date", page.date), ("Period", page.period))
    yield "\n".join(f"- **{label}:** {escaped(value) if value else _BLANK}" for label, value in fields)
    yield from _summary(page)
    for section in page.sections:
        yield f"## {escaped(section.heading)}"
        if not section.points:
            yield "Nothing to report in this section."
        for point in section.points:
            yield _point(point)
    yield from _release(page)
    yield from _evidence(page)
    yield from _sources(page)
    yield from _coverage(page)
    yield "## Method"
    for sentence in page.method:
        yield escaped(sentence)
    yield f"Signature: {escaped(page.signature)}"
    for section in page.sections:
        for point in section.points:
            yield _footnote(point)
    if page.marking:
        yield f"**{escaped(page.marking)}**"


def _summary(page: Outline) -> Iterator[str]:
    if page.summary:
        yield "## Summary"
        yield "\n".join(
            f"- {_flagged(point)}{_indented(escaped(point.in_summary), 2)} (point {point.label})"
            for point in page.summary
        )


def _release(page: Outline) -> Iterator[str]:
    if page.distribution:
        yield "## Distribution"
        yield "\n".join(f"- {escaped(each)}" for each in page.distribution)
    if page.release:
        yield "\n".join(f"- **{line.label}:** {escaped(line.words)}" for line in page.release)


def _flagged(point: Point) -> str:
    return f"**{FLAG}** " if point.flagged else ""


def _point(point: Point) -> str:
    """A list item with its number, its footnote, and the reasons why it is to be checked.

    Markdown's lists know no 2.1: such a number begins a paragraph instead.
    """
    listed = point.label.isdigit()
    start = f"{point.label}. " if listed else f"{point.label} "
    width = len(start) if listed else 0
    line = f"{start}{_flagged(point)}{_indented(escaped(point.text), width)}[^{point.number}]"
    told = [escaped(f"{each.said}{each.source}{each.end}") for each in point.reasons]
    told += [f"Note: {escaped(remark)}." for remark in point.remarks]
    if not told:
        return line
    below = "\n".join(f"- {_indented(each, 2)}" for each in told)
    return f"{line}\n\n{' ' * width}{_indented(below, width)}"


def _footnote(point: Point) -> str:
    articles = "; ".join(_article(article) for article in point.articles)
    besides = "; ".join(escaped(f"{each.said}{' ' * bool(each.said)}{each.source}{each.end}") for each in point.credits)
    told = "".join(f" {words}." for words in (besides, escaped(point.reported)) if words)
    return f"[^{point.number}]: {articles}.{told}"


def _article(article: Article) -> str:
    """'Outlet, “Title”, January 26, 2026, paragraph 3, sentence 1 ([E1](#e1))'."""
    words = [escaped(article.outlet)] if article.outlet else []
    words.append(f"“{escaped(article.title)}”" if article.title else escaped(article.file))
    words.append(escaped(article.date))
    words += [f"{place.words}{_row_link(place.row)}" for place in article.places]
    return ", ".join(words)


def _row_link(row: Reference | None) -> str:
    return f" ([E{row.label}](#e{row.label}))" if row else ""


def _evidence(page: Outline) -> Iterator[str]:
    if not page.evidence:
        return
    yield "## Annex A: Evidence"
    yield (
        "Every sentence that a point was written from, as it stands in the source, below its English translation. "
        "E is the row, S the article’s number in Annex B; paragraph and sentence are counted in the article as found."
    )
    for row in page.evidence:
        yield f"### E{row.number}"
        yield _place(row)
        yield escaped(row.english) if row.english else "*(no translation)*"
        if row.whose:
            yield f"*{escaped(row.whose)}*"
        yield "> " + escaped(row.original).replace("\n", "\n> ")
        for remark in row.remarks:
            yield f"*Note: {escaped(remark)}.*"


def _place(row: Row) -> str:
    numbers = ", ".join(point.label for point in row.points)
    label = "Points" if len(row.points) > 1 else "Point"
    source = f"[S{row.source.number}](#s{row.source.number}), " if row.source else ""
    return f"{label} {numbers}; {source}{row.place}"


def _sources(page: Outline) -> Iterator[str]:
    if not page.sources:
        return
    yield "## Annex B: Sources"
    for source in page.sources:
        yield f"### S{source.number}"
        yield "\n".join(f"- {line}" for line in _source(source))


def _source(source: Source) -> Iterator[str]:
    if source.title_en:
        yield f"**{escaped(source.title_en)}**"
    yield escaped(source.title) if source.title else "*(no title)*"
    outlet = f"{escaped(source.outlet)} · " if source.outlet else ""
    yield f"{outlet}{escaped(source.language_words)} · {source.words} words"
    if source.link:
        yield f"Address: {escaped(source.link)}"
    evidence = f": “{escaped(source.evidence)}”" if source.evidence else ""
    yield f"{escaped(source.date)}, {escaped(source.method)}{evidence}"
    yield f"File: {escaped(source.path)}"
    if source.sha256:
        yield f"SHA-256: {escaped(source.sha256)}"
    yield f"{source.fate}{_fate(source)}"
    for remark in source.remarks:
        yield f"Note: {escaped(remark)}."


def _fate(source: Source) -> str:
    if source.duplicate:
        return f": duplicate of [S{source.duplicate.number}](#s{source.duplicate.number})"
    return f": {escaped(source.reason)}" if source.reason else ""


def _coverage(page: Outline) -> Iterator[str]:
    yield "## Coverage"
    yield "\n".join(f"- {escaped(count.label)}: {count.number}" for count in page.counts)
    yield from map(escaped, page.gaps)
    if not page.refusals:
        yield "No article was dropped or left unused."
        return
    yield "Articles dropped or not used:"
    yield "\n".join(
        f"- {escaped(each.article)} ({escaped(each.stage)}): {escaped(each.reason)}" for each in page.refusals
    )
