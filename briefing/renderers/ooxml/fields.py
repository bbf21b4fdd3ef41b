"""Fields with their result written out, so that no program has to ask before it shows them."""

from __future__ import annotations

from briefing.renderers.ooxml.runs import ENGLISH, Words, run
from briefing.renderers.ooxml.xml import Element, make


def field(instruction: str, result: str, *, style: str | None = None) -> Element:
    """A simple field, e.g. `field('PAGE', '1')`, showing `result` until a program computes it anew."""
    shown = run(Words(result, ENGLISH, style=style))
    return make("w:fldSimple", {"w:instr": f" {instruction} "}, shown)
