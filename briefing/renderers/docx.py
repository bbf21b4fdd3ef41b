"""A memo as a Word document: the template's look, Word's own styles, real footnotes, comments and bookmarks.

In go a memo and a template's bytes, out come the bytes of the document; the same bytes for the same input.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import field
from datetime import datetime
from io import BytesIO

from briefing.errors import RenderError
from briefing.house import House
from briefing.records import dataclass
from briefing.renderers.arrangement import Arrangement, arrange
from briefing.renderers.carried import DRAFT_NAMESPACE, carried_xml, shape_of
from briefing.renderers.contents import fill_contents
from briefing.renderers.fields import values_of
from briefing.renderers.look import dress, text_size, text_width
from briefing.renderers.ooxml.comments import Comments
from briefing.renderers.ooxml.controls import free_control_ids
from briefing.renderers.ooxml.custom_xml import add_custom_xml
from briefing.renderers.ooxml.drawings import picture
from briefing.renderers.ooxml.footnotes import NoteKind, open_notes
from briefing.renderers.ooxml.links import free_bookmark_ids
from briefing.renderers.ooxml.numbering import new_numbering
from briefing.renderers.ooxml.package import read_package, write_package
from briefing.renderers.ooxml.reading import heading_levels, read_lines
from briefing.renderers.ooxml.settings import clean_settings, pin_properties
from briefing.renderers.ooxml.styles import find_style, style_ids
from briefing.renderers.ooxml.xml import Element
from briefing.renderers.provenance import NAMESPACE, evidence_xml
from briefing.renderers.shown import shown_in
from briefing.renderers.sweep import language_of, sweep
from briefing.renderers.template import Story, open_template, put_back, read_stories, refuse_faults, show_marking
from briefing.renderers.templating.expressions import Value
from briefing.renderers.templating.fill import Filler
from briefing.renderers.workbench import Workbench
from briefing.values import Memo

_LOGO_WIDTH, _LOGO_HEIGHT = 6.0, 2.2  # centimetres
_MOST_LOGO_BYTES = 10_000_000
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


@dataclass(frozen=True, slots=True)
class _Work:
    """A document that is being made."""

    document: Element
    stories: Sequence[Story]
    bench: Workbench


@dataclass(frozen=True, slots=True)
class DocxRenderer:
    """Memos as Word documents, under the rules of a house; `logo` is a PNG or JPEG picture, or nothing."""

    house: House = field(default_factory=House)
    logo: bytes = b""

    def render(self, memo: Memo, template: bytes) -> bytes:
        """The memo in the template's look.

        Raises RenderError when the template cannot be used or has a fault, or when the memo has a point without a
        citation. A template that shows other points than the memo's, or in another order, is filled a second time with
        numbers that fit what it shows.
        """
        work = self._filled(memo, template, None)
        shown = tuple(work.bench.shown)
        if shown != tuple(point.id for point in memo.points):
            work = self._filled(memo, template, shown)
        return self._finished(memo, work)

    def _filled(self, memo: Memo, template: bytes, order: Sequence[str] | None) -> _Work:
        """The template with its fields filled; annexes and contents have their places, and come at the end."""
        arrangement = arrange(memo, order=order, by_section=self.house.numbering == "by section")
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
        dress(document, self.house)
        show_marking(document, header.marking.upper(), style_ids(document))
        stories = read_stories(document)
        refuse_faults(stories)
        bench = self._bench(document, memo, arrangement, moment, stories[0])
        values = values_of(memo, bench)
        filler = Filler(bench, {point.id: point for point in memo.points})
        for story in stories:
            if story.parts:
                logo = Value(inline=self._logo(story.part), truth=bool(self.logo))
                put_back(story, filler.fill(story.parts, {**values, "logo": logo}))
        return _Work(document, stories, bench)

    def _finished(self, memo: Memo, work: _Work) -> bytes:
        document, bench = work.document, work.bench
        body = document.element.body
        bench.make_later()
        fill_contents(body, document.styles.element, bench)
        sweep([story.root for story in work.stories], bench.notes.root, language_of(document))
        add_custom_xml(document, evidence_xml(bench.arrangement, body), NAMESPACE)
        lines = read_lines(body, heading_levels(document.styles.element), every_table=False)
        shown = shown_in(body, [bench.notes.root], bench.arrangement)
        add_custom_xml(document, carried_xml(memo, shape_of(memo, lines), shown), DRAFT_NAMESPACE)
        buffer = BytesIO()
        document.save(buffer)
        return write_package(read_package(buffer.getvalue()))

    def _logo(self, part: Element) -> Callable[[Element | None], list[Element]]:
        def make(look: Element | None) -> list[Element]:
            del look
            if not self.logo:
                return []
            return [picture(part, self.logo, _LOGO_WIDTH, _LOGO_HEIGHT, self.house.logo_text or "Logo")]

        return make

    def _bench(
        self, document: Element, memo: Memo, arrangement: Arrangement, moment: datetime, body: Story
    ) -> Workbench:
        check_logo(self.logo)
        styles = style_ids(document)
        kind: NoteKind = "footnote" if self.house.notes == "footnotes" else "endnote"
        shown = body.whole or bool(body.blocks & {"annex_evidence", "memo"})
        return Workbench(
            main=document.part,
            arrangement=arrangement,
            styles=styles,
            notes=open_notes(
                document, kind, text_style=styles[f"{kind} text"], reference_style=styles[f"{kind} reference"]
            ),
            comments=Comments(document, styles["annotation text"], styles["annotation reference"], moment),
            bookmark_ids=free_bookmark_ids(document.element),
            control_ids=free_control_ids(document.element),
            table_numbers=itertools.count(1),
            figure_numbers=itertools.count(1),
            lists=_lists(document, memo, styles, by_section=self.house.numbering == "by section"),
            width=text_width(document),
            size=text_size(document),
            house=self.house,
            annex=self.house.annex and shown,
        )


def check_logo(logo: bytes) -> None:
    """Raise RenderError for a logo that is no PNG or JPEG picture, or a huge one."""
    remedy = "Save it as a PNG or JPEG picture of less than 10 MB."
    if len(logo) > _MOST_LOGO_BYTES:
        raise RenderError(f"the logo has {len(logo) / 1e6:,.0f} MB", remedy)
    if not logo:
        return
    from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
    from docx.image.image import Image

    try:
        known = logo.startswith(_PICTURES)
        size = (Image.from_blob(logo).px_width, Image.from_blob(logo).px_height) if known else (0, 0)
    except (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError, ValueError, KeyError) as error:
        raise RenderError("the logo is a damaged picture", remedy) from error
    if min(size) < 1:
        raise RenderError("the logo is no PNG or JPEG picture", remedy)


def _lists(document: Element, memo: Memo, styles: dict[str, str], *, by_section: bool) -> dict[str, int]:
    """The numbered list of each point: one through the memo, or one a section."""
    style = find_style(document, styles["list number"])
    if not by_section:
        number = new_numbering(document, style)
        return {point.id: number for point in memo.points}
    lists: dict[str, int] = {}
    for section, part in enumerate(memo.sections, start=1):
        number = new_numbering(document, style, prefix=f"{section}.")
        lists |= {point.id: number for point in part.points}
    return lists
