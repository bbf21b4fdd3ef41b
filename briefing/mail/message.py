"""The message: RFC 5322 bytes, the same for the same letter.

Plain text and HTML as alternatives, and the memo attached under a short ASCII name. Bcc is no header: the server is
told those recipients, nobody else is; only a draft may carry the line, where it is asked for.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import datetime
from email.headerregistry import Group
from email.message import EmailMessage

from briefing.mail.addresses import Mailbox
from briefing.mail.headers import SMTP_EXACT, SMTP_EXACT_UTF8
from briefing.mail.lists import Recipients
from briefing.mail.wording import Words
from briefing.records import dataclass

_DOCX = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")
_LONGEST_NAME = 48
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that a message is made of. `unsubscribe` is an address or a link, for mail to a list."""

    sender: Mailbox
    recipients: Recipients
    words: Words
    date: datetime
    message_id: str
    attachment: bytes
    attachment_name: str
    reply_to: Mailbox | None = None
    unsubscribe: str = ""

    @property
    def ascii(self) -> bool:
        """False when an address in a header needs a server with SMTPUTF8."""
        return all(each.ascii for each in (self.sender, *self.recipients.to, *self.recipients.cc))


def compose(letter: Letter, *, draft: bool = False, with_bcc: bool = False) -> bytes:
    """The message. A draft is marked unsent, so that a mail program opens it for writing."""
    message = EmailMessage(policy=SMTP_EXACT if letter.ascii else SMTP_EXACT_UTF8)
    message["From"] = letter.sender.header()
    if letter.reply_to:
        message["Reply-To"] = letter.reply_to.header()
    recipients = letter.recipients
    if recipients.to:
        message["To"] = [each.header() for each in recipients.to]
    elif not draft and not recipients.cc:
        message["To"] = Group("undisclosed-recipients")
    if recipients.cc:
        message["Cc"] = [each.header() for each in recipients.cc]
    if draft and with_bcc and recipients.bcc:
        message["Bcc"] = [each.header() for each in recipients.bcc]
    message["Subject"] = letter.words.subject
    message["Date"] = letter.date
    message["Message-ID"] = letter.message_id
    if letter.unsubscribe:
        at_mail = "@" in letter.unsubscribe and "://" not in letter.unsubscribe
        message["List-Unsubscribe"] = f"<{'mailto:' if at_mail else ''}{letter.unsubscribe}>"
    if draft:
        message["X-Unsent"] = "1"
    message.set_content(letter.words.text, cte="quoted-printable")
    message.add_alternative(letter.words.html, subtype="html", cte="quoted-printable")
    maintype, subtype = _DOCX
    message.add_attachment(letter.attachment, maintype=maintype, subtype=subtype, filename=letter.attachment_name)
    mark = hashlib.sha256(letter.message_id.encode()).hexdigest()[:24]
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{mark}_{number}")  # '=_' stands neither in quoted-printable nor in base64
    return message.as_bytes()


def message_id(sender: Mailbox, recipients: Recipients, digest: str, subject: str, again: str = "") -> str:
    """The same for the same memo to the same open recipients, so that a repeated message is known as one.

    `again` sets apart a message that is sent once more on purpose.
    """
    shown = sorted(mailbox.key for mailbox in (*recipients.to, *recipients.cc))
    seed = "\n".join((digest, sender.key, subject, again, *shown))
    return f"<{hashlib.sha256(seed.encode()).hexdigest()[:32]}@{sender.domain}>"


def attachment_name(file_name: str) -> str:
    """A name in ASCII that every mail program shows: letters, digits, '-', '_', at most 48 characters."""
    stem = file_name.removesuffix(".docx")
    plain = unicodedata.normalize("NFD", stem.replace("đ", "d").replace("Đ", "D"))
    ascii_only = "".join(character for character in plain if not unicodedata.combining(character))
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", ascii_only).strip("-_")
    name = name[: _LONGEST_NAME - len(".docx")].strip("-_")
    return f"{'memo' if not name or _RESERVED.fullmatch(name) else name}.docx"
