"""The settings of a run: dataclass defaults < briefing.toml < flags. Unknown keys fail with the nearest match."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Literal

from briefing.cluster import RaySettings
from briefing.errors import ConfigError
from briefing.house import House
from briefing.records import dataclass
from briefing.tables import from_table

FILE_NAME = "briefing.toml"


@dataclass(frozen=True, slots=True)
class MemoSettings:
    """The title block and the look: empty fields stay blank lines for a person to fill in."""

    title: str = "Vietnam news briefing"  # the memo's headline
    to: str = ""  # whom it is for
    sender: str = ""  # whom it is from
    subject: str = ""  # empty: the title
    marking: str = ""  # how it may be handled; stands at the top and bottom of each page
    template: str = "memo"  # a name in templates/, or a .docx file
    distribution: tuple[str, ...] = ()  # who gets it, a name each
    drafted: str = ""  # who drafted it
    cleared: str = ""  # who cleared it
    approved: str = ""  # who approved it
    formats: tuple[Literal["docx", "html", "md", "pdf", "csl"], ...] = ("docx",)  # the files to write
    html_template: str = "memo"  # the template of the web page: a name in templates/, or a .html file
    pdf_archival: bool = True  # write PDFs as PDF/A-2b

    def __post_init__(self) -> None:
        if not self.formats:
            raise ValueError("formats must name at least one of docx, html, md, pdf, csl")


@dataclass(frozen=True, slots=True)
class SelectionSettings:
    """What is told: how much, and what happens to articles whose date only overlaps the period."""

    undated: Literal["include", "exclude"] = "include"  # articles whose date only overlaps the period
    max_points: int = 12  # points in the whole memo, at most
    per_section: int = 4  # points in one section, at most
    reported: Literal["mark", "leave out", "ignore"] = "mark"  # what an earlier memo said, by the ledger

    def __post_init__(self) -> None:
        if self.max_points < 1 or self.per_section < 1:
            raise ValueError("max_points and per_section must be at least 1")


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Who writes the English: 'embedded', a directory, or a hub identifier; `beam` 0 means the model's own."""

    name: str = "embedded"  # 'embedded', a directory, or a hub identifier
    beam: int = 0  # hypotheses kept side by side; more is slower; 0: the model's own
    backend: Literal["auto", "transformers", "ctranslate2", "ray"] = "auto"  # what runs it; auto: the fastest that can
    brief: bool = True  # tell points in short where the model can
    cache: bool = True  # keep translations between runs
    brief_model: str = ""  # another model for the `brief` task, a cross-lingual summariser for one
    source_language: str = "vi"  # the language of the articles to tell, as a two-letter code

    def __post_init__(self) -> None:
        if self.beam < 0:
            raise ValueError("beam must not be negative")
        if not self.source_language.isascii() or not self.source_language.isidentifier():
            raise ValueError("source_language must be a code such as vi or fr")


@dataclass(frozen=True, slots=True)
class PathSettings:
    """Folders that hold prompts and templates of the house, before the packaged ones."""

    prompts: str = ""  # a folder of prompts that goes before prompts/ of the working folder
    templates: str = ""  # a folder of templates that goes before templates/ of the working folder


