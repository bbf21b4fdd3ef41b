"""The web page: valid, reachable, readable by eye and ear, and nothing in it but what the memo says."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from briefing.errors import RenderError
from briefing.house import House
from briefing.renderers.html import css_string, render_html
from briefing.renderers.wording import DRAFT, FLAG
from briefing.values import Memo
from tests.renderers.pages import (
    PAGE,
    all_hostile,
    hostile,
    in_browser,
    large,
    needs_chromium,
    page,
    parsed,
    texts,
    with_ancestors,
    with_texts,
)
from tests.renderers.sample import sample, with_point

VIETNAMESE = re.compile("[\u1ea0-\u1ef9ăđơưĂĐƠƯ]")
FETCHING = {"script", "link", "img", "iframe", "object", "embed", "audio", "video", "source", "base", "form"}


@pytest.fixture(scope="module")
def shown() -> bytes:
    return page(sample())


@pytest.mark.parametrize(
    "memo", [sample(), replace(sample(), reviewed=True), large(40)], ids=["draft", "final", "large"]
)
def test_a_strict_parser_finds_no_fault(memo: Memo) -> None:
    _, errors = parsed(page(memo))
    assert errors == []


def test_headings_follow_each_other_and_ids_are_unique(shown: bytes) -> None:
    tree, _ = parsed(shown)
    levels = [
        int(each.tag[1]) for each in tree.iter() if isinstance(each.tag, str) and re.fullmatch("h[1-6]", each.tag)
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [each.get("id") for each in tree.iter() if each.get("id")]
    assert len(ids) == len(set(ids))


def test_every_link_leads_somewhere_and_back(shown: bytes) -> None:
    tree, _ = parsed(shown)
    marked = {each.get("id"): each for each in tree.iter() if each.get("id")}
    links = [each.get("href") for each in tree.iter("a")]
    assert links
    assert all(href.startswith("#") and href[1:] in marked for href in links)
    memo = sample()
    for number, point in enumerate(memo.points, start=1):
        item = marked[f"point_{number}"]
        rows = {each.get("href")[1:] for each in item.iter("a")}
        assert len(rows) == len(point.citations)
        for row in rows:
            assert f"#point_{number}" in [each.get("href") for each in marked[row].iter("a")]
    labelled = [each.get("aria-labelledby") for each in tree.iter("section")]
    assert all(each in marked for each in labelled)


def test_landmarks_and_names_for_a_screen_reader(shown: bytes) -> None:
    tree, _ = parsed(shown)
    body = tree.find("body")
    assert [body[0].get("href"), body[0].get("class")] == ["#main", "skip"]
    for landmark in ("header", "nav", "main", "footer"):
        assert len(list(tree.iter(landmark))) == 1, landmark
    assert tree.get("lang") == "en"
    assert (
        texts(tree.find("head/title")).strip()
        == "Vietnam and Laos in the Vietnamese press, December 1, 2025 to February 28, 2026"
    )
    for table in tree.iter("table"):
        assert texts(table.find("caption")).strip()
        assert all(each.get("scope") for each in table.iter("th"))
    for link in tree.iter("a"):
        name = link.get("aria-label")
        assert name is None or texts(link).strip() in name  # what is seen is part of what is said
    numbers = [int(each.get("start")) for each in tree.iter("ol")]
    assert numbers == [1, 3, 5, 7]


def test_every_vietnamese_word_says_that_it_is_vietnamese(shown: bytes) -> None:
    tree, _ = parsed(shown)
    found = 0
    for element, above in with_ancestors(tree.find("body")):
        pieces = [(element.text, (*above, element)), (element.tail, above)]
        for text, chain in pieces:
            if text and VIETNAMESE.search(text):
                languages = [each.get("lang") for each in chain if each.get("lang")]
                assert languages[-1:] == ["vi-VN"], text
                found += 1
    assert found > 20


def test_nothing_is_fetched_and_no_script_runs(shown: bytes) -> None:
    tree, _ = parsed(shown)
    assert not FETCHING & {each.tag for each in tree.iter() if isinstance(each.tag, str)}
    style = texts(tree.find("head/style"))
    assert "url(" not in style
    assert "@import" not in style
    assert not [name for each in tree.iter() for name in each.attrib if name.startswith("on")]
    policy = next(each for each in tree.iter("meta") if each.get("http-equiv"))
    assert "default-src 'none'" in policy.get("content")


def test_a_flag_is_a_word_with_its_reason() -> None:
    tree, _ = parsed(page(sample()))
    marked = {each.get("id"): each for each in tree.iter("li") if each.get("id")}
    for number, point in enumerate(sample().points, start=1):
        said = texts(marked[f"point_{number}"])
        assert (FLAG in said) == point.flagged
        assert ("Expected:" in said) == point.flagged


def test_draft_line_and_marking_come_and_go() -> None:
    assert DRAFT.encode() in page(sample())
    assert DRAFT.encode() not in page(replace(sample(), reviewed=True))
    bare = replace(sample().header, marking="")
    assert page(sample()).count(b"OFFICIAL USE ONLY") == 4  # top and bottom of the page, and of every printed one
    assert b"marking" not in page(replace(sample(), header=bare)).split(b"</style>")[1]


def test_texts_are_shown_as_they_are() -> None:
    tree, errors = parsed(page(all_hostile()))
    assert errors == []
    marked = {each.get("id"): each for each in tree.iter() if each.get("id")}
    for number, (text, expected) in enumerate(hostile(), start=1):
        [told] = [each for each in marked[f"point_{number}"].iter("span") if each.get("class") == "text"]
        assert texts(told) == expected
        quote = next(each for each in marked[f"evidence_{number}"].iter("blockquote"))
        assert texts(quote) == expected
        title = next(each for each in marked[f"source_{number}"].iter("bdi"))
        assert texts(title).startswith(" ".join(expected.split())), text
    assert not list(tree.iter("script"))
    assert not list(tree.iter("b"))


def test_a_hostile_title_block_stays_in_its_place() -> None:
    for text in ("</title><script>alert(1)</script>", "AT&T <b> 100<200", "turned \u202eround"):
        tree, errors = parsed(page(with_texts(text)))
        assert errors == []
        assert texts(tree.find("head/title")).startswith(text)
        assert texts(next(tree.iter("h1"))).rstrip("\u202c") == text


def test_what_was_replaced_or_cannot_be_seen_is_said() -> None:
    said = page(with_texts("bell \x07 and \u202eturned")).decode()
    assert "Note: characters that no page can hold stand as \ufffd: U+0007." in said
    assert "Note: the quotation holds characters that cannot be seen: U+202E right-to-left override." in said
    assert "Note:" not in page(sample()).decode()


@pytest.mark.parametrize("url", ["javascript:x()", "data:text/html,x", "file:///etc/passwd", "https://", " http://a b"])
def test_only_web_addresses_become_links(url: str) -> None:
    first, *rest = sample().sources
    assert b"on the web" not in page(replace(sample(), sources=(replace(first, url=url), *rest)))


def test_a_web_address_becomes_a_link_without_a_referrer() -> None:
    first, *rest = sample().sources
    tree, errors = parsed(page(replace(sample(), sources=(replace(first, url='https://a.example/?x=1&y="2'), *rest))))
    assert errors == []
    [link] = [each for each in tree.iter("a") if not each.get("href").startswith("#")]
    assert link.get("href") == 'https://a.example/?x=1&y="2'
    assert link.get("rel") == "noopener noreferrer"


def _themes() -> dict[str, dict[str, str]]:
    """The colours of the light, the dark and the printed page."""
    style = PAGE.read_text("utf-8").split("<style>")[1].split("</style>")[0]
    blocks = re.findall(r":root \{([^}]*)\}", style)
    names = ("light", "dark", "print")
    return {
        name: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for name, block in zip(names, blocks, strict=True)
    }


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    dark, light = sorted((luminance(one), luminance(two)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_contrast_reaches_wcag_aa(theme: str) -> None:
    colours = _themes()[theme]
    for ink in ("ink", "soft", "accent", "link"):
        for paper in ("paper", "panel", "mark"):
            assert contrast(colours[ink], colours[paper]) >= 4.5, (ink, paper)
    for ink in ("ink", "alarm"):
        assert contrast(colours[ink], colours["alarm-paper"]) >= 4.5, ink
    assert contrast(colours["alarm"], colours["paper"]) >= 4.5
    assert contrast(colours["alarm"], colours["mark"]) >= 4.5


def test_colours_stand_in_one_place() -> None:
    style = PAGE.read_text("utf-8").split("<style>")[1].split("</style>")[0]
    assert not re.findall(r"#[0-9a-f]{3,8}\b", re.sub(r":root \{[^}]*\}", "", style))


_CONTRAST = """
const out = [];
document.querySelectorAll('details').forEach(each => each.open = true);
const rgb = words => words.match(/[\\d.]+/g).map(Number);
const lin = v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
const lum = c => { const [r, g, b] = c.slice(0, 3).map(v => lin(v / 255));
  return .2126 * r + .7152 * g + .0722 * b; };
