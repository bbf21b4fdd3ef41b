"""Word comments through python-docx, with its loose ends tied: existing styles, a pinned date, language tags."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from briefing.records import dataclass
from briefing.renderers.ooxml.runs import Words, run, run_properties
from briefing.renderers.ooxml.xml import Element, make, name

AUTHOR = "briefing"
INITIALS = "BR"


@dataclass(frozen=True, slots=True)
class Comments:
    """Where comments go, how they look and when they were made."""

    document: Element
    text_style: str
    reference_style: str
    moment: datetime

    def add(self, first: Element, last: Element, lines: Sequence[Sequence[Words]]) -> None:
        """Comment on what stands from `first` to `last` (neighbours in one paragraph) with these lines."""
        comment = self.document.comments.add_comment(text="", author=AUTHOR, initials=INITIALS)
        body = comment._comment_elm  # noqa: SLF001 - python-docx offers no other way to its date
        body.date = self.moment
        for number, words in enumerate(lines):
            target = comment.paragraphs[0] if number == 0 else comment.add_paragraph()
            target._p.extend([run(each) for each in words])  # noqa: SLF001
        # python-docx writes fixed style ids, which a template in another language does not have.
        for tag, style in (("w:pStyle", self.text_style), ("w:rStyle", self.reference_style)):
            for each in body.iter(name(tag)):
                each.set(name("w:val"), style)
        identity = {"w:id": str(comment.comment_id)}
        first.addprevious(make("w:commentRangeStart", identity))
        look = run_properties(language=None, style=self.reference_style)
        last.addnext(make("w:r", None, look, make("w:commentReference", identity)))
        last.addnext(make("w:commentRangeEnd", identity))
