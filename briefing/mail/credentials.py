"""Passwords and tokens, fetched when needed and kept nowhere: from the environment, a command or the keyring."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Sequence

from briefing.config import EmailSettings
from briefing.errors import MailError

PASSWORD_VARIABLE = "BRIEFING_SMTP_PASSWORD"  # noqa: S105 - a name, not a password
TOKEN_VARIABLE = "BRIEFING_SMTP_TOKEN"  # noqa: S105
_PATIENCE = 120  # seconds for a command that may ask for a passphrase


class Secret:
    """A password or token that shows itself to nobody who prints it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def __repr__(self) -> str:
        return "Secret(…)"

    def reveal(self) -> str:
        """The words themselves."""
        return self._value

    def hidden_in(self, text: str) -> str:
        """`text` without the secret, plain or as servers are sent it."""
        encoded = base64.b64encode(self._value.encode()).decode()
        for shape in (self._value, encoded):
            text = text.replace(shape, "…") if shape else text
        return text


def secret_of(settings: EmailSettings) -> Secret:
    """The password or token of the login: environment, then command, then keyring. Raises `MailError`."""
    token = settings.auth == "xoauth2"
    variable = TOKEN_VARIABLE if token else PASSWORD_VARIABLE
    command = settings.token_command if token else settings.password_command
    found = os.environ.get(variable) or (
        _printed(command) if command else _kept(keyring_service(settings), settings.user)
    )
    if not found:
        key = "token_command" if token else "password_command"
        raise MailError(
            f"There is no {'token' if token else 'password'} for {settings.user} at {settings.server}.",
            f"Set {key} in briefing.toml, or {variable}, or: keyring set {keyring_service(settings)} {settings.user}",
        )
    return Secret(found)


def keyring_service(settings: EmailSettings) -> str:
    """What the keyring knows the server's secret by."""
    return f"briefing:{settings.server}"


def _printed(command: Sequence[str]) -> str:
    """The first line that the command prints; its messages go where ours go. Raises `MailError`."""
    try:
        done = subprocess.run(list(command), stdout=subprocess.PIPE, check=False, timeout=_PATIENCE)  # noqa: S603 - the user's own
        printed = done.stdout.decode("utf-8").splitlines()
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else type(problem).__name__
        raise MailError(f"The command {command[0]!r} gave no secret: {reason}.", "Run it by itself.") from None
    if done.returncode or not printed or not printed[0]:
        said = f"it ended with {done.returncode}" if done.returncode else "it printed nothing"
        raise MailError(f"The command {command[0]!r} gave no secret: {said}.", "Run it by itself.")
    return printed[0]


def _kept(service: str, user: str) -> str:
    """What the keyring has, or '' without one."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return ""
    try:
        return keyring.get_password(service, user) or ""
    except KeyringError as problem:
        raise MailError(f"The keyring gave nothing: {problem}.", "Unlock it, or set a command in [email].") from None