const behind = element => { for (let e = element; e; e = e.parentElement) {
  const c = rgb(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] === 1) return c; }
  throw new Error('nothing is painted behind a word'); };
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
let worst = 99, seen = 0;
while (walk.nextNode()) { const e = walk.currentNode.parentElement;
  if (!walk.currentNode.data.trim() || e.closest('script')) continue;
  const [a, b] = [lum(rgb(getComputedStyle(e).color)), lum(behind(e))].sort((x, y) => x - y);
  worst = Math.min(worst, (b + .05) / (a + .05)); seen += 1; }
return JSON.stringify({worst, seen, wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  paper: getComputedStyle(document.body).backgroundColor});
"""


@needs_chromium
@pytest.mark.parametrize("dark", [False, True])
def test_a_browser_measures_the_contrast_of_every_word(tmp_path: Path, *, dark: bool) -> None:
    measured = json.loads(in_browser(page(sample()), _CONTRAST, tmp_path, dark=dark))
    assert measured["seen"] > 200
    assert measured["worst"] >= 4.5
    assert (measured["paper"] == "rgb(21, 24, 29)") == dark


@needs_chromium
def test_nothing_runs_over_the_edge_of_a_telephone(tmp_path: Path) -> None:
    long_word = "Nghiêng" * 60
    memo = with_texts(f"{long_word} https://example.org/{'path/' * 60}")
    measured = json.loads(in_browser(page(memo), _CONTRAST, tmp_path, width=500))
    assert measured["wide"] <= 0


def test_css_strings_cannot_end_early() -> None:
    assert css_string("NATO – A-1, b.") == "NATO – A-1, b."
    assert css_string('"</style>\\\n') == "\\22 \\3c \\2f style\\3e \\5c \\a "
    marked = replace(sample(), header=replace(sample().header, marking='x"}</style><script>'))
    tree, errors = parsed(page(marked))
    assert errors == []
    assert not list(tree.iter("script"))


def test_a_point_without_a_citation_is_refused() -> None:
    with pytest.raises(RenderError, match="cites no sentence"):
        page(with_point(sample(), citations=()))


def test_the_rules_of_the_house_hold_on_the_page() -> None:
    header = replace(sample().header, distribution=("Embassy <Vientiane>", "Desk"), cleared="B. O.")
    house = House(dates="uk", numbering="by section", annex=False, font='Gentium "Plus"', paper="a4", logo_text="Seal")
    picture = b"\x89PNG\r\n\x1a\n"
    data = render_html(replace(sample(), header=header), PAGE.read_bytes(), house=house, logo=picture)
    tree, errors = parsed(data)
    assert errors == []
    words = texts(tree.find("body"))
    assert "26 January 2026" in words
    assert "January 26, 2026" not in words
    assert "(point 2.1)" in words
    assert "Embassy <Vientiane>" in words
    assert "B. O." in words
    ids = {each.get("id") for each in tree.iter()}
    assert "annex_a" not in ids
    assert {each.get("href")[1:] for each in tree.iter("a")} <= ids
    [logo] = list(tree.iter("img"))
    assert logo.get("alt") == "Seal"
    assert logo.get("src").startswith("data:image/png;base64,iVBORw0KGgo")
    style = texts(tree.find("head/style"))
    assert '"Gentium \\22 Plus\\22 ", ' in style
    assert "size: a4;" in style


def test_a_template_of_the_house_may_look_quite_different() -> None:
    template = (
        b"{% for source in sources if source.title %}<p>{{ loop.index }} {{ source.title | upper }}</p>\n{% endfor %}"
    )
    assert (
        page(sample(), template).decode().splitlines()[0]
        == "<p>1 VIỆT NAM - LÀO PHẤN ĐẤU NÂNG KIM NGẠCH LÊN 5 TỶ USD</p>"
    )
