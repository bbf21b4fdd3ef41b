"""Where passwords and tokens come from, and that they are shown nowhere."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from briefing.config import EmailSettings
from briefing.errors import MailError
from briefing.mail.credentials import Secret, secret_of

SETTINGS = EmailSettings(server="smtp.example.org", user="press")


@pytest.fixture(autouse=True)
def keyring_of_the_test(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    import keyring

    kept: dict[tuple[str, str], str] = {}
    monkeypatch.setattr(keyring, "get_password", lambda service, user: kept.get((service, user)))
    return kept


def prints(text: str, code: int = 0) -> tuple[str, ...]:
    return (sys.executable, "-c", f"import sys; sys.stdout.buffer.write({text.encode()!r}); sys.exit({code})")


def test_the_environment_goes_before_the_command_and_the_command_before_the_keyring(
    monkeypatch: pytest.MonkeyPatch, keyring_of_the_test: dict[tuple[str, str], str]
) -> None:
    keyring_of_the_test["briefing:smtp.example.org", "press"] = "from the keyring"
    assert secret_of(SETTINGS).reveal() == "from the keyring"
    commanded = replace(SETTINGS, password_command=prints("mật khẩu\nsecond line\n"))
    assert secret_of(commanded).reveal() == "mật khẩu"
    monkeypatch.setenv("BRIEFING_SMTP_PASSWORD", "from the environment")
    assert secret_of(commanded).reveal() == "from the environment"


def test_a_token_has_its_own_command_and_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(SETTINGS, auth="xoauth2", password_command=prints("pw"), token_command=prints("ya29"))
    monkeypatch.setenv("BRIEFING_SMTP_PASSWORD", "pw")
    assert secret_of(settings).reveal() == "ya29"
    monkeypatch.setenv("BRIEFING_SMTP_TOKEN", "other")
    assert secret_of(settings).reveal() == "other"


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (("no-such-command-here", "secret-argument"), "No such file|cannot find"),
        (prints("", 0), "it printed nothing"),
        (prints("pw", 3), "it ended with 3"),
    ],
)
def test_a_command_that_gives_nothing(command: tuple[str, ...], message: str) -> None:
    with pytest.raises(MailError, match=message) as error:
        secret_of(replace(SETTINGS, password_command=command))
    assert "secret-argument" not in str(error.value)


def test_no_secret_anywhere_tells_the_three_ways() -> None:
    with pytest.raises(MailError) as error:
        secret_of(SETTINGS)
    for way in ("password_command", "BRIEFING_SMTP_PASSWORD", "keyring set briefing:smtp.example.org press"):
        assert way in error.value.remedy


def test_a_locked_keyring_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    from keyring.errors import KeyringLocked

    def locked(*_: str) -> None:
        raise KeyringLocked("locked")

    monkeypatch.setattr(keyring, "get_password", locked)
    with pytest.raises(MailError, match="locked"):
        secret_of(SETTINGS)


def test_a_machine_without_a_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(MailError, match="no password"):
        secret_of(SETTINGS)


def test_a_secret_shows_itself_to_nobody() -> None:
    secret = Secret("p@ss")
    assert "p@ss" not in f"{secret} {secret!r}"
    assert secret.hidden_in("bad p@ss, cEBzcw==") == "bad …, …"
