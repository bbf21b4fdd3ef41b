"""The YAML block that may open a text file: its title, date, outlet and address.

Decoded text in; where the body begins, the fields, and what is wrong with the block go out. The block stays in the
text. Only a block that names at least one known field counts, so that a rule of dashes above a text is just a line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from briefing.readers.stated import certain, iso_day, numeric_days
from briefing.records import dataclass
from briefing.values import UNDATED, PublicationDate, Span

KNOWN = {
    "title": "title",
    "published": "published",
    "date": "published",
    "outlet": "outlet",
    "source": "outlet",
    "url": "url",
    "link": "url",
    "author": "author",
}
_LIMIT = 20_000  # characters; a longer block is no front matter
_OPEN = re.compile(r"---[ \t]*(?:\r\n|\n|\r)")
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)", re.MULTILINE)
_FIELD = re.compile(r"(\w+)[ \t]*:(?:[ \t]+(.*))?")
_QUOTES = "\"'"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the block says. `start` is where the body begins, 0 when there is no usable block."""

    start: int
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: PublicationDate = UNDATED


NO_FRONT_MATTER = FrontMatter(0)


def front_matter(text: str) -> FrontMatter:
    """Read the block at the very start of `text`.

    A block that is not YAML is still read when each of its lines is a plain 'key: value', which mends the common
    unquoted colon in a headline. Otherwise the whole file is body text, and the date's evidence says so.
    """
    opening = _OPEN.match(text)
    closing = _CLOSE.search(text[:_LIMIT], opening.end()) if opening else None
    if opening is None or closing is None:
        return NO_FRONT_MATTER
    block = text[opening.end() : closing.start()]
    parsed = _yaml(block)
    fields = _plain_lines(block) if isinstance(parsed, str) else parsed
    if fields is None:
        if not _names_a_field(block):
            return NO_FRONT_MATTER
        note = f"front matter that cannot be read ({parsed}), taken as text"
        return FrontMatter(0, published=PublicationDate(None, None, "none", note))
    known = {KNOWN[key]: value for key, value in reversed(list(fields.items())) if key in KNOWN}
    if not known:
        return NO_FRONT_MATTER
    outlet, url = known.get("outlet"), known.get("url")
    if outlet is not None and re.match(r"https?://", outlet):
        outlet, url = None, url or outlet
    return FrontMatter(closing.end(), known.get("title"), outlet, url, _published(text, fields, opening.end()))


def _yaml(block: str) -> Mapping[str, str] | str | None:
    """The scalar fields of a YAML mapping, a fault's description, or None when the block is no mapping."""
    import yaml

    try:
        # BaseLoader makes strings, lists and mappings only: no dates, no numbers, no objects.
        loaded = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        return f"line {mark.line + 2}" if mark is not None else "not YAML"
    if not isinstance(loaded, dict):
        return None
    return MappingProxyType(
        {str(key).strip().lower(): value.strip() for key, value in loaded.items() if isinstance(value, str)}
    )


def _plain_lines(block: str) -> Mapping[str, str] | None:
    fields: dict[str, str] = {}
    for line in block.splitlines():
        if not line.strip() or line.lstrip().startswith(("#", "- ")):
            continue
        match = _FIELD.fullmatch(line.rstrip())
        if match is None:
            return None
        value = (match[2] or "").strip()
        quoted = len(value) > 1 and value[0] == value[-1] and value[0] in _QUOTES
        fields.setdefault(match[1].lower(), value[1:-1] if quoted else value)
    return MappingProxyType(fields)


def _names_a_field(block: str) -> bool:
    matches = (_FIELD.match(line) for line in block.splitlines())
    return any(match is not None and match[1].lower() in KNOWN for match in matches)


def _published(text: str, fields: Mapping[str, str], offset: int) -> PublicationDate:
    key = next((key for key in ("published", "date") if fields.get(key)), None)
    if key is None:
        return UNDATED
    value = fields[key]
    numeric = numeric_days(value)
    line = re.compile(rf"^{key}[ \t]*:[^\r\n]*", re.MULTILINE | re.IGNORECASE).search(text, offset)
    spans = (Span(line.start(), line.start() + len(line.group().rstrip())),) if line else ()
    return certain(iso_day(value) or (numeric[0] if numeric else None), key, value, spans)
