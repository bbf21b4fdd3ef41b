"""A memo as a Word document: the template's look, Word's own styles, real footnotes, comments and bookmarks.

In go a memo and a template's bytes, out come the bytes of the document; the same bytes for the same input.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

from briefing.renderers import annexes, body
from briefing.renderers.arrangement import Arrangement, arrange
from briefing.renderers.ooxml.comments import Comments
from briefing.renderers.ooxml.custom_xml import add_custom_xml
from briefing.renderers.ooxml.footnotes import open_footnotes
from briefing.renderers.ooxml.links import free_bookmark_ids
from briefing.renderers.ooxml.numbering import new_numbering
from briefing.renderers.ooxml.package import read_package, write_package
from briefing.renderers.ooxml.settings import clean_settings, pin_properties
from briefing.renderers.ooxml.styles import find_style, style_ids
from briefing.renderers.ooxml.xml import Element
from briefing.renderers.provenance import NAMESPACE, evidence_xml
from briefing.renderers.template import fill, open_template, place_of_memo, show_marking, text_width
from briefing.renderers.wording import DRAFT, long_date, period_words
from briefing.renderers.workbench import Workbench
from briefing.values import Memo


class DocxRenderer:
    """Memos as Word documents."""

    def render(self, memo: Memo, template: bytes) -> bytes:
        """The memo in the template's look.

        Raises RenderError when the template cannot be used, when it has an unknown field, or when the memo has a
        point without a citation.
        """
        arrangement = arrange(memo)
        document = open_template(template)
        header = memo.header
        moment = pin_properties(
            document,
            title=memo.title,
            subject=header.subject,
            author=header.sender,
            day=header.date or memo.period.last,
        )
        clean_settings(document.settings.element)
        bench = _bench(document, arrangement, moment)
        show_marking(document, header.marking.upper(), bench.styles)
        fill(document, _values(memo))
        parent, position = place_of_memo(document)
        for offset, block in enumerate(_blocks(memo, bench)):
            parent.insert(position + offset, block)
        add_custom_xml(document, evidence_xml(arrangement), NAMESPACE)
        buffer = BytesIO()
        document.save(buffer)
        return write_package(read_package(buffer.getvalue()))


def _bench(document: Element, arrangement: Arrangement, moment: datetime) -> Workbench:
    styles = style_ids(document)
    return Workbench(
        arrangement=arrangement,
        styles=styles,
        footnotes=open_footnotes(
            document, text_style=styles["footnote text"], reference_style=styles["footnote reference"]
        ),
        comments=Comments(document, styles["annotation text"], styles["annotation reference"], moment),
        bookmark_ids=free_bookmark_ids(document.element),
        table_numbers=itertools.count(1),
        numbering=new_numbering(document, find_style(document, styles["list number"])),
        width=text_width(document),
    )


def _values(memo: Memo) -> dict[str, str]:
    """What the template's fields stand for."""
    header = memo.header
    return {
        "marking": header.marking.upper(),
        "status": "" if memo.reviewed else DRAFT,
        "title": memo.title,
        "subject": header.subject or memo.title,
        "to": header.to,
        "from": header.sender,
        "date": long_date(header.date) if header.date else "",
        "period": period_words(memo.period),
    }


def _blocks(memo: Memo, bench: Workbench) -> Iterator[Element]:
    """The memo from top to bottom."""
    yield from body.title_block(memo, bench)
    yield from body.summary(memo, bench)
    for part in memo.sections:
        yield from body.section(part, bench)
    yield from annexes.annex_evidence(bench)
    yield from annexes.annex_sources(memo, bench)
    yield from annexes.coverage(memo, bench)
    yield from annexes.method(memo, bench)
