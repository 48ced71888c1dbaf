"""ingest: everything that waits in the inbox, into the ledger and the index."""

from __future__ import annotations

import click

from lurewatch.call import Call, common_options
from lurewatch.counted import counted
from lurewatch.installation import opened
from lurewatch.pipeline import Intake, ingest


@click.command()
@common_options
def command(call: Call) -> int:
    """Read, group and keep what was collected or handed in.

    Example: lurewatch ingest
    """
    with opened(call.made_home, call.clock) as here:
        intake = ingest(here, call.progress)
    call.say(sentence(intake))
    call.answer({name: getattr(intake, name) for name in COUNTS} | {"refused": len(intake.refused)})
    return call.refuse_all(intake.refused)


COUNTS = ("accepted", "new", "revised", "not_shown", "matches", "swept")


def sentence(intake: Intake) -> str:
    """Return what an ingest did, for people."""
    parts = [
        f"{counted(intake.accepted, 'post')} taken: {intake.new} new, {intake.revised} changed",
        f"{intake.not_shown} no longer shown" if intake.not_shown else "",
        f"{counted(intake.swept, 'capture')} recovered after a crash" if intake.swept else "",
        f"{intake.matches} new matches" if intake.matches else "",
        f"{counted(len(intake.refused), 'line')} refused, kept in inbox/refused" if intake.refused else "",
    ]
    return "; ".join(part for part in parts if part)
