"""Digest: pending findings to one letter a person; kept in the ledger before it is sent.

At least once and never a second Message-ID: a mail whose fate is unknown is sent again as it was (RFC 1047).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.ledger.alerting import Message, Pending, add_message, pending, set_state, set_told, unsent
from lurewatch.alerts.leads import letter_for
from lurewatch.alerts.mail import MailDead, MailRefused, MailUncertain, compose, send, write_eml
from lurewatch.installation import Installation
from posts.errors import LurewatchError
from posts.identity import named_id
from posts.post import Record

DOMAIN = "lurewatch.invalid"  # reserved (RFC 2606): the id must be unique, not reachable


class Sent(Record, frozen=True, kw_only=True):
    """What became of one mail."""

    recipient: str
    message_id: str
    leads: int
    state: str
    file: str | None = None
    problem: str | None = None


def send_digests(here: Installation) -> list[Sent]:
    """Make a mail for each person with pending findings, then send all that no server has taken yet."""
    leads = _compose_all(here)
    with here.ledger.reading() as connection:
        waiting = unsent(connection)
    return [_deliver(here, message, leads.get(message.id, 0)) for message in waiting]


def _compose_all(here: Installation) -> dict[str, int]:
    counts: dict[str, int] = {}
    with here.ledger.writing() as connection:
        for recipient, findings in _by_recipient(pending(connection)):
            matches = [one.match for one in findings]
            message_id = f"<{named_id('d1_', recipient, *(match.id for match in matches))}@{DOMAIN}>"
            letter = letter_for(connection, here, recipient, matches)
            mail = compose(letter, here.settings.mail.sender, message_id, here.clock())
            add_message(connection, Message(message_id, recipient, mail, "sending", 0), matches, here.clock())
            counts[message_id] = len(letter.leads)
        if counts:
            set_told(connection)
    return counts


def _by_recipient(waiting: Sequence[Pending]) -> Iterator[tuple[str, list[Pending]]]:
    for recipient in sorted({one.recipient for one in waiting}):
        yield recipient, [one for one in waiting if one.recipient == recipient]


def _deliver(here: Installation, message: Message, leads: int) -> Sent:
    state, file, problem = "sent", None, None
    try:
        if here.settings.mail.host is None:
            file = str(write_eml(message.mail, here.home.outbox, message.id))
        else:
            send(message.mail, message.recipient, here.settings.mail)
    except MailDead as refused:
        state, problem = "dead", str(refused)
    except MailUncertain as unknown:
        state, problem = "uncertain", str(unknown)
    except MailRefused as later:
        state, problem = "sending", str(later)
    except LurewatchError as other:
        state, problem = "sending", str(other)
    with here.ledger.writing() as connection:
        set_state(connection, message.id, state, problem, here.clock())
    return Sent(
        recipient=message.recipient,
        message_id=message.id,
        leads=leads,
        state=state,
        file=file,
        problem=problem,
    )
