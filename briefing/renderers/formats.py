"""The formats of a memo by name: which files they are, and one call that makes all that are wanted.

The Word document is made once, also where only its PDF is wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from briefing.house import House
from briefing.values import Memo

SUFFIXES: Mapping[str, str] = {"docx": ".docx", "html": ".html", "md": ".md", "pdf": ".pdf", "csl": ".csl.json"}
# Formats whose bytes we write ourselves, so that one memo gives one file; LibreOffice puts its clock into a PDF.
REPRODUCIBLE = frozenset(SUFFIXES) - {"pdf"}


def render_formats(
    memo: Memo,
    formats: Iterable[str],
    template: Callable[[str], bytes],
    *,
    house: House,
    logo: bytes = b"",
    archival: bool = True,
) -> dict[str, bytes]:
    """The files by format, in the order asked for. `template` gives the template's bytes for 'docx' and for 'html'.

    `house` has the rules for all of them, `logo` is its picture, `archival` makes a PDF a PDF/A. Raises `RenderError`
    as the formats do.
    """
    wanted = dict.fromkeys(formats)
    document = _document(memo, template("docx"), house, logo) if wanted.keys() & {"docx", "pdf"} else b""
    page = template("html") if "html" in wanted else b""
    makers: dict[str, Callable[[], bytes]] = {
        "docx": lambda: document,
        "html": lambda: _page(memo, page, house, logo),
        "md": lambda: _markdown(memo, house),
        "pdf": lambda: _pdf(document, archival=archival),
        "csl": lambda: _csl(memo),
    }
    return {one: makers[one]() for one in wanted}


def load_formats(formats: Iterable[str]) -> None:
    """Load the libraries that the formats need."""
    if not {"docx", "pdf"}.isdisjoint(formats):
        import docx  # noqa: F401
        import jinja2  # noqa: F401 - the grammar of templates

        from briefing.renderers.docx import DocxRenderer  # noqa: F401


def file_of(target: Path, one: str) -> Path:
    """The file of a format beside `target`: NAME.html for NAME.docx."""
    return named(target, SUFFIXES[one])


def named(target: Path, suffix: str) -> Path:
    """NAME and this suffix, for a target that is NAME and the suffix of any format.

    >>> named(Path("week.6.docx"), ".json").as_posix(), named(Path("memo.csl.json"), ".toml").as_posix()
    ('week.6.json', 'memo.toml')
    """
    longest_first = sorted(SUFFIXES.values(), key=len, reverse=True)
    own = next((each for each in longest_first if target.name.endswith(each)), target.suffix)
    return target.with_name(target.name.removesuffix(own) + suffix)


def _document(memo: Memo, template: bytes, house: House, logo: bytes) -> bytes:
    from briefing.renderers.docx import DocxRenderer

    return DocxRenderer(house, logo).render(memo, template)


def _page(memo: Memo, template: bytes, house: House, logo: bytes) -> bytes:
    from briefing.renderers.html import render_html

    return render_html(memo, template, house=house, logo=logo)


def _markdown(memo: Memo, house: House) -> bytes:
    from briefing.renderers.markdown import render_markdown

    return render_markdown(memo, house=house)


def _pdf(document: bytes, *, archival: bool) -> bytes:
    from briefing.renderers.pdf import to_pdf

    return to_pdf(document, archival=archival)


def _csl(memo: Memo) -> bytes:
    from briefing.renderers.csl import render_csl

    return render_csl(memo)
