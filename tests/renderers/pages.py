"""What the tests of the page formats share: hostile texts, big memos, a parsed page, a browser."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from briefing.renderers.html import render_html
from briefing.values import Memo, Section
from tests.renderers.sample import DATA, ROOT, sample, with_point, with_quote

PAGE = ROOT / "templates" / "memo.html"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


def hostile() -> list[tuple[str, str]]:
    """Texts and how a page shows them."""
    table = tomllib.loads((DATA / "hostile.toml").read_text("utf-8"))
    pairs = [(each["text"], each.get("shown", each["text"])) for each in table["texts"]]
    return [*pairs, ("half a pair \ud83d alone", "half a pair \ufffd alone")]


def with_texts(text: str) -> Memo:
    """The sample with `text` wherever the outside world may put one: point, quotation, translation, titles, fields."""
    memo = with_quote(with_point(sample(), text=text), text, translation=text, title=text, outlet=text)
    first, *rest = memo.sources
    first = replace(first, title=text, title_en=text, outlet=text, date=replace(first.date, evidence=text))
    sections = (replace(memo.sections[0], heading=text), *memo.sections[1:])
    return replace(
        memo,
        title=text,
        sections=sections,
        sources=(first, *rest),
        header=replace(memo.header, to=text, sender=text, subject=text),
        method=(text,),
    )


def all_hostile() -> Memo:
    """One memo with every hostile text, as a point, a quotation, a translation, a heading and in a source's row."""
    memo = sample()
    point, source = memo.points[0], memo.sources[0]
    sections, sources = [], []
    for number, (text, _) in enumerate(hostile()):
        span = replace(point.citations[0].span, start=number * 10, end=number * 10 + 5)
        citation = replace(
            point.citations[0],
            quote=text,
            translation=text,
            title=text,
            outlet=text,
            span=span,
            path=f"seeds/{number}.txt",
        )
        sections.append(Section(text, (replace(point, id=f"p{number}", text=text, citations=(citation,)),)))
        dated = replace(source.date, evidence=text)
        sources.append(replace(source, path=citation.path, title=text, title_en=text, outlet=text, date=dated))
    return replace(memo, sections=tuple(sections), sources=tuple(sources), summary=("p0",), method=(hostile()[0][0],))


def large(points: int) -> Memo:
    """The sample's points over and over, each citing sentences of its own, a fifth of them flagged."""
    memo = sample()
    own = memo.points
    made = []
    for number in range(points):
        point = own[number % len(own)]
        shift = number // len(own) * 100_000
        citations = tuple(
            replace(each, span=replace(each.span, start=each.span.start + shift, end=each.span.end + shift))
            for each in point.citations
        )
        made.append(replace(point, id=f"p{number}", citations=citations))
    size = -(-points // 12)
    sections = tuple(Section(f"Section {n + 1}", tuple(made[n * size : (n + 1) * size])) for n in range(12))
    return replace(memo, sections=tuple(each for each in sections if each.points), summary=("p0", "p1", "p2"))


def page(memo: Memo, template: bytes | None = None) -> bytes:
    return render_html(memo, PAGE.read_bytes() if template is None else template)


def parsed(data: bytes) -> tuple[Any, list[Any]]:
    """The tree as a browser builds it, and the faults that a strict one names."""
    from tinyhtml5.parser import HTMLParser

    parser = HTMLParser(namespace_html_elements=False)
    tree = parser.parse(data, transport_encoding="utf-8")
    return tree, parser.errors


def with_ancestors(element: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Every element with its ancestors, the nearest last."""
    yield element, above
    for child in element:
        yield from with_ancestors(child, (*above, element))


def texts(element: Any) -> str:
    return "".join(element.itertext())


def in_browser(data: bytes, script: str, folder: Path, *, dark: bool = False, width: int = 1000) -> str:
    """What `script` returns when Chromium shows the page; the page's own policy forbids scripts, so it is taken out."""
    text = data.decode("utf-8")
    policy = text.index("<meta http-equiv")
    text = text[:policy] + text[text.index("\n", policy) :]
    run = f"<script>document.body.setAttribute('data-result', String((() => {{{script}}})()));</script></body>"
    file = folder / "page.html"
    file.write_text(text.replace("</body>", run), encoding="utf-8")
    command = [str(CHROMIUM), "--headless=new", "--no-sandbox", "--disable-gpu", f"--window-size={width},900"]
    command += [f"--user-data-dir={folder / 'profile'}", "--dump-dom", file.as_uri()]
    if dark:
        command.insert(1, "--blink-settings=preferredColorScheme=0")
    done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    tree, _ = parsed(done.stdout)
    return str(tree.find("body").get("data-result"))
