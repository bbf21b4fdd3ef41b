"""One request, one answer: urllib3 with limits on size and on the time that the whole answer may take.

An address and headers come in; an `Answer` or a `Failure` goes out, never an exception. Redirects are not followed and
nothing is tried twice here: politeness decides on both. A timer closes the connection when the time is over, because a
server that sends a byte now and then never runs into a timeout between two bytes.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Literal, Protocol, Self
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from briefing.records import dataclass

_CONNECT = 10.0  # seconds for a connection
_SILENCE = 20.0  # seconds without a single byte
_PIECE = 65_536


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. The names of headers are in lower case; `body` is unpacked and whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer. Of the kinds only 'connection', 'silence' and 'broken' may pass by themselves."""

    kind: Literal["name", "connection", "silence", "broken", "time", "size", "content", "certificate", "address"]
    reason: str

    @property
    def unreachable(self) -> bool:
        """True when nothing was heard of the server at all."""
        return self.kind in {"name", "connection"}

    @property
    def temporary(self) -> bool:
        """True when another try may help."""
        return self.kind in {"connection", "silence", "broken"}


class Web(Protocol):
    """Something that asks for an address."""

    def __call__(self, url: str, headers: Mapping[str, str], *, most_bytes: int) -> Answer | Failure:
        """The answer, of at most `most_bytes`, or why there is none."""
        ...


class Watch:
    """A limit on the time of one request: when it is over, the connection is shut and whoever reads from it stops."""

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            if self._socket is not None:
                self._socket.close()
                self._socket = None

    def guard(self, connected: socket.socket) -> None:
        """Watch over this connection. A duplicate is kept, because encryption takes the socket itself over."""
        with self._lock:
            if self._socket is not None:
                self._socket.close()
            self._socket = connected.dup()
        if self.over:
            self._shut()

    def _shut(self) -> None:
        with self._lock:
            self.over = True
            if self._socket is not None:
                with suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)


class Urllib3Web:
    """A `Web` over urllib3: the system's certificates and the usual proxy variables are honoured."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._encryption: ssl.SSLContext | None = None

    def __call__(self, url: str, headers: Mapping[str, str], *, most_bytes: int) -> Answer | Failure:
        """The answer, or why there is none."""
        import urllib3  # noqa: F401 - what has to be loaded is loaded before the time runs

        if self._encryption is None:
            self._encryption = ssl.create_default_context()
        with Watch(self._seconds) as watch:
            answer = self._ask(url, headers, most_bytes, watch)
            if watch.over:
                return Failure("time", f"the answer took longer than {self._seconds:g} seconds")
            return answer

    def _ask(self, url: str, headers: Mapping[str, str], most_bytes: int, watch: Watch) -> Answer | Failure:
        import urllib3

        manager = self._manager(url, watch)
        try:
            response = manager.request(
                "GET",
                url,
                headers={**headers, "Accept-Encoding": "gzip, deflate", "Connection": "close"},
                retries=False,
                redirect=False,
                preload_content=False,
                timeout=urllib3.Timeout(connect=min(_CONNECT, self._seconds), read=min(_SILENCE, self._seconds)),
            )
            try:
                return _read(response, most_bytes)
            finally:
                response.close()
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            return _failure(error)
        finally:
            manager.clear()

    def _manager(self, url: str, watch: Watch) -> Any:
        import urllib3

        parts = urlsplit(url)
        proxy = None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)
        manager = (
            urllib3.ProxyManager(proxy, num_pools=1, ssl_context=self._encryption)
            if proxy
            else urllib3.PoolManager(num_pools=1, ssl_context=self._encryption)
        )
        manager.pool_classes_by_scheme = _watched_pools(watch)
        return manager


def _watched_pools(watch: Watch) -> dict[str, type]:
    """urllib3's pools, whose connections are handed to the watch before the first byte is sent."""
    from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
    from urllib3.connection import HTTPConnection, HTTPSConnection

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            connected = super()._new_conn()
            watch.guard(connected)
            return connected

    class Encrypted(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            connected = super()._new_conn()
            watch.guard(connected)
            return connected

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(HTTPSConnectionPool):
        ConnectionCls = Encrypted

    return {"http": PlainPool, "https": EncryptedPool}


def _read(response: Any, most_bytes: int) -> Answer | Failure:
    """The whole answer, refused as soon as it is known to be too large: by its own word, or by what has arrived."""
    headers = {str(name).lower(): str(value) for name, value in response.headers.items()}
    announced = headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > most_bytes:
        return Failure("size", f"too large: {_megabytes(int(announced))} announced, {_megabytes(most_bytes)} allowed")
    body = bytearray()
    for piece in response.stream(_PIECE, decode_content=True):
        body += piece
        if len(body) > most_bytes:
            return Failure("size", f"too large: more than {_megabytes(most_bytes)}")
    return Answer(int(response.status), headers, bytes(body))


def _megabytes(count: int) -> str:
    return f"{count / 1_000_000:.3g} MB"


def _failure(error: Exception) -> Failure:
    """What went wrong, by urllib3's kinds of errors; the first that fits counts, since some are kinds of others."""
    from urllib3 import exceptions as web

    words = _words(getattr(error, "original_error", None) or error)
    kinds: tuple[tuple[tuple[type[Exception], ...], Failure], ...] = (
        ((web.ProxyError,), Failure("connection", f"the proxy does not let it through ({words})")),
        ((web.NameResolutionError,), Failure("name", "no such host is known (or there is no network)")),
        ((web.SSLError, ssl.SSLError), Failure("certificate", f"the connection is not safe: {words}")),
        ((web.NewConnectionError,), Failure("connection", "no connection (the server is down, or no network)")),
        ((web.ConnectTimeoutError,), Failure("connection", "the server does not take the connection")),
        ((web.ReadTimeoutError,), Failure("silence", f"the server fell silent for {_SILENCE:g} seconds")),
        ((web.DecodeError,), Failure("content", "the answer cannot be unpacked")),
        ((web.LocationValueError, ValueError), Failure("address", "not a web address")),
    )
    broken = Failure("broken", f"the answer broke off ({words})")
    return next((failure for classes, failure in kinds if isinstance(error, classes)), broken)


def _words(error: object) -> str:
    """What an error says, in one short line."""
    line = " ".join(str(error).split()) or type(error).__name__
    return line if len(line) <= 160 else line[:159] + "…"  # noqa: PLR2004 - what fits a report's line
