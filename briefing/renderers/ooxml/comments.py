"""Word comments through python-docx, with its loose ends tied: existing styles, a pinned date, language tags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from briefing.renderers.ooxml.runs import Words, run
from briefing.renderers.ooxml.xml import Element, name

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
        """Comment on the runs from `first` to `last` (of one paragraph) with these lines."""
        from docx.text.run import Run

        comment = self.document.add_comment(
            [Run(first, self.document), Run(last, self.document)], text="", author=AUTHOR, initials=INITIALS
        )
        body = comment._comment_elm  # noqa: SLF001 - python-docx offers no other way to its date
        body.date = self.moment
        for number, words in enumerate(lines):
            target = comment.paragraphs[0] if number == 0 else comment.add_paragraph()
            target._p.extend([run(each) for each in words])  # noqa: SLF001
        # python-docx writes fixed style ids, which a template in another language does not have.
        reference = last.getnext().getnext()
        for element in (body, reference):
            for each in element.iter(name("w:pStyle")):
                each.set(name("w:val"), self.text_style)
            for each in element.iter(name("w:rStyle")):
                each.set(name("w:val"), self.reference_style)
