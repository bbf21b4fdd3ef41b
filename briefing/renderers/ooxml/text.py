"""Characters that XML cannot hold, and how they travel all the same.

XML 1.0 has no way to write most control characters, lone surrogates or U+FFFE/U+FFFF, and a carriage return
does not survive a word processor. What a reader sees shows U+FFFD in their place. Where the exact text matters
(a quotation, a file name), the positions and code points are kept beside it, so that nothing is lost.
"""

from __future__ import annotations

import re

REPLACEMENT = "\ufffd"
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"[\\\t\n\r\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def visible(text: str) -> str:
    """`text` with every character that XML forbids shown as U+FFFD; same length."""
    return _FORBIDDEN.sub(REPLACEMENT, text)


def controls(text: str) -> str:
    """The forbidden characters of `text` as 'offset:hex offset:hex', empty when there are none."""
    return " ".join(f"{match.start()}:{ord(match.group()):x}" for match in _FORBIDDEN.finditer(text))


def restore(shown: str, kept: str) -> str:
    """Undo `visible` with what `controls` kept.

    A position that no longer shows U+FFFD stays as it is: somebody changed the text, and the comparison with the
    source will say so.
    """
    characters = list(shown)
    for item in kept.split():
        offset, _, code = item.partition(":")
        position = int(offset)
        if position < len(characters) and characters[position] == REPLACEMENT:
            characters[position] = chr(int(code, 16))
    return "".join(characters)


def escape(value: str) -> str:
    r"""Any string as one that an XML attribute holds: backslash, white space controls, forbidden ones as `\u{hex}`."""
    return _ESCAPE.sub(lambda match: f"\\u{{{ord(match.group()):x}}}", value)


def unescape(value: str) -> str:
    """Undo `escape`."""
    return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), value)
