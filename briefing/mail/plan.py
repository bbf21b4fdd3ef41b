"""What would be sent to whom: everything is decided and refused here, before a server is spoken to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from briefing.config import Config, EmailSettings
from briefing.errors import ConfigError, MailError
from briefing.mail.addresses import Mailbox, parse_mailbox, parse_mailboxes, refuse_line_breaks
from briefing.mail.lists import Recipients, read_list
from briefing.mail.memo import SavedMemo, read_memo
from briefing.mail.message import Letter, attachment_name, message_id
from briefing.mail.sendlog import FILE_NAME, Entry, SendLog, state_directory
from briefing.mail.wording import words_of
from briefing.records import dataclass

Standing = Literal["new", "sent", "doubtful"]


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for; empty texts mean the configuration's. `note` opens the message.

    A `marking` of None is the memo's own, an empty one leaves it out.
    """

    memo: Path
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    sender: str = ""
    subject: str = ""
    marking: str | None = None
    note: str = ""
    again: bool = False
    force: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A letter, how each recipient stands in the send log, and what the user should know first."""

    memo: SavedMemo
    letter: Letter
    standings: Mapping[Mailbox, Standing]
    log: SendLog
    again: bool
    notes: tuple[str, ...]

    @property
    def waiting(self) -> tuple[Mailbox, ...]:
        """Who has not got the memo yet, and cannot have."""
        return tuple(mailbox for mailbox, standing in self.standings.items() if standing == "new")


def make_plan(request: Request, data: bytes, moment: datetime, config: Config) -> Plan:
    """Read the memo, the lists and the log, and write the letter, dated `moment`.

    Raises `ConfigError` for a bad address, list, template or subject, `ProvenanceError` for a file that is no whole
    memo (unless forced), `MailError` for one that is too large.
    """
    settings = config.email
    memo = read_memo(request.memo, data)
    if memo.problem and not request.force:
        raise memo.problem
    if len(data) > settings.max_attachment_bytes:
        raise MailError(
            f"{request.memo} has {len(data):,} bytes; at most {settings.max_attachment_bytes:,} are mailed.",
            "Make a memo with fewer points, or raise [email] max_attachment_bytes.",
        )
    sender = _sender(request.sender or settings.sender)
    recipients = _recipients(request, settings.lists)
    marking = (memo.marking or config.memo.marking if request.marking is None else request.marking).upper()
    attachment = attachment_name(request.memo.name)
    words = words_of(
        memo,
        marking=refuse_line_breaks(marking, "the marking"),
        subject=refuse_line_breaks(request.subject, "--subject") or settings.subject,
        attachment=attachment,
        sender=sender.name or sender.address,
        note=request.note,
        templates=config.paths.templates,
    )
    letter = Letter(
        sender=sender,
        recipients=recipients,
        words=words,
        date=moment,
        message_id=message_id(
            sender, recipients, memo.digest, words.subject, moment.isoformat() if request.again else ""
        ),
        attachment=data,
        attachment_name=attachment,
        reply_to=parse_mailbox(settings.reply_to, "[email] reply_to") if settings.reply_to else None,
        unsubscribe=_unsubscribe(settings.unsubscribe) if request.lists else "",
    )
    log = log_of(settings)
    known = {} if request.again else log.last(memo.digest)
    standings = {mailbox: standing(known.get(mailbox.key)) for mailbox in recipients.all}
    return Plan(memo, letter, standings, log, request.again, _notes(memo, letter, marking, config.memo.marking, log))


def log_of(settings: EmailSettings) -> SendLog:
    """The send log: where the configuration says, else in the user's state folder."""
    return SendLog(Path(settings.log).expanduser() if settings.log else state_directory() / FILE_NAME)


def standing(entry: Entry | None) -> Standing:
    """What the log's last entry means: a message that was never confirmed may have arrived."""
    if entry is None or entry.state in {"deferred", "failed"}:
        return "new"
    return "sent" if entry.state == "sent" else "doubtful"


def _sender(text: str) -> Mailbox:
    if not text:
        raise ConfigError(
            "No sender is known.", 'Use --from, or write in briefing.toml: [email] sender = "Name <name@example.org>"'
        )
    sender = parse_mailbox(text, "the sender")
    if not sender.ascii:
        raise ConfigError(
            f"The sender {sender.address!r} has letters outside ASCII before the @, which many servers refuse.",
            "Send from an address in ASCII; names may hold any letter.",
        )
    return sender


def _recipients(request: Request, folder: str) -> Recipients:
    named = Recipients(
        *(
            tuple(mailbox for text in texts for mailbox in parse_mailboxes(text, flag))
            for flag, texts in (("--to", request.to), ("--cc", request.cc), ("--bcc", request.bcc))
        )
    )
    for name in request.lists:
        named = named.and_also(read_list(name, Path(folder)))
    return Recipients().and_also(named)


def _unsubscribe(text: str) -> str:
    if not text:
        return ""
    if text.startswith("https://") and text.isascii() and not set(text) & set("<> \r\n\t"):
        return text
    return parse_mailbox(text, "[email] unsubscribe").address


def _notes(memo: SavedMemo, letter: Letter, marking: str, house: str, log: SendLog) -> tuple[str, ...]:
    notes: list[str] = list(memo.notes)
    if memo.problem:
        notes.append(f"this is no whole memo: {memo.problem.message}")
    if memo.status:
        notes.append(f"the memo says: {memo.status}")
    flagged = [point.label for point in memo.points if point.flagged]
    if flagged:
        notes.append(f"{len(flagged)} of {len(memo.points)} points are flagged: {', '.join(flagged)}")
    if memo.marking != marking:
        notes.append(f"the memo's pages show {memo.marking or 'no marking'}, the message says {marking or 'none'}")
    elif house and house.upper() != marking:
        notes.append(f"the memo is marked {marking}, briefing.toml says {house.upper()}")
    if letter.recipients.bcc and not letter.recipients.to and not letter.recipients.cc:
        notes.append("all recipients are Bcc: the message shows no one")
    return (*notes, *_earlier(memo, letter, log))


def _earlier(memo: SavedMemo, letter: Letter, log: SendLog) -> Sequence[str]:
    """A note on those who already have something under this subject."""
    here = {mailbox.key for mailbox in letter.recipients.all}
    others = [entry for entry in log.others(memo.digest, letter.words.subject) if entry.recipient in here]
    if not others:
        return ()
    people = len({entry.recipient for entry in others})
    return (f"{people} of the recipients got another file under this subject, last on {others[-1].at[:10]}",)
