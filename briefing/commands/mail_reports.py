"""What `briefing email` says: who would get what, who got it, and what the send log knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from briefing.config import EmailSettings
from briefing.mail.message import compose
from briefing.mail.plan import Plan
from briefing.mail.send import Report
from briefing.mail.sendlog import Entry
from briefing.mail.transport import port_of
from briefing.manifest import to_json
from briefing.tables import to_table

_STANDINGS = {"new": "would get it", "sent": "has it already", "doubtful": "may have it: never confirmed"}


def plan_table(plan: Plan) -> dict[str, Any]:
    """The plan for machines."""
    letter = plan.letter
    return {
        "memo": str(plan.memo.path),
        "sha256": plan.memo.digest,
        "message_id": letter.message_id,
        "date": letter.date.isoformat(),
        "from": str(letter.sender),
        "subject": letter.words.subject,
        "attachment": letter.attachment_name,
        "recipients": [
            {
                "name": mailbox.name,
                "address": mailbox.address,
                "field": letter.recipients.field_of(mailbox),
                "standing": standing,
            }
            for mailbox, standing in plan.standings.items()
        ],
        "notes": list(plan.notes),
    }


def plan_report(plan: Plan, settings: EmailSettings, *, json: bool = False) -> str:
    """What would be sent to whom."""
    if json:
        return to_json(plan_table(plan))
    letter = plan.letter
    server = f"{settings.server}:{port_of(settings)} ({settings.security})" if settings.server else "none known"
    lines = [
        f"From:       {letter.sender}",
        f"Subject:    {letter.words.subject}",
        f"Attachment: {letter.attachment_name} ({len(letter.attachment):,} bytes; message {len(compose(letter)):,})",
        f"Server:     {server}",
        *(
            f"{letter.recipients.field_of(mailbox).capitalize() + ':':11} {mailbox}  [{_STANDINGS[standing]}]"
            for mailbox, standing in plan.standings.items()
        ),
        f"{len(plan.waiting)} of {len(plan.standings)} recipients are to get it.",
    ]
    return "\n".join(lines) + "\n"


def sending_report(plan: Plan, report: Report, *, json: bool = False) -> str:
    """What became of everybody."""
    if json:
        table = plan_table(plan)
        outcomes = {each.mailbox.address: each for each in report.deliveries}
        for row in table["recipients"]:
            row |= {"outcome": outcomes[row["address"]].outcome, "reply": outcomes[row["address"]].reply}
        return to_json({**table, "stopped": report.stop.message if report.stop else None})
    lines = [f"{each.outcome}: {each.mailbox}  ({each.reply})" for each in report.deliveries]
    lines.append(f"Sent to {len(report.of('sent'))} of {len(report.deliveries)}.")
    return "\n".join(lines) + "\n"


def history_report(entries: Sequence[Entry], *, json: bool = False) -> str:
    """What the send log says of a memo, in order."""
    if json:
        return to_json([to_table(entry) for entry in entries])
    if not entries:
        return "The send log knows nothing of this memo.\n"
    return "".join(f"{each.at}  {each.state:8}  {each.recipient}  {each.reply}".rstrip() + "\n" for each in entries)
