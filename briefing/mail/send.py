"""Sending: to everybody who has not got the memo, again where a failure may pass, with a report for each.

Before the server is told that a message is complete, the log says 'sending'; after it has answered, what it said.
A process that dies between the two leaves a doubt, which is told and never resolved by sending twice.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from briefing.config import EmailSettings
from briefing.errors import MailError
from briefing.mail.addresses import Mailbox
from briefing.mail.credentials import Secret
from briefing.mail.message import compose
from briefing.mail.plan import Plan, standing
from briefing.mail.sendlog import Entry, State
from briefing.mail.transport import Reply, Temporary, session, transmit
from briefing.records import dataclass

Outcome = Literal["sent", "already sent", "deferred", "failed", "doubtful"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one recipient, and the words that explain it."""

    mailbox: Mailbox
    outcome: Outcome
    reply: str


@dataclass(frozen=True, slots=True)
class Report:
    """What became of everybody, and the error that ended the sending early, if one did."""

    deliveries: tuple[Delivery, ...]
    stop: MailError | None = None

    def of(self, *outcomes: Outcome) -> tuple[Delivery, ...]:
        """The deliveries that ended so."""
        return tuple(each for each in self.deliveries if each.outcome in outcomes)


@dataclass(frozen=True, slots=True)
class Clock:
    """Time, so that a test may pass it: when it is now, and how to wait some seconds."""

    now: Callable[[], datetime]
    sleep: Callable[[float], None]


def send(
    plan: Plan, settings: EmailSettings, secret: Secret | None, clock: Clock, tell: Callable[[str], None]
) -> Report:
    """Send the plan's letter to those who wait for it; `tell` gets a line whenever something has to be waited for.

    What cannot be cured by waiting (an untrusted certificate, a refused login, a message over the server's limit, a
    send log that cannot be written) ends the sending, and stands in the report.
    """
    post = _Post(plan, compose(plan.letter), settings, secret, clock)
    known = plan.log.last(plan.memo.digest)
    results = {each: _served(each, known[each.key]) for each in plan.standings if each not in plan.waiting}
    pending = list(plan.waiting)
    stop = None
    for wait in (0, *settings.retry_waits):
        if wait and pending:
            said = results[pending[0]].reply
            tell(f"{len(pending)} of {len(plan.standings)} have to wait ({said}); next attempt in {wait} seconds")
            clock.sleep(wait)
        if pending:
            try:
                post.round(pending, results)
            except MailError as problem:
                stop = problem
                break
        pending = [mailbox for mailbox in pending if results[mailbox].outcome == "deferred"]
    return Report(tuple(results.get(each) or Delivery(each, "deferred", "not tried") for each in plan.standings), stop)


def _served(mailbox: Mailbox, entry: Entry) -> Delivery:
    """What the log says of somebody who is not written to again."""
    if entry.state == "sent":
        return Delivery(mailbox, "already sent", f"on {entry.at}")
    return Delivery(mailbox, "doubtful", f"handed over on {entry.at} and never confirmed: it may have arrived")


@dataclass(frozen=True, slots=True)
class _Post:
    """What all rounds of one sending share."""

    plan: Plan
    message: bytes
    settings: EmailSettings
    secret: Secret | None
    clock: Clock

    def round(self, pending: Sequence[Mailbox], results: dict[Mailbox, Delivery]) -> None:
        """One conversation with the server; `results` is filled as the answers come."""
        with self.plan.log.alone():
            left = self._not_served_meanwhile(pending, results)
            for mailbox in left:
                results.pop(mailbox, None)
            if not left:
                return
            try:
                with session(self.settings, self.secret) as smtp:
                    self._hand_over(smtp, left, results)
                reason = "the connection broke"
            except Temporary as problem:
                reason = str(problem)
            lost = {mailbox: Reply("deferred", 0, reason) for mailbox in left if mailbox not in results}
            self._record(lost, results)

    def _not_served_meanwhile(self, pending: Sequence[Mailbox], results: dict[Mailbox, Delivery]) -> list[Mailbox]:
        """Those whom no other process has written to since the plan was made."""
        if self.plan.again:
            return list(pending)
        last = self.plan.log.last(self.plan.memo.digest)
        served = {each: _served(each, last[each.key]) for each in pending if standing(last.get(each.key)) != "new"}
        results.update(served)
        return [each for each in pending if each not in served]

    def _hand_over(self, smtp: smtplib.SMTP, left: Sequence[Mailbox], results: dict[Mailbox, Delivery]) -> None:
        size = self.settings.recipients_per_message
        for start in range(0, len(left), size):
            replies = transmit(
                smtp,
                self.plan.letter.sender,
                left[start : start + size],
                self.message,
                ascii_headers=self.plan.letter.ascii,
                complete=lambda accepted: self._write((each, "sending", "") for each in accepted),
            )
            self._record(replies, results)
            if smtp.sock is None:
                return

    def _record(self, replies: Mapping[Mailbox, Reply], results: dict[Mailbox, Delivery]) -> None:
        for mailbox, reply in replies.items():
            words = self.secret.hidden_in(str(reply)) if self.secret else str(reply)
            results[mailbox] = Delivery(mailbox, reply.state, words)
        self._write(
            (each, reply.state, results[each].reply) for each, reply in replies.items() if reply.state != "doubtful"
        )

    def _write(self, said: Iterable[tuple[Mailbox, State, str]]) -> None:
        letter, now = self.plan.letter, self.clock.now().isoformat(timespec="seconds")
        memo, subject = self.plan.memo.digest, letter.words.subject
        self.plan.log.add(
            Entry(memo, mailbox.key, state, now, letter.message_id, subject, words) for mailbox, state, words in said
        )
