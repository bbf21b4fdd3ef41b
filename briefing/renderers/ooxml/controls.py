"""Content controls: a stretch of text that keeps its name while a person edits it or moves it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from briefing.renderers.ooxml.xml import Element, make, name, val

# Word takes no longer tag.
LONGEST_TAG = 64
_DIGITS = 16


def control_tag(kind: str, identifier: str) -> str:
    """'briefing:KIND:IDENTIFIER'; an identifier that Word cannot keep is cut and told apart by its digest."""
    prefix = f"briefing:{kind}:"
    room = LONGEST_TAG - len(prefix)
    if len(identifier) <= room and identifier.isprintable():
        return prefix + identifier
    digest = hashlib.sha256(identifier.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
    shown = "".join(each if each.isprintable() else "_" for each in identifier)
    return f"{prefix}{shown[: room - _DIGITS - 1]}~{digest}"


def control(tag: str, title: str, number: int, *content: Element) -> Element:
    """Runs inside a content control; `title` is what Word shows on its handle, `number` is unique in the document."""
    properties = make("w:sdtPr", None, val("w:alias", title), val("w:tag", tag), val("w:id", number))
    return make("w:sdt", None, properties, make("w:sdtContent", None, *content))


def free_control_ids(document: Element) -> Iterator[int]:
    """Numbers that no content control of the document has yet."""
    used = {
        each.get(name("w:val")) for control in document.iter(name("w:sdtPr")) for each in control.iter(name("w:id"))
    }
    number = 0
    while True:
        number += 1
        if str(number) not in used:
            yield number
