"""One conversation with an SMTP server: connect, prove who we are, hand over one message to some recipients.

What may be tried again raises `Temporary`, what may not raises `MailError`. The server is told that a message is
complete (the final dot) only after `complete` has returned; before that it has accepted nothing.
"""

from __future__ import annotations

import base64
import re
import select
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Literal

from briefing.config import EmailSettings
from briefing.errors import ConfigError, MailError
from briefing.mail.addresses import Mailbox
from briefing.mail.credentials import Secret
from briefing.records import dataclass

_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_PASSWORD_LOGINS = frozenset({"CRAM-MD5", "LOGIN", "PLAIN"})
_OWN_NAME = "[127.0.0.1]"  # what mail programs call themselves; the machine's name is nobody's business
_START, _DONE, _READY, _TROUBLE, _PERMANENT = 200, 250, 354, 400, 500
_LOGGED_IN, _TOO_MANY = (235, 503), 552


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of one recipient, and the server's words. 'doubtful': it may have arrived."""

    state: Literal["sent", "deferred", "failed", "doubtful"]
    code: int
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip() if self.code else self.text


def port_of(settings: EmailSettings) -> int:
    """The port: as configured, else the usual one of the kind of encryption."""
    return settings.port or _PORTS[settings.security]


class Temporary(Exception):  # noqa: N818 - a state of things, not an error of the user's
    """The server, or the way to it, is in trouble; it may pass."""


@contextmanager
def session(settings: EmailSettings, secret: Secret | None) -> Iterator[smtplib.SMTP]:
    """A conversation, encrypted and logged in as the settings say. Raises `Temporary` or `MailError`."""
    smtp = _connect(settings)
    try:
        with _troubles(settings):
            smtp.ehlo_or_helo_if_needed()
            if settings.security == "starttls":
                _encrypt(smtp, settings)
            if secret is not None:
                _log_in(smtp, settings, secret)
        yield smtp
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()
    finally:
        smtp.close()  # without a farewell after a failure: in the middle of a message it would be part of it


def transmit(
    smtp: smtplib.SMTP,
    sender: Mailbox,
    recipients: Sequence[Mailbox],
    message: bytes,
    *,
    ascii_headers: bool,
    complete: Callable[[tuple[Mailbox, ...]], None],
) -> dict[Mailbox, Reply]:
    """Hand the message over; a reply for every recipient. Raises `MailError` when it is too large for the server."""
    _fits(smtp, len(message))
    utf8 = smtp.has_extn("smtputf8")
    if not ascii_headers and not utf8:
        raise MailError(
            f"The server {_host(smtp)} takes no addresses with letters outside ASCII (SMTPUTF8).",
            "Take such an address out of From, To and Cc; in Bcc it stops nobody else.",
        )
    replies = {
        each: Reply("failed", 0, "the server takes no addresses with letters outside ASCII")
        for each in recipients
        if not each.ascii and not utf8
    }
    wanted = [each for each in recipients if each not in replies]
    if not wanted:
        return replies
    try:
        return {**replies, **_transaction(smtp, sender, wanted, message, utf8=not ascii_headers, complete=complete)}
    except (smtplib.SMTPException, OSError) as problem:
        # Every way to this line lies before the final dot.
        lost = Reply("deferred", 0, f"the connection broke before the message was complete ({_words(problem)})")
        return {**replies, **dict.fromkeys(wanted, lost)}


def _connect(settings: EmailSettings) -> smtplib.SMTP:
    if not settings.server:
        raise ConfigError("No SMTP server is known.", 'Write it in briefing.toml: [email] server = "smtp.example.org"')
    port = port_of(settings)
    with _troubles(settings):
        if settings.security == "tls":
            return smtplib.SMTP_SSL(
                settings.server, port, _OWN_NAME, timeout=settings.timeout, context=_trust(settings)
            )
        return smtplib.SMTP(settings.server, port, _OWN_NAME, timeout=settings.timeout)


