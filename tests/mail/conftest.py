from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme

from briefing.config import EmailSettings
from briefing.renderers.docx import DocxRenderer
from tests.mail.postbox import HOST, Manners, Postbox, running
from tests.renderers.sample import TEMPLATE, sample

MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ca") / "house.pem"
    authority.cert_pem.write_to_path(path)
    return path


@pytest.fixture(scope="session")
def server_context(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(HOST).configure_cert(context)
    return context


@pytest.fixture(scope="session")
def memo_bytes() -> bytes:
    return DocxRenderer().render(sample(reviewed=True), TEMPLATE.read_bytes())


@pytest.fixture(scope="session")
def draft_memo_bytes() -> bytes:
    return DocxRenderer().render(sample(), TEMPLATE.read_bytes())


@pytest.fixture
def memo_file(memo_bytes: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "Bản tin tuần 9.docx"
    path.write_bytes(memo_bytes)
    return path


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFING_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("BRIEFING_SMTP_PASSWORD", raising=False)
    monkeypatch.delenv("BRIEFING_SMTP_TOKEN", raising=False)


Serve = Callable[..., Postbox]


@pytest.fixture
def serve(server_context: ssl.SSLContext) -> Iterator[Serve]:
    """Starts servers with the manners given."""
    with ExitStack() as stack:
        yield lambda **manners: stack.enter_context(running(Manners(**manners), server_context))


@pytest.fixture
def settings_for(ca_file: Path) -> Callable[..., EmailSettings]:
    """The settings that reach a server of `serve`."""

    def settings(postbox: Postbox, **more: object) -> EmailSettings:
        given = {
            "sender": "Press Unit <press@example.org>",
            "server": HOST,
            "port": postbox.port,
            "security": postbox.manners.mechanism,
            "ca_file": str(ca_file),
            "timeout": 10,
            **more,
        }
        return EmailSettings(**given)  # type: ignore[arg-type]

    return settings
