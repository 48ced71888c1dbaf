"""Telling: a mail of what is wrong, once a day until it is mended; what is mended is said once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from email.utils import format_datetime

from index.ledger.alerting import Message, add_message
from index.ledger.health import forget, set_told, told
from lurewatch.alerts.mail import plain
from lurewatch.counted import counted
from lurewatch.health.finding import Finding
from lurewatch.health.report import report
from lurewatch.installation import Installation
from posts.identity import named_id

EVERY = timedelta(days=1)
DOMAIN = "lurewatch.invalid"  # as of the digest: the id must be unique, not reachable


def compose_health(here: Installation) -> int:
    """Keep a mail for each person of [health] when something is wrong or mended; return how many findings it tells."""
    with here.ledger.reading() as connection:
        found = {finding.key: finding for finding in report(connection, here).findings}
        before = told(connection)
    now = here.clock()
    due = [finding for key, finding in found.items() if key not in before or now - before[key] >= EVERY]
    mended = sorted(before.keys() - found.keys())
    if not due and not mended:
        return 0
    with here.ledger.writing() as connection:
        for recipient in here.settings.health.to:
            parts = (recipient, format_datetime(now), *(finding.key for finding in due), *mended)
            message_id = f"<{named_id('d1_', *parts)}@{DOMAIN}>"
            text = letter(due, mended)
            mail = plain((subject(due, mended), text), (here.settings.mail.sender, recipient), message_id, now)
            add_message(connection, Message(message_id, recipient, mail, "sending", 0), (), now)
        set_told(connection, [finding.key for finding in due], now)
        forget(connection, mended)
    return len(due)


def subject(due: Sequence[Finding], mended: Sequence[str]) -> str:
    """Return the subject line; a source's name stands in the mail alone."""
    if not due:
        return f"[Lurewatch] mended: {counted(len(mended), 'finding')}"
    return f"[Lurewatch] {counted(len(due), 'finding')} on the health of collecting"


def letter(due: Iterable[Finding], mended: Iterable[str]) -> str:
    """Return the mail's text."""
    lines = ["Collecting needs a hand. While this stands, answers may be incomplete.", ""]
    for finding in due:
        since = f", since {finding.since:%Y-%m-%d %H:%M} UTC" if finding.since else ""
        lines += [f"{finding.place}: {finding.sentence}{since}", f"  {finding.do}", ""]
    lines += [f"mended: {key}" for key in mended]
    return "\n".join(lines).rstrip() + "\n\nThis mail comes once a day until it is mended. See: lurewatch sources\n"
