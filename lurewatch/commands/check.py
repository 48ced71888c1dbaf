"""check: prove that archive, ledger and index hold the same."""

from __future__ import annotations

import click

from lurewatch.call import Call, common_options
from lurewatch.checking import check
from lurewatch.installation import opened


@click.command()
@common_options
def command(call: Call) -> int:
    """Compare archive, ledger and index; exit 1 and name each difference.

    Example: lurewatch check
    """
    with opened(call.made_home, call.clock) as here:
        troubles = list(check(here, call.progress))
    for trouble in troubles:
        call.say(f"{trouble.place}: {trouble.what}; {trouble.do}")
    if not troubles:
        call.say("clean: archive, ledger and index hold the same")
    call.answer({"clean": not troubles, "troubles": troubles})
    return int(bool(troubles))
