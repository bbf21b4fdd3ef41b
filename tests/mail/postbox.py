"""A real SMTP server on this machine, whose manners a test chooses: TLS, logins, refusals, broken connections."""

from __future__ import annotations

import asyncio
import base64
import socket
import ssl
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import MISSING, SMTP, AuthResult, LoginPassword

HOST = "localhost"


@dataclass
class Manners:
    """How the server behaves. `rcpt` and `data` hold replies that are used up one by one, then '250 OK'.

    Special replies to DATA: 'drop early' (hangs up before the final dot), 'drop late' (accepts, then hangs up without
    a word), 'nonsense'.
    """

    mechanism: str = "none"  # none, starttls, tls
    users: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    auth_replies: list[str] = field(default_factory=list)
    rcpt: dict[str, list[str]] = field(default_factory=dict)
    data: list[str] = field(default_factory=list)
    greetings: list[str] = field(default_factory=list)  # refusals of whole conversations
    size_limit: int = 30_000_000
    utf8: bool = True
    most_recipients: int = 100
    on_data: Callable[[int], None] = lambda _: None


@dataclass(frozen=True)
class Received:
    """A message as it arrived."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    encrypted: bool


class _Server(SMTP):
    postbox: Postbox

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - the name of the command
        manners = self.postbox.manners
        if manners.data and manners.data[0] == "drop early":
            manners.data.pop(0)
            await self.push("354 go on")
            await self._reader.readline()
            self.transport.abort()
            raise asyncio.CancelledError
        await super().smtp_DATA(arg)

    async def _handle_client(self) -> None:
        if self.postbox.manners.greetings and self.postbox.started:
            await self.push(self.postbox.manners.greetings.pop(0))
            self.transport.close()
            return
        await super()._handle_client()


class Postbox:
    """What arrived, and the handler that let it in."""

    def __init__(self, manners: Manners, context: ssl.SSLContext) -> None:
        self.manners = manners
        self.context = context
        self.received: list[Received] = []
        self.asked: dict[str, int] = defaultdict(int)
        self.commands: list[str] = []
        self.started = False
        self.on_rcpt: Callable[[str], None] = lambda _: None
        with socket.socket() as free:
            free.bind((HOST, 0))
            self.port: int = free.getsockname()[1]

    @property
    def copies(self) -> dict[str, int]:
        """How many messages each address got."""
        counts: dict[str, int] = defaultdict(int)
        for message in self.received:
            for address in message.recipients:
                counts[address] += 1
        return dict(counts)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        del server, session, options
        self.asked[address] += 1
        self.on_rcpt(address)
        replies = self.manners.rcpt.get(address)
        if replies:
            return replies.pop(0)
        if len(envelope.rcpt_tos) >= self.manners.most_recipients:
            return "452 4.5.3 too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        reply = self.manners.data.pop(0) if self.manners.data else "250 2.0.0 taken"
        encrypted = session.ssl is not None or self.manners.mechanism == "tls"
        if reply.startswith("250") or reply in {"drop late", "nonsense"}:
            self.received.append(
                Received(envelope.mail_from, tuple(envelope.rcpt_tos), envelope.original_content, encrypted)
            )
        self.manners.on_data(len(self.received))
        if reply == "drop late":
            server.transport.abort()
            raise asyncio.CancelledError
        return "what?" if reply == "nonsense" else reply

    async def auth_XOAUTH2(self, server: Any, args: Sequence[str]) -> AuthResult:  # noqa: N802
        words = base64.b64decode(args[1]).decode().split("\x01")
        self.commands.append("XOAUTH2")
        user, token = words[0].removeprefix("user="), words[1].removeprefix("auth=Bearer ")
        if self.manners.tokens.get(user) == token:
            return AuthResult(success=True, auth_data=LoginPassword(user.encode(), b""))
        if await server.challenge_auth('{"status":"401","schemes":"bearer"}') is MISSING:
            return AuthResult(success=False, handled=True)
        return AuthResult(success=False, handled=False)

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        del server, session, envelope
        self.commands.append(mechanism)
        if self.manners.auth_replies:
            return AuthResult(success=False, handled=False, message=self.manners.auth_replies.pop(0))
        good = self.manners.users.get(data.login.decode()) == data.password.decode()
        return AuthResult(success=good, handled=False, auth_data=data)


def _controller(postbox: Postbox) -> Controller:
    manners = postbox.manners
    locked = bool(manners.users or manners.tokens)

    class Postmaster(Controller):
        def factory(self) -> SMTP:
            server = _Server(
                postbox,
                loop=self.loop,
                hostname="mail.example.org",
                data_size_limit=manners.size_limit,
                enable_SMTPUTF8=manners.utf8,
                tls_context=postbox.context if manners.mechanism == "starttls" else None,
                require_starttls=manners.mechanism == "starttls",
                authenticator=postbox.authenticate if locked else None,
                auth_required=locked and manners.mechanism == "starttls",
                auth_require_tls=manners.mechanism != "tls",
                auth_exclude_mechanism=["PLAIN", "LOGIN"] if manners.tokens else [],
            )
            server.postbox = postbox
            return server

    return Postmaster(postbox, HOST, postbox.port, ssl_context=postbox.context if manners.mechanism == "tls" else None)


@contextmanager
def running(manners: Manners, context: ssl.SSLContext) -> Iterator[Postbox]:
    """The server, at work while the block lasts."""
    postbox = Postbox(manners, context)
    controller = _controller(postbox)
    controller.start()
    postbox.started = True
    try:
        yield postbox
    finally:
        controller.stop()