@contextmanager
def _troubles(settings: EmailSettings) -> Iterator[None]:
    """Tells what may pass from what will not."""
    server = f"{settings.server}:{port_of(settings)}"
    try:
        yield
    except ssl.SSLCertVerificationError as problem:
        raise MailError(
            f"The certificate of {server} is not trusted: {problem.verify_message}.",
            "Check the server's name; for a certificate of your house, name its authority with [email] ca_file.",
        ) from None
    except ssl.SSLError as problem:
        raise MailError(
            f"{server} could not be spoken to over TLS: {problem.reason or problem}.",
            'Try security = "starttls" with port 587, or "tls" with port 465.',
        ) from None
    except smtplib.SMTPResponseException as problem:
        if _TROUBLE <= problem.smtp_code < _PERMANENT:
            raise Temporary(f"{server}: {_words(problem)}") from None
        raise MailError(f"{server} refused: {_words(problem)}.", "Ask whoever runs the server.") from None
    except (socket.gaierror, UnicodeError) as problem:
        if getattr(problem, "errno", None) == socket.EAI_AGAIN:
            raise Temporary(f"{server}: {_words(problem)}") from None
        raise MailError(
            f"The server {settings.server!r} is not known: {_words(problem)}.", "Check its name, and the network."
        ) from None
    except (smtplib.SMTPServerDisconnected, OSError) as problem:
        raise Temporary(f"{server}: {_words(problem)}") from None


def _trust(settings: EmailSettings) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if settings.ca_file:
        try:
            context.load_verify_locations(settings.ca_file)
        except OSError as problem:
            raise ConfigError(
                f"[email] ca_file: {settings.ca_file} cannot be used: {problem.strerror or problem}.",
                "Name a file of certificates in PEM.",
            ) from None
    return context


def _encrypt(smtp: smtplib.SMTP, settings: EmailSettings) -> None:
    if not smtp.has_extn("starttls"):
        raise MailError(
            f"{settings.server} offers no encryption (STARTTLS); nothing was sent.",
            'Try [email] security = "tls" with port 465.',
        )
    smtp.starttls(context=_trust(settings))
    smtp.ehlo()


def _log_in(smtp: smtplib.SMTP, settings: EmailSettings, secret: Secret) -> None:
    if settings.security == "none":
        raise MailError(
            'A password is not sent without encryption, and [email] security is "none".',
            'Use "starttls" or "tls", or take `user` out.',
        )
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    try:
        if settings.auth == "password" and not _PASSWORD_LOGINS & set(offered):
            raise smtplib.SMTPNotSupportedError("the server takes no password")  # noqa: TRY301 - as `login` does
        if settings.auth == "password" and (settings.user + secret.reveal()).isascii():
            smtp.login(settings.user, secret.reveal())
        elif settings.auth == "password":
            _log_in_beyond_ascii(smtp, settings.user, secret.reveal())
        elif "XOAUTH2" in offered:
            token = f"user={settings.user}\x01auth=Bearer {secret.reveal()}\x01\x01"
            # An answer to the server's second question is empty: then it says why it refuses.
            smtp.auth("XOAUTH2", lambda challenge=None: token if challenge is None else "")
        else:
            raise smtplib.SMTPNotSupportedError("the server offers no XOAUTH2")  # noqa: TRY301 - as `login` does
    except smtplib.SMTPAuthenticationError as problem:
        if problem.smtp_code < _PERMANENT:
            raise
        raise MailError(
            f"{settings.server} does not accept the login of {settings.user}: {secret.hidden_in(_words(problem))}.",
            'Check user and password; some houses allow only OAuth ([email] auth = "xoauth2").',
        ) from None
    except smtplib.SMTPNotSupportedError as problem:
        raise MailError(
            f"{settings.server} cannot be logged in to: {problem}; it offers {' '.join(offered) or 'nothing'}.",
            'Set [email] auth to "password" or "xoauth2", or take `user` out.',
        ) from None


def _log_in_beyond_ascii(smtp: smtplib.SMTP, user: str, password: str) -> None:
    """AUTH PLAIN in UTF-8 (RFC 4616); the standard library's logins know ASCII alone."""
    if "PLAIN" not in smtp.esmtp_features.get("auth", "").upper().split():
        raise smtplib.SMTPNotSupportedError("a password with letters outside ASCII needs PLAIN")
    words = base64.b64encode(f"\0{user}\0{password}".encode()).decode("ascii")
    code, answer = smtp.docmd("AUTH", f"PLAIN {words}")
    if code not in _LOGGED_IN:
        raise smtplib.SMTPAuthenticationError(code, answer)


