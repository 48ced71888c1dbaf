"""digest: tell people of what was found; each finding once, in one mail a person."""

from __future__ import annotations

import click

from lurewatch.alerts.digest import Sent, send_digests
from lurewatch.call import Call, common_options
from lurewatch.counted import counted
from lurewatch.health.telling import compose_health
from lurewatch.installation import opened


@click.command()
@common_options
def command(call: Call) -> int:
    """Send all pending findings now; without a mail server they become .eml files in outbox/.

    Example: lurewatch digest
    """
    with opened(call.made_home, call.clock) as here:
        compose_health(here)
        sent = send_digests(here)
    for one in sent:
        call.say(_sentence(one))
    if not sent:
        call.say("nothing to tell")
    call.answer({"mails": sent})
    return int(any(one.problem for one in sent))


def _sentence(one: Sent) -> str:
    where = f", written to {one.file}" if one.file else ""
    return (
        f"{one.recipient}: {counted(one.leads, 'lead')}, {one.state}{where}{f' ({one.problem})' if one.problem else ''}"
    )
