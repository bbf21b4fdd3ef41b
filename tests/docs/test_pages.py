"""The handbook: every link and every file that it names is there, and it is built offline without a warning."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from tests.conftest import ROOT
from tests.docs.shell import FENCE, PAGES

ALL = (*PAGES, ROOT / "DESIGN.md", ROOT / "CHANGELOG.md")
MADE = {"design.md", "changelog.md"}  # put into the handbook from the repository
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
NAMED = re.compile(r"`((?:briefing|docs|tests|bench|tools|seeds|prompts|templates)/[\w./*-]+)`")
OURS = {"templates/our-note.docx"}  # what a reader makes in a working folder
HOSTS = "pypi\\.org|npmjs\\.|conda\\.|anaconda\\.|crates\\.io|docker\\.io|ghcr\\.io"


def links() -> list[tuple[Path, str]]:
    return [(page, to) for page in ALL for to in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8")))]


@pytest.mark.parametrize(("page", "to"), links(), ids=[f"{page.name} {to}" for page, to in links()])
def test_a_link_leads_somewhere(page: Path, to: str) -> None:
    address = urlsplit(to)
    if address.scheme:
        assert address.scheme == "https"
        return
    target = page.parent / unquote(address.path) if address.path else page
    if target.parent == ROOT / "docs" and target.name in MADE:
        return
    assert target.exists()
    if address.fragment:
        assert address.fragment in anchors(target)


def test_there_are_links_to_test() -> None:
    assert len(links()) > 40
    assert "#" in "".join(to for _, to in links())


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.name)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    named = set(NAMED.findall(page.read_text(encoding="utf-8"))) - OURS
    exact = [name.rstrip("/") for name in named if not re.search(r"NAME|VERSION", name)]
    assert not [name for name in exact if not list(ROOT.glob(name))]


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.name)
def test_no_page_names_a_registry_or_this_machine(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.findall(HOSTS, text)
    assert not re.findall(r"/(?:work|root|tmp)/", text)


def test_the_readme_is_short_and_shows_the_memo() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 130
    assert text.index("make memo") < text.index("\n## ")
    assert re.search(r"!\[[^\]]+\]\(docs/memo-page-1\.png\)", text)
    handbook = {f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")} - {"docs/index.md", "docs/ooxml.md"}
    assert handbook <= set(LINK.findall(text))


def test_the_handbook_is_built_offline_and_fetches_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")]
    nowhere = "http://127.0.0.1:9"  # a proxy that is not there: whatever asks for the network fails
    offline = {**os.environ, "http_proxy": nowhere, "https_proxy": nowhere, "HTTPS_PROXY": nowhere}
    done = subprocess.run(command, cwd=ROOT, env=offline, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    pages = sorted((tmp_path / "site").glob("*.html"))
    assert {page.stem for page in pages} >= {page.stem for page in (ROOT / "docs").glob("*.md")} | {"design"}
    for page in pages:
        reader = Assets()
        reader.feed(page.read_text(encoding="utf-8"))
        assert reader.found
        assert not [one for one in reader.found if urlsplit(one).netloc]
    for sheet in (tmp_path / "site").rglob("*.css"):
        assert not re.findall(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//", sheet.read_text(encoding="utf-8"))


def test_every_page_stands_in_the_contents() -> None:
    contents = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    assert set(flat(contents)) == {page.name for page in (ROOT / "docs").glob("*.md")} | MADE


def flat(contents: object) -> list[str]:
    """The pages of a table of contents, of whatever depth."""
    if isinstance(contents, str):
        return [contents]
    inner = contents.values() if isinstance(contents, dict) else contents
    return [page for part in inner for page in flat(part)]  # type: ignore[attr-defined]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub and mkdocs make them from plain words."""
    headings = re.findall(r"^#+ +(.+)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


class Assets(HTMLParser):
    """What a browser fetches by itself to show a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag in {"script", "img", "iframe", "source"} and named.get("src"):
            self.found.append(named["src"] or "")
        if tag == "link" and named.get("rel") in {"stylesheet", "preconnect", "preload", "icon", "shortcut icon"}:
            self.found.append(named.get("href") or "")
