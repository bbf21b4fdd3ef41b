"""A hub on this machine: the routes of the Hugging Face hub that its client uses, over the files of a directory.

It can break a connection in the middle of a file, refuse afterwards, and lie about contents, and it keeps a log.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

COMMIT = "89abcdef0123456789abcdef0123456789abcdef"
LARGE = 20_000  # bytes from which a file is kept as a large one, with its SHA-256


@dataclass
class Hub:
    """What the server serves and how it misbehaves; `log` has the path and the range of every request for a file."""

    repository: str
    files: dict[str, bytes]
    licence: str | None = "apache-2.0"
    break_after: dict[str, int] = field(default_factory=dict)  # file: bytes sent before the line goes dead, once
    then_refuse: bool = False
    lies: dict[str, bytes] = field(default_factory=dict)
    log: list[tuple[str, str]] = field(default_factory=list)
    refusing: bool = False
    endpoint: str = ""

    def requests_for(self, name: str) -> list[str]:
        return [asked for path, asked in self.log if path == name]


def blob(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def entry(name: str, data: bytes) -> dict[str, object]:
    large = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "pointerSize": 130}
    row: dict[str, object] = {"rfilename": name, "size": len(data), "blobId": blob(data)}
    return row | ({"lfs": large} if len(data) >= LARGE else {})


def tree_entry(name: str, data: bytes) -> dict[str, object]:
    large = {"size": len(data), "oid": hashlib.sha256(data).hexdigest(), "pointerSize": 130}
    row: dict[str, object] = {"type": "file", "path": name, "size": len(data), "oid": blob(data)}
    return row | ({"lfs": large} if len(data) >= LARGE else {})


def handler(hub: Hub) -> type[BaseHTTPRequestHandler]:  # noqa: C901 - one route after the other
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_HEAD(self) -> None:
            self.answer(body=False)

        def do_GET(self) -> None:
            self.answer(body=True)

        def answer(self, *, body: bool) -> None:
            path = urlsplit(self.path).path.removeprefix("/")
            api = f"api/models/{hub.repository}/"
            if path.startswith(api + "revision/"):
                self.revision(path.removeprefix(api + "revision/"))
            elif path.startswith(api + "tree/"):
                self.json([tree_entry(name, data) for name, data in hub.files.items()])
            elif path.startswith(f"{hub.repository}/resolve/{COMMIT}/"):
                self.file(path.rpartition(f"{COMMIT}/")[2], body=body)
            else:
                self.json({"error": "Repository not found"}, 404, {"X-Error-Code": "RepoNotFound"})

        def revision(self, name: str) -> None:
            if name not in {"main", COMMIT}:
                self.json({"error": "Invalid rev id"}, 404, {"X-Error-Code": "RevisionNotFound"})
                return
            card = {"license": hub.licence} if hub.licence else {}
            siblings = [entry(name, data) for name, data in hub.files.items()]
            self.json({"id": hub.repository, "sha": COMMIT, "cardData": card, "siblings": siblings})

        def json(self, value: object, status: int = 200, headers: dict[str, str] | None = None) -> None:
            data = json.dumps(value).encode()
            self.send_response(status)
            for key, text in (
                {"Content-Type": "application/json", "Content-Length": str(len(data))} | (headers or {})
            ).items():
                self.send_header(key, text)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

        def file(self, name: str, *, body: bool) -> None:
            data = hub.files[name]
            asked = self.headers.get("Range", "")
            if body:
                hub.log.append((name, asked))
                if hub.refusing:
                    self.json({"error": "busy"}, 503)
                    return
            start = int(asked.removeprefix("bytes=").partition("-")[0] or 0) if asked else 0
            sent = hub.lies.get(name, data)[start:]
            self.send_response(206 if asked else 200)
            self.send_header("X-Repo-Commit", COMMIT)
            self.send_header("ETag", f'"{hashlib.sha256(data).hexdigest() if len(data) >= LARGE else blob(data)}"')
            self.send_header("Accept-Ranges", "bytes")
            self.send_header("Content-Length", str(len(sent)))
            if asked:
                self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
            self.end_headers()
            if not body:
                return
            limit = hub.break_after.pop(name, None)
            if limit is None:
                self.wfile.write(sent)
                return
            self.wfile.write(sent[:limit])
            self.wfile.flush()
            hub.refusing = hub.then_refuse
            self.close_connection = True
            self.connection.shutdown(2)

    return Handler


@contextmanager
def serving(hub: Hub) -> Iterator[Hub]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(hub))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    hub.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def files_in(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(directory.iterdir())}
