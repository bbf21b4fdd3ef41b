"""The exception tree. Every error carries what happened and what to do; the command line prints the two lines.

    BriefingError
    ├── ConfigError        exit 2   a flag, briefing.toml, a prompt or a recipe
    ├── SourceError        exit 3   the folder of sources, as a whole
    ├── DraftError         exit 4   a draft that cannot be read back
    ├── ProvenanceError    exit 5   a memo whose quotations do not hold
    ├── ModelError         exit 6   a model that cannot be found, loaded or trained
    ├── RenderError        exit 7   a template or an output that cannot be written
    └── MailError          exit 8   a message that cannot be sent, or not to everybody

Broken *content* (one unreadable article, one bad line) is never an exception: it becomes a `Dropped` value.
"""

from __future__ import annotations


class BriefingError(Exception):
    """Misuse or a missing necessity. `remedy` says, in one line, what the user can do."""

    exit_code = 1

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __reduce__(self) -> tuple[type[BriefingError], tuple[str, str]]:
        return type(self), (self.message, self.remedy)  # as it was made, where it is handed to another process


class ConfigError(BriefingError):
    """A flag, a configuration file, a prompt or a recipe is wrong."""

    exit_code = 2


class SourceError(BriefingError):
    """The sources as a whole cannot be used: no such folder, nothing readable, nothing in the period."""

    exit_code = 3


class DraftError(BriefingError):
    """A draft file cannot be read back."""

    exit_code = 4


class ProvenanceError(BriefingError):
    """A quotation in a memo does not stand in the sources."""

    exit_code = 5


class ModelError(BriefingError):
    """A model cannot be found, loaded, run or trained."""

    exit_code = 6


class RenderError(BriefingError):
    """A template or an output cannot be read or written."""

    exit_code = 7


class MailError(BriefingError):
    """A message cannot be sent, or did not reach everybody: server, login, size, recipients."""

    exit_code = 8
