"""A memo as one HTML file that needs nothing else: no script, no font, no picture from outside.

In go a memo and the bytes of a template (Jinja over the values of `outline`), out come the bytes of the page; the same
bytes for the same input.
"""

from __future__ import annotations

import base64
from dataclasses import fields

from briefing.house import House
from briefing.renderers.outline import outline
from briefing.renderers.sandbox import render_text
from briefing.renderers.wording import FLAG
from briefing.values import Memo

PLAIN_HOUSE = House()
_NAME = "The template of the web page"
# What a template may do: some ten times what the packaged one does, for each point and each source.
_STEPS, _STEPS_A_ROW = 200_000, 1_000
_CHARACTERS, _CHARACTERS_A_ROW = 20_000_000, 200_000
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,-–")


def render_html(memo: Memo, template: bytes, *, house: House = PLAIN_HOUSE, logo: bytes = b"") -> bytes:
    """The page, under the rules of a house; `logo` is a PNG or JPEG picture, or nothing.

    Raises `RenderError` when the template cannot be used or the memo has a point without a citation.
    """
    page = outline(memo, house)
    values = {field.name: getattr(page, field.name) for field in fields(page)}
    more = {"flag": FLAG, "house": house, "logo": _embedded(logo)}
    size = len(memo.points) + len(memo.sources)
    text = render_text(
        template,
        {**values, **more},
        name=_NAME,
        filters={"css_string": css_string},
        steps=_STEPS + _STEPS_A_ROW * size,
        characters=_CHARACTERS + _CHARACTERS_A_ROW * size + 2 * len(logo),
    )
    return text.encode("utf-8")


def _embedded(logo: bytes) -> str:
    """The picture as an address that holds it."""
    if not logo:
        return ""
    kind = "png" if logo.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(logo).decode('ascii')}"


def css_string(text: str) -> str:
    r"""`text` between the quotes of a style sheet's string: all but plain letters and digits as `\hex `.

    >>> css_string('A"</style>')
    'A\\22 \\3c \\2f style\\3e '
    """
    return "".join(each if each in _PLAIN else f"\\{ord(each):x} " for each in text)
