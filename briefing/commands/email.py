"""email: a memo as a message, written as a draft for a mail program, or sent to everybody who has not got it."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefing.commands import options
from briefing.errors import ConfigError, MailError

if TYPE_CHECKING:
    from briefing.config import Config, EmailSettings
    from briefing.mail.plan import Plan, Request

Addresses = list[str] | None
Memo = Annotated[Path, typer.Argument(metavar="MEMO.docx", help="A memo that briefing wrote.")]
To = Annotated[Addresses, typer.Option("--to", metavar="ADDRESS", help="A recipient for all to see; repeatable.")]
Cc = Annotated[Addresses, typer.Option("--cc", metavar="ADDRESS", help="A recipient of a copy; repeatable.")]
Bcc = Annotated[Addresses, typer.Option("--bcc", metavar="ADDRESS", help="A recipient whom nobody sees; repeatable.")]
Lists = Annotated[
    Addresses, typer.Option("--list", metavar="NAME", help="A distribution list: lists/NAME.toml or .csv; repeatable.")
]
From = Annotated[str | None, typer.Option("--from", metavar="ADDRESS", help="The sender; default: [email] sender.")]
Subject = Annotated[
    str | None, typer.Option("--subject", metavar="TEXT", help="The subject, without the marking; may be a template.")
]
Marking = Annotated[
    str | None,
    typer.Option("--marking", metavar="TEXT", help="The marking; default: what the memo's pages show; '': none."),
]
Note = Annotated[
    str | None, typer.Option("--note", metavar="TEXT", help="Words of your own at the top of the message.")
]
Moment = Annotated[str | None, typer.Option("--date", metavar="TIME", help="The message's date; default: now.")]
Draft = Annotated[
    Path | None, typer.Option("--draft", "-o", metavar="FILE", help="Where the draft goes (.eml); default: MEMO.eml.")
]
BccInDraft = Annotated[bool, typer.Option("--bcc-in-draft", help="Write Bcc into the draft, for the mail program.")]
Send = Annotated[bool, typer.Option("--send", help="Send through the server of [email] instead of writing a draft.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would go to whom; write and send nothing.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Send without asking.")]
Again = Annotated[bool, typer.Option("--again", help="Send also to those who have the memo, or may have it.")]
Force = Annotated[bool, typer.Option("--force", help="Mail a file that is no whole memo, or send one marked DRAFT.")]
History = Annotated[bool, typer.Option("--history", help="Show what the send log says of this memo, and stop.")]
TemplateFolder = Annotated[
    str | None, typer.Option("--templates", metavar="DIR", help="A folder with an email.txt or email.html of your own.")
]


def email(
    memo: Memo,
    to: To = None,
    cc: Cc = None,
    bcc: Bcc = None,
    lists: Lists = None,
    sender: From = None,
    subject: Subject = None,
    marking: Marking = None,
    note: Note = None,
    moment: Moment = None,
    draft: Draft = None,
    bcc_in_draft: BccInDraft = False,
    send: Send = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    again: Again = False,
    force: Force = False,
    history: History = False,
    templates: TemplateFolder = None,
    config: options.ConfigFile = None,
    json: options.Json = False,
) -> None:
    """Write a memo as an e-mail draft (.eml), or --send it to everybody who has not got it yet."""
    from briefing.config import load_config
    from briefing.mail.plan import Request, make_plan
    from briefing.pipeline import read_memo_file

    settings = _settings(load_config(config), templates)
    request = Request(
        memo, _texts(to), _texts(cc), _texts(bcc), _texts(lists), note=note or "", again=again, force=force
    )
    request = replace(request, sender=sender or "", subject=subject or "", marking=marking)
    if send and draft:
        raise ConfigError("--send and --draft exclude each other.", "Write the draft first, look at it, then send.")
    data = read_memo_file(memo)
    if history:
        _show_history(data, settings.email, json=json)
        return
    plan = make_plan(request, data, _moment(moment), settings)
    sys.stderr.write("".join(f"note: {line}\n" for line in plan.notes))
    if dry_run:
        _show(plan, settings.email, json=json)
    elif send:
        _send(plan, request, settings.email, yes=yes, json=json)
    else:
        _write(plan, draft or memo.with_suffix(".eml"), bcc=bcc_in_draft or settings.email.bcc_in_draft, json=json)


def _show(plan: Plan, settings: EmailSettings, *, json: bool) -> None:
    from briefing.commands.mail_reports import plan_report

    sys.stdout.write(plan_report(plan, settings, json=json))


def _texts(given: Addresses) -> tuple[str, ...]:
    return tuple(given or ())


def _settings(config: Config, templates: str | None) -> Config:
    return replace(config, paths=replace(config.paths, templates=templates)) if templates else config


def _moment(text: str | None) -> datetime:
    """The time that --date names, on this machine's clock where it names no zone; else now."""
    if text is None:
        return datetime.now().astimezone()
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError):
        raise ConfigError(
            f"--date: {text!r} is no time.", "Write it as 2026-03-02 or 2026-03-02T09:30+07:00."
        ) from None