@dataclass(frozen=True, slots=True)
class EmailSettings:
    """How `briefing email` addresses and sends. A password never stands here: see docs/email.md."""

    sender: str = ""  # the From line: "Press Unit <press@example.org>"
    reply_to: str = ""  # where answers go, if not to the sender
    subject: str = "{{ title }}, {{ period }}"  # a template; the marking is always put before it
    lists: str = "lists"  # the folder of distribution lists, NAME.toml or NAME.csv
    unsubscribe: str = ""  # an address or https link for the List-Unsubscribe line of mail to a list
    bcc_in_draft: bool = False  # write Bcc into .eml drafts, for mail programs that take it from there
    max_attachment_bytes: int = 10_000_000  # a larger memo is not mailed
    server: str = ""  # the SMTP server's name
    port: int = 0  # 0: 587 for starttls, 465 for tls, 25 for none
    security: Literal["starttls", "tls", "none"] = "starttls"  # none sends no password
    ca_file: str = ""  # certificates (PEM) of the house that signed the server's, besides the system's
    user: str = ""  # the login; empty: none
    auth: Literal["password", "xoauth2"] = "password"  # how the login is proved
    password_command: tuple[str, ...] = ()  # prints the password: ["pass", "show", "mail"]
    token_command: tuple[str, ...] = ()  # prints an OAuth 2.0 access token
    timeout: int = 60  # seconds to wait for an answer of the server
    retry_waits: tuple[int, ...] = (60, 300, 900)  # seconds before each new attempt after a temporary failure
    recipients_per_message: int = 50  # recipients told to the server at once
    log: str = ""  # the send log; default: the user's state folder

    def __post_init__(self) -> None:
        if not 0 <= self.port < 65536:  # noqa: PLR2004 - the ports that there are
            raise ValueError("port must lie between 0 and 65535")
        if min(self.timeout, self.max_attachment_bytes, self.recipients_per_message) < 1:
            raise ValueError("timeout, max_attachment_bytes and recipients_per_message must be at least 1")
        if any(wait < 0 for wait in self.retry_waits):
            raise ValueError("retry_waits must not be negative")


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How `briefing fetch` asks newspapers for articles."""

    contact: str = ""  # an address or e-mail at which a newspaper reaches you; sent with every request
    delay: float = 2.0  # seconds between two requests to one host; a longer Crawl-delay of robots.txt is kept
    timeout: float = 60.0  # seconds that one page may take, from the first byte to the last
    max_mb: int = 10  # megabytes that one page may have
    tries: int = 3  # how often a request is made when the server is in trouble

    def __post_init__(self) -> None:
        if self.delay < 0 or self.timeout <= 0 or self.max_mb < 1 or self.tries < 1:
            raise ValueError("delay must not be negative; timeout, max_mb and tries must be positive")
        if not self.contact.isprintable() or not self.contact.isascii():
            raise ValueError("contact must be plain ASCII on one line")


@dataclass(frozen=True, slots=True)
class GlossarySettings:
    """The house's own terms, which go before those of `glossary.csv` in prompts/."""

    file: str = "house-glossary.csv"  # a CSV file like glossary.csv; where the default does not exist, there is none
    # terms right here, the preferred English first: { "Bộ Ngoại giao" = "Foreign Ministry|MoFA" }
    terms: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MemorySettings:
    """The translation memory: what people wrote for a sentence, preferred to the machine."""

    use: bool = True  # prefer what is remembered, and keep what `draft --import` finds corrected
    file: str = ""  # the memory's SQLite file; empty: memory-1.sqlite3 in the user's data folder
    fuzzy: float = 0.8  # likeness (0 to 1) from which what is remembered for another sentence is suggested

    def __post_init__(self) -> None:
        if not 0 < self.fuzzy <= 1:
            raise ValueError("fuzzy must be above 0 and at most 1")


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """The index of the sources: what was read of each file, so that one that has not changed is not read again."""

    use: bool = True  # look up what is known of unchanged files, and keep what is read
    file: str = ""  # the index's SQLite file, one for each folder of sources; empty: in the user's cache folder


@dataclass(frozen=True, slots=True)
class LedgerSettings:
    """The ledger of what earlier memos reported; without a file none is kept."""

    file: str = ""  # the ledger's SQLite file, such as "outputs/ledger.sqlite3"; empty: none
    use: bool = True  # look up what was reported before, and enter each memo that is written


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that a `briefing.toml` may say."""

    memo: MemoSettings = field(default_factory=MemoSettings)
    selection: SelectionSettings = field(default_factory=SelectionSettings)
    model: ModelSettings = field(default_factory=ModelSettings)
    paths: PathSettings = field(default_factory=PathSettings)
    house: House = field(default_factory=House)
    fetch: FetchSettings = field(default_factory=FetchSettings)
    email: EmailSettings = field(default_factory=EmailSettings)
    memory: MemorySettings = field(default_factory=MemorySettings)
    glossary: GlossarySettings = field(default_factory=GlossarySettings)
    ledger: LedgerSettings = field(default_factory=LedgerSettings)
    index: IndexSettings = field(default_factory=IndexSettings)
    ray: RaySettings = field(default_factory=RaySettings)


def load_config(path: Path | None = None) -> Config:
    """Read `path`, or `briefing.toml` in the working folder, or take the defaults where there is none.

    Raises `ConfigError` when the named file is missing, is no TOML, or says something unknown.
    """
    file = path or Path(FILE_NAME)
    if not file.is_file():
        if path is None:
            return Config()
        raise ConfigError(f"The configuration {path} does not exist.", "Name an existing file with --config, or none.")
    try:
        text = file.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as problem:
        raise ConfigError(
            f"{file} cannot be read: {problem}.", "Correct it; values that are text stand in quotes."
        ) from None
    return from_table(Config, table, source=str(file), text=text)
