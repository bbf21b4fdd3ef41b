"""The words of a message: subject and bodies from the templates that the house may change.

The templates run in the sandbox of all text templates. What goes into HTML is escaped; a subject and a plain text
take the values as they are.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from briefing.errors import ConfigError
from briefing.mail.addresses import refuse_line_breaks
from briefing.mail.memo import SavedMemo
from briefing.records import dataclass
from briefing.renderers.sandbox import render_text
from briefing.resources import find

TEXT_TEMPLATE, HTML_TEMPLATE = "email.txt", "email.html"
_STEPS, _CHARACTERS = 100_000, 5_000_000  # what a template may do
_WIDTH = 74  # columns of plain text; RFC 5322 advises fewer than 78


@dataclass(frozen=True, slots=True)
class Words:
    """The subject and the two bodies."""

    subject: str
    text: str
    html: str


def words_of(
    memo: SavedMemo, *, marking: str, subject: str, attachment: str, sender: str, note: str, templates: str
) -> Words:
    """Fill the templates. `subject` is itself a template; `templates` a folder that goes before the others.

    Raises `ConfigError` when a template is missing or the subject comes out empty or broken, `RenderError` when a
    template cannot be read or uses an unknown name.
    """
    values: dict[str, Any] = {
        "title": memo.title,
        "memo_subject": memo.subject,
        "period": memo.period,
        "date": memo.date,
        "marking": marking,
        "status": memo.status,
        "summary": memo.summary,
        "points": memo.points,
        "flagged": sum(point.flagged for point in memo.points),
        "attachment": attachment,
        "sender": sender,
        "note": note,
    }
    line = " ".join(_plain(subject.encode(), values, "the subject").split()).strip(" ,;:-–—")
    if not line:
        raise ConfigError("The subject is empty.", "Give one with --subject, or as [email] subject in briefing.toml.")
    shown = refuse_line_breaks(f"[{marking}] {line}" if marking else line, "the subject")
    values["subject"] = shown
    text, html = find("templates", TEXT_TEMPLATE, templates), find("templates", HTML_TEMPLATE, templates)
    page = render_text(_read(html), values, name=str(html), filters={}, steps=_STEPS, characters=_CHARACTERS)
    return Words(shown, _plain(_read(text), values, str(text)), page.lstrip())


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        raise ConfigError(f"{file} cannot be read: {problem.strerror}.", "Make it readable.") from None


def _plain(source: bytes, values: Mapping[str, Any], name: str) -> str:
    """A template of plain text filled; it may use the filters `wrapped` and `item` to break lines."""
    known = {key: _as_is(value) for key, value in values.items()}
    filters = {"wrapped": _wrapped, "item": _item}
    filled = render_text(source, known, name=name, filters=filters, steps=_STEPS, characters=_CHARACTERS)
    return str(filled).strip() + "\n"


def _as_is(value: Any) -> Any:
    """A value that the sandbox takes for plain text as it stands, so that no '&' becomes '&amp;'."""
    from markupsafe import Markup

    if isinstance(value, str):
        return Markup(value)  # noqa: S704 - goes into plain text alone
    if isinstance(value, tuple):
        return tuple(_as_is(each) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _as_is(getattr(value, field.name)) for field in fields(value)})
    return value


def _wrapped(text: str) -> str:
    """The paragraphs of a text with lines of at most 74 columns; a longer word stays whole."""
    return _as_is("\n".join(_fill(line) for line in str(text).splitlines()))  # type: ignore[no-any-return]


def _item(text: str) -> str:
    """The text as one item of a list."""
    return _as_is(_fill(str(text), "- ", "  "))  # type: ignore[no-any-return]


def _fill(text: str, first: str = "", later: str = "") -> str:
    return textwrap.fill(
        text, _WIDTH, initial_indent=first, subsequent_indent=later, break_long_words=False, break_on_hyphens=False
    )