def _write(plan: Plan, target: Path, *, bcc: bool, json: bool) -> None:
    """The draft."""
    from briefing.commands.mail_reports import plan_table
    from briefing.files import write_atomic
    from briefing.mail.message import compose
    from briefing.manifest import to_json

    if target.suffix != ".eml":
        raise ConfigError(f"--draft: {target} does not end in .eml.", f"Name it {target.with_suffix('.eml')}.")
    write_atomic(target, compose(plan.letter, draft=True, with_bcc=bcc))
    hidden = plan.letter.recipients.bcc
    if hidden and not bcc:
        names = "; ".join(map(str, hidden))
        sys.stderr.write(f"note: Bcc is not in the draft; paste it, or use --bcc-in-draft: {names}\n")
    sys.stderr.write(f"Wrote {target}\n")
    if json:
        sys.stdout.write(to_json({**plan_table(plan), "draft": str(target)}))


def _send(plan: Plan, request: Request, settings: EmailSettings, *, yes: bool, json: bool) -> None:
    import time

    from briefing.commands.mail_reports import plan_report, sending_report
    from briefing.mail.credentials import secret_of
    from briefing.mail.send import Clock
    from briefing.mail.send import send as deliver

    _refuse(plan, request)
    if not json:
        sys.stdout.write(plan_report(plan, settings))
        sys.stdout.flush()
    if not yes:
        if not sys.stdin.isatty():
            raise ConfigError(
                "Nobody is there to be asked, and --yes was not given.", "Look with --dry-run, add --yes."
            )
        typer.confirm(f"Send to {len(plan.waiting)} recipients?", abort=True, err=True)
    clock = Clock(now=lambda: datetime.now().astimezone(), sleep=time.sleep)
    secret = secret_of(settings) if settings.user else None
    report = deliver(plan, settings, secret, clock, _tell)
    sys.stdout.write(sending_report(plan, report, json=json))
    if report.stop:
        raise report.stop
    missed = report.of("failed", "deferred", "doubtful")
    if missed:
        first = missed[0]
        raise MailError(
            f"{len(missed)} of {len(report.deliveries)} did not get the memo for certain: "
            f"{first.mailbox.address}: {first.outcome}, {first.reply}.",
            "Run the command again: only those who have not got it are served; doubtful ones need --again.",
        )


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def _refuse(plan: Plan, request: Request) -> None:
    """What is written as a draft with a note, but not sent."""
    if not plan.standings:
        raise ConfigError("Nobody is named to send the memo to.", "Use --to, --cc, --bcc or --list.")
    if plan.memo.status and not request.force:
        raise MailError(
            f"{request.memo} still says: {plan.memo.status}.",
            "Read it, set `reviewed = true` in the draft, render again; or send it as it is with --force.",
        )
    if not plan.waiting:
        raise MailError(
            f"Nobody is left to send to: all {len(plan.standings)} recipients have this memo, or may have it.",
            "See who, with --history; to send it once more to all of them, add --again.",
        )


def _show_history(data: bytes, settings: EmailSettings, *, json: bool) -> None:
    import hashlib

    from briefing.commands.mail_reports import history_report
    from briefing.mail.plan import log_of

    entries = log_of(settings).history(hashlib.sha256(data).hexdigest())
    sys.stdout.write(history_report(entries, json=json))