def _fits(smtp: smtplib.SMTP, size: int) -> None:
    limit = smtp.esmtp_features.get("size", "")
    if limit.isdecimal() and 0 < int(limit) < size:
        raise MailError(
            f"The message has {size:,} bytes, and the server {_host(smtp)} takes {int(limit):,}.",
            "Make a memo with fewer points, or ask for a higher limit; nothing was sent.",
        )


def _transaction(
    smtp: smtplib.SMTP,
    sender: Mailbox,
    recipients: Sequence[Mailbox],
    message: bytes,
    *,
    utf8: bool,
    complete: Callable[[tuple[Mailbox, ...]], None],
) -> dict[Mailbox, Reply]:
    options = [f"SIZE={len(message)}"] if smtp.has_extn("size") else []
    if utf8 or not all(each.ascii for each in (sender, *recipients)):
        options += ["SMTPUTF8", "BODY=8BITMIME"]
        smtp.command_encoding = "utf-8"
    answer = _reply(*smtp.mail(sender.address, options))
    if answer.code != _DONE:
        smtp.rset()
        return dict.fromkeys(recipients, answer)
    replies = {each: _reply(*smtp.rcpt(each.address)) for each in recipients}
    accepted = tuple(each for each, reply in replies.items() if reply.state == "sent")
    if not accepted:
        smtp.rset()
        return replies
    answer = _reply(*smtp.docmd("DATA"))
    if answer.code != _READY:
        smtp.rset()
        return {**replies, **dict.fromkeys(accepted, answer)}
    smtp.send(_stuffed(message))
    _still_listening(smtp)
    complete(accepted)
    return {**replies, **dict.fromkeys(accepted, _end_of_data(smtp))}


def _end_of_data(smtp: smtplib.SMTP) -> Reply:
    """The final dot. From here on silence leaves it open whether the message was taken."""
    try:
        smtp.send(b".\r\n")
        answer = _reply(*smtp.getreply())
        if answer.code >= _START:
            return answer
        problem: Exception = smtplib.SMTPServerDisconnected("it answered nonsense")
    except (smtplib.SMTPException, OSError) as broken:
        problem = broken
    smtp.close()
    return Reply("doubtful", 0, f"the connection broke before the server confirmed ({_words(problem)})")


def _still_listening(smtp: smtplib.SMTP) -> None:
    """Raise when the server has hung up or spoken out of turn: then it takes no message, and the dot is held back."""
    sock = smtp.sock
    if sock is None or not select.select([sock], [], [], 0)[0]:
        return
    waited = sock.gettimeout()
    sock.settimeout(0)
    try:
        spoken = sock.recv(512)
    except (ssl.SSLWantReadError, BlockingIOError):
        return
    finally:
        sock.settimeout(waited)
    smtp.close()
    said = spoken.decode("ascii", "replace").strip() or "it hung up"
    raise smtplib.SMTPServerDisconnected(f"the server stopped listening: {said}")


def _stuffed(message: bytes) -> bytes:
    """The message as it goes over the wire: whole lines, and a dot before each line that begins with one."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", message)
    return re.sub(rb"(?m)^\.", b"..", lines if lines.endswith(b"\r\n") else lines + b"\r\n")


def _reply(code: int, text: bytes) -> Reply:
    words = " ".join(text.decode("utf-8", "replace").split())
    if code == _READY or _START <= code < 300:  # noqa: PLR2004 - the codes of success
        return Reply("sent", code, words)
    # 552 to RCPT means 452 in old servers (RFC 5321, section 4.5.3.1.10): too many recipients at once.
    if code < _PERMANENT or (code == _TOO_MANY and "recipient" in words.lower()):
        return Reply("deferred", code, words)
    return Reply("failed", code, words)


def _words(problem: Exception) -> str:
    """What a server or the network said, on one line."""
    if isinstance(problem, smtplib.SMTPResponseException):
        text = problem.smtp_error
        said = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
        return " ".join(f"{problem.smtp_code} {said}".split())
    return " ".join(str(problem.strerror if isinstance(problem, OSError) and problem.strerror else problem).split())


def _host(smtp: smtplib.SMTP) -> str:
    return str(getattr(smtp, "_host", "") or "there")
