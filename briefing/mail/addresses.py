"""Addresses as people write them, read strictly: one mailbox, or several with commas or semicolons between.

A name may hold any letter. A domain may be international and is kept in its ASCII form; a local part may be, and then
needs a server that takes it. Whatever could end a header line, or turn the reading direction of one, is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from email.headerregistry import Address

from briefing.errors import ConfigError
from briefing.records import dataclass

_BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINE_ENDS = frozenset({"Cc", "Cs", "Zl", "Zp"})
_MAILBOX = re.compile(r'\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>[^<>"]*))\s*<\s*(?P<address>[^<>\s]*)\s*>\s*')
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]+")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_LONGEST_LOCAL, _LONGEST_DOMAIN = 64, 253  # octets, RFC 5321 section 4.5.3.1 and RFC 1035
_EXAMPLE = "Write it as name@example.org, or as Full Name <name@example.org>."


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Whom to write to: a name to show (may be empty), the local part, and the domain in ASCII, lower case."""

    name: str
    local: str
    domain: str

    @property
    def address(self) -> str:
        """`local@domain`, as the server is told it."""
        return f"{self.local}@{self.domain}"

    @property
    def key(self) -> str:
        """The same for spellings that differ in case or Unicode form only."""
        return unicodedata.normalize("NFC", self.address).casefold()

    @property
    def ascii(self) -> bool:
        """False when only a server with SMTPUTF8 takes the address."""
        return self.local.isascii()

    def header(self) -> Address:
        """The mailbox as the standard library writes it into a header."""
        return Address(display_name=self.name, username=self.local, domain=self.domain)

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address


def refuse_line_breaks(text: str, where: str) -> str:
    """`text` itself, unless it holds a character that a header must not carry. Raises `ConfigError`."""
    for character in text:
        if unicodedata.category(character) in _LINE_ENDS or character in _BIDIRECTIONAL:
            kind = "a line break" if character in "\r\n\x0b\x0c\x85\u2028\u2029" else "a control character"
            raise ConfigError(
                f"{where}: {text!r} holds {kind}, which could add lines to the message or hide an address; refused.",
                "Take it out; name one recipient a time.",
            )
    return text


def parse_mailboxes(text: str, where: str) -> tuple[Mailbox, ...]:
    """The mailboxes of a line, in order; `where` stands in messages. Raises `ConfigError`."""
    refuse_line_breaks(text, where)
    found = tuple(_mailbox(part, where) for part in _parts(text) if part.strip())
    if not found:
        raise ConfigError(f"{where}: {text!r} names no address.", _EXAMPLE)
    return found


def parse_mailbox(text: str, where: str) -> Mailbox:
    """The one mailbox that `text` names. Raises `ConfigError`."""
    found = parse_mailboxes(text, where)
    if len(found) > 1:
        raise ConfigError(f"{where}: {text!r} names {len(found)} addresses where one is meant.", "Name one address.")
    return found[0]


def without_repeats(mailboxes: Iterable[Mailbox], known: Iterable[Mailbox] = ()) -> tuple[Mailbox, ...]:
    """The mailboxes, each once and none that is in `known`, in their order."""
    seen = {mailbox.key for mailbox in known}
    kept = []
    for mailbox in mailboxes:
        if mailbox.key not in seen:
            seen.add(mailbox.key)
            kept.append(mailbox)
    return tuple(kept)


def _parts(text: str) -> Iterable[str]:
    """The text cut at commas and semicolons that stand outside quotes."""
    start, quoted, escaped = 0, False, False
    for place, character in enumerate(text):
        if escaped:
            escaped = False
        elif quoted and character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
        elif character in ",;" and not quoted:
            yield text[start:place]
            start = place + 1
    yield text[start:]


def _mailbox(text: str, where: str) -> Mailbox:
    match = _MAILBOX.fullmatch(text)
    name, address = "", text.strip()
    if match:
        quoted = match["quoted"]
        name = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else match["plain"]
        address = match["address"]
    local, at, domain = address.rpartition("@")
    if not at:
        remedy = (
            'Put a name that holds a comma in quotes: "Family, Given" <name@example.org>.' if not match else _EXAMPLE
        )
        raise ConfigError(f"{where}: {text.strip()!r} is no e-mail address.", remedy)
    if not all(_ATOM.fullmatch(atom) for atom in local.split(".")) or len(local.encode()) > _LONGEST_LOCAL:
        raise ConfigError(f"{where}: {address!r} is no e-mail address: what stands before the @ is not.", _EXAMPLE)
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    return Mailbox(name, unicodedata.normalize("NFC", local), _domain(domain, address, where))


def _domain(domain: str, address: str, where: str) -> str:
    """The domain in ASCII, by IDNA 2008 with the mapping of UTS 46."""
    import idna

    try:
        known = domain if domain.isascii() else idna.encode(domain, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError) as problem:
        raise ConfigError(f"{where}: {address!r} is no e-mail address: {problem}.", _EXAMPLE) from None
    labels = known.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels) or len(known) > _LONGEST_DOMAIN:
        raise ConfigError(f"{where}: {address!r} is no e-mail address: what stands after the @ is no domain.", _EXAMPLE)
    return known.lower()
