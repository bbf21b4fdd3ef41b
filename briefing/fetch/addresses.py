"""Web addresses: which may be asked for, when two mean the same page, and the list file that names them.

Two addresses are the same page when they differ only in the case of scheme and host, the scheme's own port, the part
behind '#', or the parameters that newsletters and social networks add to count clicks. Other parameters stay: in many
newspapers they are the article's number.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from briefing.errors import ConfigError
from briefing.records import dataclass

LONGEST = 2_000  # characters of an address
_PORTS = {"http": 80, "https": 443}
_CLICKS = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|yclid|zanpid|igshid|mc_[ce]id|_ga|_gl", re.IGNORECASE)
_FEED_LINE = re.compile(r"feed\s+(\S.*)", re.IGNORECASE)
_SAFE = "/%!$&'()*+,;=:@~-._"


@dataclass(frozen=True, slots=True)
class Wish:
    """One address that somebody wants: a page with an article, or a feed that names such pages."""

    url: str
    kind: Literal["page", "feed"] = "page"


def objection(url: str) -> str | None:
    """Why an address is not asked for, or None."""
    if len(url) > LONGEST:
        return f"an address of {len(url)} characters"
    parts = _split(url)
    if parts is None or any(character.isspace() or not character.isprintable() for character in url):
        return "not a web address"
    if parts.scheme.lower() not in _PORTS:
        return f"only http and https are fetched, not {parts.scheme or 'an address without a scheme'}"
    if not parts.hostname:
        return "an address without a host"
    if parts.username is not None or parts.password is not None:
        return "an address that holds a name or a password"
    return None


def same_page(url: str) -> str:
    """The form under which an address is remembered; equal for addresses of the same page.

    >>> same_page("HTTPS://Example.vn:443/a?id=7&utm_source=mail#top")
    'https://example.vn/a?id=7'
    """
    parts = _split(url)
    if parts is None:
        return url
    query = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True)]
    kept = [(key, value) for key, value in query if not _CLICKS.fullmatch(key)]
    text = parts.query if len(kept) == len(query) else urlencode(kept)
    return urlunsplit((parts.scheme.lower(), host_of(url), parts.path or "/", text, ""))


def askable(url: str) -> str:
    """The address as it goes over the wire: what is not ASCII in path and query is percent-encoded, '#…' left out."""
    parts = urlsplit(url)
    query = quote(parts.query, safe=_SAFE + "?[]")
    return urlunsplit((parts.scheme.lower(), parts.netloc, quote(parts.path, safe=_SAFE) or "/", query, ""))


def joined(base: str, target: str) -> str:
    """Where a link on the page `base` leads; what cannot be joined stays as it is, for `objection` to refuse."""
    try:
        return urljoin(base, target.strip())
    except ValueError:
        return target.strip()


def host_of(url: str) -> str:
    """Host and port, the port left out where it is the scheme's own."""
    parts = _split(url)
    if parts is None or not parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = parts.port
    return host if port is None or port == _PORTS.get(parts.scheme.lower()) else f"{host}:{port}"


def read_list(path: Path) -> tuple[Wish, ...]:
    """The addresses in a file: one a line, 'feed ADDRESS' for a feed, '#' begins a remark. Raises `ConfigError`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        reason = getattr(problem, "strerror", None) or "it is not UTF-8 text"
        raise ConfigError(
            f"The list {path} cannot be read: {reason}.", "Name a text file, an address a line."
        ) from None
    wishes = []
    for line in map(str.strip, text.splitlines()):
        if line and not line.startswith("#"):
            feed = _FEED_LINE.fullmatch(line)
            wishes.append(Wish(feed[1], "feed") if feed else Wish(line))
    return tuple(wishes)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # reading it raises for a port that is no number
    except ValueError:
        return None
    return parts
