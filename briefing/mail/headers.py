"""Header lines in ASCII, folded: subjects and addresses as RFC 2047 and 5322 want them.

The standard library's own folding loses the space between two encoded words in the versions of Python that we run on,
and Vietnamese has a space every few letters. Here every stretch from the first word that needs encoding to the last is
encoded as a whole, its spaces too, so that it comes back letter for letter.
"""

from __future__ import annotations

import base64
import re
from email.headerregistry import Address
from email.policy import EmailPolicy
from typing import Any

_WIDTH = 76  # columns of a header line
_ENCODED = 42  # octets in an encoded word: 56 letters of base64, and 12 around them
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LONGEST_WORD = 60
_ADDRESSES = frozenset({"from", "to", "cc", "bcc", "reply-to"})


class ExactPolicy(EmailPolicy):
    """The policy of SMTP, with subjects and addresses folded here."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The header `name` as lines."""
        key = name.lower()
        if key == "subject":
            return _folded(name, _words(str(value)), " ").encode("ascii")
        if key in _ADDRESSES and value.addresses:
            return _folded(name, [_mailbox(each) for each in value.addresses], ", ").encode()
        return bytes(super().fold_binary(name, value))


SMTP_EXACT = ExactPolicy(linesep="\r\n")
SMTP_EXACT_UTF8 = ExactPolicy(linesep="\r\n", utf8=True)


def _folded(name: str, pieces: list[str], between: str) -> str:
    """The pieces on lines of at most 76 columns where they can be broken."""
    lines = [f"{name}:"]
    for number, piece in enumerate(pieces):
        whole = piece + (between.rstrip() if number + 1 < len(pieces) else "")
        for part in whole.split("\r\n "):
            if len(lines[-1]) + 1 + len(part) > _WIDTH and lines[-1].strip() and lines[-1] != f"{name}:":
                lines.append("")
            lines[-1] += f" {part}"
    return "\r\n".join(lines) + "\r\n"


def _words(text: str) -> list[str]:
    """The words of a text, those from the first to the last that needs it encoded as one."""
    words = text.split(" ")
    strange = [place for place, word in enumerate(words) if _needs_encoding(word)]
    if not strange:
        return words
    first, last = strange[0], strange[-1] + 1
    return [*words[:first], *_encoded(" ".join(words[first:last])), *words[last:]]


def _needs_encoding(word: str) -> bool:
    return not word or not word.isascii() or not word.isprintable() or "=?" in word or len(word) > _LONGEST_WORD


def _encoded(text: str) -> list[str]:
    """Encoded words, none of which cuts a character."""
    chunks: list[bytes] = [b""]
    for character in text:
        octets = character.encode()
        if len(chunks[-1]) + len(octets) > _ENCODED:
            chunks.append(b"")
        chunks[-1] += octets
    return [f"=?utf-8?b?{base64.b64encode(chunk).decode('ascii')}?=" for chunk in chunks]


def _mailbox(address: Address) -> str:
    """'Name <local@domain>', its parts set apart by line ends where a line may be broken."""
    name = address.display_name
    if not name:
        return address.addr_spec
    place = f"<{address.addr_spec}>"
    if any(map(_needs_encoding, name.split(" "))):
        return "\r\n ".join([*_encoded(name), place])
    if _ATOMS.fullmatch(name):
        return "\r\n ".join([*name.split(" "), place])
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return "\r\n ".join([*f'"{escaped}"'.split(" "), place])
